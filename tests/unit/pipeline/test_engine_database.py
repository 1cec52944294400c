"""The database file of the workflow engine."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy

from noktvrn.pipeline.dbos_engine import sqlite_engine


def test_every_sqlite_tells_the_time_as_the_engine_asks_for_it(tmp_path: Path) -> None:
    engine = sqlite_engine(f"sqlite:///{tmp_path / 'engine.db'}")
    with engine.begin() as connection:
        seconds = connection.execute(sqlalchemy.text("SELECT unixepoch('subsec')")).scalar_one()
        mode = connection.execute(sqlalchemy.text("PRAGMA journal_mode")).scalar_one()
    engine.dispose()
    assert seconds > 1_700_000_000
    assert mode == "wal"
    assert (tmp_path / "engine.db").stat().st_mode & 0o777 == 0o600
