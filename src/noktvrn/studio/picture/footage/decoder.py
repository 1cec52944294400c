"""The near side of the decoding process: asks, waits only so long, and starts it again when it died."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from noktvrn.errors import MediaUnreadableError, StepCancelledError
from noktvrn.studio.picture.footage.decoding import MEMORY_VARIABLE
from noktvrn.studio.picture.footage.facts import ClipFacts
from noktvrn.studio.picture.pace import Cancelled, never

_COMMAND = (sys.executable, "-m", "noktvrn.studio.picture.footage.decoding")
_LONGEST_LINE = 1_000_000
_CHUNK = 1 << 20
_LOOK_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class DecoderLimits:
    """What one clip may cost.

    Attributes:
        memory_bytes: Address space of the decoding process.
        probe_s: Longest wait for an examination.
        frame_s: Longest wait for a frame, or for a clip to open.
    """

    memory_bytes: int = 3 << 30
    probe_s: float = 60.0
    frame_s: float = 20.0


class Decoder:
    """Examines and plays clips in a process of its own; a context manager that ends it.

    Args:
        limits: What one clip may cost.
        cancelled: Asked several times a second while an answer is awaited.

    Attributes:
        generation: How many processes have ended; readers of an ended one are lost.
    """

    def __init__(self, limits: DecoderLimits | None = None, cancelled: Cancelled = never) -> None:
        """See the class."""
        self._cancelled = cancelled
        self._limits = limits or DecoderLimits()
        self._child: subprocess.Popen[bytes] | None = None
        self._left_over = bytearray()
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self._numbers = 0
        self.generation = 0

    def __enter__(self) -> Self:
        """Return itself; the process starts with the first question."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        self.close()

    def close(self) -> None:
        """End the process and take away what it wrote."""
        self._end()
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def probe(self, path: Path) -> ClipFacts:
        """Examine a clip.

        Raises:
            MediaUnreadableError: It is not usable, took too long or too much memory, or broke the decoder.
            StepCancelledError: ``cancelled`` answered True.
        """
        answer = self._ask({"do": "probe", "path": str(path)}, path, self._limits.probe_s)
        facts = answer["facts"]
        tuples = {name: tuple(facts[name]) for name in ("colour", "entries_s", "remarks")}
        return ClipFacts(**{**facts, **tuples})

    def open(self, path: Path, start_s: float, width_px: int, height_px: int) -> ClipPlayer:
        """Open a clip for reading from a moment on.

        Raises:
            MediaUnreadableError: As for :meth:`probe`.
        """
        self._numbers += 1
        player = ClipPlayer(self, self._numbers, path, width_px, height_px)
        order = {
            "do": "open",
            "reader": self._numbers,
            "path": str(path),
            "start_s": start_s,
            "width_px": width_px,
            "height_px": height_px,
        }
        self._ask(order, path, self._limits.frame_s)
        player.generation = self.generation
        return player

    def ask_reader(self, order: dict[str, Any], path: Path, planes: tuple[npt.NDArray[np.uint8], ...]) -> str:
        """Have a reader answer, and fill the planes when it shows any; for :class:`ClipPlayer`."""
        answer = self._ask(order, path, self._limits.frame_s)
        shows = str(answer.get("shows", ""))
        if shows == "planes":
            deadline = time.monotonic() + self._limits.frame_s
            for plane in planes:
                self._fill(plane.data.cast("B"), path, deadline)
        return shows

    def _ask(self, order: dict[str, Any], path: Path, patience_s: float) -> dict[str, Any]:
        child = self._running()
        assert child.stdin is not None
        deadline = time.monotonic() + patience_s
        try:
            child.stdin.write(json.dumps(order).encode() + b"\n")
            child.stdin.flush()
        except OSError as exc:
            raise self._broken(path) from exc
        answer: dict[str, Any] = json.loads(self._line(path, deadline))
        if "refused" in answer:
            raise MediaUnreadableError(answer["refused"], remedy=answer["remedy"], stage="footage")
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._scratch = self._scratch or tempfile.TemporaryDirectory(prefix="noktvrn-")
            environment = {
                **os.environ,
                MEMORY_VARIABLE: str(self._limits.memory_bytes),
                "TMPDIR": self._scratch.name,
                "OPENBLAS_NUM_THREADS": "1",
            }
            self._child = subprocess.Popen(
                _COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        return self._child

    def _line(self, path: Path, deadline: float) -> bytes:
        while b"\n" not in self._left_over:
            if len(self._left_over) > _LONGEST_LINE:
                raise self._broken(path)
            self._left_over += self._read(path, deadline, _CHUNK)
        line, _, rest = bytes(self._left_over).partition(b"\n")
        self._left_over = bytearray(rest)
        return line

    def _fill(self, target: memoryview, path: Path, deadline: float) -> None:
        have = min(len(self._left_over), len(target))
        target[:have] = self._left_over[:have]
        del self._left_over[:have]
        while have < len(target):
            have += self._read_into(target[have:], path, deadline)

    def _read(self, path: Path, deadline: float, most: int) -> bytes:
        buffer = bytearray(most)
        return bytes(buffer[: self._read_into(memoryview(buffer), path, deadline)])

    def _read_into(self, target: memoryview, path: Path, deadline: float) -> int:
        assert self._child is not None
        assert self._child.stdout is not None
        while not select.select([self._child.stdout], [], [], _LOOK_EVERY_S)[0]:
            if self._cancelled():
                self._end()
                raise StepCancelledError(
                    f"Decoding {path.name} was stopped.", remedy="Start again when you want the footage."
                )
            if time.monotonic() < deadline:
                continue
            self._end()
            raise MediaUnreadableError(
                f"{path.name} takes too long to decode.", remedy="Export it again, shorter or smaller.", stage="footage"
            )
        got = os.readv(self._child.stdout.fileno(), [target])
        if got == 0:
            raise self._broken(path)
        return got

    def _broken(self, path: Path) -> MediaUnreadableError:
        self._end()
        return MediaUnreadableError(
            f"{path.name} broke the process that decodes clips.", remedy="Take it out of the folder.", stage="footage"
        )

    def _end(self) -> None:
        child, self._child = self._child, None
        self._left_over.clear()
        if child is None:
            return
        self.generation += 1
        child.kill()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                assert pipe is not None
                pipe.close()
        child.wait()


class ClipPlayer:
    """A clip that is being read forwards; made by :meth:`Decoder.open`.

    Attributes:
        planes: Y, U and V of what was shown last.
        generation: Which process it lives in.
    """

    def __init__(self, decoder: Decoder, number: int, path: Path, width_px: int, height_px: int) -> None:
        """See the class."""
        self._decoder = decoder
        self._number = number
        self._path = path
        half = (height_px // 2, width_px // 2)
        self.planes = (np.empty((height_px, width_px), np.uint8), np.empty(half, np.uint8), np.empty(half, np.uint8))
        self.generation = 0

    def show(self, time_s: float) -> str:
        """Fill :attr:`planes` with the picture at a moment not before that of the last call.

        Returns:
            ``"planes"`` when they changed, ``"same"`` when they did not, ``"nothing"`` when the clip has ended before.

        Raises:
            MediaUnreadableError: It does not decode, or its process ended with another clip.
        """
        if self.generation != self._decoder.generation:
            raise MediaUnreadableError(
                f"{self._path.name} was being read by a process that ended.", remedy="Open it again.", stage="footage"
            )
        return self._decoder.ask_reader(
            {"do": "frame", "reader": self._number, "time_s": time_s}, self._path, self.planes
        )

    def close(self) -> None:
        """Let the clip go."""
        with suppress(MediaUnreadableError):
            if self.generation == self._decoder.generation:
                self._decoder.ask_reader({"do": "close", "reader": self._number}, self._path, ())
