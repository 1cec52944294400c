"""Carry out one heavy job: ``python -m noktvrn.interfaces.job REQUEST.json``. See ``noktvrn.pipeline.child_jobs``."""

from __future__ import annotations

import ctypes
import json
import logging
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from noktvrn.app import carry_out
from noktvrn.errors import NoktvrnError, NoSpaceError, StepFailedError, is_disk_full
from noktvrn.ports.making import Cancelled, Progress

PR_SET_PDEATHSIG = 1
PARENT_LOOK_EVERY_S = 0.5

Work: TypeAlias = Callable[[str, Mapping[str, Any], Path, Progress, Cancelled], dict[str, Any]]

_stop = threading.Event()
_out = sys.stdout


def main(work: Work = carry_out) -> int:
    """Read the request, do the work, write the answer.

    Args:
        work: What carries the job out; tests put quick makers here.
    """
    _die_with_parent(os.getppid())
    signal.signal(signal.SIGTERM, lambda *_: _stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdout = sys.stderr  # whatever a library prints must not get between our lines
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    request_path = Path(sys.argv[1])
    request = json.loads(request_path.read_text(encoding="utf-8"))
    os.nice(int(request.get("nice", 0)))
    try:
        answer = work(request["role"], request["request"], request_path.parent, _progress, _stop.is_set)
    except NoktvrnError as exc:
        _say({"error": exc.as_dict() | {"provider": getattr(exc, "provider", "embedded")}})
        return 1
    except OSError as exc:
        _say({"error": _disk_error(exc, request["role"]).as_dict()})
        return 1
    except Exception as exc:  # the edge of this process; the worker journals what is said here
        traceback.print_exc(file=sys.stderr)
        _say({"error": _unforeseen(exc, request["role"])})
        return 1
    _say({"answer": answer})
    return 0


def _say(message: dict[str, Any]) -> None:
    _out.write(json.dumps(message) + "\n")
    _out.flush()


def _progress(fraction: float, what: str) -> None:
    _say({"progress": round(float(fraction), 4), "what": what})


def _die_with_parent(parent: int) -> None:
    """End when the worker ends, however it ends: by the kernel's word on Linux, and by looking for it anywhere."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_LOOK_EVERY_S)
        os._exit(137)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _disk_error(exc: OSError, role: str) -> NoktvrnError:
    if is_disk_full(exc):
        return NoSpaceError(
            f"The disk is full while the {role} work writes {exc.filename or 'a file'}.",
            remedy="Free some space, then: noktvrn run resume",
            stage=role,
        )
    return StepFailedError(
        f"The {role} work cannot use {exc.filename or 'a file'}: {exc.strerror or exc}.",
        remedy="Mend what the message names, then: noktvrn run resume",
        stage=role,
    )


def _unforeseen(exc: Exception, role: str) -> dict[str, Any]:
    return {
        "code": "unexpected",
        "message": f"The {role} work broke: {type(exc).__name__}: {exc}.",
        "stage": role,
        "remedy": "Look into logs/noktvrn.jsonl for the trace; then: noktvrn run retry",
        "retryable": False,
    }


if __name__ == "__main__":
    sys.exit(main())
