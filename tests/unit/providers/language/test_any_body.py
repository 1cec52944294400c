"""Whatever a vendor or a proxy in its place sends, a call ends with an answer or a fault, never with a bare error."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from noktvrn.errors import ModelCallError
from noktvrn.ports.language import ModelAnswer
from noktvrn.testing.language_contract import Song
from noktvrn.testing.language_servers.replies import Reply

from .conftest import VENDORS

ODD: tuple[Any, ...] = (
    *(None, True, -1, 10**30, 0.5, "", "x", "\x00", "\ud800", [], {}, [None], [[]], {"a": None}, [{}]),
    *("@1e999@", "@NaN@", f"@{'1' * 5_000}@", f"@{'[' * 3_000}{']' * 3_000}@"),
)
"""Values of other kinds and sizes than any field has; between ``@`` stands JSON that Python does not write."""

STATUSES = (200, 200, 200, 200, 301, 400, 429, 500)


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield (*place, name)
        yield from places(each, (*place, name))


def changed(body: Any, rng: Random) -> bytes:
    """Return a body as JSON with one value left out or put in place of another."""
    changed = copy.deepcopy(body)
    *path, last = rng.choice(list(places(changed)))
    holder = changed
    for name in path:
        holder = holder[name]
    if rng.random() < 0.2:
        del holder[last]
    else:
        holder[last] = rng.choice(ODD)
    return json.dumps(changed).replace('"@', "").replace('@"', "").encode()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("vendor", VENDORS)
def test_no_answer_breaks_a_call(vendor, server, of_vendor, ask, monkeypatch):
    rng, usual = Random(7), server.reply

    def reply(heard):
        whole = usual(heard)
        return Reply(rng.choice(STATUSES), changed(whole.body, rng), whole.headers)

    monkeypatch.setattr(server, "reply", reply)
    for _ in range(80):
        outcome = ask(of_vendor(vendor))
        if isinstance(outcome, ModelAnswer):
            assert isinstance(outcome.value, Song)
            assert isinstance(outcome.served_by, str)
            assert min(outcome.usage.input_tokens, outcome.usage.output_tokens) >= 0
        else:
            assert isinstance(outcome, ModelCallError)
            assert min(outcome.input_tokens, outcome.output_tokens) >= 0
            assert outcome.remedy
