"""The label's own room: built when somebody asks, over the settings' models and the label's database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from noktvrn.app import open_label
from noktvrn.ports.language import OrchestrationStatus, Role
from noktvrn.ports.ledger import CostSubject
from noktvrn.settings import Settings
from noktvrn.testing.language_servers import LanguageServer, Scene
from noktvrn.testing.room import SONG, build_request

HEAVY = ("noktvrn.services.room.front", "noktvrn.providers.language", "pydantic_ai", "openai", "genai_prices")
KEY = "key-for-tests-0123456789"


def settings_for(server: LanguageServer, home: Path) -> Settings:
    order = ["openai:gpt-6-luna", "mistral:mistral-small-2603"]
    return Settings(home=home, models=server.settings(key=KEY, order=order))


def test_what_a_label_asks_is_in_its_ledger_and_its_key_is_nowhere(tmp_path):
    with LanguageServer() as server:
        server.answer = SONG.model_dump()
        server.play("openai", Scene.KEY_REFUSED)
        with open_label(settings_for(server, tmp_path)) as label:
            assert label.room.is_open(Role.AUTHOR)
            result = label.room.ask(build_request(language="en"))
        assert (result.status, result.value) == (OrchestrationStatus.FELL_BACK, SONG)
        with open_label(settings_for(server, tmp_path)) as label:
            again = label.room.ask(build_request())
            with label.records.read() as unit:
                [line] = unit.ledger.add_up(CostSubject.ROLE)
    assert "Left alone until" in again.attempts[0].note
    assert (line.calls, line.faults, line.fallbacks) == (3, 1, 1)
    assert line.cost_usd == result.cost_usd + again.cost_usd
    assert [heard.vendor for heard in server.heard] == ["openai", "mistral", "mistral"]
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert KEY.encode() not in kept
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("noktvrn-room")]


def test_opening_a_label_loads_neither_room_nor_vendors(tmp_path):
    code = (
        "import json, sys; from noktvrn.app import open_label; from noktvrn.settings import load_settings\n"
        "with open_label(load_settings()) as label: pass\n"
        f"print(json.dumps([name for name in {HEAVY} if name in sys.modules]))"
    )
    environment = {**os.environ, "NOKTVRN_HOME": str(tmp_path), "OPENAI_API_KEY": KEY}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_a_room_without_keys_is_closed_at_no_cost(tmp_path):
    with open_label(Settings(home=tmp_path)) as label:
        assert not label.room.is_open(Role.AUTHOR)
        assert label.room.ask(build_request()).status is OrchestrationStatus.EMBEDDED
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("noktvrn-room")]
