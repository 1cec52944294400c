"""How aimock is made to play each fault in each vendor's format, and what the proxy in front of it adds.

aimock writes every answer and every error: its fixtures say what, its code puts the vendor's format around it. What no
server can be asked for (half an answer, a sign-in page, bytes for ever) the proxy does to aimock's answer on its way,
and three marks of vendors that aimock's formats lack (:data:`MARKED_BY_THE_PROXY`) it adds to aimock's own JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from noktvrn.testing.language_contract import ANSWER
from noktvrn.testing.language_servers import NINETEEN, Scene

VENDORS: Final = ("openai", "anthropic", "google", "mistral", "x-ai", "deepseek", "endpoint")
PATHS: Final = {vendor: "" if vendor in {"anthropic", "google", "mistral"} else "/v1" for vendor in VENDORS}
TRANSPORT: Final = (Scene.VAST, Scene.VAST_PACKED, Scene.DRIPS, Scene.GARBAGE, Scene.PROXY_PAGE, Scene.REDIRECTED)
"""Beyond the nineteen: what happens on the way."""
PLAYED: Final = (Scene.WELL, *NINETEEN, *TRANSPORT)

USAGE: Final = {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150}
_WHOLE: Final = json.dumps(ANSWER)
_APOLOGY: Final = "I'm sorry, but I can't help with that request."

DONE_ON_THE_WAY: Final = frozenset({Scene.HTML, Scene.DROPPED, *TRANSPORT})
"""Scenes that aimock begins with a good answer and the proxy ends badly. What aimock sends malformed is no HTML, and it
hangs up before the first byte."""

MARKED_BY_THE_PROXY: Final[Mapping[tuple[Scene, str], str]] = {
    **{
        (Scene.REFUSAL_MARKED, vendor): "aimock always writes `refusal: null`; the text is moved there"
        for vendor in ("openai", "x-ai", "deepseek", "endpoint")
    },
    (Scene.FILTERED_REQUEST, "google"): "aimock writes no promptFeedback; it takes the place of the candidates",
    (Scene.OUT_OF_CREDIT, "google"): "aimock writes no details; the violated quota of a day is added",
}
"""Pairs that aimock's format alone cannot say, with what the proxy changes in its JSON."""

# Gemini and Mistral have no mark of a refusal: their models refuse in words, and so the scene is played there.

