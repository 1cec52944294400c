"""What is known of a clip."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What was measured by opening and sampling a clip.

    Attributes:
        duration_s: Up to the last frame that is really there.
        claimed_s: What the file says of its length; 0 when it says nothing.
        width_px: As shown, after rotation.
        height_px: As shown, after rotation.
        frames_per_s: Mean rate.
        has_steady_rate: Whether all frames are equally far apart.
        rotation_deg: By which the stored picture is turned clockwise to be shown: 0, 90, 180 or 270.
        codec: Such as ``"h264"``.
        container: Such as ``"mov"``.
        pixel_format: Such as ``"yuv420p"``.
        dynamic_range: ``"sdr"``, ``"pq"`` or ``"hlg"``.
        is_full_range: Whether luma uses 0..255.
        has_sound: Whether there is sound, which films never use.
        brightness: Mean luma, 0..1.
        contrast: Standard deviation of luma, 0..1.
        motion: How much moves: 0 stands still, 1 is hectic.
        colour: Mean colour as OKLCH.
        entries_s: Moments at which decoding can begin at once, ascending; at most 64.
        damage: Share of the sampled frames that did not decode, 0..1.
        remarks: What is odd about it, for people; empty when nothing is.
    """

    duration_s: float
    claimed_s: float
    width_px: int
    height_px: int
    frames_per_s: float
    has_steady_rate: bool
    rotation_deg: int
    codec: str
    container: str
    pixel_format: str
    dynamic_range: str
    is_full_range: bool
    has_sound: bool
    brightness: float
    contrast: float
    motion: float
    colour: tuple[float, float, float]
    entries_s: tuple[float, ...] = (0.0,)
    damage: float = 0.0
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClipCredit:
    """Who a clip is owed to; empty where the folder does not say.

    Attributes:
        author: Who filmed it.
        licence: Terms of use.
        source: Where it comes from.
    """

    author: str = ""
    licence: str = ""
    source: str = ""

    @property
    def line(self) -> str:
        """The credit as one line, such as ``"Ada Moll (CC BY 4.0), own archive"``; empty when nothing is known."""
        who = f"{self.author} ({self.licence})" if self.author and self.licence else self.author or self.licence
        return ", ".join(part for part in (who, self.source) if part)


@dataclass(frozen=True, slots=True)
class ClipRecord:
    """What became of the films that a clip was in.

    Attributes:
        films: How many films used it.
        approved: How many of them people approved.
        changes: How many came back with a wish for changes.
        rejected: How many were rejected.
    """

    films: int = 0
    approved: int = 0
    changes: int = 0
    rejected: int = 0

    @property
    def success(self) -> float:
        """How well it has done, 0..1: a half when nothing is known, and slow to leave it on few films."""
        return (1 + self.approved) / (2 + self.approved + self.rejected + 0.5 * self.changes)


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip that can be used.

    Attributes:
        digest: Hex SHA-256 of its bytes.
        path: Its file.
        facts: What was measured.
        tags: Words that it is found by, lowercase.
        credit: Who it is owed to.
        record: What became of the films that it was in.
    """

    digest: str
    path: Path
    facts: ClipFacts
    tags: tuple[str, ...] = ()
    credit: ClipCredit = field(default_factory=ClipCredit)
    record: ClipRecord = field(default_factory=ClipRecord)
