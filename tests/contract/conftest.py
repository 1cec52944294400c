"""Records and stores of every kind, empty for each test."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from noktvrn.storage.database import open_database, sqlite_url
from noktvrn.storage.migrations import upgrade
from noktvrn.storage.tables import metadata
from noktvrn.testing.postgres import temporary_postgres


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "label.db"
    engine = open_database(sqlite_url(path))
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    path = Path(shutil.copy(sqlite_template, tmp_path / "label.db"))
    # Power loss is no part of these tests; flushing each commit would take most of their time.
    engine = open_database(sqlite_url(path), synchronous="NORMAL")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    try:
        with temporary_postgres() as url:
            yield url
    except (OSError, subprocess.CalledProcessError, RuntimeError) as exc:
        pytest.skip(f"POSTGRES DID NOT START, nothing is known about it: {exc}")


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[Engine]:
    engine = open_database(postgres_url)
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_engine(postgres_template: Engine) -> Engine:
    names = ", ".join(metadata.tables)
    with postgres_template.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    return postgres_template
