"""From a call of ours to a request as the client library takes it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, Literal

from pydantic import BaseModel
from pydantic_ai.messages import ModelMessage, ModelRequest, UserPromptPart
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.output import OutputMode, OutputObjectDefinition
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import GenerateToolJsonSchema, ToolDefinition

from noktvrn.ports.language import ModelCall

ANSWER_TOOL: Final = "answer"
_ANSWER_TOOL_ABOUT: Final = "Give the answer, whole and final."

Thinking = Literal["off", "low", "medium", "high"]
AnswerMode = Literal["auto", "schema", "tool", "prompt"]
_MODES: Final[dict[AnswerMode, OutputMode]] = {
    "auto": "auto",
    "schema": "native",
    "tool": "tool",
    "prompt": "prompted",
}


def messages_of(call: ModelCall[Any]) -> list[ModelMessage]:
    """Return what a call sends."""
    asked = call.prompt
    if call.complaint:
        asked += f"\n\nYour answer before this could not be used: {call.complaint}\nAnswer anew."
    return [ModelRequest(parts=[UserPromptPart(asked)], instructions=call.instructions)]


def settings_of(call: ModelCall[Any], profile: Mapping[str, Any], thinking: Thinking | None) -> ModelSettings:
    """Return limits and taste of a call.

    Args:
        call: The call.
        profile: What the library knows of the model.
        thinking: How much the model may think; None where it is not to be told, as at endpoints of unknown making.
    """
    settings = ModelSettings(max_tokens=call.max_output_tokens, timeout=call.timeout_s)
    if call.temperature is not None and _takes_temperature(profile, thinking):
        settings["temperature"] = call.temperature
    if call.seed is not None:
        settings["seed"] = call.seed & 0x7FFF_FFFF  # the narrowest vendor takes a signed 32 bit number
    if thinking is not None:
        settings["thinking"] = False if thinking == "off" else thinking
    return settings


def _takes_temperature(profile: Mapping[str, Any], thinking: Thinking | None) -> bool:
    """Whether a temperature is neither refused nor warned of: models that think take none while they do."""
    if thinking not in {"off", None} or profile.get("anthropic_disallows_sampling_settings"):
        return False
    if not profile.get("openai_supports_reasoning"):
        return True
    efforts = profile.get("openai_reasoning_efforts")
    can_stop = profile.get("openai_supports_reasoning_effort_none", False) if efforts is None else "none" in efforts
    return thinking == "off" and bool(can_stop)


@lru_cache(maxsize=128)
def answer_shape(answer: type[BaseModel], mode: AnswerMode) -> ModelRequestParameters:
    """Return how a model is held to the shape of an answer.

    Raises:
        PydanticInvalidForJsonSchema: The type has no JSON schema.
    """
    schema = answer.model_json_schema(schema_generator=GenerateToolJsonSchema)
    about = schema.pop("description", None) or _ANSWER_TOOL_ABOUT
    return ModelRequestParameters(
        output_mode=_MODES[mode],
        output_object=OutputObjectDefinition(json_schema=schema, name=answer.__name__, description=about),
        output_tools=[
            ToolDefinition(name=ANSWER_TOOL, parameters_json_schema=schema, description=about, kind="output")
        ],
        allow_text_output=mode in {"schema", "prompt"},
    )
