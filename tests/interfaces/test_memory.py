"""``noktvrn room memory`` and ``noktvrn room forget``: what roles remember can be read and erased."""

from __future__ import annotations

from tests.interfaces.commanding import command

from noktvrn.app import open_label
from noktvrn.ports.language import Role
from noktvrn.providers.clock import SystemClock
from noktvrn.services.room.memory import Memory
from noktvrn.settings import load_settings
from noktvrn.testing.builders import ARTIST_ID, build_artist


def test_memory_is_shown_and_erased_by_role():
    with open_label(load_settings()) as label:
        with label.records.write() as unit:
            unit.artists.add(build_artist())
            unit.commit()
        memory = Memory(label.records, SystemClock(), 2)
        memory.remember(ARTIST_ID, Role.AUTHOR, "1", "leaving: a glove on the last seat.")
        memory.remember(ARTIST_ID, Role.REFLECTOR, "1", "approve: it holds.")
    shown = command("room", "memory", "nova-lux")
    assert "author:\n  leaving: a glove on the last seat." in shown.out
    assert "noktvrn room forget nova-lux" in shown.err
    assert command("room", "forget", "nova-lux", "--role", "author").status == 0
    [left] = command("room", "memory", "nova-lux", "--json").value["memory"]
    assert (left["role"], left["lines"]) == ("reflector", ["approve: it holds."])
    assert "Forgotten: reflector." in command("room", "forget", "nova-lux").out
    assert "Nothing is remembered" in command("room", "memory", "nova-lux").err
    assert "Nothing was remembered" in command("room", "forget", "nova-lux").out


def test_an_unknown_artist_or_role_is_refused():
    assert command("room", "memory", "nobody").status == 3
    with open_label(load_settings()) as label, label.records.write() as unit:
        unit.artists.add(build_artist())
        unit.commit()
    refused = command("room", "forget", "nova-lux", "--role", "poet")
    assert refused.status == 2
    assert "author, helper" in refused.err
