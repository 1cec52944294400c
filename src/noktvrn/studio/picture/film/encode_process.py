"""Encoding by a program: ffmpeg reads raw frames from its standard input and writes the same kind of file."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from noktvrn.errors import NoktvrnError, RenderError, ToolMissingError
from noktvrn.studio.picture.files import unwritable
from noktvrn.studio.picture.film.encode import EncodeProfile
from noktvrn.studio.picture.film.planes import Planes

_CLOSE_S = 60.0
_SAYS_LAST = 400


class FfmpegEncoder:
    """Encodes in a process of its own; its licence stays with it."""

    def __init__(self, path: Path, profile: EncodeProfile) -> None:
        """Start the program.

        Raises:
            ToolMissingError: There is no ffmpeg on the path.
            RenderError: It cannot be started.
        """
        program = shutil.which("ffmpeg")
        if program is None:
            raise ToolMissingError("There is no program ffmpeg.", remedy="Install ffmpeg, or use the encoder pyav.")
        self._path, self._profile = path, profile
        # what it says must never fill a pipe that nobody reads
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the process
        try:
            self._process = subprocess.Popen(
                [program, *_options(profile), str(path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=self._said,
            )
        except OSError as exc:
            self._said.close()
            raise RenderError(f"The program ffmpeg cannot be started: {exc}.", remedy="Use the encoder pyav.") from exc

    def new_frame(self) -> tuple[Planes, Planes]:
        """See ``Encoder``."""
        planes = Planes.empty(self._profile.width_px, self._profile.height_px)
        return planes, planes

    def add(self, frame: Planes) -> None:
        """See ``Encoder``."""
        stream = self._process.stdin
        try:
            for plane in (frame.y, frame.u, frame.v):
                if stream is not None:
                    stream.write(plane.data)
        except OSError as exc:
            raise self._failure() from exc

    def finish(self) -> None:
        """See ``Encoder``."""
        try:
            if self._process.stdin is not None:
                self._process.stdin.close()
            code = self._process.wait(_CLOSE_S)
        except (OSError, subprocess.TimeoutExpired) as exc:
            raise self._failure() from exc
        if code != 0:
            raise self._failure()
        self._said.close()

    def abandon(self) -> None:
        """See ``Encoder``."""
        self._process.kill()
        self._process.wait()
        try:
            if self._process.stdin is not None:
                self._process.stdin.close()
        except OSError:
            # what was still to be written has nobody to read it
            pass
        self._said.close()

    def _failure(self) -> NoktvrnError:
        self._said.seek(0)
        words = " ".join(self._said.read().decode(errors="replace").split())[-_SAYS_LAST:]
        if "No space left" in words:
            return unwritable(self._path, OSError(28, "No space left on device"))
        return RenderError(f"The program ffmpeg failed: {words or 'without a word'}.", remedy="Use the encoder pyav.")


def _options(profile: EncodeProfile) -> list[str]:
    size = f"{profile.width_px}x{profile.height_px}"
    tags = ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv"]
    return [
        *("-hide_banner", "-loglevel", "error", "-nostats", "-y"),
        *("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", size, "-r", str(profile.frames_per_s), "-i", "-"),
        *("-c:v", "libx264", "-preset", profile.preset, "-crf", str(profile.quality), "-profile:v", "high"),
        *("-g", str(profile.frames_per_s * 2), "-threads", "2", *tags, "-f", "mp4"),
    ]
