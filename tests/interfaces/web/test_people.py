"""People and keys on the page: letting in, shutting out, and secrets that are shown once."""

from __future__ import annotations

import re

import httpx
import pytest
from tests.interfaces.commanding import command

from noktvrn.ports.access import Scope
from noktvrn.services.access import audit_log
from noktvrn.services.access_operators import find_operator
from noktvrn.services.access_tokens import list_tokens

SECRET = re.compile(r'class="command secret">([^<]+)<')


def _secret(answer: httpx.Response) -> str:
    found = SECRET.search(answer.text)
    assert answer.status_code == 200, answer.text
    assert found
    return found[1].replace("&amp;", "&")


def _person(site, name: str) -> str:
    return f"/people/{find_operator(site.label, name).id}"


def test_a_person_is_added_signs_in_once_and_is_shut_out(site):
    admin = site.browser("ana")
    link = _secret(admin.post("/people", {"name": "ben & co", "scope": ["read", "decide"]}))
    assert link.startswith(f"{site.base}/sign-in/link?key=")
    ben = site.stranger()
    assert ben.sign_in(link.partition("key=")[2]).status_code == 303
    assert ben.get("/review").status_code == 200
    assert ben.get("/people").status_code == 403
    assert link.partition("key=")[2] not in admin.get("/people").text
    assert admin.post(f"{_person(site, 'ben & co')}/disable", page="/people").status_code == 303
    assert ben.get("/review").headers["location"].startswith("/sign-in")
    assert admin.post(f"{_person(site, 'ben & co')}/enable", page="/people").status_code == 303
    again = _secret(admin.post(f"{_person(site, 'ben & co')}/link", page="/people"))
    assert ben.sign_in(again.partition("key=")[2]).status_code == 303
    assert admin.post(
        f"{_person(site, 'ben & co')}/password", {"password": "four words of mine"}, page="/people"
    ).is_redirect
    known = {entry.action for entry in audit_log(site.label) if entry.actor == "ana"}
    assert known >= {"operator add", "operator disable", "operator enable", "operator link", "operator password"}


def test_a_token_is_shown_once_works_and_is_revoked(site):
    admin = site.browser("ana")
    secret = _secret(admin.post("/tokens", {"name": "phone", "scope": ["read"], "days": "30"}, page="/people"))
    address, headers = f"{site.base}/api/v1/runs", {"authorization": f"Bearer {secret}"}
    assert httpx.get(address, headers=headers).status_code == 200
    page = admin.get("/people").text
    assert "phone" in page
    assert secret not in page
    token = next(each for each in list_tokens(site.label) if each.name == "phone")
    assert token.expires_at is not None
    assert admin.post(f"/tokens/{token.id}/revoke", page="/people").status_code == 303
    assert httpx.get(address, headers=headers).status_code == 401
    assert "revoked" in admin.get("/people").text


@pytest.mark.parametrize(
    ("path", "fields", "status", "said"),
    [
        ("/people", {"name": "", "scope": "read"}, 400, "cannot be called"),
        ("/people", {"name": "cleo"}, 400, "Without a scope"),
        ("/people", {"name": "cleo", "scope": "everything"}, 400, "no scope"),
        ("/tokens", {"name": "t", "scope": "read", "days": "0"}, 400, "cannot last"),
        ("/tokens", {"name": "t", "scope": "read", "days": "soon"}, 400, "no number of days"),
        ("/tokens/nothing/revoke", {}, 404, "no token"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(site, path, fields, status, said):
    answer = site.browser("ana").post(path, fields, page="/people")
    assert answer.status_code == status
    assert said in answer.text
    assert f'value="{fields.get("name", "")}"' in answer.text


def test_a_refused_form_shows_its_command_with_what_was_typed(site):
    answer = site.browser("ana").post(
        "/tokens", {"name": "my phone", "scope": ["read", "decide"], "days": "0"}, page="/people"
    )
    assert "noktvrn token create &#39;my phone&#39; --scope read --scope decide --days 0" in answer.text


def test_nobody_gives_what_they_do_not_have(site):
    half = site.browser("hal", Scope.READ, Scope.ADMIN)
    site.operator("ana")
    for path, fields in (
        ("/people", {"name": "eve", "scope": ["decide"]}),
        ("/tokens", {"name": "eve", "scope": ["operate"]}),
        (f"{_person(site, 'ana')}/link", {}),
        (f"{_person(site, 'ana')}/password", {"password": "now it is mine"}),
    ):
        assert half.post(path, fields, page="/people").status_code == 403, path


def test_nobody_shuts_themselves_out(site):
    admin = site.browser("ana")
    answer = admin.post(f"{_person(site, 'ana')}/disable", page="/people")
    assert (answer.status_code, "yourself" in answer.text) == (400, True)
    assert admin.get("/people").status_code == 200


def test_the_page_is_for_admins_and_its_forms_for_its_own_session(site):
    other = site.browser("olga", Scope.READ, Scope.DECIDE, Scope.OPERATE)
    assert other.get("/people").status_code == 403
    assert "People and keys" not in other.get("/").text
    assert other.post("/people", {"name": "eve", "scope": "read"}, page="/runs").status_code == 403
    admin = site.browser("ana")
    forged = admin.client.post("/tokens", data={"csrf": "salt.seal", "name": "eve", "scope": "admin"})
    assert forged.status_code == 403
    assert not any(token.name == "eve" for token in list_tokens(site.label))


def test_the_command_line_sees_what_the_page_did(site):
    site.browser("ana").post("/people", {"name": "ben", "scope": "read"})
    listed = command("--home", str(site.loop.home), "operator", "list", "--json")
    assert {"ana", "ben"} <= {each["name"] for each in listed.value["operators"]}
