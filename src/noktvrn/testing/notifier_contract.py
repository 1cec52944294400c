"""What every implementation of :mod:`noktvrn.ports.notifier` must do.

Subclass :class:`NotifierContract` in a test module and give it a fixture ``receiver``: a real server on loopback, or
what stands for one, with nothing in it yet.
"""

# ruff: noqa: D102 - the names of tests are sentences

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import pytest

from noktvrn.errors import (
    AuthenticationFailedError,
    ContentRejectedError,
    NoktvrnError,
    ProviderError,
    ProviderTimeoutError,
    ProviderUnavailableError,
    RateLimitedError,
)
from noktvrn.ports.notice_kinds import NeedsDecision, NoticeKind
from noktvrn.ports.notices import Form, Notice
from noktvrn.ports.notifier import Message, Notifier
from noktvrn.testing.builders import ARTIST_ID, RUN_ID
from noktvrn.testing.clock import NOON
from noktvrn.types import RunId

SECRET = "tok3n-that-nobody-may-see"
"""Stands in the address of every receiver that has one."""

HOSTILE = '<b>Bold</b> & "quoted" %s {x} é 夜 🎛️ ; DROP TABLE -- ../../etc'


class Mood(StrEnum):
    """How a receiver answers."""

    WILLING = "willing"
    BUSY = "busy"
    """It asks to wait."""
    BROKEN = "broken"
    """Something is wrong on its side."""
    STRANGER = "stranger"
    """It refuses our key."""
    REFUSING = "refusing"
    """It refuses this message."""
    DROPPING = "dropping"
    """It ends the connection in the middle."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A message as it arrived.

    Attributes:
        id: Its identifier; empty where the way has no place for it.
        title: Its title.
        text: Everything else of it, as a reader sees it.
    """

    id: str
    title: str
    text: str


class Receiver(Protocol):
    """Somebody who is told."""

    taken: list[Taken]
    mood: Mood

    def notifier(self) -> Notifier:
        """Return a notifier that tells this receiver; its address holds :data:`SECRET` where it can."""
        ...

    def go_away(self) -> None:
        """Stop listening."""
        ...


def build_message(**changes: object) -> Message:
    """Return a valid message; what a test is about is passed by name."""
    payload = NeedsDecision(RunId(RUN_ID), ARTIST_ID, 1, "Night Bus", "Nova Lux", "All 31 checks pass.", NOON)
    notice = Notice(7, NOON, NoticeKind.NEEDS_DECISION, payload.key, RUN_ID, ARTIST_ID, payload)
    message = Message(
        id="0123456789abcdef0123456789abcdef",
        at=NOON,
        form=Form.SINGLE,
        title="Night Bus by Nova Lux waits for you",
        body="The gate says: All 31 checks pass.\nhttps://label.example/review/7",
        html="<p>The gate says: All 31 checks pass.</p>\n<p>https://label.example/review/7</p>",
        url="https://label.example/review/7",
        loud=True,
        notices=(notice,),
        count=1,
    )
    return replace(message, **changes)  # type: ignore[arg-type]  # names and types as in Message


class NotifierContract:
    """Telling."""

    def test_a_message_arrives_once_with_all_that_it_says(self, receiver: Receiver) -> None:
        receiver.notifier().tell(build_message())
        (taken,) = receiver.taken
        assert taken.title == "Night Bus by Nova Lux waits for you"
        assert "All 31 checks pass." in taken.text
        assert "https://label.example/review/7" in taken.text

    def test_a_message_that_is_told_again_carries_the_same_identifier(self, receiver: Receiver) -> None:
        notifier = receiver.notifier()
        for repeated in (False, True):
            notifier.tell(build_message(repeated=repeated))
        notifier.tell(build_message(id="f" * 32))
        assert [taken.id for taken in receiver.taken] == [build_message().id] * 2 + ["f" * 32]

    def test_hostile_text_arrives_as_text(self, receiver: Receiver) -> None:
        from html import escape

        message = build_message(title=HOSTILE, body=HOSTILE, html=f"<p>{escape(HOSTILE)}</p>")
        receiver.notifier().tell(message)
        (taken,) = receiver.taken
        assert taken.title == HOSTILE
        assert HOSTILE in taken.text

    @pytest.mark.parametrize(
        ("mood", "error"),
        [
            (Mood.BUSY, RateLimitedError),
            (Mood.BROKEN, ProviderUnavailableError),
            (Mood.STRANGER, AuthenticationFailedError),
            (Mood.REFUSING, ContentRejectedError),
            (Mood.DROPPING, ProviderUnavailableError),
        ],
    )
    def test_each_way_to_fail_has_its_error_and_the_next_message_passes(
        self, receiver: Receiver, mood: Mood, error: type[ProviderError]
    ) -> None:
        notifier = receiver.notifier()
        receiver.mood = mood
        with pytest.raises(error) as caught:
            notifier.tell(build_message())
        _check_silent(caught.value)
        assert receiver.taken == []
        receiver.mood = Mood.WILLING
        notifier.tell(build_message())
        assert len(receiver.taken) == 1

    def test_a_receiver_that_is_not_there_is_out_of_reach(self, receiver: Receiver) -> None:
        notifier = receiver.notifier()
        receiver.go_away()
        with pytest.raises((ProviderUnavailableError, ProviderTimeoutError)) as caught:
            notifier.tell(build_message())
        _check_silent(caught.value)


def _check_silent(error: NoktvrnError) -> None:
    """What an operator reads says what to do and holds nothing of the address that is secret."""
    assert error.remedy
    assert SECRET not in f"{error.message} {error.remedy} {error!r}"
