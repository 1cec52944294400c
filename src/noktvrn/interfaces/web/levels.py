"""Renditions turned down to the loudness of another song, for browsers that run no scripts and cannot turn down."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

import soundfile

from noktvrn.errors import MediaUnreadableError
from noktvrn.studio.sound.mp3 import write_mp3

_KBPS = 320
"""Below it LAME turns songs down by itself, by 0.26 dB at 192."""

_MOST_KEPT = 32
_MOST_SECONDS = 20 * 60


class Levels:
    """Makes quieter renditions when they are asked for, one at a time, and keeps the last of them until it closes."""

    def __init__(self) -> None:
        """See the class."""
        self._folder: TemporaryDirectory[str] | None = None
        self._lock = Lock()

    def close(self) -> None:
        """Take all renditions away."""
        with self._lock:
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None

    def rendition(self, source: Path, sha256: str, gain_db: float) -> tuple[Path, str]:
        """Return where a rendition lies, and its name that changes with its content.

        Args:
            source: The song, as MP3.
            sha256: Its digest.
            gain_db: By how much to turn it down, below 0.

        Raises:
            MediaUnreadableError: It cannot be decoded, or is longer than any song.
        """
        name = hashlib.sha256(f"{sha256} {gain_db:.1f}".encode()).hexdigest()
        with self._lock:
            if self._folder is None:
                self._folder = TemporaryDirectory(prefix="noktvrn-levels-")
            path = Path(self._folder.name) / f"{name}.mp3"
            if not path.exists():
                _make(source, path, gain_db)
                _forget_oldest(path.parent)
        return path, name


def _make(source: Path, path: Path, gain_db: float) -> None:
    try:
        with soundfile.SoundFile(source) as sound:
            if sound.frames > _MOST_SECONDS * sound.samplerate:
                raise _unreadable(source, f"it lasts {sound.frames / sound.samplerate:.0f} s")
            audio, rate_hz = sound.read(dtype="float32", always_2d=True), sound.samplerate
    except soundfile.SoundFileError as error:
        raise _unreadable(source, str(error)) from error
    write_mp3(path, audio.T * 10.0 ** (gain_db / 20.0), kbps=_KBPS, sample_rate_hz=rate_hz, ceiling_dbtp=0.0)


def _forget_oldest(folder: Path) -> None:
    made = sorted(folder.glob("*.mp3"), key=lambda each: each.stat().st_mtime_ns)
    for each in made[:-_MOST_KEPT]:
        each.unlink()


def _unreadable(source: Path, why: str) -> MediaUnreadableError:
    return MediaUnreadableError(
        f"The sound {source.name[:12]} cannot be turned down: {why}.", remedy="Make the song again.", stage="media"
    )
