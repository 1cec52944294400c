"""The API does what its description says: whatever is sent, no server error and no answer that is not described."""

from __future__ import annotations

import pytest

pytest.importorskip("schemathesis", reason="SCHEMATHESIS IS MISSING: make setup installs it with the other tools")

import httpx
import hypothesis
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 4
CHANGING = (
    "/retire",
    "/cancel",
    "/decisions",
    "/undo",
    "/retry",
    "/resume",
    "/pause",
    "/disable",
    "/revoke",
    "/remove",
    "/writer",
    "/forget",
)


@pytest.fixture(scope="module")
def described(shared_site):
    document = httpx.get(f"{shared_site.base}/api/v1/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=shared_site.base)
    return schema


def _operations(schema):
    return [found.ok() for found in schema.get_all_operations()]


def test_it_is_described_in_openapi_3_1_with_every_verb(described, shared_site):
    assert described.raw_schema["openapi"].startswith("3.1")
    assert len(_operations(described)) >= 50
    for path, verbs in described.raw_schema["paths"].items():
        for verb, operation in verbs.items():
            assert operation.get("summary"), path
            assert operation.get("security"), f"{verb} {path} is open to everybody"


def test_it_names_the_headers_that_are_heeded_and_the_scope_that_is_needed(described):
    paths = described.raw_schema["paths"]
    for path, verbs in paths.items():
        for verb, operation in verbs.items():
            headers = {each["name"] for each in operation["parameters"] if each["in"] == "header"}
            assert ("If-None-Match" in headers) == (verb == "get") == ("304" in operation["responses"]), path
            assert headers <= {"If-None-Match", "Range", "Idempotency-Key", "If-Match"}
            assert operation["security"][0]["token"] in [["read"], ["decide"], ["operate"], ["admin"]], path
    decide = paths["/api/v1/reviews/{run}/decisions"]["post"]
    assert decide["security"] == [{"token": ["decide"]}]
    assert {each["name"] for each in decide["parameters"]} == {"run", "Idempotency-Key", "If-Match"}
    assert "Range" in {each["name"] for each in paths["/api/v1/runs/{run}/assets/{name}"]["get"]["parameters"]}
    assert not {"410", "413", "502"} & set(paths["/api/v1/runs"]["get"]["responses"])


def test_every_get_answers_with_a_tag_and_with_nothing_when_it_is_sent_back(described, shared_site):
    with httpx.Client(base_url=shared_site.base, headers=shared_site.token(), timeout=60) as client:
        plain = [each for each in _operations(described) if each.method == "get" and "{" not in each.path]
        for path in [*(each.path for each in plain), "/api/v1/openapi.json"]:
            tag = client.get(path).raise_for_status().headers["etag"]
            again = client.get(path, headers={"if-none-match": tag})
            if path != "/api/v1/audit":  # that one has a new line by now where reading is noted
                assert (again.status_code, again.content) == (304, b""), path


def test_posts_that_are_said_to_take_a_key_refuse_one_that_is_too_long(described, shared_site):
    headers = {**shared_site.token(), "idempotency-key": "k" * 201}
    for path, body in (
        ("/api/v1/runs", {}),
        ("/api/v1/artists", {"brief": "night drives"}),
        ("/api/v1/operators", {"name": "zoe"}),
        ("/api/v1/tokens", {"name": "zoe"}),
        ("/api/v1/footage/scan", {}),
        ("/api/v1/notices/deliver", None),
        ("/api/v1/providers/check", {}),
        ("/api/v1/telegram/pair", {"name": "Zoe"}),
    ):
        said = described.raw_schema["paths"][path]["post"]["parameters"]
        assert "Idempotency-Key" in {each["name"] for each in said}
        answer = httpx.post(shared_site.base + path, headers=headers, json=body, timeout=60)
        assert answer.status_code == 400, path
        assert "idempotency key" in answer.text


@pytest.mark.parametrize("signed_in", [True, False])
def test_whatever_is_sent_is_answered_as_described(described, shared_site, signed_in):
    headers = shared_site.token() if signed_in else {}
    for operation in _operations(described):
        if operation.method == "post" and operation.path.endswith(CHANGING):
            continue  # they would change the label that other tests look at; below they meet names that nobody has
        _send(operation, headers, None)


def test_verbs_that_change_something_answer_as_described_about_what_is_not_there(described, shared_site):
    headers = shared_site.token()
    for operation in _operations(described):
        if operation.method == "post" and "{" in operation.path:
            _send(operation, headers, "nobody-has-this-name")


def test_verbs_that_change_something_answer_as_described_about_what_is_there(described, site):
    """Each verb really changes a run or an artist that exists, and is then sent anything at all about the same one."""
    headers, operations = site.token(), _by_path(described)
    waiting, failed = site.waiting, site.run(site.loop.failed)
    release = site.loop.released.value["release"]["id"]
    for path, name, body, status in (
        ("/api/v1/runs/{run}/explain", failed, None, 200),
        ("/api/v1/reviews/{run}/decisions", waiting, {"verdict": "approve"}, 201),
        ("/api/v1/reviews/{run}/undo", waiting, None, 200),
        ("/api/v1/releases/{release}/verify", release, None, 200),
        ("/api/v1/runs/{run}/retry", failed, {}, 200),
        ("/api/v1/runs/{run}/cancel", failed, {"reason": "no longer wanted"}, 200),
        ("/api/v1/runs/{run}/resume", failed, {}, 200),
        ("/api/v1/artists/{artist}/autopilot", "nova-lux", {"on": True}, 200),
        ("/api/v1/artists/{artist}/writer", "nova-lux", {"rhyme": "loose"}, 200),
        ("/api/v1/room/memory/{artist}/forget", "nova-lux", None, 200),
        ("/api/v1/artists/{artist}/pause", "nova-lux", {"reason": "rest"}, 200),
        ("/api/v1/artists/{artist}/resume", "nova-lux", {}, 200),
        ("/api/v1/artists/{artist}/retire", "nova-lux", {"confirm": "nova-lux"}, 200),
        ("/api/v1/operators", None, {"name": "ana"}, 201),
        ("/api/v1/operators/{operator}/link", "ana", None, 201),
        ("/api/v1/operators/{operator}/disable", "ana", None, 200),
        ("/api/v1/operators/{operator}/enable", "ana", None, 200),
        ("/api/v1/operators/{operator}/password", "ana", {"password": "a long password"}, 200),
        ("/api/v1/tokens", None, {"name": "nightly", "days": 2}, 201),
        ("/api/v1/tokens/{token}/revoke", "nightly", None, 200),
        ("/api/v1/footage/scan", None, {}, 202),
        ("/api/v1/providers/check", None, {}, 200),
        ("/api/v1/notices/deliver", None, None, 200),
        ("/api/v1/telegram/pair", None, {"name": "Ana"}, 201),
    ):
        operation = operations[path]
        given = {"body": body, "media_type": "application/json"} if body is not None else {}
        case = operation.Case(path_parameters=dict.fromkeys(_parameters(operation), name), **given)
        response = case.call(base_url=site.base, headers=headers, timeout=60)
        assert response.status_code == status, (path, response.text)
        case.validate_response(response, checks=CHECKS)
    there = {"run": [waiting, failed], "artist": ["nova-lux"], "release": [release], "operator": ["ana"]}
    for operation in operations.values():
        if operation.method == "post":
            for name in _names_for(operation, there):
                _send(operation, headers, name, base_url=site.base)


def _by_path(schema):
    """The operations by path; where one is read and written, the one that writes."""
    return {each.path: each for each in sorted(_operations(schema), key=lambda each: each.method == "post")}


def _parameters(operation) -> list[str]:
    return [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]


def _names_for(operation, there):
    if not _parameters(operation):
        return [None]
    return there.get(_parameters(operation)[0], [])


def _send(operation, headers, name, base_url=None):
    @hypothesis.given(case=operation.as_strategy())
    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
    def send(case):
        if name is not None:
            case.path_parameters = dict.fromkeys(case.path_parameters, name)
        response = case.call(base_url=base_url, headers=headers, timeout=60)
        case.validate_response(response, checks=CHECKS)

    send()
