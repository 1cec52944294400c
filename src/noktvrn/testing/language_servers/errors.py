"""How each vendor says no: status, headers and body by scene."""

from __future__ import annotations

from typing import Any

from noktvrn.testing.language_servers.replies import WAIT_S, Reply
from noktvrn.testing.language_servers.scenes import Scene

_WAIT = {"retry-after": str(WAIT_S)}


def _openai(status: int, message: str, kind: str, code: str | None, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, {"error": {"message": message, "type": kind, "param": None, "code": code}}, headers or {})


def openai_errors(model: str, key: str) -> dict[Scene, Reply]:
    """Return OpenAI's errors."""
    return {
        Scene.RATE_LIMITED: _openai(429, "Rate limit reached for requests", "requests", "rate_limit_exceeded", _WAIT),
        Scene.OUT_OF_CREDIT: _openai(
            429,
            "You exceeded your current quota, please check your plan and billing details.",
            "insufficient_quota",
            "insufficient_quota",
        ),
        Scene.KEY_REFUSED: _openai(
            401, f"Incorrect API key provided: {key}.", "invalid_request_error", "invalid_api_key"
        ),
        Scene.MODEL_UNKNOWN: _openai(
            404,
            f"The model `{model}` does not exist or you do not have access to it.",
            "invalid_request_error",
            "model_not_found",
        ),
        Scene.SERVER_ERROR: _openai(500, "The server had an error", "server_error", None),
        Scene.OVERLOADED: _openai(503, "The engine is currently overloaded", "server_error", None, _WAIT),
        Scene.FILTERED_REQUEST: _openai(
            400, "Your request was rejected by our content policy.", "invalid_request_error", "content_policy_violation"
        ),
        Scene.TOO_LONG: _openai(
            400,
            "This model's maximum context length is 128000 tokens.",
            "invalid_request_error",
            "context_length_exceeded",
        ),
        Scene.SCHEMA_REFUSED: _openai(
            400, "Invalid schema for function 'answer': unsupported keyword", "invalid_request_error", None
        ),
    }


def x_ai_errors(model: str, key: str) -> dict[Scene, Reply]:
    """Return xAI's errors: words beside a code in words, and a wrong key as 400."""

    def told(status: int, code: str, error: str, headers: dict[str, str] | None = None) -> Reply:
        return Reply(status, {"code": code, "error": error}, headers or {})

    return {
        Scene.RATE_LIMITED: told(429, "Some resource has been exhausted", "Too many requests for team.", _WAIT),
        Scene.OUT_OF_CREDIT: told(
            429,
            "Some resource has been exhausted",
            "Your team has either used all available credits or reached its monthly spending limit.",
        ),
        Scene.KEY_REFUSED: told(
            400, "Client specified an invalid argument", f"Incorrect API key provided: {key}. See console.x.ai."
        ),
        Scene.MODEL_UNKNOWN: told(
            404,
            "Some requested entity was not found",
            f"The model {model} does not exist or your team does not have access to it.",
        ),
        Scene.SERVER_ERROR: told(500, "Internal error", "Something went wrong."),
        Scene.OVERLOADED: told(503, "The service is currently unavailable", "The model is at capacity.", _WAIT),
        Scene.FILTERED_REQUEST: told(
            403,
            "The caller does not have permission to execute the specified operation",
            "Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_DATA",
        ),
        Scene.TOO_LONG: told(
            400,
            "Client specified an invalid argument",
            "This model's maximum prompt length is 131072 but the request contains 200000 tokens.",
        ),
        Scene.SCHEMA_REFUSED: told(400, "Client specified an invalid argument", "Invalid tool parameters schema."),
    }


def deepseek_errors(model: str, key: str) -> dict[Scene, Reply]:
    """Return DeepSeek's errors: OpenAI's format with statuses of its own."""
    return {
        Scene.RATE_LIMITED: _openai(429, "Rate limit reached", "rate_limit_error", None, _WAIT),
        Scene.OUT_OF_CREDIT: _openai(402, "Insufficient Balance", "unknown_error", "invalid_request_error"),
        Scene.KEY_REFUSED: _openai(
            401, f"Authentication Fails, Your api key: {key} is invalid", "authentication_error", None
        ),
        Scene.MODEL_UNKNOWN: _openai(400, "Model Not Exist", "invalid_request_error", "invalid_request_error"),
        Scene.SERVER_ERROR: _openai(500, "Server error", "server_error", None),
        Scene.OVERLOADED: _openai(503, "Server overloaded", "service_unavailable_error", None, _WAIT),
        Scene.FILTERED_REQUEST: _openai(400, "Content Exists Risk", "invalid_request_error", "invalid_request_error"),
        Scene.TOO_LONG: _openai(
            400,
            "This model's maximum context length is 131072 tokens. However, you requested 200000 tokens.",
            "invalid_request_error",
            "invalid_request_error",
        ),
        Scene.SCHEMA_REFUSED: _openai(
            400, f"{model}: tool schema not supported", "invalid_request_error", "invalid_request_error"
        ),
    }


