"""From what went wrong in a client library to one of our faults.

The library's own classes are the ground; a vendor's words go above them, since several vendors send an empty account, a
wrong key or an unknown model with a status that means something else. The words were read in the vendors' references
and in reports of their users; a test server of ours sends each of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx2
from pydantic import ValidationError
from pydantic.errors import PydanticUserError
from pydantic_ai import exceptions as library

from noktvrn.ports.language import Fault
from noktvrn.providers.language.transport import (
    AnswerPackedError,
    AnswerTooLargeError,
    Exchange,
    SecondRequestError,
)

CAUGHT: Final = (
    library.AgentRunError,
    library.UserError,
    httpx2.HTTPError,
    httpx2.InvalidURL,
    TimeoutError,
    ImportError,
    PydanticUserError,
    ValidationError,
    # A client library meets an answer that it did not expect:
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a request may end with, other than an answer or a bug of ours."""

LONGEST_WAIT_S: Final = 86_400.0
"""More than a day is no time to wait but a state of the account."""

_WORDS: Final[tuple[tuple[Fault, frozenset[int], re.Pattern[str]], ...]] = tuple(
    (fault, frozenset(statuses), re.compile(pattern, re.IGNORECASE))
    for fault, statuses, pattern in (
        (
            Fault.CONTENT_FILTERED,
            (400, 403, 422),
            r"content[_ ](?:filter|policy|management)|content_policy_violation|content exists risk|usage guidelines"
            r"|safety_check|responsible ?ai|moderation|blocked by .{0,40}polic|violates? .{0,40}polic",
        ),
        (
            Fault.OUT_OF_CREDIT,
            (400, 402, 403, 429),
            r"insufficient[_ ](?:quota|balance|funds|credits?)|credit balance is too low|doesn'?t have any credits"
            r"|(?:used|exhausted) all .{0,30}credits|out of credits?|spend(?:ing)?[_ ]limit|billing[_ ]hard[_ ]limit"
            r"|billing_error|payment required|quotaid\W{1,6}\w*perday",
        ),
        (
            Fault.KEY_REFUSED,
            (400, 401, 403),
            r"(?:incorrect|invalid|wrong) api[_ ]key|api[_ ]key (?:not valid|invalid)",
        ),
        (
            Fault.TOO_LONG,
            (400, 413, 422),
            r"maximum (?:context|prompt) length|context[_ ](?:length|window)|prompt is too long|input token count"
            r"|too large for model|too many (?:input )?tokens|exceeds? the .{0,30}context|request_too_large",
        ),
        (
            Fault.MODEL_UNKNOWN,
            (400, 403, 404, 422),
            r"invalid[_ ]model|model[_ ]not[_ ](?:found|exist)|model .{0,80}(?:does not exist|not found|not exist)"
            r"|unknown model|no such model",
        ),
        (Fault.OVERLOADED, (429, 500, 502, 504), r"overloaded|over capacity|capacity exceeded for this model"),
    )
)

_KINDS: Final[tuple[tuple[type[BaseException], Fault], ...]] = (
    (AnswerTooLargeError, Fault.NOT_API),
    (AnswerPackedError, Fault.NOT_API),
    (SecondRequestError, Fault.SERVER_ERROR),
    (library.ModelQuotaExceededError, Fault.OUT_OF_CREDIT),
    (library.ModelRateLimitError, Fault.RATE_LIMITED),
    (library.ModelUnavailableError, Fault.OVERLOADED),
    (library.ModelServerError, Fault.SERVER_ERROR),
    (library.ModelTimeoutError, Fault.TIMED_OUT),
    (library.ModelRequestTimeout, Fault.TIMED_OUT),
    (library.ModelConnectionError, Fault.UNREACHABLE),
    (library.ModelContextWindowExceededError, Fault.TOO_LONG),
    (library.ModelAuthenticationError, Fault.KEY_REFUSED),
    (library.ModelNotFoundError, Fault.MODEL_UNKNOWN),
    (library.ModelRequestRejectedError, Fault.REQUEST_REFUSED),
    (library.ContentFilterError, Fault.CONTENT_FILTERED),
    (library.OutputTokenLimitExceeded, Fault.CUT_OFF),
    (library.UnexpectedModelBehavior, Fault.NOT_API),
    (library.UserError, Fault.REQUEST_REFUSED),
    (PydanticUserError, Fault.REQUEST_REFUSED),
    (httpx2.TimeoutException, Fault.TIMED_OUT),
    (httpx2.DecodingError, Fault.NOT_API),
    (httpx2.TransportError, Fault.UNREACHABLE),
    (TimeoutError, Fault.TIMED_OUT),
    (ImportError, Fault.SDK_MISSING),
)

