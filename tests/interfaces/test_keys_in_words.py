"""A key of the settings that somebody pastes into a brief or a reason goes nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.interfaces.commanding import command
from tests.interfaces.conftest import Loop

from noktvrn.ops.redaction import Redactor

KEY = "sk-proj-9f8e7d6c5b4a39281706"


@pytest.mark.parametrize(
    "words", [("artist", "create", "--brief", f"night radio {KEY}"), ("run", "start", "--brief", f"a song for {KEY}")]
)
def test_a_brief_with_a_key_is_refused_without_repeating_it(monkeypatch, tmp_path: Path, words):
    monkeypatch.setenv("NOKTVRN_MODELS__OPENAI__API_KEY", KEY)
    home = ("--home", str(tmp_path / "home"), "--json")
    said = command(*home, *words)
    assert said.status == 2
    assert "holds a key" in said.error["message"]
    assert said.error["remedy"]
    assert KEY not in said.out + said.err
    assert command(*home, "artist", "list").value["artists"] == []


def test_a_reason_with_a_key_decides_nothing(monkeypatch, loop: Loop):
    monkeypatch.setenv("NOKTVRN_MODELS__OPENAI__API_KEY", KEY)
    run = loop.run(loop.waiting)
    said = command("--home", str(loop.home), "--json", "review", "reject", run, "--reason", f"not with {KEY}")
    assert said.status == 2
    assert KEY not in said.out + said.err
    assert command("--home", str(loop.home), "--json", "run", "show", run).value["state"] == "needs_decision"


def test_prose_is_freed_of_known_secrets_and_nothing_else():
    redactor = Redactor([KEY, "rose"])
    said = f"secret: the sea, a rose, token=love, {KEY}"
    assert redactor.mask_known(said) == "secret: the sea, a rose, token=love, ***"
