"""What every maker of moving pictures must do, whoever makes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from noktvrn.errors import StepCancelledError
from noktvrn.ports.film import CanvasRequest, FilmProvider, FilmRequest
from noktvrn.ports.making import ignore_progress, never_cancelled
from noktvrn.ports.music import SongSection
from noktvrn.roster.artist import Look


class FilmProviderContract:
    """Inherit, and give the fixtures ``provider`` and ``look``."""

    @pytest.fixture
    def provider(self) -> FilmProvider:
        """Return the provider under test."""
        raise NotImplementedError

    @pytest.fixture
    def look(self) -> Look:
        """Return the look of an artist."""
        raise NotImplementedError

    @pytest.fixture
    def film_request(self, tmp_path: Path, look: Look) -> FilmRequest:
        """Three seconds of a tone, with a plain picture."""
        import soundfile
        from PIL import Image

        audio, artwork = tmp_path / "song.wav", tmp_path / "artwork.jpg"
        soundfile.write(audio, 0.2 * np.sin(2 * np.pi * 220 * np.arange(3 * 16_000) / 16_000), 16_000)
        Image.effect_noise((200, 200), 50).convert("RGB").save(artwork)
        sections = (SongSection("verse", 0.0, 3.0, 2, 0.5),)
        return FilmRequest(audio, artwork, "Night Bus", "Nova Lux", look, (0.0, 1.5), sections, (), ("made here",), 1)

    @pytest.fixture
    def canvas_request(self, film_request: FilmRequest) -> CanvasRequest:
        """Three seconds of the same."""
        film = film_request
        return CanvasRequest(
            film.audio, film.artwork, film.title, film.artist, film.look, 0.0, 3.0, film.downbeats_s, film.seed
        )

    def test_a_film_is_wide_and_has_sound(
        self, provider: FilmProvider, film_request: FilmRequest, tmp_path: Path
    ) -> None:
        """See ``FilmProvider.make_film``."""
        out = tmp_path / "made"
        out.mkdir()
        made = provider.make_film(film_request, out, ignore_progress, never_cancelled)
        assert (made.figures.width_px, made.figures.height_px) == (1920, 1080)
        assert made.figures.audio_codec
        assert made.video.is_file()
        assert made.poster.is_file()
        assert made.video.is_relative_to(out)

    def test_a_canvas_is_tall_short_and_silent(
        self, provider: FilmProvider, canvas_request: CanvasRequest, tmp_path: Path
    ) -> None:
        """See ``FilmProvider.make_canvas``."""
        out = tmp_path / "made"
        out.mkdir()
        made = provider.make_canvas(canvas_request, out, ignore_progress, never_cancelled)
        assert (made.figures.width_px, made.figures.height_px) == (1080, 1920)
        assert 3.0 <= made.figures.duration_s <= 8.0
        assert not made.figures.audio_codec
        assert made.video.is_relative_to(out)

    def test_a_cancelled_film_is_not_there(
        self, provider: FilmProvider, film_request: FilmRequest, tmp_path: Path
    ) -> None:
        """See ``FilmProvider.make_film``."""
        out = tmp_path / "made"
        out.mkdir()
        with pytest.raises(StepCancelledError):
            provider.make_film(film_request, out, ignore_progress, lambda: True)
        assert list(out.glob("*.mp4")) == []
