"""What is to be sent for each kind of message: its card, and the sound, picture or film that goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from noktvrn.errors import NoktvrnError
from noktvrn.interfaces.presenters.words import count, sentence
from noktvrn.interfaces.telegram.cards import Card, card_of, mark_of
from noktvrn.interfaces.telegram.files import cover_of, sound_of, teaser_of
from noktvrn.interfaces.telegram.links import opened, page_of
from noktvrn.interfaces.telegram.markup import Line, Span, bold, clipped, name, plain
from noktvrn.interfaces.telegram.panels import rest_card
from noktvrn.interfaces.telegram.remedies import on_the_phone
from noktvrn.interfaces.telegram.times import zoned
from noktvrn.interfaces.telegram.wire import Sound
from noktvrn.journal.run import DECIDABLE
from noktvrn.ports.chats import ChatMessage, MessageKind, MessageState
from noktvrn.services.label import Label
from noktvrn.services.look import read_review, show_run
from noktvrn.services.views import ReviewView

NO_SOUND: Final = "no_sound"
"""In a message's body: why it goes without its sound."""
AGAIN: Final = "again"
"""In a message's body: it takes the place of one that cannot be changed any more."""

_DO: Final = "Do: "
_LISTED: Final = 20
_NOTICE_LINE: Final = 400


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be sent.

    Attributes:
        card: Its words and buttons.
        mark: Short mark of what it shows.
        sound: Sound that goes with it, or None.
        digest: Digest of the sound's file; empty without one.
        picture: JPEG that goes with it, or None.
        film: Film that goes with it, or None.
        film_px: Its width and height.
    """

    card: Card
    mark: str
    sound: Sound | None = None
    digest: str = ""
    picture: bytes | None = None
    film: Path | None = None
    film_px: tuple[int, int] = (0, 0)

    @property
    def has_media(self) -> bool:
        """Whether its words are a caption."""
        return self.sound is not None or self.picture is not None or self.film is not None


def draft_item(label: Label, message: ChatMessage) -> Draft:
    """Return a song as its message is to show it now.

    Raises:
        NotFoundError: The run is not there.
    """
    view = show_run(label, message.subject)
    review, note = _review(label, message.subject)
    run, telegram = view.summary.run, label.settings.telegram
    now = zoned(label.clock.now(), telegram)
    mark = mark_of(view.summary, message.pass_no, message.asking, now)
    sound, digest = None, ""
    to_hear = message.state is MessageState.CLAIMED and run.state in DECIDABLE and AGAIN not in message.body
    if to_hear and review is not None:
        found = sound_of(label, review)
        refused = message.body.get(NO_SOUND)
        note = f"Its sound cannot be sent: {refused}" if refused else found.why_not
        sound, digest = (None, "") if refused else (found.sound, found.digest)
    page = page_of(label.settings, f"/review/{run.id}")
    card = card_of(view, review, take=message.pass_no, asking=message.asking, now=now, page=page, note=note)
    return Draft(card, mark, sound, digest)


def draft_picture(label: Label, message: ChatMessage) -> Draft:
    """Return a song's cover or teaser, or why it cannot be sent.

    Raises:
        NotFoundError: The run is not there.
    """
    song = show_run(label, message.subject).summary
    what = message.kind.value
    words: list[Line] = [[bold(name(song.run.title) or "A song without a title"), f", {what}"]]
    try:
        if message.body.get(NO_SOUND):
            return Draft(Card((*words, f"It cannot be sent: {message.body[NO_SOUND]}")), what)
        if message.kind is MessageKind.COVER:
            return Draft(Card(tuple(words)), what, picture=cover_of(label, message.subject))
        film, film_px = teaser_of(label, message.subject)
        return Draft(Card(tuple(words)), what, film=film, film_px=film_px)
    except (NoktvrnError, OSError) as error:
        return Draft(Card((*words, f"It cannot be sent: {getattr(error, 'message', error)}")), what)


def draft_rest(rest: int) -> Draft:
    """Return how many songs wait beyond those that are shown."""
    return Draft(rest_card(rest), f"rest {rest}")


def draft_notice(message: ChatMessage) -> Draft:
    """Return something that happened."""
    body = message.body
    url, said = _text(body, "url"), _text(body, "body").splitlines()[:_LISTED]
    lines: list[Line] = [bold(name(_text(body, "title"), 200))]
    lines += [clipped(plain(_worded(line)), _NOTICE_LINE) for line in said if not url or line.strip() != url]
    if link := opened(url):
        lines.append(Span("Open the page", link=link))
    return Draft(Card(tuple(lines)), "notice")


def draft_notices(messages: Sequence[ChatMessage]) -> Draft:
    """Return many things that happened, in one message."""
    lines: list[Line] = [bold(sentence(count(len(messages), "thing happened", "things happened")))]
    lines += [f"· {name(_text(each.body, 'title'), 150)}" for each in messages[:_LISTED]]
    if len(messages) > _LISTED:
        lines.append(f"And {len(messages) - _LISTED} more; whoever runs the label can list them.")
    return Draft(Card(tuple(lines)), "notices")


def _review(label: Label, run_id: str) -> tuple[ReviewView | None, str]:
    """Return what is needed to decide, as far as it can be read."""
    try:
        return read_review(label, run_id), ""
    except NoktvrnError as error:
        return None, error.message


def _worded(line: str) -> str:
    """Return a line of a notice; the remedy in it as it helps on a phone."""
    return f"{_DO}{on_the_phone(line.removeprefix(_DO))}" if line.startswith(_DO) else line


def _text(body: Any, key: str) -> str:
    value = body.get(key, "")
    return value if isinstance(value, str) else ""
