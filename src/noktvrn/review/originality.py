"""Whether a song is too close to one that the label has."""

from __future__ import annotations

from noktvrn.review.facts import GateLimits, Neighbour, OriginalityFacts
from noktvrn.review.findings import Finding, Severity
from noktvrn.review.verdicts import finding

CODE = "originality"
TITLE = "Originality"


def judge_originality(facts: OriginalityFacts | None, limits: GateLimits) -> list[Finding]:
    """Hold a song against its nearest neighbour.

    Args:
        facts: Its neighbours; None when it could not be compared, which wants a look and does not block.
        limits: What is allowed.
    """
    allowed = f"below {limits.similarity_max:.2f}"
    if facts is None:
        return [_not_compared(allowed)]
    nearest = max(facts.neighbours, key=lambda neighbour: neighbour.similarity, default=None)
    if nearest is None:
        return [
            finding(CODE, TITLE, True, value="no song to compare with yet", limit=allowed, remedy="", redo_from="song")
        ]
    if facts.repeated_run_id == nearest.run_id and nearest.similarity >= limits.similarity_max:
        return [_repeated(nearest, allowed)]
    blocks = nearest.similarity >= limits.similarity_max
    return [
        finding(
            CODE,
            TITLE,
            nearest.similarity < limits.similarity_notice,
            value=describe(nearest),
            limit=allowed,
            remedy="Make a fresh take from another seed." if blocks else "Listen to both before you approve.",
            redo_from="song",
            otherwise=Severity.BLOCKING if blocks else Severity.NOTICE,
        )
    ]


def _repeated(nearest: Neighbour, allowed: str) -> Finding:
    """The same words and seed ask for the same song: a person decides, and is told."""
    return finding(
        CODE,
        TITLE,
        False,
        value=describe(nearest),
        limit=allowed,
        remedy=f"It repeats run {nearest.run_id[-8:]}, which has the same words and seed; release only one of them.",
        redo_from="song",
        otherwise=Severity.NOTICE,
    )


def describe(neighbour: Neighbour) -> str:
    """Say who the neighbour is and what is alike: ``"0.31 to “Night Bus” by Nova Lux (harmony)"``."""
    # Cut, not rounded: a figure that is shown as the limit has reached it.
    shown = int(neighbour.similarity * 100 + 1e-9) / 100
    return f"{shown:.2f} to “{neighbour.title}” by {neighbour.artist} ({neighbour.why})"


def _not_compared(allowed: str) -> Finding:
    return finding(
        CODE,
        TITLE,
        False,
        value="not compared",
        limit=allowed,
        remedy="The analyser in use takes no fingerprint; listen for likeness to your own songs.",
        redo_from="measure",
        otherwise=Severity.NOTICE,
    )
