"""The artwork provider: the cover, and the artwork without text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from noktvrn.ports.making import Cancelled, MadeBy, Progress
from noktvrn.roster.artist import Look


@dataclass(frozen=True, slots=True)
class CoverRequest:
    """What to paint.

    Attributes:
        title: Exactly as in the metadata.
        artist: Exactly as in the metadata.
        look: The artist's look.
        mood: One word.
        energy: 0..1.
        seed: Seed.
        avoid_hashes: Difference hashes (hex) of the artist's covers; the new one differs from all.
    """

    title: str
    artist: str
    look: Look
    mood: str
    energy: float
    seed: int
    avoid_hashes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverFigures:
    """What was measured on the cover's file.

    Attributes:
        width_px: Width.
        height_px: Height.
        mode: Pillow's mode, such as ``"RGB"``.
        format: Such as ``"JPEG"``.
        has_icc_profile: Whether a colour profile is embedded.
        size_bytes: Length of the file.
        sharpness: Variance of the Laplacian on 0..255 luma.
        title_contrast: Contrast ratio of the title on the rendered pixels; 0 when there is no text.
        artist_contrast: The same of the artist's name.
        rendered_text: Lines of text that were set, in order.
        missing_glyphs: Characters that no face could show.
        difference_hash: 256-bit difference hash as hex.
    """

    width_px: int
    height_px: int
    mode: str
    format: str
    has_icc_profile: bool
    size_bytes: int
    sharpness: float
    title_contrast: float
    artist_contrast: float
    rendered_text: tuple[str, ...]
    missing_glyphs: str
    difference_hash: str


@dataclass(frozen=True, slots=True)
class CoverResult:
    """What was painted.

    Attributes:
        cover: JPEG, 3000 x 3000.
        artwork: The same without text.
        thumbnail: 300 px JPEG of the cover.
        figures: Measured on the finished file.
        made_by: Who painted.
    """

    cover: Path
    artwork: Path
    thumbnail: Path
    figures: CoverFigures
    made_by: MadeBy


class ArtworkProvider(Protocol):
    """Paints covers."""

    name: str

    def style_families(self) -> tuple[str, ...]:
        """MUST return the ways of painting that it knows."""
        ...

    def display_faces(self) -> tuple[str, ...]:
        """MUST return the faces of titles that it can set."""
        ...

    def text_faces(self) -> tuple[str, ...]:
        """MUST return the faces of small text that it can set."""
        ...

    def layouts(self) -> tuple[str, ...]:
        """MUST return the cover templates that it knows."""
        ...

    def paint_cover(
        self, request: CoverRequest, out_dir: Path, progress: Progress, cancelled: Cancelled
    ) -> CoverResult:
        """MUST write cover, artwork and thumbnail below ``out_dir``.

        Raises:
            ParameterError: Unknown style family, face or layout.
            RenderError: Painting failed.
            StepCancelledError: ``cancelled`` answered True.
        """
        ...
