from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from noktvrn.errors import (
    ConfigError,
    DatabaseUnavailableError,
    HomeUnusableError,
    InvalidInputError,
    NoSpaceError,
    StorageError,
)
from noktvrn.storage import sqlite as sqlite_module
from noktvrn.storage.database import open_database, shown_url, sqlite_url
from noktvrn.storage.migrations import upgrade
from noktvrn.storage.records import SqlRecords
from noktvrn.testing.builders import ARTIST_ID, build_artist


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(sqlite_url(tmp_path / "label.db"))
    upgrade(engine)
    yield engine
    engine.dispose()


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_sqlite_is_opened_for_durable_work_side_by_side(engine: Engine) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}
    assert {name: pragma(engine, name) for name in wanted} == wanted


def test_flushing_can_be_left_to_checkpoints(tmp_path: Path) -> None:
    engine = open_database(sqlite_url(tmp_path / "label.db"), synchronous="NORMAL")
    assert pragma(engine, "synchronous") == 1
    engine.dispose()
    with pytest.raises(ConfigError):
        open_database(sqlite_url(tmp_path / "label.db"), synchronous="OFF")


def test_the_file_and_those_beside_it_are_for_their_owner_alone(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a)")
        files = sorted(tmp_path.glob("label.db*"))
        assert [file.name for file in files] == ["label.db", "label.db-shm", "label.db-wal"]
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


@pytest.mark.parametrize(
    "url", ["mysql://root:secret@host/db", "sqlite://", "sqlite:///:memory:", "not a url", "postgresql+asyncpg://h/d"]
)
def test_other_databases_are_refused_without_showing_the_password(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        open_database(url)
    assert "secret" not in str(caught.value)


def test_a_postgres_url_needs_no_driver_and_hides_its_password() -> None:
    engine = open_database("postgresql://label:secret@localhost/label")
    assert shown_url(engine) == "postgresql+psycopg://label:***@localhost/label"


def test_a_postgres_that_is_not_there_is_worth_another_try(tmp_path: Path) -> None:
    records = SqlRecords(open_database(f"postgresql://label@/label?host={tmp_path}"))
    with pytest.raises(DatabaseUnavailableError) as caught:
        records.read().__enter__()
    assert caught.value.retryable


def test_a_directory_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(HomeUnusableError):
        open_database(sqlite_url(tmp_path))
    with pytest.raises(HomeUnusableError):
        open_database(sqlite_url(tmp_path / "nowhere" / "label.db"))


def test_a_damaged_file_is_called_so(tmp_path: Path) -> None:
    (tmp_path / "label.db").write_bytes(b"no database at all" * 100)
    engine = open_database(sqlite_url(tmp_path / "label.db"))
    with pytest.raises(StorageError, match="damaged"):
        engine.connect()
    engine.dispose()


def test_a_writer_that_waits_too_long_may_try_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_database(sqlite_url(tmp_path / "label.db"))
    upgrade(engine)
    engine.dispose()
    monkeypatch.setattr(sqlite_module, "BUSY_TIMEOUT_S", 0.05)
    records = SqlRecords(engine)
    with records.write(), pytest.raises(DatabaseUnavailableError) as caught:
        records.write().__enter__()
    assert caught.value.retryable
    with records.write() as unit:
        unit.artists.add(build_artist())
        unit.commit()
    engine.dispose()


def test_writers_wait_for_each_other(engine: Engine) -> None:
    records = SqlRecords(engine)
    with records.write() as unit:
        unit.artists.add(build_artist())
        unit.commit()

    def darken() -> None:
        with records.write() as unit:
            artist = unit.artists.get(ARTIST_ID)
            unit.artists.save(artist)
            unit.commit()

    threads = [threading.Thread(target=darken) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with records.read() as unit:
        assert unit.artists.get(ARTIST_ID).version == 8


def test_opening_the_file_again_leaves_the_locks_of_the_first_connection(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "label.db"
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (x)")
    open_database(sqlite_url(path)).dispose()
    visit = f"import sqlite3; c = sqlite3.connect({str(path)!r}); c.execute('INSERT INTO kept VALUES (1)'); c.commit()"
    subprocess.run([sys.executable, "-c", visit], check=True)
    assert Path(f"{path}-wal").exists(), "the visitor took itself for the last one and deleted the log"
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO kept VALUES (2)")
    subprocess.run([sys.executable, "-c", visit], check=True)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM kept").scalar() == 3


def test_a_full_disk_is_called_so_and_takes_everything_back(engine: Engine) -> None:
    records = SqlRecords(engine)

    def limit_pages(connection: sqlite3.Connection, *_: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    from sqlalchemy import event

    engine.dispose()
    event.listen(engine, "connect", limit_pages)

    def fill() -> None:
        with records.write() as unit:
            unit.artists.add(build_artist(brief="x" * 1_000_000))
            unit.commit()

    with pytest.raises(NoSpaceError) as caught:
        fill()
    assert caught.value.retryable
    with records.read() as unit:
        assert unit.artists.select() == []


@pytest.mark.parametrize("changes", [{"brief": "lone \ud800"}, {"seed": 2**63}], ids=["surrogate", "seed"])
def test_a_value_that_cannot_be_kept_is_refused(engine: Engine, changes: dict[str, object]) -> None:
    with SqlRecords(engine).write() as unit, pytest.raises(InvalidInputError):
        unit.artists.add(build_artist(**changes))


def test_a_row_that_was_edited_by_hand_is_called_so(engine: Engine) -> None:
    records = SqlRecords(engine)
    with records.write() as unit:
        unit.artists.add(build_artist())
        unit.commit()
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE artists SET status = 'famous'")
    with records.read() as unit, pytest.raises(StorageError, match=r"artists.*status.*famous"):
        unit.artists.get(ARTIST_ID)


def test_a_forked_child_opens_connections_of_its_own(engine: Engine) -> None:
    records = SqlRecords(engine)
    with records.write() as unit:
        unit.artists.add(build_artist())
        unit.commit()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            with records.write() as unit:
                unit.artists.save(unit.artists.get(ARTIST_ID))
                unit.commit()
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    with records.write() as unit:
        assert unit.artists.get(ARTIST_ID).version == 1
