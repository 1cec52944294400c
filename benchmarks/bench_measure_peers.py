"""Measuring a recording here, and by librosa and pyloudnorm on the same files: CPU seconds, and who is right."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Any, Final

from benchmarks.harness import Figure, at_most, command, report, spend
from noktvrn.studio.genres import GENRES
from noktvrn.studio.measure import measure_file
from noktvrn.studio.score.theory import parse_key
from noktvrn.studio.song import Song, SongRequest, make_song

NAME = "Measuring, against librosa and pyloudnorm"
FIRST_SEED = 1000
SEEDS = 8
SHORT_S = 40.0
LONG_S = 180.0
GOAL_RATIO = 0.5
GOAL_RIGHT = 0.95
PACKAGES: Final = ("librosa>=0.11,<0.12", "pyloudnorm>=0.2,<0.3", "soundfile>=0.13")
FONT: Final = Path("/usr/share/sounds/sf2/TimGM6mb.sf2")

PEER: Final = """
import json, os, sys, time
import librosa, numpy, pyloudnorm, soundfile

MAJOR = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88]
MINOR = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]
NAMES = "C C# D D# E F F# G G# A A# B".split()

def key_of(chroma):
    fits = {}
    for tonic in range(12):
        for mode, profile in (("major", MAJOR), ("minor", MINOR)):
            fits[NAMES[tonic] + " " + mode] = numpy.corrcoef(numpy.roll(profile, tonic), chroma)[0, 1]
    return max(fits, key=fits.get)

for line in sys.stdin:
    began = time.process_time()
    mono, rate = librosa.load(line.strip())
    stereo, full_rate = soundfile.read(line.strip())
    ready = time.process_time()
    tempo, _ = librosa.beat.beat_track(y=mono, sr=rate)
    chroma = librosa.feature.chroma_cqt(y=mono, sr=rate).mean(axis=1)
    pyloudnorm.Meter(full_rate).integrated_loudness(stereo)
    done = time.process_time()
    found = {"decoding_s": ready - began, "analysis_s": done - ready, "bpm": float(numpy.atleast_1d(tempo)[0])}
    print(json.dumps(found | {"key": key_of(chroma)}), flush=True)
