"""What the command line says of language models: who wrote, why a run failed, and that they are being asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.interfaces.commanding import command
from tests.interfaces.conftest import Loop

from noktvrn.interfaces.presenters.writing import writer_words
from noktvrn.testing.good_answers import GOOD_ANSWERS, told_by_schema
from noktvrn.testing.language_servers import LanguageServer

CREATE = ("artist", "create", "--brief", "a ferryman of synthwave", "--seed", "3")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LanguageServer]:
    with LanguageServer() as playing:
        playing.answer = told_by_schema(GOOD_ANSWERS)
        monkeypatch.setenv("NOKTVRN_MODELS__COMPATIBLE__BENCH__URL", playing.url("endpoint"))
        monkeypatch.setenv("NOKTVRN_MODELS__COMPATIBLE__BENCH__MODELS", "small")
        yield playing


def test_an_artist_says_which_model_invented_it(server: LanguageServer, tmp_path: Path):
    said = command("--home", str(tmp_path / "home"), *CREATE)
    assert said.status == 0
    assert "Written by small of bench, in two rounds." in said.out
    assert "Asking language models." in said.err
    shown = " ".join(command("--home", str(tmp_path / "home"), "artist", "show", "ferry-kadlec").out.split())
    assert "Invented by small of bench, in two rounds" in shown
    made = command("--home", str(tmp_path / "other"), "--json", *CREATE).value["made_by"]
    assert (made["provider"], made["model"]) == ("bench", "small")
    assert [each["role"] for each in made["parameters"]["rounds"]] == ["author", "validator"]


def test_without_models_nobody_is_said_to_be_asked(tmp_path: Path):
    said = command("--home", str(tmp_path / "home"), *CREATE)
    assert said.status == 0
    assert "Written by noktvrn-writer" in said.out
    assert "language models" not in said.err


def test_a_run_says_who_wrote_its_words(loop: Loop):
    said = command("--home", str(loop.home), "run", "show", loop.run(loop.waiting))
    assert "by noktvrn-writer" in said.out


def test_a_failed_run_is_explained_from_its_journal(loop: Loop):
    said = command("--home", str(loop.home), "run", "explain", loop.run(loop.failed))
    assert said.status == 0
    assert "Why" in said.out
    assert "What to do" in said.out
    assert "Next: Mend the test." in said.err


def test_a_failed_run_is_explained_by_a_model_that_quotes_the_journal(own_loop: Loop, server: LanguageServer):
    diagnosis = {"cause": "The painter is out of order.", "quotes": ["broken on purpose"], "sureness": 6}
    repair = {"action": "retry", "step": "cover", "reason": "A fresh cover may succeed."}
    server.answer = diagnosis | repair
    told = command("--home", str(own_loop.home), "--json", "run", "explain", own_loop.run(own_loop.failed)).value
    assert told["cause"] == "The painter is out of order."
    assert told["written_by"] == ["bench:small"]
    assert told["command"].endswith("--from cover")


def test_a_run_that_has_not_failed_is_not_explained(loop: Loop):
    said = command("--home", str(loop.home), "--json", "run", "explain", loop.run(loop.waiting))
    assert said.status == 5
    assert "no failure to explain" in said.error["message"]


def test_who_wrote_is_said_with_rounds_and_price():
    rounds = [{"cost_usd": "0.0004"}, {"cost_usd": "0.0008"}, {"cost_usd": None}]
    assert (
        writer_words("anthropic", "haiku", {"rounds": rounds}) == "haiku of anthropic, in three rounds for 0.0012 USD"
    )
    assert writer_words("bench", "small", {"rounds": [{"cost_usd": "0"}]}) == "small of bench, in one round"
    fell_back = writer_words("embedded", "noktvrn-writer 0.1.0", {"rounds": rounds[:1]})
    assert fell_back == "noktvrn-writer 0.1.0, after one round with models that brought nothing for 0.0004 USD"
    assert writer_words("embedded", "noktvrn-writer 0.1.0", {}) == "noktvrn-writer 0.1.0"


def test_a_model_that_brought_nothing_is_told_of_with_its_role():
    attempts = [
        {
            "model": "openai:luna",
            "asked": True,
            "fault": "key_refused",
            "note": "OpenAI refused the key. So.",
        },
        {"model": "mistral:small", "asked": False, "fault": None, "note": "No time was left."},
    ]
    told = writer_words("embedded", "noktvrn-writer 1", {"rounds": [{"role": "critic", "attempts": attempts}]})
    last = "; the last as critic: OpenAI refused the key"
    assert told == f"noktvrn-writer 1, after one round with models that brought nothing{last}"


def test_a_price_below_a_hundredth_of_a_cent_is_told():
    told = writer_words("openai", "luna", {"rounds": [{"cost_usd": "0.00003"}]})
    assert told == "luna of openai, in one round for 0.00003 USD"


def test_an_artist_says_why_no_model_was_asked(server: LanguageServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An endpoint of unknown price that counts with an assumed one, and no money for it."""
    monkeypatch.setenv("NOKTVRN_MODELS__COMPATIBLE__BENCH__LOCAL", "false")
    monkeypatch.setenv("NOKTVRN_ROOM__UNKNOWN_PRICE", "assume")
    monkeypatch.setenv("NOKTVRN_ROOM__DAY_USD", "0.001")
    said = command("--home", str(tmp_path / "home"), *CREATE)
    assert said.status == 0
    assert server.heard == []
    told = " ".join(said.out.split())
    assert "noktvrn-writer" in told
    assert ", as no model could be asked as author: The budget of 0.001 USD for the day" in told
    assert "has 0.001 USD left: 0 USD spent or reserved, and the next call could cost" in told
    assert "brought nothing" not in told
