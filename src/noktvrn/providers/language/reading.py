"""From a response to the answer asked for, or to the reason why there is none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_ai.messages import ModelResponse

from noktvrn.ports.language import Fault, TokenUsage
from noktvrn.providers.language.asking import ANSWER_TOOL
from noktvrn.providers.language.refusals import holds_refusal, is_refusal

A = TypeVar("A", bound=BaseModel)

_FENCE = re.compile(r"```(?:json)?\s*\n(?P<body>.*?)\n?\s*```", re.DOTALL | re.IGNORECASE)
_STOPS: Final[Mapping[str, tuple[Fault, str]]] = {
    "refusal": (Fault.REFUSED, "the vendor marks its answer as a refusal"),
    "content_filter": (Fault.CONTENT_FILTERED, ""),
    "safety": (Fault.CONTENT_FILTERED, ""),
    "moderation": (Fault.CONTENT_FILTERED, ""),
    "guardrail_intervened": (Fault.CONTENT_FILTERED, ""),
    "insufficient_system_resource": (Fault.OVERLOADED, "it broke off within the answer"),
}
"""What ends an answer that is not to be used, whatever it holds; vendors' own words beside the library's."""
_BREAKS: Final[Mapping[str, tuple[Fault, str]]] = {
    "length": (Fault.CUT_OFF, "the answer ended before it was complete"),
    "model_length": (Fault.CUT_OFF, "the answer ended before it was complete"),
    "max_tokens": (Fault.CUT_OFF, "the answer ended before it was complete"),
    "malformed_function_call": (Fault.NOT_JSON, "its call of the tool was malformed"),
    "unexpected_tool_call": (Fault.NOT_JSON, "it called a tool that there is not"),
    "error": (Fault.SERVER_ERROR, "the model broke off with an error"),
}
"""What ends an answer that may be whole all the same; named where it is not."""
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
    if isinstance(value, Unusable) and value.fault is not Fault.REFUSED:
        return _ended(response, _BREAKS) or value
    return value


def _stopped(response: ModelResponse) -> Unusable | None:
    if (response.provider_details or {}).get("refusal"):
        return Unusable(*_STOPS["refusal"])
    return _ended(response, _STOPS)


def _ended(response: ModelResponse, endings: Mapping[str, tuple[Fault, str]]) -> Unusable | None:
    """Why the model ended, if that is among ``endings``; the vendor's word goes before the library's."""
    raw = (response.provider_details or {}).get("finish_reason")
    words = (str(word).lower() for word in (raw, response.finish_reason) if word)
    return next((Unusable(*endings[word]) for word in words if word in endings), None)


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
    except (ValueError, RecursionError) as exc:  # a number of thousands of digits is a plain ValueError
        where = f" at character {exc.pos + 1}" if isinstance(exc, json.JSONDecodeError) else ""
        return _prose(text) if is_refusal(text) else Unusable(Fault.NOT_JSON, f"its JSON breaks{where}")
    return value


def _prose(text: str) -> Unusable:
    if is_refusal(text):
        return Unusable(Fault.REFUSED, "it apologised instead of answering")
    return Unusable(Fault.NOT_JSON, "it is prose where JSON is due")


def _shaped(value: Any, answer: type[A]) -> A | Unusable:
    try:
        if holds_refusal(value):
            return Unusable(Fault.REFUSED, "it apologised in the fields of its answer")
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
