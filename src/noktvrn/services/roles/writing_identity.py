"""An artist's identity: the room proposes words, the embedded writer builds sound, voice and look round them.

Numbers, faces and colours are not a model's to choose: they follow from genre, moods and brief by rules that are known
to hold together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from noktvrn.ports.writer import IdentityDraft, IdentityRequest
from noktvrn.roster.artist import Identity, WriterSettings
from noktvrn.roster.creation import CreationRules
from noktvrn.roster.known_acts import fold_name
from noktvrn.roster.validation import PERSPECTIVES, RHYMES, validate_artist_draft
from noktvrn.services.roles.answers import IdentityAnswer, ValidationAnswer
from noktvrn.services.roles.clean_text import flaw_in_words, prose
from noktvrn.services.roles.influences import name_in_style
from noktvrn.services.roles.prompt_files import examples_in
from noktvrn.services.roles.rounds import KEPT, NOT_KEPT, RoundBook
from noktvrn.services.roles.whose_story import is_told_before, stranger_in
from noktvrn.settings import WritingSettings
from noktvrn.studio.words.moods import MOODS
from noktvrn.studio.words.titles import fold_title, title_case

AUTHOR: Final = "author/identity"
HELPER: Final = "helper/mend-identity"
VALIDATOR: Final = "validator/identity"

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")
_WORD_FINDINGS: Final = ("name", "story", "themes", "influences", "moods", "imagery", "writer")
"""Beginnings of the codes of findings that are about words; the others are about what the embedded writer chose."""


def write_identity(
    book: RoundBook,
    request: IdentityRequest,
    settings: WritingSettings,
    invent: Callable[[IdentityRequest], IdentityDraft],
) -> IdentityDraft | None:
    """Have the room propose who an artist is.

    Args:
        book: Asks the room and notes each round.
        request: What to build from.
        settings: Rounds and validator.
        invent: The embedded writer, which fills in what is not words and what cannot be supported.

    Returns:
        A draft that passes the roster's checks, or None when nothing of the proposal could be kept.
    """
    answer = book.ask(AUTHOR, _choices(request), IdentityAnswer, language="en")
    if answer is None:
        return None
    written_in = book.rounds[-1]
    draft = _built(answer, request, invent)
    objected: tuple[str, ...] = ()
    for left in range(settings.rounds, -1, -1):
        own = draft.identity
        complaints = (*_complaints(draft, request), *_story_flaws(own.story, own.name, request))
        if not complaints and settings.validator:
            objected = _objections(book, draft, request)
            complaints = tuple(f"The words {quote!r} cannot be supported by the brief." for quote in objected)
        book.rate(written_in, NOT_KEPT if complaints else KEPT)
        if not complaints or not left:
            break
        values = {
            **_choices(request),
            "draft": as_text(draft),
            "complaints": "\n".join(f"- {complaint}" for complaint in complaints),
        }
        mended = book.ask(HELPER, values, IdentityAnswer, language="en")
        if mended is None:
            break
        written_in, draft, objected = book.rounds[-1], _built(mended, request, invent), ()
    kept = _supported(draft, invent(request), request, objected)
    if kept.identity == invent(request).identity:
        return None
    return replace(kept, made_by=book.made_by(written_in))


def as_text(draft: IdentityDraft) -> str:
    """Return the words of a draft as a reader sees them."""
    identity, writer = draft.identity, draft.writer
    rows = (
        ("Name", identity.name),
        ("Genre", draft.sound.genre),
        ("Story", identity.story),
        ("Themes", "; ".join(identity.themes)),
        ("Influences", "; ".join(identity.influences)),
        ("Moods", ", ".join(draft.sound.moods)),
        ("Person", writer.perspective),
        ("Rhyme", writer.rhyme),
        ("Imagery", ", ".join(writer.imagery)),
    )
    return "\n".join(f"{name}: {value}" for name, value in rows)


def _choices(request: IdentityRequest) -> dict[str, str]:
    genre = request.genre
    return {
        "genre_rule": "Choose the genre that suits the brief." if genre is None else f"The genre is settled: {genre}.",
        "name": request.name or "",
        "genres": ", ".join(request.genres),
        "moods": ", ".join(MOODS),
        "perspectives": ", ".join(PERSPECTIVES),
        "rhymes": ", ".join(RHYMES),
        "brief": request.brief,
    }


def _built(
    answer: IdentityAnswer, request: IdentityRequest, invent: Callable[[IdentityRequest], IdentityDraft]
) -> IdentityDraft:
    """Return an answer as a whole artist: its words, and round them what the embedded writer makes of them."""
    genre = request.genre or fold_name(answer.genre).replace(" ", "_")
    moods = tuple(dict.fromkeys(mood for each in answer.moods if (mood := prose(each).lower()) in MOODS))[:3]
    known = genre if genre in request.genres else request.genre
    told = replace(
        request, genre=known, brief=f"{request.brief}\nMoods: {', '.join(moods)}." if moods else request.brief
    )
    base = invent(told)
    chosen = base.writer
    return replace(
        base,
        identity=Identity(
            name=request.name.strip() if request.name and request.name.strip() else _named(answer.name),
            story=prose(answer.story),
            themes=_listed(answer.themes),
            influences=_listed(answer.influences),
        ),
        sound=replace(base.sound, moods=moods or base.sound.moods),
        writer=WriterSettings(
            language=chosen.language,
            perspective=_one_of(answer.perspective, PERSPECTIVES, chosen.perspective),
            rhyme=_one_of(answer.rhyme, RHYMES, chosen.rhyme),
            imagery=_listed(answer.imagery) or chosen.imagery,
        ),
    )


def _named(name: str) -> str:
    clean = prose(name)
    return title_case(clean.lower()) if clean.isupper() or clean.islower() else clean


def _listed(words: Sequence[str]) -> tuple[str, ...]:
    clean = (prose(word).rstrip(".;,") for word in words)
    return tuple(dict.fromkeys(word for word in clean if word))[:6]


def _one_of(value: str, known: Sequence[str], otherwise: str) -> str:
    chosen = value.strip().lower()
    return chosen if chosen in known else otherwise


def _complaints(draft: IdentityDraft, request: IdentityRequest) -> tuple[str, ...]:
    """Return what our own rules find, in sentences."""
    report = validate_artist_draft(
        identity=draft.identity,
        sound=draft.sound,
        voice=draft.voice,
        look=draft.look,
        writer=draft.writer,
        rules=_rules(draft, request),
    )
    found = [f"{one.title} is {one.value}; allowed: {one.limit}." for one in report.blocking]
    found += [
        f"The influence {words!r} names {name}; describe the style in small letters instead."
        for words in draft.identity.influences
        if (name := name_in_style(words))
    ]
    found += [f"{where} {flaw}." for where, text in _texts(draft) if (flaw := flaw_in_words(text))]
    return tuple(found)


def _story_flaws(story: str, name: str, request: IdentityRequest) -> tuple[str, ...]:
    """Return why a story is not this artist's own, in sentences; only what a model told is held to it."""
    stranger = stranger_in(story, (name, request.brief))
    flaws = (
        (stranger is not None, f"The story names {stranger}, who is not the artist; it must be about {name}."),
        (
            is_told_before(story, (*request.taken_stories, *examples_in(AUTHOR))),
            "The story is another artist's, nearly word for word.",
        ),
    )
    return tuple(flaw for is_so, flaw in flaws if is_so)


