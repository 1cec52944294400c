"""When each line of the words is shown over a song that nobody sings yet: spread over the bars of its section."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from noktvrn.ports.film import TimedLine
from noktvrn.ports.music import SongSection
from noktvrn.ports.writer import LyricSection

_TOLERANCE_S: Final = 0.05


def lines_over_form(
    written: Sequence[LyricSection], sections: Sequence[SongSection], downbeats_s: Sequence[float]
) -> tuple[TimedLine, ...]:
    """Return the lines with their times: each begins on a downbeat of the section that it was written for.

    The first verse of the words belongs to the first verse of the song, and so on; when the song has a section more
    often than the words do, the words of its last one come again, and words whose section the song lacks are left out.

    Args:
        written: The words.
        sections: The form of the recording, in order.
        downbeats_s: Start of each bar, rising.
    """
    by_kind: dict[str, list[LyricSection]] = defaultdict(list)
    for section in written:
        by_kind[section.kind].append(section)
    showings: dict[str, int] = defaultdict(int)
    lines: list[TimedLine] = []
    for part in sections:
        words = by_kind.get(part.kind)
        if words:
            lines += _spread(words[min(showings[part.kind], len(words) - 1)].lines, part, downbeats_s)
            showings[part.kind] += 1
    return tuple(lines)


def _spread(lines: Sequence[str], part: SongSection, downbeats_s: Sequence[float]) -> list[TimedLine]:
    first = bisect_left(downbeats_s, part.start_s - _TOLERANCE_S)
    after = bisect_left(downbeats_s, part.end_s - _TOLERANCE_S)
    bars = [*downbeats_s[first:after], part.end_s]
    count = min(len(lines), len(bars) - 1)
    borders = [bars[place * (len(bars) - 1) // count] for place in range(count)] + [part.end_s]
    return [TimedLine(start, end, line) for (start, end), line in zip(pairwise(borders), lines, strict=False)]
