"""The page about the room says of each fault what the table of rules says."""

from __future__ import annotations

import re
from pathlib import Path

from noktvrn.ports.language import Fault, OrchestrationStatus
from noktvrn.services.room.rules import RULES, Closing

PAGE = (Path(__file__).resolve().parents[4] / "docs/explanation/writers-room.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_each_fault_stands_in_a_row_of_its_rule():
    told = {}
    for faults, again, then, closed in rows("What each fault leads to"):
        for name in re.findall(r"`([a-z_]+)`", faults):
            told[Fault(name)] = (again, then, closed)
    assert set(told) == set(Fault)
    for fault, (again, then, closed) in told.items():
        rule = RULES[fault]
        assert rule.waits is ("after a while" in again), fault
        assert rule.complains is ("told what was wrong" in again), fault
        assert rule.is_billed is ("worst case counts" in then), fault
        expected = {Closing.NOT: "no", Closing.SHORT: "third in a row", Closing.LONG: "at once, for an hour"}
        assert expected[rule.closing] in closed, fault
        if rule.closing is Closing.LONG:
            assert rule.closes_account is ("whole account" in closed), fault


def test_each_status_is_told():
    told = {re.findall(r"`([a-z_]+)`", row[0])[0] for row in rows("How an answer came about")}
    assert told == {status.value for status in OrchestrationStatus}
