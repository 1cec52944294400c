"""The process that opens files of strangers: ``python -m noktvrn.studio.picture.footage.decoding``.

It limits its own memory, its writing, and ends with its parent. It reads one JSON object per line from its standard
input and answers each with one on its standard output; ``planes`` is followed by the bytes of Y, U and V:

* ``{"do": "probe", "path": ...}`` gives ``{"facts": ...}``
* ``{"do": "open", "reader": 1, "path": ..., "start_s": ..., "width_px": ..., "height_px": ...}`` gives ``{}``
* ``{"do": "frame", "reader": 1, "time_s": ...}`` gives ``{"shows": "planes" | "same" | "nothing"}``
* ``{"do": "close", "reader": 1}`` gives ``{}``

What cannot be done gives ``{"refused": ..., "remedy": ...}``.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, Final

from noktvrn.errors import MediaUnreadableError, NoktvrnError
from noktvrn.studio.picture.footage.normalising import Planes8
from noktvrn.studio.picture.footage.opening import opened
from noktvrn.studio.picture.footage.playing import ClipReader
from noktvrn.studio.picture.footage.probing import probe_clip

MEMORY_VARIABLE: Final = "NOKTVRN_DECODER_MEMORY_BYTES"
"""Environment variable with the most memory that this process may have."""

_PARENT_LOOK_EVERY_S = 0.5
_LARGEST_FILE = 32 * 1024 * 1024


def main() -> int:
    """Answer until the standard input ends."""
    _limit_self()
    said, sys.stdout = sys.stdout.buffer, sys.stderr  # whatever a library prints must not get between our bytes
    with ExitStack() as clips:
        room = _Room(clips)
        for line in sys.stdin.buffer:
            _answer(room, json.loads(line), said)
    return 0


def _limit_self() -> None:
    memory = int(os.environ[MEMORY_VARIABLE])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # not by the kernel's word: it is given when the thread ends that asked first, and films are drawn in threads
    threading.Thread(target=_watch, args=(os.getppid(),), name="parent-watch", daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the parent ends this one itself


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_PARENT_LOOK_EVERY_S)
    os._exit(137)


class _Room:
    """The readers that are open."""

    def __init__(self, clips: ExitStack) -> None:
        self._clips = clips
        self._readers: dict[int, tuple[ClipReader, ExitStack]] = {}
        self.acts: Mapping[str, Callable[[dict[str, Any]], tuple[dict[str, Any], Planes8 | None]]] = {
            "probe": self._probe,
            "open": self._open,
            "frame": self._frame,
            "close": self._close,
        }

    def _probe(self, order: dict[str, Any]) -> tuple[dict[str, Any], None]:
        return {"facts": asdict(probe_clip(Path(order["path"])))}, None

    def _open(self, order: dict[str, Any]) -> tuple[dict[str, Any], None]:
        with ExitStack() as opening:
            clip = opening.enter_context(opened(Path(order["path"])))
            reader = ClipReader(clip, order["start_s"], order["width_px"], order["height_px"])
            kept = self._clips.enter_context(opening.pop_all())
        self._readers[order["reader"]] = (reader, kept)
        return {}, None

    def _frame(self, order: dict[str, Any]) -> tuple[dict[str, Any], Planes8 | None]:
        shown = self._readers[order["reader"]][0].at(order["time_s"])
        if isinstance(shown, bool):
            return {"shows": "same" if shown else "nothing"}, None
        return {"shows": "planes"}, shown

    def _close(self, order: dict[str, Any]) -> tuple[dict[str, Any], None]:
        _, kept = self._readers.pop(order["reader"])
        kept.close()
        return {}, None


def _answer(room: _Room, order: dict[str, Any], out: BinaryIO) -> None:
    planes: Planes8 | None = None
    try:
        answer, planes = room.acts[order["do"]](order)
    except MemoryError:
        answer = _refusal(
            MediaUnreadableError(
                f"{Path(order.get('path', 'The clip')).name} needs more memory than a clip may have.",
                remedy="Export it at a smaller size.",
            )
        )
    except NoktvrnError as exc:
        answer = _refusal(exc)
    out.write(json.dumps(answer).encode() + b"\n")
    for plane in planes or ():
        out.write(plane.data)
    out.flush()


def _refusal(exc: NoktvrnError) -> dict[str, Any]:
    return {"refused": exc.message, "remedy": exc.remedy}


if __name__ == "__main__":
    sys.exit(main())
