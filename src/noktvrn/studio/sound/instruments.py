"""One way to play any patch, and how loud it is by nature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from noktvrn.studio.measure.loudness import k_energies, lufs
from noktvrn.studio.score.theory import frequency_hz
from noktvrn.studio.sound.blocks import BLOCK_FRAMES
from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ
from noktvrn.studio.sound.patches import Air, Analog, Fm, Patch, Pluck, Struck, Sub
from noktvrn.studio.sound.shapes import NOTE_COLUMNS, BlockF32, Notes
from noktvrn.studio.sound.voice_air import render_air
from noktvrn.studio.sound.voice_analog import render_analog
from noktvrn.studio.sound.voice_fm import render_fm
from noktvrn.studio.sound.voice_pluck import render_pluck
from noktvrn.studio.sound.voice_struck import render_struck
from noktvrn.studio.sound.voice_sub import render_sub

RENDERERS: Final[dict[type, Callable[[BlockF32, Notes, Any], None]]] = {
    Analog: render_analog,
    Fm: render_fm,
    Struck: render_struck,
    Pluck: render_pluck,
    Sub: render_sub,
    Air: render_air,
}

MIN_RELEASE_S: Final = 0.01


def play(out: BlockF32, notes: Notes, patch: Patch) -> None:
    """Add notes to a stereo block; see :mod:`noktvrn.studio.sound.shapes` for the columns."""
    if len(notes):
        RENDERERS[type(patch)](out, notes, as_floats(patch))


def as_floats(patch: Patch) -> Patch:
    """Return the patch with all fields as floats, so that one compiled kernel serves all patches."""
    return type(patch)(*map(float, patch))


def release_frames(patch: Patch) -> int:
    """Frames that a note rings after it is let go."""
    return int(max(patch.release_s, MIN_RELEASE_S) * SAMPLE_RATE_HZ) + 2 * BLOCK_FRAMES


def natural_loudness_lufs(patch: Patch, pitch: float, held_s: float) -> float:
    """Render a reference note of velocity 0.8; return the mean of its loudness overall and in its loudest 100 ms."""
    held = max(held_s, 0.15)
    frames = int(held * SAMPLE_RATE_HZ)
    out = np.zeros((2, frames + release_frames(patch)), np.float32)
    note = np.zeros((1, NOTE_COLUMNS))
    note[0] = 0, frames, frequency_hz(pitch), 0.8, 0.5, 12345, 0
    play(out, note, patch)
    energies = k_energies(out[:, : max(frames, SAMPLE_RATE_HZ // 9)], SAMPLE_RATE_HZ)
    # What decays is heard by its start as much as by its mean.
    return 0.5 * (lufs(float(energies.mean()) + 1e-12) + lufs(float(energies.max()) + 1e-12))