"""
"""The peers' side: reads a path per line, answers a line of JSON. The key is Krumhansl's profile on the mean chroma."""

Peer = Callable[[Path], dict[str, Any]]


@dataclass(frozen=True)
class Answer:
    """What one side found about a song."""

    song: Song
    bpm: float
    key: str


def run(quick: bool) -> dict[str, Any]:
    genres, seeds = (GENRES[:2], 1) if quick else (GENRES, SEEDS)
    with tempfile.TemporaryDirectory() as name, _peer(Path(name)) as peer:
        folder = Path(name)
        figures = _speed(folder, peer, 1 if quick else 5) if peer else [_skipped()]
        ours, theirs, played, played_theirs = [], [], [], []
        for song in _songs(folder / "songs", genres, seeds):
            ours.append(_ours(song, song.master))
            theirs += [_theirs(song, song.master, peer)] if peer else []
            if recording := _played(song, folder):
                played.append(_ours(song, recording))
                played_theirs += [_theirs(song, recording, peer)] if peer else []
    figures += _right("own songs", ours, goal=GOAL_RIGHT)
    for title, answers in (
        ("own songs, librosa", theirs),
        ("their notes by fluidsynth", played),
        ("their notes by fluidsynth, librosa", played_theirs),
    ):
        figures += _right(title, answers) if answers else []
    return report(
        NAME,
        method=f"Speed: a master of {LONG_S:.0f} s, kernels compiled and libraries warm, in turns; we measure all"
        " that `noktvrn studio measure` tells, they do beat_track, chroma_cqt and integrated loudness. Truth:"
        f" {len(ours)} songs of {SHORT_S:.0f} s, {len(genres)} genres, seeds from {FIRST_SEED} on, on which nothing was"
        " tuned; our side is told the genre, which folds octaves of the tempo, and neither tempo nor key. Sound that"
        " is not ours: the same scores played by fluidsynth with TimGM6mb.",
        figures=figures,
        seed=FIRST_SEED,
    )


@contextmanager
def _peer(folder: Path) -> Iterator[Peer | None]:
    """Start the peers in an environment of their own; None, said aloud, where their packages cannot be had."""
    python = folder / "peers" / "bin" / "python"
    uv = str(shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}") or "uv")
    settings = {"UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "true", "UV_NO_PROGRESS": "1"}
    try:
        command(uv, "venv", "-q", "--python", sys.executable, str(folder / "peers"), environment=settings)()
        command(uv, "pip", "install", "-q", "--python", str(python), *PACKAGES, environment=settings)()
    except (OSError, subprocess.CalledProcessError):
        print("SKIPPED: librosa and pyloudnorm cannot be installed; nothing was compared.", end=" ", flush=True)
        yield None
        return
    one_thread = {"NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": ""}
    with subprocess.Popen(
        [str(python), "-c", PEER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **one_thread},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked, answers = process.stdin, process.stdout

        def ask(path: Path) -> dict[str, Any]:
            asked.write(f"{path}\n")
            asked.flush()
            found: dict[str, Any] = json.loads(answers.readline())
            return found

        yield ask
        asked.close()


def _skipped() -> Figure:
    return Figure("comparisons made", 0.0, "", against="librosa, pyloudnorm", goal="installed", met=False)


def _songs(folder: Path, genres: Iterable[str], seeds: int) -> Iterator[Song]:
    for genre in genres:
        for number in range(seeds):
            yield make_song(SongRequest(genre, FIRST_SEED + number, length_s=SHORT_S), folder)
            shutil.rmtree(folder)


def _speed(folder: Path, peer: Peer, rounds: int) -> list[Figure]:
    master = make_song(SongRequest("synthwave", FIRST_SEED, length_s=LONG_S), folder / "long").master
    measure_file(master)
    peer(master)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(spend(lambda: measure_file(master)).cpu_s)
        theirs.append(peer(master))
    own_s = median(ours)
    analysis_s = median(each["analysis_s"] for each in theirs)
    whole_s = median(each["analysis_s"] + each["decoding_s"] for each in theirs)
    peers = "librosa, pyloudnorm"
    return [
        Figure("everything about a file: CPU", own_s, "s"),
        Figure("beat_track, chroma_cqt and loudness: CPU", analysis_s, "s", against=peers),
        Figure("the same with decoding and resampling: CPU", whole_s, "s", against=peers),
        at_most("everything about a file: CPU", own_s / whole_s, "", GOAL_RATIO, against=f"{peers}, with decoding"),
        at_most("everything about a file: CPU", own_s / analysis_s, "", GOAL_RATIO, against=f"{peers}, analysis alone"),
    ]


def _ours(song: Song, recording: Path) -> Answer:
    found = measure_file(recording, genre=song.plan.genre)
    return Answer(song, found.bpm, found.key)


def _theirs(song: Song, recording: Path, peer: Peer) -> Answer:
    found = peer(recording)
    return Answer(song, found["bpm"], found["key"])


def _played(song: Song, folder: Path) -> Path | None:
    if not (shutil.which("fluidsynth") and FONT.is_file()):
        return None
    recording = folder / "played.wav"
    command("fluidsynth", "-ni", "-q", "-F", str(recording), "-r", "44100", "-g", "0.4", str(FONT), str(song.score))()
    return recording


def _right(title: str, answers: list[Answer], goal: float | None = None) -> list[Figure]:
    tempo = fmean(abs(each.bpm / each.song.bpm - 1.0) <= 0.005 for each in answers)
    octave = fmean(_off_octaves(each.bpm, each.song.bpm) <= 0.005 for each in answers)
    key = fmean(_key_distance(each.key, each.song.key) == 0 for each in answers)
    close = fmean(_key_distance(each.key, each.song.key) <= 1 for each in answers)
    return [
        _wanted(f"{title}: tempo within 0.5 %", tempo, goal),
        Figure(f"{title}: tempo within 0.5 % of it or an octave", octave, "share"),
        Figure(f"{title}: key right", key, "share"),
        _wanted(f"{title}: key right or relative", close, goal),
    ]


def _wanted(what: str, value: float, goal: float | None) -> Figure:
    if goal is None:
        return Figure(what, value, "share")
    return Figure(what, value, "share", goal=f">= {goal:g}", met=value >= goal)


def _off_octaves(found: float, true: float) -> float:
    if found <= 0.0:
        return math.inf
    octaves = math.log2(found / true)
    return abs(2.0 ** (octaves - round(octaves)) - 1.0)


def _key_distance(found: str, true: str) -> int:
    """0 for the same tonic and third, 1 for the relative key, 2 for any other or none."""
    if not found:
        return 2
    one, other = parse_key(found), parse_key(true)
    if one.has_minor_third == other.has_minor_third:
        return 0 if one.tonic == other.tonic else 2
    return 1 if (one.tonic - other.tonic) % 12 == (9 if one.has_minor_third else 3) else 2
