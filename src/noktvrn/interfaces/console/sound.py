"""A cut of a recording, for players that cannot begin in the middle."""

from __future__ import annotations

import os
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path

from noktvrn.errors import RenderError


@dataclass(frozen=True, slots=True)
class Cut:
    """A recording from some second on, turned down, as a WAV file of its own."""

    path: Path


def cut_to_wav(source: Path, start_s: float, gain_db: float, folder: Path) -> Cut:
    """Write what follows a second of a recording as 16 bit WAV.

    Args:
        source: The recording.
        start_s: Where the cut begins.
        gain_db: By how much it is turned down, 0 or less.
        folder: Where the file is made; whoever asked for it removes it.

    Raises:
        MediaUnreadableError: The recording cannot be read.
        RenderError: The cut cannot be written.
    """
    import numpy as np

    from noktvrn.studio.measure.decoding import decode

    decoded = decode(source)
    begin = int(start_s * decoded.sample_rate_hz)
    sound = decoded.audio[:2, begin:] * np.float32(10.0 ** (gain_db / 20.0))
    pcm = (np.clip(sound.T, -1.0, 1.0) * 32_767.0).astype("<i2")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(suffix=".wav", prefix="heard-", dir=folder)
        with os.fdopen(descriptor, "wb") as stream, wave.open(stream, "wb") as written:
            written.setnchannels(pcm.shape[1])
            written.setsampwidth(2)
            written.setframerate(decoded.sample_rate_hz)
            written.writeframes(pcm.tobytes())
    except OSError as error:
        raise RenderError(
            f"The cut of {source.name} cannot be written to {folder}: {error.strerror}.",
            remedy="Free some space, or install mpv or ffplay, which need no cut.",
            stage="listening",
        ) from error
    return Cut(Path(name))
