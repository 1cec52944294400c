"""``noktvrn provider``: roles and language models, what they cost, why they cannot be asked, and trying them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.interfaces.commanding import Answer, command

from noktvrn.app import model_shelf, open_label
from noktvrn.errors import ModelCallError
from noktvrn.ports.language import Role
from noktvrn.services.costs import look_at_models
from noktvrn.services.room.closing import after_failure
from noktvrn.settings import load_settings
from noktvrn.testing.language_servers import LanguageServer, Scene, fault_of_scene

KEY = "key-for-tests-0123456789"


@pytest.fixture(scope="module")
def serving() -> Iterator[LanguageServer]:
    with LanguageServer() as server:
        server.answer = {"word": "ready"}
        yield server


@pytest.fixture
def server(serving: LanguageServer, monkeypatch: pytest.MonkeyPatch) -> LanguageServer:
    """Mistral and an endpoint of one's own, on this machine."""
    monkeypatch.setenv("MISTRAL_API_KEY", KEY)
    monkeypatch.setenv("NOKTVRN_MODELS__MISTRAL__BASE_URL", serving.url("mistral"))
    monkeypatch.setenv("NOKTVRN_MODELS__COMPATIBLE__ENDPOINT__URL", serving.url("endpoint"))
    monkeypatch.setenv("NOKTVRN_MODELS__COMPATIBLE__ENDPOINT__MODELS", "small, large")
    for vendor in ("mistral", "endpoint"):
        serving.play(vendor)
    serving.heard.clear()
    return serving


def listed(answer: Answer) -> dict[str, dict]:
    return {each["vendor"]: each for each in answer.value["language_models"]}


def test_without_keys_every_vendor_says_where_to_get_one_and_the_embedded_writer_is_named():
    answer = command("provider", "list")
    assert answer.status == 0
    for console in ("platform.openai.com", "platform.claude.com", "aistudio.google.com", "console.mistral.ai"):
        assert console in answer.out
    assert "embedded writer writes everything" in answer.err
    roles = {(each["role"], each["provider"]) for each in command("--json", "provider", "list").value["providers"]}
    assert {("music", "embedded"), ("artwork", "embedded"), ("writer", "embedded"), ("film", "embedded")} <= roles
    assert "language" not in {role for role, _ in roles}


def test_models_are_listed_with_window_price_and_where_the_key_comes_from(server):
    found = listed(command("--json", "provider", "list"))
    assert found["mistral"]["usable"]
    assert found["mistral"]["key_from"] == "environment MISTRAL_API_KEY"
    assert found["mistral"]["models"] == [
        {
            "model": "mistral:mistral-small-2603",
            "context_tokens": 262_144,
            "input_usd_per_million": 0.15,
            "output_usd_per_million": 0.6,
        }
    ]
    assert [model["model"] for model in found["endpoint"]["models"]] == ["endpoint:small", "endpoint:large"]
    assert found["endpoint"]["is_local"]
    text = command("provider", "list")
    assert "free" in text.out
    assert "genai-prices 0." in text.err
    assert command("--json", "provider", "list").value["prices_from"].startswith("genai-prices ")
    assert KEY not in text.out + text.err
    assert server.heard == [], "listing asks nobody"


def test_the_window_of_an_endpoint_is_the_one_that_the_settings_give(server, monkeypatch):
    monkeypatch.setenv("NOKTVRN_MODELS__COMPATIBLE__ENDPOINT__CONTEXT_TOKENS", "4096")
    found = listed(command("--json", "provider", "list"))
    assert [model["context_tokens"] for model in found["endpoint"]["models"]] == [4096, 4096]
    assert "4.1k tokens" in command("provider", "list").out


@pytest.mark.parametrize(("word", "is_guessed"), [("opnai", True), ("nope", False)])
def test_a_vendor_is_guessed_only_from_a_name_that_is_alike(word, is_guessed):
    answer = command("provider", "models", word)
    assert answer.status != 0
    assert ("Did you mean openai?" in answer.err) == is_guessed


def test_a_broken_key_takes_one_vendor_away_and_says_which_setting_to_mend(server, monkeypatch):
    monkeypatch.setenv("NOKTVRN_MODELS__MISTRAL__API_KEY", "two words")
    answer = command("provider", "list")
    assert answer.status == 0
    assert "models.mistral.api_key holds a blank" in answer.out
    assert "two words" not in answer.out + answer.err
    assert "endpoint:small" in answer.out


