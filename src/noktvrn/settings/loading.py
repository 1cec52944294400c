"""Reading the settings: flags over environment over the settings file over defaults.

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
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from noktvrn.errors import ConfigError
from noktvrn.settings.home import SETTINGS_FILE
from noktvrn.settings.models import VENDOR_VARIABLES
from noktvrn.settings.whole import Settings

ENV_PREFIX = "NOKTVRN_"
_NAME_OF_GROUP = "[key]"
"""How the place of a mistake ends when it is the name of a group and not a value in it."""


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
    path = home / SETTINGS_FILE
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
    place = [str(part) for part in first["loc"]]
    is_name = place[-1:] == [_NAME_OF_GROUP]
    key = ".".join(place[:-1] if is_name else place)
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
    why = f"{first['msg'][0].lower()}{first['msg'][1:]}"
    if is_name:
        return ConfigError(
            f"The group {key} ({source}) has a name that cannot be: {why}.",
            remedy="Name it otherwise, or remove it; docs/reference/settings.md says which groups there are.",
            stage="settings",
        )
    hidden = key.startswith("notify.targets.") or key.endswith(("_url", "prefix", "key", "token", "secret"))
    shown = "a secret" if hidden else repr(first["input"])
    return ConfigError(
        f"The setting {key} is {shown} ({source}): {why}.",
        remedy=f"Set {key} to a value of the right type and range; docs/reference/settings.md lists them.",
        stage="settings",
    )
