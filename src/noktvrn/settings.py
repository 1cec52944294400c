"""One settings model: flags over environment over the settings file over defaults.

The file is ``noktvrn.toml`` in the home directory and must be readable by its owner only (mode 0600), because it may
hold secrets. Environment variables begin with ``NOKTVRN_``; a nested value is reached by two underscores, such as
``NOKTVRN_REVIEW__HOLD_S``.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
)
from pydantic.fields import FieldInfo

from noktvrn.errors import ConfigError

FILE_NAME = "noktvrn.toml"
ENV_PREFIX = "NOKTVRN_"

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


def _listed(value: object) -> object:
    """Variables hold text: a comma parts the names."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


_Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^\S+$")]
_Names = Annotated[tuple[_Name, ...], BeforeValidator(_listed)]
_HOUR = r"^([01]\d|2[0-3]):[0-5]\d$|^$"
_EndpointName = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z0-9][a-z0-9_-]*$")]


RoutingMode = Literal["ranked", "cheapest", "fastest", "best"]
_RoleName = Literal["author", "helper", "validator", "critic", "reflector", "analyzer", "engineer"]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise ValueError("input should be a time zone such as Europe/Berlin") from exc
    return name


_Zone = Annotated[str, AfterValidator(_known_zone)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, hide_input_in_errors=True)


class ReviewSettings(_Section):
    """How people decide."""

    hold_s: float = Field(default=600.0, ge=0, le=7 * 86_400)
    """Seconds in which a decision can be undone before it takes effect."""
    wait_s: float = Field(default=7 * 86_400.0, ge=1, le=365 * 86_400)
    """Seconds that a song waits for a decision before it is marked expired; it can be decided later all the same."""
    operator: str = Field(default="operator", min_length=1, max_length=60)
    """Name that stands on decisions taken on this machine."""


class GateSettings(_Section):
    """What the gate allows."""

    max_takes: int = Field(default=3, ge=1, le=10)
    """Fresh takes in all before a run fails because of blocking findings."""
    min_duration_s: float = Field(default=120.0, ge=10, le=1_200)
    """Shortest song in seconds."""
    max_duration_s: float = Field(default=240.0, ge=20, le=1_200)
    """Longest song in seconds."""
    loudness_tolerance_lu: float = Field(default=0.3, gt=0, le=3)
    """Allowed distance from the loudness target, in LU."""
    max_true_peak_dbtp: float = Field(default=-1.0, ge=-6, le=0)
    """Highest true peak in dBTP."""


class WorkerSettings(_Section):
    """How runs are worked on."""

    heavy_jobs: int = Field(default=2, ge=1, le=64)
    """How many songs, covers and films one worker makes at the same time."""
    step_timeout_s: float = Field(default=1_800.0, ge=5, le=86_400)
    """Longest time for one heavy step."""
    step_attempts: int = Field(default=3, ge=1, le=10)
    """Attempts at a step whose failure may pass by itself."""
    retry_delay_s: float = Field(default=2.0, ge=0, le=3_600)
    """Seconds before the second attempt; doubles for each further one."""
    lease_s: float = Field(default=60.0, ge=2, le=3_600)
    """Seconds without a sign of life after which a worker's runs are taken over."""
    poll_s: float = Field(default=0.1, ge=0.02, le=10)
    """Seconds between two looks for new work."""
    nice: int = Field(default=5, ge=0, le=19)
    """Niceness of heavy work, so that the machine stays usable."""


class LifecycleSettings(_Section):
    """When an artist's status changes."""

    approvals_to_activate: int = Field(default=2, ge=1, le=100)
    """Approvals after which a candidate becomes active."""
    stretch: int = Field(default=4, ge=1, le=100)
    """How many of the last takes are looked at for a poor stretch."""
    unwelcome_to_evolve: int = Field(default=3, ge=1, le=100)
    """Rejections and wishes for changes within the stretch that make an active artist evolve."""
    approvals_to_settle: int = Field(default=2, ge=1, le=100)
    """Approvals in a row that end an evolution."""
    losses_to_pause: int = Field(default=5, ge=1, le=100)
    """Failed or rejected takes in a row after which an artist is paused for a person to look at."""
    memory_days: int = Field(default=180, ge=1, le=3_650)
    """Outcomes older than this are forgotten."""