def test_a_check_makes_one_call_per_vendor_and_says_what_it_cost(server):
    answer = command("--json", "provider", "check", "--yes")
    assert answer.status == 0
    checks = {each["model"]: each for each in answer.value["checks"]}
    assert set(checks) == {"mistral:mistral-small-2603", "endpoint:small"}
    assert checks["mistral:mistral-small-2603"]["cost_usd"] == pytest.approx((100 * 0.15 + 50 * 0.6) / 1e6)
    assert checks["endpoint:small"]["cost_usd"] == 0
    assert len(server.heard) == 2


def test_a_check_stands_in_the_ledger_under_its_own_role(server):
    command("provider", "check", "--yes")
    by_role = command("--json", "cost", "show", "--by", "role").value["costs"]
    assert [(line["name"], line["calls"]) for line in by_role] == [("check", 2)]
    assert by_role[0]["cost_usd"] == pytest.approx((100 * 0.15 + 50 * 0.6) / 1e6)
    assert {call["state"] for call in command("--json", "cost", "calls").value["calls"]} == {"settled"}


@pytest.mark.parametrize("setting", ["DAY_USD", "ROLES__CHECK__MONTH_USD"])
def test_a_spent_budget_refuses_a_check_that_costs_money_and_none_that_is_free(server, monkeypatch, setting):
    monkeypatch.setenv(f"NOKTVRN_ROOM__{setting}", "0")
    answer = command("--json", "provider", "check", "--yes")
    assert answer.status == 6
    refused, free = answer.value["checks"]
    assert (refused["outcome"], refused["fault"], free["outcome"]) == ("budget_reached", None, "answered")
    assert setting.lower().replace("__", ".") in refused["remedy"]
    assert "0 USD" in refused["message"]
    assert [heard.vendor for heard in server.heard] == ["endpoint"]
    text = command("provider", "check", "mistral", "--yes").out
    assert "budget reached" in text
    assert refused["remedy"] in " ".join(text.split())


def test_a_model_of_unknown_price_is_not_tried_unless_the_settings_allow_it(server, monkeypatch):
    monkeypatch.setenv("NOKTVRN_MODELS__ORDER", "mistral:mistral-large-latest")
    answer = command("--json", "provider", "check", "--yes")
    assert answer.value["checks"][0]["outcome"] == "price_unknown"
    assert "room.unknown_price" in answer.value["checks"][0]["remedy"]
    assert server.heard == []
    monkeypatch.setenv("NOKTVRN_ROOM__UNKNOWN_PRICE", "assume")
    answer = command("--json", "provider", "check", "--yes")
    assert answer.value["checks"][0]["outcome"] == "answered"


def test_a_check_that_costs_money_asks_first_and_one_that_is_free_does_not(server):
    answer = command("--json", "provider", "check")
    assert answer.status == 2
    assert "--yes" in answer.error["remedy"]
    assert server.heard == []
    assert command("provider", "check", "endpoint").status == 0
    assert [heard.vendor for heard in server.heard] == ["endpoint"]


def test_all_models_are_tried_when_asked_for(server):
    checks = command("--json", "provider", "check", "endpoint", "--all").value["checks"]
    assert [each["model"] for each in checks] == ["endpoint:small", "endpoint:large"]


@pytest.mark.parametrize(
    ("scene", "status"), [(Scene.KEY_REFUSED, 4), (Scene.OUT_OF_CREDIT, 4), (Scene.SERVER_ERROR, 6), (Scene.EMPTY, 6)]
)
def test_a_failed_check_says_fault_and_remedy_and_ends_with_its_status(server, scene, status):
    server.play("mistral", scene)
    answer = command("provider", "check", "mistral", "--yes")
    assert answer.status == status
    assert scene.value.replace("_", " ") in answer.out
    assert "free" not in answer.out
    assert "mistral:mistral-small-2603" in answer.out
    assert KEY not in answer.out + answer.err


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        (Scene.RATE_LIMITED, "asks to wait 7 s"),
        (Scene.DROPPED, "the connection broke within the answer"),
        (Scene.REDIRECTED, "it leads on to another address with status 307"),
        (Scene.PROXY_PAGE, "a page of HTML with status 502"),
        (Scene.HTML, "a page of HTML with status 200"),
        (Scene.REFUSAL_IN_WORDS, "it apologised instead of answering"),
    ],
)
def test_what_happened_is_told_in_plain_words(server, scene, words):
    server.play("mistral", scene)
    assert words in " ".join(command("provider", "check", "mistral", "--yes").out.split())


