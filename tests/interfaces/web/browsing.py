"""A real browser for tests: headless Chromium, driven by Playwright, with somebody signed in."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, sync_playwright

from noktvrn.services.access_sign_in import make_link

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
MISSING = pytest.mark.skipif(
    CHROMIUM is None, reason="CHROMIUM IS MISSING, nothing is known about browsers: apt-get install chromium"
)
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        )
        yield browser
        browser.close()


@contextmanager
def signed_in(chromium, site, name: str = "robin", **context) -> Iterator[Page]:
    """A page of a signed-in browser that fails its test when a script or the content policy complains."""
    secret, _ = make_link(site.label, site.operator(name))
    opened = chromium.new_context(base_url=site.base, **{"viewport": DESKTOP, **context})
    page = opened.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    page.goto(f"/sign-in/link?key={secret}")
    page.click("button.primary")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    yield page
    opened.close()
    assert not complaints


def until(page: Page, expression: str, patience_s: float = 60) -> None:
    """Wait for a condition of the page; Playwright's own wait is ``eval``, which the content policy forbids."""
    give_up_at = time.monotonic() + patience_s
    while not page.evaluate(expression):
        assert time.monotonic() < give_up_at, expression
        page.wait_for_timeout(20)
