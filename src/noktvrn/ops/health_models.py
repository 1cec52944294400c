"""Checks on accounts of language models: is there a usable key, who is left alone, and how the last call ended.

Nobody is asked here; what a call said is read from the ledger and from who is left alone because of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from noktvrn.ops.doctor import Diagnosis, broken, good, notice
from noktvrn.ports.ledger import CallState, LedgerEntry
from noktvrn.ports.room_state import Closure


@dataclass(frozen=True, slots=True)
class ModelAccount:
    """A vendor or an endpoint as the settings have it.

    Attributes:
        name: As in ``vendor:model``.
        label: Its account, as closures name it; empty when it cannot be asked.
        models: How many models of it are asked.
        gap: Why none of it can be asked; empty when one can.
        gap_repair: What to do about that.
        is_ordered: Whether the settings ask for a model of it all the same.
        doubt: What is odd about its key; empty when nothing is.
        doubt_repair: What to do about that.
    """

    name: str
    label: str
    models: int
    gap: str = ""
    gap_repair: str = ""
    is_ordered: bool = True
    doubt: str = ""
    doubt_repair: str = ""


@dataclass(frozen=True, slots=True)
class Experience:
    """What was lived through with an account.

    Attributes:
        closures: Who is left alone, all accounts together.
        last_call: The last call of the vendor; None when there was none lately.
    """

    closures: Sequence[Closure] = ()
    last_call: LedgerEntry | None = None


def check_no_models() -> Diagnosis:
    """Say that no language model is set up, which is a way to work and no fault."""
    return good("none set up; the embedded writer writes everything")


def check_account(account: ModelAccount, look: Callable[[], Experience], now: datetime) -> Diagnosis:
    """Look whether an account can be asked, and whether it answered when it was.

    Args:
        account: As the settings have it.
        look: Reads what was lived through with it.
        now: UTC.
    """
    if account.gap:
        return (broken if account.is_ordered else notice)(account.gap, account.gap_repair)
    lived = look()
    closure = next((each for each in lived.closures if _is_of(each, account)), None)
    if closure is not None and closure.needs_person:
        again = (
            f"asked again after {_moment(closure.until)}" if closure.until > now else "asked once more by the next run"
        )
        return broken(f"{closure.cause} Seen {_moment(closure.since)}; {again}.", closure.remedy)
    if closure is not None and closure.until > now:
        return notice(f"{closure.cause} Left alone until {_moment(closure.until)}.", closure.remedy)
    if account.doubt:
        return notice(account.doubt, account.doubt_repair)
    return _of_last_call(account, lived.last_call)


def _of_last_call(account: ModelAccount, call: LedgerEntry | None) -> Diagnosis:
    trying = f"Try it: noktvrn provider check {account.name}"
    set_up = f"{account.models} {'model' if account.models == 1 else 'models'} set up"
    if call is None:
        return notice(f"{set_up}, not asked yet", trying)
    when = f"{call.vendor}:{call.model} asked {_moment(call.at)}"
    if call.fault is not None:
        return notice(f"{when}: {call.fault.value.replace('_', ' ')}", trying)
    if call.state is CallState.LOST:
        return notice(f"{when}: nobody waited for the answer", trying)
    return good(f"{set_up}; {when}: answered")


def _is_of(closure: Closure, account: ModelAccount) -> bool:
    return closure.key == account.label or closure.key.startswith(f"{account.label}/")


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
