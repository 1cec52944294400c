"""Who is left alone for a while, and for how long: a circuit breaker for each account.

A passing failure closes an account when it is the third in a row; the time doubles with each further one. A refused key
or an empty purse closes it at once and for hours. When the time is over one call is let through; only its success opens
the account to all again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from noktvrn.errors import ModelCallError
from noktvrn.ports.language import Fault, LanguageModel, Role
from noktvrn.ports.room_state import Closure
from noktvrn.services.room.rules import RULES, Closing

FAILURES_TO_CLOSE = 3
LONGEST_SHORT_S = 600.0
FIRST_LONG_S = 3_600.0
LONGEST_LONG_S = 86_400.0
PROBE_S = 120.0
"""How long others wait for the one call that finds out whether an account works again."""


def key_of(model: LanguageModel, fault: Fault) -> str:
    """Return what a fault closes: the account, or one model of it."""
    return model.account if RULES[fault].closes_account else model_key(model)


def model_key(model: LanguageModel) -> str:
    """Return the key under which a single model is closed."""
    return f"{model.account}/{model.ref.model}"


def after_failure(
    before: Closure | None, model: LanguageModel, error: ModelCallError, role: Role, closed_s: float, at: datetime
) -> Closure | None:
    """Return how an account stands after a failure in a role; None when such a failure says nothing about it."""
    fault = Fault(error.fault)
    rule = RULES[fault]
    if rule.closing is Closing.NOT:
        return None
    failures = 1 if before is None else before.failures + 1
    until = at + timedelta(seconds=_closed_for_s(rule.closing, failures, closed_s, error.retry_after_s))
    if before is not None and before.until > until:
        return before  # whoever is out of credit and was tried all the same is not let in by an overload
    return Closure(
        key=key_of(model, fault),
        vendor=model.ref.vendor,
        model="" if rule.closes_account else model.ref.model,
        fault=fault,
        cause=error.message if role is Role.CHECK else f"{error.message} It was asked as {role.value}.",
        remedy=error.remedy,
        failures=failures,
        needs_person=rule.closing is Closing.LONG,
        since=at if before is None else before.since,
        until=until,
    )


def probing(closure: Closure, at: datetime) -> Closure:
    """Return a closure while one call finds out whether the account works again."""
    return replace(closure, until=at + timedelta(seconds=PROBE_S))


def is_closed(closure: Closure, at: datetime) -> bool:
    """Return whether nobody is let through."""
    return at < closure.until


def wants_probe(closure: Closure) -> bool:
    """Return whether a call that is let through is a probe that others wait for."""
    return closure.needs_person or closure.failures >= FAILURES_TO_CLOSE


def _closed_for_s(closing: Closing, failures: int, closed_s: float, retry_after_s: float | None) -> float:
    asked_s = min(retry_after_s or 0.0, LONGEST_LONG_S)
    if closing is Closing.LONG:
        return max(asked_s, min(FIRST_LONG_S * 2.0 ** min(failures - 1, 10), LONGEST_LONG_S))
    if failures < FAILURES_TO_CLOSE:
        return asked_s
    return max(asked_s, min(closed_s * 2.0 ** min(failures - FAILURES_TO_CLOSE, 20), LONGEST_SHORT_S))
