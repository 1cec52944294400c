"""Inventing an artist from a brief: name, story, themes, sound, voice, look, manner of writing."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from noktvrn.studio.words.genres import GenreStyle, style_of
from noktvrn.studio.words.library import bank_for, themes
from noktvrn.studio.words.looks import LookChoice, LookChoices, choose_look
from noktvrn.studio.words.moods import MOODS, family_of
from noktvrn.studio.words.naming import coin_name
from noktvrn.studio.words.reading import Reading, read_brief
from noktvrn.studio.words.storytelling import tell_story

DIALS: Final = ("brightness", "density", "swing", "darkness", "complexity", "energy")
_SHIFTS: Final = {"low": 0.94, "calm": 1.0, "high": 1.05, "hard": 0.97}
"""Formant shift by family of mood: heavier moods speak from a longer throat."""


@dataclass(frozen=True, slots=True)
class Character:
    """An invented artist; the fields are those of :mod:`noktvrn.roster.artist`."""

    name: str
    story: str
    themes: tuple[str, ...]
    influences: tuple[str, ...]
    genre: str
    tempo_bpm: tuple[float, float]
    keys: tuple[str, ...]
    moods: tuple[str, ...]
    instruments: tuple[str, ...]
    dials: dict[str, float]
    register: str
    timbre: tuple[str, ...]
    breath: float
    vibrato_cents: float
    formant_shift: float
    look: LookChoice
    perspective: str
    rhyme: str
    imagery: tuple[str, ...]


def invent_character(
    *,
    brief: str,
    genre: str | None,
    genres: Sequence[str],
    name: str | None,
    is_refused: Callable[[str], bool],
    looks: LookChoices,
    rng: random.Random,
) -> Character:
    """Invent an artist that suits a brief.

    Args:
        brief: The operator's words.
        genre: Genre that is asked for, one of ``genres``, or None to choose.
        genres: Genres that can be made.
        name: Name to keep, or None to coin one.
        is_refused: Answers whether a coined name may not be used.
        looks: Style families, faces and layouts to choose from.
        rng: Random numbers.
    """
    reading = read_brief(brief, genres)
    style = style_of(genre or _choose_genre(reading, genres, rng))
    moods = _topped_up(reading.moods[:2], style.moods, rng.choice((2, 3)), rng)
    usual = (*style.themes, *rng.sample(sorted(themes()), len(themes())))
    known = tuple(theme for theme in usual if theme in themes())
    labels = _topped_up(reading.themes[:3], known[: max(5, len(style.themes))], rng.choice((4, 4, 5)), rng)
    parts = tuple(rng.sample(style.parts, min(5, len(style.parts))))
    stage_name = name or coin_name(style.slug, family_of(moods[0]), rng, is_refused=is_refused)
    image = rng.choice(bank_for(labels[0], seed=0).images)
    register = reading.register or rng.choice(style.registers)
    return Character(
        name=stage_name,
        story=tell_story(name=stage_name, genre=style.spoken, parts=parts, themes=labels, image=image, rng=rng),
        themes=labels,
        influences=tuple(rng.sample(style.influences, min(3, len(style.influences)))),
        genre=style.slug,
        tempo_bpm=_tempo_range(style, reading, rng),
        keys=_keys(style, moods, rng),
        moods=moods,
        instruments=parts,
        dials=_dials(style, moods, rng),
        register=register,
        timbre=tuple(rng.sample(style.timbres, 2)),
        breath=round(rng.uniform(0.25, 0.7) if family_of(moods[0]) in {"calm", "low"} else rng.uniform(0.1, 0.4), 3),
        vibrato_cents=round(rng.uniform(8.0, 38.0), 1),
        formant_shift=round(_SHIFTS[family_of(moods[0])] * rng.uniform(0.95, 1.06), 3),
        look=choose_look(style.slug, moods[0], looks, rng),
        perspective=rng.choices(("first", "third", "second"), (8, 1, 1))[0],
        rhyme=rng.choices(("couplet", "alternate", "loose"), (5, 3, 2))[0],
        imagery=_imagery(labels, reading, rng),
    )


def _choose_genre(reading: Reading, genres: Sequence[str], rng: random.Random) -> str:
    """Choose the genre that the brief names, else one whose moods and themes are those of the brief."""
    if reading.genres:
        return reading.genres[0]
    scores = {slug: _affinity(style_of(slug), reading) for slug in genres}
    best = max(scores.values())
    return rng.choice([slug for slug in genres if scores[slug] >= best])


def _affinity(style: GenreStyle, reading: Reading) -> float:
    moods = sum(1.0 / (1 + style.moods.index(mood)) for mood in reading.moods if mood in style.moods)
    subjects = sum(1.0 / (1 + style.themes.index(theme)) for theme in reading.themes if theme in style.themes)
    pace = reading.pace * (style.energy - 0.5) * 2
    tempo = 0.0
    if reading.tempo_bpm is not None:
        middle = sum(reading.tempo_bpm) / 2
        tempo = 3.0 if style.tempo_bpm[0] <= middle <= style.tempo_bpm[1] else 0.0
    return round(moods + subjects + pace + tempo, 3)


def _topped_up(asked: Sequence[str], usual: Sequence[str], count: int, rng: random.Random) -> tuple[str, ...]:
    """Return what was asked for, filled up from what is usual, without doubles."""
    rest = [word for word in usual if word not in asked]
    rng.shuffle(rest)
    return tuple(dict.fromkeys((*asked, *rest)))[:count]


def _tempo_range(style: GenreStyle, reading: Reading, rng: random.Random) -> tuple[float, float]:
    low, high = style.tempo_bpm
    width = min(high - low, max(6.0, (high - low) * 0.4))
    middle = low + (high - low) * (0.5 + 0.3 * reading.pace + rng.uniform(-0.2, 0.2))
    if reading.tempo_bpm is not None:
        middle = sum(reading.tempo_bpm) / 2
        width = max(6.0, reading.tempo_bpm[1] - reading.tempo_bpm[0])
    start = min(max(low, middle - width / 2), max(low, high - width))
    return round(start), round(min(high, start + width))


def _keys(style: GenreStyle, moods: Sequence[str], rng: random.Random) -> tuple[str, ...]:
    """Choose three or four keys with at least one of the mode that the first mood wants."""
    keys = rng.sample(style.keys, min(rng.choice((3, 4)), len(style.keys)))
    mode = "major" if family_of(moods[0]) in {"high", "calm"} else "minor"
    suited = [key for key in style.keys if key.endswith(mode)]
    if suited and not any(key.endswith(mode) for key in keys):
        keys[-1] = rng.choice(suited)
    return tuple(keys)


def _dials(style: GenreStyle, moods: Sequence[str], rng: random.Random) -> dict[str, float]:
    dials = {name: 0.5 + rng.uniform(-0.15, 0.15) for name in DIALS}
    for place, word in enumerate(moods):
        for name, shift in (MOODS[word].dials if word in MOODS else {}).items():
            dials[name] += shift / (1 + place)
    dials["energy"] += 0.4 * (style.energy - 0.5)
    return {name: round(min(0.95, max(0.05, value)), 3) for name, value in dials.items()}


def _imagery(labels: Sequence[str], reading: Reading, rng: random.Random) -> tuple[str, ...]:
    """Choose recurring images: those of the themes whose words the brief names first."""
    images = [image for label in labels for image in bank_for(label, seed=0).images]
    named = [image for image in images if set(image.split()) & set(reading.words)]
    rng.shuffle(images)
    return tuple(dict.fromkeys((*named[:2], *images)))[:6]