class FilmSettings(_Section):
    """What is filmed once a song is approved."""

    full_length: bool = True
    """Whether a film of the whole song is made; on two cores it takes about as long as the song."""
    canvas: bool = True
    """Whether a canvas is made: a loop of a few seconds without text, for players on phones."""
    canvas_length_s: float = Field(default=6.0, ge=3, le=8)
    """Wanted length of a canvas in seconds; whole bars are taken."""


class WritingSettings(_Section):
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


class LabelSettings(_Section):
    """What stands on a release."""

    name: str = Field(default="noktvrn", min_length=1, max_length=80)
    """Name of the label."""
    isrc_prefix: SecretStr | None = None
    """Registrant prefix of five characters for recording codes, from your national agency; none are invented."""


class WebSettings(_Section):
    """The page and the API."""

    host: str = Field(default="127.0.0.1", min_length=1, max_length=255)
    """Address to listen on; another than this machine's own needs a certificate or ``web.allow_public``."""
    port: int = Field(default=8000, ge=0, le=65_535)
    """Port to listen on; 0 takes a free one."""
    public_url: str = Field(default="", max_length=500)
    """Address under which people reach the page, such as that of a proxy; links begin with it. Empty: host and port."""
    allow_public: bool = False
    """Whether it may listen beyond this machine without a certificate, as behind a proxy that has one."""
    tls_certificate: Path | None = None
    """Certificate in PEM form."""
    tls_key: Path | None = None
    """Key of the certificate in PEM form."""
    trusted_proxies: str = Field(default="", max_length=500)
    """Addresses of proxies, comma-separated, whose word on the caller's address is believed."""
    session_s: float = Field(default=14 * 86_400.0, ge=60, le=365 * 86_400)
    """Seconds after which a browser has to sign in again."""
    link_s: float = Field(default=900.0, ge=10, le=7 * 86_400)
    """Seconds in which a sign-in link is good."""
    max_body_bytes: int = Field(default=262_144, ge=16_384, le=16_777_216)
    """Largest request that is read, in bytes."""
    body_timeout_s: float = Field(default=15.0, ge=0.1, le=300)
    """Seconds in which a request must have arrived."""


class TargetSettings(_Section):
    """One place where people are told what happens."""

    url: SecretStr
    """Address of the place, with all that it needs: ``mailto://``, ``ntfy://``, ``dbus://``... of Apprise, or
    ``webhook+https://`` for a program of your own."""
    kinds: _Names = ()
    """What is told there; empty for all that calls for a person, releases and the digest."""
    quiet_from: str = Field(default="", pattern=_HOUR, max_length=5)
    """Hour from which the place is left in peace, such as ``22:00``; empty for none."""
    quiet_to: str = Field(default="", pattern=_HOUR, max_length=5)
    """Hour until which it is, such as ``07:30``."""
    when_quiet: Literal["wait", "silent"] = "wait"
    """Whether messages wait for the end of the quiet hours, or come without a sound."""
    digest_at: str = Field(default="", pattern=_HOUR, max_length=5)
    """Hour at which the past day is told in one message, such as ``09:00``; empty for none."""
    zone: str = Field(default="", max_length=60)
    """Time zone of hours and times, such as ``Europe/Berlin``; that of the machine when empty."""


class NotifySettings(_Section):
    """Who is told what happens."""

    flood_over: int = Field(default=6, ge=1, le=100)
    """More messages than this within ``notify.flood_within_s`` become one summary."""
    flood_within_s: float = Field(default=300.0, ge=1, le=86_400)
    """Seconds over which messages to one place are counted."""
    keep_days: int = Field(default=90, ge=2, le=3_650)
    """Days after which what happened is no longer listed."""
    look_s: float = Field(default=1.0, ge=0.05, le=3_600)
    """Seconds between two looks for something to tell."""
    targets: dict[_EndpointName, TargetSettings] = Field(default_factory=dict)
    """Places where people are told, by names of your own: ``url``, ``kinds``, ``quiet_from``, ``quiet_to``,
    ``when_quiet``, ``digest_at``, ``zone``."""


