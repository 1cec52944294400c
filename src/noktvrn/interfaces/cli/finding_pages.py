"""How the gate's findings look on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from noktvrn.interfaces.cli.terminal import QUIET, columns, marked
from noktvrn.interfaces.presenters.findings import finding_rows
from noktvrn.review.gate import findings_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from noktvrn.review.findings import Finding


def finding_lines(findings: Sequence[Finding], width: int, only: Sequence[Finding] | None = None) -> list[Text]:
    """Return the verdict in one sentence, then each finding with its value and limit, and what to do about it.

    Args:
        findings: All of them.
        width: Where lines are cut.
        only: Those to list; all when None.
    """
    rows = finding_rows(findings if only is None else only)
    table = columns(
        [
            [marked(row.standing, row.word), row.title, Text.assemble(row.value, (_limit(row.limit), QUIET))]
            for row in rows
        ],
        width=width,
    )
    lines = [Text(findings_sentence(findings))]
    for row, line in zip(rows, table, strict=True):
        lines.append(line)
        if row.remedy:
            lines.append(Text(f"    {row.remedy}", style=QUIET))
    return lines


def _limit(limit: str) -> str:
    return f", allowed {limit}" if limit else ""
