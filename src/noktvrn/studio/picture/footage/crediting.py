"""Who clips are owed to: ``credits.toml`` in a folder, or a file ``<clip>.toml`` beside a clip.

A ``credits.toml`` holds ``author``, ``licence``, ``source`` and ``tags`` for all clips of its folder and those below,
and a table for each clip that differs, named by its file. What lies nearer to the clip wins; tags add up.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from noktvrn.studio.picture.footage.facts import ClipCredit

CREDITS_NAME: Final = "credits.toml"
"""Name of the file that holds for a folder."""

_MOST_BYTES = 256_000
_MOST_LETTERS = 300
_FIELDS = ("author", "licence", "source")


@dataclass(frozen=True, slots=True)
class Notes:
    """What somebody wrote down about a clip.

    Attributes:
        credit: Who it is owed to.
        tags: Words for it.
        faults: Files that could not be read, with why.
    """

    credit: ClipCredit = field(default_factory=ClipCredit)
    tags: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def notes_on(clip: Path, root: Path) -> Notes:
    """Read what is written down about a clip, from the library's root down to the clip itself.

    Args:
        clip: Its file, below ``root``.
        root: The library's folder.
    """
    below = clip.parent.relative_to(root).parts
    folders = [root, *(root.joinpath(*below[: depth + 1]) for depth in range(len(below)))]
    faults: list[str] = []
    layers: list[dict[str, Any]] = []
    for folder in folders:
        written = _read(folder / CREDITS_NAME, faults)
        layers += [written, _table(written.get(clip.name))]
    layers += [_read(clip.with_suffix(".toml"), faults), _read(clip.with_name(f"{clip.name}.toml"), faults)]
    known = dict.fromkeys(_FIELDS, "")
    tags: list[str] = []
    for layer in layers:
        known |= {name: _text(layer[name]) for name in _FIELDS if isinstance(layer.get(name), str)}
        tags += [_text(tag) for tag in _list(layer.get("tags")) if isinstance(tag, str)]
    return Notes(ClipCredit(**known), tuple(tags), tuple(faults))


def _read(path: Path, faults: list[str]) -> dict[str, Any]:
    try:
        stamp = path.stat()
    except OSError:
        return {}
    written = _parsed(path, stamp.st_mtime_ns, stamp.st_size)
    if isinstance(written, str):
        faults.append(written)
        return {}
    return written


@cache
def _parsed(path: Path, changed_ns: int, size_bytes: int) -> dict[str, Any] | str:
    """Return what a file holds, or why it cannot be read; kept as long as the file does not change."""
    if size_bytes > _MOST_BYTES or not path.is_file():
        return f"{path.name} in {path.parent.name} is no list of credits."
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        return f"{path.name} in {path.parent.name} cannot be read: {exc}."


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: str) -> str:
    """Return one line of text that can be printed anywhere."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())[:_MOST_LETTERS]
