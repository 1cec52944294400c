"""What people say to the bot: pairing, lists, steering, and who may do what."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.interfaces.commanding import command
from tests.interfaces.telegram.conftest import ANA, GROUP, ROBIN, STRANGER

from noktvrn.errors import InvalidInputError, NotAllowedError, NotFoundError, TooManyAttemptsError
from noktvrn.journal.run import RunState
from noktvrn.ports.chats import ChatRole
from noktvrn.roster.artist import LifecycleStatus
from noktvrn.services.access import audit_log
from noktvrn.services.chats import allowed_user, find_chat, list_people, make_pairing_code, mute_chat, pair, revoke
from noktvrn.services.look import list_runs, show_artist

SLUG = "nova-lux"


def _reply(phone, text, *, user=ROBIN, **more):
    """Say something and return the message that answers."""
    before = len(phone.server.messages)
    phone.server.say(user, text, **more)
    phone.server.wait(lambda: len(phone.server.messages) > before)
    return phone.server.messages[-1]


def _press(phone, message, words, user=ROBIN):
    press = phone.server.press(user, message, words)
    phone.server.wait(lambda: phone.server.answered(press) is not None)
    return phone.server.answered(press)


@pytest.fixture
def calm(phone):
    """A bot whose first song has come, so that what follows is an answer."""
    with phone.running():
        phone.item()
        yield phone


def _code(phone, **more):
    secret, _ = make_pairing_code(phone.label, more.get("role", ChatRole.DECIDE), more.get("name", ""), "test")
    return secret


def test_a_code_from_the_shell_lets_a_person_in_once(calm):
    secret = _code(calm, name="Ana")
    calm.server.say(ANA, f"/start {secret[:5].lower()}-{secret[5:]}")
    calm.server.wait(lambda: any("Welcome, Ana" in text for text in calm.texts(ANA)))
    calm.item(ANA)
    calm.server.say(STRANGER, f"/start {secret}")
    calm.server.wait(lambda: any("not good" in text for text in calm.texts(STRANGER)))
    assert allowed_user(calm.label, ANA).role is ChatRole.DECIDE
    assert allowed_user(calm.label, STRANGER) is None
    assert secret not in str(audit_log(calm.label))


def test_guessing_codes_is_answered_a_few_times_and_then_no_more(phone):
    for _ in range(5):
        with pytest.raises(NotAllowedError):
            pair(phone.label, "wrong", user_id=STRANGER, first_name="X", chat_id=STRANGER, title="", group=False)
    good = _code(phone)
    with pytest.raises(TooManyAttemptsError):
        pair(phone.label, good, user_id=STRANGER, first_name="X", chat_id=STRANGER, title="", group=False)
    assert pair(phone.label, good, user_id=ANA, first_name="X", chat_id=ANA, title="", group=False).user.name == "X"


def test_strangers_hear_nothing_and_change_nothing(calm):
    before = len(calm.server.messages)
    for text in ("/start", "/queue", "/run start nova-lux", "/autopilot nova-lux on", "hello", "/help"):
        calm.server.say(STRANGER, text)
    _reply(calm, "/status")
    assert len(calm.server.messages) == before + 1
    assert not show_artist(calm.label, SLUG).artist.autopilot


def test_whoever_is_shut_out_is_a_stranger_at_once(calm):
    item = calm.item()
    revoke(calm.label, "robin")
    press = calm.server.press(ROBIN, item, "Approve")
    calm.server.wait(lambda: calm.server.answered(press) is not None)
    assert calm.server.answered(press) == ""
    assert calm.run(calm.waiting).state is RunState.NEEDS_DECISION
    assert list_people(calm.label)[1] == []


def test_names_of_people_are_kept_apart(phone):
    with pytest.raises(InvalidInputError):
        make_pairing_code(phone.label, ChatRole.DECIDE, " robin ", "test")
    same = pair(phone.label, _code(phone), user_id=ANA, first_name="Robin", chat_id=ANA, title="", group=False)
    assert same.user.name == "Robin 7002"


def test_the_queue_lists_what_waits_and_brings_a_song_again(calm):
    calm.add_waiting(14)
    calm.server.wait(lambda: any("more songs wait" in text for text in calm.texts()))
    queue = _reply(calm, "/queue")
    assert queue.text.startswith("15 songs wait for you.")
    assert queue.words[-1] == "Next"
    _press(calm, queue, "Next")
    calm.server.wait(lambda: "Next" not in queue.words)
    assert len(queue.words) == 7
    before = len(calm.server.messages)
    assert _press(calm, queue, queue.words[0].split(" · ")[0]) == "It comes."
    calm.server.wait(lambda: len(calm.server.messages) == before + 1)


def test_an_artist_is_steered_by_buttons_that_are_redrawn(calm):
    panel = _reply(calm, f"/artist {SLUG}")
    assert panel.text.startswith("Nova Lux")
    assert _press(calm, panel, "Autopilot on") == "Autopilot is on."
    calm.server.wait(lambda: "Autopilot off" in panel.words)
    assert "Autopilot is on." in panel.text
    assert _press(calm, panel, "Pause") == "Nova Lux is paused."
    calm.server.wait(lambda: "Paused by Robin." in panel.text)
    assert "Paused. Paused" not in panel.text
    calm.server.wait(lambda: panel.words[0] == "Resume")
    assert _press(calm, panel, "Resume") != ""
    calm.server.wait(lambda: panel.words[0] == "Start a song")
    assert show_artist(calm.label, SLUG).artist.status is not LifecycleStatus.PAUSED


def test_a_button_starts_one_song_however_often_it_is_pressed(calm):
    before = len(list_runs(calm.label))
    panel = _reply(calm, f"/artist {SLUG}")
    data = panel.button("Start a song")["callback_data"]
    presses = [calm.server.press_raw(ROBIN, ROBIN, panel.message_id, data) for _ in range(5)]
    for press in presses:
        calm.server.wait(lambda press=press: calm.server.answered(press) is not None)
    assert [calm.server.answered(press) for press in presses] == ["Started.", *["It was started before."] * 4]
    assert len(list_runs(calm.label)) == before + 1
    calm.server.wait(lambda: "Start another song" in panel.words)
    assert _press(calm, panel, "Start another song") == "Started."
    assert len(list_runs(calm.label)) == before + 2


def test_commands_steer_too(calm):
    started = _reply(calm, f"/run start {SLUG} rain on the <window>")
    assert started.text.startswith("Started.")
    run = list_runs(calm.label, limit=1)[0].run
    assert (run.brief, run.state) == ("rain on the <window>", RunState.QUEUED)
    assert _press(calm, started, "Stop") == ""
    calm.server.wait(lambda: "Stop it" in started.words)
    assert _press(calm, started, "Stop it") == "Stopped."
    assert calm.run(run.id).state is RunState.CANCELLED
    calm.server.wait(lambda: "Go on" in started.words)
    assert _press(calm, started, "Go on") == "It goes on."
    assert calm.run(run.id).state is RunState.QUEUED
    assert "Autopilot is on." in _reply(calm, f"/autopilot {SLUG} on").text
    assert "Paused by Robin: needs a rest." in _reply(calm, f"/pause {SLUG} needs a rest").text
    assert "Autopilot is on." in _reply(calm, f"/resume {SLUG}").text
    assert "failed" in _reply(calm, "/run").text
    assert "cover" in _reply(calm, f"/run {calm.failed[-8:]}").text


def test_a_failed_song_is_taken_up_again_by_a_button(calm):
    panel = _reply(calm, f"/run {calm.failed[-8:]}")
    assert "Do: " in panel.text
    assert _press(calm, panel, "New take") == "A fresh take was asked for."
    assert calm.run(calm.failed).state is RunState.QUEUED
    stale = calm.server.press_raw(ROBIN, ROBIN, panel.message_id, panel.button("Look again")["callback_data"])
    calm.server.wait(lambda: calm.server.answered(stale) is not None)


def test_the_state_of_the_label_is_said_in_sentences(calm):
    text = _reply(calm, "/status").text
    assert text.startswith("One song waits for you.")
    assert "no workers run" in text
    assert "/queue" in _reply(calm, "/help").text
    assert "no command /dance" in _reply(calm, "/dance").text
    assert "roster" in _reply(calm, "/artists").text
    assert "Nobody of that name" in _reply(calm, "/artists zzz").text


def test_what_cannot_be_done_is_said_with_its_remedy(calm):
    assert "/run start nova-lux" in _reply(calm, "/run start").text
    assert "See all: /artists" in _reply(calm, "/artist nobody-at-all").text
    assert "noktvrn" not in calm.texts()[-1]
    assert "/autopilot nova-lux on" in _reply(calm, "/autopilot nova-lux").text
    for wrong in ("nan", "-1", "1e9", "soon", "inf"):
        assert "/mute" in _reply(calm, f"/mute {wrong}").text or "720" in calm.texts()[-1]
    assert "Press Changes or Reject first" in _reply(calm, "too slow", reply_to=calm.item()).text


def test_who_may_decide_may_not_steer(calm):
    calm.let_in(ANA, "Ana", ChatRole.DECIDE)
    item = calm.item(ANA)
    assert "start nova-lux" not in _reply(calm, "/help", user=ANA).text
    assert "/run start nova-lux" in _reply(calm, "/help").text
    panel = _reply(calm, f"/artist {SLUG}", user=ANA)
    assert not [word for word in panel.words if word.startswith(("Start", "Pause", "Autopilot"))]
    assert "with the role operate" in _reply(calm, f"/pause {SLUG}", user=ANA).text
    assert "with the role operate" in _reply(calm, f"/run start {SLUG}", user=ANA).text
    assert "Approved by Ana" in _press(calm, item, "Approve", user=ANA)


def test_in_a_group_only_words_that_are_meant_for_the_bot_are_taken(calm):
    calm.server.say(ROBIN, "/start", chat_id=GROUP)
    calm.item(GROUP)
    before = len(calm.server.messages)
    for text in ("good morning", "/queue@another_bot", "/status@another_bot"):
        calm.server.say(ROBIN, text, chat_id=GROUP)
    assert _reply(calm, "/status@Label_Bot", chat_id=GROUP).text.startswith("One song")
    assert len(calm.server.messages) == before + 2 or len(calm.server.messages) == before + 1


def test_the_shell_pairs_lists_mutes_and_shuts_out(phone, monkeypatch):
    home = ("--home", str(phone.label.settings.home), "--json")
    paired = command(*home, "telegram", "pair", "--role", "decide", "--name", "Ana").value
    assert (paired["role"], paired["name"]) == ("decide", "Ana")
    pair(phone.label, paired["code"], user_id=ANA, first_name="A", chat_id=ANA, title="Ana", group=False)
    listed = command(*home, "telegram", "list").value
    assert [each["name"] for each in listed["people"]] == ["Ana", "Robin"]
    muted = command(*home, "telegram", "mute", "Ana", "--hours", "2").value
    assert muted["muted_until"]
    assert command(*home, "telegram", "mute", "Ana", "--off").value["muted_until"] is None
    assert command(*home, "telegram", "revoke", "Ana").value["revoked_at"]
    assert command(*home, "telegram", "revoke", "Nobody").error["code"] == "not_found"
    assert command(*home, "telegram", "pair", "--role", "king").error["code"] == "invalid_input"
    assert command(*home, "telegram", "check").error["code"] == "credentials_missing"
    assert command(*home, "bot").error["code"] == "credentials_missing"


def test_the_shell_asks_telegram_whether_the_bot_can_work(phone, monkeypatch):
    monkeypatch.setenv("NOKTVRN_TELEGRAM__API_URL", phone.server.url)
    monkeypatch.setenv("NOKTVRN_TELEGRAM__TOKEN", phone.label.settings.telegram.token.get_secret_value())
    home = ("--home", str(phone.label.settings.home))
    told = command(*home, "telegram", "check")
    assert told.status == 0
    assert "@label_bot" in told.out
    phone.server.world.revoked = True
    refused = command(*home, "--json", "telegram", "check")
    assert (refused.status, refused.error["code"]) == (4, "authentication_failed")
    monkeypatch.setenv("NOKTVRN_TELEGRAM__TOKEN", "nonsense")
    assert command(*home, "--json", "telegram", "check").error["code"] == "config"


def test_a_refusal_that_is_over_is_told_as_such(phone, monkeypatch):
    monkeypatch.setenv("NOKTVRN_TELEGRAM__API_URL", phone.server.url)
    monkeypatch.setenv("NOKTVRN_TELEGRAM__TOKEN", phone.label.settings.telegram.token.get_secret_value())
    home = ("--home", str(phone.label.settings.home))
    with phone.running():
        phone.item()
        phone.server.world.revoked = True
        phone.server.wait(lambda: any("does not know the bot's token" in said for said in phone.said))
        phone.server.world.revoked = False
        told = command(*home, "telegram", "check")
        assert re.search(r"was refused at .*\d\d:\d\d; the bot tries again within 30 s", told.out)
        assert "does not know" not in told.out
        assert "It runs" not in told.out
        assert told.status == 0
    rested = command(*home, "telegram", "check")
    assert "when the bot ran last" in rested.out
    assert "It does not run" in rested.out


def test_a_code_is_not_good_after_its_time(phone):
    secret, code = make_pairing_code(phone.label, ChatRole.DECIDE, "", "test")
    assert code.expires_at - code.created_at == timedelta(seconds=600)
    assert secret not in code.digest
    with pytest.raises(NotFoundError):
        mute_chat(phone.label, 12345, 1.0)
    with pytest.raises(NotFoundError):
        find_chat(phone.label, "nobody")
