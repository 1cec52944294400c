"""Write down what happens, within the unit of work that makes it happen."""

from __future__ import annotations

from datetime import datetime

from noktvrn.ports.notice_kinds import NoticePayload
from noktvrn.ports.repositories import UnitOfWork


def announce(unit: UnitOfWork, payload: NoticePayload, at: datetime) -> None:
    """Write down what happened, for everybody who wants to be told.

    It lasts when the unit commits and is taken back with it. Announcing the same again changes nothing: what makes it
    the same is ``payload.key``.

    Args:
        unit: The open unit of work of the change.
        payload: What happened; one of :mod:`noktvrn.ports.notice_kinds`.
        at: UTC.
    """
    unit.notices.add(payload, at)
