"""Every request that the bot makes is one that the Bot API describes (checked where its description is at hand)."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.interfaces.telegram.conftest import ROBIN

SPECIFICATION = Path(
    os.environ.get("BOT_API_SPECIFICATION")
    or Path(__file__).resolve().parents[4] / "shared/data/specs/telegram.converted.openapi.json"
)
_WHOLE = {"chat_id", "message_id", "duration", "width", "height", "offset", "timeout", "limit"}
_YES_OR_NO = {"disable_notification", "supports_streaming", "show_alert"}


@cache
def _whole() -> dict:
    if not SPECIFICATION.is_file():
        pytest.skip(f"REQUESTS ARE NOT CHECKED AGAINST THE BOT API: there is no {SPECIFICATION}")
    return json.loads(SPECIFICATION.read_text(encoding="utf-8"))


def _validator(method: str) -> Draft202012Validator:
    whole = _whole()
    body = whole["paths"][f"/bot{{token}}/{method}"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return Draft202012Validator({**body, "additionalProperties": False, "components": whole["components"]})


def _typed(fields: dict) -> dict:
    """Form fields are texts; the specification names their types."""
    typed = {}
    for name, value in fields.items():
        if name in _WHOLE and isinstance(value, str):
            typed[name] = int(value)
        elif name in _YES_OR_NO and isinstance(value, str):
            typed[name] = value == "true"
        else:
            typed[name] = value
    return typed


def test_requests_are_what_the_specification_describes(phone):
    _whole()
    phone.add_waiting(3, "<Night> {}")
    with phone.running():
        item = replace(phone.item())
        for words in ("Cover", "Teaser", "Reject"):
            phone.server.press(ROBIN, item, words)
        for text in ("/queue", "/artist nova-lux", "/status", "/help", "/mute"):
            phone.server.say(ROBIN, text)
        phone.server.wait(lambda: {"photo", "video"} <= {m.media for m in phone.server.messages})
        phone.server.wait(lambda: any("Not muted" in text for text in phone.texts()))
        panel = next(m for m in phone.server.messages if "Autopilot on" in m.words)
        phone.server.press(ROBIN, panel, "Autopilot on")
        phone.server.wait(lambda: "Autopilot off" in panel.words)
    checked = set()
    for call in phone.server.calls():
        body = _whole()["paths"][f"/bot{{token}}/{call.method}"]["post"].get("requestBody")
        if body is not None:
            faults = [error.message for error in _validator(call.method).iter_errors(_typed(dict(call.fields)))]
            assert not faults, (call.method, faults)
            checked.add(call.method)
    assert {"sendMessage", "sendAudio", "sendPhoto", "sendVideo", "editMessageCaption", "editMessageText"} <= checked
    assert {"answerCallbackQuery", "getUpdates", "setMyCommands"} <= checked
