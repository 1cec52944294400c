"""From a response to the answer asked for, or to the reason why there is none."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_ai.messages import ModelResponse

from noktvrn.ports.language import Fault, TokenUsage
from noktvrn.providers.language.asking import ANSWER_TOOL
from noktvrn.providers.language.refusals import holds_refusal, is_refusal

A = TypeVar("A", bound=BaseModel)

_FENCE = re.compile(r"```(?:json)?\s*\n(?P<body>.*?)\n?\s*```", re.DOTALL | re.IGNORECASE)
_REFUSING_FINISHES: Final = {"refusal"}
_FILTERING_FINISHES: Final = {"content_filter", "safety", "model_length_filter", "moderation"}
_CUTTING_FINISHES: Final = {"length", "model_length", "max_tokens", "insufficient_system_resource"}
_FIRST_COMPLAINTS: Final = 4


@dataclass(frozen=True, slots=True)
class Unusable:
    """Why a response brings no answer.

    Attributes:
        fault: Its kind.
        why: In words, fit to be told to the model that is asked again.
    """

    fault: Fault
    why: str


def usage_of(response: ModelResponse) -> TokenUsage:
    """Return the tokens billed."""
    spent = response.usage
    return TokenUsage(spent.input_tokens, spent.output_tokens, spent.cache_read_tokens)


def read_answer(response: ModelResponse, answer: type[A]) -> A | Unusable:
    """Return the answer that a response holds, or why it holds none."""
    if stopped := _stopped(response):
        return stopped
    given = _given(response)
    value = given if isinstance(given, Unusable) else _shaped(given, answer)
    if isinstance(value, Unusable) and _finish(response) in _CUTTING_FINISHES:
        return Unusable(Fault.CUT_OFF, "the answer ended before it was complete")
    return value


def _finish(response: ModelResponse) -> str:
    """The reason why the model ended; the library's word, or the vendor's where the library has none for it."""
    raw = (response.provider_details or {}).get("finish_reason")
    return str(response.finish_reason or raw or "").lower()


def _stopped(response: ModelResponse) -> Unusable | None:
    details = response.provider_details or {}
    raw = str(details.get("finish_reason") or "").lower()
    if details.get("refusal") or raw in _REFUSING_FINISHES:
        return Unusable(Fault.REFUSED, "by a mark of the vendor's")
    if _finish(response) in _FILTERING_FINISHES or raw in _FILTERING_FINISHES:
        return Unusable(Fault.CONTENT_FILTERED, "")
    return None


def _given(response: ModelResponse) -> Any:
    """The JSON value of the answer, or why there is none."""
    calls = [call for call in response.tool_calls if call.tool_name == ANSWER_TOOL] or response.tool_calls
    if calls:
        arguments = calls[0].args
        return _parsed(arguments) if isinstance(arguments, str) else arguments or {}
    text = (response.text or "").strip()
    if not text:
        return Unusable(Fault.EMPTY, "")
    return _parsed(text)


def _parsed(text: str) -> Any:
    """The first JSON object in a text, which may stand in a fence or after a sentence."""
    fenced = _FENCE.search(text)
    body = fenced["body"] if fenced else text
    start = body.find("{")
    if start < 0:
        return _prose(text)
    try:
        value, _ = json.JSONDecoder().raw_decode(body, start)
    except (json.JSONDecodeError, RecursionError) as exc:
        where = f" at character {exc.pos + 1}" if isinstance(exc, json.JSONDecodeError) else ""
        return _prose(text) if is_refusal(text) else Unusable(Fault.NOT_JSON, f"it was broken JSON{where}")
    return value


def _prose(text: str) -> Unusable:
    if is_refusal(text):
        return Unusable(Fault.REFUSED, "in words")
    return Unusable(Fault.NOT_JSON, "it was prose where JSON was due")


def _shaped(value: Any, answer: type[A]) -> A | Unusable:
    if holds_refusal(value):
        return Unusable(Fault.REFUSED, "within the fields of its answer")
    try:
        return answer.model_validate_json(json.dumps(value))  # JSON's own rules: a list may be a tuple, a text a date
    except (ValidationError, RecursionError) as exc:
        return Unusable(Fault.WRONG_SHAPE, _complaint(exc))


def _complaint(exc: ValidationError | RecursionError) -> str:
    if isinstance(exc, RecursionError):
        return "it is nested too deeply"
    errors = exc.errors(include_url=False, include_input=False, include_context=False)
    told = [f"{_place(error['loc'])}: {error['msg'][:160]}" for error in errors[:_FIRST_COMPLAINTS]]
    more = f"; and {len(errors) - _FIRST_COMPLAINTS} more" if len(errors) > _FIRST_COMPLAINTS else ""
    return "; ".join(told) + more


def _place(location: tuple[int | str, ...]) -> str:
    """Where in the answer; names may be the model's own, so they are cut and stripped of anything odd."""
    parts = (re.sub(r"[^\w-]", "", str(part))[:40] for part in location[:6])
    return ".".join(parts) or "the answer"
