"""The models that the settings name: those that can be asked, and those that cannot, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from noktvrn.ports.language import Missing, ModelRef, ModelTraits
from noktvrn.providers.language.accounts import Account
from noktvrn.providers.language.model import VendorModel
from noktvrn.providers.language.opening import account_of, vendor_section
from noktvrn.providers.language.vendors import VENDOR_BY_NAME, VENDORS
from noktvrn.settings import CompatibleSettings, ModelsSettings

if TYPE_CHECKING:
    from noktvrn.providers.language.transport import LoopClients


class SettledShelf:
    """See :class:`noktvrn.ports.language.ModelShelf`.

    Args:
        settings: The section ``models``.
    """

    def __init__(self, settings: ModelsSettings) -> None:
        """See the class."""
        self._settings = settings
        self._clients: LoopClients | None = None
        self._accounts: dict[str, Account | Missing] = {}
        self._shelved = [self._look_up(wanted) for wanted in dict.fromkeys(_wanted(settings))]

    def models(self) -> Sequence[VendorModel]:
        """Return the models that can be asked, in the operator's order."""
        return tuple(model for model in self._shelved if isinstance(model, VendorModel))

    def missing(self) -> Sequence[Missing]:
        """Return those that cannot, and why; vendors that nobody asked for are not among them."""
        return tuple(gap for gap in self._shelved if isinstance(gap, Missing))

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        if self._clients is not None:
            await self._clients.close()

    def account(self, name: str) -> Account | Missing:
        """Return how a vendor or endpoint is reached, or why it is not."""
        if name not in self._accounts:
            self._accounts[name] = account_of(name, self._settings)
        return self._accounts[name]

    def clients(self) -> LoopClients:
        """Return the HTTP clients that all models here share."""
        if self._clients is None:
            from noktvrn.providers.language.transport import LoopClients

            self._clients = LoopClients()
        return self._clients

    def model(self, ref: ModelRef) -> VendorModel | Missing:
        """Return a model of any account, named in the settings or not."""
        owner = self.account(ref.vendor)
        if isinstance(owner, Missing):
            return Missing(ref, owner.reason, owner.remedy)
        endpoint = self._settings.compatible.get(ref.vendor)
        return VendorModel(
            ref,
            owner,
            self.clients,
            traits=cache(partial(_traits, ref, owner, endpoint)),
            known=partial(_known, ref.vendor),
            mode="auto" if endpoint is None else endpoint.answers,
            thinking=self._settings.thinking if endpoint is None else None,
        )

    def _look_up(self, wanted: ModelRef | Missing) -> VendorModel | Missing:
        return wanted if isinstance(wanted, Missing) else self.model(wanted)


def _wanted(settings: ModelsSettings) -> Iterator[ModelRef | Missing]:
    if settings.order:
        for order in settings.order:
            yield from _written(order, settings)
        return
    for vendor in VENDORS:
        if vendor_section(settings, vendor).api_key is not None:
            yield ModelRef(vendor.name, vendor.default_model)
    for name, endpoint in settings.compatible.items():
        yield from (ModelRef(name, model) for model in endpoint.models)
        if not endpoint.models:
            setting = f"models.compatible.{name}.models"
            remedy = f"Set it; noktvrn provider models {name} lists what is there."
            yield Missing(ModelRef(name, ""), f"{setting} names no model.", remedy)


def _written(order: str, settings: ModelsSettings) -> Iterator[ModelRef | Missing]:
    """Return what an entry of the order names; a bare name means the vendor's usual model, or all of an endpoint's."""
    vendor, _, model = order.partition(":")
    if vendor and model:
        yield ModelRef(vendor, model)
        return
    if order in VENDOR_BY_NAME:
        yield ModelRef(order, VENDOR_BY_NAME[order].default_model)
        return
    if order in settings.compatible and settings.compatible[order].models:
        yield from (ModelRef(order, each) for each in settings.compatible[order].models)
        return
    yield Missing(
        ModelRef(vendor, model),
        f"{order!r} in models.order is not written vendor:model.",
        "Write it as vendor:model, such as openai:gpt-6-luna.",
    )


def _traits(ref: ModelRef, owner: Account, endpoint: CompatibleSettings | None) -> ModelTraits:
    if endpoint is not None:
        return ModelTraits(endpoint.context_tokens, None, owner.is_local)
    from noktvrn.providers.language.prices import window_of

    return ModelTraits(window_of(ref), None, is_local=False)


def _known(vendor: str) -> Sequence[str]:
    from noktvrn.providers.language.prices import known_models

    return known_models(vendor)
