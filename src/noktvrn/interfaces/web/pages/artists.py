"""The roster: artists, one artist with its history, creating and steering."""

from __future__ import annotations

import shlex

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.errors import InvalidInputError, NoktvrnError
from noktvrn.interfaces.errors import Told, told
from noktvrn.interfaces.presenters.artists import artist_facts
from noktvrn.interfaces.presenters.commands import artist_command, create_command
from noktvrn.interfaces.presenters.memory import forget_command
from noktvrn.interfaces.presenters.standing import run_standing
from noktvrn.interfaces.presenters.words import count, sentence
from noktvrn.interfaces.presenters.writing import invented_by
from noktvrn.interfaces.vendors import askable_models
from noktvrn.interfaces.web.answers import go_to, page
from noktvrn.interfaces.web.colours import hex_of
from noktvrn.interfaces.web.drawing.evolution import evolution_chart
from noktvrn.interfaces.web.drawing.wave import light_of
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.problems import status_of
from noktvrn.interfaces.web.spending import cost_of_artist
from noktvrn.interfaces.web.visitors import Reader, SignedForm, Steerer, Visitor
from noktvrn.journal.run import RunState
from noktvrn.ports.repositories import RunFilter
from noktvrn.roster.artist import LifecycleStatus, WriterSettings
from noktvrn.roster.validation import PERSPECTIVES, RHYMES
from noktvrn.services.access import audited
from noktvrn.services.create_artist import create_artist
from noktvrn.services.evolution_history import DRIFT_LIMIT, evolution_history
from noktvrn.services.look import summaries
from noktvrn.services.remembered import forget, remembered_of
from noktvrn.services.set_writer import WriterChanges, set_writer, words_between_commas
from noktvrn.services.start_run import MAX_BRIEF
from noktvrn.services.steer_artist import pause_artist, resume_artist, retire_artist, set_autopilot
from noktvrn.services.views import RunSummary

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 60
_SONGS = 8
_FIELDS = ("brief", "genre", "name", "seed", "autopilot")
_WRITING = ("language", "perspective", "rhyme", "imagery", "explicit", "models")
_PALETTE = ("ground", "dominant", "support", "accent", "ink")


@router.get("/artists")
def listing(request: Request, visitor: Reader, words: str = "", status: str = "", after: str | None = None) -> Response:
    """List the roster by name; what was typed before a sign-in comes back in the address."""
    typed = {name: request.query_params.get(name, "")[:MAX_BRIEF] for name in _FIELDS}
    return _roster(request, visitor, words=words[:60], status=status, after=after, typed=typed)


def _roster(
    request: Request,
    visitor: Visitor,
    *,
    words: str = "",
    status: str = "",
    after: str | None = None,
    typed: dict[str, str] | None = None,
    error: Told | None = None,
    http_status: int = 200,
) -> Response:
    label = house_of(request).label
    typed = {**dict.fromkeys(_FIELDS, ""), **(typed or {})}
    statuses = [LifecycleStatus(status)] if status in set(LifecycleStatus) else None
    with label.records.read() as unit:
        artists = unit.overview.artists(PAGE_SIZE + 1, after=after, words=words, statuses=statuses)
        total = sum(unit.overview.artist_counts().values())
    return page(
        request,
        "artists",
        visitor,
        http_status,
        artists=artists[:PAGE_SIZE],
        more=artists[PAGE_SIZE - 1].slug if len(artists) > PAGE_SIZE else None,
        headline=sentence(count(total, "artist is", "artists are") + " on the roster"),
        words=words,
        status=status,
        statuses=list(LifecycleStatus),
        genres=sorted(label.abilities.genres),
        max_brief=MAX_BRIEF,
        typed=typed,
        command_line=create_command(
            brief=typed["brief"],
            genre=typed["genre"],
            name=typed["name"].strip(),
            seed=typed["seed"].strip(),
            autopilot=typed["autopilot"] == "on",
        ),
        error=error,
    )


@router.post("/artists")
def create(request: Request, visitor: Steerer, form: SignedForm) -> Response:
    """Create an artist from a brief."""
    label = house_of(request).label
    typed = {name: form.text(name) for name in _FIELDS}
    try:
        with audited(label, visitor.caller, "artist create", typed["name"], {"brief": typed["brief"][:200]}):
            made = create_artist(
                label,
                brief=typed["brief"],
                genre=typed["genre"] or None,
                name=typed["name"].strip() or None,
                seed=form.whole("seed"),
                autopilot=typed["autopilot"] == "on",
                actor=visitor.caller.name,
            )
    except NoktvrnError as error:
        return _roster(request, visitor, typed=typed, error=told(error), http_status=status_of(error))
    return go_to(f"/artists/{made.artist.slug}")


@router.get("/artists/{slug}")
def show(request: Request, slug: str, visitor: Reader) -> Response:
    """Show one artist."""
    return _artist_page(request, visitor, slug)


@router.post("/artists/{slug}/forget")
def forget_what_is_remembered(request: Request, slug: str, visitor: Steerer, form: SignedForm) -> Response:
    """Erase what a role, or every role, remembers of an artist."""
    label, role = house_of(request).label, form.text("role")
    with label.records.read() as unit:
        artist = unit.artists.find(slug)
    try:
        with audited(label, visitor.caller, "room forget", artist.slug, {"role": role[:20]}):
            forget(label, artist.slug, role)
    except NoktvrnError as error:
        return _artist_page(request, visitor, artist.slug, error=told(error), status=status_of(error))
    return go_to(f"/artists/{artist.slug}#memory")


