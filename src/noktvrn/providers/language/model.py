"""One model of one account behind the port."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from pydantic import BaseModel

from noktvrn.errors import ModelCallError
from noktvrn.ports.language import Fault, ModelAnswer, ModelCall, ModelRef, ModelTraits
from noktvrn.providers.language.accounts import Account
from noktvrn.providers.language.failing import failure

if TYPE_CHECKING:
    import httpx2
    from pydantic_ai.models import Model

    from noktvrn.providers.language.asking import AnswerMode, Thinking
    from noktvrn.providers.language.transport import LoopClients

A = TypeVar("A", bound=BaseModel)

_LOOSEST_CHARACTERS_PER_TOKEN: Final = 8
"""No tongue packs more into a token on average, so what is too long by this measure is too long."""


class _Built(NamedTuple):
    """A client of the library, good as long as the HTTP client below it is open."""

    client: httpx2.AsyncClient
    model: Model[Any]


class VendorModel:
    """See :class:`noktvrn.ports.language.LanguageModel`.

    The vendor's package is loaded once per process, in a thread, by whoever prepares a model of it or asks one first.

    Args:
        ref: The model.
        account: Whose model it is.
        clients: Returns the HTTP clients that all models of a shelf share.
        traits: Returns what is known of the model.
        known: Returns the vendor's model names, to guess which one was meant.
        mode: How it is held to the shape of an answer.
        thinking: How much it may think; None where it is not to be told.
    """

    def __init__(
        self,
        ref: ModelRef,
        account: Account,
        clients: Callable[[], LoopClients],
        *,
        traits: Callable[[], ModelTraits],
        known: Callable[[], Sequence[str]],
        mode: AnswerMode,
        thinking: Thinking | None,
    ) -> None:
        """See the class."""
        self.ref = ref
        self.account = account.label
        self._owner = account
        self._clients = clients
        self._traits = traits
        self._known = known
        self._mode: AnswerMode = mode
        self._thinking: Thinking | None = thinking
        self._built: WeakKeyDictionary[asyncio.AbstractEventLoop, _Built] = WeakKeyDictionary()

    def __repr__(self) -> str:
        """Return the model and its account; never the key."""
        return f"VendorModel({self.ref}, {self.account})"

    @property
    def title(self) -> str:
        """The vendor's name for people."""
        return self._owner.title

    @property
    def traits(self) -> ModelTraits:
        """What is known of the model before it is asked."""
        return self._traits()

    async def prepare(self) -> None:
        """Load the vendor's package and build its client; see :class:`noktvrn.ports.language.LanguageModel`."""
        with suppress(ModelCallError):
            await self._model()

    async def ask(self, call: ModelCall[A]) -> ModelAnswer[A]:
        """See :class:`noktvrn.ports.language.LanguageModel`."""
        self._refuse_what_cannot_fit(call)
        model = await self._model()
        from noktvrn.providers.language.requesting import Trouble, request_answer

        outcome = await request_answer(model, call, mode=self._mode, thinking=self._thinking)
        if isinstance(outcome, Trouble):
            # Outside of any handler: what the packages raise holds what the vendor echoes, which may be the key.
            raise failure(
                self.ref,
                self._owner,
                outcome.fault,
                why=outcome.why,
                words=outcome.words,
                wait_s=outcome.wait_s,
                usage=outcome.usage,
                may_be_billed=outcome.may_be_billed,
                known=self._known() if outcome.fault is Fault.MODEL_UNKNOWN else (),
            )
        return outcome

    async def close(self) -> None:
        """Close the connections that all models of its shelf hold in the running event loop."""
        await self._clients().close()

    def _refuse_what_cannot_fit(self, call: ModelCall[Any]) -> None:
        window = self.traits.context_tokens
        texts = (call.instructions, call.prompt, call.complaint)
        least = sum(map(len, texts)) // _LOOSEST_CHARACTERS_PER_TOKEN
        if window is not None and least + call.max_output_tokens > window:
            raise failure(
                self.ref,
                self._owner,
                Fault.TOO_LONG,
                why=f"at least {least:,} tokens with {call.max_output_tokens:,} for the answer, and it has {window:,}",
            )

    async def _model(self) -> Model[Any]:
        loop = asyncio.get_running_loop()
        known = self._built.get(loop)
        if known is not None and not known.client.is_closed:
            return known.model
        try:
            build = await asyncio.to_thread(_loaded, self.ref.vendor)
            client = self._clients().client()
            self._built[loop] = _Built(client, build(self.ref.model, self._owner, client))
        except ImportError as exc:
            raise failure(self.ref, self._owner, Fault.SDK_MISSING, why=str(exc)[:200]) from exc
        return self._built[loop].model


def _loaded(vendor: str) -> Callable[..., Model[Any]]:
    """Import the client library and one vendor's package, and return what builds its models."""
    from noktvrn.providers.language import requesting, wires

    del requesting  # needed by the call that follows; imported here, where nothing waits in the event loop
    wires.load(vendor)
    return wires.build_model