class TelegramSettings(_Section):
    """Telegram as control panel."""

    token: SecretStr | None = None
    """Token of your bot, as BotFather gives it; without one Telegram is not used."""
    run_in: Literal["serve", "worker", "bot"] = "serve"
    """Which command runs the bot beside its own work; ``noktvrn bot`` runs it alone whatever is set here."""
    api_url: str = Field(default="https://api.telegram.org", pattern=r"^https?://[^\s]+$", max_length=500)
    """Address of the Bot API; another than Telegram's own where you host one."""
    items: int = Field(default=5, ge=1, le=20)
    """Songs that wait in a chat at a time; how many more there are stands in one message below them."""
    max_upload_bytes: int = Field(default=50_000_000, ge=100_000, le=2_000_000_000)
    """Largest file that is sent, in bytes; Telegram's own servers take 50 MB."""
    code_s: float = Field(default=600.0, ge=10, le=7 * 86_400)
    """Seconds in which a pairing code is good."""
    look_s: float = Field(default=1.0, ge=0.05, le=3_600)
    """Seconds between two looks for what changed."""
    poll_s: int = Field(default=50, ge=0, le=300)
    """Longest time that one question for updates stays open, in seconds."""
    quiet_from: str = Field(default="", pattern=_HOUR, max_length=5)
    """Hour from which messages make no sound, such as ``22:00``; empty for none."""
    quiet_to: str = Field(default="", pattern=_HOUR, max_length=5)
    """Hour from which they do again, such as ``07:30``."""
    digest_at: str = Field(default="09:00", pattern=_HOUR, max_length=5)
    """Hour at which the past day is told in one message; empty for none."""
    zone: str = Field(default="", max_length=60)
    """Time zone of hours and times, such as ``Europe/Berlin``; that of the machine when empty."""
    webhook_url: str = Field(default="", pattern=r"^https?://[^\s]+$|^$", max_length=500)
    """Public address at which Telegram reaches the bot; empty asks Telegram instead, which needs no public address."""
    webhook_secret: SecretStr | None = None
    """Secret that Telegram sends along, 1 to 256 letters, digits, ``_`` or ``-``; one is drawn when not set."""
    webhook_host: str = Field(default="127.0.0.1", min_length=1, max_length=255)
    """Address to listen on for Telegram; a proxy in front has the certificate."""
    webhook_port: int = Field(default=8443, ge=0, le=65_535)
    """Port to listen on for Telegram; 0 takes a free one."""


class VendorSettings(_Section):
    """One vendor of language models."""

    api_key: SecretStr | None = None
    """Key of your account there; without one this vendor is not asked."""
    base_url: str = Field(default="", max_length=500)
    """Address of its API where it is not the vendor's own, such as that of a proxy."""


class CompatibleSettings(_Section):
    """An endpoint that speaks the OpenAI format: Ollama, vLLM, LM Studio, or another vendor."""

    url: str = Field(min_length=1, max_length=500)
    """Address up to and with ``/v1``."""
    api_key: SecretStr | None = None
    """Key, where it needs one."""
    models: _Names = ()
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


class ModelsSettings(_Section):
    """Language models, by vendor.

    What a key or an address looks like is judged where it is used: a bad one takes its models away and stops nothing.
    """

    order: _Names = ()
    """Models to ask, the best first, each as ``vendor:model``; when empty, one low-priced model per key, then all of
    ``compatible``."""
    thinking: Literal["off", "low", "medium", "high"] = "off"
    """How much a model may think before it answers, where it lets itself be told; thinking costs time and tokens."""
    allow_plain_http: bool = False
    """Whether keys and prompts may go unencrypted to addresses beyond this machine and private networks."""
    compatible: dict[_EndpointName, CompatibleSettings] = Field(default_factory=dict)
    """Endpoints in the OpenAI format by a name of yours, each with ``url``, ``models`` and, where needed, ``api_key``,
    ``local``, ``answers``, ``context_tokens``, ``input_usd_per_million``, ``output_usd_per_million``."""
    openai: VendorSettings = VendorSettings()
    anthropic: VendorSettings = VendorSettings()
    google: VendorSettings = VendorSettings()
    mistral: VendorSettings = VendorSettings()
    x_ai: VendorSettings = VendorSettings()
    deepseek: VendorSettings = VendorSettings()


class RoleSettings(_Section):
    """How one role is filled, where it is not as all are."""

    models: _Names = ()
    """Models to ask, the best first, each as ``vendor:model``, or ``vendor`` for all of one."""
    mode: RoutingMode | None = None
    """By what models are chosen."""
    month_usd: float | None = Field(default=None, ge=0, le=1_000_000)
    """What it may cost in a month, in US dollars."""
    deadline_s: float | None = Field(default=None, ge=1, le=3_600)
    """Seconds after which no further model is asked."""
    max_output_tokens: int | None = Field(default=None, ge=16, le=200_000)
    """Longest answer in tokens."""


