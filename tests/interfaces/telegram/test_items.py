"""One message per song, edited in place through its life."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.interfaces.telegram.conftest import ANA, GROUP, ROBIN, phone_over

from noktvrn.interfaces.telegram.buttons import Act, Press, Signer
from noktvrn.interfaces.telegram.cards import REASON_CHIPS
from noktvrn.journal.run import RunState
from noktvrn.ports.chats import ChatRole, MessageKind, MessageState
from noktvrn.review.decision import Verdict
from noktvrn.services.chats import block_chat, list_people, mute_chat, revoke
from noktvrn.services.chats_items import claim, claim_items
from noktvrn.services.decide import decide
from noktvrn.services.look import show_run
from noktvrn.testing.telegram.rules import Refused
from noktvrn.testing.telegram.server import TOKEN


def _wait_words(phone, words, chat_id=ROBIN):
    return phone.server.wait(
        lambda: next((m for m in phone.server.messages if m.chat_id == chat_id and m.words == words), None)
    )


def _answer(phone, press):
    phone.server.wait(lambda: phone.server.answered(press) is not None)
    return phone.server.answered(press)


def test_a_song_that_waits_comes_with_its_sound_its_facts_and_its_buttons(phone):
    with phone.running():
        item = phone.item()
    assert item.media == "audio"
    assert item.fields["performer"] == "Nova Lux"
    assert not item.silent
    assert "Waits for your decision until" in item.text
    assert " bpm · " in item.text
    assert "Originality" in item.text
    assert "32 pass." in item.text
    assert item.words == ["✓ Approve", "Changes", "Reject", "Cover", "Teaser"]


def test_one_tap_approves_and_the_message_says_until_when_it_can_be_undone(phone):
    with phone.running():
        press = phone.server.press(ROBIN, phone.item(), "Approve")
        assert "Approved by Robin via telegram" in _answer(phone, press)
        item = _wait_words(phone, ["Undo"])
        assert "It can be undone until" in item.text
        (decision,) = show_run(phone.label, phone.waiting).decisions
        assert (decision.actor, decision.surface, decision.pass_no) == ("Robin", "telegram", 1)
        undo = phone.server.press(ROBIN, item, "Undo")
        assert "Undone" in _answer(phone, undo)
        phone.server.wait(lambda: "✓ Approve" in phone.item().words)
    assert phone.run(phone.waiting).state is RunState.NEEDS_DECISION
    assert len([m for m in phone.server.messages if m.media]) == 1


def test_a_rejection_asks_for_a_reason_and_a_second_tap_gives_it(phone):
    with phone.running():
        phone.server.press(ROBIN, phone.item(), "Reject")
        phone.server.wait(lambda: "hook too late" in phone.item().words)
        item = phone.item()
        assert item.words == [*REASON_CHIPS, "Back"]
        assert "Why do you reject it?" in item.text
        phone.server.press(ROBIN, item, "Back")
        phone.server.wait(lambda: "✓ Approve" in phone.item().words)
        phone.server.press(ROBIN, phone.item(), "Reject")
        phone.server.wait(lambda: "mix is muddy" in phone.item().words)
        phone.server.press(ROBIN, phone.item(), "mix is muddy")
        assert "mix is muddy" in _wait_words(phone, ["Undo"]).text
    (decision,) = show_run(phone.label, phone.waiting).decisions
    assert (decision.verdict, decision.chips) == (Verdict.REJECT, ("mix is muddy",))


def test_changes_are_asked_for_in_ones_own_words_and_only_a_reply_says_them(phone):
    with phone.running():
        phone.server.press(ROBIN, phone.item(), "Changes")
        phone.server.wait(lambda: "Back" in phone.item().words)
        phone.server.say(ROBIN, "Did Ana hear this one already?")
        phone.server.wait(lambda: any("Nothing was decided" in text for text in phone.texts()))
        assert "Back" in phone.item().words
        phone.server.say(ROBIN, "Let <b>it</b> breathe & wait.", reply_to=phone.item())
        item = _wait_words(phone, ["Undo"])
        assert "Let <b>it</b> breathe & wait." in item.text
    (decision,) = show_run(phone.label, phone.waiting).decisions
    assert (decision.verdict, decision.reason) == (Verdict.CHANGES, "Let <b>it</b> breathe & wait.")


def test_a_decision_taken_elsewhere_is_shown_and_a_stale_button_says_who_took_it(phone):
    with phone.running():
        before = replace(phone.item())
        decide(phone.label, phone.waiting, verdict=Verdict.APPROVE, actor="ben", surface="web")
        press = phone.server.press(ROBIN, before, "Reject")
        assert "Approved by ben via web" in _wait_words(phone, ["Undo"]).text
        again = phone.server.press(ROBIN, before, "Approve")
        assert "approved by ben via web at" in _answer(phone, again)
        assert _answer(phone, press) is not None
    assert len(show_run(phone.label, phone.waiting).decisions) == 1


def test_a_double_tap_decides_once_and_both_are_answered(phone):
    with phone.running():
        item = replace(phone.item())
        presses = [phone.server.press(ROBIN, item, "Approve", times=2) for _ in range(3)]
        assert all("Approved by Robin" in _answer(phone, press) or _answer(phone, press) for press in presses)
        _wait_words(phone, ["Undo"])
    assert len(show_run(phone.label, phone.waiting).decisions) == 1


def test_the_end_of_a_song_is_shown_and_its_buttons_are_gone(phone):
    with phone.running():
        phone.item()
        with phone.label.records.write() as unit:
            unit.runs.save(replace(unit.runs.find(phone.waiting), state=RunState.RELEASED))
            unit.commit()
        phone.server.wait(lambda: "Released." in phone.item().text)
        assert phone.item().words == []
        phone.server.wait(lambda: _unsettled(phone) == [])


def _unsettled(phone, chat_id=ROBIN):
    with phone.label.records.read() as unit:
        return unit.chats.unsettled(chat_id)


def test_a_fresh_take_comes_as_a_message_of_its_own_and_the_old_one_leads_to_it(phone):
    with phone.running():
        decide(phone.label, phone.waiting, verdict=Verdict.CHANGES, actor="Robin", surface="web", chips=("too slow",))
        with phone.label.records.write() as unit:
            run = unit.runs.find(phone.waiting)
            unit.runs.save(replace(run, pass_no=2, state=RunState.NEEDS_DECISION))
            unit.commit()
        first = phone.server.wait(lambda: [m for m in phone.server.messages if "take 2" in m.text])
        assert first[0].words[0] == "✓ Approve"
    assert not [m for m in phone.server.messages if "Take 2 follows" in m.text and m.words]


def test_failure_is_shown_with_its_cause_its_remedy_and_a_button(phone):
    with phone.running():
        phone.item()
        with phone.label.records.write() as unit:
            failed = unit.runs.find(phone.failed)
            run = unit.runs.find(phone.waiting)
            unit.runs.save(replace(run, state=RunState.FAILED, failure=failed.failure))
            unit.commit()
        item = _wait_words(phone, ["Go on"])
        assert "✗ Failed at cover." in item.text
        assert "Do: " in item.text
        assert item.message_id == phone.server.messages[0].message_id


def test_cover_and_teaser_come_once(phone):
    with phone.running():
        item = phone.item()
        first = phone.server.press(ROBIN, item, "Cover")
        assert _answer(phone, first) == "It comes."
        phone.server.press(ROBIN, item, "Teaser")
        phone.server.wait(lambda: {"photo", "video"} <= {m.media for m in phone.server.messages})
        second = phone.server.press(ROBIN, item, "Cover")
        assert "see above" in _answer(phone, second)
    media = [m.media for m in phone.server.messages]
    assert sorted(media) == ["audio", "photo", "video"]
    assert all(m.silent for m in phone.server.messages if m.media != "audio")


def test_an_edit_of_a_message_that_a_person_deleted_ends_its_being_followed(phone):
    with phone.running():
        phone.item().deleted = True
        decide(phone.label, phone.waiting, verdict=Verdict.APPROVE, actor="ben", surface="web")
        phone.server.wait(lambda: not _unsettled(phone))
    assert phone.server.messages == []


def test_a_message_too_old_to_change_is_followed_by_one_that_says_what_happened(phone):
    with phone.running():
        phone.item().too_old = True
        decide(phone.label, phone.waiting, verdict=Verdict.APPROVE, actor="ben", surface="web")
        new = _wait_words(phone, ["Undo"])
        assert "Approved by ben via web" in new.text
        assert new.media == ""


@pytest.mark.parametrize("how", ["setting", "server"])
def test_a_sound_over_the_cap_is_told_and_the_song_can_be_decided_all_the_same(own_loop, server, how):
    cap = {"NOKTVRN_TELEGRAM__MAX_UPLOAD_BYTES": "100000"} if how == "setting" else {}
    with phone_over(own_loop, server, **cap) as phone:
        phone.let_in(ROBIN, "Robin")
        if how == "setting":
            _grow_preview(phone)
        else:
            server.world.max_upload_bytes = 100
        with phone.running():
            item = phone.item()
    assert item.media == ""
    assert ("more than can be sent" if how == "setting" else "Its sound cannot be sent") in item.text
    assert "✓ Approve" in item.words


def _grow_preview(phone):
    path = phone.label.settings.home / "big.mp3"
    path.write_bytes(b"\x00" * 200_000)
    ref = phone.label.assets.put(path, "audio/mpeg")
    with phone.label.records.write() as unit:
        old = next(a for a in unit.runs.assets(unit.runs.find(phone.waiting).id) if a.name == "preview")
        unit.runs.add_asset(replace(old, ref=ref))
        unit.commit()


@pytest.mark.parametrize(
    "title",
    [
        "<b>bold</b> & <script>alert(1)</script>",
        "שיר לילה \u202e reversed",
        "🌙" * 600,
        "x" * 1_000,
        "   ",
        "&lt;&amp;&#60;",
    ],
)
def test_titles_of_all_kinds_are_shown_and_never_parsed(phone, title):
    phone.add_waiting(1, title)
    with phone.running():
        phone.server.wait(lambda: len(phone.server.messages) == 2)
    assert not [call for call in phone.server.calls() if call.status not in {0, 200}]


def test_a_group_is_told_and_only_presses_of_people_who_were_paired_count(phone):
    phone.let_in(ANA, "Ana", ChatRole.DECIDE, chat_id=GROUP)
    with phone.running():
        item = phone.item(GROUP)
        stranger = phone.server.press(5, item, "Approve")
        assert _answer(phone, stranger) == ""
        assert phone.run(phone.waiting).state is RunState.NEEDS_DECISION
        press = phone.server.press(ANA, item, "Approve")
        assert "Approved by Ana" in _answer(phone, press)
        assert "Approved by Ana" in _wait_words(phone, ["Undo"], ROBIN).text


def test_a_group_that_becomes_a_supergroup_keeps_its_messages(phone):
    phone.let_in(ANA, "Ana", ChatRole.DECIDE, chat_id=GROUP)
    with phone.running():
        phone.item(GROUP)
        phone.server.world.moved[GROUP] = -100_999
        phone.add_waiting(1, "After the move")
        phone.item(-100_999, "After the move")


def test_a_chat_that_blocks_the_bot_is_left_alone_until_it_comes_back(phone):
    phone.let_in(ANA, "Ana")
    phone.server.world.blocked.add(ANA)
    with phone.running():
        phone.item(ROBIN)
        phone.server.wait(lambda: _chat(phone, ANA).blocked_at)
        tries = len([call for call in phone.server.calls() if call.chat_id == ANA])
        phone.add_waiting(1, "Another")
        phone.item(ROBIN, "Another")
        assert len([call for call in phone.server.calls() if call.chat_id == ANA]) == tries
        phone.server.world.blocked.clear()
        phone.server.say(ANA, "/start")
        phone.item(ANA, "Another")
        phone.item(ANA)


def _chat(phone, chat_id):
    with phone.label.records.read() as unit:
        return unit.chats.chat(chat_id)


def test_what_was_missed_while_the_bot_was_away_comes_once_when_it_returns(phone):
    with phone.running():
        phone.item()
    phone.add_waiting(2)
    decide(phone.label, phone.waiting, verdict=Verdict.APPROVE, actor="ben", surface="web")
    late = phone.server.press(ROBIN, phone.item(), "Reject")
    for _ in range(2):
        with phone.running():
            phone.item(ROBIN, "Night 1")
            assert "Approved by ben" in _wait_words(phone, ["Undo"]).text
            assert _answer(phone, late) is not None
    assert len(phone.server.messages) == 3
    assert len(show_run(phone.label, phone.waiting).decisions) == 1


def test_a_bot_that_stopped_between_sending_and_noting_it_sends_at_most_twice_and_loses_nothing(phone):
    claim_items(phone.label, ROBIN, [phone.run(phone.waiting)])
    with phone.running():
        phone.item()
    assert len(phone.server.messages) == 1


def test_a_connection_that_breaks_after_the_message_arrived_doubles_it_at_most_once(phone):
    phone.server.fail("sendAudio", None, after=True)
    phone.server.fail("sendAudio", Refused(502, "Bad Gateway"))
    with phone.running():
        phone.server.wait(lambda: len([m for m in phone.server.messages if m.media == "audio"]) == 2)
        first, second = phone.server.messages
        phone.server.wait(lambda: _unsettled(phone)[0].message_id == second.message_id)
        press = phone.server.press(ROBIN, first, "Approve")
        assert "Approved by Robin" in _answer(phone, press)
        _wait_words(phone, ["Undo"])
        phone.server.wait(lambda: "stands in another message" in first.text)
        assert first.words == []
    assert len(phone.server.messages) == 2


def test_floods_are_waited_for_as_long_as_telegram_asks(phone):
    phone.server.fail("sendAudio", Refused(429, "Too Many Requests: retry after 1", retry_after=1))
    with phone.running():
        phone.item()
    first, second = phone.server.calls("sendAudio")
    assert first.status == 429
    assert second.at_s - first.at_s >= 1.0


def test_a_muted_chat_gets_nothing_new_and_everything_once_when_it_is_told_again(phone):
    mute_chat(phone.label, ROBIN, 8.0)
    phone.let_in(ANA, "Ana")
    with phone.running():
        phone.item(ANA)
        assert phone.texts(ROBIN) == []
        phone.server.say(ROBIN, "/mute off")
        phone.item(ROBIN)


def test_a_chat_that_is_paired_anew_has_one_live_message_of_a_song(phone):
    with phone.running():
        old = phone.item()
        phone.server.wait(lambda: _unsettled(phone)[0].message_id == old.message_id)
        revoke(phone.label, "Robin")
        block_chat(phone.label, ROBIN, None)
        phone.add_waiting(1)
        time.sleep(0.3)
        assert len(phone.server.messages) == 1
        phone.let_in(ROBIN, "Robin")
        phone.server.wait(lambda: len([m for m in phone.server.messages if "✓ Approve" in m.words]) == 2)
        phone.server.wait(lambda: old.words == [])
        assert "not followed any more" in old.text
        fresh = next(m for m in phone.server.messages if m.media == "audio" and m.words)
        assert "Approved by Robin" in _answer(phone, phone.server.press(ROBIN, fresh, "Approve"))
    assert [chat.id for chat in list_people(phone.label)[1]] == [ROBIN]


def test_a_group_whose_pairer_was_shut_out_is_told_again_once_somebody_else_who_is_let_in_acts_there(own_loop, server):
    with phone_over(own_loop, server) as phone:
        phone.let_in(ROBIN, "Robin", chat_id=GROUP)
        phone.let_in(ANA, "Ana", chat_id=GROUP)
        with phone.running():
            item = phone.item(GROUP)
            assert [chat.id for chat in revoke(phone.label, "Ana").silenced] == [GROUP]
            phone.server.press(ROBIN, item, "Reject")
            phone.server.wait(lambda: "✓ Approve" not in item.words)
            phone.add_waiting(1)
            phone.item(GROUP, "Night 0")
        assert [chat.id for chat in list_people(phone.label)[1]] == [GROUP]


def test_quiet_hours_make_messages_silent(own_loop, server):
    hours = {"NOKTVRN_TELEGRAM__QUIET_FROM": "00:00", "NOKTVRN_TELEGRAM__QUIET_TO": "23:59"}
    with phone_over(own_loop, server, **hours) as phone:
        phone.let_in(ROBIN, "Robin")
        with phone.running():
            assert phone.item().silent


def test_a_chat_that_is_paired_anew_can_undo_what_is_held(phone):
    with phone.running():
        old = phone.item()
        phone.server.press(ROBIN, old, "Approve")
        phone.server.wait(lambda: old.words == ["Undo"])
        revoke(phone.label, "Robin")
        phone.let_in(ROBIN, "Robin the second")
        fresh = phone.server.wait(
            lambda: next((m for m in phone.server.messages if m is not old and m.words == ["Undo"]), None)
        )
        phone.server.wait(lambda: not old.words)
        assert "Approved by Robin" in fresh.text
        assert not fresh.media
        phone.server.press(ROBIN, fresh, "Undo")
        phone.server.wait(lambda: "✓ Approve" in fresh.words)
    assert phone.run(phone.waiting).state is RunState.NEEDS_DECISION


def test_of_many_songs_a_few_are_shown_with_how_many_more_wait_and_the_next_follows_a_decision(phone):
    phone.add_waiting(12)
    with phone.running():
        rest = phone.server.wait(lambda: [m for m in phone.server.messages if "more songs wait" in m.text])
        items = [m for m in phone.server.messages if "✓ Approve" in m.words]
        assert len(items) == 5
        assert "Eight more songs wait" in rest[0].text
        assert sum(not m.silent for m in phone.server.messages) == 1
        phone.server.press(ROBIN, items[0], "Approve")
        phone.server.wait(lambda: len([m for m in phone.server.messages if m.words and "Undo" not in m.words]) == 6)


def test_songs_decided_before_they_could_be_shown_are_not(phone):
    claim(phone.label, ROBIN, MessageKind.ITEM, phone.released, 1)
    with phone.running():
        phone.item()
        phone.server.wait(lambda: all(m.subject != phone.released for m in _unsettled(phone)))
    assert len(phone.server.messages) == 1


def test_buttons_of_another_chat_or_of_nobody_do_nothing(phone):
    with phone.running():
        item = phone.item()
        mine = item.button("Approve")["callback_data"]
        forged = Signer("42:" + "B" * 35).written(ROBIN, Press(Act.APPROVE, phone.waiting, 1))
        phone.let_in(ANA, "Ana")
        presses = [phone.server.press_raw(ANA, ANA, 5, mine), phone.server.press_raw(ROBIN, ROBIN, 5, forged)]
        presses += [phone.server.press_raw(ROBIN, ROBIN, 5, text) for text in ("", "v1:a::", "x" * 64, mine[:-1])]
        presses.append(phone.server.press_raw(ROBIN, ROBIN, 5, mine.replace(":1:0:", ":2:0:")))
        for press in presses:
            assert "not good any more" in _answer(phone, press)
    assert phone.run(phone.waiting).state is RunState.NEEDS_DECISION
    assert Signer(TOKEN).read(ROBIN, mine) == Press(Act.APPROVE, phone.waiting, 1)


def test_a_clock_that_is_wrong_by_hours_changes_nothing(phone):
    for skew_s in (-7_200, 7_200):
        phone.server.world.skew_s = skew_s
        with phone.running():
            press = phone.server.press(ROBIN, phone.item(), "Reject")
            assert _answer(phone, press) is not None
            phone.server.wait(lambda: "Back" in phone.item().words)
            phone.server.press(ROBIN, phone.item(), "Back")
            phone.server.wait(lambda: "✓ Approve" in phone.item().words)
    assert timedelta(days=6) < phone.run(phone.waiting).review_deadline - phone.label.clock.now() < timedelta(days=8)


def test_a_song_that_is_gone_from_the_records_is_followed_no_more(phone):
    lost = claim(phone.label, ROBIN, MessageKind.ITEM, "0" * 26, 1)
    with phone.label.records.write() as unit:
        unit.chats.save_message(replace(lost, state=MessageState.OPEN, message_id=1))
        unit.commit()
    with phone.running():
        phone.item()
        phone.server.wait(lambda: all(m.subject != "0" * 26 for m in _unsettled(phone)))
