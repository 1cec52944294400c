"""What a 20 s teaser costs, against encoding the same frames alone."""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile

from benchmarks.harness import Figure, at_most, in_turns, report
from noktvrn.studio.picture.cover import CoverRequest, paint_cover
from noktvrn.studio.picture.film.encode import EncodeProfile, open_encoder
from noktvrn.studio.picture.film.flashes import MOST_FLASHES, film_flashes
from noktvrn.studio.picture.film.inspection import inspect_film
from noktvrn.studio.picture.look import LookSpec
from noktvrn.studio.picture.schemes import generate_palette
from noktvrn.studio.picture.teaser import TeaserRequest, make_teaser

NAME = "Teaser"
SEED = 4
GOAL_WALL_S = 25.0
GOAL_RATIO = 1.6
GOAL_MEMORY_MB = 1000.0
_FAMILIES = ("halftone", "ink_flow", "silk")


def run(quick: bool) -> dict[str, Any]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wanted = _request(folder, 15.0 if quick else 20.0)
        for form in _FAMILIES[: 1 if quick else 3]:
            shown = replace(wanted, look=replace(wanted.look, style_family=form))
            film = folder / f"{form}.mp4"
            make_teaser(shown, film)
            acts: list[Callable[[], object]] = [_filming(shown, film), _encoding(shown, film, folder / "again.mp4")]
            ours, floor = in_turns(acts, 1 if quick else 3)
            facts = inspect_film(film)
            flashes = film_flashes(film)
            figures += [
                at_most(f"{form}: wall clock", ours.wall_s, "s", GOAL_WALL_S),
                Figure(f"{form}: CPU per frame", ours.cpu_s / facts.frames * 1e3, "ms"),
                at_most(f"{form}: CPU", ours.cpu_s / floor.cpu_s, "", GOAL_RATIO, against="encoding its frames alone"),
                at_most(f"{form}: flashes in the worst second", flashes, "", MOST_FLASHES),
                Figure(f"{form}: file", film.stat().st_size / 1e6, "MB"),
            ]
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        figures.append(at_most("memory, peak, with the frames of the comparison", peak_mb, "MB", GOAL_MEMORY_MB * 3))
    return report(
        NAME,
        method="1080 x 1920, 30 frames a second, sound decoded, measured and encoded, in one process with compiled "
        "kernels. The comparison decodes the finished film beforehand and encodes 100 of its frames over and over.",
        figures=figures,
        seed=SEED,
    )


def _request(folder: Path, length_s: float) -> TeaserRequest:
    palette = generate_palette(SEED, "nocturnal", 0.7)
    look = LookSpec("silk", palette, "geometric_extrabold", "grotesk_semibold", "bottom_left")
    cover = paint_cover(CoverRequest("Midnight Rain", "Nova Kestrel", look, SEED), folder)
    return TeaserRequest(
        audio=_song(folder / "song.wav"),
        artwork=cover.artwork,
        look=look,
        title="Midnight Rain",
        artist="Nova Kestrel",
        start_s=5.0,
        length_s=length_s,
        seed=SEED,
        captions=((5.0, 10.0, "The rain keeps time"), (10.0, 15.0, "and I keep time with you")),
    )


def _song(path: Path) -> Path:
    """Write thirty seconds of beats, chords and noise, so that every band moves."""
    rate = 44_100
    time_s = np.arange(30 * rate) / rate
    beat = time_s % 0.5
    noise = np.random.Generator(np.random.PCG64(SEED)).standard_normal(len(time_s))
    mono = 0.5 * np.sin(2 * np.pi * 55 * beat) * np.exp(-12 * beat) + 0.05 * noise * np.exp(-30 * (time_s % 0.25))
    mono += 0.05 * sum(np.sin(2 * np.pi * hz * time_s) for hz in (220.0, 277.2, 329.6, 1318.5))
    soundfile.write(path, np.stack([mono, mono], axis=1), rate)
    return path


def _filming(request: TeaserRequest, path: Path) -> Callable[[], object]:
    return lambda: make_teaser(request, path)


def _encoding(request: TeaserRequest, film: Path, path: Path) -> Callable[[], object]:
    with av.open(str(film)) as container:
        count = container.streams.video[0].frames
        drawn = [frame.to_ndarray() for at, frame in enumerate(container.decode(video=0)) if at < 100]

    def act() -> None:
        target = open_encoder(path, EncodeProfile(request.width_px, request.height_px))
        for number in range(count):
            # forth and back, so that no cut costs more than the film itself
            place = number % 198
            picture = drawn[place if place < 100 else 198 - place]
            target.add(av.VideoFrame.from_ndarray(picture, format="yuv420p"))
        target.finish()

    return act
