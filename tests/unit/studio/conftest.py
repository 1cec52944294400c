"""Songs that several tests look at; rendered once per process."""

from __future__ import annotations

from pathlib import Path

import pytest

from noktvrn.studio.song import Song, SongRequest, make_song


@pytest.fixture(scope="session")
def song(tmp_path_factory: pytest.TempPathFactory) -> Song:
    """Half a minute of synthwave."""
    return make_song(SongRequest("synthwave", 11, length_s=30.0), tmp_path_factory.mktemp("song"))


@pytest.fixture(scope="session")
def quiet_song(tmp_path_factory: pytest.TempPathFactory) -> Song:
    """Half a minute of lo-fi in a given key and tempo."""
    request = SongRequest("lofi", 5, bpm=80.0, key="D minor", mood="nostalgic", energy=0.4, length_s=30.0)
    return make_song(request, tmp_path_factory.mktemp("quiet"))


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")
