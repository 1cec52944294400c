"""The writers of this project meet the contract of writers."""

from __future__ import annotations

import pytest

from noktvrn.ports.writer import Writer
from noktvrn.providers.writer.embedded import EmbeddedWriter
from noktvrn.testing.writer_contract import WriterContract


class TestEmbeddedWriter(WriterContract):
    @pytest.fixture
    def writer(self) -> Writer:
        return EmbeddedWriter()
