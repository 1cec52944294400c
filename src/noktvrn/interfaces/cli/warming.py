"""Compiling every kernel once, by making one short thing of each kind in a temporary folder."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from noktvrn.interfaces.cli.looks import look_from_seed
from noktvrn.studio.genres import GENRES
from noktvrn.studio.measure.measurement import measure_file
from noktvrn.studio.picture.cover import CoverRequest, paint_cover
from noktvrn.studio.picture.look import STYLE_FAMILIES
from noktvrn.studio.picture.teaser import TeaserRequest, make_teaser
from noktvrn.studio.song import SongRequest, make_preview, make_song

if TYPE_CHECKING:
    from noktvrn.interfaces.cli.making import Making

_SONG_S: Final = 20.0
_PROOF_PX: Final = 300
_TEASER_PX: Final = (270, 480)
_SEED: Final = 1


def warm(work: Making) -> float:
    """Make one short song of each genre, one small cover of each family, and one small teaser.

    Returns:
        Seconds that it took.

    Raises:
        StepCancelledError: It was stopped; what was compiled until then is kept.
    """
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="noktvrn-warm-") as name:
        folder = Path(name)
        jobs: list[tuple[str, Callable[[], object]]] = [
            *((f"a song, {genre}", lambda genre=genre: _song(folder, genre, work)) for genre in GENRES),
            ("measuring", lambda: _measuring(folder, work)),
            *((f"a cover, {family}", lambda family=family: _cover(folder, family, work)) for family in STYLE_FAMILIES),
            ("a teaser", lambda: _teaser(folder, work)),
        ]
        for number, (what, job) in enumerate(jobs):
            work.progress(number / len(jobs), what.replace("_", " "))
            job()
    return time.perf_counter() - began


def _song(folder: Path, genre: str, work: Making) -> None:
    request = SongRequest(genre=genre, seed=_SEED, length_s=_SONG_S)
    song = make_song(request, folder / "song", None, work.cancelled)
    if genre == GENRES[-1]:
        make_preview(song, folder / "preview.mp3", None, None, work.cancelled)


def _measuring(folder: Path, work: Making) -> None:
    if not work.cancelled():
        measure_file(folder / "song" / "master.flac")


def _cover(folder: Path, family: str, work: Making) -> None:
    look = look_from_seed(_SEED, genre=GENRES[0], mood=None, family=family, face=None, layout=None)
    request = CoverRequest(title="Warm", artist="Warm", look=look, seed=_SEED, size_px=_PROOF_PX)
    paint_cover(request, folder / "cover", cancelled=work.cancelled)


def _teaser(folder: Path, work: Making) -> None:
    width_px, height_px = _TEASER_PX
    request = TeaserRequest(
        audio=folder / "song" / "master.flac",
        artwork=folder / "cover" / "artwork.jpg",
        look=look_from_seed(_SEED, genre=GENRES[0], mood=None, family=None, face=None, layout=None),
        title="Warm",
        artist="Warm",
        start_s=0.0,
        length_s=15.0,
        seed=_SEED,
        width_px=width_px,
        height_px=height_px,
    )
    make_teaser(request, folder / "teaser.mp4", cancelled=work.cancelled)
