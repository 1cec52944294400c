"""Heavy work in this process: which provider does which role."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from noktvrn.errors import InvalidInputError
from noktvrn.ports.making import Cancelled, Progress


def carry_out(
    role: str, request: Mapping[str, Any], out_dir: Path, progress: Progress, cancelled: Cancelled
) -> dict[str, Any]:
    """Have the provider of a role do one piece of heavy work, in this process.

    Args:
        role: ``"music"``, ``"analyser"``, ``"artwork"``, ``"teaser"``, ``"film"`` or ``"canvas"``.
        request: The request of that role's port as JSON values.
        out_dir: Where files are written.
        progress: Told how far the work is.
        cancelled: Asked whether to stop.

    Returns:
        The answer as JSON values.

    Raises:
        InvalidInputError: There is no such role.
        NoktvrnError: Whatever the provider raises.
    """
    from noktvrn.services.as_json import as_json, from_json

    if role not in _MAKERS:
        raise InvalidInputError(
            f"There is no role {role!r}.", remedy=f"Known roles: {', '.join(_MAKERS)}.", stage="job"
        )
    kind, act = _MAKERS[role]()
    answer: dict[str, Any] = as_json(act(from_json(kind, request), out_dir, progress, cancelled))
    return answer


def _music() -> tuple[type[Any], Callable[..., Any]]:
    from noktvrn.ports.music import SongRequest
    from noktvrn.providers.music.embedded import EmbeddedMusic

    return SongRequest, EmbeddedMusic().make_song


def _analyser() -> tuple[type[Any], Callable[..., Any]]:
    from noktvrn.ports.analyser import MeasureRequest
    from noktvrn.providers.analyser.embedded import EmbeddedAnalyser

    return MeasureRequest, EmbeddedAnalyser().measure


def _artwork() -> tuple[type[Any], Callable[..., Any]]:
    from noktvrn.ports.artwork import CoverRequest
    from noktvrn.providers.artwork.embedded import EmbeddedArtwork

    return CoverRequest, EmbeddedArtwork().paint_cover


def _teaser() -> tuple[type[Any], Callable[..., Any]]:
    from noktvrn.ports.film import TeaserRequest
    from noktvrn.providers.film.embedded import EmbeddedFilm

    return TeaserRequest, EmbeddedFilm().make_teaser


def _film() -> tuple[type[Any], Callable[..., Any]]:
    from noktvrn.ports.film import FilmRequest
    from noktvrn.providers.film.embedded import EmbeddedFilm

    return FilmRequest, EmbeddedFilm().make_film


def _canvas() -> tuple[type[Any], Callable[..., Any]]:
    from noktvrn.ports.film import CanvasRequest
    from noktvrn.providers.film.embedded import EmbeddedFilm

    return CanvasRequest, EmbeddedFilm().make_canvas


_MAKERS: Mapping[str, Callable[[], tuple[type[Any], Callable[..., Any]]]] = {
    "music": _music,
    "analyser": _analyser,
    "artwork": _artwork,
    "teaser": _teaser,
    "film": _film,
    "canvas": _canvas,
}
