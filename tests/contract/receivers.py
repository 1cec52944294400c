"""Receivers on loopback for the contract of notifiers: a webhook and a mail server."""

from __future__ import annotations

import json
import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pydantic import SecretStr

from noktvrn.ports.notifier import Notifier
from noktvrn.providers.notifier.apprise import AppriseNotifier
from noktvrn.providers.notifier.webhook import WebhookNotifier
from noktvrn.testing.notifier_contract import SECRET, Mood, Taken

STATUSES = {Mood.WILLING: 204, Mood.BUSY: 429, Mood.BROKEN: 500, Mood.STRANGER: 401, Mood.REFUSING: 422}
RETRY_AFTER_S = 7


class HttpReceiver:
    """Takes posts; through our own webhook or through Apprise's."""

    def __init__(self, *, through_apprise: bool) -> None:
        self.taken: list[Taken] = []
        self.documents: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.mood = Mood.WILLING
        self.status = 0
        self.on_taken: Callable[[], None] = lambda: None
        self._through_apprise = through_apprise
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"robin:{SECRET}@127.0.0.1:{self._server.server_port}/{SECRET}"

    def notifier(self) -> Notifier:
        if self._through_apprise:
            return AppriseNotifier("desk", SecretStr(f"json://{self.address}"))
        return WebhookNotifier("desk", SecretStr(f"webhook+http://{self.address}"))

    def go_away(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    def take(self, headers: dict[str, str], body: bytes) -> int:
        status = self.status or STATUSES[self.mood]
        if 200 <= status < 300:
            document = json.loads(body)
            self.documents.append(document)
            self.headers.append(headers)
            text = document["message"] if self._through_apprise else document["body"]
            self.taken.append(Taken(headers["idempotency-key"], document["title"], text))
            self.on_taken()
        return status

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.mood is Mood.DROPPING:
                    self.close_connection = True
                    return
                headers = {name.lower(): value for name, value in self.headers.items()}
                self.send_response(receiver.take(headers, body))
                self.send_header("Retry-After", str(RETRY_AFTER_S)) if receiver.mood is Mood.BUSY else None
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


class MailReceiver:
    """A mail server that asks for a password and takes letters; RFC 5321 as far as a sender needs it."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.letters: list[Any] = []
        self.mood = Mood.WILLING
        receiver = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                receiver.converse(self)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def notifier(self) -> Notifier:
        port = self._server.server_address[1]
        url = f"mailto://robin:{SECRET}@127.0.0.1:{port}?from=label@label.example&to=robin@label.example"
        return AppriseNotifier("desk", SecretStr(url))

    def go_away(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    def converse(self, line: socketserver.StreamRequestHandler) -> None:
        def say(text: str) -> None:
            line.wfile.write(f"{text}\r\n".encode())

        if self.mood is Mood.BROKEN:
            return say("421 4.3.0 no service")
        say("220 mail.label.example")
        while words := line.rfile.readline().decode().split():
            verb = words[0].upper()
            if verb == "EHLO":
                say("250-mail.label.example")
                say("250 AUTH PLAIN")
            elif verb == "AUTH":
                say("535 5.7.8 no" if self.mood is Mood.STRANGER else "235 welcome")
            elif verb == "MAIL" and self.mood is Mood.BUSY:
                say("451 4.7.1 wait")
            elif verb == "DATA":
                if self.mood is Mood.DROPPING:
                    return None
                say("354 go on")
                letter = b"".join(iter(line.rfile.readline, b".\r\n"))
                say("554 5.6.0 no" if self.mood is Mood.REFUSING else "250 taken")
                if self.mood is Mood.WILLING:
                    self._take(letter)
            elif verb == "QUIT":
                say("221 bye")
                return None
            else:
                say("250 ok")
        return None

    def _take(self, raw: bytes) -> None:
        letter = message_from_bytes(raw, policy=policy.default)
        self.letters.append(letter)
        body = letter.get_body(("html", "plain"))
        assert body is not None
        text = unescape(re.sub(r"<[^>]+>", "", body.get_content()))
        self.taken.append(Taken(str(letter["Idempotency-Key"]), str(letter["Subject"]), text))


@contextmanager
def http_receiver(*, through_apprise: bool) -> Iterator[HttpReceiver]:
    receiver = HttpReceiver(through_apprise=through_apprise)
    yield receiver
    receiver.go_away()


@contextmanager
def mail_receiver() -> Iterator[MailReceiver]:
    receiver = MailReceiver()
    yield receiver
    receiver.go_away()
