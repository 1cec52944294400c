"""Clips that several tests look at; made once per process."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.studio_footage.clips import write_unusable, write_usable


@pytest.fixture(scope="session")
def usable(tmp_path_factory) -> dict[str, Path]:
    return write_usable(tmp_path_factory.mktemp("usable"))


@pytest.fixture(scope="session")
def unusable(tmp_path_factory) -> dict[str, Path]:
    return write_unusable(tmp_path_factory.mktemp("unusable"))
