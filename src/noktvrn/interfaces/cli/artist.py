"""``noktvrn artist``: the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from noktvrn.interfaces.cli.command import noun, verb
from noktvrn.interfaces.cli.session import Session

if TYPE_CHECKING:
    from noktvrn.roster.artist import Artist

ArtistArgument = Annotated[str, typer.Argument(metavar="ARTIST", help="Slug, identifier, or the start of either.")]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, in your words.")]

app = noun(
    "artist",
    "Create artists and steer them.",
    (
        'noktvrn artist create --brief "night drives, analogue synths" --genre synthwave',
        "noktvrn artist list",
        "noktvrn artist autopilot nova-lux on",
    ),
)


@verb(
    app,
    "create",
    examples=(
        'noktvrn artist create --brief "night drives, analogue synths, a little lonely"',
        'noktvrn artist create --brief "rain on the window, tape hiss" --genre lofi --name "Paper Lantern"',
    ),
)
def create(
    session: Session,
    brief: Annotated[str, typer.Option("--brief", metavar="TEXT", help="Who it should be, in your words.")],
    genre: Annotated[str | None, typer.Option("--genre", metavar="GENRE", help="Genre; chosen from the brief.")] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="Stage name; invented.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", metavar="N", help="Same brief and seed, same artist.")] = None,
    autopilot: Annotated[bool, typer.Option("--autopilot", help="Let the label decide about its songs.")] = False,
) -> None:
    """Create an artist from a brief."""
    from noktvrn.interfaces.cli.artist_pages import creation_lines
    from noktvrn.interfaces.cli.asking import asking_models
    from noktvrn.interfaces.presenters.records import artist_record
    from noktvrn.ports.language import Role
    from noktvrn.services.as_json import as_json
    from noktvrn.services.create_artist import create_artist

    with (
        session.label() as label,
        session.audited(label, "artist create", name or "", brief=brief),
        asking_models(session.terminal, label, Role.AUTHOR),
    ):
        made = create_artist(
            label, brief=brief, genre=genre, name=name, seed=seed, autopilot=autopilot, actor=session.actor
        )
    session.terminal.emit(
        {**artist_record(made.artist), "report": as_json(made.report), "made_by": as_json(made.made_by)}
    )
    session.terminal.show(*creation_lines(made))
    session.terminal.next(f"noktvrn run start --artist {made.artist.slug} --wait")


@verb(app, "list", examples=("noktvrn artist list", "noktvrn artist list --json"))
def list_(
    session: Session,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="How many at most.")] = 100,
) -> None:
    """List the roster by name."""
    from noktvrn.interfaces.cli.artist_pages import artist_rows
    from noktvrn.interfaces.presenters.records import artist_record
    from noktvrn.services.look import list_artists

    with session.label() as label:
        artists = list_artists(label, limit)
    session.terminal.emit({"artists": [artist_record(artist) for artist in artists]})
    if not artists:
        session.terminal.say("No artists yet.")
        session.terminal.next('noktvrn artist create --brief "..."')
    session.terminal.table(artist_rows(artists), ("", "artist", "name", "genre", "autopilot", "why"))


@verb(app, "show", examples=("noktvrn artist show nova-lux",))
def show(session: Session, artist: ArtistArgument) -> None:
    """Show who an artist is, how it sounds, and what happened to it."""
    from noktvrn.interfaces.cli.artist_pages import artist_page
    from noktvrn.interfaces.presenters.records import artist_view_record
    from noktvrn.services.look import show_artist

    with session.label() as label:
        view = show_artist(label, artist)
    session.terminal.emit(artist_view_record(view))
    session.terminal.show(*artist_page(view, session.now(), min(session.terminal.out.width, 100)))


@verb(app, "autopilot", examples=("noktvrn artist autopilot nova-lux on", "noktvrn artist autopilot nova-lux off"))
def autopilot(
    session: Session,
    artist: ArtistArgument,
    switch: Annotated[str, typer.Argument(metavar="on|off", help="Whether the label decides by itself.")],
) -> None:
    """Let the label decide about an artist's songs, or decide yourself."""
    from noktvrn.errors import InvalidInputError
    from noktvrn.services.steer_artist import set_autopilot

    if switch not in {"on", "off"}:
        raise InvalidInputError(f"Autopilot is on or off, not {switch!r}.", remedy="Say on or off.", stage="artist")
    with session.label() as label, session.audited(label, "artist autopilot", artist, switch=switch):
        changed = set_autopilot(label, artist, switch == "on", session.actor)
    _report(session, changed, f"Autopilot of {changed.identity.name} is {switch}.")


