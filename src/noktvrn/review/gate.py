"""The gate: every artefact of a take held against its limits, each with a remedy.

Nothing passes by absence: what was not measured, is missing or is corrupt blocks. Findings come in the order in which
a person wants them: what blocks, what wants a look, what passes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from noktvrn.review.facts import GateInput, GateLimits
from noktvrn.review.findings import Finding, Severity
from noktvrn.review.originality import judge_originality
from noktvrn.review.picture_rules import judge_cover, judge_teaser
from noktvrn.review.sound_rules import judge_sound
from noktvrn.review.verdicts import finding
from noktvrn.review.word_rules import judge_words

REDO_ORDER: Final = ("brief", "write", "song", "measure", "cover", "teaser", "gate")
"""Steps at which a fresh take may begin, in the order of work."""

_WEIGHT: Final = {Severity.BLOCKING: 0, Severity.NOTICE: 1, Severity.PASS: 2}

_MADE_IN: Final = {
    "brief": "brief",
    "lyrics": "write",
    "words": "write",
    "figures": "measure",
    "peaks": "measure",
    "fingerprint": "measure",
    "cover": "cover",
    "artwork": "cover",
    "thumbnail": "cover",
    "teaser": "teaser",
    "poster": "teaser",
}
"""Step that makes an asset; whatever is not here comes from the song."""


def judge(subject: GateInput, limits: GateLimits | None = None) -> tuple[Finding, ...]:
    """Hold a take against the limits.

    Args:
        subject: What was measured.
        limits: What is allowed; :class:`GateLimits` as it stands when None.

    Returns:
        All findings, passing ones included: blocking first, then notices, then passes; within each in order of work.
    """
    allowed = limits or GateLimits()
    found = [*_assets(subject), *judge_words(subject.words, allowed)]
    found += judge_sound(subject.audio, allowed) if subject.audio else [_unmeasured("audio", "Master", "measure")]
    found += judge_originality(subject.originality, allowed)
    found += (
        judge_cover(subject.cover, subject.words, allowed)
        if subject.cover
        else [_unmeasured("cover", "Cover", "cover")]
    )
    found += judge_teaser(subject.teaser, allowed) if subject.teaser else [_unmeasured("teaser", "Teaser", "teaser")]
    return tuple(sorted(found, key=lambda one: _WEIGHT[one.severity]))


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return those that block, in their order."""
    return tuple(one for one in findings if one.severity is Severity.BLOCKING)


def redo_from(findings: Iterable[Finding]) -> str | None:
    """Return the earliest step that mends everything that blocks; None when nothing blocks."""
    steps = [one.redo_from for one in blocking(findings)]
    return min(steps, key=REDO_ORDER.index, default=None)


def findings_sentence(findings: Sequence[Finding]) -> str:
    """Say the result in a sentence: ``"All 31 checks pass."``, ``"One check blocks, 3 checks want a look."``."""
    if not findings:
        return "The gate has not looked at this take yet."
    tally = Counter(one.severity for one in findings)
    passed = tally[Severity.PASS]
    if passed == len(findings):
        return f"All {passed} checks pass." if passed > 1 else "The one check passes."
    parts = [
        _checks(tally[Severity.BLOCKING], "blocks", "block"),
        _checks(tally[Severity.NOTICE], "wants a look", "want a look"),
        ("one passes" if passed == 1 else f"{passed} pass") if passed else "",
    ]
    text = ", ".join(filter(None, parts))
    return f"{text[0].upper()}{text[1:]}."


def _checks(number: int, does: str, do: str) -> str:
    if number == 1:
        return f"one check {does}"
    return f"{number} checks {do}" if number else ""


def _assets(subject: GateInput) -> list[Finding]:
    missing = [_asset(name, "missing", "is not there") for name in subject.missing_assets]
    corrupt = [_asset(name, "corrupt", what) for name, what in subject.corrupt_assets.items()]
    whole = finding("assets", "Files", True, value="all there", limit="all there", remedy="", redo_from="song")
    return missing + corrupt or [whole]


def _asset(name: str, code: str, what: str) -> Finding:
    return finding(
        f"{code}_asset",
        f"{code.capitalize()} file: {name}",
        False,
        value=what,
        limit="there and whole",
        remedy=f"Make {name} again.",
        redo_from=_MADE_IN.get(name.partition(":")[0], "song"),
    )


def _unmeasured(code: str, title: str, step: str) -> Finding:
    return finding(
        f"{code}_unmeasured",
        f"{title} figures",
        False,
        value="not measured",
        limit="measured",
        remedy=f"Do the step {step} again.",
        redo_from=step,
    )