@router.post("/artists/{slug}/{verb}")
def steer(request: Request, slug: str, verb: str, visitor: Steerer, form: SignedForm) -> Response:
    """Switch the autopilot, pause, resume or retire an artist, or say how it writes."""
    label = house_of(request).label
    with label.records.read() as unit:
        artist = unit.artists.find(slug)
    reason, actor = form.text("reason"), visitor.caller.name
    writing: dict[str, str] | None = None
    try:
        with audited(label, visitor.caller, f"artist {verb[:20]}", artist.slug, {"reason": reason[:200]}):
            if verb == "autopilot":
                set_autopilot(label, artist.id, form.text("switch") == "on", actor)
            elif verb == "pause":
                pause_artist(label, artist.id, reason, actor)
            elif verb == "resume":
                resume_artist(label, artist.id, reason, actor)
            elif verb == "writer":
                writing = {name: form.text(name) for name in _WRITING}
                set_writer(label, artist.id, _writer_changes(writing), askable_models(label.settings), actor)
            elif verb == "retire":
                _check_confirmed(artist.slug, form.text("confirm"))
                retire_artist(label, artist.id, reason, actor)
            else:
                raise InvalidInputError(
                    f"An artist cannot be asked to {verb[:20]!r}.", remedy="Use a button.", stage="artist"
                )
    except NoktvrnError as error:
        return _artist_page(request, visitor, artist.slug, error=told(error), status=status_of(error), writing=writing)
    return go_to(f"/artists/{artist.slug}")


def _writer_changes(writing: dict[str, str]) -> WriterChanges:
    return WriterChanges(
        language=writing["language"],
        perspective=writing["perspective"],
        rhyme=writing["rhyme"],
        imagery=words_between_commas(writing["imagery"]),
        explicit=writing["explicit"] == "yes",
        models=words_between_commas(writing["models"]),
    )


def _writing(writer: WriterSettings) -> dict[str, str]:
    return {
        "language": writer.language,
        "perspective": writer.perspective,
        "rhyme": writer.rhyme,
        "imagery": ", ".join(writer.imagery),
        "explicit": "yes" if writer.explicit else "no",
        "models": ", ".join(writer.models),
    }


def _check_confirmed(slug: str, typed: str) -> None:
    if typed.strip() != slug:
        raise InvalidInputError(
            f"Retiring cannot be taken back; {typed[:60]!r} is not {slug!r}.",
            remedy=f"Type {slug} to retire the artist.",
            stage="artist",
        )


def _artist_page(
    request: Request,
    visitor: Visitor,
    slug: str,
    *,
    error: Told | None = None,
    status: int = 200,
    writing: dict[str, str] | None = None,
) -> Response:
    label = house_of(request).label
    with label.records.read() as unit:
        artist = unit.artists.find(slug)
        events = tuple(unit.artists.events(artist.id))
        songs = summaries(unit, unit.runs.select(RunFilter(artist_id=artist.id), limit=_SONGS))
        covers = unit.overview.assets_named([line.run.id for line in songs], "thumbnail")
        releases = unit.overview.releases(_SONGS, artist_id=artist.id)
    turns = evolution_history(events)
    portrait = next((line.run.id for line in songs if line.run.id in covers), None)
    return page(
        request,
        "artist",
        visitor,
        status,
        artist=artist,
        facts=[*artist_facts(artist), *invented_by(events)],
        cost=cost_of_artist(label, artist.id),
        palette=list(zip(_PALETTE, map(hex_of, artist.look.palette), strict=False)),
        songs=[(line, run_standing(line.run.state, line.decision), line.run.id in covers) for line in songs],
        releases=releases,
        turns=list(reversed(turns)),
        evolution=evolution_chart(turns, DRIFT_LIMIT),
        drift_limit=DRIFT_LIMIT,
        portrait=portrait,
        light=light_of(label, portrait) if portrait else None,
        working=artist.status in {LifecycleStatus.CANDIDATE, LifecycleStatus.ACTIVE, LifecycleStatus.EVOLVING},
        commands=[
            shlex.join(["noktvrn", "run", "start", "--artist", artist.slug]),
            artist_command("autopilot", artist.slug, "off" if artist.autopilot else "on"),
            artist_command("resume" if artist.status is LifecycleStatus.PAUSED else "pause", artist.slug),
        ],
        retire_command=artist_command("retire", artist.slug),
        writing=writing or _writing(artist.writer),
        is_writing=writing is not None,
        perspectives=PERSPECTIVES,
        rhymes=RHYMES,
        askable=askable_models(label.settings),
        writer_command=artist_command("writer", artist.slug),
        memory=remembered_of(label, artist.slug),
        forget_command=forget_command,
        create_command=create_command(
            brief=artist.brief, genre=artist.sound.genre, name=artist.identity.name, seed=str(artist.seed)
        ),
        error=error,
        waits=_waits(songs),
    )


def _waits(songs: list[RunSummary]) -> RunSummary | None:
    return next((line for line in songs if line.run.state is RunState.NEEDS_DECISION), None)
