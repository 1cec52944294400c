"""Checks on the machine: Python, libraries, typefaces, codecs, compiled kernels, clock."""

from __future__ import annotations

import os
import re
import sys
import time
import warnings
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib import import_module, metadata, util
from pathlib import Path
from typing import Final

from noktvrn.ops.doctor import Diagnosis, broken, good, notice

LOWEST_PYTHON: Final = (3, 11)
BEYOND_PYTHON: Final = (3, 15)
"""Versions that this program is made for, as in its package metadata."""

CODECS: Final = ("libx264", "aac", "libmp3lame", "flac")
"""Encoders that films, previews and masters need."""

FONT_PACKAGES: Final = (
    "font_manrope",
    "font_hanken_grotesk",
    "font_source_serif_pro",
    "font_source_sans_pro",
    "font_fredoka_one",
    "font_amatic_sc",
)

_EARLIEST_YEAR: Final = 2025
"""A clock before the year of this program's making was never set."""

_REQUIREMENT = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)\s*(?:\[[^\]]*\])?\s*\(?(?P<bounds>[^;)]*)\)?\s*(?:;(?P<when>.*))?$"
)
_BOUND = re.compile(r"(?P<sign>>=|<=|==|!=|<|>)\s*(?P<version>[0-9][0-9.]*)")


def check_python(version: Sequence[int] = sys.version_info[:3]) -> Diagnosis:
    """Look whether this Python is one that the program is made for."""
    shown = ".".join(str(part) for part in version[:3])
    if LOWEST_PYTHON <= tuple(version[:2]) < BEYOND_PYTHON:
        return good(f"Python {shown}")
    return broken(f"Python {shown}; 3.11 to 3.14 are supported.", "Install Python 3.13 and set the program up again.")


def check_libraries(requirements: Iterable[str] | None = None, *, load: bool = True) -> Diagnosis:
    """Look whether every library that the package asks for is there, of the right version, and loads.

    Args:
        requirements: Requirement lines; those of the installed package when None.
        load: Whether to import them as well.
    """
    wanted = [each for each in map(_parsed, requirements or metadata.requires("noktvrn") or ()) if each]
    modules = _modules_by_distribution() if load else {}
    faults = [fault for name, bounds in wanted if (fault := _library_fault(name, bounds, modules.get(_plain(name))))]
    if faults:
        return broken("; ".join(faults) + ".", "Set the program up again: make setup")
    return good(f"{len(wanted)} libraries of the right version")


def check_typefaces(packages: Sequence[str] = FONT_PACKAGES) -> Diagnosis:
    """Look whether the typefaces that covers are set in are installed."""
    missing = [package for package in packages if not _font_files(package)]
    if missing:
        return broken(f"No typeface in {', '.join(missing)}.", "Set the program up again: make setup")
    return good(f"{len(packages)} families")


def check_codecs(names: Sequence[str] = CODECS) -> Diagnosis:
    """Look whether the encoders are built into PyAV."""
    from av import library_versions
    from av.codec.codec import Codec, UnknownCodecError

    missing = []
    for name in names:
        try:
            Codec(name, "w")
        except UnknownCodecError:
            missing.append(name)
    if missing:
        return broken(f"PyAV has no encoder {', '.join(missing)}.", "Install the wheel of av, not a build of your own.")
    release = ".".join(str(part) for part in library_versions["libavcodec"])
    return good(f"{', '.join(names)} (libavcodec {release})")


def check_kernels(folder: Path) -> Diagnosis:
    """Look whether compiled kernels are kept, so that only the first song waits for the compiler."""
    nearest = next((place for place in (folder, *folder.parents) if place.exists()), Path("/"))
    if not os.access(nearest, os.W_OK):
        return notice(
            f"{folder} cannot be written, so each start compiles again (about a minute).",
            f"Make it yours: chown -R $USER {nearest}",
        )
    kept = sum(1 for _ in folder.rglob("*.nbi")) if folder.exists() else 0
    if not kept:
        return notice("Not compiled yet; the first song takes about a minute longer.", "noktvrn studio warm")
    return good(f"{kept} kernels compiled in {folder}")


def check_clock(now: datetime, zone: str | None = None) -> Diagnosis:
    """Look whether the clock was set, and name the zone that instants are shown in.

    Args:
        now: The present, with its time zone.
        zone: Name of the local zone; the machine's when None.
    """
    if now.year < _EARLIEST_YEAR:
        return broken(f"The clock says {now:%Y-%m-%d}.", "Set the clock: timedatectl set-ntp true")
    local = now.astimezone()
    name = zone or time.tzname[bool(local.dst())]
    return good(f"{local:%Y-%m-%d %H:%M:%S}, zone {name}")


def _parsed(line: str) -> tuple[str, str] | None:
    match = _REQUIREMENT.match(line)
    if match is None or "extra" in (match["when"] or ""):
        return None
    return match["name"], match["bounds"]


def _library_fault(name: str, bounds: str, modules: list[str] | None) -> str | None:
    try:
        installed = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"{name} is missing"
    if not all(_holds(installed, bound["sign"], bound["version"]) for bound in _BOUND.finditer(bounds)):
        return f"{name} is {installed}, wanted {bounds.strip()}"
    for module in modules or ():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # an old name of a module that warns of itself still loads
                import_module(module)
        except (ImportError, OSError) as error:
            return f"{name} {installed} does not load: {error}"
    return None


def _holds(installed: str, sign: str, wanted: str) -> bool:
    mine, other = _numbers(installed), _numbers(wanted)
    width = max(len(mine), len(other))
    mine, other = mine + (0,) * (width - len(mine)), other + (0,) * (width - len(other))
    return {
        ">=": mine >= other, "<=": mine <= other, "==": mine == other, "!=": mine != other,
        "<": mine < other, ">": mine > other,
    }[sign]  # fmt: skip


def _numbers(version: str) -> tuple[int, ...]:
    leading = re.match(r"[0-9.]*", version)
    return tuple(int(part) for part in (leading[0] if leading else "").split(".") if part)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _modules_by_distribution() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for module, distributions in metadata.packages_distributions().items():
        for distribution in distributions:
            if module.isidentifier() and not module.startswith("_"):
                found.setdefault(_plain(distribution), []).append(module)
    return found


def _font_files(package: str) -> list[Path]:
    spec = util.find_spec(package)
    folders = spec.submodule_search_locations if spec is not None else None
    return [path for folder in folders or () for path in Path(folder).rglob("*") if path.suffix in {".ttf", ".otf"}]
