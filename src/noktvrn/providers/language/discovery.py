"""Which models a vendor offers this account, by its own list, with price and window where the table has them."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import httpx2

from noktvrn.ports.language import Fault, ModelRef, PriceList
from noktvrn.providers.language.accounts import Account
from noktvrn.providers.language.failing import failure
from noktvrn.providers.language.faults import fault_of, vendor_words
from noktvrn.providers.language.prices import Offer, offer_of
from noktvrn.providers.language.transport import Exchange, LoopClients, watched
from noktvrn.providers.language.vendors import VENDOR_BY_NAME, WireFormat

MOST_MODELS: Final = 2_000
_NAME = re.compile(r"^[\w./:@+-]{1,200}$")


async def discover(
    account: Account, clients: LoopClients, prices: PriceList, at: datetime, timeout_s: float = 20.0
) -> tuple[Offer, ...]:
    """Ask a vendor for the models of an account and return them by name, those of known price first.

    Raises:
        ModelCallError: The list cannot be had.
    """
    with watched() as exchange:
        try:
            async with asyncio.timeout(timeout_s):
                response = await clients.client().get(_address(account), headers=_headers(account))
        except (httpx2.HTTPError, TimeoutError) as exc:
            raise _failed(account, fault_of(exc, exchange), exchange, str(exc)[:200]) from None
    if response.status_code >= 300:
        raise _failed(account, fault_of(httpx2.HTTPError(""), exchange), exchange, f"status {response.status_code}")
    try:
        names = sorted(set(_names(json.loads(response.content))))[:MOST_MODELS]
    except (ValueError, TypeError, RecursionError):
        raise _failed(account, Fault.NOT_API, exchange, "what should be its list of models is none") from None
    offers = [offer_of(ModelRef(account.vendor, name), prices, at) for name in names]
    return tuple(sorted(offers, key=lambda offer: offer.input_usd_per_million is None))


def _failed(account: Account, fault: Fault, exchange: Exchange, why: str) -> Exception:
    words = vendor_words(exchange)
    return failure(
        ModelRef(account.vendor, ""), account, fault, why="" if words else why, words=words, operation="list models"
    )


def _wire(account: Account) -> WireFormat:
    vendor = VENDOR_BY_NAME.get(account.vendor)
    return WireFormat.OPENAI if vendor is None else vendor.wire


def _address(account: Account) -> str:
    path = {
        WireFormat.OPENAI: "/models",
        WireFormat.ANTHROPIC: "/v1/models?limit=1000",
        WireFormat.GOOGLE: "/v1beta/models?pageSize=1000",
        WireFormat.MISTRAL: "/v1/models",
    }[_wire(account)]
    return account.base_url + path


def _headers(account: Account) -> dict[str, str]:
    if not account.key:
        return {}
    return {
        WireFormat.ANTHROPIC: {"x-api-key": account.key, "anthropic-version": "2023-06-01"},
        WireFormat.GOOGLE: {"x-goog-api-key": account.key},
    }.get(_wire(account), {"authorization": f"Bearer {account.key}"})


def _names(listed: Any) -> Iterator[str]:
    """The names in a list of models; Gemini's list says of each what it can do."""
    entries = listed.get("data", listed.get("models")) if isinstance(listed, Mapping) else None
    if not isinstance(entries, list):
        raise TypeError("no list of models")
    for entry in entries:
        if not isinstance(entry, Mapping):
            continue
        abilities = entry.get("supportedGenerationMethods", ["generateContent"])
        name = str(entry.get("id") or entry.get("name") or "").removeprefix("models/")
        if _NAME.match(name) and isinstance(abilities, list) and "generateContent" in abilities:
            yield name
