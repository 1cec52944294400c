"""A worker is told of new commands, on every database, and survives one that goes away."""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from noktvrn.ports.asking import Asked
from noktvrn.storage.asking import watch_commands
from noktvrn.storage.database import open_database
from noktvrn.storage.records import SqlRecords
from noktvrn.testing.builders import build_command, build_run

LONG_S = 60.0
"""Longer than any machine takes; a test that passes never waits for it."""


def ask(engine: Engine, workflow_id: str) -> None:
    with SqlRecords(engine).write() as unit:
        run = build_run(id=f"run-{workflow_id}", artist_id=None)
        unit.runs.add(run)
        unit.commands.add(build_command(run_id=run.id, workflow_id=workflow_id))
        unit.commit()


def until_nothing_is_told(asked: Asked) -> None:
    while asked.wait(0.0):
        pass


class AskedContract:
    def test_a_command_ends_the_wait_and_is_told_of_once(self, engine: Engine) -> None:
        with closing(watch_commands(engine, 0.005)) as asked:
            until_nothing_is_told(asked)
            ask(engine, "first")
            assert asked.wait(LONG_S)
            until_nothing_is_told(asked)
            ask(engine, "second")
            assert asked.wait(LONG_S)
            assert not asked.wait(0.02)

    def test_what_is_rolled_back_was_never_asked(self, engine: Engine) -> None:
        with closing(watch_commands(engine, 0.005)) as asked:
            until_nothing_is_told(asked)
            with SqlRecords(engine).write() as unit:
                run = build_run(artist_id=None)
                unit.runs.add(run)
                unit.commands.add(build_command(run_id=run.id))
            assert not asked.wait(0.02)

    def test_it_can_be_closed_twice_and_tells_again_afterwards(self, engine: Engine) -> None:
        with closing(watch_commands(engine, 0.005)) as asked:
            until_nothing_is_told(asked)
            asked.close()
            asked.close()
            until_nothing_is_told(asked)
            ask(engine, "first")
            assert asked.wait(LONG_S)


class TestSqliteTells(AskedContract):
    @pytest.fixture
    def engine(self, sqlite_engine: Engine) -> Engine:
        return sqlite_engine


@pytest.mark.postgres
class TestPostgresTells(AskedContract):
    @pytest.fixture
    def engine(self, postgres_engine: Engine) -> Engine:
        return postgres_engine

    def test_a_lost_connection_is_made_anew_and_the_worker_told_to_look(self, engine: Engine) -> None:
        with closing(watch_commands(engine, 0.005)) as asked:
            until_nothing_is_told(asked)
            with engine.begin() as connection:
                connection.execute(
                    text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
                )
            while not asked.wait(0.05):
                pass
            ask(engine, "first")
            assert asked.wait(LONG_S)


def test_a_database_that_cannot_be_reached_is_only_silent() -> None:
    engine = open_database("postgresql://nobody@/none?host=/nowhere")
    with closing(watch_commands(engine, 0.005)) as asked:
        assert not asked.wait(0.01)
        assert not asked.wait(0.01)
    engine.dispose()