def mistral_errors(model: str, key: str) -> dict[Scene, Reply]:
    """Return Mistral's errors: an object, or for a wrong key words only."""

    def told(status: int, message: str, kind: str, code: str, headers: dict[str, str] | None = None) -> Reply:
        body = {"object": "error", "message": message, "type": kind, "param": None, "code": code}
        return Reply(status, body, headers or {})

    return {
        Scene.RATE_LIMITED: told(429, "Rate limit exceeded", "rate_limited", "1300", _WAIT),
        Scene.OUT_OF_CREDIT: told(402, "Payment required: your credits are used up", "billing_error", "1700"),
        Scene.KEY_REFUSED: Reply(401, {"detail": f"Unauthorized: {key}"}),
        Scene.MODEL_UNKNOWN: told(400, f"Invalid model: {model}", "invalid_model", "1500"),
        Scene.SERVER_ERROR: told(500, "Internal server error", "internal_server_error", "1000"),
        Scene.OVERLOADED: told(503, "Service overloaded", "service_unavailable", "3000", _WAIT),
        Scene.FILTERED_REQUEST: told(403, "Request blocked by moderation", "content_policy", "1600"),
        Scene.TOO_LONG: told(
            400,
            f"Prompt contains 300000 tokens, too large for model with 262144 maximum context length ({model})",
            "invalid_request_prompt",
            "3051",
        ),
        Scene.SCHEMA_REFUSED: told(422, "Tool parameters schema is not supported", "invalid_request_error", "3240"),
    }


def anthropic_errors(model: str, key: str) -> dict[Scene, Reply]:
    """Return Anthropic's errors: an empty account as 400, an overload as 529."""

    def told(status: int, kind: str, message: str, headers: dict[str, str] | None = None) -> Reply:
        return Reply(status, {"type": "error", "error": {"type": kind, "message": message}}, headers or {})

    return {
        Scene.RATE_LIMITED: told(
            429, "rate_limit_error", "This request would exceed your account's rate limit.", _WAIT
        ),
        Scene.OUT_OF_CREDIT: told(
            400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API."
        ),
        Scene.KEY_REFUSED: told(401, "authentication_error", f"invalid x-api-key {key}"),
        Scene.MODEL_UNKNOWN: told(404, "not_found_error", f"model: {model}"),
        Scene.SERVER_ERROR: told(500, "api_error", "Internal server error"),
        Scene.OVERLOADED: told(529, "overloaded_error", "Overloaded", _WAIT),
        Scene.FILTERED_REQUEST: told(400, "invalid_request_error", "Output blocked by content filtering policy"),
        Scene.TOO_LONG: told(400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
        Scene.SCHEMA_REFUSED: told(400, "invalid_request_error", "tools.0.custom.input_schema: JSON schema is invalid"),
    }


def google_errors(model: str, key: str) -> dict[Scene, Reply]:
    """Return Gemini's errors: a wrong key as 400, used-up quota told from haste only by its details."""

    def told(status: int, name: str, message: str, *details: dict[str, Any]) -> Reply:
        return Reply(status, {"error": {"code": status, "message": message, "status": name, "details": list(details)}})

    quota = "You exceeded your current quota, please check your plan and billing details."
    per_minute = {"quotaId": "GenerateRequestsPerMinutePerProjectPerModel"}
    per_day = {"quotaId": "GenerateRequestsPerDayPerProjectPerModel"}
    failed = "type.googleapis.com/google.rpc.QuotaFailure"
    wait = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{WAIT_S}s"}
    reason = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}
    return {
        Scene.RATE_LIMITED: told(429, "RESOURCE_EXHAUSTED", quota, {"@type": failed, "violations": [per_minute]}, wait),
        Scene.OUT_OF_CREDIT: told(429, "RESOURCE_EXHAUSTED", quota, {"@type": failed, "violations": [per_day]}),
        Scene.KEY_REFUSED: told(
            400, "INVALID_ARGUMENT", f"API key not valid: {key}. Please pass a valid API key.", reason
        ),
        Scene.MODEL_UNKNOWN: told(404, "NOT_FOUND", f"models/{model} is not found for API version v1beta"),
        Scene.SERVER_ERROR: told(500, "INTERNAL", "An internal error has occurred."),
        Scene.OVERLOADED: told(503, "UNAVAILABLE", "The model is overloaded. Please try again later.", wait),
        Scene.FILTERED_REQUEST: Reply(
            200,
            {
                "promptFeedback": {"blockReason": "PROHIBITED_CONTENT"},
                "usageMetadata": {"promptTokenCount": 100, "totalTokenCount": 100},
                "modelVersion": model,
            },
        ),
        Scene.TOO_LONG: told(
            400,
            "INVALID_ARGUMENT",
            "The input token count (1100000) exceeds the maximum number of tokens allowed (1048576).",
        ),
        Scene.SCHEMA_REFUSED: told(
            400, "INVALID_ARGUMENT", "Invalid JSON payload received. Unknown name at 'tools[0]'"
        ),
    }
