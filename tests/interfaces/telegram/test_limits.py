"""Five hundred songs wait: what the server sees stays within what Telegram takes."""

from __future__ import annotations

import asyncio
import time
from random import Random

import pytest
from tests.interfaces.telegram.conftest import ANA, GROUP, ROBIN, phone_over

from noktvrn.interfaces.telegram.pace import BOT_GAP_S, Pace
from noktvrn.ports.chats import ChatRole
from noktvrn.testing.telegram.server import most_within


@pytest.fixture
def crowded(own_loop, server):
    with phone_over(own_loop, server, NOKTVRN_TELEGRAM__ITEMS="3") as phone:
        phone.let_in(ROBIN, "Robin")
        phone.let_in(ANA, "Ana", ChatRole.DECIDE, chat_id=GROUP)
        yield phone


def test_five_hundred_songs_that_wait_keep_to_the_rates_and_become_a_few_messages(crowded):
    phone = crowded
    phone.add_waiting(500)
    phone.server.world.keeps_rates = True
    pace = Pace(Random(1))
    with phone.running(pace):
        phone.server.wait(lambda: any("more songs wait" in text for text in phone.texts()))
        item = phone.item(ROBIN, "Night 0")
        pace.hold(ROBIN, 3_600)  # an answer that waited for its turn in the chat would not come in this test
        press = phone.server.press(ROBIN, item, "Approve")
        phone.server.wait(lambda: phone.server.answered(press) is not None)
    sends = phone.server.calls("sendMessage", "sendAudio", "editMessageText", "editMessageCaption")
    mine = [call.at_s for call in sends if call.chat_id == ROBIN]
    group = [call.at_s for call in sends if call.chat_id == GROUP]
    assert most_within(mine, 1.0) == 1
    assert most_within(group, 3.0) == 1
    assert not [call for call in sends if call.status == 429]
    assert any(f"{rest} more songs wait" in text for text in phone.texts() for rest in (497, 498))
    assert len(phone.texts()) <= 6


def test_turns_of_many_chats_keep_their_distance():
    async def send() -> list[float]:
        pace, times = Pace(Random(3), chat_gap_s=0.2, bot_gap_s=0.01), []
        began = time.monotonic()

        async def chat(chat_id: int) -> None:
            for _ in range(3):
                await pace.turn(chat_id)
                times.append(time.monotonic())

        await asyncio.gather(*(chat(number) for number in range(1, 13)))
        return [at - began for at in times]

    times = asyncio.run(send())
    # Eleven turns fit; one more may be noted late, when the machine is busy just then.
    assert most_within(times, 0.1) <= 12
    assert BOT_GAP_S * 30 >= 1.0
    assert times[-1] >= 0.4


def test_answers_stand_in_the_order_in_which_they_were_asked_for(own_loop, server):
    names = [f"nobody-{number}" for number in range(9)]
    with phone_over(own_loop, server) as phone:
        phone.let_in(ROBIN, "Robin")
        with phone.running(Pace(Random(1), chat_gap_s=0.03, bot_gap_s=0.0)):
            for each in names:
                server.say(ROBIN, f"/artist {each}")
            server.wait(lambda: all(any(each in text for text in phone.texts()) for each in names))
            answers = [each for text in phone.texts() for each in names if each in text]
    assert answers == names


def test_whoever_asks_first_for_a_turn_in_a_chat_has_it_first():
    async def send() -> list[int]:
        pace, turns = Pace(Random(3), chat_gap_s=0.01), []

        async def wait(number: int) -> None:
            await pace.turn(1)
            turns.append(number)

        await asyncio.gather(*(wait(number) for number in range(12)))
        return turns

    assert asyncio.run(send()) == list(range(12))


def test_a_chat_is_left_alone_for_as_long_as_was_asked():
    async def send() -> float:
        pace = Pace(Random(3), chat_gap_s=0.0)
        pace.hold(1, 0.3)
        began = time.monotonic()
        await pace.turn(2)
        await pace.turn(1)
        return time.monotonic() - began

    assert asyncio.run(send()) >= 0.3
