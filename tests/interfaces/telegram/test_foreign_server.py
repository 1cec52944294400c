"""The bot over a Telegram that is not ours: npm's telegram-test-api, with what it lacks bridged."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.interfaces.telegram.conftest import ROBIN, phone_over

from noktvrn.journal.run import RunState
from noktvrn.services.look import show_run
from noktvrn.testing.telegram.server import TOKEN

ROOT = Path(__file__).resolve().parents[3]
MODULE = ROOT / ".venv" / "telegram-test-api" / "node_modules" / "telegram-test-api"
BRIDGE = ROOT / "tests" / "telegram_test_api" / "bridge.js"


@dataclass
class ForeignServer:
    url: str

    def post(self, path: str, **body) -> dict:
        request = urllib.request.Request(
            f"{self.url}/{path}", json.dumps(body).encode(), {"content-type": "application/json"}, method="POST"
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())

    def messages(self) -> list[dict]:
        history = self.post("getUpdatesHistory", token=TOKEN)["result"]
        return [each for each in history if "chat_id" in each.get("message", {})]

    def wait(self, is_so):
        deadline = time.monotonic() + 60
        while not (found := is_so()):
            assert time.monotonic() < deadline, self.messages()
            time.sleep(0.05)
        return found


@pytest.fixture
def foreign() -> Iterator[ForeignServer]:
    node = shutil.which("node")
    if node is None or not MODULE.is_dir():
        pytest.skip("NO FOREIGN TELEGRAM: node or telegram-test-api is missing; install it: make peers")
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        port = plug.getsockname()[1]
    with subprocess.Popen([node, str(BRIDGE), str(MODULE), str(port)], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield ForeignServer(f"http://127.0.0.1:{port}")
        finally:
            process.kill()


def _behind(message: dict, words: str) -> str:
    rows = message["message"]["reply_markup"]["inline_keyboard"]
    return next(button["callback_data"] for row in rows for button in row if words in button["text"])


def _press(foreign: ForeignServer, message: dict, words: str) -> None:
    person = {"id": ROBIN, "is_bot": False, "first_name": "Robin"}
    chat = {"id": ROBIN, "type": "private", "first_name": "Robin"}
    shown = {"message_id": message["messageId"], "date": int(time.time()), "chat": chat, "text": "…"}
    data = _behind(message, words)
    foreign.post("sendCallback", **{"botToken": TOKEN, "from": person, "message": shown, "data": data})


def test_a_song_is_heard_decided_and_undone_over_a_server_that_is_not_ours(own_loop, foreign):
    with phone_over(own_loop, foreign) as phone:
        phone.let_in(ROBIN, "Robin")
        with phone.running():
            song = foreign.wait(lambda: [m for m in foreign.messages() if "audio" in m["message"]])[0]
            assert "Waits for your decision" in song["message"]["text"]
            _press(foreign, song, "Approve")
            foreign.wait(lambda: any("Approved by Robin" in text for text in foreign.post("answers").values()))
            held = foreign.wait(lambda: [m for m in foreign.messages() if "be undone until" in m["message"]["text"]])[0]
            assert held["messageId"] == song["messageId"]
            _press(foreign, held, "Undo")
            foreign.wait(lambda: any("Undone" in text for text in foreign.post("answers").values()))
            person = {"id": ROBIN, "is_bot": False, "first_name": "Robin"}
            said = {"message_id": 900, "date": int(time.time()), "chat": {"id": ROBIN, "type": "private"}}
            foreign.post("sendMessage", **{"botToken": TOKEN, "from": person, "text": "/status", **said})
            foreign.wait(lambda: [m for m in foreign.messages() if "One song waits" in m["message"]["text"]])
        assert phone.run(phone.waiting).state is RunState.NEEDS_DECISION
        assert len(show_run(phone.label, phone.waiting).decisions) == 1
