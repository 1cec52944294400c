"""Where people look, decide and are told."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from noktvrn.settings.section import HOUR, EndpointName, Names, Section


class WebSettings(Section):
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


class ConsoleSettings(Section):
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


class TargetSettings(Section):
    """One place where people are told what happens."""

    url: SecretStr
    """Address of the place, with all that it needs: ``mailto://``, ``ntfy://``, ``dbus://``... of Apprise, or
    ``webhook+https://`` for a program of your own."""
    kinds: Names = ()
    """What is told there; empty for all that calls for a person, releases and the digest."""
    quiet_from: str = Field(default="", pattern=HOUR, max_length=5)
    """Hour from which the place is left in peace, such as ``22:00``; empty for none."""
    quiet_to: str = Field(default="", pattern=HOUR, max_length=5)
    """Hour until which it is, such as ``07:30``."""
    when_quiet: Literal["wait", "silent"] = "wait"
    """Whether messages wait for the end of the quiet hours, or come without a sound."""
    digest_at: str = Field(default="", pattern=HOUR, max_length=5)
    """Hour at which the past day is told in one message, such as ``09:00``; empty for none."""
    zone: str = Field(default="", max_length=60)
    """Time zone of hours and times, such as ``Europe/Berlin``; that of the machine when empty."""


class NotifySettings(Section):
    """Who is told what happens."""

    flood_over: int = Field(default=6, ge=1, le=100)
    """More messages than this within ``notify.flood_within_s`` become one summary."""
    flood_within_s: float = Field(default=300.0, ge=1, le=86_400)
    """Seconds over which messages to one place are counted."""
    keep_days: int = Field(default=90, ge=2, le=3_650)
    """Days after which what happened is no longer listed."""
    look_s: float = Field(default=1.0, ge=0.05, le=3_600)
    """Seconds between two looks for something to tell."""
    targets: dict[EndpointName, TargetSettings] = Field(default_factory=dict)
    """Places where people are told, by names of your own: ``url``, ``kinds``, ``quiet_from``, ``quiet_to``,
    ``when_quiet``, ``digest_at``, ``zone``."""


class TelegramSettings(Section):
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
    quiet_from: str = Field(default="", pattern=HOUR, max_length=5)
    """Hour from which messages make no sound, such as ``22:00``; empty for none."""
    quiet_to: str = Field(default="", pattern=HOUR, max_length=5)
    """Hour from which they do again, such as ``07:30``."""
    digest_at: str = Field(default="09:00", pattern=HOUR, max_length=5)
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
