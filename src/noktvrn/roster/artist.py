"""A virtual artist: identity, sound, voice, look, writer settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from noktvrn.types import ArtistId, Seed


class LifecycleStatus(StrEnum):
    """Where an artist stands in its career."""

    CANDIDATE = "candidate"
    ACTIVE = "active"
    EVOLVING = "evolving"
    PAUSED = "paused"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the artist is.

    Attributes:
        name: Stage name, 2 to 40 characters.
        story: Two to four sentences.
        themes: What the songs are about, 3 to 6 nouns or short phrases.
        influences: Words of style ("nineties downtempo"), never names of real artists.
    """

    name: str
    story: str
    themes: tuple[str, ...]
    influences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dials:
    """How the artist leans, each 0..1 with 0.5 as the genre's middle."""

    brightness: float = 0.5
    density: float = 0.5
    swing: float = 0.5
    darkness: float = 0.5
    complexity: float = 0.5
    energy: float = 0.5


@dataclass(frozen=True, slots=True)
class Sound:
    """What the artist sounds like.

    Attributes:
        genre: Slug of a genre that the music provider knows, such as ``"synthwave"``.
        tempo_min_bpm: Slowest tempo.
        tempo_max_bpm: Fastest tempo.
        keys: Preferred keys, such as ``"A minor"``.
        moods: One to three words.
        instruments: Names of parts that carry the sound.
        dials: How it leans.
    """

    genre: str
    tempo_min_bpm: float
    tempo_max_bpm: float
    keys: tuple[str, ...]
    moods: tuple[str, ...]
    instruments: tuple[str, ...]
    dials: Dials = field(default_factory=Dials)


@dataclass(frozen=True, slots=True)
class Voice:
    """How the artist would sing or speak.

    Attributes:
        register: One of ``"bass" "baritone" "tenor" "alto" "mezzo" "soprano"``.
        timbre: Words such as ``"breathy"``.
        breath: 0..1.
        vibrato_cents: 0..60.
        formant_shift: Ratio 0.8..1.25 of vocal-tract resonance.
    """

    register: str
    timbre: tuple[str, ...]
    breath: float
    vibrato_cents: float
    formant_shift: float


@dataclass(frozen=True, slots=True)
class Oklch:
    """A colour in OKLCH.

    Attributes:
        lightness: 0..1.
        chroma: 0..0.37.
        hue_deg: 0..360.
    """

    lightness: float
    chroma: float
    hue_deg: float


@dataclass(frozen=True, slots=True)
class Look:
    """What the artist looks like; names are those of the artwork provider.

    Attributes:
        style_family: Way of painting, such as ``"ink_flow"``.
        palette: Five colours: ground, dominant, support, accent, ink.
        display_face: Face of titles.
        text_face: Face of small text.
        layout: Template of the cover.
        motif: Dials of the style family, each 0..1.
    """

    style_family: str
    palette: tuple[Oklch, ...]
    display_face: str
    text_face: str
    layout: str
    motif: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WriterSettings:
    """How the artist writes.

    Attributes:
        language: BCP 47 tag.
        perspective: ``"first"``, ``"second"`` or ``"third"`` person.
        rhyme: ``"couplet"``, ``"alternate"`` or ``"loose"``.
        imagery: Words that recur.
        explicit: Whether strong language is allowed.
        models: Language models to ask for this artist, ``vendor:model`` or ``vendor``, the best first; empty for those
            of the settings.
    """

    language: str
    perspective: str
    rhyme: str
    imagery: tuple[str, ...]
    explicit: bool = False
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Artist:
    """One virtual artist of the roster.

    Attributes:
        id: The artist.
        slug: Name in lowercase ASCII with hyphens; unique in the roster.
        identity: Who.
        sound: What it sounds like.
        voice: How it sings.
        look: What it looks like.
        writer: How it writes.
        autopilot: Whether the label decides by itself.
        status: Where it stands in its career.
        status_reason: Why, in one sentence.
        seed: Seed from which it was made; songs derive theirs from it unless told otherwise.
        brief: What the operator asked for.
        created_at: UTC.
        updated_at: UTC.
        version: Counts changes.
    """

    id: ArtistId
    slug: str
    identity: Identity
    sound: Sound
    voice: Voice
    look: Look
    writer: WriterSettings
    autopilot: bool
    status: LifecycleStatus
    status_reason: str
    seed: Seed
    brief: str
    created_at: datetime
    updated_at: datetime
    version: int = 0
