"""Type in films that does not follow the song: a text is drawn once as a sprite and then only blended."""

from __future__ import annotations

from dataclasses import dataclass

from noktvrn.studio.picture.film.planes import Sprite, tinted_sprite
from noktvrn.studio.picture.palette import Oklch
from noktvrn.studio.picture.typesetting import draw_block, fit_block
from noktvrn.studio.picture.wording import word


@dataclass(frozen=True, slots=True)
class SetSprite:
    """A text as a sprite.

    Attributes:
        sprite: Its pixels.
        width_px: Width of the ink.
        height_px: Height of the ink.
        missing: Characters that no face could show.
    """

    sprite: Sprite
    width_px: int
    height_px: int
    missing: str


def set_sprite(
    text: str, face: str, colour: Oklch, width_px: float, height_px: float, largest_px: float, align: str, lines: int
) -> SetSprite | None:
    """Set a text as a sprite, or return None when no face can show any of it.

    Raises:
        ParameterError: There is no face of that name.
    """
    words = word(text, face)
    if not words.text:
        return None
    block = fit_block(words.text, words.face, width_px, height_px, most_lines=lines, largest_px=largest_px)
    sprite = tinted_sprite(draw_block(block, align), colour)
    return SetSprite(sprite, block.width_px, block.height_px, words.missing)
