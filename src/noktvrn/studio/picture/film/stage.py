"""The vertical stage of a teaser: what stands where, and what each frame shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from noktvrn.studio.measure.features import BandEnergies
from noktvrn.studio.picture.film.captions import Caption, SetSprite, set_sprite
from noktvrn.studio.picture.film.cast import FORMS, Bars, Dust, Ridges, Ring, SpectrumForm
from noktvrn.studio.picture.film.field import Ground, far_end_luminance, text_ink
from noktvrn.studio.picture.film.framing import framed
from noktvrn.studio.picture.film.pane import ArtworkPane, breathing
from noktvrn.studio.picture.film.planes import Planes, lay, video_colour
from noktvrn.studio.picture.look import LookSpec
from noktvrn.studio.picture.palette import Floats, Oklch, contrast_ratio, luminance, mix, srgb, with_lightness
from noktvrn.studio.picture.raster import Bytes
from noktvrn.studio.picture.scene import Roles
from noktvrn.types import child_seed

SAFE_TOP: Final = 0.12
"""Share of the height above which no text stands."""

SAFE_BOTTOM: Final = 0.72
"""Share of the height below which no text stands."""

SAFE_SIDE: Final = 0.08
"""Share of the width at each side in which no text stands."""

_MOST_LIFT = 0.06
_CLOSING_S = 0.5
_OPENING_S = 0.7


@dataclass(frozen=True, slots=True)
class StageRequest:
    """What a stage is made of.

    Attributes:
        width_px: Even.
        height_px: Even.
        roles: Colours of the song.
        look: The artist's look.
        title: Title.
        artist: Artist.
        artwork: 8-bit RGB.
        lines: ``(start_s, end_s, text)`` in seconds of the film.
        seed: Seed.
        energy: 0..1.
    """

    width_px: int
    height_px: int
    roles: Roles
    look: LookSpec
    title: str
    artist: str
    artwork: Bytes
    lines: tuple[tuple[float, float, str], ...]
    seed: int
    energy: float


class Stage:
    """A vertical film of one song."""

    def __init__(self, request: StageRequest) -> None:
        """Build everything that does not change from frame to frame.

        Raises:
            ParameterError: Unknown face.
        """
        self._request = request
        width, height = request.width_px, request.height_px
        rng = np.random.Generator(np.random.PCG64(child_seed(request.seed, "film")))
        self.form_name = _form(request.look, rng)
        self._ink = text_ink(request.roles)
        self._ground = Ground(request.roles, width, height, rng, child_seed(request.seed, "field") & 0x7FFFFFFF)
        self._place_artwork()
        self._place_type()
        self._form = self._build_form()
        bright = 235.0 if request.roles.is_night else 250.0
        self._dust = Dust(round(60 + 90 * request.energy), width, height, rng, min(bright, 235.0))
        self._pan = (float(rng.uniform(-0.02, 0.02)), float(rng.uniform(-0.02, 0.02)))
        self._sound: BandEnergies | None = None
        self._flow = np.zeros(1)
        self._frames, self._rate = 1, 30

    @property
    def missing(self) -> str:
        """Characters that no face could show."""
        texts = [self._title, self._artist, *(caption.text for caption in self._captions)]
        return "".join(dict.fromkeys("".join(text.missing for text in texts if text is not None)))

    def prepared(self, sound: BandEnergies, frames: int, frames_per_s: int) -> Stage:
        """Give the stage its music; must be called before ``draw``."""
        self._sound, self._frames, self._rate = sound, frames, frames_per_s
        self._flow = np.cumsum(sound.bass * (0.5 + self._request.energy)) * 0.9 / frames_per_s
        return self

    def _place_artwork(self) -> None:
        width, height = self._request.width_px, self._request.height_px
        disc = self.form_name == "ring"
        spoken = bool(self._request.lines)
        share = (0.58 if spoken else 0.66) if disc else (0.70 if spoken else 0.78)
        side = int(width * share) // 4 * 4
        self._pane = ArtworkPane(framed(self._request.artwork), side, side / 2 if disc else width * 0.018)
        self._left = (width - side) // 2
        self._top = round(height * ((0.125 if spoken else 0.15) if disc else 0.12))

    def _place_type(self) -> None:
        request = self._request
        width, height = request.width_px, request.height_px
        low = self._top + self._pane.side_px + height * (0.076 if self.form_name == "ring" else 0.028)
        room = height * SAFE_BOTTOM - low
        align = "center" if self.form_name == "ring" or "center" in request.look.layout else "left"
        self._align = align
        self._text_left = self._left if align == "left" else round(width * SAFE_SIDE)
        column = width * (1 - SAFE_SIDE) - self._text_left
        title_room = room * (0.5 if request.lines else 0.66)
        self._title = set_sprite(
            request.title, request.look.display_face, self._ink, column, title_room, width * 0.105, align, 3
        )
        soft = mix(self._ink, request.roles.dominant, 0.12)
        self._artist = set_sprite(
            request.artist, request.look.text_face, soft, column, height * 0.03, width * 0.034, align, 1
        )
        self._title_top = round(low)
        title_height = self._title.height_px if self._title is not None else 0
        self._artist_top = round(low + title_height + height * 0.014)
        artist_height = self._artist.height_px if self._artist is not None else 0
        self._captions = self._set_captions(self._artist_top + artist_height + height * 0.03)

    def _set_captions(self, top: float) -> tuple[Caption, ...]:
        request = self._request
        room = request.height_px * SAFE_BOTTOM - top
        self._caption_top = round(top)
        if room < request.height_px * 0.025:
            return ()
        column = request.width_px * (1 - SAFE_SIDE) - self._text_left
        colour = legible(request.roles.accent, request.roles)
        face = "serif_italic_text" if "serif" in request.look.display_face else request.look.display_face
        made = (
            (begin, end, set_sprite(text, face, colour, column, room, request.width_px * 0.058, self._align, 2))
            for begin, end, text in request.lines
        )
        return tuple(Caption(begin, end, text) for begin, end, text in made if text is not None)

    def _build_form(self) -> SpectrumForm:
        request = self._request
        width, height = request.width_px, request.height_px
        near = legible(request.roles.accent, request.roles)
        colours = (near, mix(near, self._ink, 0.45))
        if self.form_name == "ring":
            centre = (self._left + self._pane.side_px // 2, self._top + self._pane.side_px // 2)
            return Ring(centre, self._pane.side_px / 2 + width * 0.018, width * 0.105, colours)
        top = round(height * 0.735)
        if self.form_name == "ridges":
            return Ridges(0, top - round(height * 0.01), width, round(height * 0.225), (self._ink, near))
        return Bars(round(width * SAFE_SIDE), top, round(width * (1 - 2 * SAFE_SIDE)), round(height * 0.2), colours)

    def draw(self, planes: Planes, frame: int) -> None:
        """Draw one frame, whole."""
        if self._sound is None:
            raise RuntimeError("prepared() gives the stage its music before draw()")
        sound = self._sound
        time_s = frame / self._rate
        bass, onset = float(sound.bass[frame]), float(sound.onset[frame])
        self._ground.draw(planes, time_s, frame, float(self._flow[frame]), 1.0 + _MOST_LIFT * bass)
        opening = _eased(time_s / _OPENING_S)
        self._dust.draw(planes, time_s, onset, opening)
        if self.form_name == "ring":
            self._form.draw(planes, sound, frame, opening)
        self._draw_artwork(planes, time_s, bass, opening)
        if self.form_name != "ring":
            self._form.draw(planes, sound, frame, opening)
        self._draw_type(planes, time_s)
        closing = 1.0 - _eased((self._frames / self._rate - time_s) / _CLOSING_S)
        if closing > 0:
            _close(planes, video_colour(self._request.roles.ground), closing)

    def _draw_artwork(self, planes: Planes, time_s: float, bass: float, opening: float) -> None:
        rise = round((1 - opening) * self._request.height_px * 0.02)
        zoom = breathing(time_s, self._frames / self._rate, bass)
        shade = 0.62 if self._request.roles.is_night else 0.34
        self._pane.draw(planes, self._left, self._top + rise, zoom, self._pan, opening, shade)

    def _draw_type(self, planes: Planes, time_s: float) -> None:
        for text, top, begin in ((self._title, self._title_top, 0.35), (self._artist, self._artist_top, 0.65)):
            if text is not None:
                lay(
                    planes,
                    text.sprite,
                    self._column(text),
                    top,
                    _eased((time_s - begin) / 0.4),
                    _eased((time_s - begin) / 0.8),
                )
        for caption in self._captions:
            presence = caption.presence(time_s)
            if presence > 0:
                lay(planes, caption.text.sprite, self._column(caption.text), self._caption_top, presence)

    def _column(self, text: SetSprite) -> int:
        width = self._request.width_px
        return self._text_left if self._align == "left" else (width - text.width_px) // 2


def _form(look: LookSpec, rng: np.random.Generator) -> str:
    """Return the spectrum form: a property of the artist's look, not of the song."""
    fixed = {"silk": "ring", "aura": "ring", "ink_flow": "ridges", "paper_contours": "ridges", "attractor": "ring"}
    drawn = FORMS[int(rng.integers(len(FORMS)))]
    dial = look.motif.get("form")
    if dial is not None:
        return FORMS[min(int(dial * len(FORMS)), len(FORMS) - 1)]
    return fixed.get(look.style_family, "bars" if drawn == "ring" else drawn)


def legible(colour: Oklch, roles: Roles) -> Oklch:
    """Move a colour's lightness away from the field until text in it reads (4.5:1 against the field's far end)."""
    far = far_end_luminance(roles)
    step = 0.02 if roles.is_night else -0.02
    moved = colour
    while contrast_ratio(float(luminance(srgb(moved))), far) < 4.5 and 0.12 < moved[0] + step < 0.98:
        moved = with_lightness(moved, moved[0] + step)
    return moved


def _eased(share: float) -> float:
    t = min(max(share, 0.0), 1.0)
    return 1 - (1 - t) ** 3


def _close(planes: Planes, colour: Floats, share: float) -> None:
    """Fade the whole frame to a colour."""
    for plane, target in zip((planes.y, planes.u, planes.v), colour, strict=True):
        levels = np.arange(256) + share * (float(target) - np.arange(256))
        plane[:] = np.rint(levels).astype(np.uint8)[plane]
