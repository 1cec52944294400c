"""Building a vendor's client. Importing this module loads the client library; each builder loads one vendor's package.

Clients never retry: one request per call is the port's promise, and hidden attempts would falsify cost and latency.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import httpx2
from pydantic_ai.models import Model

from noktvrn.providers.language.accounts import Account
from noktvrn.providers.language.vendors import VENDOR_BY_NAME, WireFormat

if TYPE_CHECKING:
    from openai import AsyncOpenAI

NO_KEY: Final = "none"
"""Sent where an endpoint needs no key, since the packages insist on one."""


def load(vendor: str) -> None:
    """Import the package of a vendor; seconds, once per process.

    Raises:
        ImportError: It is not installed.
    """
    known = VENDOR_BY_NAME.get(vendor)
    import_module(f"pydantic_ai.models.{known.wire if known else WireFormat.OPENAI}")


def build_model(name: str, account: Account, client: httpx2.AsyncClient) -> Model[Any]:
    """Return a client for one model of one account over an HTTP client.

    Raises:
        ImportError: The vendor's package is not installed.
    """
    vendor = VENDOR_BY_NAME.get(account.vendor)
    build = _compatible if vendor is None else _BUILDERS.get(vendor.name) or _BUILDERS[vendor.wire]
    return build(name, account, client)


def _openai_client(account: Account, client: httpx2.AsyncClient) -> AsyncOpenAI:
    from openai import AsyncOpenAI

    made = AsyncOpenAI(api_key=account.key or NO_KEY, base_url=account.base_url, max_retries=0, http_client=client)
    if account.vendor != "openai":
        # the package reads these two from the environment, and they are nobody else's business
        made.organization = made.project = None
    return made


def _openai(name: str, account: Account, client: httpx2.AsyncClient) -> Model[Any]:
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    return OpenAIChatModel(name, provider=OpenAIProvider(openai_client=_openai_client(account, client)))


def _compatible(name: str, account: Account, client: httpx2.AsyncClient) -> Model[Any]:
    """The OpenAI format with ``max_tokens``: Ollama and others silently pass over OpenAI's newer name of that limit."""
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.profiles.openai import OpenAIModelProfile
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    provider = OpenAICompatibleProvider(
        account.vendor,
        openai_client=_openai_client(account, client),
        profile=OpenAIModelProfile(openai_chat_supports_max_completion_tokens=False),
    )
    return OpenAIChatModel(name, provider=provider)


def _x_ai(name: str, account: Account, client: httpx2.AsyncClient) -> Model[Any]:
    """The OpenAI format with what is known of Grok models; xAI's own package speaks gRPC only."""
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.profiles import merge_profile
    from pydantic_ai.profiles.grok import grok_model_profile
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    sdk = _openai_client(account, client)
    known = OpenAICompatibleProvider(account.vendor, openai_client=sdk).model_profile(name)
    profile = merge_profile(known, grok_model_profile(name))
    provider = OpenAICompatibleProvider(account.vendor, openai_client=sdk, profile=profile)
    return OpenAIChatModel(name, provider=provider)


def _deepseek(name: str, account: Account, client: httpx2.AsyncClient) -> Model[Any]:
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.deepseek import DeepSeekProvider

    return OpenAIChatModel(name, provider=DeepSeekProvider(openai_client=_openai_client(account, client)))


def _anthropic(name: str, account: Account, client: httpx2.AsyncClient) -> Model[Any]:
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    sdk = AsyncAnthropic(api_key=account.key, base_url=account.base_url, max_retries=0, http_client=client)
    return AnthropicModel(name, provider=AnthropicProvider(anthropic_client=sdk))


def _google(name: str, account: Account, client: httpx2.AsyncClient) -> Model[Any]:
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.providers.google import GoogleProvider

    provider = GoogleProvider(api_key=account.key, base_url=account.base_url, http_client=client)
    return GoogleModel(name, provider=provider)


def _mistral(name: str, account: Account, client: httpx2.AsyncClient) -> Model[Any]:
    from pydantic_ai.models.mistral import MistralModel
    from pydantic_ai.providers.mistral import MistralProvider

    provider = MistralProvider(api_key=account.key, base_url=account.base_url, http_client=client)
    return MistralModel(name, provider=provider)


_BUILDERS: Final[Mapping[str, Callable[[str, Account, httpx2.AsyncClient], Model[Any]]]] = {
    WireFormat.OPENAI: _openai,
    WireFormat.ANTHROPIC: _anthropic,
    WireFormat.GOOGLE: _google,
    WireFormat.MISTRAL: _mistral,
    "x-ai": _x_ai,
    "deepseek": _deepseek,
}
"""By vendor where one is special, else by format."""
