"""Looks, a short recording and one small cover and teaser, made once for all tests of pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from tests.unit.studio_picture.requests import request, teaser_request

from noktvrn.studio.picture.cover import CoverResult, paint_cover
from noktvrn.studio.picture.teaser import TeaserResult, make_teaser


@pytest.fixture(scope="session")
def painted(tmp_path_factory) -> CoverResult:
    return paint_cover(request(), tmp_path_factory.mktemp("cover"))


@pytest.fixture(scope="session")
def recording(tmp_path_factory) -> Path:
    """Twenty seconds: a kick twice a second over a chord that changes."""
    rate = 22_050
    time_s = np.arange(20 * rate) / rate
    beat = time_s % 0.5
    kick = np.sin(2 * np.pi * 55 * beat) * np.exp(-12 * beat)
    chord = sum(np.sin(2 * np.pi * hz * time_s) for hz in (220, 277, 330, 1760))
    mono = 0.5 * kick + 0.06 * chord * (1 + (time_s // 4) % 2)
    path = tmp_path_factory.mktemp("sound") / "song.wav"
    soundfile.write(path, np.stack([mono, mono], axis=1), rate)
    return path


@pytest.fixture(scope="session")
def filmed(tmp_path_factory, recording, painted) -> TeaserResult:
    # superfast, because the fastest preset cannot do the High profile that the file promises
    wanted = teaser_request(recording, painted.artwork, preset="superfast")
    return make_teaser(wanted, tmp_path_factory.mktemp("film") / "teaser.mp4")
