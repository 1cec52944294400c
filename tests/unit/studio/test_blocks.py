"""What voices are built from, against plain formulas."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noktvrn.studio.sound.blocks import (
    BLOCK_FRAMES,
    add_block,
    add_pulse,
    add_saw,
    add_sine,
    drive_block,
    end_fade,
    next_envelope,
    whole_blocks,
)
from noktvrn.studio.sound.oscillators import pulse, saw

FRAMES = np.arange(BLOCK_FRAMES)
phases = st.floats(0.0, 1.0, exclude_max=True)
steps = st.floats(0.0005, 0.2)


def silence():
    return np.zeros(BLOCK_FRAMES, np.float32)


@given(phases, steps, st.floats(0.0, 1.0), st.floats(-0.01, 0.01))
@settings(max_examples=40)
def test_a_block_of_sine_is_a_sine_with_a_straight_level(phase, step, level, slope):
    block = silence()
    add_sine(block, phase, step, level, slope)
    wanted = np.sin(2.0 * np.pi * (phase + step * FRAMES)) * (level + slope * FRAMES)
    assert np.abs(block - wanted).max() < 5e-5


@given(phases, steps)
@settings(max_examples=40)
def test_saw_and_pulse_agree_with_the_sample_by_sample_forms(phase, step):
    left, right = silence(), silence()
    add_saw(left, right, phase, step, 1.0, -0.5)
    places = (phase + step * FRAMES) % 1.0
    # Single precision may put a frame on the other side of the jump, where both forms are right.
    away = np.minimum(places, 1.0 - places) > 1e-4
    wanted = np.array([saw(place, step) for place in places])
    assert np.abs(left - wanted)[away].max(initial=0.0) < 2e-3
    assert np.allclose(right, -0.5 * left)
    both = silence()
    add_pulse(both, silence(), phase, step, 0.3, 1.0, 1.0)
    shifted = (places + 0.7) % 1.0
    away &= np.minimum(shifted, 1.0 - shifted) > 1e-4
    wanted = np.array([pulse(place, step, 0.3) for place in places])
    assert np.abs(both - wanted)[away].max(initial=0.0) < 4e-3


@given(st.floats(0.1, 20.0), st.lists(st.floats(-50.0, 50.0), min_size=BLOCK_FRAMES, max_size=BLOCK_FRAMES))
@settings(max_examples=30)
def test_drive_keeps_the_sign_and_never_leaves_its_range(drive, values):
    side = np.array(values, np.float32)
    driven = side.copy()
    drive_block(driven, drive, 1.2)
    assert np.abs(driven).max() <= 1.2 + 1e-5
    assert (np.sign(driven) == np.sign(side))[np.abs(side) > 1e-30].all()


def test_an_envelope_rises_falls_to_its_sustain_and_dies_away():
    level, course = 0.0, []
    for block in range(60):
        level = next_envelope(level, block, 40, 0.25, 0.8, 0.5, 0.5)
        course.append(level)
    assert course[:4] == [0.25, 0.5, 0.75, 1.0]
    assert course[39] == pytest.approx(0.5, abs=1e-3)
    assert course[-1] < 1e-5
    assert end_fade(60, 60) == 0.0
    assert end_fade(0, 60) == 1.0


def test_blocks_join_without_a_step():
    out = np.zeros((2, 3 * BLOCK_FRAMES - 5), np.float32)
    ones = np.ones(BLOCK_FRAMES, np.float32)
    for block in range(3):
        add_block(out, block * BLOCK_FRAMES, ones, ones, block * 0.32, 0.01)
    assert np.abs(np.diff(out[0]) - 0.01).max() < 1e-6
    assert whole_blocks(1.0) == BLOCK_FRAMES
    assert whole_blocks(100.0) == 3 * BLOCK_FRAMES


COMPILED = """
import hashlib
import numpy as np
from noktvrn.studio.sound.filters import design, filter_block, rest
from noktvrn.studio.sound.patches import Band
noise = np.random.default_rng(3).normal(0.0, 0.1, (2, 60_000)).astype(np.float32)
digest = hashlib.sha256()
for count in (1, 2, 3):
    sections = design((Band("highpass", 28.0), Band("peak", 300.0, 2.0), Band("highshelf", 8000.0, 2.0))[:count])
    block = noise.copy()
    filter_block(block[:, 100:50_000], 49_000, sections, rest(sections))
    digest.update(block.tobytes())
print(digest.hexdigest())
"""


def test_kernels_just_compiled_and_kernels_from_the_cache_agree_to_the_last_bit(tmp_path):
    surroundings = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    found = {
        subprocess.run(
            [sys.executable, "-c", COMPILED], env=surroundings, check=True, capture_output=True, text=True
        ).stdout
        for _ in range(2)
    }
    assert len(found) == 1
