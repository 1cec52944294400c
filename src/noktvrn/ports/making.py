"""What all makers share: progress, cancellation, and the mark of who made a thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Progress: TypeAlias = Callable[[float, str], None]
"""Called with the share of the work that is done, 0..1, and what is being done now."""

Cancelled: TypeAlias = Callable[[], bool]
"""Answers whether to stop; a maker that sees True raises ``StepCancelledError``."""


@dataclass(frozen=True, slots=True)
class MadeBy:
    """Who made a thing and from what; becomes the provenance of the asset.

    Attributes:
        provider: Name of the provider, such as ``"embedded"``.
        model: Model or engine with its version, such as ``"noktvrn-studio 0.1.0"``.
        licence: Terms of use of the result.
        prompt: Words that it was told; empty when none.
        parameters: Values that it was told; JSON values only.
        seed: Seed, where it takes one.
    """

    provider: str
    model: str
    licence: str
    prompt: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None


def ignore_progress(fraction: float, what: str) -> None:
    """A ``Progress`` that nobody watches."""


def never_cancelled() -> bool:
    """A ``Cancelled`` that never asks to stop."""
    return False
