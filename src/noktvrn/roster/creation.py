"""The record of how a drafted artist was checked: kept with the artist and shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class CreationSeverity(StrEnum):
    """How much a finding weighs."""

    PASS = "pass"
    NOTICE = "notice"
    BLOCKING = "blocking"


@dataclass(frozen=True, slots=True)
class CreationFinding:
    """One thing that was looked at in a draft.

    Attributes:
        code: Stable slug, such as ``"tempo_range"``.
        title: What was looked at, as a person reads it.
        severity: Whether it passes, wants a look, or blocks.
        value: What the draft says.
        limit: What is allowed.
        remedy: What to do; empty when it passes.
    """

    code: str
    title: str
    severity: CreationSeverity
    value: str
    limit: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class CreationReport:
    """All findings on a draft: those that block first, then notices, then what passes."""

    findings: tuple[CreationFinding, ...]

    @property
    def accepted(self) -> bool:
        """Whether nothing blocks."""
        return not self.blocking

    @property
    def blocking(self) -> tuple[CreationFinding, ...]:
        """The findings that forbid to create this artist."""
        return tuple(finding for finding in self.findings if finding.severity is CreationSeverity.BLOCKING)

    @property
    def summary(self) -> str:
        """One sentence on the whole."""
        passed = sum(finding.severity is CreationSeverity.PASS for finding in self.findings)
        if self.accepted:
            return f"{passed} of {len(self.findings)} checks pass and nothing blocks."
        named = ", ".join(finding.title.lower() for finding in self.blocking)
        return f"{passed} of {len(self.findings)} checks pass; blocked by: {named}."


@dataclass(frozen=True, slots=True)
class CreationRules:
    """What a draft is checked against; the caller fills it from the providers in use.

    Attributes:
        genres: Genres that the label can make, and each one's slowest and fastest tempo in bpm.
        taken_names: Names of the roster.
        style_families: Ways of painting that the artwork provider knows; empty leaves them unchecked.
        display_faces: Faces of titles that it can set; empty leaves them unchecked.
        text_faces: Faces of small text; empty leaves them unchecked.
        layouts: Cover templates; empty leaves them unchecked.
        min_ink_contrast: Least contrast of ink upon ground (WCAG AAA asks 7 for text).
    """

    genres: Mapping[str, tuple[float, float]]
    taken_names: tuple[str, ...] = ()
    style_families: tuple[str, ...] = ()
    display_faces: tuple[str, ...] = ()
    text_faces: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()
    min_ink_contrast: float = 7.0


@dataclass(slots=True)
class FindingsBook:
    """Collects findings while a draft is read."""

    findings: list[CreationFinding] = field(default_factory=list)

    def demand(self, claim: bool, code: str, title: str, *, value: str, limit: str, remedy: str) -> None:
        """Note a check that blocks unless the claim holds."""
        self._note(claim, CreationFinding(code, title, CreationSeverity.BLOCKING, value, limit, remedy))

    def advise(self, claim: bool, code: str, title: str, *, value: str, limit: str, remedy: str) -> None:
        """Note a check that wants a look unless the claim holds."""
        self._note(claim, CreationFinding(code, title, CreationSeverity.NOTICE, value, limit, remedy))

    def report(self) -> CreationReport:
        """Return the findings in the order in which people want them."""
        order = (CreationSeverity.BLOCKING, CreationSeverity.NOTICE, CreationSeverity.PASS)
        return CreationReport(tuple(sorted(self.findings, key=lambda finding: order.index(finding.severity))))

    def _note(self, claim: bool, finding: CreationFinding) -> None:
        passed = replace(finding, severity=CreationSeverity.PASS, remedy="")
        self.findings.append(passed if claim else finding)
