"""What messages say, before anything is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.interfaces.telegram.conftest import ROBIN

from noktvrn.interfaces.presenters.release_words import release_words
from noktvrn.interfaces.telegram import cards
from noktvrn.interfaces.telegram.drafts import draft_item, draft_notice
from noktvrn.interfaces.telegram.markup import CAPTION_LIMIT, length_of, rendered
from noktvrn.interfaces.telegram.panels import run_panel
from noktvrn.interfaces.telegram.presses import Visit, pressed
from noktvrn.journal.run import RunState
from noktvrn.ports.chats import ChatMessage, ChatRole, ChatUser, MessageKind, MessageState
from noktvrn.review.decision import Verdict
from noktvrn.services.decide import decide
from noktvrn.services.look import read_review, show_run
from noktvrn.testing.telegram.rules import parsed_text, units

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def _message(kind: MessageKind, subject: str, **body: object) -> ChatMessage:
    return ChatMessage(0, 1, kind, subject, 1, MessageState.CLAIMED, NOW, body=body)


@pytest.mark.parametrize(
    ("url", "links"),
    [
        ("http://127.0.0.1:8000/runs/1", 0),
        ("http://localhost:8000/runs/1", 0),
        ("https://label.example/runs/1", 1),
        ("", 0),
    ],
)
def test_a_notice_leads_to_its_page_once_and_only_where_a_phone_can_open_it(url, links):
    body = "The gate refused it.\nDo: noktvrn run retry\n" + url
    html = rendered(
        draft_notice(_message(MessageKind.NOTICE, "n", title="Night 1 failed", body=body, url=url)).card.lines
    )
    assert html.count("<a href=") == links
    assert "://" not in parsed_text(html, "HTML")


def test_a_song_that_waits_says_what_its_release_will_say_of_itself(phone):
    words = release_words(read_review(phone.label, phone.waiting)).description
    lines = draft_item(phone.label, _message(MessageKind.ITEM, phone.waiting)).card.lines
    html = rendered(lines, CAPTION_LIMIT)
    assert words
    assert "<blockquote expandable>" in html
    assert words.split()[0] in html
    assert units(parsed_text(html, "HTML")) == length_of(lines) <= CAPTION_LIMIT


def test_words_that_are_too_long_for_a_caption_are_left_on_the_page(phone):
    view, review = show_run(phone.label, phone.waiting), read_review(phone.label, phone.waiting)
    long = replace(review, description="night " * 200)
    card = cards.card_of(view, long, take=1, asking="", now=NOW, page="https://label.example/review/1")
    html = rendered(card.lines, CAPTION_LIMIT)
    assert "blockquote" not in html
    assert html.endswith(">Open the page</a>")


def test_a_decision_that_is_held_can_be_undone_in_its_panel(phone):
    robin = ChatUser(1, "Robin", ChatRole.DECIDE, NOW)
    now = phone.label.clock.now()
    decide(phone.label, phone.waiting, verdict=Verdict.APPROVE, actor="Ana", surface="web")
    panel = run_panel(phone.label, phone.waiting, robin, now)
    (undo,) = [button.press for row in panel.keyboard for button in row if button.words == "Undo"]
    reaction = pressed(Visit(phone.label, robin, ROBIN, 5, now), undo)
    assert reaction.panel is not None
    assert reaction.panel.keyboard[0][0].words == "Hear and decide"
    assert phone.run(phone.waiting).state is RunState.NEEDS_DECISION


def test_a_song_is_named_once_in_its_panel(phone):
    robin = ChatUser(1, "Robin", ChatRole.OPERATE, NOW)
    for run_id in (phone.waiting, phone.failed, phone.released):
        title = phone.run(run_id).title
        text = parsed_text(rendered(run_panel(phone.label, run_id, robin, NOW).lines), "HTML")
        assert text.count(title) == 1
        assert "/run, then press" not in text
