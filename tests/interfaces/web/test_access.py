"""Who gets in, and who does not."""

from __future__ import annotations

import re
import socket
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.interfaces.web.conftest import QuickPasswords

from noktvrn.ports.access import Scope
from noktvrn.services.access import audit_log
from noktvrn.services.access_operators import disable_operator, set_password
from noktvrn.services.access_sign_in import MOST_PER_ADDRESS, make_link
from noktvrn.services.access_tokens import revoke_token
from noktvrn.services.web_address import goes_by
from noktvrn.settings import WebSettings

PAGES = ("/", "/review", "/runs", "/artists", "/releases", "/failures", "/downloads", "/settings", "/audit", "/events")


@pytest.mark.parametrize("path", [*PAGES, "/review/x", "/runs/x", "/media/runs/x/master", "/stills/x/thumbnail/96.jpg",
                                  "/media/releases/x/SHA256SUMS", "/downloads/runs.csv", "/runs/x/live"])  # fmt: skip
def test_strangers_are_sent_to_the_door(shared_site, path):
    answer = shared_site.stranger().get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("path", ["runs", "reviews", "artists", "releases", "failures", "settings", "tokens", "audit",
                                  "runs/x/assets/master", "releases/x/files/SHA256SUMS"])  # fmt: skip
def test_strangers_are_told_so_by_the_api(shared_site, path):
    for headers in ({}, {"authorization": "Bearer nkt_wrong"}, {"authorization": "Basic eDp5"}):
        answer = shared_site.stranger().get(f"/api/v1/{path}", headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
        assert answer.headers["www-authenticate"] == "Bearer"
        assert {"code", "detail", "stage", "remedy"} <= set(answer.json())


def test_a_session_opens_no_api_and_a_token_opens_no_page(shared_site):
    assert shared_site.browser().get("/api/v1/runs").status_code == 401
    assert shared_site.stranger().get("/runs", headers=shared_site.token()).status_code == 303


def test_a_link_lets_in_once_and_looking_at_it_does_not_use_it_up(site):
    secret, _ = make_link(site.label, site.operator("ana"))
    browser = site.stranger()
    for _ in range(2):
        assert "Good evening, ana." in browser.get(f"/sign-in/link?key={secret}").text
    assert browser.sign_in(secret).status_code == 303
    assert browser.get("/").status_code == 200
    replayed = site.stranger()
    assert "was used before" in replayed.get(f"/sign-in/link?key={secret}").text
    mark = replayed.mark("/sign-in")
    answer = replayed.client.post("/sign-in/link", data={"csrf": mark, "key": secret})
    assert answer.status_code == 401
    assert replayed.get("/").status_code == 303


def test_a_password_lets_in_and_a_wrong_one_or_name_is_refused_alike(site):
    site.operator("ana")
    set_password(site.label, QuickPasswords(), "ana", "correct horse battery")
    browser = site.stranger()
    answers = [
        browser.post("/sign-in", {"name": name, "password": "wrong horse battery"}) for name in ("ana", "nobody")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert len({re.sub(r'(value|nonce)="[^"]*"', "", answer.text) for answer in answers}) == 1
    fields = {"name": " ANA ", "password": "correct horse battery", "next": "/runs?state=failed"}
    good = browser.post("/sign-in", fields)
    assert (good.status_code, good.headers["location"]) == (303, "/runs?state=failed")
    cookie = good.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere_after_signing_in(site, path):
    site.operator("ana")
    set_password(site.label, QuickPasswords(), "ana", "correct horse battery")
    fields = {"name": "ana", "password": "correct horse battery", "next": path}
    assert site.stranger().post("/sign-in", fields).headers["location"] == "/"


def test_guessing_is_slowed_down_and_only_a_good_link_helps_then(site):
    site.operator("ana")
    set_password(site.label, QuickPasswords(), "ana", "correct horse battery")
    browser = site.stranger()
    for _ in range(MOST_PER_ADDRESS):
        assert browser.post("/sign-in", {"name": "ana", "password": "wrong horse"}).status_code == 401
    late = browser.post("/sign-in", {"name": "ana", "password": "correct horse battery"})
    assert late.status_code == 429
    assert "Wait 15 minutes" in late.text
    assert late.headers["retry-after"] == "900"
    forged = browser.post("/sign-in/link", {"key": "guessed"}, page="/sign-in")
    assert (forged.status_code, forged.headers["retry-after"]) == (429, "900")
    secret, _ = make_link(site.label, site.operator("ana"))
    assert browser.sign_in(secret).status_code == 303


def test_a_forged_form_does_nothing(site):
    browser, path = site.browser(), f"/review/{site.waiting}"
    typed = {"verdict": "approve", "take": "1"}
    forged = [
        browser.client.post(path, data=typed),
        browser.client.post(path, data={**typed, "csrf": "00.11"}),
        browser.client.post(path, data={**typed, "csrf": site.browser("ben").mark(path)}),
        browser.post(path, typed, page=path, headers={"origin": "https://evil.example"}),
        browser.post(path, typed, page=path, headers={"origin": "null"}),
    ]
    assert [answer.status_code for answer in forged] == [403] * 5
    assert all("nothing was done" in answer.text for answer in forged)
    assert browser.client.post("/sign-out").status_code == 400
    assert site.stranger().client.post("/sign-in", data={"name": "a", "password": "b"}).status_code == 403


def test_an_expired_session_keeps_what_was_typed(site):
    browser, path = site.browser(), f"/review/{site.waiting}"
    typed = {"csrf": browser.mark(path), "verdict": "changes", "take": "1", "reason": "less reverb & more air",
             "chip": "too slow"}  # fmt: skip
    with site.label.records.write() as unit:
        unit.access.forget_expired(site.label.clock.now() + timedelta(days=400), site.label.clock.now())
        unit.commit()
    answer = browser.client.post(path, data=typed)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=%2Freview")
    again = site.browser()
    back = again.get(parse_qs(urlsplit(answer.headers["location"]).query)["next"][0])
    assert "less reverb &amp; more air" in back.text
    assert 'value="too slow" checked' in back.text


@pytest.mark.parametrize("reason", ["less <b>reverb</b>", "мельче и тише, " * 120])
def test_words_are_kept_when_another_sign_in_made_their_form_stale(site, reason):
    browser, path = site.browser(), f"/review/{site.waiting}"
    typed = {"csrf": browser.mark(path), "verdict": "changes", "take": "1", "reason": reason, "chip": "too slow"}
    secret, _ = make_link(site.label, site.operator("robin"))
    browser.sign_in(secret)
    refused = browser.client.post(path, data=typed)
    assert refused.status_code == 403
    assert reason.strip() in unescape(refused.text)
    back = unescape(re.search(rf'href="({path}[^"]*)"', refused.text)[1])
    assert len(back) <= 2_000
    assert browser.get(back).status_code == 200
    if "?" in back:
        assert reason in unescape(browser.get(back).text)


def test_words_that_no_address_holds_are_shown_when_the_session_has_expired(site):
    browser, path, reason = site.browser(), f"/review/{site.waiting}", "мельче и тише, " * 120
    typed = {"csrf": browser.mark(path), "verdict": "changes", "take": "1", "reason": reason}
    browser.client.cookies.clear()
    answer = browser.client.post(path, data=typed)
    assert answer.status_code == 401
    assert reason.strip() in unescape(answer.text)
    door = unescape(re.search(r'href="(/sign-in[^"]*)"', answer.text)[1])
    browser.get(door)
    secret, _ = make_link(site.label, site.operator("robin"))
    assert browser.sign_in(secret).headers["location"] == path


@pytest.mark.parametrize(
    "path",
    [
        "/telegram/pair",
        "/telegram/people/7/revoke",
        "/notices/deliver",
        "/notices/targets/desk/test",
        "/costs/reopen",
        "/providers/check",
        "/people/01hzx/link",
        "/tokens",
        "/tokens/phone/revoke",
        "/sign-out",
    ],
)
def test_who_had_to_sign_in_before_any_form_comes_to_a_page_that_is_there(shared_site, path):
    answer = shared_site.stranger().client.post(path, data={"csrf": "1.2"})
    browser = shared_site.browser()
    if path != "/sign-out":
        where = parse_qs(urlsplit(answer.headers["location"]).query)["next"][0]
        assert browser.get(where).status_code == 200, where
    if path not in {"/people/01hzx/link", "/providers/check"}:
        opened = browser.get(path)
        assert opened.status_code == 303
        assert browser.get(opened.headers["location"]).status_code == 200


def test_an_artist_that_was_typed_for_a_run_is_kept_and_filters_nothing(site):
    browser = site.browser()
    mark = browser.mark("/runs")
    browser.client.cookies.clear()
    answer = browser.client.post("/runs", data={"csrf": mark, "artist": "nova-lux", "brief": "rain", "autopilot": "on"})
    where = parse_qs(urlsplit(answer.headers["location"]).query)["next"][0]
    back = site.browser().get(where).text
    assert 'data-option="--artist" value="nova-lux"' in back
    assert "noktvrn run start --artist nova-lux --brief rain --autopilot" in back
    assert back.count('<a href="/runs/') == site.browser().get("/runs").text.count('<a href="/runs/')


@pytest.mark.parametrize("page", ["/runs", "/releases"])
def test_a_filter_takes_a_name_and_keeps_one_that_nobody_has(shared_site, page):
    browser = shared_site.browser()
    assert browser.get(f"{page}?artist=Nova+Lux").status_code == 200
    missing = browser.get(f"{page}?artist=Nvoa+Lux")
    assert missing.status_code == 404
    assert 'value="Nvoa Lux"' in missing.text
    assert "Did you mean nova-lux" in missing.text
    assert 'href="/artists">See the roster' in missing.text


def test_a_link_leads_to_where_somebody_wanted_to_go(site):
    stranger = site.stranger()
    door = stranger.get("/releases?artist=nova-lux").headers["location"]
    stranger.get(door)
    secret, _ = make_link(site.label, site.operator("robin"))
    assert stranger.sign_in(secret).headers["location"] == "/releases?artist=nova-lux"
    again = site.stranger()
    secret, _ = make_link(site.label, site.operator("robin"))
    path = f"/sign-in/link?key={secret}&next=//evil.example/x"
    fields = {"csrf": again.mark(path), "key": secret, "next": "//evil.example/x"}
    assert again.client.post("/sign-in/link", data=fields).headers["location"] == "/"


@pytest.mark.parametrize(
    ("path", "fields", "page"),
    [
        ("/runs/{run}/cancel", {}, "/runs/{run}"),
        ("/artists/nova-lux/pause", {"reason": "rest"}, "/artists/nova-lux"),
        ("/runs", {"brief": "rain & glass", "seed": "7"}, "/runs"),
        ("/artists", {"brief": "rain & glass", "name": "Ada"}, "/artists"),
    ],
)
def test_a_button_of_an_expired_session_leads_back_to_its_page_with_what_was_typed(shared_site, path, fields, page):
    run = shared_site.waiting
    answer = shared_site.stranger().client.post(path.format(run=run), data={"csrf": "1.2", **fields})
    where = parse_qs(urlsplit(answer.headers["location"]).query)["next"][0]
    assert where.partition("?")[0] == page.format(run=run)
    back = shared_site.browser().get(where)
    assert back.status_code == 200
    for name in fields.keys() - {"reason"}:
        assert fields[name].replace("&", "&amp;") in back.text


def test_signing_out_ends_the_session_everywhere_it_is_kept(site):
    browser = site.browser()
    kept = dict(browser.client.cookies)
    assert browser.post("/sign-out", page="/").status_code == 303
    assert site.stranger().get("/", headers={"cookie": f"noktvrn={kept['noktvrn']}"}).status_code == 303


def test_who_is_shut_out_is_out_at_once(site):
    browser, headers = site.browser("ana"), site.token(Scope.READ)
    assert browser.get("/").status_code == 200
    disable_operator(site.label, "ana")
    assert browser.get("/").status_code == 303
    assert site.stranger().get("/api/v1/runs", headers=headers).status_code == 200
    with site.label.records.read() as unit:
        name = unit.access.tokens()[0].name
    revoke_token(site.label, name)
    assert site.stranger().get("/api/v1/runs", headers=headers).status_code == 401


def test_an_operator_without_a_scope_sees_no_button_and_is_refused(site):
    browser, path = site.browser("guest", Scope.READ), f"/review/{site.waiting}"
    page = browser.get(path)
    assert page.status_code == 200
    assert 'value="approve"' not in page.text
    assert "Start a run" not in browser.get("/runs").text
    refused = browser.post(path, {"verdict": "approve", "take": "1"}, page="/")
    assert refused.status_code == 403
    assert "decide" in refused.text
    assert [browser.get(each).status_code for each in ("/settings", "/audit")] == [403, 403]
    assert browser.post("/runs", {"brief": "x"}, page="/").status_code == 403


@pytest.mark.parametrize(
    ("scope", "method", "path", "status"),
    [
        (Scope.DECIDE, "GET", "/api/v1/runs", 403),
        (Scope.READ, "POST", "/api/v1/runs", 403),
        (Scope.READ, "GET", "/api/v1/settings", 403),
        (Scope.OPERATE, "GET", "/api/v1/audit", 403),
        (Scope.READ, "GET", "/api/v1/runs", 200),
        (Scope.ADMIN, "GET", "/api/v1/audit", 200),
    ],
)
def test_a_token_may_do_what_its_scopes_say_and_nothing_else(shared_site, scope, method, path, status):
    headers = shared_site.token(scope)
    answer = shared_site.stranger().client.request(method, path, headers=headers, json={} if method == "POST" else None)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "not_allowed"


def test_the_audit_log_holds_every_action_by_whom_and_from_where(site):
    browser, path = site.browser("ana"), f"/review/{site.waiting}"
    browser.post(path, {"verdict": "approve", "take": "1"})
    browser.post(f"{path}/undo", page=path)
    browser.post(path, {"verdict": "reject", "take": "9", "reason": "no"})
    entries = [(entry.actor, entry.action, entry.outcome, entry.address) for entry in audit_log(site.label, 4)]
    assert entries == [
        ("ana", "review reject", "decision_conflict", "127.0.0.1"),
        ("ana", "review undo", "done", "127.0.0.1"),
        ("ana", "review approve", "done", "127.0.0.1"),
        ("ana", "sign in", "done", "127.0.0.1"),
    ]
    assert "review undo" in browser.get("/audit").text


def test_browsers_are_told_to_be_strict(shared_site):
    for answer in (shared_site.stranger().get("/sign-in"), shared_site.browser().get("/")):
        headers = answer.headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "no-store"
        assert "noindex" in headers["x-robots-tag"]
        assert "server" not in headers


def test_secrets_are_kept_as_digests_only(site):
    browser = site.browser()
    token = site.token()["authorization"].removeprefix("Bearer ")
    secret, _ = make_link(site.label, site.operator("ana"))
    stored = b"".join(path.read_bytes() for path in site.loop.home.glob("label.db*"))
    for each in (browser.client.cookies["noktvrn"], token, secret):
        assert each.encode() not in stored


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"content-type": "application/json"}, b"{}", 400),
        ({"content-type": "text/plain"}, b"verdict=approve", 400),
        ({}, b"x", 400),
        ({"content-type": "multipart/form-data; boundary=x"}, b"--x\r\nbroken", 403),
        ({"content-type": "application/x-www-form-urlencoded"}, b"a=1&" * 100, 400),
        ({"content-type": "application/x-www-form-urlencoded"}, b"reason=" + b"x" * 300_000, 413),
    ],
)  # fmt: skip
def test_bodies_that_are_no_form_or_too_large_are_refused(shared_site, headers, body, status):
    browser = shared_site.browser()
    answer = browser.client.post(f"/review/{shared_site.waiting}", content=body, headers=headers)
    assert answer.status_code == status


