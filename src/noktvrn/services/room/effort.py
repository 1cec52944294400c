"""One request on its way through the models: what is sent, what was tried, how much time is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from noktvrn.ops.budgets import Budget, Pot, budgets_on, pots_of
from noktvrn.ports.language import (
    Attempt,
    Fault,
    LanguageModel,
    ModelCall,
    OrchestrationResult,
    OrchestrationStatus,
    RoomRequest,
    TokenUsage,
)
from noktvrn.ports.ledger import LedgerEntry
from noktvrn.services.room.answers import prompt_digest
from noktvrn.services.room.limits import Limits, limits_of
from noktvrn.services.room.money import FellBack
from noktvrn.settings import RoomSettings

A = TypeVar("A", bound=BaseModel)

_NOTHING = Decimal(0)
_SHORTEST_TRY_S = 0.05


@dataclass(slots=True)
class Effort(Generic[A]):
    """A request being worked on.

    Attributes:
        request: The request.
        id: Identifier that its calls share.
        digest: SHA-256 of what is sent.
        limits: Time and length.
        ends_at_s: When no further model is asked, by the room's timer.
        pots: What its calls count in.
        budgets: Limits on these.
        models: Whom to ask, in order.
        timer: Seconds that only grow.
        attempts: What was tried.
        last_call: The last call that brought nothing, until somebody takes its place.
        last_model: Who brought nothing.
        foreign: The first answer whose only fault was its language.
    """

    request: RoomRequest[A]
    id: str
    digest: str
    limits: Limits
    ends_at_s: float
    pots: tuple[Pot, ...]
    budgets: tuple[Budget, ...]
    models: Sequence[LanguageModel]
    timer: Callable[[], float]
    attempts: list[Attempt] = field(default_factory=list)
    last_call: LedgerEntry | None = None
    last_model: LanguageModel | None = None
    foreign: A | None = None

    @property
    def left_s(self) -> float:
        """Seconds until the deadline."""
        return self.ends_at_s - self.timer()

    @property
    def is_over(self) -> bool:
        """Whether there is no time for another call."""
        return self.left_s < _SHORTEST_TRY_S

    @property
    def pot_keys(self) -> list[str]:
        """Keys of the pots."""
        return [pot.key for pot in self.pots]

    def call(self, model: LanguageModel, complaint: str, wanted_tokens: int | None) -> ModelCall[A]:
        """Return the request as it is sent to a model.

        Each takes half of the time that is left at most, so that those who hang leave some for those who work; the
        last one may take all of it.
        """
        request, left_s = self.request, max(self.left_s, 0.0)
        tokens = wanted_tokens or self.limits.max_output_tokens
        if model.traits.max_output_tokens is not None:
            tokens = min(tokens, model.traits.max_output_tokens)
        is_last = model is self.models[-1]
        return ModelCall(
            instructions=request.instructions,
            prompt=request.prompt,
            answer=request.answer,
            max_output_tokens=tokens,
            timeout_s=left_s if is_last else left_s / 2,
            seed=request.seed,
            complaint=complaint,
        )

    def wait_out(self, seconds: float) -> None:
        """Move the deadline by time that was spent on this machine and not on models."""
        self.ends_at_s += seconds

    def pass_over(self, model: LanguageModel, note: str, fault: Fault | None = None, remedy: str = "") -> None:
        """Note that a model was not asked, why, and what to do about it."""
        passed = Attempt(model.ref, fault, note, TokenUsage(), _NOTHING, 0.0, was_asked=False, remedy=remedy)
        self.attempts.append(passed)

    def note(self, model: LanguageModel, done: LedgerEntry, note: str, remedy: str) -> None:
        """Note how a call ended, and what to do about it."""
        usage = TokenUsage(done.input_tokens, done.output_tokens, done.cache_read_tokens)
        cost_usd = done.cost_usd if done.is_price_known else None
        self.attempts.append(Attempt(model.ref, done.fault, note, usage, cost_usd, done.latency_s, remedy=remedy))
        if done.fault is not None:
            self.last_call, self.last_model = done, model

    def fell_back(self, used: str) -> FellBack | None:
        """Return who is asked instead of whom, unless it is the same model again or the first one."""
        call, model = self.last_call, self.last_model
        if call is None or model is None or used == str(model.ref):
            return None
        own = [each for each in self.attempts if each.ref == model.ref and each.was_asked]
        return FellBack(
            call_id=call.id,
            role=self.request.role.value,
            wanted=str(model.ref),
            used=used,
            reason=own[-1].note,
            remedy=own[-1].remedy,
            cost_usd=sum((each.cost_usd or _NOTHING for each in own), start=_NOTHING),
            latency_s=sum(each.latency_s for each in own),
        )

    def answered(self, value: A, model: LanguageModel) -> OrchestrationResult[A]:
        """Return the outcome when a model answered."""
        is_first = model is self.models[0]
        status = OrchestrationStatus.ANSWERED if is_first else OrchestrationStatus.FELL_BACK
        return replace(self.unanswered(), status=status, value=value, ref=model.ref, foreign=None)

    def unanswered(self) -> OrchestrationResult[A]:
        """Return the outcome when nobody answered."""
        known: list[Any] = [attempt.cost_usd for attempt in self.attempts if attempt.cost_usd is not None]
        return OrchestrationResult(
            OrchestrationStatus.EMBEDDED, None, None, tuple(self.attempts), sum(known, start=_NOTHING), self.foreign
        )


def begin(
    request: RoomRequest[A],
    models: Sequence[LanguageModel],
    *,
    effort_id: str,
    room: RoomSettings,
    artist_slug: str | None,
    at: datetime,
    timer: Callable[[], float],
) -> Effort[A]:
    """Begin to work on a request: its time runs from now on, and its calls count in every pot that they fall into.

    Args:
        request: The request.
        models: Whom to ask, in order.
        effort_id: Identifier that its calls share.
        room: Settings.
        artist_slug: Whose own budget holds; None without an artist.
        at: Now, UTC.
        timer: Seconds that only grow.
    """
    limits = limits_of(request.role, room, request.max_output_tokens)
    pots = pots_of(at, room.zone, request.role, request.artist_id, request.run_id)
    return Effort(
        request=request,
        id=effort_id,
        digest=prompt_digest(request),
        limits=limits,
        ends_at_s=timer() + limits.deadline_s,
        pots=pots,
        budgets=budgets_on(pots, room, request.role, artist_slug),
        models=models,
        timer=timer,
    )
