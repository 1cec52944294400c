"""What the doctor looks at where people are told and answer: the places of the settings, and the bot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from noktvrn.interfaces.cli.database import database_path
from noktvrn.journal.steps import Failure
from noktvrn.ops.doctor import Check
from noktvrn.ops.health_telling import check_bot, check_targets

if TYPE_CHECKING:
    from noktvrn.interfaces.cli.session import Session
    from noktvrn.settings import Settings


def telling_checks(settings: Settings, session: Session) -> list[Check]:
    """Return a check for the places, where any are set, and one for the bot, where it has a token."""
    path = database_path(settings)
    if path is not None and not path.exists():
        return []  # nobody was told anything yet, and a look must not make a database
    checks = []
    if settings.notify.targets:
        checks.append(Check("targets", "Notices", lambda: check_targets(lambda: _failures(session))))
    if settings.telegram.token is not None:
        checks.append(Check("bot", "Telegram", lambda: check_bot(lambda: _problem(session))))
    return checks


def _failures(session: Session) -> dict[str, Failure | None]:
    from noktvrn.app import notice_targets
    from noktvrn.services.notices.look import look_at_targets

    with session.label() as label:
        return {view.name: view.failure for view in look_at_targets(label, notice_targets(label.settings))}


def _problem(session: Session) -> Mapping[str, Any]:
    from noktvrn.interfaces.telegram.account import BOT

    with session.label() as label, label.records.read() as unit:
        return unit.chats.bot(BOT).problem
