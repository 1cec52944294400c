"""What the gate found, as rows and as one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from noktvrn.interfaces.presenters.standing import Standing, severity_standing
from noktvrn.interfaces.presenters.words import count
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


def findings_sentence(findings: Sequence[Finding]) -> str:
    """Return the gate's verdict in one sentence: ``"All 24 checks pass."``, ``"Two checks want a look, 22 pass."``."""
    if not findings:
        return "The gate has not looked at this take yet."
    tally = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    blocking, notices, passed = tally[Severity.BLOCKING], tally[Severity.NOTICE], tally[Severity.PASS]
    if not blocking and not notices:
        return f"All {passed} checks pass." if passed > 1 else "The one check passes."
    parts = []
    if blocking:
        parts.append(f"{count(blocking, 'check blocks', 'checks block')}")
    if notices:
        parts.append(f"{count(notices, 'check wants', 'checks want')} a look")
    if passed:
        parts.append(f"{passed} {'passes' if passed == 1 else 'pass'}")
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}."
