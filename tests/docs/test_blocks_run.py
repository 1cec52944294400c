"""What a page tells a reader to type works, in an empty home, in the order of the page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.docs.repository import ROOT, Block, blocks, pages

SAMPLE_RUN = "7k2m9qxd"
"""The run that pages speak of; here it is the newest one."""

DONE_OR_WAITS = {0, 8}


def runnable(page: Path, *, songs: bool) -> list[Block]:
    found = [block for block in blocks(page) if block.language == "bash" and "run" in block.words]
    return found if songs else [block for block in found if "song" not in block.words]


def makes_songs(page: Path) -> bool:
    return any("song" in block.words for block in blocks(page))


def shell(text: str, place: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", text],
        cwd=place,
        env=os.environ | {"PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def newest_run(place: Path) -> str:
    listed = json.loads(shell("noktvrn run list --limit 1 --json", place).stdout)["runs"]
    return listed[0]["id"][-8:] if listed else SAMPLE_RUN


def follow(page: Path, place: Path, *, songs: bool) -> None:
    for block in runnable(page, songs=songs):
        text = block.text.replace(SAMPLE_RUN, newest_run(place)) if SAMPLE_RUN in block.text else block.text
        done = shell(text, place)
        assert done.returncode in DONE_OR_WAITS, f"{text}\n{done.stdout}\n{done.stderr}"


QUIET = [page for page in pages() if runnable(page, songs=False) and not makes_songs(page)]
LOUD = [page for page in pages() if makes_songs(page)]


@pytest.mark.parametrize("page", QUIET, ids=lambda page: page.name)
def test_page_can_be_followed(page, tmp_path):
    follow(page, tmp_path, songs=False)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", LOUD, ids=lambda page: page.name)
def test_page_that_makes_a_song_can_be_followed(page, tmp_path, monkeypatch):
    monkeypatch.setenv("NOKTVRN_FILM__FULL_LENGTH", "false")  # a film takes as long as the song; others test it
    monkeypatch.setenv("NOKTVRN_WORKER__NICE", "0")  # politeness to the tests beside it would double its time
    follow(page, tmp_path, songs=True)


@pytest.mark.parametrize(
    "block",
    [block for page in pages() for block in blocks(page) if block.language == "python"],
    ids=lambda block: block.page.name,
)
def test_python_block_runs(block, tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", block.text], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_readmes_two_commands_are_the_ones_that_ci_runs():
    readme = next(block for block in blocks(ROOT / "README.md") if "make test" in block.text)
    assert [line.split("#")[0].strip() for line in readme.text.splitlines()] == ["make demo", "make test"]
    assert (ROOT / ".ci" / "run").read_text().rstrip().endswith("make test")
