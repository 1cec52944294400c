"""Language models behind one shape: what is asked, what comes back, how a call fails, and what the whole effort cost.

A :class:`LanguageModel` is one model of one vendor under one key. It makes exactly one request per call of ``ask``:
waiting, asking again, choosing another model and counting money belong to the orchestrator, which cannot do its work
when attempts are hidden from it. Failures are :class:`noktvrn.errors.ModelCallError` with a :class:`Fault`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

from noktvrn.types import ArtistId, RunId, Seed

A = TypeVar("A", bound=BaseModel)


class Role(StrEnum):
    """What a model is asked to be."""

    AUTHOR = "author"
    """Identity, concept, lyrics, titles, release text."""
    HELPER = "helper"
    """Rewrites, shortens, translates."""
    VALIDATOR = "validator"
    """Checks identity and lyrics against rules and the profile."""
    CRITIC = "critic"
    """Judges lyrics and plan."""
    REFLECTOR = "reflector"
    """Says after a run what was learned."""
    ANALYZER = "analyzer"
    """Explains failures."""
    ENGINEER = "engineer"
    """Proposes repairs."""
    CHECK = "check"
    """Says that it is there, when an operator tries a model."""


class Fault(StrEnum):
    """Why one call of one model brought nothing. Each has one rule in the orchestrator."""

    RATE_LIMITED = "rate_limited"
    """Too many requests for the moment (429)."""
    OUT_OF_CREDIT = "out_of_credit"
    """The account has no credit or quota left; waiting a minute does not help."""
    KEY_REFUSED = "key_refused"
    """401 or 403."""
    MODEL_UNKNOWN = "model_unknown"
    """404: no such model, or a wrong base address."""
    REQUEST_REFUSED = "request_refused"
    """400 for another reason, such as a schema that the vendor cannot express."""
    CONTENT_FILTERED = "content_filtered"
    """The vendor's filter stopped request or answer."""
    REFUSED = "refused"
    """The model declined, in a field of its own or in words."""
    TOO_LONG = "too_long"
    """The prompt does not fit the context window."""
    CUT_OFF = "cut_off"
    """The answer ended at the token limit."""
    EMPTY = "empty"
    """Nothing in the answer."""
    NOT_JSON = "not_json"
    """Broken JSON, or prose where JSON was due."""
    WRONG_SHAPE = "wrong_shape"
    """JSON that does not fit the answer's type."""
    WRONG_LANGUAGE = "wrong_language"
    """An answer in another language than the one asked for."""
    NOT_API = "not_api"
    """Something that is not the vendor's API: a page of HTML, garbage, an answer beyond the size cap."""
    OVERLOADED = "overloaded"
    """503 or the vendor's own word for it."""
    SERVER_ERROR = "server_error"
    """Other 5xx."""
    TIMED_OUT = "timed_out"
    """No whole answer in time."""
    UNREACHABLE = "unreachable"
    """Refused or dropped connection, no such host."""
    SDK_MISSING = "sdk_missing"
    """The vendor's package is not installed."""


@dataclass(frozen=True, slots=True, order=True)
class ModelRef:
    """A model by vendor and pinned name, written ``vendor:model``."""

    vendor: str
    model: str

    def __str__(self) -> str:
        """Return ``vendor:model``."""
        return f"{self.vendor}:{self.model}"


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Tokens of one or more calls."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0

    def __add__(self, other: TokenUsage) -> TokenUsage:
        """Return the sum."""
        return TokenUsage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cache_read_tokens + other.cache_read_tokens,
        )


@dataclass(frozen=True, slots=True)
class ModelTraits:
    """What is known of a model before it is asked.

    Attributes:
        context_tokens: Context window, or None when unknown.
        max_output_tokens: Longest answer, or None when unknown.
        is_local: Whether calls cost no money, as on the operator's own machine.
    """

    context_tokens: int | None
    max_output_tokens: int | None
    is_local: bool


@dataclass(frozen=True, slots=True)
class ModelCall(Generic[A]):
    """One request to one model.

    Attributes:
        instructions: Who the model is and by which rules it works; ours alone, never a stranger's words.
        prompt: The task, with strangers' words fenced as data.
        answer: Shape of the answer.
        max_output_tokens: Longest answer.
        timeout_s: Seconds in which the whole answer must be there.
        temperature: 0..2, or None for the vendor's own.
        seed: For vendors that take one.
        complaint: What was wrong with the answer before, when the model is asked again; empty otherwise.
    """

    instructions: str
    prompt: str
    answer: type[A]
    max_output_tokens: int
    timeout_s: float
    temperature: float | None = None
    seed: Seed | None = None
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class ModelAnswer(Generic[A]):
    """What one model answered.

    Attributes:
        value: The answer, of the shape asked for.
        usage: Tokens billed.
        served_by: Model name as the vendor reports it, which may be more exact than the one asked for.
    """

    value: A
    usage: TokenUsage
    served_by: str


