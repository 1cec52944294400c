"""What the gate found, as rows; its sentence is :func:`noktvrn.review.gate.summary`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from noktvrn.interfaces.presenters.standing import Standing, severity_standing
from noktvrn.review.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding.

    Attributes:
        standing: How much it weighs.
        word: The word for that.
        title: What was looked at.
        value: What was measured, with its unit.
        limit: What is allowed.
        remedy: What to do; empty when it passes.
    """

    standing: Standing
    word: str
    title: str
    value: str
    limit: str
    remedy: str


_WEIGHT = {Severity.BLOCKING: 0, Severity.NOTICE: 1, Severity.PASS: 2}


def finding_rows(findings: Sequence[Finding]) -> list[FindingRow]:
    """Return the findings, what blocks first and what passes last, otherwise in the order they came."""
    ordered = sorted(findings, key=lambda finding: _WEIGHT[finding.severity])
    return [
        FindingRow(*severity_standing(finding.severity), finding.title, finding.value, finding.limit, finding.remedy)
        for finding in ordered
    ]
