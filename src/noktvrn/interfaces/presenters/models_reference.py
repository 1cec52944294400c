"""The reference page of language models: vendors with their prices, and how a call fails."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final

from noktvrn.interfaces.presenters.models import price_words, window_words
from noktvrn.ports.language import Fault, ModelRef, PriceList
from noktvrn.providers.language.failing import WHAT, remedy_in_general
from noktvrn.providers.language.prices import KnownPrices, offer_of
from noktvrn.providers.language.vendors import VENDORS, Vendor
from noktvrn.settings import VENDOR_VARIABLES, ModelsSettings

_PRICED_AT: Final = datetime(2026, 11, 21, 12, tzinfo=UTC)
"""Some prices depend on the hour; the page must not."""


def reference_page() -> str:
    """Return docs/reference/language-models.md."""
    prices = KnownPrices(ModelsSettings())
    lines = [
        "# Language models",
        "",
        "<!-- Written by `make docs` from the vendors and faults in the code; do not edit. -->",
        "",
        "[Use a language model](../how-to/use-a-language-model.md) says how; [settings](settings.md) lists every key.",
        "",
        "## Vendors",
        "",
        "The model is the one that is asked when `models.order` is empty.",
        f"Prices are those of genai-prices {version('genai-prices')} for a million tokens at noon UTC;"
        " no vendor was called for this page.",
        "",
        "| vendor | model | window | price | key | also read | keys and credit |",
        "|---|---|---|---|---|---|---|",
        *(_vendor_row(vendor, prices) for vendor in VENDORS),
        "",
        "## How a call fails",
        "",
        "Each failure has one fault, by which the next step is chosen; `noktvrn provider check` and the record of a run"
        " name it.",
        "What was billed for a failed answer is counted.",
        "",
        "| fault | the vendor or its model | remedy |",
        "|---|---|---|",
        *(f"| `{fault.value}` | {WHAT[fault]} | {remedy_in_general(fault)}. |" for fault in Fault),
    ]
    return "\n".join(lines) + "\n"


def _vendor_row(vendor: Vendor, prices: PriceList) -> str:
    offer = offer_of(ModelRef(vendor.name, vendor.default_model), prices, _PRICED_AT)
    cells = (
        vendor.title,
        f"`{offer.ref}`",
        window_words(offer.context_tokens),
        price_words(offer, is_local=False),
        f"`{vendor.key_setting}`",
        ", ".join(f"`{name}`" for name in VENDOR_VARIABLES[vendor.section]),
        vendor.console,
    )
    return f"| {' | '.join(cells)} |"
