"""What every use case needs, put together once by the composition root."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from noktvrn.ports.assets import AssetStore
from noktvrn.ports.clock import Clock
from noktvrn.ports.identifiers import Identifiers
from noktvrn.ports.language import Room
from noktvrn.ports.music import FormPlanner
from noktvrn.ports.repositories import Records
from noktvrn.ports.writer import Writer
from noktvrn.settings import Settings


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the providers in use can do; read once, so that no use case has to load them.

    Attributes:
        genres: Slug of each genre, with its slowest and fastest tempo in bpm.
        style_families: Ways of painting.
        display_faces: Faces of titles.
        text_faces: Faces of small text.
        layouts: Cover templates.
    """

    genres: Mapping[str, tuple[float, float]]
    style_families: tuple[str, ...]
    display_faces: tuple[str, ...]
    text_faces: tuple[str, ...]
    layouts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """The label's means.

    Attributes:
        settings: Everything that can be set.
        records: The label's own records.
        assets: Files.
        clock: Time.
        identifiers: New identifiers and seeds.
        writer: The writer in use.
        room: Asks language models; closed without keys.
        composer: Tells the form of a song before it is made.
        abilities: What the makers can do.
        releases_dir: Where packages are written.
        work_dir: Where heavy steps write before their files become assets.
    """

    settings: Settings
    records: Records
    assets: AssetStore
    clock: Clock
    identifiers: Identifiers
    writer: Writer
    room: Room
    composer: FormPlanner
    abilities: Abilities
    releases_dir: Path
    work_dir: Path
