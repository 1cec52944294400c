"""The writers of this project meet the contract of writers."""

from __future__ import annotations

import pytest

from noktvrn.ports.writer import Writer
from noktvrn.providers.writer.embedded import EmbeddedWriter
from noktvrn.providers.writer.room import RoomWriter
from noktvrn.settings import WritingSettings
from noktvrn.testing.good_answers import GOOD_ANSWERS
from noktvrn.testing.scripted_room import CLOSED, ScriptedRoom
from noktvrn.testing.writer_contract import IDENTITY_REQUEST, WriterContract


class TestEmbeddedWriter(WriterContract):
    @pytest.fixture
    def writer(self) -> Writer:
        return EmbeddedWriter()

    def test_it_signs_with_its_name(self, writer: Writer) -> None:
        assert writer.write_identity(IDENTITY_REQUEST).made_by.provider == writer.name


class TestRoomWriter(WriterContract):
    @pytest.fixture
    def writer(self) -> Writer:
        scripts = {name: [answer] for name, answer in GOOD_ANSWERS.items()}
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