def test_a_check_that_is_answered_lets_a_closed_account_back_in(server):
    with open_label(load_settings()) as label:
        model = next(each for each in model_shelf(label.settings).models() if each.ref.vendor == "mistral")
        error = ModelCallError("None.", remedy="Add.", provider="mistral", operation="ask", fault="out_of_credit")
        closure = after_failure(None, model, error, Role.AUTHOR, 30, label.clock.now())
        with label.records.write() as unit:
            unit.room_state.save_closure(closure)
            unit.commit()
        server.play("mistral", Scene.SERVER_ERROR)
        command("provider", "check", "mistral", "--yes")
        assert look_at_models(label)[1] == [closure]
        server.play("mistral", Scene.WELL)
        assert "mistral was left alone and is asked again." in command("provider", "check", "mistral", "--yes").err
        assert look_at_models(label)[1] == []


def test_who_is_left_alone_is_not_called_ready(server):
    assert listed(command("--json", "provider", "list"))["mistral"]["left_alone"] == []
    server.play("mistral", Scene.KEY_REFUSED)
    command("provider", "check", "mistral", "--yes")
    (closure,) = listed(command("--json", "provider", "list"))["mistral"]["left_alone"]
    assert closure["fault"] == "key_refused"
    page = command("provider", "list").out
    (row,) = (line for line in page.splitlines() if "left alone  mistral:" in line)
    assert "ready" not in row
    assert any("ready" in line and "endpoint:small" in line for line in page.splitlines())
    assert closure["remedy"] in " ".join(page.split())


def test_nothing_to_check_is_no_failure():
    answer = command("provider", "check", "--yes")
    assert answer.status == 0
    assert "embedded writer" in answer.err


def test_a_vendor_without_a_key_and_one_that_is_none_are_told_apart(server):
    missing = command("--json", "provider", "check", "openai", "--yes")
    assert missing.status == 4
    assert "platform.openai.com" in missing.error["remedy"]
    unknown = command("--json", "provider", "models", "mistrall")
    assert unknown.status == 3
    assert "mistral?" in unknown.error["remedy"]


def test_a_vendors_own_list_of_models_is_shown_with_known_prices_first(server):
    server.models["mistral"] = ["zephyr-9", "mistral-small-2603", "bad name\n", "mistral-large-latest"]
    found = command("--json", "provider", "models", "mistral").value["models"]
    assert [each["model"] for each in found] == [
        "mistral:mistral-small-2603",
        "mistral:mistral-large-latest",
        "mistral:zephyr-9",
    ]
    assert found[0]["input_usd_per_million"] == 0.15
    assert found[1]["input_usd_per_million"] is None, "what a moving name costs today nobody knows"
    assert "free" in command("provider", "models", "endpoint").out


@pytest.mark.parametrize(
    ("scene", "status", "retryable"),
    [(Scene.HTML, 6, False), (Scene.VAST, 6, False), (Scene.KEY_REFUSED, 4, False), (Scene.DROPPED, 6, True)],
)
def test_a_list_that_cannot_be_had_is_an_error_with_a_remedy(server, scene, status, retryable):
    server.play("mistral", scene)
    answer = command("--json", "provider", "models", "mistral")
    assert (answer.status, answer.error["retryable"]) == (status, retryable)
    assert answer.error["code"] == "model_call"
    assert (answer.error["provider"], answer.error["operation"]) == ("mistral", "list models")
    assert answer.error["fault"] == fault_of_scene(scene, "mistral")
    assert "Mistral" in answer.error["message"]
    assert answer.error["remedy"].endswith(".")


def test_a_model_whose_price_nobody_knows_is_not_called_ready(server, monkeypatch):
    monkeypatch.setenv("NOKTVRN_MODELS__ORDER", "mistral:mistral-large-latest,endpoint:small")
    refused = command("provider", "list").out
    assert "mistral:mistral-large-latest is not asked: Nobody knows its price." in refused
    assert "endpoint:small is not asked" not in refused
    monkeypatch.setenv("NOKTVRN_ROOM__UNKNOWN_PRICE", "assume")
    assert "is not asked" not in command("provider", "list").out
