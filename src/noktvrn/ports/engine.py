"""The workflow engine: starts a workflow once, carries it on after a crash, takes over from the dead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Engine(Protocol):
    """Executes the pipeline's workflows in this process until it is shut down."""

    def start(self, kind: str, workflow_id: str, arguments: Mapping[str, Any]) -> None:
        """MUST hand the workflow to some live worker; starting an identifier that is known MUST change nothing.

        Raises:
            EngineError: The engine is out of reach.
        """
        ...

    def take_over(self, workers: Sequence[str]) -> int:
        """MUST continue here what dead workers had begun, and return how many workflows that are. Idempotent."""
        ...

    def is_at_work(self, workflow_id: str) -> bool:
        """MUST tell whether the workflow waits for a worker or is worked on; False when it ended or is unknown."""
        ...

    def shut_down(self) -> None:
        """MUST stop working; what is under way is continued by the next worker."""
        ...
