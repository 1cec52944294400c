"""One message per song, edited in place through its life."""

from __future__ import annotations

from noktvrn.journal.run import RunState
from noktvrn.services.look import show_run
from tests.interfaces.telegram.conftest import ROBIN


def test_a_song_that_waits_comes_with_its_sound_its_facts_and_its_buttons(phone):
    with phone.running():
        item = phone.item()
    assert item.media == "audio"
    assert item.fields["performer"] == "Nova Lux"
    assert not item.silent
    assert "Nova Lux" in item.text
    assert "Waits for your decision until" in item.text
    assert "bpm" in item.text
    assert "32 pass." in item.text
    assert item.words == ["✓ Approve", "Changes", "Reject", "Cover", "Teaser"]


def test_one_tap_approves_and_the_message_says_until_when_it_can_be_undone(phone):
    with phone.running():
        press = phone.server.press(ROBIN, phone.item(), "Approve")
        phone.server.wait(lambda: phone.server.answered(press))
        item = phone.server.wait(lambda: next((m for m in phone.server.messages if m.words == ["Undo"]), None))
        assert "Approved by Robin via telegram" in phone.server.answered(press)
        assert "It can be undone until" in item.text
        (decision,) = show_run(phone.label, phone.waiting).decisions
        assert (decision.actor, decision.surface, decision.pass_no) == ("Robin", "telegram", 1)
        undo = phone.server.press(ROBIN, item, "Undo")
        phone.server.wait(lambda: "Undone" in (phone.server.answered(undo) or ""))
        phone.server.wait(lambda: "✓ Approve" in phone.item().words)
    assert phone.run(phone.waiting).state is RunState.NEEDS_DECISION
    assert len([m for m in phone.server.messages if m.media]) == 1
