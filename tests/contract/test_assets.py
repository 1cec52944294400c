from __future__ import annotations

from pathlib import Path

import pytest

from noktvrn.ports.assets import AssetStore
from noktvrn.storage.assets import FileAssetStore
from noktvrn.testing.asset_contract import AssetStoreContract
from noktvrn.testing.assets import TemporaryAssetStore


class TestFileAssetStore(AssetStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> AssetStore:
        return FileAssetStore(tmp_path / "assets")


class TestTemporaryAssetStore(AssetStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> AssetStore:
        return TemporaryAssetStore(tmp_path / "assets")
