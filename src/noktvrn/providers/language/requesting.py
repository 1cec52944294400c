"""One request to one model, from sending to the answer or the reason why there is none."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx2
from pydantic import BaseModel
from pydantic_ai.direct import model_request
from pydantic_ai.messages import ModelResponse
from pydantic_ai.models import Model

from noktvrn.ports.language import Fault, ModelAnswer, ModelCall, TokenUsage
from noktvrn.providers.language.asking import AnswerMode, Thinking, answer_shape, messages_of, settings_of
from noktvrn.providers.language.billing import billed
from noktvrn.providers.language.faults import CAUGHT, causes, fault_of, fault_told, retry_after_s, vendor_words
from noktvrn.providers.language.reading import Unusable, read_answer, usage_of
from noktvrn.providers.language.transport import Exchange, watched

A = TypeVar("A", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a request brought no answer.

    Attributes:
        fault: Its kind.
        usage: Tokens billed all the same.
        why: In our words.
        words: In the vendor's words, raw.
        wait_s: Seconds that the vendor asks to wait.
        may_be_billed: Whether it may be billed although nothing says how many tokens it took.
    """

    fault: Fault
    usage: TokenUsage
    why: str = ""
    words: str = ""
    wait_s: float | None = None
    may_be_billed: bool = False


async def request_answer(
    model: Model[Any], call: ModelCall[A], *, mode: AnswerMode, thinking: Thinking | None
) -> ModelAnswer[A] | Trouble:
    """Make one request and return its answer, or why it brought none."""
    with watched() as exchange:
        try:
            async with asyncio.timeout(call.timeout_s):
                response = await model_request(
                    model,
                    messages_of(call),
                    model_settings=settings_of(call, model.profile, thinking),
                    model_request_parameters=answer_shape(call.answer, mode),
                )
            # Within the handler: the packages take over some fields unseen and break only when these are read.
            return _answer(response, call.answer, exchange)
        except CAUGHT as exc:
            return _trouble(exc, exchange, call.timeout_s)


def _answer(response: ModelResponse, answer: type[A], exchange: Exchange) -> ModelAnswer[A] | Trouble:
    usage = usage_of(response)
    value = read_answer(response, answer)
    if isinstance(value, Unusable):
        told = fault_told(exchange) if value.fault is Fault.EMPTY else None
        if told is not None:
            return Trouble(told, billed(exchange), words=vendor_words(exchange))
        return Trouble(value.fault, usage if usage != TokenUsage() else billed(exchange), value.why, may_be_billed=True)
    served_by = response.model_name if isinstance(response.model_name, str) else ""
    return ModelAnswer(value, usage, served_by)


def _trouble(error: BaseException, exchange: Exchange, timeout_s: float) -> Trouble:
    fault = fault_of(error, exchange)
    return Trouble(
        fault,
        billed(exchange),
        why=f"{timeout_s:g} s had passed" if fault is Fault.TIMED_OUT else _why(error, fault, exchange),
        words=vendor_words(exchange),
        wait_s=retry_after_s(error),
        may_be_billed=_may_be_billed(fault, exchange) or _broke_while_waiting(error, exchange),
    )


def _may_be_billed(fault: Fault, exchange: Exchange) -> bool:
    """Whether the prompt was read: an answer began with a status of success and is no stranger's page."""
    if exchange.response is None or not exchange.response.is_success:
        return False
    return fault in {Fault.CONTENT_FILTERED, Fault.CUT_OFF} if exchange.body() else True


def _broke_while_waiting(error: BaseException, exchange: Exchange) -> bool:
    """Whether the request was sent and the connection ended before an answer began: somebody may have worked on it."""
    kinds = (httpx2.ReadError, httpx2.RemoteProtocolError)
    return exchange.response is None and any(isinstance(link, kinds) for link in causes(error))


def _why(error: BaseException, fault: Fault, exchange: Exchange) -> str:
    """What the vendor's own words do not say; empty where they say it all."""
    response, body = exchange.response, exchange.body()
    if body:
        return f"a page of HTML with status {exchange.status}" if body.lstrip()[:1] == b"<" else ""
    if response is not None and response.is_redirect:
        return f"it leads on to another address with status {exchange.status}"
    if response is not None and fault is Fault.UNREACHABLE:
        return "the connection broke within the answer"
    return _innermost(error)


def _innermost(error: BaseException) -> str:
    """What the first link of a chain of errors says, without a full stop; packages wrap it in "Connection error."."""
    for link in causes(error):
        if isinstance(link, ConnectionRefusedError):
            return "nobody answers at its address"
        if isinstance(link, socket.gaierror):
            return "its name leads nowhere"
    return next((words for link in reversed(causes(error)) if (words := str(link).strip().rstrip("."))), "")[:200]