_ERRORS: Final[Mapping[Scene, Mapping[str, tuple[int, str, str]]]] = {
    Scene.RATE_LIMITED: {
        "": (429, "rate_limit_exceeded", "Rate limit reached for requests"),
        "anthropic": (429, "rate_limit_error", "This request would exceed your account's rate limit."),
        "google": (429, "RESOURCE_EXHAUSTED", "Resource has been exhausted, please retry in a while."),
        "mistral": (429, "rate_limited", "Rate limit exceeded"),
    },
    Scene.OUT_OF_CREDIT: {
        "": (429, "insufficient_quota", "You exceeded your current quota, please check your plan and billing details."),
        "anthropic": (400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API."),
        "google": (429, "RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing."),
        "mistral": (402, "billing_error", "Payment required: your credits are used up"),
        "x-ai": (429, "resource_exhausted", "Your team has either used all available credits or reached its limit."),
        "deepseek": (402, "unknown_error", "Insufficient Balance"),
    },
    Scene.KEY_REFUSED: {
        "": (401, "invalid_api_key", "Incorrect API key provided."),
        "anthropic": (401, "authentication_error", "invalid x-api-key"),
        "google": (400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
        "mistral": (401, "unauthorized", "Unauthorized"),
        "x-ai": (400, "invalid_argument", "Incorrect API key provided. See console.x.ai."),
        "deepseek": (401, "authentication_error", "Authentication Fails, Your api key is invalid"),
    },
    Scene.MODEL_UNKNOWN: {
        "": (404, "model_not_found", "The model `{model}` does not exist or you do not have access to it."),
        "anthropic": (404, "not_found_error", "model: {model}"),
        "google": (404, "NOT_FOUND", "models/{model} is not found for API version v1beta"),
        "mistral": (400, "invalid_model", "Invalid model: {model}"),
        "deepseek": (400, "invalid_request_error", "Model Not Exist"),
    },
    Scene.SERVER_ERROR: {
        "": (500, "server_error", "The server had an error"),
        "anthropic": (500, "api_error", "Internal server error"),
        "google": (500, "INTERNAL", "An internal error has occurred."),
    },
    Scene.OVERLOADED: {
        "": (503, "server_error", "The engine is currently overloaded"),
        "anthropic": (529, "overloaded_error", "Overloaded"),
        "google": (503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
        "x-ai": (503, "unavailable", "The model is at capacity."),
    },
    Scene.FILTERED_REQUEST: {
        "": (400, "content_policy_violation", "Your request was rejected by our content policy."),
        "anthropic": (400, "invalid_request_error", "Output blocked by content filtering policy"),
        "mistral": (403, "content_policy", "Request blocked by moderation"),
        "x-ai": (403, "permission_denied", "Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_DATA"),
        "deepseek": (400, "invalid_request_error", "Content Exists Risk"),
    },
    Scene.TOO_LONG: {
        "": (400, "context_length_exceeded", "This model's maximum context length is 128000 tokens."),
        "anthropic": (400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
        "google": (400, "INVALID_ARGUMENT", "The input token count (1100000) exceeds the maximum number allowed."),
        "x-ai": (400, "invalid_argument", "This model's maximum prompt length is 131072."),
    },
}
"""Status, kind and words of errors; those of nobody in particular are OpenAI's, and shared where the format is."""

_SPOKEN: Final[Mapping[Scene, str]] = {
    Scene.FILTERED_REQUEST: _APOLOGY,
    Scene.FILTERED_EMPTY: "",
    Scene.FILTERED_PARTLY: _WHOLE[:12],
    Scene.REFUSAL_MARKED: _APOLOGY,
    Scene.CUT_OFF: _WHOLE[:12],
    Scene.REFUSAL_IN_WORDS: _APOLOGY,
    Scene.BROKEN_JSON: _WHOLE[:12] + ",,",
    Scene.WRONG_SHAPE: '{"unexpected": [1, 2, 3]}',
    Scene.EMPTY: "",
}
_ENDED: Final = {
    Scene.FILTERED_EMPTY: "content_filter",
    Scene.FILTERED_PARTLY: "content_filter",
    Scene.CUT_OFF: "length",
}


def model_name(scene: Scene, vendor: str) -> str:
    """Return the name of the model that plays a scene of a vendor."""
    return f"{scene.value}--{vendor}"


def scene_of(text: str) -> tuple[Scene, str]:
    """Return the scene and the vendor whose model a request names; a good answer where it names none."""
    for scene in PLAYED:
        for vendor in VENDORS:
            if model_name(scene, vendor) in text:
                return scene, vendor
    return Scene.WELL, ""


def fixtures() -> list[dict[str, Any]]:
    """Return aimock's fixtures; the first that matches answers."""
    played = [each for vendor in VENDORS for scene in NINETEEN for each in _fixtures(scene, vendor)]
    by_tool = {"toolCalls": [{"name": "answer", "arguments": ANSWER}], "usage": USAGE}
    return [
        *played,
        {"match": {"toolName": "answer"}, "response": by_tool},
        {"match": {}, "response": {"content": _WHOLE, "usage": USAGE}},
    ]


def _fixtures(scene: Scene, vendor: str) -> Iterator[dict[str, Any]]:
    match = {"model": model_name(scene, vendor)}
    if scene is Scene.HANGS:
        yield {"match": match, "response": {"content": _WHOLE}, "chaos": {"latencyMs": 30_000}}
    elif scene in _ERRORS and not (scene is Scene.FILTERED_REQUEST and vendor == "google"):
        status, kind, words = _ERRORS[scene].get(vendor) or _ERRORS[scene][""]
        error = {"message": words.format(model=match["model"]), "type": kind, "code": kind}
        yield {"match": match, "response": {"error": error, "status": status, "retryAfter": 7}}
    elif scene in _SPOKEN:
        ending = {"finishReason": _finish(scene, vendor)} if _finish(scene, vendor) else {}
        yield {"match": match, "response": {"content": _SPOKEN[scene], "usage": USAGE, **ending}}


def _finish(scene: Scene, vendor: str) -> str:
    """The word with which a model ends; Anthropic has one mark for its filter and for its model's own refusal."""
    if vendor == "anthropic" and scene in {Scene.FILTERED_EMPTY, Scene.FILTERED_PARTLY, Scene.REFUSAL_MARKED}:
        return "refusal"
    return _ENDED.get(scene, "")
