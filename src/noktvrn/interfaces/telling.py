"""Where people are told what happens: all places together, a trial for one, and telling what waits for once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noktvrn.ports.notifier import Message
    from noktvrn.services.label import Label
    from noktvrn.services.notices.deliver import Target, Told


def all_targets(label: Label) -> list[Target]:
    """Return every place: those of the settings, and the chats.

    Raises:
        ConfigError: One of them cannot be used.
    """
    from noktvrn.app import chat_targets, notice_targets

    return [*notice_targets(label.settings), *chat_targets(label)]


def send_trial(label: Label, name: str) -> Message:
    """Send a trial message to one place, now, whatever its quiet hours; blocking.

    Raises:
        NotFoundError: There is no such place.
        ProviderError: It did not take the message.
    """
    from noktvrn.services.notices.look import trial_message
    from noktvrn.services.notices.targets import check_known

    known = {target.name: target for target in all_targets(label)}
    check_known(name, tuple(known))
    message = trial_message(label, known[name])
    known[name].notifier.tell(message)
    return message


def tell_what_waits(label: Label) -> dict[str, list[Told]]:
    """Tell every place what waits for it, once; blocking. Return what became of it, by place."""
    from noktvrn.app import notice_delivery
    from noktvrn.services.notices.loop import deliver_all

    return deliver_all(notice_delivery(label), all_targets(label))
