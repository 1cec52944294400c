"""What a log entry is about: run, artist and step, carried by context variables and not by each call.

A step runner opens ``log_context(run_id=..., step=...)`` once; every entry written inside it carries both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_SUBJECTS: Final[dict[str, ContextVar[str | None]]] = {
    name: ContextVar(f"noktvrn_{name}", default=None) for name in ("run_id", "artist", "step")
}


@contextmanager
def log_context(*, run_id: str | None = None, artist: str | None = None, step: str | None = None) -> Iterator[None]:
    """Mark every log entry inside the block; what is None keeps the value of the block around it."""
    given = {"run_id": run_id, "artist": artist, "step": step}
    tokens = [(_SUBJECTS[name], _SUBJECTS[name].set(value)) for name, value in given.items() if value is not None]
    try:
        yield
    finally:
        for variable, token in reversed(tokens):
            variable.reset(token)


def log_subjects() -> dict[str, str]:
    """Return what the present block is about: those of ``run_id``, ``artist`` and ``step`` that are set."""
    values = {name: variable.get() for name, variable in _SUBJECTS.items()}
    return {name: value for name, value in values.items() if value is not None}
