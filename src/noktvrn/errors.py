"""The error tree. Each error says what happened, in which stage, what to do, and whether trying again helps.

```
NoktvrnError
├── UserError                  the caller can mend it
│   ├── ConfigError            a setting is unknown, of the wrong type, or unsafe
│   ├── NotFoundError          no artist, run, release or file of that name
│   ├── InvalidInputError      a value outside its range
│   ├── InvalidTransitionError the thing is in a state that does not allow this
│   ├── DecisionConflictError  somebody decided before
│   ├── NotSignedInError       nobody is signed in, or no token was sent
│   ├── NotAllowedError        whoever asks may not do this
│   └── TooManyAttemptsError   too many wrong passwords or links; wait
├── ProviderError              a vendor or an embedded provider did not deliver
│   ├── CredentialsMissingError
│   ├── AuthenticationFailedError
│   ├── RateLimitedError
│   ├── QuotaExceededError
│   ├── ProviderUnavailableError
│   ├── ProviderTimeoutError
│   ├── ContentRejectedError
│   ├── BadProviderResponseError
│   ├── ModelCallError         one call of one language model brought nothing
│   └── BudgetReachedError     the next call could break a budget; the embedded and local ways stay open
├── StudioError                making music or pictures failed
│   ├── ParameterError         a musical or visual parameter outside its range (also a ValueError)
│   ├── RenderError            synthesis, painting or encoding failed
│   ├── MediaUnreadableError   a media file that cannot be decoded
│   ├── ToolMissingError       a library or program that this needs is absent
│   └── QualityGateFailedError the gate refused every attempt
├── PipelineError              the run itself
│   ├── StepFailedError        a step ended without a result
│   ├── StepTimeoutError       a step ran longer than it may
│   ├── StepCancelledError     a step was asked to stop
│   ├── WorkerUnavailableError no worker is there to do it, or a second one claims its place
│   └── EngineError            the workflow engine refused or is out of reach
└── StorageError               disk and database
    ├── HomeUnusableError      the home directory cannot be created, written or protected
    ├── DatabaseUnavailableError  locked by another writer, or out of reach for the moment
    ├── NoSpaceError           the disk is full
    ├── AssetMissingError      an asset is not in the store
    ├── AssetCorruptError      an asset's bytes do not match its address
    ├── VersionConflictError   somebody changed the record meanwhile
    └── MigrationNeededError   the database is older or newer than this program
```
"""

from __future__ import annotations

import errno
from typing import ClassVar, Final


