"""Title and lyrics: author, our own rules, helper, validator, critic; what stays is what all rules let pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from noktvrn.ports.writer import SongWritingRequest, WrittenSong
from noktvrn.services.roles.answers import CriticAnswer, Judgement, LyricsAnswer, Objection, ValidationAnswer
from noktvrn.services.roles.clean_text import flaw_in_words, prose
from noktvrn.services.roles.lyric_rules import LyricRules, complaints_about, draft_from, rules_for
from noktvrn.services.roles.prompt_files import examples_in
from noktvrn.services.roles.rounds import KEPT, MENDED, NOT_KEPT, Round, RoundBook
from noktvrn.services.roles.sheets import Draft, laid_out, measure_of, sheet_for
from noktvrn.services.room.languages import language_name
from noktvrn.settings import WritingSettings
from noktvrn.studio.words.titles import fold_title

AUTHOR: Final = "author/lyrics"
HELPER: Final = "helper/mend-lyrics"
VALIDATOR: Final = "validator/lyrics"
CRITIC: Final = "critic/lyrics"

_RHYMES: Final = {
    "couplet": "in couplets (aabb)",
    "alternate": "alternating (abab)",
    "loose": "enclosed or loose (abba)",
}


@dataclass(frozen=True, slots=True)
class _Kept:
    """A draft that all rules let pass, and the round that its words are from."""

    draft: Draft
    round: Round


@dataclass(frozen=True, slots=True)
class _Bench:
    """What all rounds of one song share.

    Attributes:
        told: What was found wrong with drafts so far, so that nobody writes it again.
    """

    book: RoundBook
    request: SongWritingRequest
    rules: LyricRules
    settings: WritingSettings
    told: list[str] = field(default_factory=list)

    def tell(self, complaints: Iterable[str]) -> None:
        """Note what is wrong with a draft, once."""
        self.told.extend(dict.fromkeys(each for each in complaints if each not in self.told))

    @property
    def language(self) -> str:
        return self.request.artist.writer.language

    def manner(self) -> dict[str, str]:
        """Return what author and helper are both told."""
        writer = self.request.artist.writer
        return {
            "language": language_name(writer.language),
            "measure": measure_of(self.request.brief.bpm),
            "perspective": writer.perspective,
            "rhyme": _RHYMES.get(writer.rhyme, writer.rhyme),
            "strong_words": "where the song needs it" if writer.explicit else "none",
            "sheet": self.rules.sheet.wish,
        }


def write_lyrics(book: RoundBook, request: SongWritingRequest, settings: WritingSettings) -> WrittenSong | None:
    """Write title and lyrics with the room.

    Args:
        book: Asks the room and notes each round.
        request: What to write from.
        settings: Rounds, candidates, critic.

    Returns:
        The song, or None when no draft met the rules.
    """
    sheet = sheet_for(request.form, request.brief.genre)
    shown = [line for name in (AUTHOR, HELPER, CRITIC) for line in examples_in(name)]
    rules = rules_for(sheet, request.artist, request.taken_titles, (*request.past_lines, *shown))
    bench = _Bench(book, request, rules, settings)
    drafts = [_authored(bench, settings.rounds) for _ in range(settings.candidates)]
    if bench.told and settings.rounds and not any(drafts):
        drafts = [_authored(bench, 0)]  # told what was wrong with all before, and mended by nobody
    candidates = [kept for kept in drafts if kept is not None]
    if not candidates:
        return None
    chosen = _judged(bench, candidates) if settings.critic else candidates[0]
    book.rate(chosen.round, KEPT)
    return WrittenSong(
        title=chosen.draft.title,
        sections=laid_out(sheet, chosen.draft),
        language=bench.language,
        made_by=book.made_by(chosen.round),
    )


def _authored(bench: _Bench, rounds: int) -> _Kept | None:
    request = bench.request
    brief, identity = request.brief, request.artist.identity
    values = {
        **bench.manner(),
        "genre": brief.genre.replace("_", " "),
        "mood": brief.mood,
        "bpm": f"{brief.bpm:.0f}",
        "artist": identity.name,
        "story": identity.story,
        "imagery": ", ".join(request.artist.writer.imagery),
        "concept": brief.concept,
        "notes": "\n".join(brief.notes),
        "struck": _listed(bench.told),
    }
    answer = bench.book.ask(AUTHOR, values, LyricsAnswer, language=bench.language)
    if answer is None:
        return None
    draft = draft_from(answer, bench.rules.sheet)
    return _mended(bench, _Kept(draft, bench.book.rounds[-1]), rounds)


def _mended(bench: _Bench, kept: _Kept, rounds: int) -> _Kept | None:
    """Check a draft and have it mended, at most so many times; None when it cannot be kept."""
    objections: tuple[Objection, ...] = ()
    for left in range(rounds, -1, -1):
        complaints = complaints_about(kept.draft, bench.rules)
        _note(bench, kept, complaints)
        if not complaints:
            objections = _objections(bench, kept.draft)
            complaints = tuple(f"The line {one.quote!r}: {one.reason}" for one in objections)
            if complaints:
                bench.book.rate(kept.round, MENDED)
        if not complaints:
            return kept
        mended = _helped(bench, kept.draft, complaints) if left else None
        bench.tell(complaints)
        if mended is None:
            break
        kept = mended
    return _without(bench, kept, objections)


def _note(bench: _Bench, kept: _Kept, complaints: Sequence[str]) -> None:
    if bench.book.rounds[-1].seed == kept.round.seed:
        bench.book.note(f"not kept yet: {' '.join(complaints)}"[:600] if complaints else "meets every rule")
    if complaints:
        bench.book.rate(kept.round, NOT_KEPT)


def _helped(bench: _Bench, draft: Draft, complaints: Sequence[str]) -> _Kept | None:
    values = {
        **bench.manner(),
        "concept": bench.request.brief.concept,
        "lyrics": draft.as_text(),
        "complaints": _listed(complaints),
        "before": _listed(told for told in bench.told if told not in complaints),
    }
    answer = bench.book.ask(HELPER, values, LyricsAnswer, language=bench.language)
    return None if answer is None else _Kept(draft_from(answer, bench.rules.sheet), bench.book.rounds[-1])


def _listed(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)


def _objections(bench: _Bench, draft: Draft) -> tuple[Objection, ...]:
    """Return what a validator found that really stands in the draft."""
    if not bench.settings.validator:
        return ()
    artist = bench.request.artist
    values = {
        "language": language_name(bench.language),
        "perspective": artist.writer.perspective,
        "strong_words": bench.manner()["strong_words"],
        "artist": artist.identity.name,
        "story": artist.identity.story,
        "concept": bench.request.brief.concept,
        "lyrics": draft.as_text(),
    }
    answer = bench.book.ask(VALIDATOR, values, ValidationAnswer)
    if answer is None:
        return ()
    found = tuple(one for one in answer.objections if _lines_quoted(one, draft))
    bench.book.note(f"{len(found)} of {len(answer.objections)} objections quote the draft")
    bench.book.rate(bench.book.rounds[-1], len(found) / len(answer.objections) if answer.objections else KEPT)
    return found


def _lines_quoted(objection: Objection, draft: Draft) -> frozenset[str]:
    """Return the lines that an objection is about; a quote of one word could stand anywhere and names none."""
    quote = fold_title(objection.quote)
    if len(quote.split()) < 2:
        return frozenset(line for line in draft.lines if fold_title(line) == quote)
    return frozenset(line for line in draft.lines if quote in fold_title(line) or fold_title(line) in quote)


def _without(bench: _Bench, kept: _Kept, objections: Sequence[Objection]) -> _Kept | None:
    """Strike the lines that a validator could not support, where the rest still meets every rule."""
    struck = frozenset(line for one in objections for line in _lines_quoted(one, kept.draft))
    draft = Draft(
        title=kept.draft.title,
        verses=tuple(tuple(line for line in verse if line not in struck) for verse in kept.draft.verses),
        shared={kind: tuple(line for line in lines if line not in struck) for kind, lines in kept.draft.shared.items()},
    )
    if complaints_about(draft, bench.rules):
        return None
    if struck:
        bench.book.note(f"struck: {'; '.join(sorted(struck))}"[:600])
    return replace(kept, draft=draft)


def _judged(bench: _Bench, candidates: Sequence[_Kept]) -> _Kept:
    """Let a critic choose; a choice below the bar is revised once by the critic's wish, and both are compared."""
    best, judgement = _chosen(bench, candidates)
    if judgement is None or judgement.score >= bench.settings.critic_bar or not bench.settings.rounds:
        return best
    wish = prose(judgement.wish)
    if not wish or flaw_in_words(wish.replace("/", " ")):
        return best
    revised = _helped(bench, best.draft, (wish,))
    checked = None if revised is None else _mended(bench, revised, 0)
    return best if checked is None else _chosen(bench, (best, checked))[0]


