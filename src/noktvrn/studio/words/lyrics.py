"""Lyrics: couplets chosen so that they scan, rhyme, belong to the brief and were not sung before."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from noktvrn.studio.words.bank import Couplet, ThemeBank, read_couplets, read_parts
from noktvrn.studio.words.genres import GenreStyle
from noktvrn.studio.words.markup import Speaker, expand, sentence, suits, variant_count, voice
from noktvrn.studio.words.moods import family_of
from noktvrn.studio.words.sounds import last_word, nearly_rhymes, rhyme_key, rhymes, scan_fault, syllables, words_of
from noktvrn.studio.words.sounds_table import WEAK_WORDS
from noktvrn.studio.words.titles import Title, hook_line

MIN_SYLLABLES: Final = 6
MAX_SYLLABLES: Final = 11
"""Eleven are four anapaests without their first light syllable."""
_MAX_WORDINGS: Final = 12
_COMPETITORS: Final = 5
_CLOSER_FAULT: Final = 0.5
_CHANCE: Final = 3.0
"""How much luck a couplet may have over its faults."""
_WORDING_CHANCE: Final = 0.5
"""The same for its wordings among each other."""
_STANDS_ALONE: Final = re.compile(r"^(And|But|I|You|We|It|It's|The|There|There's|He|She|They) ")
_TIED_TO_FIRST: Final = re.compile(r"^(And|But|To|That|Which|With|As|Till|For|Or|Than|Of|Because)\b")
_RUNS_ON: Final = re.compile(
    r"(\b(across|and|of|the|then|signed|said|asked|see|missed|knew|know|swore|hear|find|speak|sing|when|how|who|what|this"
    r"|until|till|with|from|through|but|hand|like)|,)$"
)
"""Ends of first lines that go on in the second."""
_PRONOUNS: Final = re.compile(r"\b(it|its|it's|them|that|there|they|then)\b", re.IGNORECASE)


SUNG: Final = frozenset({"verse", "prechorus", "chorus", "bridge"})
"""Kinds of sections that have words."""


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of one section and its kind, such as ``"verse"``."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LyricPlan:
    """What lyrics are written from.

    Attributes:
        bank: The theme.
        style: The genre's form.
        mood: One word.
        rhyme: ``"couplet"``, ``"alternate"`` or ``"loose"`` (enclosed).
        speaker: Who sings.
        wanted: Words of the brief; lines that hold them are preferred.
        imagery: Words that recur in the artist's songs; lines that hold them are preferred a little.
        sung: Lines of earlier songs in lowercase; they are not sung again.
        form: Kinds of the song's sections in order; the genre's usual form when empty. Those of :data:`SUNG` get words.
    """

    bank: ThemeBank
    style: GenreStyle
    mood: str
    rhyme: str
    speaker: Speaker
    wanted: frozenset[str] = frozenset()
    imagery: frozenset[str] = frozenset()
    sung: frozenset[str] = frozenset()
    form: tuple[str, ...] = ()


@dataclass(slots=True)
class _Desk:
    """What is on the lyricist's desk while one song is written."""

    plan: LyricPlan
    rng: random.Random
    used: set[Couplet] = field(default_factory=set)
    lines: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)
    keys: list[str] = field(default_factory=list)
    measure: int | None = None
    """Syllables of the couplet before, within one section."""

    def knows(self, line: str) -> bool:
        """Whether a line was sung before, here or in an earlier song."""
        return line.lower() in self.lines or line.lower() in self.plan.sung

    def repeats(self, pair: tuple[str, str]) -> int:
        """Return how many lines of a couplet were sung before."""
        return sum(self.knows(line) for line in pair)


def write_lyrics(plan: LyricPlan, title: Title, rng: random.Random) -> tuple[Section, ...]:
    """Write the sections of a song's lyrics; every chorus holds the title and is the same.

    Args:
        plan: What to write from.
        title: The title, from :func:`noktvrn.studio.words.titles.write_title`.
        rng: Random numbers.

    Returns:
        Sections in the order of the form. Lines have 6 to 11 syllables; a hook may be shorter.
    """
    desk = _Desk(plan, rng)
    chorus = Section("chorus", _chorus(desk, title))
    sections: list[Section] = []
    verses = 0
    for kind in (kind for kind in plan.form or plan.style.form if kind in SUNG):
        if kind == "chorus":
            sections.append(chorus)
            continue
        verses += kind == "verse"
        desk.measure = None
        sections.append(Section(kind, _SECTIONS[kind](desk, verses)))
    return _same_lift(sections)


