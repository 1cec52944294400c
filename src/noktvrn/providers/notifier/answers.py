"""What the answers of receivers mean: the status codes of HTTP (RFC 9110) and SMTP (RFC 5321, 4954)."""

from __future__ import annotations

from noktvrn.errors import (
    AuthenticationFailedError,
    ContentRejectedError,
    ProviderError,
    ProviderTimeoutError,
    ProviderUnavailableError,
    RateLimitedError,
)

OPERATION = "tell"
STAGE = "notices"
AGAIN = "See whether it is up and can be reached from here."

_HTTP: dict[type[ProviderError], frozenset[int]] = {
    RateLimitedError: frozenset({429}),
    AuthenticationFailedError: frozenset({401, 403, 407}),
    ContentRejectedError: frozenset({400, 405, 406, 411, 413, 414, 415, 417, 422}),
    ProviderUnavailableError: frozenset({408, 425, *range(500, 600)}),
}
_SMTP: dict[type[ProviderError], frozenset[int]] = {
    RateLimitedError: frozenset({450, 451, 452}),
    AuthenticationFailedError: frozenset({530, 534, 535, 538}),
    ContentRejectedError: frozenset({552, 554, 555}),
    ProviderUnavailableError: frozenset({*range(400, 450), 454}),
}


def http_refusal(name: str, status: int, retry_after_s: float | None = None) -> ProviderError:
    """Return the error for an answer of HTTP other than success; one that asks to wait is a wish to wait."""
    kind = _kind_of(_HTTP, status)
    if status == 503 and retry_after_s is not None:
        kind = RateLimitedError
    return _refusal(kind, name, status, retry_after_s)


def smtp_refusal(name: str, status: int) -> ProviderError:
    """Return the error for an answer of SMTP other than success."""
    return _refusal(_kind_of(_SMTP, status), name, status, None)


def no_answer(name: str) -> ProviderTimeoutError:
    """Return the error for a receiver that did not answer in time."""
    return ProviderTimeoutError(
        f"The receiver of {name!r} did not answer in time.",
        remedy=AGAIN,
        provider=name,
        operation=OPERATION,
        stage=STAGE,
    )


def out_of_reach(name: str, why: str) -> ProviderUnavailableError:
    """Return the error for a receiver that cannot be reached; ``why`` holds nothing of its address."""
    return ProviderUnavailableError(
        f"The receiver of {name!r} was not reached: {why}.",
        remedy=f"{AGAIN} Its address is notify.targets.{name}.url.",
        provider=name,
        operation=OPERATION,
        stage=STAGE,
    )


def _kind_of(table: dict[type[ProviderError], frozenset[int]], status: int) -> type[ProviderError]:
    return next((kind for kind, statuses in table.items() if status in statuses), ProviderError)


def _refusal(kind: type[ProviderError], name: str, status: int, retry_after_s: float | None) -> ProviderError:
    what = f"The receiver of {name!r} answered {status}."
    if kind is RateLimitedError:
        return RateLimitedError(
            what, remedy=AGAIN, provider=name, operation=OPERATION, stage=STAGE, retry_after_s=retry_after_s
        )
    if kind is ContentRejectedError:
        remedy = "See what the receiver has against this message."
    elif kind is ProviderUnavailableError:
        remedy = AGAIN
    else:
        remedy = f"Mend notify.targets.{name}.url; redirects are not followed."
    return kind(what, remedy=remedy, provider=name, operation=OPERATION, stage=STAGE)
