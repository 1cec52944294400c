"""Timed words: reading ``.lrc`` with or without word tags, and spreading words over a line that has only its own time.

References:
    The LRC format with the "enhanced" word tags ``<mm:ss.xx>`` as players write it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from noktvrn.errors import MediaUnreadableError

LONGEST_LINE_S: Final = 8.0
"""A line without an end stands no longer than this."""

_LARGEST_BYTES = 2_000_000
_LINE_TAG = re.compile(r"\[(\d{1,3}):(\d{1,2}(?:[.:]\d{1,3})?)\]")
_WORD_TAG = re.compile(r"<(\d{1,3}):(\d{1,2}(?:[.:]\d{1,3})?)>")
_OFFSET_TAG = re.compile(r"\[offset:\s*([+-]?\d+)\s*\]", re.IGNORECASE)
# what LRC files say of the song itself, such as its title
_ABOUT_TAG = re.compile(r"\s*\[[a-z#]+:[^\]]*\]\s*$", re.IGNORECASE)
_SECONDS_PER_LETTER = 0.085


@dataclass(frozen=True, slots=True)
class SungWord:
    """A word at its time.

    Attributes:
        start_s: In seconds of the recording.
        end_s: In seconds of the recording.
        text: Without spaces.
    """

    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True, slots=True)
class SungLine:
    """A line of words.

    Attributes:
        start_s: In seconds of the recording.
        end_s: In seconds of the recording.
        words: In the order in which they are sung; not empty.
    """

    start_s: float
    end_s: float
    words: tuple[SungWord, ...]

    @property
    def text(self) -> str:
        """The words with spaces between them."""
        return " ".join(word.text for word in self.words)


def spread_words(start_s: float, end_s: float, text: str) -> SungLine | None:
    """Spread the words of a line over its time by their lengths; None for a line without words.

    Nobody sings a short line over a long pause, so that a line is at most twice as slow as people usually sing.
    """
    words = text.split()
    if not words:
        return None
    weights = [len(word) + 1.5 for word in words]
    sung_s = min(max(end_s - start_s, 0.1), sum(weights) * _SECONDS_PER_LETTER * 2)
    edges = [start_s + sung_s * part / sum(weights) for part in itertools.accumulate(weights, initial=0.0)]
    timed = tuple(SungWord(a, b, word) for (a, b), word in zip(itertools.pairwise(edges), words, strict=True))
    return SungLine(start_s, max(end_s, start_s + 0.1), timed)


def read_lrc(path: Path) -> tuple[SungLine, ...]:
    """Read the timed lines of a ``.lrc`` file.

    Raises:
        MediaUnreadableError: No such file, larger than 2 MB, not text, or without a single timed line.
    """
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise MediaUnreadableError(f"{path.name} is larger than 2 MB.", remedy="Give timed lyrics in a .lrc file.")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise MediaUnreadableError(
            f"{path.name} cannot be read as text: {exc}.", remedy="Give a .lrc file in UTF-8."
        ) from exc
    lines = parse_lrc(text)
    if not lines:
        raise MediaUnreadableError(
            f"{path.name} has no timed line.", remedy="Lines look like [00:12.30] and then their words."
        )
    return lines


def untimed_lines(text: str) -> int:
    """Return how many lines of LRC text have words, but no time that can be read, so that they are left out."""
    return sum(
        1 for line in text.splitlines() if line.strip() and not _LINE_TAG.search(line) and not _ABOUT_TAG.match(line)
    )


def parse_lrc(text: str) -> tuple[SungLine, ...]:
    """Return the timed lines of LRC text in order; lines without words end the ones before them."""
    offset = _OFFSET_TAG.search(text)
    # a positive offset makes the lyrics come earlier
    shift_s = -int(offset.group(1)) / 1000 if offset else 0.0
    stamped: list[tuple[float, str]] = []
    for line in text.splitlines():
        tags = list(_LINE_TAG.finditer(line))
        body = line[tags[-1].end() :].strip() if tags else ""
        stamped += [(max(_seconds(tag) + shift_s, 0.0), body) for tag in tags]
    stamped.sort(key=lambda entry: entry[0])
    ends = [*(start for start, _ in stamped[1:]), float("inf")][: len(stamped)]
    lines = (_line(start, end, body, shift_s) for (start, body), end in zip(stamped, ends, strict=True))
    return tuple(line for line in lines if line is not None)


def _seconds(tag: re.Match[str]) -> float:
    return int(tag.group(1)) * 60 + float(tag.group(2).replace(":", "."))


def _line(start_s: float, next_s: float, body: str, shift_s: float) -> SungLine | None:
    end_s = min(next_s, start_s + LONGEST_LINE_S)
    if not _WORD_TAG.search(body):
        return spread_words(start_s, end_s, body)
    return _tagged(start_s, end_s, body, shift_s)


def _tagged(start_s: float, end_s: float, body: str, shift_s: float) -> SungLine | None:
    """Read ``<time> word <time> word <time>``; a last time without a word is the end of the word before it."""
    pieces = _WORD_TAG.split(body)
    begun = [(start_s, pieces[0])] if pieces[0].strip() else []
    for at in range(1, len(pieces), 3):
        time_s = int(pieces[at]) * 60 + float(pieces[at + 1].replace(":", ".")) + shift_s
        begun.append((max(time_s, 0.0), pieces[at + 2]))
    words: list[SungWord] = []
    for number, (time_s, text) in enumerate(begun):
        after_s = begun[number + 1][0] if number + 1 < len(begun) else max(end_s, time_s + 0.1)
        inner = spread_words(time_s, max(after_s, time_s + 0.02), text)
        words += inner.words if inner else ()
    if not words:
        return None
    last_s = max(begun[-1][0] if not begun[-1][1].strip() else end_s, words[-1].end_s)
    return SungLine(min(start_s, words[0].start_s), max(last_s, words[-1].start_s + 0.1), tuple(words))


def moved(lines: Sequence[SungLine], by_s: float, until_s: float) -> tuple[SungLine, ...]:
    """Return the lines ``by_s`` later, without those that end before 0 or begin after ``until_s``."""
    shifted = (
        SungLine(
            line.start_s + by_s,
            line.end_s + by_s,
            tuple(replace(word, start_s=word.start_s + by_s, end_s=word.end_s + by_s) for word in line.words),
        )
        for line in lines
    )
    return tuple(line for line in shifted if line.end_s > 0 and line.start_s < until_s)
