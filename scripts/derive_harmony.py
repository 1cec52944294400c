"""Derive the harmony tables of the studio from the McGill Billboard annotations.

    python scripts/derive_harmony.py CHORDS.tar.gz --out src/noktvrn/studio/score/harmony_corpus.py

Source: Burgoyne, Wild and Fujinaga, "An Expert Ground Truth Set for Audio Chord Recognition and Music Analysis",
ISMIR 2011; chords and forms of Hot 100 songs of 1958 to 1991, annotations CC0. Only sums over all songs are written: no
title, no performer, no progression of a single song. Every fifth song is held out: the tables do not know it, and
the ranges that generated songs are held against come from those songs.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from noktvrn.studio.score.progressions import (
    START,
    bits_per_chord,
    cadence_kind,
    degree_name,
    without_repeats,
)

HOLD_OUT = 5
MAX_MEMBER_BYTES = 1_000_000
MIN_COUNT = {"all": 6, "verse": 6, "chorus": 6, "bridge": 4}
MIN_TRIGRAM = 25

_KINDS = {
    "intro": "intro", "pre-intro": "intro", "verse": "verse", "pre-verse": "verse", "strophe": "verse",
    "chorus": "chorus", "refrain": "chorus", "prechorus": "prechorus", "pre-chorus": "prechorus",
    "pre chorus": "prechorus", "bridge": "bridge", "solo": "break", "instrumental": "break", "interlude": "break",
    "outro": "outro", "coda": "outro", "ending": "outro", "fadeout": "outro",
}  # fmt: skip
_MATERIAL = {"verse": "verse", "chorus": "chorus", "bridge": "bridge", "prechorus": "bridge"}
_ROOTS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_CHORD = re.compile(r"^([A-G])([#b]*)(?::([^/]*))?(?:/.*)?$")
_TIMES = re.compile(r"\bx(\d+)\b")


@dataclass
class Section:
    """A section of an annotated song: bars of (semitones above the tonic, quality)."""

    kind: str
    bars: list[list[tuple[int, str]]] = field(default_factory=list)


@dataclass(frozen=True)
class Sung:
    """A song as degrees: mode, and kind, degrees and bars of each section."""

    mode: str
    sections: tuple[tuple[str, tuple[str, ...], int], ...]


def read_songs(archive: Path) -> Iterator[tuple[str, str]]:
    """Yield name and text of each annotation of an archive, in the order of the names."""
    with tarfile.open(archive, "r:gz") as tar:
        members = sorted((m for m in tar.getmembers() if m.name.endswith("salami_chords.txt")), key=lambda m: m.name)
        for member in members:
            stream = tar.extractfile(member)
            if stream is not None and member.size <= MAX_MEMBER_BYTES:
                yield member.name, stream.read().decode("utf-8")


def read_sections(text: str) -> list[Section]:
    """Read the sections with their bars; the tonic may change on the way."""
    tonic, found = 0, []
    for line in text.splitlines():
        if line.startswith("# tonic:"):
            tonic = _pitch_class(line.partition(":")[2].strip())
        elif line and not line.startswith("#") and "\t" in line:
            words = line.split("\t", 1)[1]
            head, bar, rest = words.partition("|")
            if kind := _kind(head):
                found.append(Section(kind))
            if bar and found:
                found[-1].bars += _bars(rest, tonic)
    return [section for section in found if any(section.bars)]


def song_of(text: str) -> Sung | None:
    """Turn an annotation into degrees; None where the tonic triad never sounds or no section is named."""
    sections = read_sections(text)
    chords = Counter(chord for section in sections for bar in section.bars for chord in bar)
    major, minor = chords[0, "major"], chords[0, "minor"]
    if major + minor == 0:
        return None
    mode = "major" if major >= minor else "minor"
    return Sung(mode, tuple((s.kind, _line(s, mode), len(s.bars)) for s in sections))


def derive(songs: Sequence[Sung]) -> dict[str, Any]:
    """Return all tables; every ``HOLD_OUT``-th song serves for the ranges alone."""
    learnt = [song for number, song in enumerate(songs) if number % HOLD_OUT]
    held = [song for number, song in enumerate(songs) if number % HOLD_OUT == 0]
    tables: dict[str, Any] = {
        "SONGS": (len(learnt), len(held)),
        "SINGLES": {mode: _singles([s for s in learnt if s.mode == mode]) for mode in ("major", "minor")},
        "BIGRAMS": {mode: _bigrams([s for s in learnt if s.mode == mode]) for mode in ("major", "minor")},
        "TRIGRAMS": {mode: _trigrams([s for s in learnt if s.mode == mode]) for mode in ("major", "minor")},
        "CADENCES": _cadences(learnt),
        "CHANGES_PER_BAR": _ranges_by_kind(learnt, lambda degrees, bars: len(degrees) / bars),
        "SECTION_BARS": _ranges_by_kind(learnt, lambda _, bars: float(bars)),
        "SECTION_ORDER": _orders(learnt),
    }
    tables["SONG_RANGES"] = {
        mode: song_ranges([s for s in held if s.mode == mode], tables["BIGRAMS"][mode], tables["SINGLES"][mode])
        for mode in ("major", "minor")
    }
    return tables


def song_ranges(songs: Sequence[Sung], bigrams: Any, singles: Any) -> dict[str, tuple[float, float, float]]:
    """10 %, 50 % and 90 % of what songs that the tables do not know measure under them."""
    figures: dict[str, list[float]] = defaultdict(list)
    for song in songs:
        degrees = [d for _, line, _ in song.sections for d in line]
        sections = [(_MATERIAL.get(kind, "all"), line) for kind, line, _ in song.sections]
        figures["bits_per_chord"].append(bits_per_chord(sections, bigrams, singles))
        figures["changes_per_bar"].append(len(degrees) / sum(bars for _, _, bars in song.sections))
        figures["different_chords"].append(float(len(set(degrees))))
        figures["cadence_share"].append(statistics.mean(cadence_kind(line) != "open" for _, line, _ in song.sections))
    return {name: _range(values) for name, values in figures.items() if values}


def write_module(tables: dict[str, Any], path: Path) -> None:
    """Write the tables as a Python module of data."""
    lines = [_HEAD]
    for name, value in tables.items():
        lines.append(f"{name}: Final[{_TYPES[name]}] = {_literal(value, 0)}\n{_NOTES[name]}\n")
    path.write_text("\n".join(lines), encoding="utf-8")


def _pitch_class(name: str) -> int:
    return (_ROOTS[name[0]] + name.count("#") - name[1:].count("b")) % 12


def _kind(head: str) -> str:
    words = [word.strip() for word in head.split(",")]
    return next((_KINDS[word] for word in words if word in _KINDS), "") or ("other" if re.match(r"^[A-Z]'*$", words[0])
                                                                          else "")  # fmt: skip


def _bars(rest: str, tonic: int) -> list[list[tuple[int, str]]]:
    body, _, tail = rest.rpartition("|")
    bars: list[list[tuple[int, str]]] = []
    for bar in body.split("|"):
        chords = [chord for token in bar.split() if (chord := _chord(token, tonic))]
        # A bar of repeat signs alone goes on with the chord before it.
        bars.append(chords or ([bars[-1][-1]] if bars and bars[-1] and "." in bar.split() else []))
    times = _TIMES.search(tail)
    return bars * (min(int(times[1]), 16) if times else 1)


def _chord(token: str, tonic: int) -> tuple[int, str] | None:
    match = _CHORD.match(token)
    if not match:
        return None
    root = (_ROOTS[match[1]] + match[2].count("#") - match[2].count("b") - tonic) % 12
    quality = match[3] or "maj"
    if quality.startswith(("dim", "hdim")):
        return root, "diminished"
    if quality.startswith("min"):
        return root, "minor"
    return root, "bare" if re.match(r"^[15](\(|$)", quality) else "major"


def _degree(chord: tuple[int, str], mode: str) -> str:
    """Name a chord; a chord without third takes the one of the mode."""
    root, quality = chord
    if quality == "bare":
        quality = "minor" if root in ({2, 4, 9} if mode == "major" else {0, 5, 7}) else "major"
    return degree_name(root, quality)


def _line(section: Section, mode: str) -> tuple[str, ...]:
    return without_repeats(_degree(chord, mode) for bar in section.bars for chord in bar)


def _singles(songs: Sequence[Sung]) -> dict[str, int]:
    return _per_mille(Counter(d for song in songs for _, line, _ in song.sections for d in line), 8)


def _bigrams(songs: Sequence[Sung]) -> dict[str, dict[str, dict[str, int]]]:
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for song in songs:
        for kind, line, _ in song.sections:
            for before, after in zip((START, *line), line, strict=False):
                for table in ("all", _MATERIAL.get(kind)):
                    if table:
                        counts[table][before][after] += 1
    return {
        table: {before: kept for before, row in sorted(counts[table].items()) if (kept := _per_mille(row, least))}
        for table, least in MIN_COUNT.items()
    }


def _trigrams(songs: Sequence[Sung]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for song in songs:
        for _, line, _ in song.sections:
            for first, second, third in zip(line, line[1:], line[2:], strict=False):
                counts[f"{first} {second}"][third] += 1
    return {before: kept for before, row in sorted(counts.items()) if (kept := _per_mille(row, MIN_TRIGRAM))}


def _per_mille(row: Counter[str], least: int) -> dict[str, int]:
    total = row.total()
    return {chord: max(round(1000 * count / total), 1) for chord, count in row.most_common() if count >= least}


def _cadences(songs: Sequence[Sung]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for song in songs:
        for kind, line, _ in song.sections:
            counts[kind][cadence_kind(line)] += 1
    return {kind: _per_mille(row, 1) for kind, row in sorted(counts.items()) if kind != "other"}


def _ranges_by_kind(songs: Sequence[Sung], figure: Any) -> dict[str, tuple[float, float, float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for song in songs:
        for kind, line, bars in song.sections:
            found[kind].append(figure(line, bars))
    return {kind: _range(values) for kind, values in sorted(found.items()) if kind != "other"}


def _orders(songs: Sequence[Sung]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for song in songs:
        kinds = [kind for kind, _, _ in song.sections if kind != "other"]
        for before, after in zip(("start", *kinds), (*kinds, "end"), strict=True):
            counts[before][after] += 1
    return {kind: _per_mille(row, 5) for kind, row in sorted(counts.items())}


def _range(values: Sequence[float]) -> tuple[float, float, float]:
    if len(values) < 2:
        return (round(values[0], 3),) * 3
    tenths = statistics.quantiles(values, n=10, method="inclusive")
    return round(tenths[0], 3), round(tenths[4], 3), round(tenths[8], 3)


def _literal(value: Any, depth: int) -> str:
    """Write nested tables with one line per innermost row."""
    if not isinstance(value, dict) or not any(isinstance(inner, dict) for inner in value.values()):
        return _flat(value)
    pad = "    " * (depth + 1)
    rows = "".join(f'{pad}"{name}": {_literal(inner, depth + 1)},\n' for name, inner in value.items())
    return "{\n" + rows + "    " * depth + "}"


def _flat(value: Any) -> str:
    return repr(value).replace("'", '"')


_HEAD = '''# ruff: noqa: E501 - tables read better in one line
"""Harmony of real songs in numbers; written by ``scripts/derive_harmony.py``, not by hand.

