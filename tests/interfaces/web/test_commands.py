"""``serve``, ``operator``, ``token`` and ``dev seed`` on the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import httpx
import pytest
from tests.interfaces.commanding import command

from noktvrn.errors import ConfigError
from noktvrn.interfaces.web.server import check_binding
from noktvrn.providers.passwords import Argon2Passwords
from noktvrn.settings import WebSettings, load_settings
from noktvrn.studio.picture.look import DISPLAY_FACES, LAYOUTS, STYLE_FAMILIES, TEXT_FACES


def test_the_first_start_prints_a_link_and_ctrl_c_ends_it(tmp_path):
    words = [sys.executable, "-m", "noktvrn", "--home", str(tmp_path / "label"), "serve", "--port", "0", "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as server:
        told = ""
        while not told.endswith("}\n"):
            line = server.stdout.readline()
            assert line, "the page did not start"
            told += line
        answer = json.loads(told)
        assert answer["operator"] == "operator"
        assert answer["link"].startswith(answer["address"])
        try:
            assert "Good evening" in httpx.get(answer["link"], trust_env=False, timeout=60).text
            link = command("--home", str(tmp_path / "label"), "operator", "link", "operator", "--json").value["link"]
            assert "Good evening" in httpx.get(link, trust_env=False, timeout=60).text
        finally:
            server.send_signal(signal.SIGINT)
        assert server.wait(60) == 0
    later = command("--home", str(tmp_path / "label"), "operator", "link", "operator")
    assert "http://127.0.0.1:8000/" in later.out


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "example.org"])
def test_listening_where_strangers_read_along_is_refused(host):
    with pytest.raises(ConfigError, match="read along") as refused:
        check_binding(WebSettings(host=host))
    assert "--allow-public" in refused.value.remedy
    check_binding(WebSettings(host=host, allow_public=True))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_may_always_listen_to_itself(host):
    check_binding(WebSettings(host=host))


def test_half_a_certificate_is_refused(tmp_path):
    pem = tmp_path / "certificate.pem"
    with pytest.raises(ConfigError, match="together"):
        check_binding(WebSettings(tls_certificate=pem))
    with pytest.raises(ConfigError, match="no file"):
        check_binding(WebSettings(tls_certificate=pem, tls_key=pem))


def test_a_port_that_is_taken_is_said_to_be(tmp_path):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = command("--home", str(tmp_path / "label"), "serve", "--port", str(taken.getsockname()[1]), "--json")
    assert (answer.status, answer.error["code"]) == (2, "config")
    assert "--port" in answer.error["remedy"]


def test_operators_are_added_listed_shut_out_and_let_in_again(monkeypatch):
    import io

    added = command("operator", "add", "Ana", "--scope", "read", "--scope", "decide", "--json")
    assert (added.status, added.value["scopes"]) == (0, ["read", "decide"])
    assert "/sign-in/link?key=" in added.value["link"]
    assert command("operator", "add", "ana", "--json").status == 5
    assert command("operator", "add", "\x07", "--json").status == 2
    assert command("operator", "add", "ben", "--scope", "everything", "--json").error["code"] == "invalid_input"
    assert command("operator", "link", "nobody", "--json").status == 3
    assert command("operator", "disable", "ana", "--json").value["disabled_at"]
    assert "shut out" in command("operator", "list").out
    assert command("operator", "enable", "ana", "--json").value["disabled_at"] is None
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert command("operator", "password", "ana", "--json").error["code"] == "invalid_input"
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery\n"))
    assert command("operator", "password", "ana", "--json").value["has_password"] is True


def test_tokens_are_made_shown_once_and_revoked():
    made = command("token", "create", "phone", "--scope", "read", "--days", "30", "--json").value
    assert made["token"].startswith("nkt_")
    assert command("token", "create", "phone", "--json").status == 5
    assert command("token", "create", "x", "--days", "0", "--json").status == 2
    (listed,) = command("token", "list", "--json").value["tokens"]
    assert made["token"] not in json.dumps(listed)
    assert "never used" in command("token", "list").out
    assert command("token", "revoke", "phone", "--json").value["revoked_at"]
    assert "revoked" in command("token", "list").out
    assert command("token", "revoke", "nobody", "--json").status == 3


def test_passwords_are_hashed_with_argon2_and_nobody_has_none():
    hasher = Argon2Passwords()
    hashed = hasher.hash("correct horse battery")
    assert hashed.startswith("$argon2id$")
    assert hasher.verify(hashed, "correct horse battery")
    assert not hasher.verify(hashed, "wrong")
    assert not hasher.verify(None, "nobody has this password")
    assert not hasher.verify("damaged", "x")


def test_an_invented_history_fills_an_empty_label_only_and_is_the_same_for_the_same_seed():
    first = command("dev", "seed", "--artists", "12", "--runs", "400", "--json")
    assert first.value == first.value | {"artists": 12, "runs": 400}
    assert first.value["releases"] > 20
    assert command("dev", "seed", "--json").error["code"] == "invalid_transition"
    runs = command("run", "list", "--limit", "5", "--json").value["runs"]
    assert len(runs) == 5
    look = command("artist", "list", "--json").value["artists"][0]["look"]
    assert look["style_family"] in STYLE_FAMILIES, "an invented artist can be painted for like any other"
    assert look["display_face"] in DISPLAY_FACES
    assert look["text_face"] in TEXT_FACES
    assert look["layout"] in LAYOUTS
    assert load_settings().home.exists()
