"""How long each role may take and how much it may write, unless the settings say otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from noktvrn.ports.language import Role
from noktvrn.settings import RoomSettings


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one request.

    Attributes:
        deadline_s: Seconds after which no further model is asked.
        max_output_tokens: Longest answer in tokens.
    """

    deadline_s: float
    max_output_tokens: int


LIMITS: dict[Role, Limits] = {
    Role.AUTHOR: Limits(180.0, 6_000),
    Role.HELPER: Limits(90.0, 3_000),
    Role.VALIDATOR: Limits(60.0, 2_000),
    Role.CRITIC: Limits(60.0, 2_000),
    Role.REFLECTOR: Limits(90.0, 2_000),
    Role.ANALYZER: Limits(120.0, 3_000),
    Role.ENGINEER: Limits(120.0, 4_000),
    # A model that cannot help thinking needs some tokens before its first word.
    Role.CHECK: Limits(30.0, 400),
}


def limits_of(role: Role, room: RoomSettings, wanted_tokens: int | None) -> Limits:
    """Return the limits of a request; the settings win over what it wants, and that over the role's own."""
    usual, own = LIMITS[role], room.roles.get(role.value)
    deadline_s = own.deadline_s if own is not None and own.deadline_s is not None else usual.deadline_s
    tokens = wanted_tokens or usual.max_output_tokens
    if own is not None and own.max_output_tokens is not None:
        tokens = min(own.max_output_tokens, wanted_tokens or own.max_output_tokens)
    return Limits(deadline_s, tokens)
