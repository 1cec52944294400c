"""What a mood word means for colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from noktvrn.studio.picture.palette import with_chroma, with_lightness
from noktvrn.studio.picture.scene import Roles


@dataclass(frozen=True, slots=True)
class MoodColour:
    """How a mood moves the colours.

    Attributes:
        warmth: -1 turns hues towards blue, 1 towards orange.
        chroma: Factor of chroma.
        light: Added to the lightness of dominant and support.
    """

    warmth: float
    chroma: float
    light: float


_STILL = MoodColour(0.0, 1.0, 0.0)
_SAD = MoodColour(-0.6, 0.86, -0.04)
_DARK = MoodColour(-0.3, 0.92, -0.08)
_HAPPY = MoodColour(0.5, 1.12, 0.04)
_CALM = MoodColour(-0.1, 0.88, 0.03)
_FIERCE = MoodColour(0.4, 1.15, -0.02)
_TENDER = MoodColour(0.4, 0.95, 0.03)
_DREAM = MoodColour(-0.2, 1.02, 0.04)

MOODS: Final[dict[str, MoodColour]] = {
    **dict.fromkeys(("melancholic", "melancholy", "sad", "lonely", "wistful", "nostalgic", "bittersweet"), _SAD),
    **dict.fromkeys(("dark", "ominous", "brooding", "tense", "cold", "haunting", "mysterious"), _DARK),
    **dict.fromkeys(("happy", "bright", "joyful", "uplifting", "playful", "euphoric", "sunny", "hopeful"), _HAPPY),
    **dict.fromkeys(("calm", "peaceful", "serene", "chill", "relaxed", "still", "meditative", "quiet"), _CALM),
    **dict.fromkeys(("angry", "fierce", "aggressive", "driving", "urgent", "energetic", "bold", "restless"), _FIERCE),
    **dict.fromkeys(("romantic", "tender", "warm", "intimate", "soft", "longing"), _TENDER),
    **dict.fromkeys(("dreamy", "ethereal", "floating", "hypnotic", "weightless", "nocturnal"), _DREAM),
}
"""Mood words that move the colours; any other word leaves them."""

_WARM_HUE_DEG = 55.0
_FURTHEST_TURN_DEG = 14.0


def coloured(roles: Roles, mood: str) -> Roles:
    """Return the colours as the mood moves them; an unknown word leaves them as they are."""
    move = MOODS.get(mood.strip().lower(), _STILL)
    turned = Roles(*(_turn(colour, move.warmth) for colour in roles))
    return turned._replace(
        dominant=_moved(turned.dominant, move),
        support=_moved(turned.support, move),
        accent=with_chroma(turned.accent, max(move.chroma, 0.95)),
    )


def _moved(colour: tuple[float, float, float], move: MoodColour) -> tuple[float, float, float]:
    return with_chroma(with_lightness(colour, colour[0] + move.light), move.chroma)


def _turn(colour: tuple[float, float, float], warmth: float) -> tuple[float, float, float]:
    """Turn the hue along the shorter way towards orange (or its opposite), by at most 14 degrees."""
    target = _WARM_HUE_DEG if warmth >= 0 else _WARM_HUE_DEG + 180
    way = (target - colour[2] + 180) % 360 - 180
    step = max(-_FURTHEST_TURN_DEG, min(_FURTHEST_TURN_DEG, way)) * abs(warmth)
    return colour[0], colour[1], (colour[2] + step) % 360