class ArtistRoomSettings(_Section):
    """How one artist is written for, where it is not as all are."""

    models: _Names = ()
    """Models to ask, the best first; wins over that of the role."""
    month_usd: float | None = Field(default=None, ge=0, le=1_000_000)
    """What it may cost in a month, in US dollars."""


class RoomSettings(_Section):
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
    zone: _Zone = "UTC"
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
    """How many exchanges of an artist with a role are sent along in full; earlier ones in short."""
    answers_kept: int = Field(default=2_000, ge=1, le=100_000)
    """How many answers are kept to be given again to the very same request."""
    answers_days: float = Field(default=30.0, gt=0, le=3_650)
    """Days after which they are too old for that."""
    roles: dict[_RoleName, RoleSettings] = Field(default_factory=dict)
    """What differs for a role, by its name: ``author``, ``helper``, ``validator``, ``critic``, ``reflector``,
    ``analyzer``, ``engineer``; each with ``models``, ``mode``, ``month_usd``, ``deadline_s``, ``max_output_tokens``."""
    artists: dict[str, ArtistRoomSettings] = Field(default_factory=dict)
    """What differs for an artist, by the slug; each with ``models`` and ``month_usd``."""


class ConsoleSettings(_Section):
    """The console in the terminal."""

    keys: str = Field(default="", max_length=2_000)
    """Other keys, as pairs of a name and its keys, such as ``approve=f5 reject=ctrl+x,X``."""
    colours: Literal["auto", "full", "sixteen", "none"] = "auto"
    """How many colours are used; auto asks the terminal, and ``NO_COLOR`` says none."""
    signs: Literal["auto", "unicode", "ascii"] = "auto"
    """What signs are drawn with; auto asks the locale."""
    player: Literal["auto", "none", "mpv", "ffplay", "pw-play", "paplay", "aplay", "afplay"] = "auto"
    """Program that plays songs; auto takes the first of these that is there."""
    refresh_s: float = Field(default=1.0, ge=0.2, le=60)
    """Seconds between two looks at the records while something moves; twice as many while nothing does."""


class Settings(_Section):
    """Everything that can be set."""

    home: Path = Path("~/noktvrn")
    """Directory of everything that is kept."""
    database_url: SecretStr | None = None
    """Database of the label; SQLite in the home directory when not set, or ``postgresql+psycopg://user@host/db``."""
    engine_url: SecretStr | None = None
    """Database of the workflow engine; SQLite in the home directory when not set."""
    footage_folder: Path | None = None
    """Folder of clips that films may show; ``footage`` in the home directory when not set."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Least severe entry that is kept in the log."""
    label: LabelSettings = LabelSettings()
    review: ReviewSettings = ReviewSettings()
    gate: GateSettings = GateSettings()
    worker: WorkerSettings = WorkerSettings()
    film: FilmSettings = FilmSettings()
    lifecycle: LifecycleSettings = LifecycleSettings()
    web: WebSettings = WebSettings()
    console: ConsoleSettings = ConsoleSettings()
    writing: WritingSettings = WritingSettings()
    models: ModelsSettings = ModelsSettings()
    room: RoomSettings = RoomSettings()
    notify: NotifySettings = NotifySettings()
    telegram: TelegramSettings = TelegramSettings()


def load_settings(flags: Mapping[str, Any] | None = None, env: Mapping[str, str] | None = None) -> Settings:
    """Read all sources and return the settings.

    Args:
        flags: Values from the command line, nested as in the model.
        env: Environment; that of the process when None.

    Raises:
        ConfigError: An unknown key, a value of the wrong type or out of range, or a file that others can read.
    """
    return load_with_origin(flags, env)[0]


def load_with_origin(
    flags: Mapping[str, Any] | None = None, env: Mapping[str, str] | None = None
) -> tuple[Settings, dict[str, str]]:
    """Like :func:`load_settings`, with the origin of each dotted key that is not a default.

    Raises:
        ConfigError: As there.
    """
    flag_values = dict(flags or {})
    env_values = _from_environment(os.environ if env is None else env)
    home = Path(flag_values.get("home") or env_values.get("home") or "~/noktvrn").expanduser().absolute()
    path = home / FILE_NAME
    file_values = _from_file(path)
    origin = dict.fromkeys(_dotted(file_values), f"file {path}")
    origin |= dict.fromkeys(_dotted(env_values), "environment")
    origin |= dict.fromkeys(_dotted(flag_values), "flag")
    merged = _merge(_merge(file_values, env_values), flag_values)
    merged["home"] = home
    merged, origin = _with_vendor_keys(merged, origin, os.environ if env is None else env)
    try:
        return Settings.model_validate(merged), origin
    except ValidationError as exc:
        raise _explained(exc, origin) from exc


