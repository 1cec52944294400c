"""Checks on the ways by which people are told and answer: the places of the settings, and the bot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from noktvrn.journal.steps import Failure
from noktvrn.ops.doctor import Diagnosis, good, notice


def check_targets(failures: Callable[[], Mapping[str, Failure | None]]) -> Diagnosis:
    """Look whether each place takes what it is told, as far as is known; nobody is asked.

    Args:
        failures: Returns why each place, by name, is not told; None where nothing is wrong.
    """
    known = failures()
    wrong = [failure for failure in known.values() if failure is not None]
    if not wrong:
        return good(", ".join(known))
    more = f" {len(wrong) - 1} more fail: noktvrn notice targets" if len(wrong) > 1 else ""
    return notice(f"{wrong[0].message}{more}", wrong[0].remedy)


def check_bot(problem: Callable[[], Mapping[str, Any]]) -> Diagnosis:
    """Look at what the bot wrote down about itself last; Telegram is not asked.

    Args:
        problem: Returns what keeps it from its work; empty when nothing does.
    """
    kept = problem()
    if not kept:
        return good("nothing is known to be wrong; noktvrn telegram check asks")
    return notice(str(kept.get("message", "")), str(kept.get("remedy", "noktvrn telegram check")))