_HASTE: Final = re.compile(r"rate[_ ]limit|too many requests", re.IGNORECASE)
_TELLING: Final = range(400, 600)

_STATUSES: Final = {
    401: Fault.KEY_REFUSED,
    402: Fault.OUT_OF_CREDIT,
    403: Fault.KEY_REFUSED,
    404: Fault.MODEL_UNKNOWN,
    408: Fault.TIMED_OUT,
    413: Fault.TOO_LONG,
    429: Fault.RATE_LIMITED,
    503: Fault.OVERLOADED,
    529: Fault.OVERLOADED,
}


def fault_of(error: BaseException, exchange: Exchange) -> Fault:
    """Return the fault that an error of a client library means.

    Args:
        error: One of :data:`CAUGHT`.
        exchange: What was sent and received meanwhile.
    """
    chain = causes(error)
    ours = next((_kind(link) for link in chain if isinstance(link, AnswerTooLargeError | AnswerPackedError)), None)
    if ours is not None:
        return ours
    status = status_of(error, exchange)
    if status is not None and status >= 400:
        return _worded(status, vendor_words(exchange) or str(error)) or _kind(error) or _of_status(status)
    if status is not None and exchange.body():
        return fault_told(exchange) or _of_whole_answer(error)
    return next((fault for link in chain if (fault := _kind(link)) is not None), Fault.NOT_API)


def _of_whole_answer(error: BaseException) -> Fault:
    """The vendor answered 2xx or 3xx, all of it, and the library could make nothing of it."""
    kind = _kind(error)
    return kind if kind in {Fault.CONTENT_FILTERED, Fault.CUT_OFF, Fault.TIMED_OUT} else Fault.NOT_API


def fault_told(exchange: Exchange) -> Fault | None:
    """Return the fault that an error object names which was sent with a status of success; None when it is no such.

    Gateways in front of vendors answer so.
    """
    told = _error_object(exchange)
    if told is None:
        return None
    words = json.dumps(told)
    named = next((fault for fault, _, words_of in _WORDS if words_of.search(words)), None)
    status = next((code for code in (told.get("code"), told.get("status")) if code in _TELLING), None)
    if named is not None or status is None:
        return named or (Fault.RATE_LIMITED if _HASTE.search(words) else None)
    return _of_status(status)


def _error_object(exchange: Exchange) -> Mapping[str, Any] | None:
    if exchange.response is None or not exchange.response.is_success:
        return None
    try:
        answer = json.loads(exchange.body())
    except (ValueError, RecursionError):
        return None
    error = answer.get("error") if isinstance(answer, Mapping) else None
    if isinstance(error, str) and error:
        return {"message": error, "code": answer.get("code")}
    return error if isinstance(error, Mapping) and error else None


def causes(error: BaseException) -> Sequence[BaseException]:
    """Return an error and what led to it, the last first."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__
    return chain


def _kind(error: BaseException) -> Fault | None:
    return next((fault for kind, fault in _KINDS if isinstance(error, kind)), None)


def _of_status(status: int) -> Fault:
    return _STATUSES.get(status) or (Fault.SERVER_ERROR if status >= 500 else Fault.REQUEST_REFUSED)


def _worded(status: int, words: str) -> Fault | None:
    return next((fault for fault, statuses, words_of in _WORDS if status in statuses and words_of.search(words)), None)


def status_of(error: BaseException, exchange: Exchange) -> int | None:
    """Return the HTTP status that came, if one came."""
    if exchange.response is not None:
        return exchange.response.status_code
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def vendor_words(exchange: Exchange) -> str:
    """Return what the vendor said of a failure, shortened; a stranger's words."""
    if exchange.response is None or (exchange.response.status_code < 400 and fault_told(exchange) is None):
        return ""
    return exchange.body()[:20_000].decode("utf-8", "replace")


def retry_after_s(error: BaseException) -> float | None:
    """Return the seconds that the vendor asks to wait, at most a day; None where it does not say."""
    wait: Any = getattr(error, "retry_after", None)
    return min(float(wait), LONGEST_WAIT_S) if isinstance(wait, int | float) and wait >= 0 else None
