"""Where people are told what happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from noktvrn.services.label import Label
from noktvrn.settings import Settings

if TYPE_CHECKING:
    from pydantic import SecretStr

    from noktvrn.ports.notifier import Notifier
    from noktvrn.services.notices.deliver import Delivery, Target


def notice_targets(settings: Settings) -> list[Target]:
    """Return the places where people are told what happens, as the settings name them.

    Raises:
        ConfigError: One of them cannot be used.
    """
    from noktvrn.services.notices.deliver import Target
    from noktvrn.services.notices.targets import rules_of

    return [
        Target(name, _notifier(name, chosen.url), rules_of(name, chosen, settings.notify))
        for name, chosen in settings.notify.targets.items()
    ]


def chat_targets(label: Label) -> list[Target]:
    """Return the chats as a place where people are told, when a bot's token is set.

    Songs that wait and releases are left out: they have messages of their own there.

    Raises:
        ConfigError: The time zone is unknown.
    """
    from noktvrn.ports.notice_kinds import NoticeKind
    from noktvrn.providers.notifier.telegram import ChatNotifier
    from noktvrn.services.notices.deliver import Target
    from noktvrn.services.notices.targets import DEFAULT_KINDS, rules_of
    from noktvrn.settings import TargetSettings

    telegram, own = label.settings.telegram, {NoticeKind.NEEDS_DECISION, NoticeKind.RELEASED}
    if telegram.token is None:
        return []
    notifier = ChatNotifier(label.records, label.clock)
    told = tuple(kind.value for kind in DEFAULT_KINDS if kind not in own)
    chosen = TargetSettings(url=telegram.token, kinds=told, digest_at=telegram.digest_at, zone=telegram.zone)
    return [Target(notifier.name, notifier, rules_of(notifier.name, chosen, label.settings.notify))]


def _notifier(name: str, url: SecretStr) -> Notifier:
    from noktvrn.providers.notifier.apprise import AppriseNotifier

    if not url.get_secret_value().startswith("webhook+"):
        return AppriseNotifier(name, url)
    from noktvrn.providers.notifier.webhook import WebhookNotifier

    return WebhookNotifier(name, url)


def notice_delivery(label: Label) -> Delivery:
    """Return what tells targets, under a name of this process's own."""
    from noktvrn.services.notices.deliver import Delivery
    from noktvrn.services.web_address import linked_address

    return Delivery(
        label.records,
        label.clock,
        owner=label.identifiers.new_id(),
        base=linked_address(label.settings.web),
        keep_days=label.settings.notify.keep_days,
    )


@contextmanager
def telling_people(label: Label) -> Iterator[None]:
    """Tell the targets of the settings what happens, beside a block.

    Raises:
        ConfigError: One of them cannot be used.
    """
    from noktvrn.services.notices.loop import NoticeLoop, telling

    targets = [*notice_targets(label.settings), *chat_targets(label)]
    loop = NoticeLoop(notice_delivery(label), lambda: targets, label.settings.notify.look_s)
    with telling(loop):
        yield
