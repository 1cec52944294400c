"""Create an artist from a brief."""

from __future__ import annotations

from dataclasses import dataclass

from noktvrn.errors import BadProviderResponseError, InvalidInputError
from noktvrn.ports.making import MadeBy
from noktvrn.ports.repositories import ArtistEvent
from noktvrn.ports.writer import IdentityDraft, IdentityRequest
from noktvrn.roster.artist import Artist, LifecycleStatus
from noktvrn.roster.creation import CreationReport, CreationRules
from noktvrn.roster.slug import slug_of
from noktvrn.roster.validation import validate_artist_draft
from noktvrn.services.as_json import as_json
from noktvrn.services.label import Label
from noktvrn.services.notices.of_runs import announce_artist
from noktvrn.services.secret_words import refuse_secrets
from noktvrn.services.start_run import check_brief, check_seed
from noktvrn.types import ArtistId, Seed, child_seed

DRAFTS = 3
"""Drafts that the writer may make before creation fails; each has its own seed."""


@dataclass(frozen=True, slots=True)
class CreatedArtist:
    """A new artist, what was found while it was made, and who made it up."""

    artist: Artist
    report: CreationReport
    made_by: MadeBy


def create_artist(
    label: Label,
    *,
    brief: str,
    genre: str | None,
    name: str | None,
    seed: int | None,
    autopilot: bool,
    actor: str,
) -> CreatedArtist:
    """Have the writer propose an artist, validate it, and add it to the roster as a candidate.

    Args:
        label: The label's means.
        brief: Who the artist should be, in words.
        genre: Genre to keep to; None lets the writer choose what suits the brief.
        name: Stage name to keep; None lets the writer find one.
        seed: Seed; None draws a fresh one.
        autopilot: Whether the label decides on its songs by itself.
        actor: Who asks.

    Raises:
        InvalidInputError: The brief is empty or too long, the genre is unknown, or the given name cannot be used.
        BadProviderResponseError: No draft was complete and consistent.
    """
    check_seed(seed)
    check_brief(brief)
    refuse_secrets(label.settings, "The brief", brief)
    base = label.identifiers.new_seed() if seed is None else Seed(seed)
    with label.records.read() as unit:
        taken = unit.artists.select()
    draft, report = _first_sound_draft(label, brief, genre, name, base, taken)
    artist = _artist(label, draft, base, brief, autopilot, {one.slug for one in taken})
    with label.records.write() as unit:
        unit.artists.add(artist)
        unit.artists.add_event(
            ArtistEvent(
                artist_id=artist.id,
                at=artist.created_at,
                kind="created",
                actor=actor,
                reason=f"Created by {actor} from a brief.",
                details={
                    "report": as_json(report),
                    "made_by": as_json(draft.made_by),
                    "artist": as_json(artist),
                },
            )
        )
        announce_artist(unit, artist, actor)
        unit.commit()
    return CreatedArtist(artist, report, draft.made_by)


def _first_sound_draft(
    label: Label, brief: str, genre: str | None, name: str | None, base: Seed, taken: list[Artist]
) -> tuple[IdentityDraft, CreationReport]:
    abilities = label.abilities
    names = tuple(artist.identity.name for artist in taken)
    rules = CreationRules(
        genres=dict(abilities.genres),
        taken_names=names,
        style_families=abilities.style_families,
        display_faces=abilities.display_faces,
        text_faces=abilities.text_faces,
        layouts=abilities.layouts,
    )
    for number in range(DRAFTS):
        request = IdentityRequest(
            brief=brief,
            genre=genre,
            name=name,
            seed=base if number == 0 else child_seed(base, "draft", number),
            taken_names=names,
            genres=tuple(abilities.genres),
            style_families=abilities.style_families,
            display_faces=abilities.display_faces,
            text_faces=abilities.text_faces,
            layouts=abilities.layouts,
            taken_stories=tuple(artist.identity.story for artist in taken),
        )
        draft = label.writer.write_identity(request)
        report = validate_artist_draft(
            identity=draft.identity,
            sound=draft.sound,
            voice=draft.voice,
            look=draft.look,
            writer=draft.writer,
            rules=rules,
        )
        if report.accepted:
            return draft, report
    raise _unsound(label, report, name)


def _unsound(label: Label, report: CreationReport, name: str | None) -> BadProviderResponseError | InvalidInputError:
    worst = report.blocking[0]
    if name is not None and worst.code.startswith("name"):
        return InvalidInputError(
            f"The name {name!r} cannot be used: {worst.value} (allowed: {worst.limit}).",
            remedy=worst.remedy,
            stage="create_artist",
        )
    return BadProviderResponseError(
        f"The writer proposed no sound artist in {DRAFTS} drafts; of the last one: {worst.title} is {worst.value},"
        f" allowed is {worst.limit}.",
        remedy=worst.remedy or "Say more in the brief.",
        provider=label.writer.name,
        operation="write_identity",
        stage="create_artist",
    )


def _artist(label: Label, draft: IdentityDraft, seed: Seed, brief: str, autopilot: bool, slugs: set[str]) -> Artist:
    now = label.clock.now()
    return Artist(
        id=ArtistId(label.identifiers.new_id()),
        slug=slug_of(draft.identity.name, taken=slugs),
        identity=draft.identity,
        sound=draft.sound,
        voice=draft.voice,
        look=draft.look,
        writer=draft.writer,
        autopilot=autopilot,
        status=LifecycleStatus.CANDIDATE,
        status_reason="New on the roster.",
        seed=seed,
        brief=brief.strip(),
        created_at=now,
        updated_at=now,
    )
