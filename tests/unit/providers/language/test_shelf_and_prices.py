"""Which models stand on the shelf, in which order, and what they cost."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from noktvrn.errors import ConfigError
from noktvrn.ports.language import ModelRef, TokenUsage
from noktvrn.providers.language.prices import KnownPrices, known_models, window_of
from noktvrn.providers.language.shelf import SettledShelf
from noktvrn.providers.language.vendors import VENDORS
from noktvrn.settings import ModelsSettings, load_settings, load_with_origin

KEY = "key-for-tests-0123456789"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
MILLION = TokenUsage(1_000_000, 1_000_000)


def settings(**given: object) -> ModelsSettings:
    return ModelsSettings.model_validate(given)


def names(shelf: SettledShelf) -> list[str]:
    return [str(model.ref) for model in shelf.models()]


def test_without_keys_the_shelf_is_empty_and_nothing_is_missing():
    shelf = SettledShelf(settings())
    assert (names(shelf), list(shelf.missing())) == ([], [])


def test_a_key_puts_a_low_priced_model_on_the_shelf_and_endpoints_come_last():
    shelf = SettledShelf(
        settings(
            compatible={"ollama": {"url": "http://localhost:11434/v1", "models": ["llama3.2:3b", "qwen3:8b"]}},
            mistral={"api_key": KEY},
            openai={"api_key": KEY},
        )
    )
    assert names(shelf) == [
        "openai:gpt-6-luna",
        "mistral:mistral-small-2603",
        "ollama:llama3.2:3b",
        "ollama:qwen3:8b",
    ]


def test_an_order_is_kept_and_its_gaps_are_told_in_place():
    shelf = SettledShelf(
        settings(
            order=["openai:gpt-6-luna", "mistral:b", "nonsense", "mistral:a", "mistral:b", "nobody:c"],
            mistral={"api_key": KEY},
        )
    )
    assert names(shelf) == ["mistral:b", "mistral:a"]
    assert [gap.ref.vendor for gap in shelf.missing()] == ["openai", "nonsense", "nobody"]


def test_a_bare_name_in_the_order_means_the_vendors_usual_model_or_all_of_an_endpoint():
    shelf = SettledShelf(
        settings(
            order=["bench", "mistral", "mistral:a", "empty"],
            mistral={"api_key": KEY},
            compatible={
                "bench": {"url": "http://localhost:1/v1", "models": ["small", "large"]},
                "empty": {"url": "http://localhost:1/v1"},
            },
        )
    )
    assert names(shelf) == ["bench:small", "bench:large", "mistral:mistral-small-2603", "mistral:a"]
    assert [gap.ref.vendor for gap in shelf.missing()] == ["empty"]


def test_an_endpoint_without_models_is_missing():
    (gap,) = SettledShelf(settings(compatible={"mine": {"url": "http://localhost:1/v1"}})).missing()
    assert "models.compatible.mine.models" in gap.reason


def test_variables_of_the_vendors_own_are_read_below_ours_and_shown_as_origin():
    env = {"OPENAI_API_KEY": "theirs", "MISTRAL_API_KEY": "theirs", "NOKTVRN_MODELS__MISTRAL__API_KEY": "ours"}
    found, origin = load_with_origin({}, env)
    assert found.models.openai.api_key.get_secret_value() == "theirs"
    assert found.models.mistral.api_key.get_secret_value() == "ours"
    assert origin["models.openai.api_key"] == "environment OPENAI_API_KEY"
    assert origin["models.mistral.api_key"] == "environment"


def test_googles_two_variables_have_an_order_and_a_blank_one_counts_as_none():
    found = load_settings({}, {"GOOGLE_API_KEY": " ", "GEMINI_API_KEY": "second"})
    assert found.models.google.api_key.get_secret_value() == "second"
    both = load_settings({}, {"GOOGLE_API_KEY": "first", "GEMINI_API_KEY": "second"})
    assert both.models.google.api_key.get_secret_value() == "first"


def test_a_wrong_setting_is_told_by_name_and_a_key_never():
    with pytest.raises(ConfigError, match=r"models\.thinking"):
        load_settings({}, {"NOKTVRN_MODELS__THINKING": "loudly"})
    with pytest.raises(ConfigError) as caught:
        load_settings({"models": {"openai": {"api_key": {"nested": KEY}}}}, {})
    assert KEY not in str(caught.value) + str(caught.value.__cause__)


def test_default_models_have_a_price_and_a_window():
    prices = KnownPrices(settings())
    for vendor in VENDORS:
        ref = ModelRef(vendor.name, vendor.default_model)
        cost = prices.price_usd(ref, TokenUsage(1_000, 1_000), NOON)
        assert cost is not None, ref
        assert 0 < cost < Decimal("0.005"), "a default is a low-priced model"
        assert (window_of(ref) or 0) >= 100_000


def test_prices_depend_on_the_hour_where_the_vendor_has_it_so():
    prices = KnownPrices(settings())
    flash = ModelRef("deepseek", "deepseek-flash")
    by_night = prices.price_usd(flash, MILLION, datetime(2026, 11, 20, 20, tzinfo=UTC))
    by_day = prices.price_usd(flash, MILLION, datetime(2026, 11, 20, 8, tzinfo=UTC))
    assert by_day == 2 * by_night


def test_tokens_read_from_a_cache_cost_less():
    prices = KnownPrices(settings())
    haiku = ModelRef("anthropic", "claude-haiku-5-5")
    fresh = prices.price_usd(haiku, TokenUsage(100_000, 10), NOON)
    cached = prices.price_usd(haiku, TokenUsage(100_000, 10, 90_000), NOON)
    assert cached < fresh


@pytest.mark.parametrize("model", ["no-such-model", "mistral-large-latest", "codestral-latest"])
def test_what_nobody_knows_has_no_price(model):
    assert KnownPrices(settings()).price_usd(ModelRef("mistral", model), MILLION, NOON) is None
    assert KnownPrices(settings()).price_usd(ModelRef("stranger", model), MILLION, NOON) is None


def test_endpoints_cost_nothing_or_what_the_operator_says_or_nobody_knows():
    prices = KnownPrices(
        settings(
            compatible={
                "home": {"url": "http://localhost:1/v1"},
                "paid": {
                    "url": "https://api.example.com/v1",
                    "input_usd_per_million": 0.1,
                    "output_usd_per_million": 0.4,
                },
                "riddle": {"url": "https://api.example.com/v1"},
            }
        )
    )
    assert prices.price_usd(ModelRef("home", "any"), MILLION, NOON) == 0
    assert prices.price_usd(ModelRef("paid", "any"), MILLION, NOON) == Decimal("0.5")
    assert prices.price_usd(ModelRef("riddle", "any"), MILLION, NOON) is None


def test_known_models_are_those_of_the_vendor():
    assert "claude-haiku-5-5" in known_models("anthropic")
    assert known_models("mine") == ()


def test_importing_the_program_and_building_a_shelf_load_no_vendors_package():
    code = f"""
import sys
import noktvrn.app, noktvrn.interfaces.cli.main, noktvrn.services.label
from noktvrn.providers.language.shelf import SettledShelf
from noktvrn.providers.language.prices import KnownPrices
from noktvrn.settings import load_settings
env = {{name: {KEY!r} for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "MISTRAL_API_KEY")}}
settings = load_settings({{}}, env)
assert len(noktvrn.app.model_shelf(settings).models()) == 4
noktvrn.app.model_prices(settings)
heavy = {{"openai", "anthropic", "google.genai", "mistralai", "pydantic_ai", "genai_prices", "httpx2"}}
found = heavy & set(sys.modules)
assert not found, found
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
