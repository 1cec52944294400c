"""Every notifier tells a real receiver on loopback, and fails as the port says."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO

import pytest
from pydantic import SecretStr
from tests.contract.receivers import RETRY_AFTER_S, HttpReceiver, MailReceiver, http_receiver, mail_receiver

from noktvrn.errors import (
    AuthenticationFailedError,
    ConfigError,
    ContentRejectedError,
    ProviderError,
    ProviderTimeoutError,
    ProviderUnavailableError,
    RateLimitedError,
)
from noktvrn.ports.notifier import Message
from noktvrn.providers.notifier.apprise import AppriseNotifier
from noktvrn.providers.notifier.webhook import WebhookNotifier, retry_after_s
from noktvrn.testing.notifier import FakeNotifier
from noktvrn.testing.notifier_contract import SECRET, Mood, NotifierContract, Taken, build_message

# Apprise asks for a module of Python that has been replaced since, once, when it is loaded.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

_WHO = {"provider": "desk", "operation": "tell", "remedy": "Wait."}


class FakeReceiver:
    """What stands behind the fake notifier."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.mood = Mood.WILLING
        self._gone = False

    def notifier(self) -> FakeNotifier:
        return FakeNotifier(on_tell=self._take)

    def go_away(self) -> None:
        self._gone = True

    def _take(self, message: Message) -> None:
        failures: dict[Mood, type[ProviderError]] = {
            Mood.BUSY: RateLimitedError,
            Mood.STRANGER: AuthenticationFailedError,
            Mood.REFUSING: ContentRejectedError,
        }
        if self._gone or self.mood is not Mood.WILLING:
            raise failures.get(self.mood, ProviderUnavailableError)("No.", **_WHO)
        self.taken.append(Taken(message.id, message.title, message.body))


class TestFakeNotifier(NotifierContract):
    @pytest.fixture
    def receiver(self) -> FakeReceiver:
        return FakeReceiver()


class TestWebhookNotifier(NotifierContract):
    @pytest.fixture
    def receiver(self) -> Iterator[HttpReceiver]:
        with http_receiver(through_apprise=False) as receiver:
            yield receiver

    def test_the_document_holds_the_payload_of_each_notice(self, receiver: HttpReceiver) -> None:
        receiver.notifier().tell(build_message())
        (document,) = receiver.documents
        assert document["url"] == "https://label.example/review/7"
        assert (document["loud"], document["count"], document["repeated"]) == (True, 1, False)
        (notice,) = document["notices"]
        assert (notice["kind"], notice["id"], notice["at"]) == ("needs_decision", 7, "2026-01-05T12:00:00Z")
        assert notice["payload"]["title"] == "Night Bus"
        assert receiver.headers[0]["authorization"].startswith("Basic ")

    def test_a_receiver_that_has_it_already_has_taken_it(self, receiver: HttpReceiver) -> None:
        receiver.status = 409
        receiver.notifier().tell(build_message())

    @pytest.mark.parametrize("status", [429, 503])
    def test_the_time_that_a_receiver_asks_for_is_passed_on(self, receiver: HttpReceiver, status: int) -> None:
        receiver.mood, receiver.status = Mood.BUSY, status
        with pytest.raises(RateLimitedError) as caught:
            receiver.notifier().tell(build_message())
        assert caught.value.retry_after_s == RETRY_AFTER_S

    @pytest.mark.parametrize("status", [301, 307, 404, 410])
    def test_a_redirect_is_not_followed_and_a_wrong_address_is_not_taken_for_a_bad_message(
        self, receiver: HttpReceiver, status: int
    ) -> None:
        receiver.status = status
        with pytest.raises(ProviderError) as caught:
            receiver.notifier().tell(build_message())
        assert type(caught.value) is ProviderError
        assert "notify.targets.desk.url" in caught.value.remedy

    @pytest.mark.parametrize("url", ["ftp://x/{}", "https:///{}", "https://[{}]", "{}", "", "https://u:{}@"])
    def test_an_address_that_cannot_be_used_is_refused_unseen(self, url: str) -> None:
        with pytest.raises(ConfigError) as caught:
            WebhookNotifier("desk", SecretStr(f"webhook+{url.format(SECRET)}")).check()
        assert SECRET not in caught.value.message


class TestAppriseWebhook(NotifierContract):
    @pytest.fixture
    def receiver(self) -> Iterator[HttpReceiver]:
        with http_receiver(through_apprise=True) as receiver:
            yield receiver

    def test_a_repeat_says_so(self, receiver: HttpReceiver) -> None:
        receiver.notifier().tell(build_message(repeated=True))
        assert receiver.headers[0]["x-noktvrn-message"] == f"{build_message().id}; repeated"

    def test_nothing_of_apprise_reaches_our_log(self, receiver: HttpReceiver) -> None:
        written = StringIO()
        ours, root = logging.StreamHandler(written), logging.getLogger()
        root.addHandler(ours)
        before = root.level
        root.setLevel(logging.DEBUG)
        try:
            receiver.notifier().tell(build_message())
            receiver.mood = Mood.BROKEN
            with pytest.raises(ProviderUnavailableError):
                receiver.notifier().tell(build_message())
        finally:
            root.removeHandler(ours)
            root.setLevel(before)
        assert written.getvalue() == ""

    @pytest.mark.parametrize("url", ["nonsense://x", "https://", "", "json://", "dbus+x://", SECRET])
    def test_an_address_that_apprise_does_not_know_is_refused_unseen(self, url: str) -> None:
        notifier = AppriseNotifier("desk", SecretStr(url))
        for refused in (notifier.check, lambda: notifier.tell(build_message())):
            with pytest.raises(ConfigError) as caught:
                refused()
            assert "be-told.md" in caught.value.remedy
            assert SECRET not in caught.value.message


class TestAppriseMail(NotifierContract):
    @pytest.fixture
    def receiver(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailReceiver]:
        # A sender says hello with the name of its machine, and asks the network for it.
        monkeypatch.setattr(socket, "getfqdn", lambda name="": "label.example")
        with mail_receiver() as receiver:
            yield receiver

    def test_a_letter_has_a_link_and_goes_from_and_to_where_it_should(self, receiver: MailReceiver) -> None:
        html = '<p><a href="https://label.example/review/7">https://label.example/review/7</a></p>'
        receiver.notifier().tell(build_message(html=html))
        (letter,) = receiver.letters
        assert 'href="https://label.example/review/7"' in letter.get_body(("html",)).get_content()
        assert "label@label.example" in letter["From"]
        assert letter["To"] == "robin@label.example"


def test_a_receiver_that_never_answers_ends_in_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx2

    def never(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("slow", request=request)

    notifier = WebhookNotifier("desk", SecretStr("webhook+http://127.0.0.1/"), httpx2.MockTransport(never))
    with pytest.raises(ProviderTimeoutError):
        notifier.tell(build_message())


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        ("120", 120.0),
        ("Mon, 05 Jan 2026 12:01:00 GMT", 60.0),
        ("Mon, 05 Jan 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("٣", None),
        ("1.5", None),
    ],
)
def test_the_wait_that_is_asked_for_is_read_as_seconds_or_date(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header, datetime(2026, 1, 5, 12, tzinfo=UTC)) == seconds
