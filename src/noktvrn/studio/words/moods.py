# ruff: noqa: E501 - tables read better in one line
"""Moods: the words, the family each belongs to, and what it does to dials and colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FAMILIES: Final = ("low", "calm", "high", "hard")


@dataclass(frozen=True, slots=True)
class Mood:
    """One mood.

    Attributes:
        word: The mood in one word.
        family: One of ``FAMILIES``.
        signs: Words of a brief that point to it.
        dials: Shift of dials from the middle, each about -0.3..0.3.
        hues_deg: Hues (OKLCH) that suit it.
        chroma: Chroma of its dominant colour.
        light_ground: Whether its covers may stand on a light ground.
    """

    word: str
    family: str
    signs: frozenset[str]
    dials: dict[str, float]
    hues_deg: tuple[float, ...]
    chroma: float
    light_ground: bool = False


def _mood(
    word: str,
    family: str,
    *,
    signs: str,
    dials: tuple[float, float, float],
    hues: tuple[float, ...],
    chroma: float,
    light: bool = False,
) -> Mood:
    named = dict(zip(("brightness", "darkness", "energy"), dials, strict=True))
    return Mood(word, family, frozenset((word, *signs.split())), named, hues, chroma, light)


MOODS: Final[dict[str, Mood]] = {
    mood.word: mood
    for mood in (
        _mood("melancholic", "low", signs="melancholy sad sadness blue mournful wistful grief tears crying heartbreak",
              dials=(-0.12, 0.15, -0.12), hues=(250, 280, 220), chroma=0.09),
        _mood("nostalgic", "low", signs="nostalgia memory memories remember retro vintage old vhs eighties polaroid",
              dials=(-0.05, 0.0, -0.05), hues=(60, 35, 85), chroma=0.10, light=True),
        _mood("lonely", "low", signs="loneliness alone solitude solitary isolated empty insomnia",
              dials=(-0.1, 0.12, -0.15), hues=(240, 265, 200), chroma=0.07),
        _mood("dark", "low", signs="darkness black gothic noir shadow shadows sinister gloomy brooding haunted bleak",
              dials=(-0.2, 0.28, 0.0), hues=(290, 320, 25), chroma=0.10),
        _mood("dreamy", "calm", signs="dream dreams dreaming hazy haze ethereal floating drifting cloud soft reverie",
              dials=(0.05, -0.05, -0.15), hues=(310, 285, 200), chroma=0.10, light=True),
        _mood("warm", "calm", signs="warmth cosy cozy amber sunset autumn gentle analog analogue mellow comfort sleepy",
              dials=(0.0, -0.08, -0.1), hues=(50, 70, 30), chroma=0.11, light=True),
        _mood("tender", "calm", signs="tenderness intimate fragile delicate romantic love lullaby quiet hushed",
              dials=(0.0, -0.05, -0.2), hues=(15, 350, 40), chroma=0.09, light=True),
        _mood("serene", "calm", signs="serenity calm peaceful peace meditative still relax relaxing study sleep minimal",
              dials=(0.05, -0.1, -0.25), hues=(190, 165, 220), chroma=0.07, light=True),
        _mood("hopeful", "high", signs="hope uplifting inspiring rising sunrise morning healing optimistic spring",
              dials=(0.15, -0.15, 0.05), hues=(85, 140, 200), chroma=0.12, light=True),
        _mood("euphoric", "high", signs="euphoria ecstatic anthem anthemic festival rave peak dance party club bliss",
              dials=(0.2, -0.15, 0.25), hues=(330, 200, 60), chroma=0.17),
        _mood("playful", "high", signs="fun funny cheeky quirky bouncy happy joy joyful summer sunny bright colourful",
              dials=(0.22, -0.2, 0.12), hues=(95, 30, 155), chroma=0.15, light=True),
        _mood("driven", "hard", signs="driving drive fast racing speed chase relentless pulse motorik pursuit urgent",
              dials=(0.05, 0.05, 0.25), hues=(25, 260, 195), chroma=0.15),
        _mood("defiant", "hard", signs="defiance rebel angry anger fierce aggressive hard power pride hustle swagger",
              dials=(0.05, 0.15, 0.25), hues=(25, 5, 95), chroma=0.16),
        _mood("tense", "hard", signs="tension anxious paranoid nervous suspense thriller industrial mechanical uneasy",
              dials=(-0.08, 0.2, 0.12), hues=(145, 110, 265), chroma=0.10),
        _mood("cold", "hard", signs="frozen icy ice frost winter glacial steel clinical detached nordic arctic snow",
              dials=(0.0, 0.1, -0.05), hues=(225, 205, 245), chroma=0.06),
    )
}  # fmt: skip
"""Mood by its word."""


def family_of(word: str) -> str:
    """Return the family of a mood; a word that nobody knows counts as calm."""
    known = MOODS.get(word.lower())
    if known is not None:
        return known.family
    return next((mood.family for mood in MOODS.values() if word.lower() in mood.signs), "calm")
