"""From an error to what each surface shows: exit status, lines of text, JSON.

An error says what happened, in which stage, what to do, and whether trying again helps. Errors of the operating
system are translated here once; anything else is a mistake of this program and is said to be one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from noktvrn.errors import (
    ModelCallError,
    NoktvrnError,
    NoSpaceError,
    ProviderError,
    StepCancelledError,
    StorageError,
    is_disk_full,
)
from noktvrn.interfaces.presenters.words import sentence_end
from noktvrn.journal.steps import Failure

EXIT_WAITING: Final = 8
"""Exit status of a command that ends because a person has to decide."""

EXIT_INTERRUPTED: Final = StepCancelledError.exit_code
"""Exit status after Ctrl-C."""


_OF_PROVIDERS: Final = frozenset({"provider", "operation", "fault"})


@dataclass(frozen=True, slots=True)
class Told:
    """An error as every surface tells it.

    Attributes:
        code: Stable slug.
        message: What happened.
        stage: Step or area; None when there is none.
        remedy: What to do.
        retryable: Whether trying again can help.
        exit_code: Exit status of the command line.
        provider: Whose failure it is; None where no provider was asked.
        operation: What it was asked to do, or the role in which it was asked; None likewise.
        fault: Why a language model brought nothing; None for all else.
    """

    code: str
    message: str
    stage: str | None
    remedy: str
    retryable: bool
    exit_code: int
    provider: str | None = None
    operation: str | None = None
    fault: str | None = None

    def redacted(self, redact: Callable[[str], str]) -> Told:
        """Return the same with secrets masked."""
        return replace(self, message=redact(self.message), remedy=redact(self.remedy))

    def lines(self) -> list[str]:
        """Return it as text: what happened, the stage, what to do, whether a retry helps."""
        lines = [self.message]
        if self.stage:
            lines.append(f"Stage: {self.stage.replace('_', ' ')}")
        lines.append(f"Do: {self.remedy}")
        if self.retryable:
            lines.append("Trying again can help.")
        return lines

    def record(self) -> dict[str, Any]:
        """Return it as JSON values; provider, operation and fault only where there are such."""
        return {name: value for name, value in asdict(self).items() if name not in _OF_PROVIDERS or value is not None}


def told(error: NoktvrnError) -> Told:
    """Return an error of this program as it is told."""
    plain = Told(error.code, as_sentence(error.message), error.stage, error.remedy, error.retryable, error.exit_code)
    if not isinstance(error, ProviderError):
        return plain
    fault = error.fault if isinstance(error, ModelCallError) else None
    return replace(plain, provider=error.provider, operation=error.operation, fault=fault)


def told_failure(failure: Failure) -> Told:
    """Return why a run failed as it is told; the exit status is that of the error that it was."""
    statuses = {kind.code: kind.exit_code for kind in _kinds(NoktvrnError)}
    status = statuses.get(failure.code, NoktvrnError.exit_code)
    return Told(failure.code, as_sentence(failure.message), failure.stage, failure.remedy, failure.retryable, status)


def as_sentence(message: str) -> str:
    """Return a message with a capital and a full stop; a first word that is a name keeps its case."""
    first, _, rest = message.strip().partition(" ")
    if first.isalpha() and first.islower() and first != "noktvrn":
        first = first.capitalize()
    return sentence_end(f"{first} {rest}".strip())


def explained(error: BaseException) -> NoktvrnError | None:
    """Return the error in this program's own terms, or None when it is a mistake of this program."""
    if isinstance(error, NoktvrnError):
        return error
    if isinstance(error, KeyboardInterrupt):
        return StepCancelledError("Stopped.", remedy="Run the command again to go on.")
    if isinstance(error, OSError) and error.errno is not None:
        return _from_system(error)
    return None


def unexpected(error: BaseException, log_path: Path | None) -> NoktvrnError:
    """Return what to tell about a mistake of this program; the traceback stands in the log."""
    name = type(error).__name__
    text = f": {error}" if str(error) else ""
    where = f"The traceback is in {log_path}. " if log_path else "Run it again with -vv for the traceback. "
    return NoktvrnError(
        f"noktvrn made a mistake of its own: {name}{text}",
        remedy=f"{where}Report it together with the answer of: noktvrn doctor",
    )


def _kinds(root: type[NoktvrnError]) -> Iterator[type[NoktvrnError]]:
    yield root
    for kind in root.__subclasses__():
        yield from _kinds(kind)


def _from_system(error: OSError) -> NoktvrnError:
    where = f" ({error.filename})" if error.filename else ""
    if is_disk_full(error):
        return NoSpaceError(
            f"There is no space left on the disk{where}.", remedy="Free some space, then run the command again."
        )
    reason = error.strerror or str(error)
    return StorageError(
        f"The operating system refused: {reason}{where}.",
        remedy="Check that the path exists and that you may use it, then run the command again.",
    )
