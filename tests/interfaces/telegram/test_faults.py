"""What goes wrong around the bot is a state with a remedy, and nothing is lost meanwhile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import replace

import pytest
from tests.interfaces.telegram.conftest import ANA, ROBIN, phone_over

from noktvrn.errors import CredentialsMissingError, DatabaseUnavailableError
from noktvrn.interfaces.logging import redactor_of
from noktvrn.interfaces.telegram.bot import NAME, TelegramBot
from noktvrn.journal.run import RunState
from noktvrn.services.look import show_run
from noktvrn.testing.telegram.rules import Refused
from noktvrn.testing.telegram.server import SECRET_HEADER, TOKEN


def _problem(phone):
    with phone.label.records.read() as unit:
        return unit.chats.bot(NAME).problem


def test_a_token_that_is_revoked_while_running_is_told_with_its_remedy_and_nothing_crashes(phone):
    with phone.running():
        phone.item()
        phone.server.world.revoked = True
        phone.server.wait(lambda: _problem(phone))
        assert "BotFather" in _problem(phone)["remedy"]
        assert TOKEN not in json.dumps(_problem(phone)) + "".join(phone.said)
        assert any("does not know the bot's token" in said for said in phone.said)
    phone.server.world.revoked = False
    phone.add_waiting(1)
    with phone.running():
        phone.item(ROBIN, "Night 0")
        phone.server.wait(lambda: not _problem(phone))


def test_a_second_program_that_reads_the_same_updates_is_told_and_waited_for(phone):
    phone.server.fail("getUpdates", Refused(409, "Conflict: terminated by other getUpdates request"))
    with phone.running():
        phone.server.wait(lambda: any("Another program reads" in said for said in phone.said))
        press = phone.server.press(ROBIN, phone.item(), "Approve")
        phone.server.wait(lambda: "Approved" in (phone.server.answered(press) or ""))
        phone.server.wait(lambda: not _problem(phone))


def test_one_answer_does_not_show_that_nobody_else_reads_the_same_updates(phone):
    phone.server.fail("getUpdates", Refused(409, "Conflict: terminated by other getUpdates request"))
    with phone.running(calm_s=3_600.0):
        phone.server.wait(lambda: any("Another program reads" in said for said in phone.said))
        press = phone.server.press(ROBIN, phone.item(), "Approve")
        phone.server.wait(lambda: "Approved" in (phone.server.answered(press) or ""))
        asked = len(phone.server.calls("getUpdates"))
        phone.server.wait(lambda: len(phone.server.calls("getUpdates")) > asked + 1)
        assert "Another program reads" in phone.said[-1]
        assert _problem(phone)


def test_of_two_processes_of_a_label_one_works_and_the_other_takes_over(phone):
    with phone.running():
        phone.item()
        with phone.running():
            phone.server.wait(lambda: any("takes over" in said for said in phone.said))
    with phone.running():
        press = phone.server.press(ROBIN, phone.item(), "Approve")
        phone.server.wait(lambda: "Approved" in (phone.server.answered(press) or ""))
    assert len([m for m in phone.server.messages if m.media]) == 1


def test_connections_that_break_lose_no_update_and_apply_none_twice(phone):
    for method in ("getUpdates", "answerCallbackQuery", "editMessageCaption"):
        phone.server.fail(method, None)
        phone.server.fail(method, None, after=True)
    with phone.running():
        press = phone.server.press(ROBIN, phone.item(), "Approve", times=2)
        phone.server.wait(lambda: [m for m in phone.server.messages if m.words == ["Undo"]])
    assert len(show_run(phone.label, phone.waiting).decisions) == 1
    assert press


def test_updates_twice_and_out_of_order_come_about_once(phone):
    with phone.running():
        item = replace(phone.item())
    late = phone.server.press(ROBIN, item, "Approve", number=5_000, times=2)
    early = phone.server.press(ROBIN, item, "Cover", number=4_999)
    with phone.running():
        for press in (late, early):
            phone.server.wait(lambda press=press: phone.server.answered(press) is not None)
        phone.server.wait(lambda: [m for m in phone.server.messages if m.media == "photo"])
    with phone.label.records.write() as unit:
        unit.chats.save_bot(replace(unit.chats.bot(NAME), next_update=0))
        unit.commit()
    again = phone.server.press(ROBIN, item, "Approve", number=5_000)
    with phone.running():
        phone.server.wait(lambda: phone.server.answered(again) == "It was done.")
    assert len(show_run(phone.label, phone.waiting).decisions) == 1


def test_another_bot_begins_anew(phone):
    with phone.running():
        phone.item()
    with phone.label.records.write() as unit:
        unit.chats.save_bot(replace(unit.chats.bot(NAME), bot_id=41))
        unit.commit()
    with phone.running():
        phone.server.wait(lambda: len([m for m in phone.server.messages if m.media]) == 2)


def test_an_update_is_taken_again_when_the_records_were_away(phone, monkeypatch):
    away = iter([True, True, False])
    from noktvrn.interfaces.telegram import desk

    real = desk.allowed_user

    def allowed_user(label, user_id):
        if next(away, False):
            raise DatabaseUnavailableError("locked", remedy="wait", stage="storage")
        return real(label, user_id)

    monkeypatch.setattr(desk, "allowed_user", allowed_user)
    with phone.running():
        press = phone.server.press(ROBIN, phone.item(), "Approve")
        phone.server.wait(lambda: "Approved" in (phone.server.answered(press) or ""))


def test_without_a_token_nothing_begins(own_loop, server):
    with phone_over(own_loop, server, NOKTVRN_TELEGRAM__TOKEN="") as phone, pytest.raises(CredentialsMissingError):
        TelegramBot(phone.label, redactor_of(phone.label.settings))


@pytest.fixture
def hooked(own_loop, server, unused_port):
    address = {
        "NOKTVRN_TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{unused_port}/hook/telegram",
        "NOKTVRN_TELEGRAM__WEBHOOK_PORT": str(unused_port),
        "NOKTVRN_TELEGRAM__WEBHOOK_SECRET": "a-secret_of_ours",
    }
    with phone_over(own_loop, server, **address) as phone:
        phone.let_in(ROBIN, "Robin")
        yield phone


@pytest.fixture
def unused_port():
    import socket

    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        return plug.getsockname()[1]


def _post(url, body, **headers):
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_updates_come_by_webhook_from_whoever_knows_the_secret(hooked):
    with hooked.running():
        item = hooked.item()
        hooked.server.wait(lambda: hooked.server.world.webhook)
        url = hooked.server.world.webhook
        assert hooked.server.world.secret == "a-secret_of_ours"
        assert _post(url, b"{}") == 403
        assert _post(url, b"{}", **{SECRET_HEADER: "a-secret_of_ourz"}) == 403
        assert _post(url, b"no json", **{SECRET_HEADER: "a-secret_of_ours"}) == 400
        assert _post(url, b"[1]", **{SECRET_HEADER: "a-secret_of_ours"}) == 400
        assert _post(url + "/else", b"{}", **{SECRET_HEADER: "a-secret_of_ours"}) == 404
        press = hooked.server.press(ROBIN, item, "Approve", times=3)
        hooked.server.wait(lambda: "Approved" in (hooked.server.answered(press) or ""))
        assert hooked.server.calls("getUpdates") == []
    assert hooked.run(hooked.waiting).state is RunState.HELD
    assert len(show_run(hooked.label, hooked.waiting).decisions) == 1


def test_a_webhook_that_another_program_took_away_is_told_and_set_again(hooked):
    with hooked.running(watch_s=0.1):
        item = hooked.item()
        address = hooked.server.wait(lambda: hooked.server.world.webhook)
        hooked.server.world.webhook = ""
        hooked.server.wait(lambda: any("deliver this bot's updates nowhere" in said for said in hooked.said))
        hooked.server.wait(lambda: hooked.server.world.webhook == address)
        press = hooked.server.press(ROBIN, item, "Approve")
        hooked.server.wait(lambda: "Approved" in (hooked.server.answered(press) or ""))
        hooked.server.wait(lambda: "listens for Telegram" in hooked.said[-1] and not _problem(hooked))


def test_a_token_that_is_revoked_is_told_also_where_telegram_delivers(hooked):
    with hooked.running(watch_s=0.1):
        hooked.item()
        hooked.server.wait(lambda: hooked.server.world.webhook)
        hooked.server.world.revoked = True
        hooked.server.wait(lambda: any("does not know the bot's token" in said for said in hooked.said))


@pytest.mark.parametrize("words", [("bot",), ("serve", "--port", "0")])
def test_the_bot_runs_alone_and_beside_the_page_and_stops_when_told(own_loop, server, words):
    with phone_over(own_loop, server) as phone:
        phone.let_in(ANA, "Ana")
        environment = {
            "NOKTVRN_TELEGRAM__TOKEN": TOKEN,
            "NOKTVRN_TELEGRAM__API_URL": server.url,
            "NOKTVRN_TELEGRAM__LOOK_S": "0.1",
        }
        program = [sys.executable, "-m", "noktvrn", "--home", str(own_loop.home), *words]
        with subprocess.Popen(
            program, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as bot:
            try:
                press = phone.server.press(ANA, _slow_item(phone), "Approve")
                phone.server.wait(lambda: "Approved by Ana" in (phone.server.answered(press) or ""))
            finally:
                bot.send_signal(signal.SIGTERM)
                _, err = bot.communicate(timeout=60)
    assert "@label_bot reads and sends." in err
    assert bot.returncode == 0, err


def _slow_item(phone):
    phone.server.wait(lambda: any(m.chat_id == ANA and m.media for m in phone.server.messages))
    return phone.item(ANA)
