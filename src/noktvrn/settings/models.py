"""Which language models are asked, for what, and for how much money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from pydantic import Field, SecretStr

from noktvrn.settings.section import EndpointName, Names, RoleName, RoutingMode, Section, Zone

VENDOR_VARIABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "openai": ("OPENAI_API_KEY",),
    "anthropic": ("ANTHROPIC_API_KEY",),
    "google": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "mistral": ("MISTRAL_API_KEY",),
    "x_ai": ("XAI_API_KEY",),
    "deepseek": ("DEEPSEEK_API_KEY",),
}
"""For each vendor of language models, the variables that its own programs read, the stronger first; a key of ours wins
over them."""


class WritingSettings(Section):
    """What language models write, where any are set up; the embedded writer does the rest."""

    identity: bool = True
    """Whether they propose who a new artist is."""
    brief: bool = True
    """Whether they find what a song is about."""
    lyrics: bool = True
    """Whether they write title and lyrics."""
    release_text: bool = True
    """Whether they write what a store or a press page says about a release."""
    reflection: bool = True
    """Whether they read what follows from a decision."""
    rounds: int = Field(default=2, ge=0, le=5)
    """How often a draft is mended before the embedded writer's words are taken."""
    candidates: int = Field(default=1, ge=1, le=3)
    """How many lyrics are written for a song; the critic chooses."""
    validator: bool = True
    """Whether a model checks drafts after our own rules have."""
    critic: bool = True
    """Whether a model judges lyrics and may ask for one revision."""
    critic_bar: float = Field(default=6.0, ge=1, le=10)
    """Score below which the critic asks for a revision."""
    patience_s: float = Field(default=300.0, ge=1, le=3_600)
    """Seconds of one piece of writing after which no further round begins."""


class VendorSettings(Section):
    """One vendor of language models."""

    api_key: SecretStr | None = None
    """Key of your account there; without one this vendor is not asked."""
    base_url: str = Field(default="", max_length=500)
    """Address of its API where it is not the vendor's own, such as that of a proxy."""


class CompatibleSettings(Section):
    """An endpoint that speaks the OpenAI format: Ollama, vLLM, LM Studio, or another vendor."""

    url: str = Field(min_length=1, max_length=500)
    """Address up to and with ``/v1``."""
    api_key: SecretStr | None = None
    """Key, where it needs one."""
    models: Names = ()
    """Names of its models, the best first."""
    local: bool | None = None
    """Whether calls cost no money; when not set, true for addresses of this machine and of private networks."""
    answers: Literal["schema", "tool", "prompt"] = "schema"
    """How it is held to the shape of an answer: by a JSON schema, by a tool call, or by asking for it in words."""
    context_tokens: int | None = Field(default=None, ge=256, le=100_000_000)
    """Context window of its models in tokens, where you know it."""
    input_usd_per_million: float | None = Field(default=None, ge=0, le=10_000)
    """Price of a million tokens sent, in US dollars, where it costs money."""
    output_usd_per_million: float | None = Field(default=None, ge=0, le=10_000)
    """Price of a million tokens answered, in US dollars, where it costs money."""


class ModelsSettings(Section):
    """Language models, by vendor.

    What a key or an address looks like is judged where it is used: a bad one takes its models away and stops nothing.
    """

    order: Names = ()
    """Models to ask, the best first, each as ``vendor:model``, or as ``vendor`` for its low-priced one; when empty,
    that one per key, then all of ``compatible``."""
    thinking: Literal["off", "low", "medium", "high"] = "off"
    """How much a model may think before it answers, where it lets itself be told; thinking costs time and tokens."""
    allow_plain_http: bool = False
    """Whether keys and prompts may go unencrypted to addresses beyond this machine and private networks."""
    compatible: dict[EndpointName, CompatibleSettings] = Field(default_factory=dict)
    """Endpoints in the OpenAI format by a name of yours, each with ``url``, ``models`` and, where needed, ``api_key``,
    ``local``, ``answers``, ``context_tokens``, ``input_usd_per_million``, ``output_usd_per_million``."""
    openai: VendorSettings = VendorSettings()
    anthropic: VendorSettings = VendorSettings()
    google: VendorSettings = VendorSettings()
    mistral: VendorSettings = VendorSettings()
    x_ai: VendorSettings = VendorSettings()
    deepseek: VendorSettings = VendorSettings()


