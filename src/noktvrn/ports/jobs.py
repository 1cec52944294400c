"""Heavy work: one request to one provider, carried out where it can be stopped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

ProgressSink: TypeAlias = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of heavy work.

    Attributes:
        role: ``"music"``, ``"analyser"``, ``"artwork"``, ``"teaser"``, ``"film"`` or ``"canvas"``.
        request: The request of that role's port.
        answer: Type of the answer, such as ``SongResult``.
        out_dir: Where files are written; made by the runner.
    """

    role: str
    request: Any
    answer: type[Any]
    out_dir: Path


class JobRunner(Protocol):
    """Carries out heavy work."""

    def run(self, job: Job, progress: ProgressSink, stopped: Callable[[], bool]) -> Awaitable[Any]:
        """MUST return the provider's answer, or raise the provider's error.

        ``stopped`` is asked at least twice a second; when it says True the work MUST end within a second, with no
        process left, and ``StepCancelledError`` is raised.

        Raises:
            StepTimeoutError: It ran longer than it may.
            StepCancelledError: It was stopped.
            NoktvrnError: Whatever the provider raised.
        """
        ...
