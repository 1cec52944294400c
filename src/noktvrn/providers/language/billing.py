"""Tokens that a vendor billed for an answer which the client library could not read.

An answer with status 200 costs money whatever is in it, so its token counts are looked for in the raw text, under the
names that the six formats give them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from noktvrn.ports.language import TokenUsage
from noktvrn.providers.language.transport import Exchange

_PLACES: Final = ("usage", "usageMetadata")
_SENT: Final = ("prompt_tokens", "input_tokens", "promptTokenCount")
_ANSWERED: Final = ("completion_tokens", "output_tokens", "candidatesTokenCount")


def billed(exchange: Exchange) -> TokenUsage:
    """Return the tokens that an unread answer says it cost; none where it says nothing."""
    if exchange.response is None or not exchange.response.is_success:
        return TokenUsage()
    try:
        answer = json.loads(exchange.body())
    except (ValueError, RecursionError):
        return TokenUsage()
    counts = _counts(answer)
    return TokenUsage(_first(counts, _SENT), _first(counts, _ANSWERED))


def _counts(answer: Any) -> Mapping[str, Any]:
    if not isinstance(answer, Mapping):
        return {}
    return next((counts for place in _PLACES if isinstance(counts := answer.get(place), Mapping)), {})


def _first(counts: Mapping[str, Any], names: tuple[str, ...]) -> int:
    found = (counts.get(name) for name in names)
    return next((count for count in found if isinstance(count, int) and 0 <= count < 10**9), 0)
