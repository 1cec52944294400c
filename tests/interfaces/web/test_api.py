"""The label for programs: the same nouns, verbs and refusals as everywhere."""

from __future__ import annotations

import pytest

from noktvrn.journal.run import RunState
from noktvrn.ports.access import Scope
from noktvrn.services.access import audit_log
from noktvrn.services.look import show_run


def _api(site, method: str, path: str, headers=None, **more):
    return site.stranger().client.request(method, f"/api/v1/{path}", headers=headers or site.token(), **more)


def test_lists_are_read_page_by_page_without_a_gap(shared_site):
    headers, seen, cursor = shared_site.token(), [], ""
    while cursor is not None:
        answer = _api(shared_site, "GET", f"runs?limit=1{f'&cursor={cursor}' if cursor else ''}", headers).json()
        seen += [run["id"] for run in answer["runs"]]
        cursor = answer["next"]
    every = _api(shared_site, "GET", "runs", headers).json()["runs"]
    assert seen == [run["id"] for run in every]
    assert len(seen) == len(set(seen)) >= 3


def test_a_run_over_the_api_is_the_run_of_the_command_line(shared_site):
    run = _api(shared_site, "GET", f"runs/{shared_site.waiting}").json()
    told = dict(shared_site.loop.waiting.value)
    assert run == told


def test_a_review_carries_what_is_needed_to_decide_and_no_paths(shared_site):
    answer = _api(shared_site, "GET", f"reviews/{shared_site.waiting[-8:]}")
    review = answer.json()
    assert {"findings", "figures", "lyrics", "neighbours", "assets", "deadline"} <= set(review)
    assert str(shared_site.loop.home) not in answer.text


def test_refusals_say_stage_cause_and_remedy(shared_site):
    missing = _api(shared_site, "GET", "runs/zzzzzzzz")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")
    problem = missing.json()
    assert (problem["code"], problem["stage"], problem["status"]) == ("not_found", "run", 404)
    assert problem["remedy"]
    ended = _api(shared_site, "POST", f"runs/{shared_site.run(shared_site.loop.released)}/cancel")
    assert (ended.status_code, ended.json()["code"]) == (409, "invalid_transition")
    wrong = _api(shared_site, "GET", "runs?limit=0")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid_input")
    nothing = _api(shared_site, "GET", "nothing/here").json()
    assert (nothing["code"], nothing["remedy"]) == ("not_found", "See docs/reference/http.md.")
    assert len(_api(shared_site, "GET", f"artists/{'x' * 5000}").text) < 500
    assert _api(shared_site, "DELETE", "runs").status_code == 405


@pytest.mark.parametrize("cursor", ["x", "////", "WyJ4Il0", "W10", "e30", "é", "W" * 399, "WzFd"])
def test_cursors_that_nobody_gave_out_are_refused_or_lead_nowhere(shared_site, cursor):
    for noun in ("runs", "reviews", "artists", "releases", "audit"):
        answer = _api(shared_site, "GET", noun, params={"cursor": cursor})
        assert answer.status_code in {200, 400, 404}, (noun, cursor, answer.text)


