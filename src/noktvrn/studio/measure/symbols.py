"""The melody of a score, as short hashed pieces that no transposition and no tempo changes.

A piece (a melodic n-gram) is four intervals in semitones with the three ratios between the durations from onset to
onset, those rounded to powers of two, so that a player's timing does not matter. Two scores that share most of their
pieces share their melody (Downie 1999; Doraisamy and Rüger 2003).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from noktvrn.errors import MediaUnreadableError

if TYPE_CHECKING:
    import mido

INTERVALS: Final = 4
"""Per piece. Different songs of one genre share one piece in a hundred; a changed note spoils only five."""

CHORD_BEATS: Final = 0.08
"""Notes that begin this close together are one chord; its highest note is the melody."""

REST_BEATS: Final = 6.0
"""A longer wait for the next note ends the phrase: what stands on both sides of it is no figure."""

MAX_SCORE_BYTES: Final = 8_000_000
MAX_RATIO: Final = 2
_MELODY_NAMES: Final = re.compile(r"\b(lead|melody|melodie|vocals?|voice|topline|tune)\b", re.IGNORECASE)
_DRUM_CHANNEL: Final = 9

Onset = tuple[float, int]
"""Beat and MIDI number."""


def read_melody(path: Path) -> tuple[Onset, ...]:
    """Read the melody of a standard MIDI file.

    It is the track that calls itself a lead, a melody or a voice, or the only pitched track. A file that tells its
    melody in neither way has none: an accompaniment that is shared is no theft.

    Raises:
        MediaUnreadableError: It is no MIDI file, or larger than 8 MB.
    """
    file = _open(path)
    tracks = [(track.name, _onsets(track, file.ticks_per_beat)) for track in file.tracks]
    pitched = [(name, onsets) for name, onsets in tracks if onsets]
    named = [onsets for name, onsets in pitched if _MELODY_NAMES.search(name)]
    chosen = named or ([pitched[0][1]] if len(pitched) == 1 else [])
    return tuple(sorted(onset for onsets in chosen for onset in onsets))


def melodic_pieces(onsets: Iterable[Onset]) -> tuple[int, ...]:
    """Return the pieces of a melody: different 32-bit numbers, ascending; none for fewer than five notes."""
    found = {
        _hashed(phrase[start : start + INTERVALS + 1])
        for phrase in _phrases(_topmost(sorted(onsets)))
        for start in range(len(phrase) - INTERVALS)
    }
    return tuple(sorted(found))


def _open(path: Path) -> mido.MidiFile:
    import mido

    try:
        if path.stat().st_size > MAX_SCORE_BYTES:
            raise _unreadable(path, f"it is larger than {MAX_SCORE_BYTES / 1e6:.0f} MB")
        return mido.MidiFile(str(path))
    # mido raises what its parser stumbles over.
    except (OSError, EOFError, ValueError, IndexError, KeyError, TypeError) as error:
        raise _unreadable(path, str(error) or type(error).__name__) from error


def _unreadable(path: Path, why: str) -> MediaUnreadableError:
    return MediaUnreadableError(
        f"{path.name} cannot be read as a score: {why}.", remedy="Give a standard MIDI file.", stage="measure"
    )


def _onsets(track: mido.MidiTrack, ticks_per_beat: int) -> list[Onset]:
    now, found = 0, []
    for message in track:
        now += message.time
        if message.type == "note_on" and message.velocity > 0 and message.channel != _DRUM_CHANNEL:
            found.append((now / max(ticks_per_beat, 1), int(message.note)))
    return found


def _topmost(onsets: Sequence[Onset]) -> list[Onset]:
    line: list[Onset] = []
    for beat, pitch in onsets:
        if line and beat - line[-1][0] < CHORD_BEATS:
            line[-1] = (line[-1][0], max(line[-1][1], pitch))
        else:
            line.append((beat, pitch))
    return line


def _phrases(line: Sequence[Onset]) -> Iterator[Sequence[Onset]]:
    begin = 0
    for place, (before, after) in enumerate(pairwise(line), start=1):
        if after[0] - before[0] > REST_BEATS:
            yield line[begin:place]
            begin = place
    yield line[begin:]


def _hashed(notes: Sequence[Onset]) -> int:
    intervals = [b[1] - a[1] for a, b in pairwise(notes)]
    durations = [b[0] - a[0] for a, b in pairwise(notes)]
    ratios = [min(max(round(math.log2(b / a)), -MAX_RATIO), MAX_RATIO) for a, b in pairwise(durations)]
    figure = ",".join(map(str, (*intervals, *ratios)))
    return int.from_bytes(blake2b(figure.encode(), digest_size=4).digest(), "big")
