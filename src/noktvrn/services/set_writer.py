"""Say how an artist writes from now on: language, form of its words, and which language models are asked for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from typing import Any, Final

from noktvrn.errors import InvalidInputError
from noktvrn.ports.repositories import ArtistEvent
from noktvrn.roster.artist import Artist, WriterSettings
from noktvrn.roster.validation import PERSPECTIVES, RHYMES
from noktvrn.services.label import Label
from noktvrn.services.room.language_marks import NAMES
from noktvrn.services.room.languages import language_code, language_name

MOST_IMAGES: Final = 12
LONGEST_IMAGE: Final = 40

_TAG: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WriterChanges:
    """What changes of how an artist writes; None leaves a thing as it is.

    Attributes:
        language: BCP 47 tag such as ``"pt"`` or ``"pt-BR"``, or the English name of a language.
        perspective: ``"first"``, ``"second"`` or ``"third"``.
        rhyme: ``"couplet"``, ``"alternate"`` or ``"loose"``.
        imagery: Words that recur.
        explicit: Whether strong language is allowed.
        models: Models to ask, the best first; empty for those of the settings.
    """

    language: str | None = None
    perspective: str | None = None
    rhyme: str | None = None
    imagery: Sequence[str] | None = None
    explicit: bool | None = None
    models: Sequence[str] | None = None


def set_writer(label: Label, name: str, changes: WriterChanges, askable: Sequence[str], actor: str) -> Artist:
    """Change how an artist writes, from its next lyrics on; the same again changes nothing.

    Args:
        label: The label.
        name: Slug, identifier, or the start of either.
        changes: What changes.
        askable: Models that the settings name, as ``vendor:model``.
        actor: Who does it.

    Raises:
        NotFoundError: No such artist.
        InvalidInputError: A word is none that is known; the message says which there are.
    """
    now = label.clock.now()
    with label.records.write() as unit:
        artist = unit.artists.find(name)
        writer = changed(artist.writer, changes, askable)
        if writer == artist.writer:
            return artist
        stored = unit.artists.save(replace(artist, writer=writer, updated_at=now))
        details = _difference(artist.writer, writer)
        reason = f"{'; '.join(_told(key, each['after']) for key, each in details.items())}."
        unit.artists.add_event(ArtistEvent(artist.id, now, "writer", actor, reason, None, details))
        unit.commit()
    return stored


def words_between_commas(words: str) -> tuple[str, ...]:
    """Return words that stand between commas, as people type them."""
    return tuple(word.strip() for word in words.split(",") if word.strip())


def changed(before: WriterSettings, changes: WriterChanges, askable: Sequence[str]) -> WriterSettings:
    """Return how an artist writes after changes.

    Raises:
        InvalidInputError: A word is none that is known.
    """
    given: dict[str, Any] = {}
    if changes.language is not None:
        given["language"] = _language(changes.language)
    if changes.perspective is not None:
        given["perspective"] = _one_of(changes.perspective, PERSPECTIVES, "perspective")
    if changes.rhyme is not None:
        given["rhyme"] = _one_of(changes.rhyme, RHYMES, "rhyme")
    if changes.imagery is not None:
        given["imagery"] = _images(changes.imagery)
    if changes.explicit is not None:
        given["explicit"] = changes.explicit
    if changes.models is not None:
        # Whom it asks already stays, although the settings do not name it any more.
        known = list(dict.fromkeys([*askable, *before.models]))
        given["models"] = tuple(dict.fromkeys(_model(word, known) for word in changes.models))
    return replace(before, **given)


def _language(word: str) -> str:
    stripped = word.strip()
    known = language_code(stripped)
    if known is not None:
        return known
    if not _TAG.fullmatch(stripped):
        near = get_close_matches(stripped.capitalize(), NAMES.values(), n=1, cutoff=0.6)
        guess = f"Did you mean {near[0]}? " if near else ""
        raise InvalidInputError(
            f"{word!r} is no language.",
            remedy=f"{guess}Give its tag or its English name: pt, pt-BR, Portuguese.",
            stage="language",
        )
    base, *rest = stripped.split("-")
    return "-".join([base.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


def _one_of(word: str, known: Sequence[str], what: str) -> str:
    plain = word.strip().lower()
    if plain not in known:
        near = get_close_matches(plain, known, n=1, cutoff=0.4)
        guess = f"Did you mean {near[0]}? " if near else ""
        raise InvalidInputError(
            f"There is no {what} {word!r}.", remedy=f"{guess}Use one of: {', '.join(known)}.", stage=what
        )
    return plain


def _images(words: Sequence[str]) -> tuple[str, ...]:
    images = tuple(dict.fromkeys(" ".join(word.split()) for word in words if word.strip()))
    if len(images) > MOST_IMAGES or any(len(image) > LONGEST_IMAGE or not image.isprintable() for image in images):
        raise InvalidInputError(
            f"{len(images)} images, the longest of {max(map(len, images))} characters.",
            remedy=f"Give at most {MOST_IMAGES} words or short phrases of at most {LONGEST_IMAGE} characters.",
            stage="imagery",
        )
    return images


def _model(word: str, askable: Sequence[str]) -> str:
    plain = word.strip()
    known = [*askable, *dict.fromkeys(name.partition(":")[0] for name in askable)]
    if plain not in known:
        near = get_close_matches(plain, known, n=1, cutoff=0.5)
        guess = f"Did you mean {near[0]}? " if near else ""
        there = f"There are {', '.join(askable)}." if askable else "None is set up; see noktvrn provider list."
        raise InvalidInputError(
            f"{word!r} is none of the models of the settings.",
            remedy=f"{guess}{there} Others are named in models.order first.",
            stage="models",
        )
    return plain


def _difference(before: WriterSettings, after: WriterSettings) -> dict[str, Any]:
    old, new = asdict(before), asdict(after)
    return {key: {"before": old[key], "after": new[key]} for key in new if old[key] != new[key]}


def _told(key: str, value: Any) -> str:
    if key == "language":
        return f"Language {language_name(value)}"
    if key == "explicit":
        return f"Strong language {'allowed' if value else 'not allowed'}"
    words = ", ".join(value) if isinstance(value, tuple) else str(value)
    return f"{key.capitalize()} {words or 'as in the settings'}"
