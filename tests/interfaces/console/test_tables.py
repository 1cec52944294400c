"""Keys, rows and logs: the tables behind the screen."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.errors import ConfigError
from noktvrn.interfaces.console.allowed import _FOOTERS, _RULES, CHANGES
from noktvrn.interfaces.console.intents import Intents
from noktvrn.interfaces.console.keys import BY_ID, KEYS, keys_in_use, reference_page, shown
from noktvrn.interfaces.console.rows import Row, View, spliced
from noktvrn.interfaces.console.run_log import RunLog, log_page
from noktvrn.interfaces.console.screen import MainScreen
from noktvrn.interfaces.presenters.standing import Standing
from noktvrn.ops.doctor import Checked, Diagnosis, Health

_LAW = {
    "down": "j", "up": "k", "open": "enter", "back": "escape", "pane.next": "tab", "filter": "/", "palette": "ctrl+p",
    "help": "?", "view.queue": "1", "view.failures": "5", "play": "space", "seek.back": "[", "seek.forward": "]",
    "compare": "b", "approve": "a", "reject": "x", "changes": "c", "undo": "u", "retry": "r", "log": "l", "copy": "y",
    "quit": "q",
}  # fmt: skip


def test_keys_are_those_that_all_surfaces_share():
    assert {name: BY_ID[name].keys[0] for name in _LAW} == _LAW


def test_every_key_has_a_name_a_label_a_tooltip_and_somebody_who_carries_it_out():
    assert len(BY_ID) == len(KEYS)
    bound = {binding.id: binding for binding in MainScreen.BINDINGS}
    for key in KEYS:
        assert bound[key.id].tooltip == key.about
        assert key.label
        assert key.about.endswith(".")
        assert key.id.startswith("view.") or callable(getattr(Intents, f"do_{key.action}"))


def test_every_intent_that_can_be_refused_is_known_and_footers_are_short():
    assert set(_RULES) <= set(BY_ID)
    assert set(_RULES) >= CHANGES
    for view in View:
        assert len(_FOOTERS[view]) <= 7
        assert set(_FOOTERS[view]) <= set(BY_ID)


def test_keys_can_be_changed():
    keys = keys_in_use("approve=f5 reject=ctrl+x,X")
    assert keys["approve"] == ("f5",)
    assert keys["reject"] == ("ctrl+x", "X")
    assert keys["undo"] == ("u",)
    assert shown("ctrl+x") == "^x"


@pytest.mark.parametrize(
    ("setting", "said", "hint"),
    [
        ("aprove=f5", "'aprove'", "Did you mean approve?"),
        ("approve=entr", "'entr'", "Did you mean enter?"),
        ("approve=x", "approve and reject would both have the key 'x'", "Give"),
        ("approve=", "no key", "approve=f5"),
        ("approve", "no key", "approve=f5"),
        ("approve=ctrl+", "'ctrl+'", ""),
    ],
)
def test_keys_that_cannot_be_used_are_refused_with_the_way_out(setting, said, hint):
    with pytest.raises(ConfigError) as refused:
        keys_in_use(setting)
    assert "console.keys" in refused.value.message
    assert said in refused.value.message
    assert hint in refused.value.remedy


def test_the_reference_lists_every_key():
    page = reference_page()
    assert all(f"`{key.id}`" in page and key.about in page for key in KEYS)


_CHECKED = Checked("x", "X", Diagnosis(Health.GOOD, "fine"), 0.0)


def _rows(numbers) -> list[Row]:
    return [Row(str(number), Standing.DONE, str(number), "", _CHECKED) for number in numbers]


@given(st.lists(st.integers(0, 30), unique=True), st.integers(0, 30), st.lists(st.integers(0, 40), unique=True))
def test_what_is_read_anew_stands_in_its_place_and_nothing_stands_twice(old, start, fresh):
    begin = min(start, len(old))
    merged = [row.key for row in spliced(_rows(old), begin, _rows(fresh))]
    assert len(merged) == len(set(merged))
    place = merged.index(str(fresh[0])) if fresh else 0
    assert merged[place : place + len(fresh)] == [str(number) for number in fresh]
    assert merged[:place] == [str(n) for n in old[:begin] if n not in fresh][:place] or not fresh


def test_rows_that_went_are_gone_and_those_behind_stay():
    old = _rows(range(10))
    assert [row.key for row in spliced(old, 2, _rows([2, 4, 5]))] == ["0", "1", "2", "4", "5", "6", "7", "8", "9"]
    assert [row.key for row in spliced(old, 0, _rows([99, 0, 1]))][:4] == ["99", "0", "1", "2"]
    assert [row.key for row in spliced(old, 8, _rows([8]), ends=True)] == [str(n) for n in range(9)]
    assert spliced(old, 0, []) == []


def _entry(run_id: str, message: str, level: str = "INFO") -> str:
    return json.dumps(
        {"at": "2026-01-05T12:00:01.000+00:00", "level": level, "run_id": run_id, "step": "song", "message": message}
    )


def test_a_log_is_read_on_from_where_it_was_read_before_through_rotation(tmp_path):
    path = tmp_path / "log.jsonl"
    log = RunLog(path, "run-1")
    log.read_on()
    assert not log.entries
    path.write_text(_entry("run-1", "one") + "\n" + _entry("run-2", "other") + "\n" + _entry("run-1", "tw")[:20])
    log.read_on()
    assert [entry.message for entry in log.entries] == ["one"]
    with path.open("a") as stream:
        stream.write(_entry("run-1", "tw")[20:] + '\nnot json run-1\n[1, "run-1"]\n')
    log.read_on()
    assert [entry.message for entry in log.entries] == ["one", "tw"]
    path.replace(tmp_path / "log.jsonl.1")
    path.write_text(_entry("run-1", "three \x1b[2J") + "\n")
    log.read_on()
    assert [entry.message for entry in log.entries][-1] == "three \x1b[2J"
    lines = log_page(log, "A song", 60)
    assert not any("\x1b" in line.plain for line in lines)
    assert any("song" in line.plain and "12:00:01" in line.plain for line in lines)


def test_a_log_that_is_not_there_says_so(tmp_path):
    log = RunLog(tmp_path / "none", "run-1")
    log.read_on()
    assert any("Nothing was logged" in line.plain for line in log_page(log, "", 70))
