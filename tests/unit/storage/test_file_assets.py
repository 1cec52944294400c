"""What only the store on disk promises: modes, flushing, full disks, killed writers."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from noktvrn.errors import AssetCorruptError, AssetMissingError, NoSpaceError, StorageError
from noktvrn.storage.assets import FileAssetStore
from noktvrn.testing.builders import build_asset_ref

_PUT_FOREVER = """
import sys
from pathlib import Path
from noktvrn.storage.assets import FileAssetStore
store, source = FileAssetStore(Path(sys.argv[1])), Path(sys.argv[2])
print("ready", flush=True)
number = 0
while True:
    number += 1
    with source.open("r+b") as file:
        file.write(number.to_bytes(8, "big"))
    store.put(source, "audio/flac")
"""


@pytest.fixture
def store(tmp_path: Path) -> FileAssetStore:
    return FileAssetStore(tmp_path / "assets")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "master.flac"
    path.write_bytes(bytes(range(256)) * 8)
    return path


def stored_files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_stored_files_are_for_reading_by_their_owner_only(store: FileAssetStore, source: Path, tmp_path: Path) -> None:
    ref = store.put(source, "audio/flac")
    path = store.open_path(ref)
    assert path == tmp_path / "assets" / ref.sha256[:2] / ref.sha256[2:]
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.stat().st_nlink == 1
    assert path.stat().st_ino != source.stat().st_ino


def test_only_whole_assets_lie_in_the_store(store: FileAssetStore, source: Path, tmp_path: Path) -> None:
    ref = store.put(source, "audio/flac")
    store.put(source, "audio/flac")
    assert stored_files(tmp_path / "assets") == [store.open_path(ref)]


def test_bytes_and_name_are_flushed_in_that_order(
    store: FileAssetStore, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed = []

    def note(descriptor: int) -> None:
        flushed.append("directory" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")

    monkeypatch.setattr(os, "fsync", note)
    store.put(source, "audio/flac")
    assert flushed == ["file", "directory", "directory"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_full_disk_leaves_nothing(
    store: FileAssetStore, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    def full(*_: object) -> int:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(NoSpaceError) as caught:
            store.put(source, "audio/flac")
    assert caught.value.retryable
    assert stored_files(tmp_path / "assets") == []
    assert store.holds(store.put(source, "audio/flac"))


def test_a_failing_disk_is_told_from_a_full_one(
    store: FileAssetStore, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(StorageError, match="Input/output error") as caught:
        store.put(source, "audio/flac")
    assert not isinstance(caught.value, NoSpaceError)


def test_a_file_that_was_found_whole_is_not_read_again_until_it_changes(
    store: FileAssetStore, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = store.put(source, "audio/flac")
    path = store.open_path(ref)
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", lambda *_, **__: pytest.fail("read again"))
        assert store.open_path(ref) == path
    times = path.stat()
    path.chmod(0o600)
    path.write_bytes(bytes(ref.size_bytes))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    with pytest.raises(AssetCorruptError):
        store.open_path(ref)


def test_everything_is_read_when_all_is_verified(store: FileAssetStore, source: Path) -> None:
    ref = store.put(source, "audio/flac")
    assert list(store.verify_all()) == []
    path = store.open_path(ref)
    path.chmod(0o600)
    path.write_bytes(b"short")
    ((address, problem),) = store.verify_all()
    assert address == ref.sha256
    assert "digest" in problem


@pytest.mark.parametrize("address", ["../../etc/passwd", "AB" * 32, "ab" * 31, ""])
def test_what_is_no_address_leads_nowhere(store: FileAssetStore, address: str) -> None:
    with pytest.raises(AssetMissingError):
        store.open_path(build_asset_ref(sha256=address))


def test_a_link_in_the_place_of_an_asset_is_not_followed(store: FileAssetStore, source: Path) -> None:
    ref = store.put(source, "audio/flac")
    path = store.open_path(ref)
    path.unlink()
    path.symlink_to(source)
    assert not store.holds(ref)
    with pytest.raises(AssetMissingError):
        store.open_path(ref)


def test_a_pipe_is_no_source(store: FileAssetStore, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(AssetMissingError, match="not a file"):
        store.put(tmp_path / "pipe", "audio/flac")


def test_opening_a_store_removes_what_dead_writers_left_and_spares_the_living(
    store: FileAssetStore, tmp_path: Path
) -> None:
    import fcntl

    incoming = tmp_path / "assets" / ".incoming"
    (incoming / "dead.part").write_bytes(b"half")
    with (incoming / "alive.part").open("wb") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        FileAssetStore(tmp_path / "assets")
        assert [path.name for path in incoming.iterdir()] == ["alive.part"]


def test_a_killed_writer_leaves_no_half_file(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(bytes(8 << 20))
    for delay_s in (0.0, 0.004, 0.011, 0.027, 0.05):
        command = [sys.executable, "-c", _PUT_FOREVER, str(tmp_path / "assets"), str(source)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(delay_s)
            writer.send_signal(signal.SIGKILL)
        assert writer.returncode == -signal.SIGKILL
        store = FileAssetStore(tmp_path / "assets")
        assert list(store.verify_all()) == []
        assert list((tmp_path / "assets" / ".incoming").iterdir()) == []
