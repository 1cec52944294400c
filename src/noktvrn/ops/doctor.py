"""The doctor: checks on this machine and home directory, each with its result and the repair.

A check looks, changes nothing that is kept, and never raises: what goes wrong in it is its result. What needs a
database or a worker's sign of life comes in as a callable, so that this room opens no database itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from noktvrn.errors import NoktvrnError


class Health(StrEnum):
    """How a check came out."""

    GOOD = "good"
    NOTICE = "notice"
    """Works, but not as well as it could, or not yet set up."""
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a check found.

    Attributes:
        health: How it came out.
        result: What was found, with values.
        repair: What to do; empty when all is well.
    """

    health: Health
    result: str
    repair: str = ""


Examine: TypeAlias = Callable[[], Diagnosis]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at.

    Attributes:
        code: Stable slug, such as ``"free_space"``.
        title: What is looked at, as a person reads it.
        examine: Looks.
    """

    code: str
    title: str
    examine: Examine


@dataclass(frozen=True, slots=True)
class Checked:
    """A check with what it found.

    Attributes:
        code: Of the check.
        title: Of the check.
        diagnosis: What was found.
        took_s: Seconds that it took.
    """

    code: str
    title: str
    diagnosis: Diagnosis
    took_s: float


def good(result: str) -> Diagnosis:
    """Return that all is well."""
    return Diagnosis(Health.GOOD, result)


def notice(result: str, repair: str) -> Diagnosis:
    """Return that it works, but could be better."""
    return Diagnosis(Health.NOTICE, result, repair)


def broken(result: str, repair: str) -> Diagnosis:
    """Return that it does not work."""
    return Diagnosis(Health.BROKEN, result, repair)


def examine(check: Check) -> Checked:
    """Carry out one check.

    What it raises becomes its result: the doctor answers most when most is broken.
    """
    began = time.monotonic()
    try:
        diagnosis = check.examine()
    except NoktvrnError as error:
        diagnosis = broken(error.message, error.remedy)
    except Exception as error:  # a check of a broken installation may meet anything, and the next one must still run
        diagnosis = broken(
            f"The check itself failed: {type(error).__name__}: {error}",
            "Report this line together with the others.",
        )
    return Checked(check.code, check.title, diagnosis, time.monotonic() - began)


def worst(results: Sequence[Checked]) -> Health:
    """Return the worst health among the results; good when there are none."""
    order = list(Health)
    return max((result.diagnosis.health for result in results), key=order.index, default=Health.GOOD)