def _raw(site, text: bytes, wait_s: float = 60.0) -> bytes:
    host, _, port = site.base.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=wait_s) as plug:
        plug.sendall(text)
        heard = b""
        while part := plug.recv(65_536):
            heard += part
        return heard


def test_a_client_that_sends_a_byte_now_and_then_is_let_go(own_loop):
    from tests.interfaces.web.conftest import opened

    with opened(own_loop, NOKTVRN_WEB__BODY_TIMEOUT_S="0.4") as site:
        heard = _raw(site, b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
                           b"Content-Type: application/x-www-form-urlencoded\r\n\r\na=")  # fmt: skip
        assert b" 408 " in heard.split(b"\r\n")[0]


def test_a_body_in_chunks_is_bounded_too(shared_site):
    def chunks():
        for _ in range(40):
            yield b"x" * 10_000

    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = shared_site.stranger().client.post("/sign-in", content=chunks(), headers=headers)
    assert answer.status_code == 413


def test_an_endless_body_for_the_api_is_too_large_and_no_mistake_in_it(shared_site):
    chunks = (b"a" * 10_000 for _ in range(40))
    headers = shared_site.token() | {"content-type": "application/json", "idempotency-key": "endless"}
    answer = shared_site.stranger().client.post("/api/v1/runs", content=chunks, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("name", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "[::1", "192.0.2.7"])
@pytest.mark.parametrize("path", ["/metrics", "/sign-in", "/api/v1/openapi.json"])
def test_a_page_of_this_machine_is_not_shown_under_the_name_of_another_site(shared_site, name, path):
    answer = shared_site.stranger().get(path, headers={"host": name})
    assert (answer.status_code, answer.json()["code"]) == (421, "strange_name")


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST:1234", "127.0.0.1", "[::1]:8000", "Label.example.com"])
def test_a_page_goes_by_the_names_of_its_machine_and_by_its_public_address(name):
    web = WebSettings(public_url="https://label.example.com")
    assert goes_by(web, name)


def test_a_page_for_others_answers_to_any_name_but_tells_figures_only_under_its_own(own_loop):
    from tests.interfaces.web.conftest import opened

    with opened(own_loop, NOKTVRN_WEB__HOST="0.0.0.0", NOKTVRN_WEB__ALLOW_PUBLIC="true") as site:
        stranger, elsewhere = site.stranger(), {"host": "label.example.com"}
        assert stranger.get("/sign-in", headers=elsewhere).status_code == 200
        assert stranger.get("/metrics", headers=elsewhere).status_code == 403
        assert stranger.get("/metrics").status_code == 200
