"""What every implementation of :mod:`noktvrn.ports.assets` must do.

Subclass :class:`AssetStoreContract` in a test module and give it a fixture ``store``: empty, fresh for each test.
"""

# ruff: noqa: D102 - the names of tests are sentences

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from noktvrn.errors import AssetCorruptError, AssetMissingError
from noktvrn.ports.assets import AssetStore
from noktvrn.testing.builders import build_asset_ref


def overwrite(path: Path, content: bytes) -> None:
    """Change the bytes of a stored file behind the store's back."""
    path.chmod(0o600)
    path.write_bytes(content)


class AssetStoreContract:
    """Files addressed by their content."""

    @pytest.fixture
    def source(self, tmp_path: Path) -> Path:
        """A file to store."""
        path = tmp_path / "master.flac"
        path.write_bytes(b"fLaC" + bytes(range(256)) * 16)
        return path

    def test_what_was_put_can_be_opened(self, store: AssetStore, source: Path) -> None:
        ref = store.put(source, "audio/flac")
        content = source.read_bytes()
        assert ref.sha256 == hashlib.sha256(content).hexdigest()
        assert (ref.size_bytes, ref.media_type) == (len(content), "audio/flac")
        assert store.holds(ref)
        assert store.open_path(ref).read_bytes() == content

    def test_an_empty_file_can_be_kept(self, store: AssetStore, tmp_path: Path) -> None:
        (tmp_path / "empty").touch()
        assert store.open_path(store.put(tmp_path / "empty", "text/plain")).read_bytes() == b""

    def test_the_same_bytes_are_kept_once(self, store: AssetStore, source: Path, tmp_path: Path) -> None:
        twin = tmp_path / "twin"
        twin.write_bytes(source.read_bytes())
        first = store.put(source, "audio/flac")
        second = store.put(twin, "audio/flac")
        assert first == second
        assert store.open_path(first) == store.open_path(second)

    def test_the_source_may_change_or_go_afterwards(self, store: AssetStore, source: Path) -> None:
        content = source.read_bytes()
        ref = store.put(source, "audio/flac")
        source.write_bytes(b"something else")
        assert store.open_path(ref).read_bytes() == content
        source.unlink()
        assert store.open_path(ref).read_bytes() == content

    def test_putting_at_the_same_time_keeps_one_whole_file(self, store: AssetStore, source: Path) -> None:
        with ThreadPoolExecutor(4) as pool:
            refs = set(pool.map(lambda _: store.put(source, "audio/flac"), range(12)))
        assert len(refs) == 1
        assert store.open_path(refs.pop()).read_bytes() == source.read_bytes()

    def test_a_missing_source_is_refused(self, store: AssetStore, tmp_path: Path) -> None:
        with pytest.raises(AssetMissingError):
            store.put(tmp_path / "nothing", "audio/flac")

    def test_a_directory_is_no_source(self, store: AssetStore, tmp_path: Path) -> None:
        with pytest.raises(AssetMissingError):
            store.put(tmp_path, "audio/flac")

    def test_an_unknown_asset_is_missing(self, store: AssetStore) -> None:
        assert not store.holds(build_asset_ref())
        with pytest.raises(AssetMissingError):
            store.open_path(build_asset_ref())

    def test_changed_bytes_are_found_when_read(self, store: AssetStore, source: Path) -> None:
        ref = store.put(source, "audio/flac")
        path = store.open_path(ref)
        overwrite(path, bytes(ref.size_bytes))
        with pytest.raises(AssetCorruptError):
            store.open_path(ref)
        assert [address for address, _ in store.verify_all()] == [ref.sha256]

    def test_a_cut_file_is_found_when_read(self, store: AssetStore, source: Path) -> None:
        ref = store.put(source, "audio/flac")
        overwrite(store.open_path(ref), source.read_bytes()[:-1])
        assert not store.holds(ref)
        with pytest.raises(AssetCorruptError):
            store.open_path(ref)

    def test_a_wrong_size_in_the_reference_is_refused(self, store: AssetStore, source: Path) -> None:
        ref = store.put(source, "audio/flac")
        with pytest.raises(AssetCorruptError):
            store.open_path(replace(ref, size_bytes=ref.size_bytes + 1))

    def test_putting_again_mends_what_is_damaged(self, store: AssetStore, source: Path) -> None:
        ref = store.put(source, "audio/flac")
        overwrite(store.open_path(ref), bytes(ref.size_bytes))
        assert store.put(source, "audio/flac") == ref
        assert store.open_path(ref).read_bytes() == source.read_bytes()
        assert list(store.verify_all()) == []
