"""Building one finding from a measured value, a limit and what to do when it is not met."""

from __future__ import annotations

from noktvrn.review.findings import Finding, Severity

EDGE = 1e-9
"""What binary fractions may be off at the edge of a limit, which itself is allowed."""


def within(value: float, low: float, high: float) -> bool:
    """Whether ``value`` lies in the closed range; never for a value that is not a number."""
    return low - EDGE <= value <= high + EDGE


def finding(
    code: str,
    title: str,
    met: bool,
    *,
    value: str,
    limit: str,
    remedy: str,
    redo_from: str,
    otherwise: Severity = Severity.BLOCKING,
) -> Finding:
    """Return a finding that passes when ``met``, and weighs ``otherwise`` when not."""
    return Finding(
        code=code,
        title=title,
        severity=Severity.PASS if met else otherwise,
        value=value,
        limit=limit,
        remedy="" if met else remedy,
        redo_from=redo_from,
    )


def figure(value: float, unit: str, *, exact: bool, digits: int = 1) -> str:
    """Write a value with its unit; one digit more when it is ``exact``ly the reason of a refusal."""
    return f"{value:.{digits + exact}f} {unit}".rstrip()


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: ``"1 sample"``, ``"2 samples"``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def clock(seconds: float) -> str:
    """Write seconds as minutes and seconds, such as ``"3:04"``."""
    if not within(seconds, 0.0, 1e6):
        return f"{seconds} s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"
