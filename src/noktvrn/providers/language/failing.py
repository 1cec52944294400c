"""The error that a failed call ends with: what happened in which vendor's words, and what to do about it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from noktvrn.errors import ModelCallError
from noktvrn.ops.redaction import Redactor
from noktvrn.ports.language import Fault, ModelRef, TokenUsage
from noktvrn.providers.language.accounts import Account

_LONGEST_QUOTE: Final = 240

WHAT: Final[Mapping[Fault, str]] = {
    Fault.RATE_LIMITED: "asks to wait",
    Fault.OUT_OF_CREDIT: "has no credit or quota left",
    Fault.KEY_REFUSED: "refused the key",
    Fault.MODEL_UNKNOWN: "does not know the model, or the address is not that of its API",
    Fault.REQUEST_REFUSED: "refused the request",
    Fault.CONTENT_FILTERED: "stopped request or answer by its filter",
    Fault.REFUSED: "declined",
    Fault.TOO_LONG: "cannot take a prompt of that length",
    Fault.CUT_OFF: "was cut off at the limit of its answer",
    Fault.EMPTY: "answered nothing",
    Fault.NOT_JSON: "answered with something that is not JSON",
    Fault.WRONG_SHAPE: "answered in another shape than asked for",
    Fault.WRONG_LANGUAGE: "answered in another language",
    Fault.NOT_API: "answered with something that is not its API",
    Fault.OVERLOADED: "is overloaded",
    Fault.SERVER_ERROR: "failed inside",
    Fault.TIMED_OUT: "did not answer in time",
    Fault.UNREACHABLE: "cannot be reached",
    Fault.SDK_MISSING: "needs a package that is not installed",
}
"""What a vendor or its model did, by fault; the name stands before it."""

_REMEDY: Final[Mapping[Fault, str]] = {
    Fault.RATE_LIMITED: "Wait, or ask {title} for a higher limit",
    Fault.OUT_OF_CREDIT: "Add credit{at_console}",
    Fault.KEY_REFUSED: "Check {key_setting}; keys are had{at_console}",
    Fault.MODEL_UNKNOWN: "{nearest}See noktvrn provider models {vendor}; check models.order and {url_setting}",
    Fault.REQUEST_REFUSED: "Take another model: this one takes no answers of this shape or no limits like these",
    Fault.CONTENT_FILTERED: "Change what is asked for, or take another model",
    Fault.REFUSED: "Change what is asked for, or take another model",
    Fault.TOO_LONG: "Take a model with a larger window, or shorten what is asked",
    Fault.CUT_OFF: "Allow a longer answer, or set models.thinking to off",
    Fault.EMPTY: "Ask again, or take another model",
    Fault.NOT_JSON: "Ask again, or take another model",
    Fault.WRONG_SHAPE: "Ask again, or take another model",
    Fault.WRONG_LANGUAGE: "Ask again, or take another model",
    Fault.NOT_API: "Check {url_setting}: it must lead to the API itself, past sign-in pages and proxies",
    Fault.OVERLOADED: "Wait, or take another model",
    Fault.SERVER_ERROR: "Wait, or take another model",
    Fault.TIMED_OUT: "Allow more time, or take a quicker model",
    Fault.UNREACHABLE: "Check the network and {url_setting}",
    Fault.SDK_MISSING: "Install the packages: pip install 'noktvrn[llm]'",
}


def failure(
    ref: ModelRef,
    account: Account,
    fault: Fault,
    *,
    why: str = "",
    words: str = "",
    wait_s: float | None = None,
    usage: TokenUsage = TokenUsage(),  # noqa: B008 - frozen
    known: Sequence[str] = (),
    may_be_billed: bool = False,
    operation: str = "ask",
) -> ModelCallError:
    """Return the error of a failed call.

    Args:
        ref: The model.
        account: Whose call it was.
        fault: What went wrong.
        why: In our words, where there is more to say.
        words: In the vendor's words, raw.
        wait_s: Seconds that the vendor asks to wait.
        usage: Tokens billed all the same.
        known: Names of models that the vendor has, to guess which was meant.
        may_be_billed: Whether it may be billed although nothing says how many tokens it took.
        operation: What was to be done.
    """
    quote = quoted(words, account.key)
    message = f"{account.title}{f' ({ref})' if ref.model else ''} {WHAT[fault]}"
    message += f" {wait_s:g} s" if fault is Fault.RATE_LIMITED and wait_s else ""
    message += f": {why}" if why else ""
    message += f'; it says "{quote}"' if quote else ""
    return ModelCallError(
        f"{message}.",
        remedy=f"{_remedy(ref, account, fault, known)}.",
        provider=ref.vendor,
        operation=operation,
        fault=fault.value,
        retry_after_s=wait_s,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        may_be_billed=may_be_billed,
    )


def remedy_in_general(fault: Fault) -> str:
    """Return what to do about a fault, for whichever vendor."""
    return _REMEDY[fault].format(
        title="the vendor",
        vendor="VENDOR",
        key_setting="the key's setting",
        url_setting="the address's setting",
        at_console=" at the vendor's console",
        nearest="",
    )


def _remedy(ref: ModelRef, account: Account, fault: Fault, known: Sequence[str]) -> str:
    near = get_close_matches(ref.model, [name for name in known if name != ref.model], n=3, cutoff=0.5)
    return _REMEDY[fault].format(
        title=account.title,
        vendor=ref.vendor,
        key_setting=account.key_setting,
        url_setting=account.url_setting,
        at_console=f" at {account.console}" if account.console else "",
        nearest=f"Did you mean {' or '.join(near)}? " if near else "",
    )


def quoted(words: str, key: str) -> str:
    """Return a vendor's words on one short line, without our key and without control characters."""
    told = _message(words)
    told = Redactor((key,) if key else ())(told)
    told = re.sub(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069]+", " ", told)
    told = re.sub(r"\s+", " ", told).replace('"', "'").strip().rstrip(".")
    return told if len(told) <= _LONGEST_QUOTE else told[: _LONGEST_QUOTE - 1].rstrip() + "…"


def _message(words: str) -> str:
    """What an error's JSON says in words; nothing of a page of HTML, whose text is no vendor's word to us."""
    text = words.strip()
    if text.startswith("<"):
        return ""
    try:
        return _told(json.loads(text))
    except (ValueError, RecursionError):
        return text


def _told(value: Any) -> str:
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, Mapping):
            value = next((value[name] for name in ("error", "message", "detail", "msg") if value.get(name)), "")
        else:
            break
    return value if isinstance(value, str) else ""
