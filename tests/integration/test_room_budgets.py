"""No budget is ever broken, however many ask at once: tasks of one process, several processes, on both databases."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from tests.integration.room_asker import ask_all

from noktvrn.ports.language import OrchestrationStatus
from noktvrn.ports.ledger import CallState, CostSubject
from noktvrn.storage.database import open_database, sqlite_url
from noktvrn.storage.migrations import upgrade
from noktvrn.storage.records import SqlRecords
from noktvrn.testing.postgres import temporary_postgres

ROOT = Path(__file__).resolve().parents[2]


def check_no_budget_is_broken(records: SqlRecords) -> None:
    with records.read() as unit:
        by = {subject: unit.ledger.add_up(subject) for subject in CostSubject}
        calls = unit.ledger.calls(limit=100_000)
    assert sum(line.cost_usd for line in by[CostSubject.DAY]) <= Decimal("1.2")
    assert all(line.cost_usd <= Decimal("0.3") for line in by[CostSubject.RUN])
    assert all(line.cost_usd <= Decimal("0.6") for line in by[CostSubject.ARTIST])
    assert all(line.cost_usd <= Decimal("0.4") for line in by[CostSubject.ROLE] if line.subject == "critic")
    assert not [call for call in calls if call.state is CallState.RESERVED]
    assert all(call.cost_usd <= call.reserved_usd for call in calls)
    pots: Counter[str] = Counter()
    for call in calls:
        month = call.day[:7]
        for pot in (f"day/{call.day}", f"month/{month}", f"role/{call.role}/{month}"):
            pots[pot] += call.cost_usd
        pots[f"artist/{call.artist_id}/{month}"] += call.cost_usd
        pots[f"run/{call.run_id}"] += call.cost_usd
    with records.read() as unit:
        assert unit.ledger.spent(list(pots)) == dict(pots)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "label.db")
    else:
        with temporary_postgres() as found:
            yield found


def test_hundreds_of_requests_at_once_break_no_budget(url):
    engine = open_database(url, synchronous="NORMAL")
    upgrade(engine)
    requests = 1_000 if url.startswith("sqlite") else 300
    statuses = asyncio.run(ask_all(SqlRecords(engine), requests, seed=1))
    assert statuses.total() == requests
    assert statuses[OrchestrationStatus.EMBEDDED] > requests / 10, (
        "the budgets were never reached, so nothing was shown"
    )
    assert statuses[OrchestrationStatus.FELL_BACK] > 10
    check_no_budget_is_broken(SqlRecords(engine))
    engine.dispose()


def test_processes_that_ask_at_once_break_no_budget(url):
    engine = open_database(url, synchronous="NORMAL")
    upgrade(engine)
    command = [sys.executable, "-m", "tests.integration.room_asker", url, "50"]
    askers = [subprocess.Popen([*command, str(seed)], cwd=ROOT) for seed in range(3)]
    assert [asker.wait(100) for asker in askers] == [0, 0, 0]
    check_no_budget_is_broken(SqlRecords(engine))
    engine.dispose()
