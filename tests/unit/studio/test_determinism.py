"""The same seed is the same song, whatever plays it."""

import hashlib
import json
import os
import subprocess
import sys

import mido
import numpy as np
import pytest
import soundfile

from noktvrn.studio.genres import genre_profile
from noktvrn.studio.measure.decoding import decode
from noktvrn.studio.plan import make_plan
from noktvrn.studio.score.compose import compose
from noktvrn.studio.song import SongRequest, make_song
from noktvrn.studio.sound.mixdown import render_mix

REQUEST = SongRequest("house", 1_003, length_s=20.0)
ELSEWHERE = """
import sys
from pathlib import Path
from noktvrn.studio.song import SongRequest, make_song
make_song(SongRequest("house", 1_003, length_s=20.0), Path(sys.argv[1]), threads=3)
"""


def samples(path):
    """The 24-bit samples of a file, as a digest."""
    audio, _ = soundfile.read(path, dtype="int32")
    assert soundfile.info(path).subtype == "PCM_24"
    return hashlib.sha256(audio.tobytes()).hexdigest()


def everything(folder):
    found = {path.name: samples(path) for path in sorted(folder.rglob("*.flac"))}
    notes = [str(message) for track in mido.MidiFile(folder / "score.mid").tracks for message in track]
    return found | {"score": notes, "record": json.loads((folder / "song.json").read_text())}


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    folder = tmp_path_factory.mktemp("first")
    make_song(REQUEST, folder)
    return everything(folder)


def test_neither_a_second_run_nor_a_single_thread_changes_a_sample(first, tmp_path):
    make_song(REQUEST, tmp_path, threads=1)
    assert everything(tmp_path) == first


def test_another_process_with_three_threads_and_another_hash_seed_makes_the_same_song(first, tmp_path):
    settings = os.environ | {"PYTHONHASHSEED": "4711", "LC_ALL": "C", "TZ": "Asia/Kathmandu"}
    subprocess.run([sys.executable, "-c", ELSEWHERE, str(tmp_path)], env=settings, check=True, capture_output=True)
    assert everything(tmp_path) == first


def test_another_seed_is_another_song(first, tmp_path):
    make_song(SongRequest("house", 1_004, length_s=20.0), tmp_path)
    other = everything(tmp_path)
    assert other["master.flac"] != first["master.flac"]
    assert other["score"] != first["score"]


def test_stems_add_up_to_the_mix_before_mastering(tmp_path):
    plan = make_plan(SongRequest("indie_pop", 1_003, length_s=20.0))
    mix, stems = render_mix(genre_profile("indie_pop"), plan, compose(plan), tmp_path, lambda _: None)
    total = np.sum([decode(path).audio.astype(np.float64) for path in stems.values()], axis=0)
    # Each file is rounded to 24 bit, which alone may cost half a step; that is not part of the promise.
    rounding = len(stems) * 0.5 * 2.0**-23
    assert np.abs(total - mix).max() < 1e-6 + rounding
