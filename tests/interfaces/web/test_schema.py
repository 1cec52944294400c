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
    assert len(_operations(described)) >= 24
    for path, verbs in described.raw_schema["paths"].items():
        for verb, operation in verbs.items():
            assert operation.get("summary"), path
            assert operation.get("security"), f"{verb} {path} is open to everybody"


@pytest.mark.parametrize("signed_in", [True, False])
def test_whatever_is_sent_is_answered_as_described(described, shared_site, signed_in):
    headers = shared_site.token() if signed_in else {}
    for operation in _operations(described):
        if operation.path.endswith(("/retire", "/cancel", "/decisions", "/undo", "/retry", "/resume", "/pause")):
            continue  # they would change the label that other tests look at; below they meet names that nobody has
        _send(operation, headers, None)


def test_verbs_that_change_something_answer_as_described_about_what_is_not_there(described, shared_site):
    headers = shared_site.token()
    for operation in _operations(described):
        if operation.method == "post" and "{" in operation.path:
            _send(operation, headers, "nobody-has-this-name")


def _send(operation, headers, name):
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
        response = case.call(headers=headers, timeout=20)
        case.validate_response(response, checks=CHECKS)

    send()
