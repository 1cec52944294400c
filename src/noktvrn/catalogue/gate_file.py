"""``gate.json``: what the gate found in the take that was released, and who decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from noktvrn.catalogue.records import Record, RecordFile
from noktvrn.types import RunId


class FindingEntry(Record):
    """One thing that the gate looked at."""

    code: str
    title: str
    severity: Literal["pass", "notice", "blocking"]
    value: str
    limit: str
    remedy: str
    redo_from: str


class DecisionEntry(Record):
    """The decision that let the release out."""

    verdict: Literal["approve", "reject", "changes"]
    actor: str
    surface: str
    reason: str
    chips: tuple[str, ...]
    decided_at: AwareDatetime


class GateFile(RecordFile):
    """The whole of ``gate.json``."""

    format: Literal["noktvrn-gate/1"] = "noktvrn-gate/1"
    run_id: str
    pass_no: Annotated[int, Field(ge=1)]
    findings: tuple[FindingEntry, ...]
    decision: DecisionEntry


def record_gate(run_id: RunId, pass_no: int, findings: Iterable[object], decision: object) -> GateFile:
    """Return the file for a judged take.

    Args:
        run_id: The run.
        pass_no: The take that was judged.
        findings: The review room's findings, or anything with the attributes of :class:`FindingEntry`.
        decision: The review room's decision, or anything with the attributes of :class:`DecisionEntry`.
    """
    return GateFile(
        run_id=run_id,
        pass_no=pass_no,
        findings=tuple(FindingEntry.model_validate(one) for one in findings),
        decision=DecisionEntry.model_validate(decision),
    )
