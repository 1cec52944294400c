"""The vendors: where their API stands, which package speaks to it, and where keys are had."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class WireFormat(StrEnum):
    """How a vendor's API is spoken to."""

    OPENAI = "openai"
    ANTHROPIC = "anthropic"
    GOOGLE = "google"
    MISTRAL = "mistral"


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor of language models.

    Attributes:
        name: As in ``vendor:model``.
        section: Its section below ``models`` in the settings.
        title: Its name for people.
        api: Host and path of its API, without a version where its package adds one.
        wire: How it is spoken to.
        package: Module that speaks to it.
        console: Where an account, a key and credit are had.
        added_path: What the vendor's package adds to the address by itself, taken off where the operator wrote it too.
        default_model: A low-priced model of good standing, asked when the operator names none.
    """

    name: str
    section: str
    title: str
    api: str
    wire: WireFormat
    package: str
    console: str
    added_path: str
    default_model: str

    @property
    def base_url(self) -> str:
        """Address of its API."""
        return f"https://{self.api}"

    @property
    def key_setting(self) -> str:
        """The setting that holds the key."""
        return f"models.{self.section}.api_key"

    @property
    def url_setting(self) -> str:
        """The setting that holds the address."""
        return f"models.{self.section}.base_url"


VENDORS: Final = (
    Vendor(
        "openai",
        "openai",
        "OpenAI",
        "api.openai.com/v1",
        WireFormat.OPENAI,
        "openai",
        "platform.openai.com",
        "",
        "gpt-6-luna",
    ),
    Vendor(
        "anthropic",
        "anthropic",
        "Anthropic",
        "api.anthropic.com",
        WireFormat.ANTHROPIC,
        "anthropic",
        "platform.claude.com",
        "/v1",
        "claude-haiku-5-5",
    ),
    Vendor(
        "google",
        "google",
        "Google Gemini",
        "generativelanguage.googleapis.com",
        WireFormat.GOOGLE,
        "google.genai",
        "aistudio.google.com",
        "/v1beta",
        "gemini-3.5-flash-lite",
    ),
    Vendor(
        "mistral",
        "mistral",
        "Mistral",
        "api.mistral.ai",
        WireFormat.MISTRAL,
        "mistralai",
        "console.mistral.ai",
        "/v1",
        "mistral-small-2603",
    ),
    Vendor("x-ai", "x_ai", "xAI", "api.x.ai/v1", WireFormat.OPENAI, "openai", "console.x.ai", "", "grok-4.3"),
    Vendor(
        "deepseek",
        "deepseek",
        "DeepSeek",
        "api.deepseek.com",
        WireFormat.OPENAI,
        "openai",
        "platform.deepseek.com",
        "",
        "deepseek-flash",
    ),
)
"""All vendors, in the order in which they are asked where the operator gives none. Ids and prices of the default models
are those of genai-prices 0.2.3; none was called when they were chosen."""

VENDOR_BY_NAME: Final = {vendor.name: vendor for vendor in VENDORS}
