"""Clips in any odd form are usable or refused with a reason, and no file gets at the process that asks."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from tests.unit.studio_footage.clips import counted, sliding, write_clip

from noktvrn.errors import MediaUnreadableError
from noktvrn.studio.picture.footage.decoder import Decoder, DecoderLimits
from noktvrn.studio.picture.footage.facts import ClipFacts


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    with Decoder() as decoder:
        yield decoder


@pytest.fixture(scope="module")
def facts(decoder, usable) -> dict[str, ClipFacts]:
    return {name: decoder.probe(path) for name, path in usable.items()}


def test_a_plain_clip_has_nothing_odd_but_its_size(facts):
    plain = facts["plain"]
    assert (plain.width_px, plain.height_px, plain.codec, plain.container) == (96, 54, "h264", "mov")
    assert plain.duration_s == pytest.approx(1.5, abs=0.02)
    assert plain.frames_per_s == pytest.approx(30, abs=0.1)
    assert plain.has_steady_rate
    assert not plain.has_sound
    assert plain.damage == 0
    assert [remark for remark in plain.remarks if "small" not in remark] == []


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("uneven", "not equally far apart"),
        ("turned", "turned by 90°"),
        ("bright", "PQ"),
        ("odd", "full range"),
        ("short_of_claim", "says 3.0 s and ends after"),
    ],
)
def test_what_is_odd_is_said(facts, name, says):
    assert any(says in remark for remark in facts[name].remarks)


def test_a_turned_clip_is_measured_as_it_is_shown(facts):
    assert (facts["turned"].width_px, facts["turned"].height_px) == (54, 96)
    assert facts["turned"].rotation_deg == 90


def test_a_clip_that_lies_about_its_length_is_as_long_as_its_pictures(facts):
    assert facts["short_of_claim"].claimed_s == pytest.approx(3.0, abs=0.05)
    assert 1.0 < facts["short_of_claim"].duration_s < 2.5


def test_motion_and_brightness_are_told_apart(decoder, tmp_path):
    still = decoder.probe(write_clip(tmp_path / "still.mp4", [sliding(1)[0]] * 30))
    quick = decoder.probe(write_clip(tmp_path / "quick.mp4", sliding(30, step=9)))
    dark = decoder.probe(write_clip(tmp_path / "dark.mp4", sliding(30, level=10)))
    assert still.motion < 0.05 < quick.motion
    assert dark.brightness < quick.brightness
    assert quick.colour[1] > 0.01


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("no_index", "has no index"),
        ("page", "web page"),
        ("empty", "is empty"),
        ("noise", "unknown kind"),
        ("still", "PNG picture"),
        ("sound", "no moving picture"),
        ("bomb", "14000 x 14000 pixels"),
        ("blink", "only 0.17 s"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(decoder, unusable, name, says):
    with pytest.raises(MediaUnreadableError, match=says) as caught:
        decoder.probe(unusable[name])
    assert unusable[name].name in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize(
    "name", ["plain", "uneven", "turned", "bright", "odd", "short_of_claim", "rotten", "rgb", "slow"]
)
def test_every_usable_clip_plays_in_the_films_size(decoder, usable, name):
    player = decoder.open(usable[name], 0.1, 128, 72)
    shown = [player.show(0.1 + number / 30) for number in range(8)]
    assert "nothing" not in shown
    assert shown[0] == "planes"
    assert [plane.shape for plane in player.planes] == [(72, 128), (36, 64), (36, 64)]
    assert 30 < player.planes[0].mean() < 220
    player.close()


def test_pictures_stand_until_the_next_is_due(decoder, usable):
    player = decoder.open(usable["slow"], 0.0, 96, 54)
    numbers, answers = [], []
    for frame in range(45):
        answers.append(player.show(frame / 30))
        grey = (float(player.planes[0].mean()) - 16) / 219 * 255
        numbers.append(round((grey - 20) / 4))
    assert numbers == [int(frame / 30 * 12 + 1e-3) for frame in range(45)]
    assert answers.count("planes") == len(set(numbers))


def test_reading_from_the_middle_shows_the_picture_of_that_moment(decoder, tmp_path):
    path = write_clip(tmp_path / "count.mp4", counted(50), options={"qp": "8"}, entry_every=50)
    player = decoder.open(path, 31 / 30, 96, 54)
    player.show(31 / 30)
    grey = (float(player.planes[0].mean()) - 16) / 219 * 255
    assert grey == pytest.approx(20 + 4 * 31, abs=2.5)


def test_an_early_end_is_said(decoder, usable):
    player = decoder.open(usable["short_of_claim"], 1.0, 96, 54)
    assert player.show(1.0) == "planes"
    assert player.show(2.6) == "nothing"


def test_a_phones_clip_stands_upright(decoder, usable):
    player = decoder.open(usable["turned"], 0.0, 54, 96)
    player.show(0.0)
    # the bar at the left of the stored picture is at the top of the shown one
    assert player.planes[0][:6].mean() > player.planes[0][-40:].mean() + 40


def test_bright_light_is_brought_down_not_cut_off(decoder, usable):
    player = decoder.open(usable["bright"], 0.0, 160, 90)
    player.show(0.0)
    luma = player.planes[0].astype(int)
    assert luma.min() >= 15
    assert luma.max() <= 236
    assert np.unique(luma).size > 10


def test_a_file_that_never_answers_is_given_up_and_the_next_one_works(usable, tmp_path):
    pipe = tmp_path / "pipe.mp4"
    os.mkfifo(pipe)
    with Decoder(DecoderLimits(probe_s=0.6)) as decoder:
        player = decoder.open(usable["plain"], 0.0, 96, 54)
        with pytest.raises(MediaUnreadableError, match="takes too long"):
            decoder.probe(pipe)
        with pytest.raises(MediaUnreadableError, match="process that ended"):
            player.show(0.0)
        assert decoder.open(usable["plain"], 0.0, 96, 54).show(0.0) == "planes"


def test_the_process_outlives_the_thread_that_asked_first(usable):
    with Decoder() as decoder:
        with ThreadPoolExecutor(1) as pool:
            player = pool.submit(decoder.open, usable["plain"], 0.0, 96, 54).result()
        assert player.show(0.0) == "planes"


def is_alive(process: str) -> bool:
    try:
        return Path("/proc", process, "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_process_ends_with_its_parent(usable):
    code = (
        "import os, sys; from pathlib import Path; from noktvrn.studio.picture.footage.decoder import Decoder\n"
        "decoder = Decoder(); decoder.probe(Path(sys.argv[1]))\n"
        "print(Path('/proc/self/task', str(os.getpid()), 'children').read_text(), flush=True); os._exit(0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(usable["plain"])], capture_output=True, text=True, check=True
    )
    [child] = done.stdout.split()
    deadline = time.monotonic() + 20
    while is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(child)


def test_a_process_without_memory_breaks_alone(usable):
    with (
        Decoder(DecoderLimits(memory_bytes=30_000_000)) as decoder,
        pytest.raises(MediaUnreadableError, match=r"broke the process|more memory"),
    ):
        decoder.probe(usable["plain"])
