"""The plan of a song: what is fixed before the first note.

A request leaves open what it does not care about; the plan fills it from the genre and the seed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from noktvrn.errors import ParameterError
from noktvrn.studio.engine_version import ENGINE_VERSION
from noktvrn.studio.genres import GenreProfile, SectionShape, genre_profile
from noktvrn.studio.score.form import choose_form, fit_form
from noktvrn.studio.score.tempo import TempoStep, seconds_at, tempo_steps, write_tempo
from noktvrn.studio.score.tension import plan_tension
from noktvrn.studio.score.theory import Key, parse_key
from noktvrn.types import MAX_SEED, child_seed

BPM_RANGE: Final = (40.0, 240.0)
LENGTH_RANGE_S: Final = (20.0, 600.0)
BEATS_PER_BAR: Final = 4

MOODS: Final[dict[str, tuple[float, float]]] = {
    "aggressive": (-0.5, 0.8), "angry": (-0.6, 0.8), "anxious": (-0.5, 0.4), "bittersweet": (-0.2, 0.0),
    "bright": (0.7, 0.4), "calm": (0.3, -0.7), "chill": (0.3, -0.5), "cold": (-0.4, -0.1), "confident": (0.4, 0.5),
    "dark": (-0.7, 0.1), "defiant": (-0.1, 0.7), "dreamy": (0.2, -0.4), "driving": (0.1, 0.7), "ecstatic": (0.8, 0.9),
    "energetic": (0.5, 0.8), "epic": (0.1, 0.7), "euphoric": (0.8, 0.8), "happy": (0.8, 0.4), "hopeful": (0.6, 0.1),
    "intimate": (0.2, -0.6), "joyful": (0.9, 0.6), "longing": (-0.3, -0.2), "lonely": (-0.6, -0.4),
    "melancholic": (-0.6, -0.3), "melancholy": (-0.6, -0.3), "moody": (-0.4, -0.1), "mysterious": (-0.4, -0.2),
    "nocturnal": (-0.3, -0.2), "nostalgic": (-0.1, -0.2), "peaceful": (0.5, -0.8), "playful": (0.7, 0.5),
    "reflective": (-0.1, -0.5), "restless": (-0.2, 0.5), "romantic": (0.4, -0.2), "sad": (-0.8, -0.4),
    "serene": (0.5, -0.8), "somber": (-0.7, -0.4), "tender": (0.3, -0.6), "tense": (-0.5, 0.5),
    "triumphant": (0.7, 0.7), "uplifting": (0.8, 0.5), "warm": (0.5, -0.3), "wistful": (-0.3, -0.3),
}  # fmt: skip
"""Mood to valence (sad -1, happy 1) and arousal (still -1, wild 1); after Russell's circumplex (1980)."""


@dataclass(frozen=True, slots=True)
class Dials:
    """How an artist leans, each 0..1 with 0.5 as the genre's middle.

    Attributes:
        brightness: Dark to bright sounds.
        density: Few notes and parts to many.
        swing: Straight to swung, within what the genre allows.
        darkness: Major-leaning to minor-leaning, and a darker room.
        complexity: Triads to extended chords.
        energy: Restrained to forceful.
    """

    brightness: float = 0.5
    density: float = 0.5
    swing: float = 0.5
    darkness: float = 0.5
    complexity: float = 0.5
    energy: float = 0.5


@dataclass(frozen=True, slots=True)
class SongRequest:
    """What to make; None leaves the choice to genre and seed.

    Attributes:
        genre: Slug of a genre.
        seed: 0..2**63-1.
        bpm: 40..240.
        key: Such as ``"A minor"``.
        mood: One word; words outside ``MOODS`` lean nowhere.
        energy: 0..1.
        length_s: 20..600.
        dials: How it leans.
        reference: A recording whose tone the master is led to; None for the tone of the genre.
    """

    genre: str
    seed: int
    bpm: float | None = None
    key: str | None = None
    mood: str | None = None
    energy: float | None = None
    length_s: float | None = None
    dials: Dials = field(default_factory=Dials)
    reference: Path | None = None


@dataclass(frozen=True, slots=True)
class PlannedSection:
    """A section of the song.

    Attributes:
        kind: As in :class:`SectionShape`.
        first_bar: Counted from 0.
        bars: Length.
        energy: 0..1 after mood, dials and request.
        material: Which progression and melody.
        roles: Parts that play.
        groove: ``"low"``, ``"mid"`` or ``"high"``.
        lift: Semitones above the song's key.
        showing: How often this kind has been heard before.
    """

    kind: str
    first_bar: int
    bars: int
    energy: float
    material: str
    roles: tuple[str, ...]
    groove: str
    lift: int
    showing: int

    @property
    def end_bar(self) -> int:
        """First bar after the section."""
        return self.first_bar + self.bars


