"""The page over a label that went round the loop once, listening on a port of this machine, for each test that asks."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import httpx
import pytest
from tests.interfaces.conftest import QUICK, Loop

from noktvrn.app import open_label
from noktvrn.interfaces.web.app import create_app
from noktvrn.interfaces.web.server import PageServer, listening_socket
from noktvrn.ports.access import ALL_SCOPES, Operator, Scope
from noktvrn.services.access_operators import add_operator
from noktvrn.services.access_sign_in import make_link
from noktvrn.services.access_tokens import create_token
from noktvrn.services.label import Label
from noktvrn.settings import load_settings

CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class QuickPasswords:
    """Passwords without their slow hash; the real one has its own test."""

    def hash(self, password: str) -> str:
        return f"quick:{password}"

    def verify(self, hashed: str | None, password: str) -> bool:
        return hashed == f"quick:{password}"


@dataclass
class Browser:
    """A browser without scripts: it keeps cookies, and sends forms as the page has them."""

    base: str
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.base, timeout=60, trust_env=False)

    def get(self, path: str, **more) -> httpx.Response:
        return self.client.get(path, **more)

    def mark(self, path: str) -> str:
        found = CSRF.search(self.get(path).text)
        assert found, f"{path} has no form"
        return found[1]

    def post(self, path: str, fields: dict | None = None, *, page: str | None = None, **more) -> httpx.Response:
        typed = {"csrf": self.mark(page or path), **(fields or {})}
        return self.client.post(path, data=typed, **more)

    def sign_in(self, secret: str) -> httpx.Response:
        page = self.get(f"/sign-in/link?key={secret}").text
        fields = dict(re.findall(r'name="(csrf|key|next)" value="([^"]*)"', page))
        return self.client.post("/sign-in/link", data={name: unescape(value) for name, value in fields.items()})


@dataclass
class Site:
    """A page that listens, and the label behind it."""

    base: str
    label: Label
    loop: Loop
    browsers: list[Browser] = field(default_factory=list)

    def run(self, answer) -> str:
        return self.loop.run(answer)

    @property
    def waiting(self) -> str:
        return str(self.loop.waiting.value["id"])

    def operator(self, name: str, *scopes: Scope) -> Operator:
        with self.label.records.read() as unit:
            known = unit.access.operator_named(name)
        return known or add_operator(self.label, name, scopes or ALL_SCOPES)

    def stranger(self) -> Browser:
        self.browsers.append(Browser(self.base))
        return self.browsers[-1]

    def browser(self, name: str = "robin", *scopes: Scope) -> Browser:
        browser = self.stranger()
        secret, _ = make_link(self.label, self.operator(name, *scopes))
        assert browser.sign_in(secret).status_code == 303
        return browser

    def token(self, *scopes: Scope) -> dict[str, str]:
        name = f"token {time.time_ns()}"
        secret, _ = create_token(self.label, name, scopes or ALL_SCOPES, days=None, actor="test")
        return {"authorization": f"Bearer {secret}"}


@contextmanager
def listening(label: Label, *, look_every_s: float = 0.1) -> Iterator[str]:
    """Let the page listen on a free port while the block lasts."""
    app = create_app(label, QuickPasswords(), look_every_s=look_every_s)
    server = PageServer(app, label.settings.web)
    with listening_socket(label.settings.web.model_copy(update={"port": 0})) as plug:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [plug]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{plug.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(60)


@contextmanager
def opened(loop: Loop, **environment: str) -> Iterator[Site]:
    settings = load_settings({"home": str(loop.home)}, {**QUICK, **environment})
    with open_label(settings) as label, listening(label) as base:
        site = Site(base, label, loop)
        try:
            yield site
        finally:
            for browser in site.browsers:
                browser.client.close()


@pytest.fixture(scope="session")
def shared_site(loop: Loop, homes: Path) -> Iterator[Site]:
    """A page that tests only look at."""
    home = homes / "shared-site"
    shutil.copytree(loop.home, home)
    with opened(Loop(home, loop.released, loop.waiting, loop.failed)) as site:
        yield site


@pytest.fixture
def site(own_loop: Loop) -> Iterator[Site]:
    """A page that a test may change; decisions are held for ten minutes."""
    with opened(own_loop, NOKTVRN_REVIEW__HOLD_S="600") as site:
        yield site