def test_what_has_not_changed_is_not_told_again(shared_site):
    headers = shared_site.token(Scope.READ)
    first = _api(shared_site, "GET", f"runs/{shared_site.waiting}", headers)
    again = _api(shared_site, "GET", f"runs/{shared_site.waiting}", headers | {"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_decision_is_taken_once_however_often_it_is_sent(site):
    headers = site.token(Scope.DECIDE, Scope.READ) | {"idempotency-key": "one"}
    path, wish = f"reviews/{site.waiting}/decisions", {"verdict": "approve", "take": 1}
    first, second = (_api(site, "POST", path, headers, json=wish) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["idempotent-replay"] == "true"
    other = _api(site, "POST", path, headers, json={"verdict": "reject", "reason": "no"})
    assert (other.status_code, other.json()["stage"]) == (422, "request")
    assert len(show_run(site.label, site.waiting).decisions) == 1
    undone = _api(site, "POST", f"reviews/{site.waiting}/undo", site.token())
    assert undone.json()["state"] == "undone"


def test_a_refused_request_can_be_sent_again_with_its_key(site):
    headers = site.token() | {"idempotency-key": "two"}
    path = f"reviews/{site.waiting}/decisions"
    refused = _api(site, "POST", path, headers, json={"verdict": "reject"})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_input")
    assert _api(site, "POST", path, headers, json={"verdict": "reject", "chips": ["too slow"]}).status_code == 201
    assert _api(site, "POST", path, site.token() | {"idempotency-key": "x" * 201}, json={}).status_code in {400, 422}


def test_a_change_upon_a_stale_reading_is_refused(site):
    headers = site.token()
    tag = _api(site, "GET", f"runs/{site.waiting}", headers).headers["etag"]
    assert _api(site, "POST", f"runs/{site.waiting}/cancel", headers | {"if-match": '"stale"'}).status_code == 409
    done = _api(site, "POST", f"runs/{site.waiting}/cancel", headers | {"if-match": tag}, json={"reason": "wrong"})
    assert (done.status_code, done.json()["state"]) == (200, "cancelled")
    again = _api(site, "POST", f"runs/{site.waiting}/resume", headers)
    assert again.json()["state"] == "needs_decision"


def test_artists_are_created_and_steered(site):
    headers = site.token()
    made = _api(site, "POST", "artists", headers, json={"brief": "tape hiss", "genre": "lofi", "seed": 9})
    assert made.status_code == 201
    slug = made.json()["slug"]
    assert _api(site, "POST", f"artists/{slug}/autopilot", headers, json={"on": True}).json()["autopilot"] is True
    assert _api(site, "POST", f"artists/{slug}/pause", headers).json()["status"] == "paused"
    assert _api(site, "POST", f"artists/{slug}/resume", headers, json={"reason": "rested"}).status_code == 200
    assert _api(site, "POST", f"artists/{slug}/retire", headers, json={"confirm": "other"}).status_code == 400
    assert _api(site, "POST", f"artists/{slug}/retire", headers, json={"confirm": slug}).json()["status"] == "retired"
    events = _api(site, "GET", f"artists/{slug}", headers).json()["events"]
    assert [event["kind"] for event in events] == ["created", "autopilot", "status", "status", "status"]
    run = _api(site, "POST", "runs", headers, json={"artist": "nova-lux", "brief": "a train", "seed": 3})
    assert (run.status_code, run.json()["state"]) == (201, RunState.QUEUED)


def test_a_release_is_verified_and_its_files_are_given_out(shared_site):
    headers = shared_site.token(Scope.READ)
    (release,) = _api(shared_site, "GET", "releases", headers).json()["releases"]
    assert _api(shared_site, "POST", f"releases/{release['id']}/verify", headers).json()["whole"] is True
    part = _api(shared_site, "GET", f"releases/{release['id']}/files/audio/score.mid", headers | {"range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"MThd")


def test_settings_and_tokens_are_told_without_their_secrets(own_loop):
    from tests.interfaces.web.conftest import opened

    with opened(own_loop, NOKTVRN_TELEGRAM__TOKEN="12345:QZABC") as site:
        answer = _api(site, "GET", "settings")
        assert "QZABC" not in answer.text
        assert "telegram.token" in answer.text
        assert "QZABC" not in site.browser().get("/settings").text
        tokens = _api(site, "GET", "tokens").json()["tokens"]
        assert all({"token", "digest"}.isdisjoint(token) for token in tokens)


def test_failures_are_grouped_by_stage_and_cause(shared_site):
    (group,) = _api(shared_site, "GET", "failures?stage=cover").json()["failures"]
    assert (group["count"], group["failure"]["code"]) == (1, "render")
    assert _api(shared_site, "GET", "failures?stage=song").json()["failures"] == []


def test_those_who_watch_over_it_are_told_figures(shared_site):
    stranger = shared_site.stranger()
    assert stranger.get("/healthz").json() == {"up": True}
    assert stranger.get("/readyz").json() == {"ready": True}
    figures = stranger.get("/metrics").text
    assert 'noktvrn_runs{state="needs_decision"} 1.0' in figures
    assert "noktvrn_http_request_seconds_bucket" in figures
    assert stranger.get("/metrics", headers={"x-forwarded-for": "192.0.2.1"}).status_code == 403
    through = {"x-forwarded-for": "192.0.2.1"} | shared_site.token(Scope.READ)
    assert stranger.get("/metrics", headers=through).status_code == 200


def test_who_is_let_in_is_steered_over_the_api_and_secrets_are_told_once(site):
    headers = site.token() | {"idempotency-key": "ana"}
    wish = {"name": "ana", "scopes": ["read", "decide"]}
    made, again = (_api(site, "POST", "operators", headers, json=wish) for _ in range(2))
    assert made.status_code == again.status_code == 201
    assert site.stranger().sign_in(made.json()["link"].partition("key=")[2]).status_code == 303
    assert again.json() == {**made.json(), "link": None}
    assert _api(site, "POST", "operators/ana/disable").json()["disabled_at"]
    assert _api(site, "POST", "operators/ana/enable").json()["disabled_at"] is None
    secret = _api(site, "POST", "operators/ana/password", json={"password": "x" * 12})
    assert secret.json()["has_password"] is True
    assert _api(site, "POST", "operators/ana/password", json={"password": "short"}).status_code == 422
    key = site.token() | {"idempotency-key": "token"}
    token, twin = (_api(site, "POST", "tokens", key, json={"name": "night", "days": 1}) for _ in range(2))
    assert twin.json()["token"] is None
    bearer = {"authorization": f"Bearer {token.json()['token']}"}
    assert _api(site, "GET", "runs", bearer).status_code == 200
    assert _api(site, "POST", "tokens/night/revoke").json()["revoked_at"]
    assert _api(site, "GET", "runs", bearer).status_code == 401


def test_nobody_gives_over_the_api_what_they_do_not_have(site):
    admin = site.token(Scope.ADMIN)
    site.operator("ana")
    for path, wish in (
        ("operators", {"name": "eve", "scopes": ["decide"]}),
        ("tokens", {"name": "eve", "scopes": ["operate"]}),
        ("operators/ana/password", {"password": "a long password"}),
        ("operators/ana/link", None),
        ("operators/ana/disable", None),
    ):
        assert _api(site, "POST", path, admin, json=wish).status_code == 403, path
    assert _api(site, "GET", "operators", admin).status_code == 200
    reader = site.token(Scope.READ)
    for path in ("operators", "tokens", "database", "settings"):
        assert _api(site, "GET", path, reader).status_code == 403, path
    for path in ("footage/scan", "providers/check", "notices/deliver", "telegram/pair", "room/reopen"):
        assert _api(site, "POST", path, reader, json={"vendor": "x"}).status_code in {403, 422}, path


def test_costs_and_calls_are_read_page_by_page(site):
    from noktvrn.testing.ledger_contract import build_call

    run, now = show_run(site.label, site.waiting).summary.run, site.label.clock.now()
    with site.label.records.write() as unit:
        for number in range(3):
            unit.ledger.reserve(build_call(number, run_id=run.id, artist_id=run.artist_id, at=now), [])
        unit.commit()
    headers, seen, cursor = site.token(Scope.READ), [], ""
    while cursor is not None:
        page = _api(site, "GET", f"costs/calls?limit=1{f'&cursor={cursor}' if cursor else ''}", headers)
        seen += [call["id"] for call in page.json()["calls"]]
        cursor = page.json()["next"]
    every = _api(site, "GET", "costs/calls", headers).json()["calls"]
    assert len(set(seen)) == 3
    assert seen == [call["id"] for call in every]
    assert _api(site, "GET", f"costs/calls?run={run.id}", headers).json()["calls"] == every
    assert _api(site, "GET", "costs?by=run", headers).json()["costs"][0]["calls"] == 3
    budgets = _api(site, "GET", "costs/budgets", headers).json()["budgets"]
    assert [each["budget"] for each in budgets] == ["day", "month"]
    assert _api(site, "GET", "room", headers).json()["left_alone"] == []
    assert _api(site, "POST", "room/reopen", json={"vendor": "nobody"}).status_code == 404
    assert _api(site, "GET", "costs?cursor=WyJ4Il0", headers).status_code == 400


def test_notices_targets_and_the_bot_are_told_without_their_addresses(site):
    headers = site.token()
    kinds = {
        each["kind"] for each in _api(site, "GET", "notices?kind=released&kind=run_failed", headers).json()["notices"]
    }
    assert kinds == {"released", "run_failed"}
    assert _api(site, "GET", "notices/targets", headers).json() == {"targets": []}
    missing = _api(site, "POST", "notices/targets/phone/test", headers)
    assert (missing.status_code, missing.json()["stage"]) == (404, "notices")
    assert _api(site, "POST", "notices/deliver", headers).json() == {"targets": {}}
    unset = _api(site, "POST", "telegram/check", headers)
    assert (unset.status_code, unset.json()["code"]) == (409, "credentials_missing")


def test_a_phone_is_paired_muted_and_shut_out_over_the_api(site):
    from noktvrn.services.chats import pair

    code = _api(site, "POST", "telegram/pair", json={"role": "decide", "name": "Ana"}).json()["code"]
    pair(site.label, code, user_id=7, first_name="A", chat_id=70, title="Ana", group=False)
    found = _api(site, "GET", "telegram", site.token(Scope.READ)).json()
    assert [(each["name"], each["role"]) for each in found["people"]] == [("Ana", "decide")]
    assert _api(site, "POST", "telegram/chats/70/mute", json={"hours": 2}).json()["muted_until"]
    assert _api(site, "POST", "telegram/chats/70/mute").json()["muted_until"] is None
    assert _api(site, "POST", "telegram/people/Ana/revoke").json()["revoked_at"]
    assert _api(site, "POST", "telegram/people/nobody/revoke").status_code == 404


def test_nobody_pairs_a_phone_that_may_do_what_they_may_not(site):
    for scopes, role in (((Scope.ADMIN,), "decide"), ((Scope.READ, Scope.DECIDE, Scope.ADMIN), "operate")):
        refused = _api(site, "POST", "telegram/pair", site.token(*scopes), json={"role": role})
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert audit_log(site.label, 1)[0].outcome == "not_allowed"
    deciding = site.token(Scope.READ, Scope.DECIDE, Scope.ADMIN)
    assert _api(site, "POST", "telegram/pair", deciding, json={"role": "decide"}).status_code == 201


def test_a_stale_tag_stops_every_change_of_a_review_and_of_an_artist(site):
    headers, path = site.token(), f"reviews/{site.waiting}"

    def stale(path: str) -> dict[str, str]:
        return {**headers, "if-match": _api(site, "GET", path, headers).headers["etag"]}

    read = stale(path)
    assert _api(site, "POST", f"{path}/decisions", read, json={"verdict": "approve"}).status_code == 201
    refused = _api(site, "POST", f"{path}/undo", read)
    assert (refused.status_code, refused.json()["code"]) == (409, "version_conflict")
    assert _api(site, "POST", f"{path}/undo", stale(path)).status_code == 200
    artist = f"artists/{_api(site, 'GET', 'artists', headers).json()['artists'][0]['slug']}"
    read = stale(artist)
    assert _api(site, "POST", f"{artist}/autopilot", read, json={"on": True}).status_code == 200
    assert _api(site, "POST", f"{artist}/pause", read).status_code == 409
    assert _api(site, "POST", f"{artist}/pause", stale(artist)).status_code == 200


def test_vendors_are_listed_and_those_without_a_key_say_so(shared_site):
    told = _api(shared_site, "GET", "providers").json()
    assert {"role": "music", "provider": "embedded", "usable": True}.items() <= next(
        each for each in told["providers"] if each["role"] == "music"
    ).items()
    assert not any(each["usable"] for each in told["language_models"])
    assert _api(shared_site, "POST", "providers/check").json() == {"checks": [], "reopened": []}
    assert _api(shared_site, "GET", "providers/mistral/models").json()["code"] == "credentials_missing"
    assert _api(shared_site, "GET", "providers/mistrel/models").status_code == 404


def test_a_failed_run_is_explained_and_one_that_did_not_fail_is_not(shared_site):
    failed = shared_site.run(shared_site.loop.failed)
    told = _api(shared_site, "POST", f"runs/{failed}/explain").json()
    assert (told["command"], told["written_by"]) == ("Mend the test.", [])
    assert _api(shared_site, "POST", f"runs/{shared_site.waiting}/explain").status_code == 409
