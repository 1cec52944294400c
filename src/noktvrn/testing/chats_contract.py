"""What records must do about people, chats, messages and the bot.

Part of :mod:`noktvrn.testing.repository_contract`.
"""

# ruff: noqa: D102 - the names of tests are sentences

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from noktvrn.ports.chats import (
    AppliedUpdate,
    BotRecord,
    Chat,
    ChatMessage,
    ChatRole,
    ChatUser,
    MessageKind,
    MessageState,
    PairingCode,
)
from noktvrn.ports.repositories import Records, UnitOfWork
from noktvrn.testing.builders import RUN_ID
from noktvrn.testing.clock import NOON
from noktvrn.types import RunId

_HOUR = timedelta(hours=1)
_ROBIN = ChatUser(2**40, "Robin", ChatRole.OPERATE, NOON)
_CHAT = Chat(2**40, "Robin", False, 2**40, NOON)
_GROUP = Chat(-(2**41), "The label", True, 2**40, NOON + _HOUR)
_CODE = PairingCode("aa" * 32, ChatRole.DECIDE, "", NOON, NOON + _HOUR)
_ITEM = ChatMessage(0, _CHAT.id, MessageKind.ITEM, RUN_ID, 1, MessageState.CLAIMED, NOON)


def _claimed(unit: UnitOfWork, message: ChatMessage) -> ChatMessage:
    stored = unit.chats.claim(message)
    assert stored is not None
    return stored


