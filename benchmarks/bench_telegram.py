"""Telegram on loopback: from a press to the next step, hostile updates, and rates with 500 songs waiting."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from benchmarks.harness import Figure, at_most, awaited, python_command, report
from noktvrn.app import open_label
from noktvrn.interfaces.telegram.buttons import Act, Press, Signer
from noktvrn.journal.run import RunState
from noktvrn.journal.steps import Step
from noktvrn.ports.chats import ChatRole
from noktvrn.ports.repositories import RunFilter
from noktvrn.review.decision import DecisionState
from noktvrn.services.chats import make_pairing_code, pair
from noktvrn.services.label import Label
from noktvrn.services.queue import queue_page
from noktvrn.settings import load_settings
from noktvrn.testing.telegram.hostile import hostile_updates
from noktvrn.testing.telegram.server import TOKEN, TelegramServer, most_within
from noktvrn.types import RunId

NAME = "Telegram"
ROBIN, ANA, GROUP = 7_001, 7_002, -100_200
ARTISTS, RUNS, WAITING = 20, 2_000, 500
DECISIONS, UPDATES, WATCHED_S = 20, 10_000, 40.0
LONGEST_S = 300.0
SENDING = ("sendMessage", "sendAudio", "editMessageText", "editMessageCaption")


def run(quick: bool) -> dict[str, Any]:
    decisions, updates, watched_s = (4, 500, 12.0) if quick else (DECISIONS, UPDATES, WATCHED_S)
    with tempfile.TemporaryDirectory() as home, TelegramServer.listening() as server:
        place = _Place(Path(home), server)
        with place.label() as label:
            _let_wait(label, 2 * decisions + 1)
            polling = _decisions(place, label, decisions, {})
            hook = _hook()
            webhook = _decisions(place, label, decisions, hook)
            hostile = _hostile(place, label, updates)
            rates = _rates(place, label, watched_s)
    return report(
        NAME,
        method=(
            "`noktvrn bot` and `noktvrn worker` over `noktvrn dev seed` on SQLite, against the strict server of"
            " noktvrn.testing.telegram on loopback. A decision is a press of a reason for a rejection: from the press"
            " to the start of the next step as journaled. Hostile updates are those of"
            f" noktvrn.testing.telegram.hostile, {updates:,} of them, polled and answered over HTTP."
            f" Rates: {WAITING} songs wait, a chat and a group are told for {watched_s:.0f} s; the most requests in any"
            " window, as the server saw them arrive."
        ),
        figures=[
            Figure("press to decision, long polling, middle", median(polling[0]), "ms"),
            at_most("press to next step, long polling, middle", median(polling[1]), "ms", 1_000),
            at_most("press to next step, long polling, slowest", max(polling[1]), "ms", 1_000),
            Figure("press to decision, webhook, middle", median(webhook[0]), "ms"),
            at_most("press to next step, webhook, middle", median(webhook[1]), "ms", 300),
            at_most("press to next step, webhook, slowest", max(webhook[1]), "ms", 1_000),
            *(at_most(what, value, "", 0) for what, value in hostile.items()),
            Figure("hostile updates taken", updates, ""),
            at_most("messages in a chat within any second", rates["chat"], "", 1),
            at_most("messages in a group within any minute", rates["group"], "", 20),
            at_most("messages in all within any second", rates["all"], "", 30),
            at_most("times that the server asked to wait", rates["refused"], "", 0),
            at_most("messages in a chat for 500 songs that wait", rates["messages"], "", 10),
        ],
    )


class _Place:
    """A home, and the programs that work on it."""

    def __init__(self, home: Path, server: TelegramServer) -> None:
        self.server = server
        self._program = str(Path(python_command()[0]).with_name("noktvrn"))
        self._own = {
            "NOKTVRN_HOME": str(home),
            "NOKTVRN_REVIEW__HOLD_S": "0",
            "NOKTVRN_TELEGRAM__TOKEN": TOKEN,
            "NOKTVRN_TELEGRAM__API_URL": server.url,
            "NOKTVRN_TELEGRAM__RUN_IN": "bot",
        }
        seed = ("dev", "seed", "--artists", str(ARTISTS), "--runs", str(RUNS), "--json")
        subprocess.run((self._program, *seed), env={**os.environ, **self._own}, check=True, capture_output=True)

    @contextmanager
    def label(self) -> Iterator[Label]:
        with open_label(load_settings(env={**os.environ, **self._own})) as label:
            for user_id, name, chat_id in ((ROBIN, "Robin", ROBIN), (ANA, "Ana", GROUP)):
                code, _ = make_pairing_code(label, ChatRole.OPERATE, name, "bench")
                pair(label, code, user_id=user_id, first_name=name, chat_id=chat_id, title=name, group=chat_id < 0)
            yield label

    @contextmanager
    def working(self, *words: str, **more: str) -> Iterator[None]:
        environment = {**os.environ, **self._own, **more}
        with subprocess.Popen((self._program, *words), env=environment, stderr=subprocess.DEVNULL) as program:
            try:
                yield
            finally:
                program.terminate()

    def until_it_reads(self, *, hook: bool) -> None:
        world, seen = self.server.world, self.server.world.polled
        self.server.wait(lambda: world.webhook if hook else world.polled > seen, 60)


def _hook() -> dict[str, str]:
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        port = plug.getsockname()[1]
    return {
        "NOKTVRN_TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
        "NOKTVRN_TELEGRAM__WEBHOOK_PORT": str(port),
    }


def _decisions(place: _Place, label: Label, count: int, hook: dict[str, str]) -> tuple[list[float], list[float]]:
    """Reject songs by a press; returns how soon each decision was taken and its next step began, in ms."""
    signer = Signer(TOKEN)
    with place.working("worker"), place.working("bot", **hook):
        place.until_it_reads(hook=bool(hook))
        awaited(lambda: _workers(label), LONGEST_S)
        decided, taken = [], []
        for song in queue_page(label, count):
            press = Press(Act.REJECT, song.run.id, song.run.pass_no, 2)
            pressed_at = datetime.now(UTC)
            place.server.press_raw(ROBIN, ROBIN, 1, signer.written(ROBIN, press))
            begun = awaited(lambda run_id=song.run.id: _next_step(label, run_id), LONGEST_S)
            taken.append((begun - pressed_at).total_seconds() * 1e3)
            decided.append((_decided_at(label, song.run.id) - pressed_at).total_seconds() * 1e3)
    return decided, taken


def _workers(label: Label) -> bool:
    with label.records.read() as unit:
        return any(not beat.stopped and beat.age_s < 5 for beat in unit.workers.all())


def _next_step(label: Label, run_id: str) -> datetime | None:
    with label.records.read() as unit:
        begun = [record for record in unit.runs.steps(RunId(run_id)) if record.step is Step.PACKAGE]
    return begun[-1].started_at if begun else None


def _decided_at(label: Label, run_id: str) -> datetime:
    with label.records.read() as unit:
        return unit.decisions.of_run(RunId(run_id))[-1].decided_at


def _hostile(place: _Place, label: Label, count: int) -> dict[str, float]:
    run = queue_page(label, 1)[0].run
    signer, server = Signer(TOKEN), place.server
    acts = [signer.written(ROBIN, Press(act, run.id, run.pass_no, 1)) for act in Act]
    raws = hostile_updates(Random(11), count * 2, allowed=ROBIN, buttons=acts)
    whole = [raw for raw in raws if isinstance(raw, dict) and raw.get("update_id") is not None][:count]
    asked = set()
    for raw in whole:
        query = raw.get("callback_query")
        if isinstance(query, dict) and isinstance(query.get("id"), str) and query["id"]:
            asked.add(query["id"][:100])
        server.deliver({name: value for name, value in raw.items() if name != "update_id"})
    with place.working("bot"):
        place.until_it_reads(hook=False)
        awaited(lambda: not server.world.updates, LONGEST_S)
        awaited(lambda: asked <= set(server.world.answers), LONGEST_S)
    with label.records.read() as unit:
        decided = unit.decisions.of_run(run.id)
        log = (label.settings.home / "logs" / "noktvrn.jsonl").read_text(encoding="utf-8")
    standing = [each for each in decided if each.state is not DecisionState.UNDONE]
    return {
        "crashes by hostile updates": float(log.count("mistake of this program")),
        "decisions by strangers": float(len([each for each in decided if each.actor != "Robin"])),
        "decisions twice on one take": float(max(len(standing) - 1, 0)),
        "presses without an answer": float(len(asked - set(server.world.answers))),
    }


def _rates(place: _Place, label: Label, watched_s: float) -> dict[str, float]:
    _let_wait(label, WAITING)
    before = len(place.server.calls())
    with place.working("bot"):
        place.until_it_reads(hook=False)
        time.sleep(watched_s)
    calls = [call for call in place.server.calls()[before:] if call.method in SENDING]
    chats = {call.chat_id for call in calls}
    times = {chat: [call.at_s for call in calls if call.chat_id == chat] for chat in chats}
    return {
        "chat": max(most_within(times[chat], 1.0) for chat in chats),
        "group": most_within(times.get(GROUP, []), 60.0),
        "all": most_within([call.at_s for call in calls], 1.0),
        "refused": len([call for call in calls if call.status == 429]),
        "messages": max(len([c for c in calls if c.chat_id == chat and c.method.startswith("send")]) for chat in chats),
    }


def _let_wait(label: Label, count: int) -> None:
    """Let further songs wait, and what stands in chats be forgotten."""
    now = label.clock.now()
    with label.records.write() as unit:
        unit.chats.forget_messages()
        like = unit.runs.select(RunFilter(states=(RunState.RELEASED,)), limit=1)[0]
        for number in range(count):
            waits = replace(
                like,
                id=label.identifiers.new_id(),
                state=RunState.NEEDS_DECISION,
                title=f"Night {number}",
                review_deadline=now + timedelta(hours=1, seconds=number),
                version=0,
            )
            unit.runs.add(waits)
        unit.commit()