def _chosen(bench: _Bench, candidates: Sequence[_Kept]) -> tuple[_Kept, Judgement | None]:
    brief = bench.request.brief
    values = {
        "language": language_name(bench.language),
        "genre": brief.genre.replace("_", " "),
        "mood": brief.mood,
        "measure": measure_of(brief.bpm),
        "count": str(len(candidates)),
        "concept": brief.concept,
        "notes": "\n".join(brief.notes),
        "candidates": "\n\n\n".join(
            f"Candidate {number}\n\n{kept.draft.as_text()}" for number, kept in enumerate(candidates, start=1)
        ),
    }
    answer = bench.book.ask(CRITIC, values, CriticAnswer)
    judged = (
        {one.candidate: one for one in answer.judgements if 1 <= one.candidate <= len(candidates)} if answer else {}
    )
    if not judged:
        return candidates[0], None
    for place, one in judged.items():
        bench.book.rate(candidates[place - 1].round, one.score / 10)
    number = max(judged, key=lambda place: (judged[place].score, -place))
    scores = ", ".join(f"{place}: {one.score:.2f}" for place, one in sorted(judged.items()))
    bench.book.note(f"scores {scores}; chose {number}: {prose(judged[number].reason)}"[:600])
    return candidates[number - 1], judged[number]
