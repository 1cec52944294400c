"""The writers of this project meet the contract of writers."""

from __future__ import annotations

import pytest

from noktvrn.ports.writer import Writer
from noktvrn.providers.writer.embedded import EmbeddedWriter
from noktvrn.providers.writer.room import RoomWriter
from noktvrn.settings import WritingSettings
from noktvrn.testing.scripted_room import CLOSED, ScriptedRoom
from noktvrn.testing.writer_contract import IDENTITY_REQUEST, WriterContract


class TestEmbeddedWriter(WriterContract):
    @pytest.fixture
    def writer(self) -> Writer:
        return EmbeddedWriter()

    def test_it_signs_with_its_name(self, writer: Writer) -> None:
        assert writer.write_identity(IDENTITY_REQUEST).made_by.provider == writer.name


LYRICS = {
    "title": "Last Stop Harbour",
    "verses": [
        ["You ride with your coat buttoned wrong", "I count the lamps the whole way long"],
        ["The depot clock is standing still", "There's a glove upon the window sill"],
        ["The rails are cold, the wires are down", "Nobody else rides through this town"],
    ],
    "prechorus": ["And the wheels begin to hum", "And the wires begin to sing"],
    "chorus": ["Last stop harbour, stay on the line", "I'll leave the engine running slow"],
    "bridge": ["Tomorrow they will close the track", "I keep the ticket in the back"],
}
ANSWERS = {
    "author/identity": {
        "name": "Ferry Kadlec",
        "story": "Ferry Kadlec mends harbour radios in a hut. Between two ships he plays what is left in the speakers.",
        "themes": ["harbour lights", "unclaimed keys", "last ferries"],
        "influences": ["coastal dub"],
        "genre": "synthwave",
        "moods": ["melancholic"],
        "perspective": "first",
        "rhyme": "couplet",
        "imagery": ["keys", "buoys", "static"],
    },
    "author/brief": {
        "concept": "A ferryman waits for one passenger who will not come tonight.",
        "theme": "last ferries",
    },
    "author/lyrics": LYRICS,
    "helper/mend-lyrics": LYRICS | {"title": "Ticket Folded Twice"},
    "validator/identity": {"objections": []},
    "validator/lyrics": {"objections": []},
    "reflector/run": {"summary": "It was judged, and nothing more follows from it.", "changes": []},
}


class TestRoomWriter(WriterContract):
    @pytest.fixture
    def writer(self) -> Writer:
        scripts = {name: [answer] for name, answer in ANSWERS.items()}
        return RoomWriter(ScriptedRoom(scripts), EmbeddedWriter(), WritingSettings())

    def test_the_words_are_those_of_the_room(self, writer: Writer) -> None:
        assert writer.write_identity(IDENTITY_REQUEST).identity.name == "Ferry Kadlec"


class TestRoomWriterWhenNobodyAnswers(WriterContract):
    @pytest.fixture
    def writer(self) -> Writer:
        return RoomWriter(ScriptedRoom({}), EmbeddedWriter(), WritingSettings())


class TestRoomWriterWithoutModels(WriterContract):
    @pytest.fixture
    def writer(self) -> Writer:
        return RoomWriter(ScriptedRoom({}, closed=CLOSED), EmbeddedWriter(), WritingSettings())

    def test_it_is_the_embedded_writer_to_the_letter(self, writer: Writer) -> None:
        assert writer.write_identity(IDENTITY_REQUEST) == EmbeddedWriter().write_identity(IDENTITY_REQUEST)