@dataclass(frozen=True, slots=True)
class SongPlan:
    """Everything that is decided before composing.

    Attributes:
        genre: Slug.
        seed: Seed of the song.
        bpm: Usual tempo.
        key: Key of the song.
        mood: As asked, or ``"neutral"``.
        valence: -1..1.
        energy: 0..1.
        swing: Share of the pair that its first half takes.
        sections: The form.
        dials: How it leans.
        tempo: Steps of even tempo; none for the usual one throughout.
        tension: Wanted tension of each bar, 0..1.
        engine: Engine version.
    """

    genre: str
    seed: int
    bpm: float
    key: Key
    mood: str
    valence: float
    energy: float
    swing: float
    sections: tuple[PlannedSection, ...]
    dials: Dials
    tempo: tuple[TempoStep, ...] = ()
    tension: tuple[float, ...] = ()
    engine: str = ENGINE_VERSION

    @property
    def bars(self) -> int:
        """Length in bars."""
        return self.sections[-1].end_bar

    def seconds(self, beat: float) -> float:
        """Seconds from beat 0 to a beat."""
        return seconds_at(self.tempo_map, beat)

    @property
    def tempo_map(self) -> tuple[TempoStep, ...]:
        """Steps of even tempo, at least one."""
        return self.tempo or tempo_steps([(0.0, self.bpm)])

    def tension_of(self, first_bar: int, end_bar: int) -> float:
        """Mean of the wanted tension of some bars; 0.5 where the plan has none."""
        bars = self.tension[first_bar:end_bar]
        return sum(bars) / len(bars) if bars else 0.5

    @property
    def hook_bar(self) -> int:
        """First bar of the first chorus; of the most energetic section when there is none."""
        chorus = next((s for s in self.sections if s.kind == "chorus"), None)
        return (chorus or max(self.sections, key=lambda s: s.energy)).first_bar

    def as_json(self) -> dict[str, Any]:
        """Return JSON values."""
        plain = asdict(self)
        plain["key"] = self.key.name
        plain["bars"] = self.bars
        for section, told in zip(self.sections, plain["sections"], strict=True):
            told["tension"] = round(self.tension_of(section.first_bar, section.end_bar), 3)
        return plain


def make_plan(request: SongRequest) -> SongPlan:
    """Check a request and decide what it leaves open.

    Raises:
        ParameterError: A value outside its range, or an unknown genre or key; the message names what is allowed.
    """
    _check(request)
    profile = genre_profile(request.genre)
    rng = Random(child_seed(request.seed, request.genre, "plan"))
    mood = (request.mood or "neutral").strip().lower()
    valence, arousal = MOODS.get(mood, (0.0, 0.0))
    bpm = request.bpm if request.bpm is not None else _tempo(profile, arousal, rng)
    key = parse_key(request.key) if request.key else _key(profile, valence, request.dials.darkness, rng)
    energy = request.energy if request.energy is not None else 0.55 + 0.15 * arousal
    energy = min(max(energy + 0.4 * (request.dials.energy - 0.5), 0.0), 1.0)
    length_s = request.length_s if request.length_s is not None else rng.uniform(*profile.length_s)
    # A bar rings out after the form, and then the room.
    playing_s = length_s - 240.0 / bpm - min(profile.room.seconds, 3.0)
    form = fit_form(choose_form(profile.forms, rng), max(round(playing_s * bpm / 240.0), 4))
    low, high = profile.swing_range
    middle = profile.groove.swing
    dial = request.dials.swing
    swing = middle + (dial - 0.5) * 2.0 * ((high - middle) if dial > 0.5 else (middle - low))
    sections = _sections(form, energy, request.dials.density, rng)
    return SongPlan(
        genre=profile.slug,
        seed=request.seed,
        bpm=bpm,
        key=key,
        mood=mood,
        valence=valence,
        energy=energy,
        swing=swing,
        sections=sections,
        dials=request.dials,
        tempo=write_tempo(profile.tempo, bpm, sections),
        tension=plan_tension(sections),
    )


def _check(request: SongRequest) -> None:
    _within("seed", request.seed, 0, MAX_SEED)
    if request.bpm is not None:
        _within("bpm", request.bpm, *BPM_RANGE)
    if request.energy is not None:
        _within("energy", request.energy, 0.0, 1.0)
    if request.length_s is not None:
        _within("length_s", request.length_s, *LENGTH_RANGE_S)
    for name, value in asdict(request.dials).items():
        _within(f"dials.{name}", value, 0.0, 1.0)


def _within(name: str, value: float, low: float, high: float) -> None:
    # Written so that NaN fails too.
    if not low <= value <= high:
        raise ParameterError(
            f"The song's {name} is {value!r}.", remedy=f"Choose {name} between {low:g} and {high:g}.", stage="plan"
        )


def _tempo(profile: GenreProfile, arousal: float, rng: Random) -> float:
    low, usual, high = profile.bpm
    return float(round(rng.triangular(low, high, min(max(usual + 0.3 * arousal * (high - low), low), high))))


def _key(profile: GenreProfile, valence: float, darkness: float, rng: Random) -> Key:
    lean = valence - 1.2 * (darkness - 0.5)
    bright = {"major", "lydian", "mixolydian"}
    weights = [w * 2.0 ** (1.6 * lean * (1 if mode in bright else -1)) for mode, w in profile.modes.items()]
    return Key(rng.randrange(12), rng.choices(list(profile.modes), weights)[0])


def _sections(form: tuple[SectionShape, ...], energy: float, density: float, rng: Random) -> tuple[PlannedSection, ...]:
    planned: list[PlannedSection] = []
    seen: dict[str, int] = {}
    bar = 0
    for shape in form:
        showing = seen.get(shape.kind, 0)
        seen[shape.kind] = showing + 1
        own = min(max(shape.energy + 0.5 * (energy - 0.55) + 0.04 * showing, 0.05), 1.0)
        roles = _thinned(shape.roles, density, rng) if shape.kind not in {"chorus"} else shape.roles
        planned.append(
            PlannedSection(shape.kind, bar, shape.bars, own, shape.material, roles, shape.groove, shape.lift, showing)
        )
        bar += shape.bars
    return tuple(planned)


def _thinned(roles: tuple[str, ...], density: float, rng: Random) -> tuple[str, ...]:
    """Leave out ornament in sparse songs."""
    ornament = {"arp", "counter"}
    return tuple(role for role in roles if role not in ornament or rng.random() < 0.4 + density)
