"""How an artist writes and what is remembered of it: over the API, and on its page."""

from __future__ import annotations

from noktvrn.ports.access import Scope
from noktvrn.ports.language import Role
from noktvrn.providers.clock import SystemClock
from noktvrn.services.access import audit_log
from noktvrn.services.remembered import remembered_of
from noktvrn.services.room.memory import Memory

WRITER = "/api/v1/artists/nova-lux/writer"
MEMORY = "/api/v1/room/memory/nova-lux"
PAGE = "/artists/nova-lux"
GLOVE = "leaving: a glove on the last <seat>."


def _remembering(site) -> None:
    with site.label.records.read() as unit:
        artist = unit.artists.find("nova-lux")
    memory = Memory(site.label.records, SystemClock(), 2)
    memory.remember(artist.id, Role.AUTHOR, "1", GLOVE)
    memory.remember(artist.id, Role.REFLECTOR, "1", "approve: it holds.")


def _roles(site) -> list[str]:
    return [each.role.value for each in remembered_of(site.label, "nova-lux")]


def test_how_an_artist_writes_is_read_and_changed_over_the_api(site):
    api, headers = site.stranger(), site.token()
    read = api.get(WRITER, headers=headers)
    assert (read.status_code, read.json()["artist"]) == (200, "nova-lux")
    again = headers | {"if-none-match": read.headers["etag"]}
    assert api.get(WRITER, headers=again).status_code == 304
    keyed = headers | {"idempotency-key": "1", "if-match": read.headers["etag"]}
    wish = {"language": "German", "imagery": ["tide", "pier"]}
    changed = api.client.post(WRITER, json=wish, headers=keyed)
    assert (changed.json()["language"], changed.json()["imagery"]) == ("de", ["tide", "pier"])
    assert changed.json()["rhyme"] == read.json()["rhyme"]
    assert api.client.post(WRITER, json=wish, headers=keyed).headers["idempotent-replay"] == "true"
    stale = headers | {"if-match": read.headers["etag"]}
    assert api.client.post(WRITER, json={"rhyme": "loose"}, headers=stale).status_code == 409
    unknown = api.client.post(WRITER, json={"models": ["nobody:none"]}, headers=headers)
    assert (unknown.status_code, unknown.json()["stage"]) == (400, "models")
    reader = site.token(Scope.READ, Scope.DECIDE)
    assert api.client.post(WRITER, json=wish, headers=reader).status_code == 403


def test_what_is_remembered_is_read_and_erased_over_the_api(site):
    _remembering(site)
    api, headers, reader = site.stranger(), site.token(), site.token(Scope.READ)
    read = api.get(MEMORY, headers=reader)
    assert [each["lines"][-1] for each in read.json()["memory"] if each["role"] == "author"] == [GLOVE]
    assert api.client.post(f"{MEMORY}/forget", headers=reader).status_code == 403
    keyed = headers | {"idempotency-key": "2", "if-match": read.headers["etag"]}
    erased = api.client.post(f"{MEMORY}/forget", json={"role": "author"}, headers=keyed)
    assert erased.json() == {"forgotten": ["author"]}
    assert api.client.post(f"{MEMORY}/forget", json={"role": "author"}, headers=keyed).json() == erased.json()
    stale = headers | {"if-match": read.headers["etag"]}
    assert api.client.post(f"{MEMORY}/forget", headers=stale).status_code == 409
    assert api.client.post(f"{MEMORY}/forget", json={"role": "poet"}, headers=headers).status_code == 422
    assert api.client.post(f"{MEMORY}/forget", headers=headers).json()["forgotten"] == ["reflector"]
    assert api.get(MEMORY, headers=reader).json() == {"memory": []}
    assert api.get("/api/v1/room/memory/nobody", headers=headers).status_code == 404


def test_an_artists_page_shows_what_is_remembered_and_forgets_it(site):
    browser = site.browser("ana")
    _remembering(site)
    shown = browser.get(PAGE).text
    assert "leaving: a glove on the last &lt;seat&gt;." in shown
    assert "noktvrn room forget nova-lux --role author" in shown
    assert browser.post(f"{PAGE}/forget", {"role": "author"}, page=PAGE).status_code == 303
    assert _roles(site) == ["reflector"]
    assert audit_log(site.label, 1)[0].action == "room forget"
    wrong = browser.post(f"{PAGE}/forget", {"role": "poet"}, page=PAGE)
    assert (wrong.status_code, "There is no role" in wrong.text) == (400, True)
    assert browser.post(f"{PAGE}/forget", page=PAGE).status_code == 303
    assert _roles(site) == []
    assert "Nothing is remembered" in browser.get(PAGE).text


def test_who_may_not_steer_reads_what_is_remembered_and_sees_no_button(site):
    _remembering(site)
    visitor = site.browser("reader", Scope.READ)
    shown = visitor.get(PAGE).text
    assert "approve: it holds." in shown
    assert f"{PAGE}/forget" not in shown
    refused = visitor.client.post(f"{PAGE}/forget", data={"role": "author"})
    assert refused.status_code == 403
    assert set(_roles(site)) == {"author", "reflector"}
