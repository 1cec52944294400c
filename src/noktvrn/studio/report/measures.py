"""Every measure of the report: what it is, what is wanted of it, and where that comes from.

Sources by sign: ``[EBU]`` Tech 3342 and ITU-R BS.1770-4; ``[C]`` melodies of two corpora of folk tunes, 10 to 90 %;
``[H]`` held-out songs of the McGill Billboard annotations, 10 to 90 %, major and minor together; ``[J]`` judgement of
an engineer, to be moved when listeners say so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from noktvrn.studio.score.harmony_corpus import SONG_RANGES

Range = tuple[float, float]
ANY: Final = math.inf


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure.

    Attributes:
        name: In records.
        title: For people.
        unit: Empty for shares and counts.
        group: Table that it stands in.
        target: Wanted range, ends included.
        source: Of the target.
        by_genre: Ranges of genres that want others.
    """

    name: str
    title: str
    unit: str
    group: str
    target: Range
    source: str
    by_genre: Mapping[str, Range] = field(default_factory=dict)

    def wanted(self, genre: str) -> Range:
        """Return the range that a genre wants."""
        return self.by_genre.get(genre, self.target)

    def holds(self, value: float, genre: str) -> bool:
        """Tell whether a value lies in the range; NaN does not."""
        low, high = self.wanted(genre)
        return low - 1e-9 <= value <= high + 1e-9


_RANGES_LU: Final = {
    "ambient": (6.0, 15.0),
    "drum_and_bass": (3.0, 7.0),
    "house": (3.0, 6.0),
    "indie_pop": (5.0, 9.0),
    "lofi": (3.0, 7.0),
    "synthwave": (5.0, 9.0),
    "techno": (3.0, 6.0),
    "trap": (3.0, 6.0),
}
_DARK: Final = {"synthwave": (-6.5, -4.0), "lofi": (-6.5, -4.0)}


def _human(figure: str) -> Range:
    ranges = [table[figure] for table in SONG_RANGES.values()]
    return min(low for low, _, _ in ranges), max(high for _, _, high in ranges)


