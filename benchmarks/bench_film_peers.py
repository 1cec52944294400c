"""A film, against MoviePy 2 on a timeline of the same layers: ground, artwork, bars, title, words."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from benchmarks.harness import Figure, command, report, spend
from noktvrn.studio.picture.cover import CoverRequest, paint_cover
from noktvrn.studio.picture.film.cutting import Part
from noktvrn.studio.picture.film.inspection import inspect_film
from noktvrn.studio.picture.film.lyrics import spread_words
from noktvrn.studio.picture.full_film import FilmRequest, make_film
from noktvrn.studio.picture.look import LookSpec
from noktvrn.studio.picture.schemes import generate_palette
from noktvrn.studio.song import SongRequest, make_song

NAME = "Film, against MoviePy"
SEED = 4
GOAL_TIMES = 4.0
LENGTH_S = 24.0
PACKAGES: Final = ("moviepy>=2.2,<2.3",)

PEER: Final = """
import json, sys, time
import numpy as np
from moviepy import AudioFileClip, CompositeVideoClip, ImageClip, TextClip, VideoClip

ask = json.loads(sys.stdin.read())
began = time.process_time()
length, font = ask["length_s"], ask["font"]
audio = AudioFileClip(ask["audio"]).subclipped(0, length)
sound = audio.to_soundarray(fps=22050).mean(axis=1)
size = 2048
window = np.hanning(size)
edges = np.geomspace(3, size // 2, 41).astype(int)

def levels(t):
    at = min(int(t * 22050), len(sound) - size)
    power = np.abs(np.fft.rfft(sound[at : at + size] * window))
    return np.clip(np.array([power[a : max(b, a + 1)].mean() for a, b in zip(edges, edges[1:])]) / 40, 0.02, 1)

def bars(t, colour):
    picture = np.zeros((300, 1728, 3), np.uint8) if colour else np.zeros((300, 1728))
    for number, level in enumerate(levels(t)):
        left = int(number * 43.2)
        picture[300 - int(level * 300) :, left : left + 28] = (240, 200, 120) if colour else 1.0
    return picture

ground = ImageClip(ask["artwork"]).with_duration(length).resized(height=1080 * 2)
ground = ground.cropped(x_center=1080, y_center=1080, width=1920, height=1080)
ground = ground.resized(lambda t: 1 + 0.004 * t).with_position("center")
cover = ImageClip(ask["artwork"]).with_duration(length).resized(height=660).with_position((170, 190))
shown = VideoClip(lambda t: bars(t, True), duration=length)
shown = shown.with_mask(VideoClip(lambda t: bars(t, False), is_mask=True, duration=length)).with_position((96, 740))
title = TextClip(font=font, text=ask["title"], font_size=72, color="white").with_duration(length)
layers = [ground, cover, shown, title.with_position((960, 220))]
for start, end, word in ask["words"]:
    text = TextClip(font=font, text=word, font_size=96, color="white").with_start(start).with_end(end)
    layers.append(text.with_position((960, 480)))
film = CompositeVideoClip(layers, size=(1920, 1080)).with_duration(length).with_audio(audio)
film.write_videofile(
    ask["out"], fps=30, codec="libx264", preset="veryfast", audio_codec="aac", threads=2,
    ffmpeg_params=["-crf", "21"], logger=None,
)
"""
"""The peer's side: reads a job as JSON and writes a film; the encoder is a child of it, and counts."""


def run(quick: bool) -> dict[str, Any]:
    length_s = 8.0 if quick else LENGTH_S
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        request = _request(folder)
        make_film(request, folder / "ours.mp4")
        ours = spend(lambda: make_film(request, folder / "ours.mp4"))
        frames = inspect_film(folder / "ours.mp4").frames
        figures = [Figure("ours: CPU per frame", ours.cpu_s / frames * 1e3, "ms")]
        with _peer(folder) as python:
            figures += _compared(request, folder, python, ours.cpu_s / frames, length_s) if python else [_skipped()]
    return report(
        NAME,
        method="1920 x 1080, 30 frames a second, x264 veryfast at 21, the same recording, artwork, title and words."
        " MoviePy: a slow zoom, the artwork, 40 bars with their mask, a title and one text per word. Ours: the whole"
        " film with all of its scenes. CPU of both with their encoders, imports of MoviePy included.",
        figures=figures,
        seed=SEED,
    )


def _compared(request: FilmRequest, folder: Path, python: Path, own_s: float, length_s: float) -> list[Figure]:
    words = [(w.start_s, w.end_s, w.text) for line in request.lines for w in line.words if w.end_s < length_s]
    ask = {
        "audio": str(request.audio), "artwork": str(request.artwork), "title": request.title, "words": words,
        "font": _font(), "length_s": length_s, "out": str(folder / "theirs.mp4"),
    }  # fmt: skip
    theirs = spend(
        lambda: subprocess.run(
            [str(python), "-c", PEER], input=json.dumps(ask), text=True, check=True, capture_output=True,
            env={**os.environ, "PYTHONPATH": ""},
        )
    )  # fmt: skip
    their_s = theirs.cpu_s / inspect_film(folder / "theirs.mp4").frames
    times = their_s / own_s
    return [
        Figure("MoviePy: CPU per frame", their_s * 1e3, "ms", against="MoviePy 2"),
        Figure("less CPU than MoviePy", times, "times", "MoviePy 2", f">= {GOAL_TIMES:g} times", times >= GOAL_TIMES),
    ]


def _request(folder: Path) -> FilmRequest:
    song = make_song(SongRequest("synthwave", SEED, length_s=30.0), folder / "song")
    look = LookSpec("silk", generate_palette(SEED), "geometric_extrabold", "grotesk_semibold", "bottom_left")
    cover = paint_cover(CoverRequest("Midnight Rain", "Nova Kestrel", look, SEED), folder)
    lines = (spread_words(at, at + 3.5, "the rain keeps time with me") for at in range(2, 26, 4))
    parts = tuple(Part(part.kind, part.start_s, part.end_s, part.energy) for part in song.sections)
    return FilmRequest(
        song.master, cover.artwork, look, "Midnight Rain", "Nova Kestrel", SEED,
        lines=tuple(line for line in lines if line), parts=parts, downbeats_s=tuple(song.downbeats_s),
    )  # fmt: skip


def _font() -> str:
    import font_manrope

    return str(next((Path(font_manrope.__file__).parent / "files").glob("*ExtraBold*")))


def _skipped() -> Figure:
    return Figure("comparisons made", 0.0, "", against="MoviePy 2", goal="installed", met=False)


@contextmanager
def _peer(folder: Path) -> Iterator[Path | None]:
    """Install the peer in an environment of its own; None, said aloud, where its packages cannot be had."""
    python = folder / "peer" / "bin" / "python"
    uv = str(shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}") or "uv")
    settings = {"UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "true", "UV_NO_PROGRESS": "1"}
    try:
        command(uv, "venv", "-q", "--python", sys.executable, str(folder / "peer"), environment=settings)()
        command(uv, "pip", "install", "-q", "--python", str(python), *PACKAGES, environment=settings)()
    except (OSError, subprocess.CalledProcessError):
        print("SKIPPED: MoviePy cannot be installed; nothing was compared.", end=" ", flush=True)
        yield None
        return
    yield python
