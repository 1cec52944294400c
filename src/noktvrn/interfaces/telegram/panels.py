"""What the commands answer: lists and single things with the buttons that steer them, redrawn in place when pressed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from noktvrn.errors import NotFoundError
from noktvrn.interfaces.presenters.artists import dial_words, genre_words
from noktvrn.interfaces.presenters.checklist import checklist, current_row
from noktvrn.interfaces.presenters.sentences import queue_sentence, song_name, state_sentence
from noktvrn.interfaces.presenters.standing import Standing, artist_standing, run_standing
from noktvrn.interfaces.presenters.words import age, clock, count, sentence, short_run
from noktvrn.interfaces.telegram.buttons import MOST, Act, Button, Keyboard, Press
from noktvrn.interfaces.telegram.cards import Card, artist_line, undo_button
from noktvrn.interfaces.telegram.markup import Line, bold, clipped, code, italic, name, plain
from noktvrn.interfaces.telegram.remedies import on_the_phone
from noktvrn.journal.run import DECIDABLE, ENDED, RunState
from noktvrn.ports.chats import Chat, ChatRole, ChatUser
from noktvrn.ports.repositories import RunFilter
from noktvrn.roster.artist import Artist, LifecycleStatus
from noktvrn.services.label import Label
from noktvrn.services.look import show_run, summaries
from noktvrn.services.overview import weeks
from noktvrn.services.queue import queue_length, queue_page
from noktvrn.services.start_run import WORKING
from noktvrn.services.steer_run import RESUMABLE
from noktvrn.services.views import RunSummary
from noktvrn.types import ArtistId, RunId

PAGE: Final = 8

_LOOK_AT_RUNS: Final = "the latest songs, or one: /run 4f2a9c1d"

COMMANDS: Final[Mapping[str, str]] = {
    "queue": "what waits for your decision",
    "artists": "the roster",
    "artist": "one artist: /artist nova-lux",
    "run": f"{_LOOK_AT_RUNS}; /run start nova-lux",
    "status": "how the label is doing",
    "autopilot": "let the label decide: /autopilot nova-lux on",
    "pause": "let an artist rest: /pause nova-lux",
    "resume": "let it work again: /resume nova-lux",
    "mute": "send nothing new for a while: /mute 8, /mute off",
    "help": "what can be said here",
}
"""What the bot understands, with what the menu of the client says about it."""

_STEERING: Final = frozenset({"autopilot", "pause", "resume"})
_READING: Final[Mapping[str, str]] = {"run": _LOOK_AT_RUNS}
"""What commands do for somebody who may not steer, where that is less."""


def commands_for(role: ChatRole) -> dict[str, str]:
    """Return what somebody of a role may say, with what is said about it."""
    if role is ChatRole.OPERATE:
        return dict(COMMANDS)
    return {word: _READING.get(word, about) for word, about in COMMANDS.items() if word not in _STEERING}


def help_panel(user: ChatUser) -> Card:
    """Return what can be said, for somebody of a role."""
    may = user.role is ChatRole.OPERATE
    lines: list[Line] = [f"You are {name(user.name)}; you may {'decide and steer' if may else 'decide'}.", ""]
    lines += [[f"/{word}", f": {about}"] for word, about in commands_for(user.role).items() if word != "help"]
    lines += ["", "Each song that waits comes by itself, with its sound."]
    lines += ["To give a reason in your own words, press Changes or Reject and reply to the song."]
    return Card(tuple(lines))


def queue_panel(label: Label, after: str, now: datetime) -> Card:
    """Return a page of what waits."""
    try:
        waiting = queue_page(label, PAGE + 1, after or None)
    except NotFoundError:
        waiting = queue_page(label, PAGE + 1)
    lines: list[Line] = [queue_sentence(queue_length(label))]
    lines += [_queue_line(song, now) for song in waiting[:PAGE]]
    rows = [
        (Button(artist_line(song), Press(Act.SHOW, song.run.id, min(song.run.pass_no, MOST))),)
        for song in waiting[:PAGE]
    ]
    if len(waiting) > PAGE:
        rows.append((Button("Next", Press(Act.QUEUE, waiting[PAGE - 1].run.id)),))
    return Card(tuple(lines), tuple(rows))


def artists_panel(label: Label, after: str, words: str = "") -> Card:
    """Return a page of the roster; ``after`` is the last artist of the page before."""
    with label.records.read() as unit:
        behind = None
        if after:
            try:
                behind = unit.artists.get(ArtistId(after)).slug
            except NotFoundError:
                behind = None
        found = unit.overview.artists(PAGE + 1, after=behind, words=words)
        total = sum(unit.overview.artist_counts().values())
    lines: list[Line] = [sentence(f"{count(total, 'artist is', 'artists are')} on the roster")]
    if not found:
        lines.append("Nobody of that name." if words else "Whoever runs the label creates the first one.")
    lines += [_artist_row(artist) for artist in found[:PAGE]]
    rows = [(Button(name(artist.identity.name, 50), Press(Act.ARTIST, artist.id)),) for artist in found[:PAGE]]
    if len(found) > PAGE:
        rows.append((Button("Next", Press(Act.ARTISTS, found[PAGE - 1].id)),))
    return Card(tuple(lines), tuple(rows))


def artist_panel(label: Label, wanted: str, user: ChatUser, now: datetime, note: str = "", starts: int = 0) -> Card:
    """Return one artist with what it does now.

    Args:
        label: The label's means.
        wanted: Slug, identifier or prefix.
        user: Who looks; only who may operate gets the buttons that steer.
        now: The present, in the zone to show times in.
        note: What was just done, said first; may be empty.
        starts: How many songs this message has started, so that each press of its button starts one.

    Raises:
        NotFoundError: No such artist.
    """
    with label.records.read() as unit:
        artist = unit.artists.find(wanted)
        latest = summaries(unit, unit.runs.select(RunFilter(artist_id=artist.id), limit=5))
    standing, word = artist_standing(artist.status)
    sound = artist.sound
    lines: list[Line] = [note, ""] if note else []
    lines += [
        bold(name(artist.identity.name)),
        _artist_state(standing, word, plain(artist.status_reason)),
        f"{genre_words(sound.genre)}, {sound.tempo_min_bpm:.0f} to {sound.tempo_max_bpm:.0f} bpm, "
        f"{dial_words(sound.dials)}",
        italic(clipped(plain(artist.identity.story), 300)),
        f"Autopilot is {'on' if artist.autopilot else 'off'}.",
        "",
        *(_run_row(song, now) for song in latest),
    ]
    return Card(tuple(lines), _artist_keys(artist, latest, user, starts))


def runs_panel(label: Label, before: str, now: datetime) -> Card:
    """Return a page of the latest songs; ``before`` is the last one of the page before."""
    with label.records.read() as unit:
        runs = unit.runs.select(limit=PAGE + 1, before=RunId(before) if before else None)
        songs = summaries(unit, runs)
    lines: list[Line] = ["The latest songs." if songs else "No songs yet. Start one: /artists"]
    lines += [_run_row(song, now) for song in songs[:PAGE]]
    rows = [(Button(artist_line(song), Press(Act.RUN, song.run.id)),) for song in songs[:PAGE]]
    if len(songs) > PAGE:
        rows.append((Button("Next", Press(Act.RUNS, songs[PAGE - 1].run.id)),))
    return Card(tuple(lines), tuple(rows))


def run_panel(label: Label, wanted: str, user: ChatUser, now: datetime, note: str = "", *, sure: bool = False) -> Card:
    """Return one song with how far it is; ``sure`` asks whether it is to be stopped.

    Raises:
        NotFoundError: No such run.
    """
    view = show_run(label, wanted)
    song = view.summary
    rows = checklist(song.run, view.steps, label.clock.now())
    done = [row.name for row in rows if row.standing is Standing.DONE]
    at = current_row(rows)
    lines: list[Line] = [note, ""] if note else []
    lines += [bold(artist_line(song)), name(_how_it_stands(song, now), 600)]
    if song.run.failure is not None:
        here = on_the_phone(song.run.failure.remedy).replace("/run, then press", "press")  # the button is below
        lines.append(["Do: ", clipped(plain(here), 300)])
    if at is not None and song.run.state not in DECIDABLE:
        progress = f", {at.progress:.0%}" if at.progress is not None else ""
        lines.append(f"{at.standing.symbol} {at.name}{progress}{', ' + at.time if at.time else ''}")
    lines += [f"✓ {', '.join(done)}"] if done else []
    lines.append(["Begun ", age(song.run.created_at, label.clock.now()), ", ", code(short_run(song.run.id))])
    if sure:
        lines += ["", "Stop this song? What was made is kept."]
    return Card(tuple(lines), _run_keys(song, user, now, sure))


def _how_it_stands(song: RunSummary, now: datetime) -> str:
    """Return how a song stands, below its name: ``"Failed at gate: …"``, not ``"Night 3 by Nova failed at …"``."""
    said, named = state_sentence(song, now), song_name(song)
    if not said.startswith(named):
        return said
    return sentence(said.removeprefix(named).removeprefix(" is ").lstrip(" :"))


def status_panel(label: Label, chat: Chat | None, now: datetime) -> Card:
    """Return how the label is doing."""
    with label.records.read() as unit:
        states = unit.overview.state_counts()
        beats = unit.workers.all()
        artists = unit.overview.artist_counts()
    alive = sum(beat.is_alive(label.settings.worker.lease_s) for beat in beats)
    lines: list[Line] = [bold(queue_sentence(states.get(RunState.NEEDS_DECISION, 0)))]
    for state in (RunState.MAKING, RunState.QUEUED, RunState.HELD, RunState.FINISHING, RunState.PAUSED):
        if states.get(state):
            standing, word = run_standing(state)
            lines.append(f"{standing.symbol} {word.capitalize()}: {states[state]:,}")
    if states.get(RunState.FAILED):
        lines.append(f"✗ Failed in all: {states[RunState.FAILED]:,}")
    working = sum(artists.get(status, 0) for status in WORKING)
    at_work = count(alive, "worker runs", "workers run")
    lines.append(sentence(f"{count(working, 'artist makes', 'artists make')} songs; {at_work}"))
    if not alive:
        lines.append("Until whoever runs the label starts one, nothing is made.")
    week = weeks(label, 1)[-1:]
    if week and week[0].decided:
        lines.append(f"This week {week[0].approved} of {week[0].decided} decided songs were approved.")
    if chat is not None and chat.muted_until is not None and label.clock.now() < chat.muted_until:
        lines.append(f"This chat is muted until {clock(chat.muted_until, now)}: /mute off")
    return Card(
        tuple(lines),
        (
            (
                Button("Queue", Press(Act.QUEUE)),
                Button("Artists", Press(Act.ARTISTS)),
                Button("Songs", Press(Act.RUNS)),
            ),
            (Button("Look again", Press(Act.STATUS)),),
        ),
    )


def mute_panel(chat: Chat | None, now: datetime) -> Card:
    """Return whether a chat is muted, with the buttons that change it."""
    muted = chat is not None and chat.muted_until is not None and now < chat.muted_until
    until = f"Muted until {clock(chat.muted_until, now)}." if muted and chat and chat.muted_until else "Not muted."
    hours = tuple(Button(f"{each} h", Press(Act.MUTE, number=each)) for each in (1, 8, 24))
    rows = (hours, (Button("Tell me again", Press(Act.MUTE, number=0)),)) if muted else (hours,)
    return Card((f"{until} While a chat is muted, songs wait; each is sent once afterwards.",), rows)


def rest_card(rest: int) -> Card:
    """Return how many songs wait beyond those that are shown."""
    if rest == 0:
        return Card(("All songs that wait are shown.",))
    more = count(rest, "more song waits", "more songs wait")
    return Card(
        (sentence(f"{more}; the next comes when one of these is decided"),), ((Button("Queue", Press(Act.QUEUE)),),)
    )


def _queue_line(song: RunSummary, now: datetime) -> Line:
    until = f", until {clock(song.run.review_deadline, now)}" if song.run.review_deadline else ""
    return f"! {artist_line(song)}{until}"


def _artist_row(artist: Artist) -> Line:
    standing, word = artist_standing(artist.status)
    autopilot = ", autopilot" if artist.autopilot else ""
    return f"{standing.symbol} {name(artist.identity.name, 50)}: {genre_words(artist.sound.genre)}, {word}{autopilot}"


def _artist_state(standing: Standing, word: str, reason: str) -> Line:
    """A reason that says the state again stands for it: ``"Paused by Robin."``, not ``"Paused. Paused by Robin."``."""
    if reason.casefold().startswith(word.casefold()):
        return f"{standing.symbol} {sentence(reason)}"
    return f"{standing.symbol} {sentence(word)} {reason}".rstrip()


def _run_row(song: RunSummary, now: datetime) -> Line:
    standing, word = run_standing(song.run.state, song.decision)
    return f"{standing.symbol} {artist_line(song)}: {word}, {clock(song.run.updated_at, now)}"


def _artist_keys(artist: Artist, latest: list[RunSummary], user: ChatUser, starts: int) -> Keyboard:
    rows: list[tuple[Button, ...]] = []
    if user.role is ChatRole.OPERATE and artist.status is not LifecycleStatus.RETIRED:
        if artist.status is LifecycleStatus.PAUSED:
            rows.append((Button("Resume", Press(Act.RESUME, artist.id)),))
        else:
            again = "Start another song" if starts else "Start a song"
            rows.append((Button(again, Press(Act.START, artist.id, number=min(starts, MOST))),))
            rows.append((Button("Pause", Press(Act.PAUSE, artist.id)), _autopilot_key(artist)))
    rows += [(Button(artist_line(song), Press(Act.RUN, song.run.id)),) for song in latest[:3]]
    rows.append((Button("Roster", Press(Act.ARTISTS)),))
    return tuple(rows)


def _autopilot_key(artist: Artist) -> Button:
    if artist.autopilot:
        return Button("Autopilot off", Press(Act.AUTOPILOT_OFF, artist.id))
    return Button("Autopilot on", Press(Act.AUTOPILOT_ON, artist.id))


def _run_keys(song: RunSummary, user: ChatUser, now: datetime, sure: bool) -> Keyboard:
    run = song.run
    take = min(run.pass_no, MOST)
    rows: list[tuple[Button, ...]] = []
    if run.state in DECIDABLE:
        rows.append((Button("Hear and decide", Press(Act.SHOW, run.id, take)),))
    if (undo := undo_button(song, song.decision, take, now)) is not None:
        rows.append((undo,))
    if user.role is ChatRole.OPERATE:
        if sure:
            return ((Button("Keep it", Press(Act.RUN, run.id)), Button("Stop it", Press(Act.CANCEL, run.id))),)
        if run.state in RESUMABLE:
            rows.append(
                (
                    Button("Go on", Press(Act.GO_ON, run.id, take)),
                    Button("New take", Press(Act.RETRY, run.id, take)),
                )
            )
        if run.state not in ENDED | {RunState.CANCELLED}:
            rows.append((Button("Stop", Press(Act.ASK_CANCEL, run.id)),))
    rows.append((Button("Look again", Press(Act.RUN, run.id)), Button("Songs", Press(Act.RUNS))))
    return tuple(rows)