ALL: Final = (
    Measure("loudness_error_lu", "loudness off the genre's target", "LU", "technical", (-0.3, 0.3), "[EBU]"),
    Measure("true_peak_dbtp", "true peak", "dBTP", "technical", (-ANY, -1.0), "[EBU]"),
    Measure("clipped_samples", "clipped samples", "", "technical", (0, 0), "[J]"),
    Measure("dc_offset", "offset", "", "technical", (0, 1e-3), "[J]"),
    Measure("click_count", "clicks", "", "technical", (0, 0), "[J]"),
    Measure("lead_silence_s", "silence before the first sound", "s", "technical", (0, 0.3), "[J]"),
    Measure("end_level_dbfs", "level of the last 20 ms", "dBFS", "technical", (-ANY, -60.0), "[J]"),
    Measure("tempo_error_percent", "tempo, found blindly", "%", "technical", (0, 0.5), "[J]"),
    Measure("key_found", "key, found blindly: exact or relative", "", "technical", (1, 1), "[J]"),
    Measure("slope_db_per_octave", "spectrum, 100 Hz to 8 kHz", "dB/oct", "mix", (-6.0, -4.0), "[J]", _DARK),
    Measure("air_db", "share of 6 to 20 kHz", "dB", "mix", (-22.0, -8.0), "[J]", {"lofi": (-28.0, -8.0)}),
    Measure("low_db", "share below 250 Hz", "dB", "mix", (-6.0, -2.0), "[J]"),
    Measure("loudness_range_lu", "loudness range", "LU", "mix", (3.0, 9.0), "[EBU]", _RANGES_LU),
    Measure("crest_db", "crest", "dB", "mix", (9.0, 14.0), "[J]", {"ambient": (9.0, 18.0)}),
    Measure("stereo_correlation", "correlation of the sides", "", "mix", (0.3, 0.95), "[J]"),
    Measure("side_to_mid_db", "side to middle", "dB", "mix", (-14.0, -6.0), "[J]"),
    Measure("low_correlation", "correlation below 120 Hz", "", "mix", (0.9, 1.0), "[J]"),
    Measure("mono_loss_db", "loss in mono", "dB", "mix", (-ANY, 3.0), "[J]"),
    Measure("steps", "steps", "", "melody", (0.45, 0.70), "[C]"),
    Measure("unisons", "unisons", "", "melody", (0.05, 0.35), "[C]"),
    Measure("thirds", "thirds", "", "melody", (0.10, 0.30), "[C]"),
    Measure("leaps", "leaps", "", "melody", (0.0, 0.18), "[C]"),
    Measure("over_octave", "leaps beyond an octave", "", "melody", (0.0, 0.0), "[C]"),
    Measure("reversal", "leaps that turn back", "", "melody", (0.55, 1.0), "[C]"),
    Measure("pitch_entropy_bits", "variety of pitch classes", "bits", "melody", (2.2, 2.9), "[C]"),
    Measure("range_semitones", "range", "semitones", "melody", (9.0, 22.0), "[C]"),
    Measure("repeat_rate", "figures heard before", "", "melody", (0.35, 0.75), "[C]"),
    Measure("in_scale", "notes in the scale", "", "melody", (0.95, 1.0), "[C]"),
    Measure("strong_chord_share", "chord tones on strong beats", "", "melody", (0.75, 1.0), "[J]"),
    Measure("weak_chord_share", "chord tones elsewhere", "", "melody", (0.5, 1.0), "[J]"),
    Measure("bits_per_chord", "surprise of the chords", "bits", "harmony", _human("bits_per_chord"), "[H]"),
    Measure("changes_per_bar", "chords per bar", "", "harmony", _human("changes_per_bar"), "[H]"),
    Measure("different_chords", "different chords", "", "harmony", _human("different_chords"), "[H]"),
    Measure("cadence_share", "sections that close", "", "harmony", _human("cadence_share"), "[H]"),
    Measure("phrase_cadence_share", "phrases that close", "", "harmony", (0.7, 1.0), "[J]"),
    Measure("voice_movement_semitones", "movement per voice", "semitones", "harmony", (0.0, 2.5), "[J]"),
    Measure("parallels", "parallel fifths and octaves outside", "", "harmony", (0.0, 0.0), "[J]"),
    Measure("key_clarity", "clarity of the key", "", "harmony", (0.75, 1.0), "[J]"),
    Measure("groove_consistency", "bars like the bar before", "", "rhythm", (0.85, 0.99), "[J]"),
    Measure("microtiming_std_ms", "drummer's deviation", "ms", "rhythm", (2.0, 12.0), "[J]"),
    Measure("microtiming_lag1", "drummer's memory", "", "rhythm", (0.2, 0.5), "[J]"),
    Measure("swing_error_percent", "swing off the plan", "%", "rhythm", (0.0, 3.0), "[J]"),
    Measure("fills", "sections that end with a fill", "", "rhythm", (0.9, 1.0), "[J]"),
    Measure("chorus_lift_db", "chorus over verse", "dB", "structure", (2.0, 5.0), "[J]"),
    Measure("contrast", "verse to chorus, against inside them", "", "structure", (1.5, ANY), "[J]"),
    Measure("chorus_likeness", "melody of choruses alike", "", "structure", (0.9, 1.0), "[J]"),
    Measure("cell_vocabulary", "different two-bar cells", "", "structure", (0.0, 0.4), "[J]"),
    Measure("borders_found", "planned borders that are heard", "", "structure", (0.8, 1.0), "[J]"),
    Measure("tension_correlation", "tension follows the plan", "", "structure", (0.5, 1.0), "[J]"),
    Measure("energy_correlation", "loudness follows the plan", "", "structure", (0.7, 1.0), "[J]"),
    Measure("nearest_song", "melody shared with the nearest song", "", "catalogue", (0.0, 0.35), "[J]"),
)  # fmt: skip
GROUPS: Final = ("technical", "mix", "melody", "harmony", "rhythm", "structure", "catalogue")
BY_NAME: Final = {measure.name: measure for measure in ALL}
