"""The menu of the client shows each what they may say, and follows them."""

from __future__ import annotations

from tests.interfaces.telegram.conftest import ANA, GROUP, ROBIN, STRANGER, Phone

from noktvrn.interfaces.telegram.panels import COMMANDS
from noktvrn.ports.chats import ChatRole
from noktvrn.services.chats import revoke
from noktvrn.testing.telegram.rules import Refused

DECIDING = ["queue", "artists", "artist", "run", "status", "mute", "help"]


def test_each_sees_what_their_role_may_say_and_strangers_nothing(phone: Phone) -> None:
    phone.let_in(ANA, "Ana", ChatRole.DECIDE)
    phone.server.world.menus[()] = dict(COMMANDS)  # as a bot of before left it
    with phone.running():
        phone.server.wait(lambda: phone.server.menu(ANA) == DECIDING and phone.server.menu(ROBIN) == list(COMMANDS))
        phone.server.wait(lambda: phone.server.menu(STRANGER) == [])
        assert "start" not in phone.server.world.menus[ANA,]["run"]


def test_a_menu_follows_a_role_and_goes_with_it(phone: Phone) -> None:
    phone.let_in(ANA, "Ana", ChatRole.DECIDE)
    with phone.running():
        phone.server.wait(lambda: phone.server.menu(ANA) == DECIDING)
        phone.let_in(ANA, "Ana the second", ChatRole.OPERATE)
        phone.server.wait(lambda: phone.server.menu(ANA) == list(COMMANDS))
        revoke(phone.label, "Ana the second")
        phone.server.wait(lambda: phone.server.menu(ANA) == [])


def test_a_group_shows_what_everybody_may_say_and_more_to_who_brought_the_bot(phone: Phone) -> None:
    phone.let_in(ANA, "Ana", ChatRole.OPERATE, GROUP)
    with phone.running():
        phone.server.wait(lambda: phone.server.menu(GROUP, ANA) == list(COMMANDS))
        phone.server.wait(lambda: phone.server.menu(GROUP, ROBIN) == DECIDING)


def test_a_menu_that_is_refused_holds_up_nothing_and_is_soon_given_up(phone: Phone) -> None:
    phone.server.fail("setMyCommands", Refused(400, "Bad Request: chat not found"), times=100)
    with phone.running():
        assert phone.item().words[0] == "✓ Approve"
        phone.server.wait(lambda: phone.server.calls("setMyCommands"))
        phone.server.say(ROBIN, "/help")
        phone.server.wait(lambda: any("You are Robin" in text for text in phone.texts()))
    assert len(phone.server.calls("setMyCommands")) <= 3