class LanguageModel(Protocol):
    """One model of one vendor under one key."""

    ref: ModelRef
    account: str
    """Names vendor, address and key without telling the key; failures of the account close all its models."""

    @property
    def traits(self) -> ModelTraits:
        """What is known of it; asking for it may read a table from disk the first time."""
        ...

    async def prepare(self) -> None:
        """Load what the first request of a process needs, such as a vendor's package, without blocking the event loop.

        It MAY take long on a busy machine, so it counts neither as time of a request nor as the vendor's. MUST send
        nothing and MUST NOT fail: what is missing, :meth:`ask` tells.
        """
        ...

    async def ask(self, call: ModelCall[A]) -> ModelAnswer[A]:
        """Make one request, with :meth:`prepare` before it where nobody called that.

        MUST make no second request by itself, MUST end within ``call.timeout_s`` once prepared, and MUST stop the
        request when cancelled.

        Raises:
            ModelCallError: With its fault, the seconds that the vendor asks to wait, and the tokens billed.
        """
        ...


class PriceList(Protocol):
    """Prices by pinned model and moment."""

    def price_usd(self, ref: ModelRef, usage: TokenUsage, at: datetime) -> Decimal | None:
        """Return what those tokens cost at that moment, in US dollars; None when nobody knows the model's price."""
        ...


@dataclass(frozen=True, slots=True)
class Missing:
    """A model that the operator wants and that cannot be asked.

    Attributes:
        ref: The model; its name may be empty where the whole vendor is missing.
        reason: Why, in a sentence.
        remedy: What to do, such as where to get a key.
    """

    ref: ModelRef
    reason: str
    remedy: str


class ModelShelf(Protocol):
    """All models that the settings name. Building it MUST import no vendor's package and open no connection."""

    def models(self) -> Sequence[LanguageModel]:
        """Return the models that can be asked, in the operator's order."""
        ...

    def missing(self) -> Sequence[Missing]:
        """Return those that cannot, and why."""
        ...

    async def close(self) -> None:
        """Close the connections that the running event loop holds; to be called before a loop ends."""
        ...


@dataclass(frozen=True, slots=True)
class PromptMark:
    """Which prompt was used; stands in the provenance.

    Attributes:
        name: Such as ``"author/lyrics"``.
        version: Of the prompt file.
    """

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class RoomRequest(Generic[A]):
    """What a role is asked, whoever answers.

    Attributes:
        role: The role.
        prompt_mark: Which prompt this is.
        instructions: As in :class:`ModelCall`.
        prompt: As in :class:`ModelCall`.
        answer: Shape of the answer.
        language: Code such as ``"en"`` that the answer's prose must be in; None where any will do.
        artist_id: Whose budget and ranking; None before the artist exists.
        run_id: The run; None outside of runs.
        seed: Seed.
        max_output_tokens: Longest answer; None for the role's own limit.
        cacheable: Whether an answer to the very same request may be used again.
    """

    role: Role
    prompt_mark: PromptMark
    instructions: str
    prompt: str
    answer: type[A]
    language: str | None = None
    artist_id: ArtistId | None = None
    run_id: RunId | None = None
    seed: Seed | None = None
    max_output_tokens: int | None = None
    cacheable: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call that was made, or a candidate that was passed over.

    Attributes:
        ref: The model.
        fault: Why it brought nothing; None for the one that answered.
        note: The fault in words, or why it was passed over; never a secret.
        usage: Tokens billed.
        cost_usd: What it cost; None when the price is unknown.
        latency_s: Seconds from request to end; 0 when passed over.
        was_asked: False when it was passed over: breaker open, budget spent, prompt too long.
        remedy: What to do about the fault; empty when it answered or nothing is to be done.
    """

    ref: ModelRef
    fault: Fault | None
    note: str
    usage: TokenUsage
    cost_usd: Decimal | None
    latency_s: float
    was_asked: bool = True
    remedy: str = ""


class OrchestrationStatus(StrEnum):
    """How an answer came about."""

    ANSWERED = "answered"
    """The first choice answered."""
    FELL_BACK = "fell_back"
    """Another model than the first choice answered."""
    CACHED = "cached"
    """The very same request was answered before."""
    EMBEDDED = "embedded"
    """No model answered, or none is set up: the caller's embedded way is to be taken."""


@dataclass(frozen=True, slots=True)
class OrchestrationResult(Generic[A]):
    """Outcome of asking a role.

    Attributes:
        status: How it came about.
        value: The answer; None exactly when ``status`` is EMBEDDED, which is no error: the embedded writer answers.
        ref: Who answered; None with it.
        attempts: All attempts in order.
        cost_usd: Sum of what is known.
        foreign: The first answer that was as it should be but for its language, when ``value`` is None for want of
            another; None in all other cases.
    """

    status: OrchestrationStatus
    value: A | None
    ref: ModelRef | None
    attempts: tuple[Attempt, ...]
    cost_usd: Decimal
    foreign: A | None = None


class Room(Protocol):
    """The orchestrator as the roles see it; blocking, safe to call from any thread."""

    def ask(self, request: RoomRequest[A]) -> OrchestrationResult[A]:
        """Ask the models in turn until one answers well.

        The embedded way is always the last resort, so this never fails for want of a vendor.

        Raises:
            StorageError: The ledger cannot be written; then nothing is asked, because money would go uncounted.
        """
        ...

    def is_open(self, role: Role) -> bool:
        """Return whether any model could be asked in that role now; no request is made."""
        ...

    def rate(self, role: Role, ref: ModelRef, rating: float) -> None:
        """Tell how good an answer of a model was found, 0 (useless) to 1 (as good as can be).

        Whoever judges answers calls this once for each; it MAY change who is asked in that role.
        """
        ...
