"""The makers of moving pictures of this project meet their contract."""

from __future__ import annotations

from dataclasses import replace

import pytest

from noktvrn.ports.film import FilmProvider
from noktvrn.providers.film.embedded import EmbeddedFilm
from noktvrn.roster.artist import Look
from noktvrn.testing.builders import build_artist
from noktvrn.testing.film_contract import FilmProviderContract
from noktvrn.testing.makers import QuickMakers

LOOK = replace(
    build_artist().look,
    style_family="silk",
    display_face="geometric_extrabold",
    text_face="grotesk_semibold",
    layout="bottom_left",
)


class _Quick(QuickMakers):
    """Pretends some work, so that it can be interrupted."""

    name = "quick"


class TestEmbeddedFilm(FilmProviderContract):
    @pytest.fixture
    def provider(self) -> FilmProvider:
        return EmbeddedFilm()

    @pytest.fixture
    def look(self) -> Look:
        return LOOK


class TestQuickMakers(FilmProviderContract):
    @pytest.fixture
    def provider(self) -> FilmProvider:
        return _Quick(work_s=0.05)

    @pytest.fixture
    def look(self) -> Look:
        return LOOK
