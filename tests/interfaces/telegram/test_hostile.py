"""Random and hostile updates: no crash, no decision by strangers, no effect twice, every press answered."""

from __future__ import annotations

import asyncio
import json
from random import Random

from tests.interfaces.telegram.conftest import ROBIN, quick_pace

from noktvrn.interfaces.telegram.buttons import Act, Press, Signer
from noktvrn.interfaces.telegram.desk import Desk
from noktvrn.interfaces.telegram.keeper import Keeper
from noktvrn.interfaces.telegram.wire import Me, Wire
from noktvrn.testing.telegram.hostile import hostile_updates
from noktvrn.testing.telegram.server import TOKEN

UPDATES = 1_000


class DeafWire(Wire):
    """Sends nothing and remembers which presses were answered."""

    def __init__(self) -> None:
        super().__init__(TOKEN, "http://127.0.0.1:9", Random(1), quick_pace())
        self.answered: list[str] = []

    async def answer(self, callback_id, text, *, loud=False):
        assert len(text.encode("utf-16-le", "replace")) < 4_000
        self.answered.append(callback_id)
        return True

    async def _send(self, chat_id, method, limit_s):
        method()
        from noktvrn.interfaces.telegram.outcomes import Outcome, Sent

        return Sent(Outcome.DONE, 1)


def test_random_and_hostile_updates_crash_nothing_and_decide_nothing(phone, caplog):
    run = phone.run(phone.waiting)
    signer = Signer(TOKEN)
    good = [signer.written(ROBIN, Press(act, run.id, 1, 0)) for act in Act if act is not Act.APPROVE]
    updates = list(hostile_updates(Random(7), UPDATES, allowed=ROBIN, buttons=good))
    approve = {
        "update_id": 10**9,
        "callback_query": {
            "id": "the-one",
            "from": {"id": ROBIN, "is_bot": False, "first_name": "R"},
            "chat_instance": "1",
            "data": signer.written(ROBIN, Press(Act.APPROVE, run.id, 1)),
            "message": {"message_id": 1, "date": 1, "chat": {"id": ROBIN, "type": "private"}, "text": "x"},
        },
    }

    async def take_all() -> DeafWire:
        wire = DeafWire()
        desk = Desk(phone.label, wire, Keeper(phone.label, wire, Random(1)), Me(42, "label_bot"), str)
        for raw in [*updates, approve, approve]:
            await desk.take(raw)
        await desk.replied()
        await wire.close()
        return wire

    wire = asyncio.run(take_all())
    asked = {raw["callback_query"]["id"] for raw in updates if _is_press(raw)}
    assert asked <= set(wire.answered)
    assert wire.answered.count("the-one") == 2
    with phone.label.records.read() as unit:
        decisions = unit.decisions.of_run(run.id)
    assert {each.actor for each in decisions} <= {"Robin"}
    assert len([each for each in decisions if each.state.value != "undone"]) <= 1
    assert "mistake of this program" not in caplog.text


def _is_press(raw) -> bool:
    query = raw.get("callback_query") if isinstance(raw, dict) else None
    return isinstance(query, dict) and isinstance(query.get("id"), str) and bool(query["id"])


def test_hostile_updates_can_be_sent_as_json_where_they_are_sent():
    assert json.dumps(list(hostile_updates(Random(7), 50, allowed=1, buttons=["x"])))
