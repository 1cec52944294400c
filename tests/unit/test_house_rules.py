"""The test suite's own promises: no network, also in children; an empty home for each test."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

# The guard lies on the path that conftest sets.
from network_guard import NetworkReachedError

FOREIGN = ("192.0.2.1", 9)  # RFC 5737: an address that is nobody's


def test_connecting_beyond_this_machine_is_refused():
    with socket.socket() as plug, pytest.raises(NetworkReachedError):
        plug.connect(FOREIGN)
    with socket.socket() as plug, pytest.raises(NetworkReachedError):
        plug.connect_ex(FOREIGN)


def test_datagrams_and_name_lookups_beyond_this_machine_are_refused():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plug, pytest.raises(NetworkReachedError):
        plug.sendto(b"x", FOREIGN)
    with pytest.raises(NetworkReachedError):
        socket.getaddrinfo("example.org", 80)


def test_asyncio_is_refused_too_and_reaches_loopback():
    async def talk_to_self() -> bytes:
        async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"here")
            writer.close()
            await writer.wait_closed()

        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            heard = await reader.read()
            writer.close()
            await writer.wait_closed()
            return heard

    assert asyncio.run(talk_to_self()) == b"here"
    with pytest.raises(NetworkReachedError):
        asyncio.run(asyncio.open_connection(*FOREIGN))


def test_unix_sockets_are_let_through(tmp_path):
    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(path)
        server.listen()
        client.connect(path)


def test_child_processes_carry_the_guard():
    code = f"import socket; socket.socket().connect({FOREIGN!r})"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert child.returncode != 0
    assert "NetworkReachedError" in child.stderr


def test_each_test_has_an_empty_home(home):
    assert list(home.iterdir()) == []
    assert Path.home() == home
    assert os.environ["NOKTVRN_HOME"] == str(home / "noktvrn")
    assert [name for name in os.environ if name.startswith("NOKTVRN_")] == ["NOKTVRN_HOME"]


@given(st.integers())
def test_rules_can_be_tested_by_examples_beside_the_fixtures_that_every_test_has(number):
    assert Path.home().is_dir(), number
