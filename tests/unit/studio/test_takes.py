"""Notes that repeat share a take, and nobody hears it."""

import numpy as np
import pytest

from noktvrn.studio.score.theory import frequency_hz
from noktvrn.studio.sound.instruments import play, release_frames
from noktvrn.studio.sound.patches import Analog, Pluck
from noktvrn.studio.sound.shapes import NOTE_COLUMNS
from noktvrn.studio.sound.takes import Takes

BEAT = 22_050


def part(pitches, velocities=None, every=BEAT, held=4_480):
    table = np.zeros((len(pitches), NOTE_COLUMNS))
    for row, pitch in enumerate(pitches):
        velocity = 0.75 if velocities is None else velocities[row]
        table[row] = row * every, held, frequency_hz(pitch), velocity, 0.5, 0, 0
    return table


def rendered(table, patch, seed=3):
    out = np.zeros((2, int(table[-1, 0]) + 40_000), np.float32)
    Takes(table, patch, seed).render(out, 0, len(table), 0)
    return out


def test_quick_repeats_alternate_between_two_takes_and_late_ones_are_the_same():
    patch = Pluck(release_s=0.05)
    out = rendered(part([60] * 4), patch)
    first, second, third = (out[:, at : at + BEAT] for at in (0, BEAT, 2 * BEAT))
    assert np.array_equal(first, third)
    assert not np.array_equal(first, second)
    slow = rendered(part([60] * 3, every=5 * BEAT), patch)
    assert np.array_equal(slow[:, :BEAT], slow[:, 5 * BEAT : 6 * BEAT])


@pytest.mark.parametrize("patch", [Analog(unison=3.0, detune_cents=9.0, spread=0.6), Pluck()], ids=["analog", "pluck"])
def test_a_take_keeps_the_level_of_each_stroke(patch):
    velocities = [0.72, 0.75, 0.78, 0.72]
    out = rendered(part([57] * 4, velocities, every=5 * BEAT), patch)
    peaks = [np.abs(out[:, row * 5 * BEAT :][:, :BEAT]).max() for row in range(4)]
    assert peaks[0] < peaks[1] < peaks[2]
    assert peaks[0] == pytest.approx(peaks[3], rel=1e-4)


def test_a_shared_take_is_the_note_as_the_voice_plays_it():
    patch = Analog(cutoff_hz=1500.0)
    table = part([50, 50], every=5 * BEAT, held=4_480)
    out = rendered(table, patch)
    alone = np.zeros((2, 4_480 + release_frames(patch) + 1), np.float32)
    note = table[:1].copy()
    play(alone, note, patch)
    # Velocity 0.75 and brightness 0.5 are steps of the touch, so nothing is rounded here.
    assert np.abs(out[:, : alone.shape[1]] - alone).max() < 1e-6


def test_chunks_do_not_change_what_is_heard():
    table = part([60, 64, 60, 67, 60, 64, 60, 67])
    whole = rendered(table.copy(), Pluck())
    pieces = np.zeros_like(whole)
    takes = Takes(table.copy(), Pluck(), 3)
    for first in range(0, 8, 2):
        takes.render(pieces[:, first * BEAT :], first, first + 2, first * BEAT)
    assert np.array_equal(pieces, whole)


def test_a_part_in_which_nothing_repeats_needs_no_bank():
    rows = part([40, 45, 50, 55])
    assert Takes(rows, Pluck(), 1)._bank.size == 0
