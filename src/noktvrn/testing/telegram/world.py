"""What a Telegram for tests knows, and what goes wrong in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from noktvrn.testing.telegram.rules import Call, Refused, ShownMessage


@dataclass(slots=True)
class Fault:
    """Something that goes wrong with the next requests of a method.

    Attributes:
        method: Which; empty for any.
        refusal: What is answered; None drops the connection.
        after: Whether the effect comes about first.
        times: How often.
    """

    method: str
    refusal: Refused | None
    after: bool = False
    times: int = 1


@dataclass(slots=True)
class World:
    """Everything that the server knows; tests look at it and change it."""

    messages: dict[tuple[int, int], ShownMessage] = field(default_factory=dict)
    updates: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, list[Mapping[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    blocked: set[int] = field(default_factory=set)
    moved: dict[int, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    menus: dict[tuple[int, ...], dict[str, str]] = field(default_factory=dict)
    revoked: bool = False
    webhook: str = ""
    secret: str = ""
    polled: int = 0
    skew_s: int = 0
    max_upload_bytes: int = 50_000_000
    keeps_rates: bool = False
