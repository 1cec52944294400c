from __future__ import annotations

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from noktvrn.errors import MigrationNeededError, StorageError
from noktvrn.settings import Settings
from noktvrn.storage import migrations
from noktvrn.storage.database import sqlite_url
from noktvrn.storage.opening import open_label_database, open_storage
from noktvrn.testing.builders import build_artist


def test_an_empty_home_is_made_ready(tmp_path: Path) -> None:
    with open_storage(Settings(home=tmp_path / "home")) as storage:
        with storage.records.write() as unit:
            unit.artists.add(build_artist())
            unit.commit()
        (tmp_path / "song").write_bytes(b"song")
        ref = storage.assets.put(tmp_path / "song", "audio/flac")
    with open_storage(Settings(home=tmp_path / "home")) as again:
        with again.records.read() as unit:
            assert unit.artists.select() == [build_artist()]
        assert again.assets.open_path(ref).is_relative_to(tmp_path / "home" / "assets")
    assert stat.S_IMODE((tmp_path / "home" / "label.db").stat().st_mode) == 0o600


def test_a_database_elsewhere_is_used_when_the_settings_name_it(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.db"
    with open_storage(Settings(home=tmp_path / "home", database_url=SecretStr(sqlite_url(elsewhere)))):
        assert elsewhere.stat().st_size > 0
        assert not (tmp_path / "home" / "label.db").exists()


def test_a_newer_database_is_opened_for_nothing_but_looking_at_it(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with open_storage(settings) as storage, storage.database.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(MigrationNeededError):
        open_storage(settings)
    engine = open_label_database(settings)
    assert migrations.status(engine).is_newer
    engine.dispose()


@pytest.mark.parametrize("loss", ["emptied", "gone"])
def test_no_new_label_begins_over_the_releases_of_a_lost_one(tmp_path: Path, loss: str) -> None:
    settings = Settings(home=tmp_path / "home")
    with open_storage(settings) as storage:
        (storage.home.releases / "a-song").mkdir()
        database = storage.home.database
    database.unlink()
    if loss == "emptied":
        database.touch()
    with pytest.raises(StorageError, match="holds releases"):
        open_storage(settings)
