"""Updates of all kinds that a bot has to bear: forged, broken, huge, strange, doubled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

_TEXTS = (
    "",
    " ",
    "/",
    "/start",
    "/start " + "A" * 64,
    "/queue",
    "/artist ../../etc/passwd",
    "/artist '; drop table runs; --",
    "/run start nobody",
    "/mute nan",
    "/mute 1e999",
    "/autopilot on on on",
    "/status@label_bot",
    "/queue@another_bot",
    "<b>&lt;</i>",
    "\u202e\u0000\ud7ff",
    "🌙" * 500,
    "x" * 4_096,
)
_ODD: tuple[Any, ...] = (None, True, -1, 2**63, 1.5, "", "x", [], {}, [[]], {"id": {}})


def hostile_updates(rng: Random, count: int, *, allowed: int, buttons: Sequence[str]) -> Iterator[Any]:
    """Yield updates.

    Args:
        rng: What they follow from.
        count: How many.
        allowed: A person who is let in; few updates come from them.
        buttons: What stands behind good buttons of that person's chat.
    """
    kinds: tuple[Callable[[Random, int, int, Sequence[str]], Any], ...] = (_press, _press, _message, _broken, _odd)
    number = 1
    for _ in range(count):
        number += rng.choice((0, 1, 1, 1, -3))
        yield rng.choice(kinds)(rng, number, allowed, buttons)


def _person(rng: Random, allowed: int) -> dict[str, Any]:
    user_id = rng.choice((allowed, 0, -1, rng.randrange(1, 2**52), rng.randrange(1, 2**52)))
    return {"id": user_id, "is_bot": rng.random() < 0.1, "first_name": rng.choice(_TEXTS) or "x"}


def _chat(rng: Random, allowed: int) -> dict[str, Any]:
    if rng.random() < 0.5:
        return {"id": allowed, "type": "private", "first_name": "x"}
    return {"id": -rng.randrange(1, 2**40), "type": rng.choice(("group", "supergroup", "channel")), "title": "x"}


def _press(rng: Random, number: int, allowed: int, buttons: Sequence[str]) -> dict[str, Any]:
    data = rng.choice((*buttons, *_TEXTS, "v1:a:0:1:0:" + "A" * 11))
    if rng.random() < 0.3 and data:
        place = rng.randrange(len(data))
        data = data[:place] + rng.choice("aZ0:_é") + data[place + 1 :]
    query: dict[str, Any] = {
        "id": f"press-{rng.randrange(10**9)}",
        "from": _person(rng, allowed),
        "chat_instance": "1",
        "data": data,
    }
    if rng.random() < 0.9:
        date = rng.choice((0, 1, 2**31))
        query["message"] = {"message_id": rng.randrange(1, 50), "date": date, "chat": _chat(rng, allowed), "text": "x"}
    return {"update_id": number, "callback_query": query}


def _message(rng: Random, number: int, allowed: int, buttons: Sequence[str]) -> dict[str, Any]:
    message: dict[str, Any] = {
        "message_id": rng.randrange(1, 2**31),
        "date": rng.choice((0, 2**31)),
        "chat": _chat(rng, allowed),
        "from": _person(rng, allowed),
        "text": rng.choice(_TEXTS),
    }
    if rng.random() < 0.3:
        message["reply_to_message"] = {"message_id": 1, "date": 0, "chat": message["chat"], "text": "x"}
    return {"update_id": number, rng.choice(("message", "message", "edited_message", "channel_post")): message}


def _broken(rng: Random, number: int, allowed: int, buttons: Sequence[str]) -> Any:
    """A good update of which one field is something else."""
    update = rng.choice((_press, _message))(rng, number, allowed, buttons)
    place: Any = update
    while True:
        key = rng.choice(list(place))
        if isinstance(place[key], dict) and place[key] and rng.random() < 0.7:
            place = place[key]
        else:
            place[key] = rng.choice(_ODD)
            return update


def _odd(rng: Random, number: int, allowed: int, buttons: Sequence[str]) -> Any:
    return rng.choice(
        (*_ODD, {"update_id": number}, {"update_id": number, "poll": {}}, {"callback_query": {"id": "q"}})
    )
