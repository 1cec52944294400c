from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from noktvrn.ports.repositories import Records
from noktvrn.storage.records import SqlRecords
from noktvrn.testing.records import InMemoryRecords
from noktvrn.testing.repository_contract import RecordsContract


class TestInMemoryRecords(RecordsContract):
    @pytest.fixture
    def records(self) -> Records:
        return InMemoryRecords()


class TestSqliteRecords(RecordsContract):
    @pytest.fixture
    def records(self, sqlite_engine: Engine) -> Records:
        return SqlRecords(sqlite_engine)


@pytest.mark.postgres
class TestPostgresRecords(RecordsContract):
    @pytest.fixture
    def records(self, postgres_engine: Engine) -> Records:
        return SqlRecords(postgres_engine)
