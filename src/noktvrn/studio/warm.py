"""Compiling every kernel once, by making one short thing of each kind in a temporary folder."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from noktvrn.studio.genres import GENRES
from noktvrn.studio.measure.measurement import measure_file
from noktvrn.studio.picture.canvas import CanvasRequest, make_canvas
from noktvrn.studio.picture.cover import CoverRequest, paint_cover
from noktvrn.studio.picture.look import LookSpec
from noktvrn.studio.picture.pace import Cancelled, Progress, never, unwatched
from noktvrn.studio.picture.schemes import generate_palette
from noktvrn.studio.picture.teaser import TeaserRequest, make_teaser
from noktvrn.studio.picture.warm import warm_pictures
from noktvrn.studio.song import SongRequest, make_preview, make_song

_SONG_S: Final = 20.0
_PROOF_PX: Final = 300
_FILM_PX: Final = (270, 480)
_SEED: Final = 1
_LOOK: Final = LookSpec("silk", generate_palette(_SEED), "serif_light", "grotesk_semibold", "bottom_left", {})
_SHARE_OF_SOUND: Final = 0.6
_SHARE_OF_FILMING: Final = 0.75


def warm_studio(progress: Progress = unwatched, cancelled: Cancelled = never) -> float:
    """Make a short song of each genre, measure one, and paint and film with every kernel there is.

    A minute or two where nothing is compiled. With ``NUMBA_CACHE_DIR`` set to a folder that stays, later processes
    only load what was compiled.

    Args:
        progress: Told the share that is done.
        cancelled: Asked several times a second.

    Returns:
        Seconds that it took.

    Raises:
        StepCancelledError: ``cancelled`` answered True; what was compiled until then is kept.
    """
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="noktvrn-warm-") as name:
        folder = Path(name)
        _warm_sound(folder, progress, cancelled)
        _warm_films(folder, progress, cancelled)
    warm_pictures(_span(progress, _SHARE_OF_FILMING), cancelled)
    return time.perf_counter() - began


def _warm_sound(folder: Path, progress: Progress, cancelled: Cancelled) -> None:
    for number, genre in enumerate(GENRES):
        progress(_SHARE_OF_SOUND * number / len(GENRES), f"a song, {genre.replace('_', ' ')}")
        song = make_song(SongRequest(genre=genre, seed=_SEED, length_s=_SONG_S), folder / "song", cancelled=cancelled)
    progress(_SHARE_OF_SOUND, "measuring")
    make_preview(song, folder / "preview.mp3", cancelled=cancelled)
    measure_file(song.master, cancelled=cancelled)


def _warm_films(folder: Path, progress: Progress, cancelled: Cancelled) -> None:
    """Film what the last song left; sound is followed and frames are encoded here, scenes are drawn elsewhere."""
    progress(_SHARE_OF_SOUND + 0.02, "a teaser and a canvas")
    width_px, height_px = _FILM_PX
    cover = paint_cover(
        CoverRequest("Warm", "Up", _LOOK, _SEED, size_px=_PROOF_PX), folder / "cover", cancelled=cancelled
    )
    master = folder / "song" / "master.flac"
    teaser = TeaserRequest(
        master, cover.artwork, _LOOK, "Warm", "Up", 0.0, 15.0, _SEED, width_px=width_px, height_px=height_px
    )
    make_teaser(teaser, folder / "teaser.mp4", cancelled=cancelled)
    canvas = CanvasRequest(master, cover.artwork, _LOOK, _SEED, length_s=4.0, width_px=width_px, height_px=height_px)
    make_canvas(canvas, folder / "canvas.mp4", cancelled=cancelled)


def _span(progress: Progress, begin: float) -> Callable[[float, str], None]:
    return lambda share, what: progress(begin + (1.0 - begin) * share, what)
