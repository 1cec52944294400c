"""Drum parts: grooves with ghost notes and small variations, fills at phrase ends."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from noktvrn.studio.genres.profile import DrumStyle
from noktvrn.studio.score.notes import Hit

_LOUD = {"X": 1.0, "x": 0.8, "o": 0.45, "g": 0.26}
_STEP_BEATS = 0.25
SLOWED = frozenset({"kick", "snare", "clap", "rim", "snap"})


def write_drums(
    style: DrumStyle,
    groove: Mapping[str, str],
    first_beat: float,
    bars: int,
    energy: float,
    density: float,
    fills: bool,
    crash: bool,
    rng: Random,
) -> list[Hit]:
    """Write the drums of a section.

    Args:
        style: Ghosts, variation and fills of the genre.
        groove: Piece to pattern; one character per sixteenth (``X x o g`` loud to ghost), one or more bars.
        first_beat: Start of the section.
        bars: Length of the section.
        energy: 0..1, scales velocity.
        density: 0..1, chance of extra notes.
        fills: Whether phrase ends get a fill.
        crash: Whether the section opens with a crash.
        rng: Source of chance.
    """
    hits: list[Hit] = []
    for bar in range(bars):
        beat = first_beat + 4 * bar
        ends_phrase = fills and (bar + 1 == bars or (bar + 1) % 8 == 0)
        from_step = 16 - 4 * rng.choice(style.fill_beats) if ends_phrase else 16
        hits.extend(_bar(style, groove, bar, beat, from_step, energy, density, rng))
        if ends_phrase:
            hits.extend(_fill(style, beat, from_step, energy, rng))
    if crash and style.crash:
        hits.append(Hit(first_beat, style.crash, 0.75 + 0.2 * energy))
    return sorted(hits, key=lambda hit: (hit.start, hit.piece))


def half_time(groove: Mapping[str, str]) -> dict[str, str]:
    """Return a groove whose kick and backbeat take twice the time; what keeps the pulse stays."""
    return {
        piece: "".join(f"{sign}." for sign in pattern) if piece in SLOWED else pattern
        for piece, pattern in groove.items()
    }


def _bar(
    style: DrumStyle,
    groove: Mapping[str, str],
    bar: int,
    beat: float,
    until_step: int,
    energy: float,
    density: float,
    rng: Random,
) -> list[Hit]:
    hits = []
    for piece, pattern in groove.items():
        for step in range(16):
            sign = pattern[(bar * 16 + step) % len(pattern)]
            if step >= until_step and piece not in style.through_fills:
                continue
            if sign in _LOUD:
                # A drummer leaves out or softens a hat now and then, never the backbeat.
                if piece in style.loose and step % 4 and rng.random() < style.variation * 0.5:
                    continue
                accent = 1.0 if step % 4 == 0 else 0.9
                loud = _LOUD[sign] * accent * (0.78 + 0.22 * energy) * rng.uniform(0.93, 1.0)
                hits.append(Hit(beat + step * _STEP_BEATS, piece, min(loud, 1.0)))
            elif piece in style.ghosts and step % 2 and rng.random() < style.ghosts[piece] * (0.4 + 1.2 * density):
                hits.append(Hit(beat + step * _STEP_BEATS, piece, rng.uniform(0.16, 0.3)))
    return hits


def _fill(style: DrumStyle, beat: float, from_step: int, energy: float, rng: Random) -> list[Hit]:
    """Fill the end of a bar: a roll over the fill pieces that grows."""
    steps = list(range(from_step, 16))
    hits = []
    pieces = style.fill_pieces
    for place, step in enumerate(steps):
        if step % 2 and rng.random() > style.fill_density:
            continue
        share = (place + 1) / len(steps)
        piece = pieces[min(int(share * len(pieces)), len(pieces) - 1)] if len(steps) > 4 else rng.choice(pieces)
        hits.append(Hit(beat + step * _STEP_BEATS, piece, min((0.45 + 0.45 * share) * (0.8 + 0.2 * energy), 1.0)))
        if style.roll_chance and step >= 12 and rng.random() < style.roll_chance:
            hits.append(Hit(beat + (step + 0.5) * _STEP_BEATS, piece, 0.4 + 0.3 * share))
    return hits
