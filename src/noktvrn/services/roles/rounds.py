"""The book of one piece of writing: who was asked what, what it cost, and what became of the answer."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from noktvrn.catalogue.origin import LIBRARY, OPERATOR
from noktvrn.ports.language import (
    Attempt,
    ModelRef,
    OrchestrationResult,
    OrchestrationStatus,
    Role,
    Room,
    RoomRequest,
)
from noktvrn.ports.making import MadeBy
from noktvrn.services.roles.prompt_files import read_prompt, render
from noktvrn.services.room.languages import language_name
from noktvrn.services.room.memory import Memory
from noktvrn.types import ArtistId, RunId, Seed, child_seed

A = TypeVar("A", bound=BaseModel)

NOT_KEPT: Final = 0.2
MENDED: Final = 0.5
KEPT: Final = 0.8
"""What an answer is worth that no critic judged: left out, kept after mending, kept as it was."""

TRANSLATOR: Final = "helper/translate"
WITHHELD: Final = "remembered"
"""Name of words in prompts that are not published."""

LICENCE: Final = "output of a language model under the vendor's terms of use"


@dataclass(frozen=True, slots=True)
class Round:
    """One question to a role.

    Attributes:
        role: Who was asked.
        prompt: Name of the prompt.
        version: Version of the prompt.
        prompt_sha256: Digest of instructions and task as sent.
        seed: Seed that was sent along.
        status: How the answer came about, see ``OrchestrationStatus``.
        ref: Who answered; None when nobody did.
        attempts: All calls.
        cost_usd: What they cost, as decimal digits.
        text: The task as sent, with a digest in place of what the role was reminded of: that is of other songs, and
            this text is published with this one.
        names_left_out: Names of real artists that were taken out of strangers' words.
        remembered_sha256: Digest of what the role was reminded of; empty when of nothing.
        outcome: What became of the answer.
    """

    role: str
    prompt: str
    version: str
    prompt_sha256: str
    seed: Seed
    status: str
    ref: ModelRef | None
    attempts: tuple[Attempt, ...]
    cost_usd: str
    text: str
    names_left_out: int
    remembered_sha256: str = ""
    outcome: str = ""

    def as_values(self) -> dict[str, Any]:
        """Return the round as JSON values; the task itself stands beside them once, as the prompt."""
        return {
            "role": self.role,
            "prompt": self.prompt,
            "prompt_version": self.version,
            "prompt_sha256": self.prompt_sha256,
            "seed": self.seed,
            "status": self.status,
            "model": None if self.ref is None else str(self.ref),
            "cost_usd": self.cost_usd,
            "attempts": [_attempt_values(attempt) for attempt in self.attempts],
            "names_left_out": self.names_left_out,
            "remembered_sha256": self.remembered_sha256 or None,
            "outcome": self.outcome,
        }


@dataclass(slots=True)
class RoundBook:
    """Asks the room for one piece of writing and writes down each round.

    Attributes:
        room: Whom it asks.
        seed: Seed of the piece; each round has a child of it.
        artist_id: Whose budget and ranking; None before the artist exists.
        run_id: The run; None outside of runs.
        patience_s: Seconds after which no further round begins; the first one always does.
        clock_s: Tells seconds that only go forward.
        memory: What roles remember of the artist; None where nothing is.
        rounds: What was asked so far.
    """

    room: Room
    seed: int
    artist_id: ArtistId | None = None
    run_id: RunId | None = None
    patience_s: float = float("inf")
    clock_s: Callable[[], float] = time.monotonic
    memory: Memory | None = None
    rounds: list[Round] = field(default_factory=list)
    _began_s: float = field(init=False)
    _rated: set[Seed] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        """Begin to count the time."""
        self._began_s = self.clock_s()

    @property
    def mark(self) -> str:
        """Names the piece of writing; the same when its step is done again, another in a fresh take."""
        return f"{self.run_id or ''}:{self.seed}"

    def ask(self, name: str, values: Mapping[str, str], answer: type[A], *, language: str | None = None) -> A | None:
        """Ask a role by the name of its prompt.

        An answer to the very same question may be used again, so that a step that is done twice is paid for once.

        Args:
            name: Name of the prompt, such as ``"author/lyrics"``.
            values: What the prompt is filled in with.
            answer: Shape of the answer.
            language: Language that the answer's prose must be in; None where any will do.

        Returns:
            The answer, or None when no model gave one, or when the time for rounds is over.

        Raises:
            StorageError: The room cannot write down what it spends.
        """
        if self.rounds and self.clock_s() - self._began_s > self.patience_s:
            return None
        prompt = read_prompt(name)
        rendered = render(prompt, values)
        reminder = values.get(WITHHELD, "")
        digest = hashlib.sha256(reminder.encode()).hexdigest() if reminder else ""
        shown = render(prompt, {**values, WITHHELD: f"left out here; SHA-256 {digest}"}) if reminder else rendered
        # By the prompt's own count: a round that is not needed when a step is done again must not move the others.
        seed = child_seed(self.seed, name, sum(each.prompt == name for each in self.rounds))
        result = self.room.ask(
            RoomRequest(
                role=prompt.role,
                prompt_mark=prompt.mark,
                instructions=prompt.instructions,
                prompt=rendered.text,
                answer=answer,
                language=language,
                artist_id=self.artist_id,
                run_id=self.run_id,
                seed=seed,
                cacheable=True,
            )
        )
        self.rounds.append(
            Round(
                role=prompt.role.value,
                prompt=prompt.mark.name,
                version=prompt.mark.version,
                prompt_sha256=hashlib.sha256(f"{prompt.instructions}\n{rendered.text}".encode()).hexdigest(),
                seed=seed,
                status=result.status.value,
                ref=result.ref,
                attempts=result.attempts,
                cost_usd=str(result.cost_usd),
                text=shown.text,
                names_left_out=rendered.names_left_out,
                remembered_sha256=digest,
                outcome=_without_answer(result),
            )
        )
        if result.foreign is not None and prompt.role is Role.AUTHOR and language is not None:
            return self._translated(result.foreign, language)
        return result.value

    def _translated(self, draft: A, language: str) -> A | None:
        """Have the helper translate what nobody wrote in the language that was asked for."""
        text = draft.model_dump_json(indent=1)
        if len(text) > read_prompt(TRANSLATOR).data["draft"]:
            return None
        self.note("written in another language only; the helper was asked to translate it")
        values = {"language": language_name(language), "draft": text}
        return self.ask(TRANSLATOR, values, type(draft), language=language)

    def note(self, outcome: str) -> None:
        """Say what became of the last answer."""
        self.rounds[-1] = replace(self.rounds[-1], outcome=outcome)

    def rate(self, judged: Round, rating: float) -> None:
        """Tell the room how good an answer was found, 0..1: once for each, and never for one that was kept from before.

        The room learns from it whom to ask.
        """
        if judged.ref is None or judged.seed in self._rated or judged.status == OrchestrationStatus.CACHED.value:
            return
        self._rated.add(judged.seed)
        self.room.rate(Role(judged.role), judged.ref, min(1.0, max(0.0, rating)))

    def made_by(self, writer: Round) -> MadeBy:
        """Return who made a text whose words are those of one round."""
        if writer.ref is None:
            raise ValueError(f"The round {writer.prompt} has no answer.")
        return MadeBy(
            provider=_safe_provider(writer.ref.vendor),
            model=writer.ref.model,
            licence=LICENCE,
            prompt=writer.text,
            parameters={"prompt": writer.prompt, "prompt_version": writer.version, "rounds": self.as_values()},
            seed=writer.seed,
        )

    def beside(self, made_by: MadeBy) -> MadeBy:
        """Return the mark of the embedded writer, with the rounds that brought nothing that could be kept."""
        if not self.rounds:
            return made_by
        return replace(made_by, parameters={**made_by.parameters, "rounds": self.as_values()})

    def as_values(self) -> list[dict[str, Any]]:
        """Return all rounds as JSON values."""
        return [each.as_values() for each in self.rounds]


def _without_answer(result: OrchestrationResult[Any]) -> str:
    if result.value is not None:
        return ""
    asked = sum(attempt.was_asked for attempt in result.attempts)
    return f"no answer after {asked} call{'' if asked == 1 else 's'}"


def _attempt_values(attempt: Attempt) -> dict[str, Any]:
    return {
        "model": str(attempt.ref),
        "asked": attempt.was_asked,
        "fault": None if attempt.fault is None else attempt.fault.value,
        "note": attempt.note[:300],
        "input_tokens": attempt.usage.input_tokens,
        "output_tokens": attempt.usage.output_tokens,
        "cost_usd": None if attempt.cost_usd is None else str(attempt.cost_usd),
        "latency_s": round(attempt.latency_s, 3),
    }


def _safe_provider(vendor: str) -> str:
    """Keep an endpoint's name from passing for a person's: those providers count as no machine in the disclosure."""
    return f"{vendor} (model)" if vendor in {OPERATOR, LIBRARY} else vendor