class ChatsContract:
    """Chats in which the label is steered."""

    def test_people_who_were_paired_are_kept_and_change(self, records: Records) -> None:
        ana = replace(_ROBIN, user_id=7, name="ana")
        with records.write() as unit:
            unit.chats.save_user(_ROBIN)
            unit.chats.save_user(ana)
            assert unit.chats.users() == [ana, _ROBIN]
            unit.chats.save_user(replace(ana, revoked_at=NOON))
            assert unit.chats.users() == [_ROBIN, replace(ana, revoked_at=NOON)]
            assert unit.chats.user(7) == replace(ana, revoked_at=NOON)
            assert unit.chats.user(8) is None

    def test_a_code_is_used_once_and_not_after_its_end(self, records: Records) -> None:
        with records.write() as unit:
            unit.chats.add_code(_CODE)
            unit.chats.add_code(replace(_CODE, digest="bb" * 32))
            assert unit.chats.use_code(_CODE.digest, 7, NOON) == replace(_CODE, used_at=NOON, used_by=7)
            assert unit.chats.use_code(_CODE.digest, 8, NOON) is None
            assert unit.chats.use_code("bb" * 32, 7, NOON + _HOUR) is None
            assert unit.chats.use_code("cc" * 32, 7, NOON) is None

    def test_a_message_about_one_thing_is_claimed_once(self, records: Records) -> None:
        with records.write() as unit:
            unit.chats.save_chat(_CHAT)
            unit.chats.save_chat(_GROUP)
            first = _claimed(unit, _ITEM)
            assert unit.chats.claim(_ITEM) is None
            _claimed(unit, replace(_ITEM, pass_no=2))
            _claimed(unit, replace(_ITEM, chat_id=_GROUP.id))
            assert replace(first, id=0) == _ITEM
            assert [each.pass_no for each in unit.chats.unsettled(_CHAT.id)] == [1, 2]
            shown = unit.chats.subjects_shown(_CHAT.id, [RUN_ID, RunId("another")])
            assert shown == {(RUN_ID, 1), (RUN_ID, 2)}

    def test_a_message_is_found_by_both_its_numbers_until_it_is_closed(self, records: Records) -> None:
        with records.write() as unit:
            unit.chats.save_chat(_CHAT)
            claimed = _claimed(unit, replace(_ITEM, body={"title": "Grüße"}))
            standing = replace(claimed, message_id=2**33, state=MessageState.OPEN, shown="3", sent_at=NOON)
            unit.chats.save_message(standing)
            assert unit.chats.message_at(_CHAT.id, 2**33) == standing
            assert unit.chats.message(claimed.id) == standing
            assert unit.chats.message_of(_CHAT.id, MessageKind.ITEM, RUN_ID, 1) == standing
            asking = replace(standing, asking="reject", asked_by=7, asked_at=NOON)
            unit.chats.save_message(asking)
            assert unit.chats.unsettled(_CHAT.id) == [asking]
            unit.chats.save_message(replace(asking, state=MessageState.CLOSED))
            assert unit.chats.unsettled(_CHAT.id) == []
            assert unit.chats.message_at(_CHAT.id, 5) is None

    def test_a_group_that_grows_keeps_its_messages_under_its_new_number(self, records: Records) -> None:
        with records.write() as unit:
            unit.chats.save_chat(_GROUP)
            _claimed(unit, replace(_ITEM, chat_id=_GROUP.id))
            unit.chats.rename_chat(_GROUP.id, -(10**12))
            unit.chats.rename_chat(_GROUP.id, -(10**12))
            assert unit.chats.chats() == [replace(_GROUP, id=-(10**12))]
            assert len(unit.chats.unsettled(-(10**12))) == 1

    def test_chats_are_listed_in_order_of_pairing_and_change(self, records: Records) -> None:
        with records.write() as unit:
            unit.chats.save_chat(_GROUP)
            unit.chats.save_chat(_CHAT)
            muted = replace(_CHAT, muted_until=NOON + _HOUR, blocked_at=NOON, blocked_why="blocked by the user")
            unit.chats.save_chat(muted)
            assert unit.chats.chats() == [muted, _GROUP]
            assert unit.chats.chat(_CHAT.id) == muted

    def test_one_process_holds_a_bot_until_it_lets_go_or_its_time_is_over(self, records: Records) -> None:
        with records.write() as unit:
            assert unit.chats.hold_bot("telegram", "one", NOON, NOON + _HOUR)
            assert unit.chats.hold_bot("telegram", "one", NOON, NOON + _HOUR)
            assert not unit.chats.hold_bot("telegram", "two", NOON, NOON + _HOUR)
            unit.chats.release_bot("telegram", "two")
            assert not unit.chats.hold_bot("telegram", "two", NOON, NOON + _HOUR)
            assert unit.chats.hold_bot("telegram", "two", NOON + _HOUR, NOON + 2 * _HOUR)
            unit.chats.release_bot("telegram", "two")
            assert unit.chats.hold_bot("telegram", "one", NOON, NOON + _HOUR)

    def test_how_a_bot_stands_is_kept_and_leaves_its_holder_alone(self, records: Records) -> None:
        with records.write() as unit:
            assert unit.chats.bot("telegram") == BotRecord("telegram")
            unit.chats.hold_bot("telegram", "one", NOON, NOON + _HOUR)
            stands = BotRecord("telegram", 2**40, "label_bot", 2**35, NOON, problem={"code": "x"})
            unit.chats.save_bot(stands)
            assert unit.chats.bot("telegram") == replace(stands, holder="one", held_until=NOON + _HOUR)

    def test_an_update_is_begun_once_and_swept_with_the_rest(self, records: Records) -> None:
        with records.write() as unit:
            begun = AppliedUpdate(2**40, 2**35, NOON)
            assert unit.chats.begin_update(begun) == begun
            unit.chats.end_update(2**40, 2**35, NOON + _HOUR)
            again = unit.chats.begin_update(replace(begun, begun_at=NOON + _HOUR))
            assert again == replace(begun, done_at=NOON + _HOUR)
            unit.chats.save_chat(_CHAT)
            unit.chats.add_code(_CODE)
            closed = _claimed(unit, _ITEM)
            unit.chats.save_message(replace(closed, state=MessageState.CLOSED))
            _claimed(unit, replace(_ITEM, pass_no=2))
            unit.chats.sweep(NOON + 2 * _HOUR)
            assert unit.chats.begin_update(begun) == begun
            assert unit.chats.use_code(_CODE.digest, 7, NOON) is None
            assert unit.chats.message(closed.id) is None
            assert len(unit.chats.unsettled(_CHAT.id)) == 1
            unit.chats.forget_messages()
            assert unit.chats.unsettled(_CHAT.id) == []
