"""What a bank holds, and how its text is read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

TITLE_KINDS: Final = ("thing", "the", "order", "claim", "where")
"""Kinds of title: a noun phrase, one that is sung with "the", an order, a whole clause, a place or time."""

_PACKAGE: Final = "noktvrn.studio.words.banks"


@dataclass(frozen=True, slots=True)
class Couplet:
    """Two lines that belong together, in the notation of :mod:`noktvrn.studio.words.markup`."""

    first: str
    second: str

    @property
    def template(self) -> str:
        """Both lines as one text, so that tied choices agree."""
        return f"{self.first} / {self.second}"


@dataclass(frozen=True, slots=True)
class TitleTemplate:
    """A title and its kind, see ``TITLE_KINDS``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ThemeBank:
    """Hand-written material on one theme.

    Attributes:
        label: The theme as a short phrase.
        signs: Words of a brief that point to it.
        images: Nouns that belong to it.
        concepts: What a song can be about, one or two sentences.
        titles: Titles.
        scene: Couplets that show where we are.
        story: Couplets in which something happens or is said.
        turn: Couplets that see it anew.
        chorus: Couplets that can stand beside a hook.
    """

    label: str
    signs: frozenset[str]
    images: tuple[str, ...]
    concepts: tuple[str, ...]
    titles: tuple[TitleTemplate, ...]
    scene: tuple[Couplet, ...]
    story: tuple[Couplet, ...]
    turn: tuple[Couplet, ...]
    chorus: tuple[Couplet, ...]


def read_couplets(rows: tuple[str, ...]) -> tuple[Couplet, ...]:
    """Read one couplet per row, its lines parted by `` / ``."""
    return tuple(Couplet(*row.split(" / ")) for row in rows)


def read_titles(rows: tuple[str, ...]) -> tuple[TitleTemplate, ...]:
    """Read one kind per row: the kind, a colon, titles parted by semicolons."""
    titles = []
    for row in rows:
        kind, _, listed = row.partition(":")
        titles += [TitleTemplate(kind, title.strip()) for title in listed.split(";") if title.strip()]
    return tuple(titles)


def bank_names() -> tuple[str, ...]:
    """Return the names of the files of themes, sorted."""
    names = (entry.name for entry in files(_PACKAGE).iterdir())
    return tuple(sorted(name.removesuffix(".txt") for name in names if name.endswith(".txt") and name[0] != "_"))


@lru_cache(maxsize=64)
def read_parts(name: str) -> dict[str, tuple[str, ...]]:
    """Return the parts of a bank's file: fields under their name as one row, parts as their rows."""
    parts: dict[str, list[str]] = {}
    part = ""
    for line in files(_PACKAGE).joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines():
        row = line.strip()
        if row.startswith("== "):
            part = row.removeprefix("== ")
            parts[part] = []
        elif row and part:
            parts[part].append(row)
        elif row:
            field, _, value = row.partition(": ")
            parts[field] = [value]
    return {name: tuple(rows) for name, rows in parts.items()}


def read_list(name: str, part: str) -> tuple[str, ...]:
    """Return the entries of a part that parts them by commas."""
    return tuple(entry.strip() for row in read_parts(name)[part] for entry in row.split(",") if entry.strip())


def read_theme(name: str) -> ThemeBank:
    """Read the bank of one theme from its file."""
    parts = read_parts(name)
    return ThemeBank(
        label=parts["label"][0],
        signs=frozenset(parts["signs"][0].split()),
        images=read_list(name, "images"),
        concepts=parts["concepts"],
        titles=read_titles(parts["titles"]),
        scene=read_couplets(parts["scene"]),
        story=read_couplets(parts["story"]),
        turn=read_couplets(parts["turn"]),
        chorus=read_couplets(parts["chorus"]),
    )
