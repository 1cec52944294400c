"""A migrated database is the one that the tables describe, on both databases."""

from __future__ import annotations

import multiprocessing
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.engine import Engine, make_url

from noktvrn.errors import MigrationNeededError
from noktvrn.storage import migrations
from noktvrn.storage.database import open_database, sqlite_url
from noktvrn.storage.tables import artists, metadata

_STARTERS = 4


@contextmanager
def fresh_postgres(url: str, name: str) -> Iterator[str]:
    """Make an empty database beside that of the URL."""
    server = open_database(url).execution_options(isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        server.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "label.db")
    else:
        with fresh_postgres(request.getfixturevalue("postgres_url"), "migrated") as fresh:
            yield fresh


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_database(url)
    yield engine
    engine.dispose()


def shape(connection: Connection) -> set[tuple[str, ...]]:
    """Everything that the database itself knows of its tables."""
    if connection.dialect.name == "sqlite":
        query = "SELECT type, name, coalesce(sql, '') FROM sqlite_master WHERE tbl_name <> 'alembic_version'"
        # The order of constraints within a table says nothing, so statements are compared as bags of words.
        rows = connection.exec_driver_sql(query)
        return {(kind, name, *sorted(re.findall(r"\w+|[^\s\w,]", sql))) for kind, name, sql in rows}
    queries = [
        "SELECT table_name, column_name, data_type, coalesce(collation_name, ''), is_nullable, "
        "coalesce(column_default, '') FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace",
    ]
    rows = {tuple(map(str, row)) for query in queries for row in connection.exec_driver_sql(query)}
    return {row for row in rows if row[0] != "alembic_version"}


def test_autogeneration_finds_no_difference(engine: Engine) -> None:
    migrations.upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrated_tables_are_those_that_the_code_describes(engine: Engine) -> None:
    with engine.connect() as connection:
        transaction = connection.begin()
        metadata.create_all(connection)
        described = shape(connection)
        transaction.rollback()
    migrations.upgrade(engine)
    with engine.connect() as connection:
        assert shape(connection) == described


def test_an_empty_database_has_no_revision_until_it_is_upgraded(engine: Engine) -> None:
    assert migrations.current_revision(engine) is None
    assert not migrations.status(engine).is_current
    assert migrations.upgrade(engine).current is None
    assert migrations.status(engine).is_current
    assert migrations.upgrade(engine).is_current
    migrations.check_current(engine)


def test_tables_are_made_in_an_empty_database_only(engine: Engine) -> None:
    migrations.upgrade_when_empty(engine)
    migrations.upgrade_when_empty(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    with pytest.raises(MigrationNeededError, match="revision none"):
        migrations.upgrade_when_empty(engine)


def test_a_newer_database_is_refused_and_left_alone(engine: Engine) -> None:
    migrations.upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for refuse in (migrations.check_current, migrations.upgrade):
        with pytest.raises(MigrationNeededError, match=rf"9999.*{migrations.expected_revision()}"):
            refuse(engine)
    assert migrations.current_revision(engine) == "9999"


def test_an_older_database_is_refused_with_the_command_that_mends_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations.upgrade(engine)
    monkeypatch.setattr(migrations, "expected_revision", lambda: "0999")
    with pytest.raises(MigrationNeededError, match=r"\d{4}.*0999") as caught:
        migrations.check_current(engine)
    assert "noktvrn db upgrade" in caught.value.remedy


def test_a_database_without_tables_says_what_to_do(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(MigrationNeededError) as caught:
        connection.execute(artists.select())
    assert "noktvrn db upgrade" in caught.value.remedy


def _start_up(url: str, paths: list[str]) -> None:
    sys.path[:] = paths
    engine = open_database(url)
    migrations.upgrade_when_empty(engine)
    migrations.check_current(engine)
    engine.dispose()


def test_processes_that_start_together_make_the_tables_once(url: str) -> None:
    context = multiprocessing.get_context("spawn")
    starters = [context.Process(target=_start_up, args=(url, sys.path)) for _ in range(_STARTERS)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join(60)
        starter.close() if starter.exitcode == 0 else pytest.fail(f"a starter ended with {starter.exitcode}")


def test_the_revisions_named_by_files_are_those_that_alembic_knows() -> None:
    from pathlib import Path

    from alembic.script import ScriptDirectory

    from noktvrn.storage import migrations

    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_current_head() == migrations.expected_revision()
    assert len(list(scripts.walk_revisions())) == len(migrations._known_revisions())
