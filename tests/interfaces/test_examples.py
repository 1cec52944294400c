"""The examples do what they say, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def run_example(name: str, place: Path, *words: str, **environment: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLES / f"{name}.py"), *words],
        cwd=place,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Where the song of the example lies, and what the example said."""
    place = tmp_path_factory.mktemp("examples")
    return place / "song", run_example("song", place)


def test_a_song_is_made_and_described(song):
    folder, said = song
    assert said[1].startswith("-14.0 LUFS")
    assert {str(Path("song") / name) for name in ("master.flac", "score.mid")} <= set(said)
    assert (folder / "master.flac").is_file()


def test_a_recording_is_most_like_itself(song, tmp_path):
    master = str(song[0] / "master.flac")
    assert run_example("alike", tmp_path, master, master) == ["1.00, by harmony"]


def test_covers_are_painted_apart_from_one_another(tmp_path):
    said = run_example("covers", tmp_path)
    assert len(said) == len(list(tmp_path.glob("covers/*/cover.jpg"))) == 3
    assert all(int(line.split()[-3]) > 24 for line in said)


def test_an_artist_is_invented_from_a_brief(tmp_path):
    name, story, *_ = run_example("artist", tmp_path, "harbour towns, tape hiss")
    assert name in story


def test_a_rule_decides_what_waits(own_loop, tmp_path):
    said = run_example("decide_by_rule", tmp_path, NOKTVRN_HOME=str(own_loop.home))
    assert said[-1] == "1 looked at."
    assert said[0].endswith(": approved")
    assert run_example("decide_by_rule", tmp_path, NOKTVRN_HOME=str(own_loop.home)) == ["0 looked at."]
