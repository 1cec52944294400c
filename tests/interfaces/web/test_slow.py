"""Connections that bring their requests too slowly, and logs that were rotated away."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

import pytest

from noktvrn.interfaces.web.logs import MOST, entries_about
from noktvrn.interfaces.web.server import PromptHttp


def _plug(site) -> socket.socket:
    parts = urlsplit(site.base)
    return socket.create_connection((parts.hostname, parts.port), timeout=60)


def _whole_answer(plug: socket.socket) -> bytes:
    """Head and body may come in pieces of their own."""
    answer = b""
    while not answer.endswith(b'{"up":true}') and (piece := plug.recv(65_536)):
        answer += piece
    return answer


@pytest.mark.parametrize("requests_before", [0, 1, 2])
def test_a_head_that_does_not_come_is_not_waited_for(shared_site, monkeypatch, requests_before):
    monkeypatch.setattr(PromptHttp, "head_s", 0.4)
    with _plug(shared_site) as plug:
        for _ in range(requests_before):
            plug.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b"200 OK" in _whole_answer(plug)
        plug.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        while answer := plug.recv(65_536):
            assert b"200 OK" not in answer


def test_a_head_that_comes_in_pieces_in_time_is_answered(shared_site):
    with _plug(shared_site) as plug:
        for piece in (b"GET /healthz HT", b"TP/1.1\r\nHost", b": localhost\r\n\r\n"):
            plug.sendall(piece)
        assert b"200 OK" in _whole_answer(plug)


def test_a_runs_entries_are_found_in_files_that_were_rotated(tmp_path):
    log = tmp_path / "noktvrn.jsonl"
    for age, path in enumerate((log, tmp_path / "noktvrn.jsonl.1", tmp_path / "noktvrn.jsonl.2")):
        entry = {"at": f"2026-11-2{3 - age}T00:00:00", "level": "INFO", "run_id": "r1", "message": f"file {age}"}
        path.write_text("no json r1\n" + json.dumps({**entry, "run_id": "r2"}) + "\n" + json.dumps(entry) + "\n")
    assert [line.message for line in entries_about(log, "r1")] == ["file 2", "file 1", "file 0"]
    log.write_text("".join(json.dumps({"run_id": "r1", "message": str(n)}) + "\n" for n in range(MOST + 5)))
    assert [line.message for line in entries_about(log, "r1")] == [str(n) for n in range(5, MOST + 5)]
    assert entries_about(tmp_path / "nothing.jsonl", "r1") == []