Source: McGill Billboard annotations (Burgoyne, Wild and Fujinaga, "An Expert Ground Truth Set for Audio Chord
Recognition and Music Analysis", ISMIR 2011): chords and forms of Hot 100 songs of 1958 to 1991. Licence of the
annotations: CC0. These are sums over all songs; every fifth song is held out, and gives the ranges. Degrees are those
of :mod:`noktvrn.studio.score.progressions`; weights are per mille, rare rows are left out.
"""

from __future__ import annotations

from typing import Final

# fmt: off
'''
_ROW = "dict[str, dict[str, int]]"
_RANGE = "dict[str, tuple[float, float, float]]"
_TYPES = {
    "SONGS": "tuple[int, int]", "SINGLES": _ROW, "BIGRAMS": f"dict[str, dict[str, {_ROW}]]",
    "TRIGRAMS": f"dict[str, {_ROW}]", "CADENCES": _ROW, "CHANGES_PER_BAR": _RANGE, "SECTION_BARS": _RANGE,
    "SECTION_ORDER": _ROW, "SONG_RANGES": f"dict[str, {_RANGE}]",
}  # fmt: skip
_NOTES = {
    name: f'"""{note}"""'
    for name, note in {
        "SONGS": "Songs in the tables, and songs held out.",
        "SINGLES": "Mode, degree, weight.",
        "BIGRAMS": "Mode, kind of section, degree before (``^`` at the start of a section), degree after, weight.",
        "TRIGRAMS": "Mode, two degrees before, degree after, weight.",
        "CADENCES": "Kind of section, kind of close, weight.",
        "CHANGES_PER_BAR": "Kind of section: chords per bar, 10 %, 50 % and 90 % of sections.",
        "SECTION_BARS": "Kind of section: bars, 10 %, 50 % and 90 %.",
        "SECTION_ORDER": "Kind of section, kind that follows, weight.",
        "SONG_RANGES": "Mode, figure: 10 %, 50 % and 90 % of the songs that were held out.",
    }.items()
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 2 where the archive is missing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("archive", type=Path, help="mcgill_billboard_chords.tar.gz")
    parser.add_argument("--out", type=Path, required=True, help="Python module to write")
    options = parser.parse_args(arguments)
    if not options.archive.is_file():
        sys.stderr.write(f"SKIPPED: there is no {options.archive}; {options.out} stays as it is.\n")
        return 2
    songs = [song for _, text in read_songs(options.archive) if (song := song_of(text))]
    write_module(derive(songs), options.out)
    sys.stdout.write(f"{len(songs)} songs -> {options.out} ({options.out.stat().st_size} bytes)\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
