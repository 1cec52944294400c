"""Settings in words: each with its value and meaning, secrets masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from noktvrn.ops.redaction import MASK, Redactor
from noktvrn.settings import Settings, documented_settings


@dataclass(frozen=True, slots=True)
class SettingEntry:
    """One setting.

    Attributes:
        key: Its dotted key.
        value: Its value as people read it.
        about: What it means.
        is_default: Whether it has its default.
    """

    key: str
    value: str
    about: str
    is_default: bool


def setting_entries(settings: Settings) -> list[SettingEntry]:
    """Return every setting in the order of the model."""
    entries = []
    for key, field in documented_settings():
        value = shown_value(settings, key)
        about = " ".join((field.description or "").replace("``", "").split())
        entries.append(
            SettingEntry(
                key, value_words(value), about, _value(settings, key) == field.get_default(call_default_factory=True)
            )
        )
    return entries


def shown_value(settings: Settings, key: str) -> str | float | bool | None:
    """Return the value of a dotted key, with secrets masked."""
    value = _value(settings, key)
    if isinstance(value, SecretStr):
        return MASK
    if isinstance(value, tuple | Mapping):
        return ", ".join(str(each) for each in value) or None
    return value if value is None or isinstance(value, bool | int | float) else _without_user(str(value))


def _without_user(text: str) -> str:
    """An address may hold a name and a password, though none is asked for."""
    return Redactor()(text) if "://" in text else text


def value_words(value: object) -> str:
    """Return a value as people read it."""
    if value is None:
        return "not set"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _value(settings: Settings, key: str) -> Any:
    value: Any = settings
    for part in key.split("."):
        value = getattr(value, part)
    return value