def _rules(draft: IdentityDraft, request: IdentityRequest) -> CreationRules:
    """Tempo is the embedded writer's and is checked when the artist is added, by rules that know the makers."""
    sound = draft.sound
    return CreationRules(
        genres=dict.fromkeys(request.genres, (sound.tempo_min_bpm, sound.tempo_max_bpm)),
        taken_names=request.taken_names,
    )


def _texts(draft: IdentityDraft) -> list[tuple[str, str]]:
    identity = draft.identity
    return [
        ("The name", identity.name),
        ("The story", identity.story),
        *(("A theme", theme) for theme in identity.themes),
        *(("An influence", words) for words in identity.influences),
        *(("An image", image) for image in draft.writer.imagery),
    ]


def _objections(book: RoundBook, draft: IdentityDraft, request: IdentityRequest) -> tuple[str, ...]:
    """Return the quotes that a validator objects to and that really stand in the draft."""
    values = {"genre": draft.sound.genre.replace("_", " "), "brief": request.brief, "draft": as_text(draft)}
    answer = book.ask(VALIDATOR, values, ValidationAnswer)
    if answer is None:
        return ()
    told = [fold_title(text) for _, text in _texts(draft)]
    quotes = (prose(one.quote) for one in answer.objections)
    found = tuple(quote for quote in quotes if fold_title(quote) and any(fold_title(quote) in text for text in told))
    book.note(f"{len(found)} of {len(answer.objections)} objections quote the draft")
    return found


def _supported(
    draft: IdentityDraft, base: IdentityDraft, request: IdentityRequest, objected: Sequence[str]
) -> IdentityDraft:
    """Return the draft with each part that breaks a rule, or cannot be supported, struck or taken from the base.

    Parts are put in one by one: what makes the whole break a rule stays out.
    """
    identity, writer = draft.identity, draft.writer
    story = " ".join(part for part in _SENTENCE.split(identity.story) if not _is_quoted(part, objected))
    themes = _unquoted(identity.themes, objected)
    influences = _unquoted(identity.influences, objected)
    imagery = _unquoted(writer.imagery, objected)
    kept = replace(
        draft, identity=base.identity, writer=replace(base.writer, perspective=writer.perspective, rhyme=writer.rhyme)
    )
    if not _is_quoted(identity.name, objected):
        kept = _tried(kept, replace(kept, identity=replace(kept.identity, name=identity.name)), request)
    told = story.replace(identity.name, kept.identity.name)
    kept = _tried(kept, _with_name_in_story(kept, base.identity.name), request)
    if _story_flaws(told, kept.identity.name, request):
        told = kept.identity.story
    for words in ({"story": told}, {"themes": themes}, {"influences": influences}):
        kept = _tried(kept, replace(kept, identity=replace(kept.identity, **words)), request)
    return _tried(kept, replace(kept, writer=replace(kept.writer, imagery=imagery)), request)


def _with_name_in_story(draft: IdentityDraft, other: str) -> IdentityDraft:
    story = draft.identity.story.replace(other, draft.identity.name)
    return replace(draft, identity=replace(draft.identity, story=story))


def _tried(before: IdentityDraft, after: IdentityDraft, request: IdentityRequest) -> IdentityDraft:
    return before if _complaints(after, request) else after


def _is_quoted(text: str, objected: Sequence[str]) -> bool:
    folded = fold_title(text)
    return any(fold_title(quote) in folded or folded in fold_title(quote) for quote in objected)


def _unquoted(words: Sequence[str], objected: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in words if not _is_quoted(word, objected))
