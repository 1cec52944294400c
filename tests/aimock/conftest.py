"""A server of all vendors' formats that nobody here wrote: aimock, from npm."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = ROOT / ".venv" / "aimock" / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"

_USAGE = {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150}
_ANSWER = {"title": "Slow Water", "mood": 3}

_FIXTURES = [
    {
        "match": {"model": "m-429"},
        "response": {"error": {"message": "Rate limited", "type": "rate_limit_error"}, "status": 429},
    },
    {
        "match": {"model": "m-503"},
        "response": {"error": {"message": "Overloaded", "type": "overloaded_error"}, "status": 503},
    },
    {
        "match": {"model": "m-401"},
        "response": {"error": {"message": "Bad key", "type": "authentication_error"}, "status": 401},
    },
    {"match": {"model": "m-filter"}, "response": {"content": "", "finishReason": "content_filter"}},
    {"match": {"model": "m-length"}, "response": {"content": '{"title": "tru', "finishReason": "length"}},
    {"match": {"model": "m-prose"}, "response": {"content": "I'm sorry, but I can't help with that request."}},
    {"match": {"model": "m-shape"}, "response": {"content": '{"unexpected": 1}'}},
    {"match": {"model": "m-malformed"}, "response": {"content": "x"}, "chaos": {"malformedRate": 1.0}},
    {"match": {"model": "m-drop"}, "response": {"content": "x"}, "chaos": {"disconnectRate": 1.0}},
    {
        "match": {"toolName": "answer"},
        "response": {"toolCalls": [{"name": "answer", "arguments": _ANSWER}], "usage": _USAGE},
    },
    {"match": {}, "response": {"content": json.dumps(_ANSWER), "usage": _USAGE}},
]
"""The first that matches answers."""


@pytest.fixture(scope="module")
def aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running aimock."""
    node = shutil.which("node")
    if node is None or not PROGRAM.is_file():
        pytest.skip("NOT TESTED AGAINST AIMOCK: node or @copilotkit/aimock is missing; run: make peers")
    fixtures = tmp_path_factory.mktemp("aimock") / "fixtures.json"
    fixtures.write_text(json.dumps({"fixtures": _FIXTURES}), encoding="utf-8")
    port = _free_port()
    server = subprocess.Popen(
        [node, str(PROGRAM), "-p", str(port), "-f", str(fixtures), "--log-level", "silent"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/v1/models", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


def _free_port() -> int:
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        return int(plug.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"aimock did not come up (exit status {server.poll()})")
