"""A writers' room that answers from a script, without models, money or a database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from noktvrn.ports.language import (
    Attempt,
    Fault,
    ModelRef,
    OrchestrationResult,
    OrchestrationStatus,
    Role,
    RoomRequest,
    TokenUsage,
)

A = TypeVar("A", bound=BaseModel)

REF = ModelRef("fake", "scribe-1")
COST_USD = Decimal("0.0001")
USAGE = TokenUsage(input_tokens=100, output_tokens=50)


@dataclass(frozen=True, slots=True)
class InAnotherLanguage:
    """An answer whose only fault is its language.

    Attributes:
        fields: Its fields.
    """

    fields: Mapping[str, Any]


Reply: TypeAlias = BaseModel | Mapping[str, Any] | Fault | InAnotherLanguage
"""An answer or its fields, or why there is none."""

Script: TypeAlias = Sequence[Reply] | Callable[[RoomRequest[Any]], Reply]
"""Replies, one per question with the last one repeated, or a function from the question to a reply."""


@dataclass
class ScriptedRoom:
    """Answers by the name of the prompt; what nobody scripted is not answered.

    Attributes:
        scripts: Name of a prompt to its script.
        closed: Roles in which nobody can be asked.
        asked: All questions so far.
        rated: All ratings so far.
        ref: Who answers.
    """

    scripts: Mapping[str, Script]
    closed: frozenset[Role] = frozenset()
    asked: list[RoomRequest[Any]] = field(default_factory=list)
    rated: list[tuple[Role, ModelRef, float]] = field(default_factory=list)
    ref: ModelRef = REF

    def ask(self, request: RoomRequest[A]) -> OrchestrationResult[A]:
        """Answer from the script; an answer that does not fit its type counts as none, as in a real room."""
        self.asked.append(request)
        reply = self._reply(request)
        if isinstance(reply, Fault):
            return self._unanswered(reply)
        if isinstance(reply, InAnotherLanguage):
            foreign = request.answer.model_validate(dict(reply.fields))
            return replace(self._unanswered(Fault.WRONG_LANGUAGE), foreign=foreign)
        fields = reply.model_dump() if isinstance(reply, BaseModel) else dict(reply)
        try:
            value = request.answer.model_validate(fields)
        except ValidationError:
            return self._unanswered(Fault.WRONG_SHAPE)
        attempt = Attempt(self.ref, None, "", USAGE, COST_USD, 0.2)
        return OrchestrationResult(OrchestrationStatus.ANSWERED, value, self.ref, (attempt,), COST_USD)

    def is_open(self, role: Role) -> bool:
        """Return whether anybody can be asked in that role."""
        return role not in self.closed

    def rate(self, role: Role, ref: ModelRef, rating: float) -> None:
        """Note the rating."""
        self.rated.append((role, ref, rating))

    def prompts(self) -> list[str]:
        """Return the names of the prompts that were asked, in order."""
        return [request.prompt_mark.name for request in self.asked]

    def _reply(self, request: RoomRequest[Any]) -> Reply:
        script = self.scripts.get(request.prompt_mark.name)
        if script is None:
            return Fault.UNREACHABLE
        if callable(script):
            return script(request)
        return script[min(self.prompts().count(request.prompt_mark.name), len(script)) - 1]

    def _unanswered(self, fault: Fault) -> OrchestrationResult[Any]:
        attempt = Attempt(self.ref, fault, fault.value.replace("_", " "), USAGE, COST_USD, 0.2)
        return OrchestrationResult(OrchestrationStatus.EMBEDDED, None, None, (attempt,), COST_USD)


CLOSED = frozenset(Role)
"""For a room in which nobody can be asked."""