def _same_lift(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Give every prechorus the lines of the first, as songs do."""
    lift = next((section for section in sections if section.kind == "prechorus"), None)
    return tuple(lift if lift and section.kind == "prechorus" else section for section in sections)


def _verse(desk: _Desk, number: int) -> tuple[str, ...]:
    bank = desk.plan.bank
    count = desk.plan.style.verse_lines // 2
    pools = (bank.scene, bank.story) if number == 1 else (bank.story, bank.scene)
    opening = (count + 1) // 2 if number == 1 else count
    rest = _couplets(desk, pools[0], opening)
    return _rhymed(desk, rest + _couplets(desk, pools[1], count - len(rest)))


def _bridge(desk: _Desk, _number: int) -> tuple[str, ...]:
    first = _couplets(desk, desk.plan.bank.turn, 1)
    return tuple(line for pair in first + _couplets(desk, _shared("turn"), 1) for line in pair)


def _prechorus(desk: _Desk, _number: int) -> tuple[str, ...]:
    return _couplets(desk, _shared("lift"), 1)[0]


_SECTIONS: Final = {"verse": _verse, "bridge": _bridge, "prechorus": _prechorus}

_Pair = tuple[str, str]
_Entry = tuple[int, float, _Pair, Couplet]
"""Lines sung before, fault, the wording, and the couplet that it is of."""


@cache
def _shared(part: str) -> tuple[Couplet, ...]:
    """Return couplets that serve all themes: those of a family of mood, ``"lift"`` or ``"turn"``."""
    return read_couplets(read_parts("_choruses")[part])


def _chorus(desk: _Desk, title: Title) -> tuple[str, ...]:
    pool = (*desk.plan.bank.chorus, *_shared(family_of(desk.plan.mood)))
    hook = _hook(desk, title)
    first, second = _couplets(desk, pool, 1)[0]
    forms = [(hook, first, hook, second), (first, second, hook, hook), (hook, hook, first, second)]
    if not _parts_well((first, second)):
        forms = forms[1:]
    if desk.plan.style.verse_lines == 8:
        more = _couplets(desk, pool, 1)[0]
        return (hook, first, second, hook, *more)
    return desk.rng.choice(forms)


def _hook(desk: _Desk, title: Title) -> str:
    usable = [frame for frame in read_parts("_hooks")[title.kind] if suits(frame, desk.plan.speaker)]
    lines = [hook_line(title, frame, desk.plan.speaker) for frame in usable]
    scores = [_hook_fault(line) + 3.0 * desk.rng.random() for line in lines]
    return lines[scores.index(min(scores))]


def _hook_fault(line: str) -> float:
    count = syllables(line)
    outside = max(MIN_SYLLABLES - count, count - MAX_SYLLABLES, 0)
    return 1.5 * outside + scan_fault(line) / 2


def _couplets(desk: _Desk, pool: Sequence[Couplet], count: int) -> tuple[_Pair, ...]:
    return tuple(_couplet(desk, pool) for _ in range(count))


def _couplet(desk: _Desk, pool: Sequence[Couplet]) -> _Pair:
    """Choose the best wording among some couplets that are left, and note what it used.

    Only a few couplets compete at a time, rich ones more often, so that the best-scanning ones do not come in every
    song; when all that compete were sung before, the whole pool does.
    """
    fresh = [one for one in pool if one not in desk.used and suits(one.template, desk.plan.speaker)]
    source = fresh or list(pool)
    found = _competing(desk, _drawn(desk.rng, source))
    if min(repeats for repeats, *_ in found):
        found += _competing(desk, source, patience=3)
        found += _closed_anew(desk, found)
    _, _, pair, chosen = min(found, key=lambda entry: entry[:2])
    desk.used.add(chosen)
    desk.lines.update(line.lower() for line in pair)
    desk.nouns.update(_heavy(pair))
    desk.keys.append(rhyme_key(last_word(pair[1])))
    desk.measure = syllables(pair[0])
    return pair


def _drawn(rng: random.Random, source: Sequence[Couplet]) -> list[Couplet]:
    """Draw a few couplets, each as likely as the root of its number of wordings (Efraimidis and Spirakis 2006)."""
    ranked = sorted(source, key=lambda one: rng.random() ** (variant_count(one.template) ** -0.5), reverse=True)
    return ranked[:_COMPETITORS]


def _competing(desk: _Desk, couplets: Sequence[Couplet], patience: int = 1) -> list[_Entry]:
    """Return wordings with how many of their lines were sung before and how unwelcome they are."""
    entries: list[_Entry] = []
    for one in couplets:
        # One draw for all its wordings: with a draw for each, a couplet that has many would nearly always win.
        chance = _CHANCE * desk.rng.random()
        pairs = [pair for _ in range(patience) for pair in _wordings(desk, one)]
        entries += [(desk.repeats(pair), _fault(desk, pair) + chance, pair, one) for pair in pairs]
    return entries


def _closed_anew(desk: _Desk, found: Sequence[_Entry]) -> list[_Entry]:
    """Return couplets whose first line is joined to another rhyming line, for when the own second line is worn."""
    closers = _closers(desk.plan.speaker)
    firsts = {
        first: one
        for _, _, (first, second), one in found
        if not desk.knows(first) and _STANDS_ALONE.match(second) and not _RUNS_ON.search(first)
    }
    entries: list[_Entry] = []
    for first, one in firsts.items():
        for row in closers.get(rhyme_key(last_word(first)), ()):
            pair = first, sentence(voice(expand(row, desk.rng), desk.plan.speaker))
            if last_word(first) != last_word(pair[1]):
                chance = _CHANCE * desk.rng.random()
                entries.append((desk.repeats(pair), _fault(desk, pair) + _CLOSER_FAULT + chance, pair, one))
    return entries


@cache
def _closers(speaker: Speaker) -> dict[str, tuple[str, ...]]:
    """Return closing lines by what they rhyme with; the last word of a closing line is never a choice."""
    by_key: dict[str, tuple[str, ...]] = {}
    for row in read_parts("_closers")["lines"]:
        if suits(row, speaker):
            key = rhyme_key(last_word(voice(row, speaker)))
            by_key[key] = (*by_key.get(key, ()), row)
    return by_key


def _wordings(desk: _Desk, couplet: Couplet) -> list[_Pair]:
    pairs = []
    for _ in range(min(_MAX_WORDINGS, 1 + variant_count(couplet.template) // 2)):
        worded = expand(couplet.template, desk.rng)
        first, _, second = voice(worded, desk.plan.speaker).partition(" / ")
        pairs.append((suits(worded, desk.plan.speaker), (sentence(first), sentence(second))))
    said = [pair for is_suited, pair in pairs if is_suited]
    return said or [pair for _, pair in pairs]


def _fault(desk: _Desk, pair: _Pair) -> float:
    """Return how unwelcome a couplet is here; less is better."""
    counts = [syllables(line) for line in pair]
    outside = sum(max(MIN_SYLLABLES - count, count - MAX_SYLLABLES, 0) for count in counts)
    heavy = _heavy(pair)
    ends = last_word(pair[0]), last_word(pair[1])
    fault = 6.0 * outside + 0.4 * max(0, abs(counts[0] - counts[1]) - 1)
    fault += 0.0 if desk.measure is None else 0.5 * max(0, abs(desk.measure - counts[0]) - 1)
    fault += 0.35 * (scan_fault(pair[0]) + scan_fault(pair[1]))
    fault += 0.0 if rhymes(*ends) else 0.4 if nearly_rhymes(*ends) else 6.0
    fault += 0.5 * len(heavy & desk.nouns) - 0.3 * len(heavy & desk.plan.imagery)
    fault -= 1.2 * min(2, len(heavy & desk.plan.wanted))
    fault += 2.0 if rhyme_key(ends[1]) in desk.keys else 0.0
    return fault + _WORDING_CHANCE * desk.rng.random()


def _heavy(lines: Collection[str]) -> set[str]:
    return {word for line in lines for word in words_of(line) if word not in WEAK_WORDS and len(word) > 3}


def _rhymed(desk: _Desk, pairs: Sequence[_Pair]) -> tuple[str, ...]:
    """Order couplets by the artist's rhyme; those whose lines cling together stay as they are."""
    lines: list[str] = []
    for place in range(0, len(pairs), 2):
        four = pairs[place : place + 2]
        if len(four) == 2 and desk.plan.rhyme == "alternate" and all(_parts_well(pair) for pair in four):
            lines += [four[0][0], four[1][0], four[0][1], four[1][1]]
        elif len(four) == 2 and desk.plan.rhyme == "loose" and _parts_well(four[0]):
            lines += [four[0][0], *four[1], four[0][1]]
        else:
            lines += [line for pair in four for line in pair]
    return tuple(lines)


def _parts_well(pair: _Pair) -> bool:
    """Whether a couplet's second line makes sense away from its first."""
    clings = _TIED_TO_FIRST.match(pair[1]) or _PRONOUNS.search(pair[1]) or _RUNS_ON.search(pair[0])
    return _STANDS_ALONE.match(pair[1]) is not None and not clings
