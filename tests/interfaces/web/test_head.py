"""HEAD answers like GET without a body, for pages, media, tables and the API."""

from __future__ import annotations

import httpx
import pytest


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/review", "/review/{run}", "/runs", "/runs/{run}", "/artists", "/releases", "/failures", "/settings"),
        *("/audit", "/downloads/runs.csv", "/static/style.css", "/media/runs/{run}/preview", "/sign-in", "/nothing"),
        *("/stills/{run}/thumbnail/96.jpg", "/healthz", "/readyz"),
    ],
)
def test_head_has_the_head_of_get_and_no_body(shared_site, path):
    browser = shared_site.browser()
    path = path.format(run=shared_site.waiting)
    got, head = browser.get(path), browser.client.head(path)
    assert head.content == b""
    assert head.status_code == got.status_code
    for name in ("content-type", "etag", "cache-control", "accept-ranges", "location"):
        assert head.headers.get(name) == got.headers.get(name), name
    if path.startswith(("/media", "/static", "/stills")):
        assert head.headers["content-length"] == got.headers["content-length"]


@pytest.mark.parametrize("noun", ["runs", "runs/{run}", "artists", "releases", "reviews", "tokens", "nothing"])
def test_head_works_for_programs_too(shared_site, noun):
    address = f"{shared_site.base}/api/v1/{noun.format(run=shared_site.waiting)}"
    for headers in (shared_site.token(), {}):
        got, head = httpx.get(address, headers=headers), httpx.head(address, headers=headers)
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert head.headers["content-type"] == got.headers["content-type"]
        assert head.headers.get("etag") == got.headers.get("etag")


def test_head_of_a_part_and_of_the_stream_of_events_ends_at_once(shared_site):
    browser = shared_site.browser()
    part = browser.client.head(f"/media/runs/{shared_site.waiting}/preview", headers={"range": "bytes=10-19"})
    assert (part.status_code, part.headers["content-length"], part.content) == (206, "10", b"")
    stream = browser.client.head("/events")
    assert (stream.status_code, stream.headers["content-type"].partition(";")[0]) == (200, "text/event-stream")
    assert browser.get("/review").status_code == 200


def test_head_changes_nothing_where_only_post_does_something(shared_site):
    """Whoever only looks is led to a page that is there, as with GET, and stays signed in."""
    browser = shared_site.browser()
    assert browser.client.head("/sign-out").status_code == 303
    assert browser.get("/review").status_code == 200
    assert browser.client.head("/api/v1/room/reopen", headers=shared_site.token()).status_code == 405