@verb(
    app,
    "writer",
    examples=(
        "noktvrn artist writer nova-lux",
        "noktvrn artist writer nova-lux --language pt --models anthropic,mistral:mistral-large-2512",
        'noktvrn artist writer nova-lux --models ""',
    ),
)
def writer(
    session: Session,
    artist: ArtistArgument,
    language: Annotated[
        str | None, typer.Option("--language", metavar="TAG", help="Language of its songs: pt, pt-BR, Portuguese.")
    ] = None,
    models: Annotated[
        str | None,
        typer.Option("--models", metavar="A,B", help='Whom to ask for it, the best first; "" for the settings\' own.'),
    ] = None,
    perspective: Annotated[
        str | None, typer.Option("--perspective", metavar="PERSON", help="first, second or third person.")
    ] = None,
    rhyme: Annotated[str | None, typer.Option("--rhyme", metavar="SCHEME", help="couplet, alternate or loose.")] = None,
    imagery: Annotated[
        str | None, typer.Option("--imagery", metavar="A,B", help="Words that recur in its lyrics.")
    ] = None,
    explicit: Annotated[
        bool | None, typer.Option("--explicit/--no-explicit", help="Whether strong language is allowed.")
    ] = None,
) -> None:
    """Show how an artist writes, or change it from its next lyrics on.

    Without options nothing changes. The embedded writer writes English only: another language needs a language model.
    """
    from noktvrn.interfaces.cli.artist_pages import facts_lines
    from noktvrn.interfaces.presenters.artists import writer_facts
    from noktvrn.interfaces.presenters.records import writer_record
    from noktvrn.interfaces.vendors import askable_models
    from noktvrn.ports.language import Role
    from noktvrn.services.look import show_artist
    from noktvrn.services.set_writer import WriterChanges, set_writer, words_between_commas

    changes = WriterChanges(
        language=language,
        perspective=perspective,
        rhyme=rhyme,
        imagery=None if imagery is None else words_between_commas(imagery),
        explicit=explicit,
        models=None if models is None else words_between_commas(models),
    )
    with session.label() as label:
        if changes == WriterChanges():
            found = show_artist(label, artist).artist
        else:
            with session.audited(label, "artist writer", artist, language=language or "", models=models or ""):
                found = set_writer(label, artist, changes, askable_models(label.settings), session.actor)
        is_alone = not label.room.is_open(Role.AUTHOR)
    session.terminal.emit(writer_record(found))
    session.terminal.show(*facts_lines(writer_facts(found), 88))
    if is_alone and found.writer.language.partition("-")[0] != "en":
        session.terminal.say("No language model can be asked: the embedded writer writes English until one can.")
        session.terminal.next("noktvrn provider list")


@verb(app, "pause", examples=('noktvrn artist pause nova-lux --reason "new sound first"',))
def pause(session: Session, artist: ArtistArgument, reason: ReasonOption = "") -> None:
    """Let an artist rest: it starts no run until it is resumed."""
    from noktvrn.services.steer_artist import pause_artist

    with session.label() as label, session.audited(label, "artist pause", artist, reason=reason):
        changed = pause_artist(label, artist, reason, session.actor)
    _report(session, changed, f"{changed.identity.name} is paused.", f"noktvrn artist resume {changed.slug}")


@verb(app, "resume", examples=("noktvrn artist resume nova-lux",))
def resume(session: Session, artist: ArtistArgument, reason: ReasonOption = "") -> None:
    """Let a paused artist work again."""
    from noktvrn.services.steer_artist import resume_artist

    with session.label() as label, session.audited(label, "artist resume", artist, reason=reason):
        changed = resume_artist(label, artist, reason, session.actor)
    next_command = f"noktvrn run start --artist {changed.slug} --wait"
    _report(session, changed, f"{changed.identity.name} is {changed.status.value} again.", next_command)


@verb(app, "retire", examples=("noktvrn artist retire nova-lux --dry-run", "noktvrn artist retire nova-lux --yes"))
def retire(
    session: Session,
    artist: ArtistArgument,
    reason: ReasonOption = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, change nothing.")] = False,
) -> int | None:
    """End an artist's career for good; its releases stay. Asks for the slug."""
    from noktvrn.interfaces.cli.choosing import confirm_by_name
    from noktvrn.services.look import show_artist
    from noktvrn.services.steer_artist import retire_artist

    with session.label() as label:
        known = show_artist(label, artist).artist
        if dry_run:
            text = f"{known.identity.name} would retire for good; nothing was changed."
            _report(session, known, text, f"noktvrn artist retire {known.slug}")
            return None
        question = f"There is no way back. Type {known.slug} to retire it"
        if not yes and not confirm_by_name(session.terminal.interactive, known.slug, question):
            session.terminal.say("Nothing was changed.")
            return 1
        with session.audited(label, "artist retire", known.slug, reason=reason):
            changed = retire_artist(label, known.id, reason, session.actor)
    _report(session, changed, f"{changed.identity.name} is retired. Its releases stay.")
    return None


def _report(session: Session, artist: Artist, text: str, next_command: str = "") -> None:
    from noktvrn.interfaces.presenters.records import artist_record

    session.terminal.emit(artist_record(artist))
    session.terminal.show(text)
    session.terminal.next(next_command)
