"""What the vendors' servers say, as their references and their users' reports show it: answers and errors by format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from noktvrn.testing.language_servers.scenes import Scene

SENT_TOKENS: Final = 100
ANSWERED_TOKENS: Final = 50
WAIT_S: Final = 7

APOLOGY: Final = "I'm sorry, but I can't help with that request."


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer.

    Attributes:
        status: Its status.
        body: Its body, already as bytes or as a JSON value.
        headers: Beyond the length.
    """

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)

    def raw(self) -> bytes:
        """Return the body as bytes."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True, slots=True)
class Said:
    """What a model said, before a format is put on it.

    Attributes:
        text: Words; empty where it called the tool.
        arguments: Arguments of the tool call as JSON text; empty where it spoke.
        finish: ``stop``, ``length``, ``filter`` or ``refusal``.
    """

    text: str = ""
    arguments: str = ""
    finish: str = "stop"


def said(scene: Scene, value: Mapping[str, Any], *, by_tool: bool) -> Said | None:
    """Return what a model says in a scene; None where the scene is not about what it says."""
    whole = json.dumps(value)
    spoken = {
        Scene.WELL: whole,
        Scene.PACKED: whole,
        Scene.BROKEN_JSON: whole[: max(2, len(whole) // 2)] + ",,",
        Scene.WRONG_SHAPE: '{"unexpected": [1, 2, 3]}',
        Scene.REFUSAL_IN_FIELDS: json.dumps({name: _apologised(each) for name, each in value.items()}),
        Scene.VAST: '{"title": "',
    }
    if scene in spoken:
        return Said(arguments=spoken[scene]) if by_tool else Said(text=spoken[scene])
    cut = whole[: max(2, len(whole) // 2)]
    return {
        Scene.CUT_OFF: Said(arguments=cut, finish="length") if by_tool else Said(text=cut, finish="length"),
        Scene.FILTERED_EMPTY: Said(finish="filter"),
        Scene.FILTERED_PARTLY: Said(text=cut, finish="filter"),
        Scene.REFUSAL_MARKED: Said(text=APOLOGY, finish="refusal"),
        Scene.REFUSAL_IN_WORDS: Said(text=APOLOGY),
        Scene.EMPTY: Said(),
        Scene.IN_PROSE: Said(text=f"Of course! Here it is:\n\n```json\n{whole}\n```\nI hope you like it."),
    }.get(scene)


def _apologised(value: Any) -> Any:
    return APOLOGY if isinstance(value, str) else value


def openai_answer(model: str, words: Said) -> dict[str, Any]:
    """Return an answer in the format of OpenAI's chat completions, which Mistral, xAI and DeepSeek share."""
    message: dict[str, Any] = {"role": "assistant", "content": words.text or None}
    if words.finish == "refusal":
        message |= {"content": None, "refusal": words.text}
    if words.arguments:
        call = {"name": "answer", "arguments": words.arguments}
        message["tool_calls"] = [{"id": "call_123456", "type": "function", "function": call}]
    finish = {"filter": "content_filter", "length": "length", "refusal": "stop"}.get(
        words.finish, "tool_calls" if words.arguments else "stop"
    )
    usage = {"prompt_tokens": SENT_TOKENS, "completion_tokens": ANSWERED_TOKENS, "total_tokens": 150}
    choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
    base = {"id": "chat-1", "object": "chat.completion", "created": 1_790_000_000, "model": model}
    return {**base, "choices": [choice], "usage": usage}


def mistral_answer(model: str, words: Said) -> dict[str, Any]:
    """Return an answer in Mistral's format; it marks no refusals, so one comes as the filter's word."""
    answer = openai_answer(model, words)
    choice = answer["choices"][0]
    choice["message"] = {"content": "", **choice["message"]}
    if words.finish == "refusal":
        choice["message"] = {"role": "assistant", "content": words.text}
    choice.pop("logprobs")
    return answer


def anthropic_answer(model: str, words: Said) -> dict[str, Any]:
    """Return an answer in the format of Anthropic's messages; arguments that do not parse become words there."""
    content: list[dict[str, Any]] = []
    text = words.text
    if words.arguments:
        try:
            content.append(
                {"type": "tool_use", "id": "toolu_1", "name": "answer", "input": json.loads(words.arguments)}
            )
        except ValueError:
            text = words.arguments
    if text:
        content.insert(0, {"type": "text", "text": text})
    stop = {"filter": "refusal", "refusal": "refusal", "length": "max_tokens"}.get(
        words.finish, "tool_use" if words.arguments else "end_turn"
    )
    usage = {"input_tokens": SENT_TOKENS, "output_tokens": ANSWERED_TOKENS}
    base = {"id": "msg_1", "type": "message", "role": "assistant", "model": model}
    return {**base, "content": content, "stop_reason": stop, "stop_sequence": None, "usage": usage}


def google_answer(model: str, words: Said) -> dict[str, Any]:
    """Return an answer in Gemini's format; arguments that do not parse become words there."""
    parts: list[dict[str, Any]] = []
    text = words.text
    if words.arguments:
        try:
            parts.append({"functionCall": {"name": "answer", "args": json.loads(words.arguments)}})
        except ValueError:
            text = words.arguments
    if text:
        parts.insert(0, {"text": text})
    finish = {"filter": "SAFETY", "refusal": "STOP", "length": "MAX_TOKENS"}.get(words.finish, "STOP")
    candidate: dict[str, Any] = {"finishReason": finish, "index": 0}
    if parts:
        candidate["content"] = {"role": "model", "parts": parts}
    counts = {"promptTokenCount": SENT_TOKENS, "candidatesTokenCount": ANSWERED_TOKENS, "totalTokenCount": 150}
    return {"candidates": [candidate], "usageMetadata": counts, "modelVersion": model, "responseId": "r1"}
