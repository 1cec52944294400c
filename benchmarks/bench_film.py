"""What films, teasers and canvases cost, against encoding the same frames alone."""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np

from benchmarks.harness import Figure, at_most, in_turns, report, spend
from noktvrn.studio.picture.canvas import CanvasRequest, make_canvas
from noktvrn.studio.picture.cover import CoverRequest, paint_cover
from noktvrn.studio.picture.film.cutting import Part
from noktvrn.studio.picture.film.encode import EncodeProfile, open_encoder
from noktvrn.studio.picture.film.flashes import MOST_FLASHES, film_flashes
from noktvrn.studio.picture.film.inspection import inspect_film
from noktvrn.studio.picture.film.planes import Planes
from noktvrn.studio.picture.full_film import FilmRequest, make_film, plan_film
from noktvrn.studio.picture.look import LookSpec
from noktvrn.studio.picture.schemes import generate_palette
from noktvrn.studio.song import Song, SongRequest, make_song

NAME = "Film and canvas"
SEED = 4
GOAL_RATIO = 1.6
GOAL_FILM_S = 180.0
GOAL_CANVAS_S = 10.0
GOAL_MEMORY_MB = 1000.0
GOAL_SEAM = 1.25
_FAMILIES = ("silk", "halftone", "attractor")
_WHOLE_S = 180.0
_EXCERPT_S = 30.0


def run(quick: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = list(_ratios(folder, 1 if quick else len(_FAMILIES), 1 if quick else 3))
        figures += _whole(folder, 45.0 if quick else _WHOLE_S)
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        figures.append(at_most("memory, peak, with the frames of the comparison", peak_mb, "MB", GOAL_MEMORY_MB * 1.5))
        figures += _canvas(folder)
    return report(
        NAME,
        method="1920 x 1080, 30 frames a second, preset veryfast, with bars, sections and timed words; sound decoded,"
        " followed and encoded; kernels compiled. The floor encodes the very planes that the film drew, every second"
        " shot of it, without sound.",
        figures=figures,
        seed=SEED,
    )


def _request(folder: Path, family: str, length_s: float) -> tuple[FilmRequest, Song]:
    song = make_song(SongRequest("synthwave", SEED, length_s=length_s), folder / f"song {length_s:.0f}")
    look = LookSpec(
        family, generate_palette(SEED, "nocturnal", 0.7), "geometric_extrabold", "grotesk_semibold", "bottom_left"
    )
    cover = paint_cover(CoverRequest("Midnight Rain", "Nova Kestrel", look, SEED), folder / family)
    parts = tuple(Part(part.kind, part.start_s, part.end_s, part.energy) for part in song.sections)
    request = FilmRequest(
        song.master, cover.artwork, look, "Midnight Rain", "Nova Kestrel", SEED, parts=parts,
        downbeats_s=tuple(song.downbeats_s),
    )  # fmt: skip
    return request, song


def _ratios(folder: Path, families: int, rounds: int) -> Iterator[Figure]:
    for family in _FAMILIES[:families]:
        request, _ = _request(folder, family, _EXCERPT_S)
        film = folder / f"{family}.mp4"
        make_film(request, film)
        drawn = _drawn(request)
        acts: list[Callable[[], object]] = [_filming(request, film), _encoding(request, drawn, folder / "floor.mp4")]
        ours, floor = in_turns(acts, rounds)
        frames = inspect_film(film).frames
        yield Figure(f"{family}: CPU per frame", ours.cpu_s / frames * 1e3, "ms")
        yield at_most(
            f"{family}: CPU", ours.cpu_s / frames / (floor.cpu_s / len(drawn)), "", GOAL_RATIO, "encoding its frames"
        )


def _drawn(request: FilmRequest) -> list[Planes]:
    """Draw every tenth second of the film, so that what is encoded alone fits into memory."""
    planned = plan_film(request)
    frames = [at for at in range(planned.frames) if at // 30 % 6 == 0]
    made = []
    for frame in frames:
        planes = Planes.empty(request.width_px, request.height_px)
        planned.compositor.draw(planes, frame)
        made.append(planes)
    return made


def _filming(request: FilmRequest, path: Path) -> Callable[[], object]:
    return lambda: make_film(request, path)


def _encoding(request: FilmRequest, drawn: list[Planes], path: Path) -> Callable[[], object]:
    def act() -> None:
        encoder = open_encoder(path, EncodeProfile(request.width_px, request.height_px))
        for planes in drawn:
            frame, target = encoder.new_frame()
            for own, other in ((target.y, planes.y), (target.u, planes.u), (target.v, planes.v)):
                np.copyto(own, other)
            encoder.add(frame)
        encoder.finish()

    return act


def _whole(folder: Path, length_s: float) -> Iterator[Figure]:
    request, song = _request(folder, "silk", length_s)
    film = folder / "whole.mp4"
    cost = spend(lambda: make_film(request, film))
    with av.open(str(film)) as container:
        sound_s = sum(frame.samples for frame in container.decode(audio=0)) / 48_000
    facts = inspect_film(film)
    yield at_most(f"a film of {song.duration_s:.0f} s: wall clock", cost.wall_s, "s", GOAL_FILM_S)
    yield Figure(f"a film of {song.duration_s:.0f} s: CPU", cost.cpu_s, "s")
    yield Figure(f"a film of {song.duration_s:.0f} s: file", film.stat().st_size / 1e6, "MB")
    yield at_most("picture and sound differ by", abs(sound_s - facts.duration_s) * 30, "frames", 1.0)
    yield at_most("flashes in the worst second", film_flashes(film), "", MOST_FLASHES)


def _canvas(folder: Path) -> Iterator[Figure]:
    request, song = _request(folder, "attractor", _EXCERPT_S)
    wanted = CanvasRequest(
        request.audio, request.artwork, request.look, SEED, start_s=song.hook_start_s, downbeats_s=request.downbeats_s
    )
    made: list[float] = []
    for seed in (SEED, SEED + 1):
        shown = replace(wanted, seed=seed)
        cost = spend(lambda shown=shown: made.append(make_canvas(shown, folder / "canvas.mp4").seam))
    yield at_most("canvas: wall clock", cost.wall_s, "s", GOAL_CANVAS_S)
    yield at_most("canvas: last to first frame", made[-1], "", GOAL_SEAM, "a usual step between frames")
