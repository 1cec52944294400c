"""A finding of the gate: measured value, limit, severity, remedy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs."""

    PASS = "pass"
    NOTICE = "notice"
    BLOCKING = "blocking"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the gate looked at.

    Attributes:
        code: Stable slug, such as ``"loudness"``.
        title: What was looked at, as a person reads it ("Loudness").
        severity: Whether it passes, wants a look, or blocks.
        value: What was measured, with its unit ("-14.0 LUFS").
        limit: What is allowed ("-14.0 ± 0.3 LUFS").
        remedy: What to do; empty when it passes.
        redo_from: Name of the step that a fresh take must begin at to mend it, such as ``"song"``.
    """

    code: str
    title: str
    severity: Severity
    value: str
    limit: str
    remedy: str
    redo_from: str
