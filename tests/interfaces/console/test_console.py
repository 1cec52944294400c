"""The console, driven by its keys: everything that an operator does, and everything that can come between."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace

import pytest
from tests.interfaces.console.conftest import NARROW, NONE, WIDE, SilentPlayer, on_stage, put_player
from tests.interfaces.console.house import (
    ENDLESS,
    FAILED,
    MAKING,
    NOVA,
    RAIN,
    RELEASED,
    TOKYO,
    decide_elsewhere,
    instant,
    label_at,
    lose_worker,
)
from textual.widgets import Input
from textual.worker import WorkerFailed

from noktvrn.errors import ConfigError, DatabaseUnavailableError
from noktvrn.interfaces.console.app import ConsoleApp
from noktvrn.interfaces.console.desk import Desk
from noktvrn.interfaces.console.fields import Chips, Choice
from noktvrn.interfaces.console.forms import Form
from noktvrn.interfaces.console.pickers import Help, Picker, TooSmall
from noktvrn.interfaces.console.player import PLAYERS, Heard, Player
from noktvrn.interfaces.console.rows import View
from noktvrn.interfaces.console.screen import MainScreen
from noktvrn.journal.run import RunState
from noktvrn.journal.steps import Step, StepOutcome
from noktvrn.ports.film import TimedLine
from noktvrn.review.decision import Verdict
from noktvrn.roster.artist import LifecycleStatus
from noktvrn.services.access import audit_log
from noktvrn.services.listening import SungStanza
from noktvrn.services.look import show_artist, show_run

pytestmark = pytest.mark.usefixtures("no_player")


def state(label, run_id) -> RunState:
    return show_run(label, run_id).summary.run.state


def on(size=NARROW, **options):
    """Turn a scene into a test."""

    def dressed(scene):
        def test(label):
            async def play():
                async with on_stage(label, size, **options) as stage:
                    await scene(stage, label)

            asyncio.run(play())

        test.__name__, test.__doc__ = scene.__name__, scene.__doc__
        return test

    return dressed


@on()
async def test_a_song_is_approved_with_one_key_and_taken_back_with_another(stage, label):
    await stage.press("a")
    await stage.until(lambda: state(label, RAIN) is RunState.HELD)
    await stage.sees("approved", "undo 10:00")
    assert "noktvrn review approve" in stage.band("said")
    await stage.sees("1 of 2")
    decision = show_run(label, RAIN).summary.decision
    assert (decision.actor, decision.surface, decision.verdict) == ("robin", "console", Verdict.APPROVE)
    await stage.press("u")
    await stage.until(lambda: state(label, RAIN) is RunState.NEEDS_DECISION)
    await stage.sees("1 of 3")
    actions = [(entry.action, entry.surface, entry.outcome) for entry in audit_log(label)]
    assert actions == [("review undo", "console", "done"), ("review approve", "console", "done")]


@on()
async def test_a_key_that_is_held_down_decides_on_one_song_only(stage, label):
    await stage.press("a", "a", "a", "a")
    await stage.until(lambda: state(label, RAIN) is RunState.HELD)
    await stage.pilot.pause(0.3)
    assert state(label, TOKYO) is RunState.NEEDS_DECISION


@on()
async def test_a_rejection_takes_reasons_and_shows_its_command(stage, label):
    await stage.press("x")
    await stage.until(lambda: isinstance(stage.app.screen, Form))
    await stage.press("space", "right", "right", "space", "tab")
    await stage.type("it never lifts")
    await stage.sees("--chip 'hook too late'", "--chip 'too close", "it never lifts")
    await stage.press("ctrl+y")
    assert stage.app.clipboard.endswith("--reason 'it never lifts'")
    await stage.press("enter")
    await stage.until(lambda: state(label, RAIN) is RunState.HELD)
    decision = show_run(label, RAIN).summary.decision
    assert decision.chips == ("hook too late", "too close to the last")
    assert decision.reason == "it never lifts"


@on()
async def test_who_was_found_by_words_stays_chosen_when_all_are_shown_again(stage, label):
    await stage.press("2")
    await stage.until(lambda: stage.screen.view is View.ROSTER and len(stage.screen.place.rows) == 3)
    found = stage.screen.place.rows[-1]
    await stage.press("slash")
    await stage.type(found.key)
    await stage.until(lambda: [row.key for row in stage.screen.place.rows] == [found.key])
    await stage.press("enter", "escape")
    await stage.until(lambda: len(stage.screen.place.rows) == 3)
    assert stage.screen.place.chosen.key == found.key


@on()
async def test_words_typed_on_the_reasons_are_the_reason_and_pick_nothing(stage, label):
    await stage.press("x")
    await stage.until(lambda: isinstance(stage.app.screen, Form))
    await stage.type('too "loud" here 漢字')
    await stage.sees('too "loud" here 漢字')
    await stage.press("enter")
    await stage.until(lambda: state(label, RAIN) is RunState.HELD)
    decision = show_run(label, RAIN).summary.decision
    assert (decision.chips, decision.reason) == ((), 'too "loud" here 漢字')


@on()
async def test_a_rejection_without_a_reason_stays_on_the_screen_and_says_so(stage, label):
    await stage.press("x")
    await stage.until(lambda: isinstance(stage.app.screen, Form))
    await stage.press("shift+tab")
    assert isinstance(stage.app.focused, Choice)
    await stage.press("enter")
    await stage.sees("A rejection wants a reason")
    assert isinstance(stage.app.screen, Form)
    assert state(label, RAIN) is RunState.NEEDS_DECISION


@on()
async def test_enter_on_the_reasons_themselves_answers_too(stage, label):
    await stage.press("x")
    await stage.until(lambda: isinstance(stage.app.screen, Form))
    await stage.press("enter")
    await stage.sees("A rejection wants a reason")
    await stage.press("space", "enter")
    await stage.until(lambda: state(label, RAIN) is RunState.HELD)
    assert show_run(label, RAIN).summary.decision.chips == ("hook too late",)


@on()
async def test_what_was_typed_is_kept_when_a_form_is_closed(stage, label):
    await stage.press("c")
    await stage.until(lambda: isinstance(stage.app.screen, Form))
    await stage.press("space", "tab", *"slower", "escape")
    await stage.until(lambda: isinstance(stage.app.screen, MainScreen))
    await stage.press("c")
    await stage.until(lambda: isinstance(stage.app.screen, Form))
    assert stage.app.screen.query_one(Input).value == "slower"
    assert stage.app.screen.query_one(Chips).picked == ["hook too late"]
    assert state(label, RAIN) is RunState.NEEDS_DECISION


@on()
async def test_a_decision_that_somebody_took_meanwhile_is_told_and_nothing_typed_is_lost(stage, label):
    await stage.press("x")
    await stage.until(lambda: isinstance(stage.app.screen, Form))
    await stage.press("tab", *"muddy")
    decide_elsewhere(label, RAIN)
    await stage.press("enter")
    # Either the form has learnt of it by now, or the deed is refused.
    await stage.until(lambda: "pproved by ana via web" in stage.text() and "hat you typed is kept" in stage.text())
    assert stage.app.screen.query_one(Input).value == "muddy"
    await stage.press("escape")
    await stage.sees("2 need you", "approved by ana")
    assert show_run(label, RAIN).summary.decision.actor == "ana"


@on(size=WIDE)
async def test_lists_lead_to_artists_runs_releases_failures_and_health(stage, label):
    await stage.press("2")
    await stage.sees("Roster  3", "Nova Kestrel", "田中 花子", "antennas")
    await stage.press("3")
    await stage.sees("Runs  6", "Low Orbit", "Lifecycle")
    await stage.press("4")
    await stage.sees("Releases  1", "Glasshouse", "not on this disk")
    assert "2026-01-05_00001001" in "".join(stage.page().split()), "its path is cut where the pane ends"
    await stage.press("5")
    await stage.sees("Failures  1", "the disk is slow", "Do: Retry it.", "Trying again can help")
    await stage.press("6")
    await stage.sees("Health", "Nothing was examined")
    await stage.press("1")
    await stage.sees("Queue  3", "Midnight Rain")


@on()
async def test_a_run_that_waits_opens_as_a_song_and_back_leads_home_but_never_out(stage, label):
    await stage.press("3")
    await stage.sees("Runs  6")
    stage.screen.list.choose(RAIN)
    await stage.until(lambda: "enter opens it" in stage.page())
    await stage.press("enter")
    await stage.sees("Hook arrives")
    await stage.press("enter")
    await stage.until(lambda: stage.screen.page.has_focus)
    await stage.press("j", "j")
    assert stage.screen.page.scroll_offset.y == 2
    await stage.press("escape")
    assert stage.screen.list.has_focus
    await stage.press("escape")
    await stage.until(lambda: "enter opens it" in stage.page())
    await stage.press("escape", "escape", "escape")
    assert stage.app.is_running


@on()
async def test_words_narrow_a_list_and_escape_shows_all_again(stage, label):
    await stage.press("3", "slash", *"failed")
    await stage.sees("Runs  1", "Harbour Lights")
    await stage.press("enter", "escape")
    await stage.sees("Runs  6")
    await stage.press("slash", *"nova")
    await stage.sees("Runs  3", "Midnight Rain", "Low Orbit")
    await stage.press("escape")
    await stage.press("slash", *"glassh")
    await stage.sees("Runs  1", "Glasshouse")
    await stage.press("escape", "slash", *"nothing", "enter")
    await stage.sees("Nothing fits", "esc shows all.")


@on()
async def test_the_palette_does_what_keys_do_and_jumps(stage, label):
    await stage.press("ctrl+p")
    await stage.until(lambda: isinstance(stage.app.screen, Picker))
    await stage.press(*"approve")
    await stage.sees("Approve: Approve the song")
    await stage.press("enter")
    await stage.until(lambda: state(label, RAIN) is RunState.HELD)
    await stage.press("ctrl+p", *":run", "space", *"failed", "enter")
    await stage.sees("Runs  1", "Harbour Lights")
    await stage.press("ctrl+p", *":art", "enter")
    await stage.sees("Roster  3")
    await stage.press("ctrl+p", *"zzz")
    await stage.sees("Nothing fits these words.")
    await stage.press("escape")
    assert isinstance(stage.app.screen, MainScreen)


@on()
async def test_copy_offers_the_commands_of_what_is_chosen(stage, label):
    await stage.press("y")
    await stage.sees("Copy a command", "noktvrn review show 00001001", "approve")
    await stage.press("down", "enter")
    await stage.until(lambda: stage.app.clipboard == "noktvrn review approve 00001001")
    assert "Copied" in stage.band("said")
    for view, command in (
        ("2", "noktvrn artist show nova-kestrel"),
        ("4", "noktvrn release show"),
        ("5", "noktvrn run retry"),
    ):
        await stage.press(view)
        await stage.at_rest()
        await stage.press("y")
        await stage.sees(command)
        await stage.press("escape")


@on()
async def test_help_lists_the_keys_of_the_pane_with_reasons(stage, label):
    await stage.press("question_mark")
    await stage.until(lambda: isinstance(stage.app.screen, Help))
    await stage.sees("Songs that wait for you", "Approve the song")
    await stage.press("pagedown", "pagedown", "j", "k", "escape")
    await stage.until(lambda: isinstance(stage.app.screen, MainScreen))


@on()
async def test_a_key_that_does_nothing_here_stays_and_says_why(stage, label):
    await stage.press("2")
    await stage.at_rest()
    for key, why in (
        ("a", "Choose a song that waits"),
        ("r", "Choose a run"),
        ("l", "logs are about runs"),
        ("space", "Nothing can be played: no player here"),
        ("u", "no decision that can be undone"),
    ):
        await stage.press(key)
        assert why in stage.band("said")
    await stage.press("5")
    await stage.at_rest()
    await stage.press("a")
    assert "is failed and waits for no decision" in stage.band("said")
    await stage.press("o")
    assert "Choose an artist" in stage.band("said")


@on()
async def test_a_failed_run_is_retried_from_the_step_that_failed(stage, label):
    await stage.press("5")
    await stage.at_rest()
    await stage.press("r")
    await stage.sees("Retry: Harbour Lights", "--from cover")
    await stage.press("tab", "space", "tab", "tab", "enter")
    await stage.until(lambda: state(label, FAILED) is RunState.QUEUED)
    run = show_run(label, FAILED).summary.run
    assert (run.from_step, run.pass_no, run.seed_pass_no) == (Step.COVER, 2, 1)
    lose_worker(label)
    await stage.sees("No worker is alive", "noktvrn worker")


@on(WIDE)
async def test_a_dead_worker_is_told_first_and_what_it_was_making_stands_still(stage, label):
    await stage.until(lambda: "● Nova Kestrel" in stage.band("strip"))
    lose_worker(label)
    await stage.until(lambda: stage.band("strip").startswith("! No worker is alive, one run stands still."))
    assert "noktvrn worker" in stage.band("strip")
    assert "song at 61%, stands still" in stage.band("strip")
    assert "●" not in stage.band("strip")
    await stage.press("a")
    await stage.until(lambda: "two runs stand still" in stage.band("strip").splitlines()[0])


@on(WIDE)
async def test_a_run_whose_worker_has_its_hands_full_waits_for_its_turn(stage, label):
    with label.records.write() as unit:
        song = next(step for step in unit.runs.steps(MAKING) if step.outcome is StepOutcome.RUNNING)
        ended = replace(song, outcome=StepOutcome.SUCCEEDED, ended_at=instant(-0.2), progress=1.0)
        unit.runs.save_step(ended)
        unit.commit()
    await stage.until(lambda: "waits for its turn: measuring" in stage.band("strip"))
    assert "●" not in stage.band("strip")


@on()
async def test_a_run_is_cancelled_only_after_a_question_that_begins_on_cancel(stage, label):
    await stage.press("3")
    await stage.sees("Runs  6")
    stage.screen.list.choose(MAKING)
    await stage.at_rest()
    await stage.press("C")
    await stage.sees("Cancel the run of Low Orbit?")
    await stage.press("enter")
    await stage.until(lambda: isinstance(stage.app.screen, MainScreen))
    assert state(label, MAKING) is RunState.MAKING
    await stage.press("C")
    await stage.sees("Cancel the run of Low Orbit?")
    await stage.press("tab", "enter")
    await stage.until(lambda: state(label, MAKING) is RunState.CANCELLED)
    await stage.until(lambda: "cancelled" in stage.page())
    await stage.press("p")
    await stage.until(lambda: state(label, MAKING) is RunState.QUEUED)


@on()
async def test_an_artist_is_steered(stage, label):
    await stage.press("2")
    await stage.at_rest()
    await stage.press("o")
    await stage.until(lambda: show_artist(label, "nova-kestrel").artist.autopilot)
    await stage.sees("autopilot decides")
    await stage.press("p")
    await stage.until(lambda: show_artist(label, "nova-kestrel").artist.status is LifecycleStatus.PAUSED)
    await stage.sees("Go on")
    await stage.press("s")
    assert "rests; p lets it work again" in stage.band("said")
    await stage.press("p")
    await stage.until(lambda: show_artist(label, "nova-kestrel").artist.status is LifecycleStatus.ACTIVE)
    await stage.at_rest()
    await stage.press("R")
    await stage.sees("Retire Nova Kestrel?", "There is no way back")
    assert stage.app.focused.id == "choice-cancel"
    await stage.press("tab", "enter")
    await stage.until(lambda: show_artist(label, "nova-kestrel").artist.status is LifecycleStatus.RETIRED)


@on()
async def test_a_run_is_started_and_an_artist_created(stage, label):
    await stage.press("2")
    await stage.at_rest()
    await stage.press("s")
    await stage.sees("Start a run", "--artist nova-kestrel")
    await stage.press(*"rain", "tab", "tab", *"12x", "enter")
    await stage.sees("is no whole number")
    await stage.press("backspace", "enter")
    await stage.sees("Runs  7", "queued")
    with label.records.read() as unit:
        newest = unit.runs.select(limit=1)[0]
    assert (newest.brief, newest.seed, newest.artist_id) == ("rain", 12, NOVA)
    await stage.press("n")
    await stage.sees("New artist")
    await stage.press("enter")
    await stage.sees("What you typed is kept")
    await stage.type("winter light and tape hiss")
    await stage.press("tab", *"Wren", "tab", "space", "enter")
    await stage.press("tab", "tab", "tab", "tab", "enter")
    await stage.sees("Roster", "Wren")
    assert show_artist(label, "wren").artist.sound.genre == "ambient"


@on(read_only=True)
async def test_a_console_that_only_shows_changes_nothing(stage, label):
    assert "shows only" in stage.band("bar")
    for key in "acxusnrpCoR":
        await stage.press(key)
        assert isinstance(stage.app.screen, MainScreen)
        assert "only shows" in stage.band("said")
    assert state(label, RAIN) is RunState.NEEDS_DECISION
    await stage.press("j")
    await stage.at_rest()
    await stage.press("y")
    await stage.sees("Copy a command")


@on()
async def test_a_refresh_moves_neither_cursor_nor_scroll(stage, label):
    add_runs(label, "y", 40)
    await stage.press("3")
    await stage.sees("Runs  46")
    await stage.press(*"j" * 20, "k", "k")
    await stage.at_rest()
    chosen, row = stage.screen.place.chosen.key, stage.screen.place.cursor - stage.screen.list.scroll_offset.y
    add_runs(label, "z", 10)
    await stage.sees("Runs  56")
    assert stage.screen.place.chosen.key == chosen
    assert stage.screen.place.cursor - stage.screen.list.scroll_offset.y == row
    await stage.sees("above")


def add_runs(label, letter, number) -> None:
    with label.records.write() as unit:
        newest = unit.runs.get(MAKING)
        for each in range(number):
            run_id = f"7{letter}zzzzzzzzzzzzzzzzzzzz{each:04d}"
            unit.runs.add(replace(newest, id=run_id, title=f"New {each}", state=RunState.CANCELLED))
        unit.commit()


@on()
async def test_the_log_of_a_run_is_followed_while_it_grows(stage, label):
    log = label.settings.home / "logs" / "noktvrn.jsonl"
    line = f'{{"at": "2026-01-05T12:00:0%d", "level": "INFO", "run_id": "{RAIN}", "step": "song", "message": "%s"}}\n'
    log.write_text(line % (1, "one"))
    await stage.press("l")
    await stage.sees("Log", "one", "G follows")
    with log.open("a") as stream:
        stream.write("".join(line % (2, f"entry {number}") for number in range(40)))
    await stage.sees("entry 39")
    await stage.press("k", "k")
    await stage.sees("G Follow ")
    with log.open("a") as stream:
        stream.write(line % (3, "the last"))
    await stage.pilot.pause(0.5)
    assert "the last" not in stage.text()
    await stage.press("G")
    await stage.sees("the last", "G follows")
    await stage.press("escape")
    await stage.sees("Hook arrives")


@on()
async def test_what_comes_to_rest_out_of_sight_is_said(stage, label):
    with label.records.write() as unit:
        run = unit.runs.get(MAKING)
        unit.runs.save(replace(run, state=RunState.FAILED, failure=unit.runs.get(FAILED).failure))
        unit.commit()
    await stage.sees("✗ Low Orbit by Nova Kestrel failed at cover")


@on()
async def test_records_that_go_away_are_told_and_everything_is_there_when_they_return(stage, label):
    whole, gone = Desk.pulse, threading.Event()

    def pulse(desk):
        if gone.is_set():
            raise DatabaseUnavailableError("The database is out of reach.", remedy="Start it again.", stage="storage")
        return whole(desk)

    await stage.press("3")
    await stage.sees("Runs  6")
    await stage.press("j", "j")
    await stage.at_rest()
    chosen, page = stage.screen.place.chosen, stage.page()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Desk, "pulse", pulse)
        gone.set()
        await stage.sees("The database is out of reach.", "Start it again.", "again in")
        assert (stage.screen.place.chosen, stage.page()) == (chosen, page)
        gone.clear()
        await stage.sees("within reach again")
    assert stage.screen.place.chosen == chosen
    await stage.press("k")
    await stage.at_rest()


@on()
async def test_a_database_that_is_locked_refuses_a_decision_and_keeps_the_console(stage, label):
    label.settings.home.joinpath("label.db")
    with closing(sqlite3.connect(label.settings.home / "label.db", isolation_level=None)) as other:
        other.execute("begin immediate")
        await stage.press("a")
        await stage.pilot.pause(0.2)
        other.execute("rollback")
    await stage.until(lambda: state(label, RAIN) is RunState.HELD)


@on(size=(20, 5))
async def test_a_terminal_that_is_too_small_says_what_it_needs_and_recovers(stage, label):
    assert isinstance(stage.app.screen, TooSmall)
    assert "80 x 24" in stage.text()
    for size in ((200, 60), (10, 3), (80, 24), (71, 24), (80, 19), (30, 10), (120, 40)):
        await stage.pilot.resize_terminal(*size)
    await stage.until(lambda: isinstance(stage.app.screen, MainScreen))
    await stage.sees("Queue  3", "Midnight Rain", "Lyrics")


@on()
async def test_a_form_survives_a_storm_of_sizes(stage, label):
    await stage.press("c")
    await stage.until(lambda: isinstance(stage.app.screen, Form))
    await stage.press("tab", *"brighter")
    for size in ((30, 6), (90, 30), (20, 5), (80, 24)):
        await stage.pilot.resize_terminal(*size)
    await stage.until(lambda: isinstance(stage.app.screen, Form))
    assert stage.app.screen.query_one(Input).value == "brighter"


def test_an_empty_label_says_what_to_do(tmp_path):
    async def scene():
        async with on_stage(label, WIDE) as stage:
            for view, state_, hint in (
                ("1", "Nothing waits for you.", "s starts a run"),
                ("2", "No artists yet.", "n creates one"),
                ("3", "No runs yet.", "s starts one"),
                ("4", "No releases yet.", "Approve a song"),
                ("5", "Nothing failed or paused.", "Nothing is under way."),
            ):
                await stage.press(view)
                await stage.sees(state_, hint)
            assert "! 0" in stage.band("bar")

    with label_at(tmp_path / "empty") as label:
        asyncio.run(scene())


@on(colours=NONE, plain_signs=True)
async def test_without_colours_and_signs_everything_is_said_in_ascii(stage, label):
    text = stage.text()
    assert text.isascii()
    assert "! Midnight Rain" in text
    strips = stage.app.screen._compositor.render_strips()
    colours = {segment.style.color for strip in strips for segment in strip if segment.style}
    assert {str(colour.name) for colour in colours if colour is not None} <= {"default"}


def test_the_song_plays_at_equal_loudness_from_where_one_wants(label, tmp_path, monkeypatch):
    said = put_player(tmp_path, monkeypatch, "mpv")
    with label.records.write() as unit:
        for run_id, lufs in ((RAIN, -14.0), (RELEASED, -17.5)):
            (measured,) = [step for step in unit.runs.steps(run_id) if step.step is Step.MEASURE]
            figures = {**measured.result["figures"], "loudness_lufs": lufs}
            unit.runs.save_step(replace(measured, result={"figures": figures}))
        unit.commit()

    seconds = [0.0]
    player = Player(PLAYERS[0], tmp_path / "cuts", clock=lambda: seconds[0])

    async def scene():
        async with on_stage(label, WIDE, player=player) as stage:
            await stage.press("space")
            await stage.sees("❚❚ 0:00", "A Midnight Rain", "B Glasshouse")
            seconds[0] += 2.0
            await stage.sees("❚❚ 0:02")
            await stage.press("]")
            await stage.until(lambda: stage.screen.heard.position_s >= 5)
            await stage.press("b")
            await stage.until(lambda: stage.screen.heard.side == "B")
            await stage.press("[")
            await stage.until(lambda: len(said.read_text().splitlines()) == 4)
            await stage.press("space")
            await stage.until(lambda: not stage.screen.heard.playing)

    asyncio.run(scene())
    first, on_five, other, back = said.read_text().splitlines()
    assert "--start=0.00" in first
    assert "volume=-3.5dB" in first
    assert "--start=7.00" in on_five
    assert "volume=0.0dB" in other or "volume=-0.0dB" in other
    assert "--start=2.00" in back


def test_words_are_sung_on_the_page_while_the_song_plays(label, monkeypatch):
    lines = tuple(TimedLine(4.0 * place, 4.0 * place + 4.0, f"line number {place}") for place in range(40))
    monkeypatch.setattr(
        "noktvrn.interfaces.console.desk.sung_stanzas", lambda label, name: (SungStanza("verse", 0.0, lines),)
    )
    heard = Heard("mpv", RAIN, True, 82.0, 184.0, "A", "")

    async def scene(size):
        async with on_stage(label, size, player=SilentPlayer(heard)) as stage:
            await stage.sees("line number 20", "1:22")
            sung = next(line for line in stage.page_lines() if "line number 20" in line.plain)
            assert "needs" in {str(span.style) for span in sung.spans}

    asyncio.run(scene(NARROW))
    asyncio.run(scene(WIDE))


def test_a_mistake_of_the_program_ends_it_with_its_error(label, monkeypatch):
    def mistaken(*_):
        raise ZeroDivisionError("a mistake")

    async def scene():
        app = ConsoleApp(label, list, label.settings.home / "log")
        with pytest.raises(WorkerFailed):
            async with app.run_test(size=NARROW) as pilot:
                await pilot.pause(1.0)
        assert isinstance(app.mistake, ZeroDivisionError)
        assert app.return_code == 1

    monkeypatch.setattr(Desk, "pulse", mistaken)
    asyncio.run(scene())


def test_keys_of_the_settings_are_used_and_shown(console_home):
    async def scene():
        async with on_stage(remapped) as stage:
            assert "f5 Approve" in stage.band("footer")
            await stage.press("a")
            await stage.pilot.pause(0.1)
            assert state(label, RAIN) is RunState.NEEDS_DECISION
            await stage.press("f5")
            await stage.until(lambda: state(label, RAIN) is RunState.HELD)

    with label_at(console_home) as label:
        console = label.settings.console.model_copy(update={"keys": "approve=f5,ctrl+a"})
        remapped = replace(label, settings=label.settings.model_copy(update={"console": console}))
        asyncio.run(scene())
        wrong = label.settings.console.model_copy(update={"keys": "approve=x"})
        broken = replace(label, settings=label.settings.model_copy(update={"console": wrong}))
        with pytest.raises(ConfigError):
            ConsoleApp(broken, list, console_home / "log")


def test_views_are_named_as_their_keys_say():
    assert [view.value for view in View] == ["queue", "roster", "runs", "releases", "failures", "health"]
    assert ENDLESS > RAIN