class RoleSettings(Section):
    """How one role is filled, where it is not as all are."""

    models: Names = ()
    """Models to ask, the best first, each as ``vendor:model``, or ``vendor`` for all of one."""
    mode: RoutingMode | None = None
    """By what models are chosen."""
    month_usd: float | None = Field(default=None, ge=0, le=1_000_000)
    """What it may cost in a month, in US dollars."""
    deadline_s: float | None = Field(default=None, ge=1, le=3_600)
    """Seconds after which no further model is asked."""
    max_output_tokens: int | None = Field(default=None, ge=16, le=200_000)
    """Longest answer in tokens."""


class ArtistRoomSettings(Section):
    """How one artist is written for, where it is not as all are."""

    models: Names = ()
    """Models to ask, the best first; wins over that of the role."""
    month_usd: float | None = Field(default=None, ge=0, le=1_000_000)
    """What it may cost in a month, in US dollars."""


class RoomSettings(Section):
    """The writers' room: whom of the language models to ask, and for how much money.

    Models of your own machine cost nothing and are asked when a budget is spent, too.
    """

    mode: RoutingMode = "ranked"
    """By what models are chosen: your order, the lowest price or the shortest wait among those that answer well often
    enough, or what was learned of all of these."""
    bar: float = Field(default=0.8, ge=0, le=1)
    """Share of good answers that ``cheapest`` and ``fastest`` ask for."""
    day_usd: float | None = Field(default=2.0, ge=0, le=1_000_000)
    """What all calls of a day may cost, in US dollars; 0 makes none that cost money."""
    month_usd: float | None = Field(default=20.0, ge=0, le=1_000_000)
    """What all calls of a month may cost, in US dollars."""
    run_usd: float | None = Field(default=0.5, ge=0, le=1_000_000)
    """What the calls for one run may cost, in US dollars."""
    artist_month_usd: float | None = Field(default=None, ge=0, le=1_000_000)
    """What the calls for one artist may cost in a month, in US dollars."""
    warn_at: float = Field(default=0.8, gt=0, le=1)
    """Share of a budget at which you are told."""
    zone: Zone = "UTC"
    """Time zone in which days and months of budgets begin, such as ``Europe/Berlin``."""
    unknown_price: Literal["refuse", "assume"] = "refuse"
    """What is done with a model whose price nobody knows."""
    assumed_usd_per_million: float = Field(default=20.0, ge=0, le=10_000)
    """Price of a million tokens that is then assumed, in US dollars."""
    retries: int = Field(default=2, ge=0, le=10)
    """How often a model is asked again after a failure that may pass by itself."""
    retry_delay_s: float = Field(default=0.5, ge=0, le=60)
    """Seconds before the first of these; doubles for each further one."""
    closed_s: float = Field(default=30.0, ge=0, le=3_600)
    """Seconds for which a vendor that failed three times in a row is left alone; doubles while it goes on."""
    exchanges: int = Field(default=4, ge=0, le=50)
    """How many things a role remembers of an artist as they are; when there are twice as many, older ones are put in
    short."""
    answers_kept: int = Field(default=2_000, ge=1, le=100_000)
    """How many answers are kept to be given again to the very same request."""
    answers_days: float = Field(default=30.0, gt=0, le=3_650)
    """Days after which they are too old for that."""
    roles: dict[RoleName, RoleSettings] = Field(default_factory=dict)
    """What differs for a role, by its name: ``author``, ``helper``, ``validator``, ``critic``, ``reflector``,
    ``analyzer``, ``engineer``, ``check``; each with ``models``, ``mode``, ``month_usd``, ``deadline_s``,
    ``max_output_tokens``."""
    artists: dict[str, ArtistRoomSettings] = Field(default_factory=dict)
    """What differs for an artist, by the slug; each with ``models`` and ``month_usd``."""
