"""Decide by a rule of your own, under the same service as every surface: ``python examples/decide_by_rule.py``.

It approves songs on which the gate has no remark that matters here, and asks for changes of those whose hook comes
late; what is left waits for a person. Each decision can be undone for as long as any other.
"""

# ruff: noqa: T201 - an example speaks to whoever runs it

from __future__ import annotations

from noktvrn.app import open_label
from noktvrn.review.decision import Verdict
from noktvrn.review.findings import Severity
from noktvrn.services.decide import decide
from noktvrn.services.label import Label
from noktvrn.services.look import read_review
from noktvrn.services.queue import review_queue
from noktvrn.settings import load_settings

ACTOR = "my rule"
NOT_MINDED = {"originality"}
"""Codes of remarks that do not matter here: the songs of this label may resemble one another a little."""


def judge(label: Label, run_id: str) -> str:
    """Decide on one song, and say what was decided."""
    findings = read_review(label, run_id).findings
    remarks = {one.code for one in findings if one.severity is not Severity.PASS} - NOT_MINDED
    if not remarks:
        decide(label, run_id, verdict=Verdict.APPROVE, actor=ACTOR, surface="cli")
        return "approved"
    if remarks == {"hook"}:
        decide(label, run_id, verdict=Verdict.CHANGES, actor=ACTOR, surface="cli", chips=("hook too late",))
        return "changes asked"
    return f"left to a person, because of {', '.join(sorted(remarks))}"


def main() -> None:
    """Look at everything that waits."""
    with open_label(load_settings()) as label:
        waiting = review_queue(label)
        for summary in waiting:
            print(f"{summary.run.title}: {judge(label, summary.run.id)}")
        print(f"{len(waiting)} looked at.")


if __name__ == "__main__":
    main()
