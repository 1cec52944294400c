"""What happens is told in chats: with its remedy, once, and not in floods."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.interfaces.telegram.conftest import ANA, ROBIN

from noktvrn.app import chat_targets, telling_people
from noktvrn.ports.notice_kinds import NoticeKind
from noktvrn.providers.notifier.telegram import ChatNotifier
from noktvrn.services.chats import mute_chat
from noktvrn.testing.notifier_contract import build_message


@pytest.fixture
def notifier(phone):
    return ChatNotifier(phone.label.records, phone.label.clock)


def _message(number=0, **more):
    made = build_message()
    return replace(
        made, id=f"m{number}", title=f"Song {number} failed", body="The disk is full.\nDo: free <some> space", **more
    )


def test_a_failure_is_told_with_its_remedy_and_a_sound_in_every_chat(phone, notifier):
    phone.let_in(ANA, "Ana")
    notifier.tell(_message(loud=True))
    notifier.tell(_message(loud=True))
    with phone.running():
        for chat in (ROBIN, ANA):
            phone.item(chat)
            told = phone.item(chat, "Song 0 failed")
            assert "Do: free <some> space" in told.text
            assert not told.silent
    assert len([text for text in phone.texts() if "failed" in text]) == 1


def test_many_notices_that_waited_are_told_in_one_message(phone, notifier):
    mute_chat(phone.label, ROBIN, 1.0)
    for number in range(30):
        notifier.tell(_message(number, loud=False))
    with phone.running():
        assert phone.texts() == []
        phone.server.say(ROBIN, "/mute off")
        told = phone.item(ROBIN, "30 things happened.")
        assert "Song 19 failed" in told.text
        assert "And 10 more" in told.text
        assert told.silent
        phone.item()
    assert len([text for text in phone.texts() if "failed" in text]) == 1


def test_chats_are_told_of_what_calls_for_a_person_but_not_of_what_has_a_message_of_its_own(phone):
    (target,) = chat_targets(phone.label)
    assert NoticeKind.RUN_FAILED in target.rules.kinds
    assert not {NoticeKind.NEEDS_DECISION, NoticeKind.DECIDED, NoticeKind.RELEASED} & set(target.rules.kinds)
    without = phone.label.settings.telegram.model_copy(update={"token": None})
    bare = replace(phone.label, settings=phone.label.settings.model_copy(update={"telegram": without}))
    assert chat_targets(bare) == []


def test_what_happens_reaches_the_chats_of_a_label(phone):
    with phone.running(), telling_people(phone.label):
        phone.item()
        with phone.label.records.read() as unit:
            assert all(each.name != "telegram" for each in unit.notices.targets())
        phone.server.wait(lambda: _seen(phone))


def _seen(phone):
    with phone.label.records.read() as unit:
        return any(each.name == "telegram bot" for each in unit.notices.targets())
