"""What each fault leads to.

The table is the policy: how often the same model is asked again, whether it is told what was wrong, for how long its
account is left alone, whether the call may have been billed, and whether the model is to blame for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from noktvrn.ports.language import Fault


class Closing(StrEnum):
    """For how long others are kept from asking."""

    NOT = "not"
    """The next request may do better."""
    SHORT = "short"
    """For seconds to minutes, once it has failed several times in a row."""
    LONG = "long"
    """For hours, at once: a person has to act."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a fault leads to.

    Attributes:
        waits: Whether the same model is asked again after a while.
        complains: Whether the same model is asked once more, told what was wrong.
        closing: For how long it is left alone.
        closes_account: Whether all models of the account are left alone, or only this one.
        is_billed: Whether a call of unknown cost has to be counted with its worst case.
        blames: Whether the model's standing suffers.
    """

    waits: bool = False
    complains: bool = False
    closing: Closing = Closing.NOT
    closes_account: bool = True
    is_billed: bool = False
    blames: bool = True


_PASSING = Rule(waits=True, closing=Closing.SHORT)
_INVALID = Rule(complains=True)
_OTHER = Rule()
_SHUT = Rule(closing=Closing.LONG, blames=False)

RULES: dict[Fault, Rule] = {
    Fault.RATE_LIMITED: _PASSING,
    Fault.OVERLOADED: _PASSING,
    Fault.SERVER_ERROR: _PASSING,
    Fault.UNREACHABLE: _PASSING,
    # It took its time already, and the vendor may go on writing and bill for it.
    Fault.TIMED_OUT: Rule(closing=Closing.SHORT, is_billed=True),
    Fault.OUT_OF_CREDIT: _SHUT,
    Fault.KEY_REFUSED: _SHUT,
    Fault.MODEL_UNKNOWN: Rule(closing=Closing.LONG, closes_account=False, blames=False),
    Fault.SDK_MISSING: _SHUT,
    Fault.NOT_JSON: _INVALID,
    Fault.WRONG_SHAPE: _INVALID,
    Fault.CUT_OFF: _INVALID,
    Fault.WRONG_LANGUAGE: _INVALID,
    Fault.REFUSED: _OTHER,
    Fault.CONTENT_FILTERED: _OTHER,
    Fault.EMPTY: _OTHER,
    # A page to sign in at, or a machine between us and the vendor, stands there until somebody takes it away.
    Fault.NOT_API: Rule(closing=Closing.SHORT),
    Fault.REQUEST_REFUSED: _OTHER,
    Fault.TOO_LONG: Rule(blames=False),
}

COMPLAINTS: dict[Fault, str] = {
    Fault.NOT_JSON: "Your answer was not JSON. Answer with one JSON object of the shape asked for and nothing else.",
    Fault.WRONG_SHAPE: "Your answer did not have the shape asked for. Every field, no other, each in range.",
    Fault.CUT_OFF: "Your answer was too long and was cut off. Answer again in fewer words.",
    Fault.WRONG_LANGUAGE: "Your answer was not in the language asked for. Write all prose in {language}.",
}
