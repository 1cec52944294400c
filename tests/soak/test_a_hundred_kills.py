"""A hundred workers killed at random, on each database; `make soak` runs it, about ten minutes each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from tests.integration import test_kill

from noktvrn.testing.postgres import temporary_postgres

KILLS = 100
RUNS = 40

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3_600)]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    with temporary_postgres() if request.param == "postgres" else nullcontext() as url:
        yield url


def test_a_hundred_kills_lose_no_run_no_decision_and_repeat_no_effect(
    database_url: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(test_kill, "KILLS", KILLS)
    monkeypatch.setattr(test_kill, "RUNS", RUNS)
    if database_url is not None:
        monkeypatch.setattr(test_kill, "QUICK", test_kill.QUICK | {"database_url": database_url})
    test_kill.test_twenty_kills_lose_no_run_no_decision_and_repeat_no_effect(tmp_path)
