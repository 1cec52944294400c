from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from noktvrn.errors import HomeUnusableError
from noktvrn.storage.home import prepare_home


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_home_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    home = prepare_home(tmp_path / "deep" / "home")
    assert {folder.name for folder in home.path.iterdir()} == {
        "assets",
        "locks",
        "logs",
        "releases",
        "review",
        "work",
    }
    assert {mode_of(path) for path in [home.path, *home.path.iterdir()]} == {0o700}
    assert list(home.work.iterdir()) == []


def test_preparing_home_again_changes_nothing(tmp_path: Path) -> None:
    home = prepare_home(tmp_path)
    (home.releases / "kept").touch()
    assert prepare_home(tmp_path) == home
    assert (home.releases / "kept").exists()


@pytest.mark.parametrize("entries", [[], ["noktvrn.toml", "label.db", "label.db-wal", "assets"]])
def test_an_open_home_of_ours_is_closed(tmp_path: Path, entries: list[str]) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o755)
    for entry in entries:
        (home / entry).mkdir() if entry == "assets" else (home / entry).touch()
    prepare_home(home)
    assert mode_of(home) == 0o700


def test_an_open_directory_of_other_things_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").touch()
    tmp_path.chmod(0o755)
    with pytest.raises(HomeUnusableError, match=r"letters\.txt") as caught:
        prepare_home(tmp_path)
    assert f"chmod 700 {tmp_path}" in caught.value.remedy
    assert mode_of(tmp_path) == 0o755
    assert [entry.name for entry in tmp_path.iterdir()] == ["letters.txt"]


def test_a_file_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HomeUnusableError):
        prepare_home(tmp_path / "file")
    with pytest.raises(HomeUnusableError):
        prepare_home(tmp_path / "file" / "below")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    home = prepare_home(tmp_path / "home")
    home.work.chmod(0o500)
    with pytest.raises(HomeUnusableError, match="cannot be written"):
        prepare_home(home.path)


def test_a_home_without_room_for_new_files_is_refused() -> None:
    # The kernel's own file system takes no files, whoever asks.
    with pytest.raises(HomeUnusableError):
        prepare_home(Path("/proc/noktvrn"))