class NoktvrnError(Exception):
    """Root of everything that this program raises on purpose.

    Args:
        message: What happened, with the values that led to it.
        remedy: What the reader can do next, as an imperative sentence.
        stage: Step or area in which it happened, such as ``"song"``; may be set later by the step runner.

    Attributes:
        code: Stable slug for programs to compare.
        retryable: Whether the same call can succeed later without a change.
        exit_code: Exit status of the command line for this kind of error.
    """

    code: ClassVar[str] = "error"
    retryable: bool = False
    exit_code: int = 1

    def __init__(self, message: str, *, remedy: str, stage: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.stage = stage

    def as_dict(self) -> dict[str, str | bool | None]:
        """Return the fields that every surface shows: code, message, stage, remedy, retryable."""
        return {
            "code": self.code,
            "message": self.message,
            "stage": self.stage,
            "remedy": self.remedy,
            "retryable": self.retryable,
        }


class UserError(NoktvrnError):
    """The caller asked for something that cannot be done as asked."""

    code = "user_error"
    exit_code = 2


class ConfigError(UserError):
    """A setting is unknown, of the wrong type, out of range, or readable by others."""

    code = "config"


class NotFoundError(UserError):
    """There is no artist, run, release or file of that name."""

    code = "not_found"
    exit_code = 3


class InvalidInputError(UserError):
    """A value given by the caller is outside its range."""

    code = "invalid_input"


class InvalidTransitionError(UserError):
    """The artist, run or decision is in a state that does not allow this."""

    code = "invalid_transition"
    exit_code = 5


class DecisionConflictError(UserError):
    """Somebody decided before; the message says who, what and when."""

    code = "decision_conflict"
    exit_code = 5


class NotSignedInError(UserError):
    """Nobody is signed in, or the session, link or token is not good any more."""

    code = "not_signed_in"
    exit_code = 4


class NotAllowedError(UserError):
    """Whoever asks is known, and may not do this."""

    code = "not_allowed"
    exit_code = 4


class TooManyAttemptsError(UserError):
    """Too many attempts to sign in failed from here or for this name."""

    code = "too_many_attempts"
    retryable = True
    exit_code = 4


class ProviderError(NoktvrnError):
    """A provider of a role did not deliver.

    Args:
        message: What happened.
        remedy: What to do.
        provider: Name of the provider, such as ``"embedded"``.
        operation: What it was asked to do.
        stage: Step of the run.
    """

    code = "provider"
    exit_code = 6

    def __init__(
        self,
        message: str,
        *,
        remedy: str,
        provider: str,
        operation: str,
        stage: str | None = None,
    ) -> None:
        super().__init__(message, remedy=remedy, stage=stage)
        self.provider = provider
        self.operation = operation


class CredentialsMissingError(ProviderError):
    """A key that this provider needs is not set."""

    code = "credentials_missing"
    exit_code = 4


class AuthenticationFailedError(ProviderError):
    """The provider refused the key."""

    code = "authentication_failed"
    exit_code = 4


class RateLimitedError(ProviderError):
    """The provider asks to wait.

    Args:
        message, remedy, provider, operation, stage: See :class:`ProviderError`.
        retry_after_s: Seconds that it asks to wait, where it says so.
    """

    code = "rate_limited"
    retryable = True
    retry_after_s: float | None = None

    def __init__(
        self,
        message: str,
        *,
        remedy: str,
        provider: str,
        operation: str,
        stage: str | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message, remedy=remedy, provider=provider, operation=operation, stage=stage)
        self.retry_after_s = retry_after_s


class QuotaExceededError(ProviderError):
    """Out of credit: the run pauses and resumes when there is credit again."""

    code = "quota_exceeded"


class ProviderUnavailableError(ProviderError):
    """The provider cannot be reached or is down."""

    code = "provider_unavailable"
    retryable = True


class ProviderTimeoutError(ProviderError):
    """The provider did not answer in time."""

    code = "provider_timeout"
    retryable = True


class ContentRejectedError(ProviderError):
    """The provider refused the content of the request."""

    code = "content_rejected"


class BadProviderResponseError(ProviderError):
    """The provider answered with something that is not what it promised."""

    code = "bad_provider_response"
    retryable = True


_ACCOUNT_FAULTS: Final = frozenset({"key_refused", "out_of_credit"})
_LASTING_FAULTS: Final = _ACCOUNT_FAULTS | {
    "model_unknown",
    "request_refused",
    "content_filtered",
    "refused",
    "too_long",
    "not_api",
    "sdk_missing",
}
"""Faults that the same call meets again."""


class ModelCallError(ProviderError):
    """One call of one language model brought nothing; a refused key or an empty account ends with the status of keys.

    Args:
        message, remedy, provider, operation, stage: See :class:`ProviderError`; the message never holds a key.
        fault: Value of :class:`noktvrn.ports.language.Fault`.
        retry_after_s: Seconds that the vendor asks to wait, where it says so.
        input_tokens: Billed all the same.
        output_tokens: Billed all the same.
        may_be_billed: Whether it may be billed although nothing says how many tokens it took.
    """

    code = "model_call"
    retryable = True
    fault: str = "server_error"
    retry_after_s: float | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    may_be_billed: bool = False

    def __init__(
        self,
        message: str,
        *,
        remedy: str,
        provider: str,
        operation: str,
        fault: str = "server_error",
        retry_after_s: float | None = None,
        input_tokens: int = 0,
        output_tokens: int = 0,
        may_be_billed: bool = False,
        stage: str | None = None,
    ) -> None:
        super().__init__(message, remedy=remedy, provider=provider, operation=operation, stage=stage)
        self.fault = fault
        self.retryable = fault not in _LASTING_FAULTS
        self.exit_code = CredentialsMissingError.exit_code if fault in _ACCOUNT_FAULTS else ProviderError.exit_code
        self.retry_after_s = retry_after_s
        self.input_tokens = input_tokens
        self.output_tokens = output_tokens
        self.may_be_billed = may_be_billed


class BudgetReachedError(ProviderError):
    """A budget has less left than the next call could cost. The message names its amounts and when it begins anew."""

    code = "budget_reached"


class StudioError(NoktvrnError):
    """Making music or pictures failed."""

    code = "studio"


class ParameterError(StudioError, ValueError):
    """A musical or visual parameter is outside its range; the message names the range."""

    code = "parameter"
    exit_code = 2


class RenderError(StudioError):
    """Synthesis, painting or encoding failed."""

    code = "render"


class MediaUnreadableError(StudioError):
    """A media file cannot be decoded."""

    code = "media_unreadable"


class ToolMissingError(StudioError):
    """A library or program that this needs is absent."""

    code = "tool_missing"


class QualityGateFailedError(StudioError):
    """The gate refused every attempt; the message names the findings."""

    code = "quality_gate_failed"


class PipelineError(NoktvrnError):
    """The run itself failed."""

    code = "pipeline"


class StepFailedError(PipelineError):
    """A step ended without a result."""

    code = "step_failed"
    retryable = True


class StepTimeoutError(PipelineError):
    """A step ran longer than it may and was stopped."""

    code = "step_timeout"
    retryable = True


class StepCancelledError(PipelineError):
    """A step was asked to stop and did."""

    code = "step_cancelled"
    exit_code = 130


class WorkerUnavailableError(PipelineError):
    """No worker is there, or a second process claims a worker's place."""

    code = "worker_unavailable"
    retryable = True


class EngineError(PipelineError):
    """The workflow engine refused or is out of reach."""

    code = "engine"
    retryable = True


class StorageError(NoktvrnError):
    """Disk or database failed."""

    code = "storage"


class HomeUnusableError(StorageError):
    """The home directory cannot be created, written or protected."""

    code = "home_unusable"


class DatabaseUnavailableError(StorageError):
    """The database is locked by another writer, or out of reach for the moment."""

    code = "database_unavailable"
    retryable = True


class NoSpaceError(StorageError):
    """The disk is full; nothing half-written was left."""

    code = "no_space"
    retryable = True


class AssetMissingError(StorageError):
    """An asset is not in the store."""

    code = "asset_missing"


class AssetCorruptError(StorageError):
    """An asset's bytes do not match its address."""

    code = "asset_corrupt"


class VersionConflictError(StorageError):
    """Somebody changed the record meanwhile."""

    code = "version_conflict"
    exit_code = 5
    retryable = True


class MigrationNeededError(StorageError):
    """The database is older or newer than this program."""

    code = "migration_needed"


def is_disk_full(error: OSError) -> bool:
    """Return whether a disk, or this user's share of it, has no room left."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT}
