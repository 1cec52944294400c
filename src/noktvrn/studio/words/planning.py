"""Planning one song: theme, mood, tempo, key, energy, length, concept."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from noktvrn.studio.words.genres import style_of
from noktvrn.studio.words.library import bank_for
from noktvrn.studio.words.markup import expand
from noktvrn.studio.words.moods import MOODS, family_of
from noktvrn.studio.words.reading import Reading, read_brief
from noktvrn.studio.words.wishes import Wanted, understand

SHORTEST_S = 125.0
LONGEST_S = 235.0


@dataclass(frozen=True, slots=True)
class ArtistSound:
    """What planning must know of an artist; see :mod:`noktvrn.roster.artist` for the fields."""

    genre: str
    tempo_bpm: tuple[float, float]
    keys: tuple[str, ...]
    moods: tuple[str, ...]
    themes: tuple[str, ...]
    dials: Mapping[str, float]
    seed: int


@dataclass(frozen=True, slots=True)
class SongPlan:
    """What one song should be."""

    concept: str
    theme: str
    mood: str
    bpm: float
    key: str
    energy: float
    length_s: float
    dials: dict[str, float]


def plan_song(
    sound: ArtistSound, *, said: str, notes: Sequence[str], recent_themes: Sequence[str], rng: random.Random
) -> SongPlan:
    """Plan a song within an artist's range, unlike its recent ones.

    Args:
        sound: The artist.
        said: The operator's words for this song; may be empty.
        notes: What was asked for after earlier takes.
        recent_themes: Themes of the last songs, in any order.
        rng: Random numbers.

    Returns:
        A plan. Without wishes the tempo lies in the middle three fifths of the artist's range, so that a wish can
        always move it.
    """
    reading = read_brief(said)
    wanted = understand((said, *notes))
    theme = _theme(sound, reading, recent_themes, wanted, rng)
    mood = _mood(sound, reading, rng)
    style = style_of(sound.genre)
    dials = {name: _unit(value + rng.uniform(-0.07, 0.07)) for name, value in sound.dials.items()}
    for name, step in wanted.dials.items():
        dials[name] = _unit(dials.get(name, 0.5) + 0.16 * step)
    energy = 0.5 * dials.get("energy", 0.5) + 0.5 * style.energy + rng.uniform(-0.05, 0.05)
    energy += 0.4 * (MOODS[mood].dials["energy"] if mood in MOODS else 0.0) + 0.08 * wanted.dials.get("energy", 0.0)
    return SongPlan(
        concept=_concept(theme, said, sound.seed, rng),
        theme=theme,
        mood=mood,
        bpm=_tempo(sound, reading, wanted, rng),
        key=_key(sound, mood, wanted, rng),
        energy=_unit(energy),
        length_s=_length(style.length_s, wanted, rng),
        dials=dials,
    )


def _theme(sound: ArtistSound, reading: Reading, recent: Sequence[str], wanted: Wanted, rng: random.Random) -> str:
    """Choose the theme that the words ask for, else the one that has rested longest."""
    labels = {theme: bank_for(theme, seed=sound.seed).label for theme in sound.themes}
    asked = [theme for theme in sound.themes if labels[theme] in reading.themes]
    if asked and not wanted.renew:
        return min(asked, key=lambda theme: reading.themes.index(labels[theme]))
    if reading.themes and not wanted.renew:
        return reading.themes[0]
    counts = {theme: recent.count(theme) for theme in sound.themes}
    rested = [theme for theme in sound.themes if counts[theme] == min(counts.values())]
    return rng.choice(rested)


def _mood(sound: ArtistSound, reading: Reading, rng: random.Random) -> str:
    drawn = rng.choice(sound.moods)
    own = [mood for mood in reading.moods if mood in sound.moods]
    return own[0] if own else reading.moods[0] if reading.moods else drawn


def _tempo(sound: ArtistSound, reading: Reading, wanted: Wanted, rng: random.Random) -> float:
    low, high = sound.tempo_bpm
    place = rng.uniform(0.25, 0.75)
    if reading.tempo_bpm is not None:
        return round(min(high, max(low, sum(reading.tempo_bpm) / 2)), 1)
    place += 0.25 * max(-1.0, min(1.0, wanted.tempo + (reading.pace if not wanted.tempo else 0)))
    return round(min(high, max(low, low + place * (high - low))), 1)


def _key(sound: ArtistSound, mood: str, wanted: Wanted, rng: random.Random) -> str:
    """Choose among the artist's keys, those of the mode that suits the mood first."""
    brightness = wanted.dials.get("brightness", 0.0)
    mode = "major" if family_of(mood) in {"high", "calm"} else "minor"
    if abs(brightness) == 1.0:
        mode = "major" if brightness > 0 else "minor"
    suited = [key for key in sound.keys if key.endswith(mode)]
    drawn = rng.random()
    pool = suited if suited and drawn < 0.75 else list(sound.keys)
    return rng.choice(pool)


def _length(usual: tuple[float, float], wanted: Wanted, rng: random.Random) -> float:
    length = rng.uniform(*usual) * (1.0 + 0.2 * wanted.length)
    return round(min(LONGEST_S, max(SHORTEST_S, length)), 1)


def _concept(theme: str, said: str, seed: int, rng: random.Random) -> str:
    told = expand(rng.choice(bank_for(theme, seed=seed).concepts), rng)
    asked = " ".join(said.split()).rstrip(".!? ")
    return f"{told} Asked for: {asked}." if asked else told


def _unit(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 3)
