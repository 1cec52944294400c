"""Notifiers: ways to tell people something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from noktvrn.ports.notices import Form, Notice


@dataclass(frozen=True, slots=True)
class Message:
    """What is told.

    Attributes:
        id: The same whenever the same notices are told to the same target again, so that a receiver can drop it.
        at: UTC; when the latest of its notices happened.
        form: One notice or many.
        title: One line of at most 120 characters, without markup.
        body: Plain text; what happened and what to do.
        html: The same as HTML of paragraphs and links, every value escaped.
        url: Address of the page about it, or "" where there is none.
        loud: Whether it may make a sound.
        notices: What it tells of, oldest first; at most :data:`MOST_NOTICES` of them.
        count: Notices in all.
        repeated: Whether it may have been told before, because who told it ended before it could say so.
    """

    id: str
    at: datetime
    form: Form
    title: str
    body: str
    html: str
    url: str
    loud: bool
    notices: tuple[Notice, ...]
    count: int
    repeated: bool = False


MOST_NOTICES = 500
"""Most notices that a message carries; more are only counted."""


class Notifier(Protocol):
    """One way to tell people something."""

    name: str
    """Name of the target that it serves."""

    def check(self) -> None:
        """Refuse what can never be used, without asking anybody.

        Raises:
            ConfigError: The address of the settings; the message MUST NOT hold it.
            ToolMissingError: A library or program that this way needs is absent.
        """
        ...

    def tell(self, message: Message) -> None:
        """Tell it.

        MUST return only when whoever receives it has taken it, and MUST end within :data:`LONGEST_TELL_S`. Telling
        the same message again MUST be harmless; where the way allows, the second carries the same identifier.

        Raises:
            RateLimitedError: Wait; ``retry_after_s`` says how long where that is known.
            AuthenticationFailedError: The key or password is refused, or the receiver does not want us.
            ContentRejectedError: This message is refused and would be again; others may pass.
            ProviderUnavailableError: It is down, or cannot be reached.
            ProviderTimeoutError: It did not answer in time.
            ProviderError: It failed in another way.
            ConfigError, ToolMissingError: As for :meth:`check`.
        """
        ...


LONGEST_TELL_S = 60.0
"""Longest time for one message; claims last longer, so that nobody else takes over meanwhile."""