def documented_settings() -> list[tuple[str, FieldInfo]]:
    """Return each dotted key with its field, in the order of the model; the reference is written from this."""
    return list(_leaves(Settings, ""))


def environment_name(key: str) -> str:
    """Return the environment variable of a dotted key: ``review.hold_s`` is ``NOKTVRN_REVIEW__HOLD_S``."""
    return ENV_PREFIX + key.upper().replace(".", "__")


def _leaves(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _leaves(kind, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", field


def _from_environment(env: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in sorted(env):
        if name.startswith(ENV_PREFIX) and env[name] != "":
            *parents, leaf = name[len(ENV_PREFIX) :].lower().split("__")
            place = values
            for parent in parents:
                place = place.setdefault(parent, {})
                if not isinstance(place, dict):
                    raise ConfigError(
                        f"The variables {ENV_PREFIX}{parent.upper()} and {name} contradict each other.",
                        remedy=f"Unset one of them; {parent} is either one value or a group.",
                        stage="settings",
                    )
            place[leaf] = env[name]
    return values


def _keys_of_vendors(env: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield section, variable and key for each vendor whose own variable is set."""
    for section, variables in VENDOR_VARIABLES.items():
        found = next((name for name in variables if env.get(name, "").strip()), None)
        if found is not None:
            yield section, found, env[found]


def _with_vendor_keys(
    values: Mapping[str, Any], origin: Mapping[str, str], env: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return settings and origins with the keys of vendors' own variables below them."""
    merged, told = dict(values), dict(origin)
    for section, variable, key in _keys_of_vendors(env):
        models = merged.get("models", {})
        vendor = models.get(section, {}) if isinstance(models, Mapping) else None
        if isinstance(vendor, Mapping) and not vendor.get("api_key"):
            merged["models"] = {**models, section: {**vendor, "api_key": key}}
            told[f"models.{section}.api_key"] = f"environment {variable}"
    return merged, told


def _from_file(path: Path) -> dict[str, Any]:
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError(
            f"The settings file {path} cannot be read: {exc}.",
            remedy=f"Make it a text file that you may read: chmod 600 {path}",
            stage="settings",
        ) from exc
    if stat.S_IMODE(mode) & 0o077:
        raise ConfigError(
            f"The settings file {path} may be read by others (mode {stat.S_IMODE(mode):04o}) and may hold secrets.",
            remedy=f"Close it: chmod 600 {path}",
            stage="settings",
        )
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise ConfigError(
            f"The settings file {path} is not valid TOML: {exc}.",
            remedy=f"Mend that line of {path}; docs/reference/settings.md lists all keys.",
            stage="settings",
        ) from exc
    if "home" in values:
        raise ConfigError(
            f"The settings file {path} sets home, but it lies in the home directory itself.",
            remedy="Remove the key; use --home or NOKTVRN_HOME.",
            stage="settings",
        )
    return values


def _dotted(values: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _dotted(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        both = isinstance(value, Mapping) and isinstance(under, Mapping)
        merged[key] = _merge(under or {}, value) if both else value
    return merged


def _explained(exc: ValidationError, origin: Mapping[str, str]) -> ConfigError:
    first = exc.errors(include_url=False, include_input=True)[0]
    key = ".".join(str(part) for part in first["loc"])
    source = origin.get(key) or next((text for name, text in origin.items() if name.startswith(key)), "settings")
    if first["type"] == "extra_forbidden":
        known = [name for name, _ in documented_settings()]
        near = get_close_matches(key, known, n=1, cutoff=0.5)
        guess = f"Did you mean {near[0]}? " if near else ""
        return ConfigError(
            f"There is no setting {key!r} ({source}).",
            remedy=f"{guess}Remove it; docs/reference/settings.md lists all keys.",
            stage="settings",
        )
    hidden = key.startswith("notify.targets.") or key.endswith(("_url", "prefix", "key", "token", "secret"))
    shown = "a secret" if hidden else repr(first["input"])
    return ConfigError(
        f"The setting {key} is {shown} ({source}): {first['msg'][0].lower()}{first['msg'][1:]}.",
        remedy=f"Set {key} to a value of the right type and range; docs/reference/settings.md lists them.",
        stage="settings",
    )
