"""A notifier that keeps what it is told, refuses by script, and is strict about what a message may be."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from html.parser import HTMLParser

from noktvrn.ports.notices import Form
from noktvrn.ports.notifier import MOST_NOTICES, Message

LONGEST_TITLE = 120
_ELEMENTS = frozenset({"p", "a", "strong"})
_BREAKING = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class FakeNotifier:
    """Implements :class:`noktvrn.ports.notifier.Notifier`.

    Args:
        name: Name of the target.
        fails: Errors that the next calls raise, one for each; None lets a call pass.
        on_tell: Called with each message before anything else; may raise what no script foresees.
    """

    def __init__(
        self,
        name: str = "desk",
        fails: Sequence[Exception | None] = (),
        on_tell: Callable[[Message], None] = lambda message: None,
    ) -> None:
        """See the class."""
        self.name = name
        self.told: list[Message] = []
        self.asked = 0
        self._fails = list(fails)
        self._on_tell = on_tell

    def check(self) -> None:
        """Refuse nothing: there is no address."""

    def tell(self, message: Message) -> None:
        """Keep a message, or fail as the script says.

        Raises:
            AssertionError: The message breaks a promise of :class:`~noktvrn.ports.notifier.Message`.
        """
        check_message(message)
        self.asked += 1
        self._on_tell(message)
        failure = self._fails.pop(0) if self._fails else None
        if failure is not None:
            raise failure
        self.told.append(message)

    @property
    def heard(self) -> list[Message]:
        """What a receiver has that drops messages whose identifier it knows."""
        return list({message.id: message for message in reversed(self.told)}.values())[::-1]


def check_message(message: Message) -> None:
    """Refuse a message that breaks a promise of the port."""
    assert message.id.isascii(), message.id
    assert message.id.isalnum(), message.id
    assert 1 <= len(message.title) <= LONGEST_TITLE, message.title
    for text in (message.title, *message.body.split("\n")):
        assert not {unicodedata.category(char) for char in text} & _BREAKING, repr(text)
        assert not _TURNING & set(text), repr(text)
    assert message.body
    assert 1 <= len(message.notices) <= MOST_NOTICES
    assert message.count >= len(message.notices)
    assert message.form is Form.SUMMARY or message.count == 1
    assert [notice.id for notice in message.notices] == sorted({notice.id for notice in message.notices})
    _Html().feed(message.html)


class _Html(HTMLParser):
    """Refuses elements and attributes that only a value could have brought in."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _ELEMENTS, tag
        assert tag == "a" or not attrs, attrs
        assert all(name == "href" and str(value).startswith("http") for name, value in attrs), attrs

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)
