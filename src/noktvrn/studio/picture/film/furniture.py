"""What the scenes of a film share: fields, panes, forms, type, each made at its first use and kept for the film."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar, cast

import numpy as np

from noktvrn.studio.picture.film.background import FootageTrack
from noktvrn.studio.picture.film.camera import Camera, Window
from noktvrn.studio.picture.film.captions import SetSprite, set_sprite
from noktvrn.studio.picture.film.cast import Bars, Columns, Dots, Dust, Ridges, Ring, SpectrumForm, Spine
from noktvrn.studio.picture.film.field import Character, Field, Grain
from noktvrn.studio.picture.film.framing import framed
from noktvrn.studio.picture.film.karaoke import SetWords, lay_words, set_words
from noktvrn.studio.picture.film.keys import Key, key_of
from noktvrn.studio.picture.film.lyrics import SungLine
from noktvrn.studio.picture.film.moment import Moment
from noktvrn.studio.picture.film.pane import ArtworkPane
from noktvrn.studio.picture.film.place import Place, fill
from noktvrn.studio.picture.film.planes import Planes
from noktvrn.studio.picture.film.tones import ToneTable, tone_table
from noktvrn.studio.picture.film.treatments import Treatment
from noktvrn.studio.picture.look import LookSpec
from noktvrn.studio.picture.palette import Oklch
from noktvrn.studio.picture.raster import Bytes, shrink
from noktvrn.studio.picture.scene import Roles
from noktvrn.types import child_seed

Made = TypeVar("Made")

FLAT: Final = Character("flat", vignette=0.0, octaves=1)
"""Plain ground."""

_KEPT = 28
_LEAD_S = 0.45
_LINGER_S = 0.9
_FADE_S = 0.14
_CAPTION_FACES: Final = {
    "serif_light": "serif_regular",
    "serif_italic": "serif_italic_text",
    "serif_black": "serif_black",
    "geometric_light": "grotesk_bold",
    "grotesk_light": "grotesk_bold",
    "sans_black_italic": "sans_black",
}


@dataclass(frozen=True, slots=True)
class CaptionBox:
    """Where the lines of a scene stand.

    Attributes:
        left: First column.
        top: First row.
        width: Columns.
        height: Rows.
        align: ``"left"``, ``"center"`` or ``"right"``.
        stands: ``"top"``, ``"middle"`` or ``"foot"`` of the box.
        largest_px: Largest em.
        most_lines: Most lines of type.
        is_display: Whether to set in the face of titles.
        on_plaque: Whether the line stands on a block of plain ground, as over what is busy.
    """

    left: float
    top: float
    width: float
    height: float
    align: str = "left"
    stands: str = "middle"
    largest_px: float = 72.0
    most_lines: int = 2
    is_display: bool = False
    on_plaque: bool = False


class Furniture:
    """Everything that scenes draw with."""

    def __init__(
        self,
        size_px: tuple[int, int],
        look: LookSpec,
        roles: Roles,
        treatment: Treatment,
        artwork: Bytes,
        words: tuple[str, str],
        lines: Sequence[SungLine],
        credit_lines: Sequence[str],
        seed: int,
        footage: FootageTrack | None = None,
        energy: float = 0.5,
    ) -> None:
        """Keep what the film is of; ``words`` are title and artist, ``lines`` in the film's time, ``energy`` 0..1."""
        self.width, self.height = size_px
        self.unit = min(size_px) / 1080
        self.look, self.roles, self.treatment = look, roles, treatment
        self.title, self.artist = words
        self.lines = tuple(lines)
        self.credit_lines = tuple(credit_lines)
        self.seed = seed
        self.footage = footage
        self._specks = round(treatment.particles * (0.6 + 0.8 * energy))
        self.grain = Grain(self.width, self.rng("grain"))
        self.framed = framed(artwork)
        self.camera = Camera(self.framed, self.grain)
        self.places = places_of_interest(self.framed)
        self.missing = ""
        self._shows = show_times(self.lines)
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def rng(self, *names: str) -> np.random.Generator:
        """Return the generator of a part of the film."""
        return np.random.Generator(np.random.PCG64(child_seed(self.seed, *names)))

    def kept(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made under a name, making it at first; what was not used for long is let go."""
        if name not in self._kept:
            self._kept[name] = make()
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(name)
        return cast(Made, self._kept[name])

    def key(self, name: str) -> Key:
        """Return a colour key."""
        return self.kept(("key", name), lambda: key_of(self.roles, name))

    def table(self, key: Key, manner: str) -> ToneTable:
        """Return the tones of a key."""
        return self.kept(("table", key.name, manner), lambda: tone_table(key, manner))

    def lay_ground(self, planes: Planes, moment: Moment, character: Character | None = None) -> None:
        """Draw footage where there is some, else the field."""
        shown = self.footage.planes(moment.frame) if self.footage is not None else None
        if shown is not None and character is None:
            for plane, source in zip((planes.y, planes.u, planes.v), shown, strict=True):
                np.copyto(plane, source)
            return
        wanted = character or self.treatment.character
        clock_s = moment.time_s + moment.flow_s
        self._field(wanted).draw(
            planes, self.table(moment.key, wanted.manner), clock_s, moment.frame, 1.0 + 0.06 * moment.bass
        )

    def lay_flat(self, planes: Planes, moment: Moment) -> None:
        """Draw plain ground with grain."""
        self.lay_ground(planes, moment, FLAT)

    def lay_loop(self, planes: Planes, key: Key, share: float, frame: int, is_flat: bool = False) -> None:
        """Draw the field of a loop at ``share`` 0..1 of it."""
        wanted = FLAT if is_flat else self.treatment.character
        self._field(wanted).draw_loop(planes, self.table(key, wanted.manner), share, frame, 1.0)

    def _field(self, wanted: Character) -> Field:
        return self.kept(
            ("field", wanted),
            lambda: Field(wanted, self.width, self.height, self.grain, child_seed(self.seed, "field")),
        )

    def pane(self, side_px: float, is_disc: bool) -> ArtworkPane:
        """Return the artwork as a square or a disc of a size."""
        side = max(int(side_px) // 4 * 4, 16)
        corner = side / 2 if is_disc else side * 0.012
        return self.kept(("pane", side, is_disc), lambda: ArtworkPane(self.framed, side, corner))

    def form(self, name: str, key: Key, box: tuple[float, float, float, float], inner_px: float = 0.0) -> SpectrumForm:
        """Return a spectrum form in a box of left, top, width, height; a ring stands round its middle."""

        def make() -> SpectrumForm:
            left, top, width, height = (round(number) for number in box)
            colours = (key.near, key.far)
            if name == "ring":
                return Ring((left + width // 2, top + height // 2), inner_px, height / 2 - inner_px, colours)
            if name == "ridges":
                return Ridges(left, top, width, height, (key.far, key.near))
            kinds: dict[str, type[Bars | Spine | Dots | Columns]] = {"spine": Spine, "dots": Dots, "columns": Columns}
            return kinds.get(name, Bars)(left, top, width, height, colours)

        return self.kept(("form", name, key.name, box, inner_px), make)

    def dust(self, key: Key) -> Dust:
        """Return the particles in a key."""
        manner = self.treatment
        bright = 235.0 if key.is_night else 245.0
        return self.kept(
            ("dust", key.name),
            lambda: Dust(self._specks, self.width, self.height, self.rng("dust"), bright, manner.rise, manner.speck),
        )

    def lay_dust(self, planes: Planes, moment: Moment, strength: float = 1.0) -> None:
        """Draw the particles, where the treatment has any."""
        if self.treatment.particles:
            self.dust(moment.key).draw(planes, moment.time_s, moment.onset, strength)

    def text(
        self,
        text: str,
        face: str,
        colour: Oklch,
        box_px: tuple[float, float],
        largest_px: float,
        align: str = "left",
        most_lines: int = 1,
    ) -> SetSprite | None:
        """Return a text as a sprite; None when no face shows any of it."""
        name = ("text", text, face, colour, box_px, largest_px, align, most_lines)
        made = self.kept(name, lambda: set_sprite(text, face, colour, *box_px, largest_px, align, most_lines))
        self._miss("".join(text.split()) if made is None else made.missing)
        return made

    def line_at(self, time_s: float) -> int | None:
        """Return the number of the line that is shown at a time."""
        at = bisect_right(self._shows, (time_s, float("inf"), 0)) - 1
        return at if at >= 0 and time_s < self._shows[at][1] else None

    def lay_caption(self, planes: Planes, moment: Moment, box: CaptionBox, key: Key | None = None) -> bool:
        """Draw the line of the moment in a box; returns whether there is one."""
        at = self.line_at(moment.time_s)
        if at is None:
            return False
        words = self._words(at, box)
        if words is None:
            return False
        colours = key or moment.key
        show_s, hide_s, _ = self._shows[at]
        strength = min((moment.time_s - show_s) / _FADE_S, (hide_s - moment.time_s) / _FADE_S, 1.0)
        # a line that was there before the cut is there after it
        left = (
            box.left
            + {"left": 0.0, "center": (box.width - words.width_px) / 2, "right": box.width - words.width_px}[box.align]
        )
        spare = box.height - words.height_px
        top = box.top + {"top": 0.0, "middle": spare / 2, "foot": spare}[box.stands]
        if box.on_plaque:
            margin = min(words.height_px * 0.35, 44 * self.unit)
            plaque = Place.evened(
                left - margin * 1.3, top - margin, words.width_px + 2.6 * margin, words.height_px + 2 * margin
            )
            fill(planes, plaque, colours.ground, min(max(strength, 0.0), 1.0))
        lay_words(planes, words, int(left), int(top), (colours.sung, colours.quiet), moment.time_s, strength)
        return True

    def _words(self, at: int, box: CaptionBox) -> SetWords | None:
        face = self.look.display_face if box.is_display else self.caption_face
        made = self.kept(
            ("words", at, box),
            lambda: set_words(self.lines[at], face, box.width, box.height, box.largest_px, box.align, box.most_lines),
        )
        self._miss("".join(self.lines[at].text.split()) if made is None else made.missing)
        return made

    @property
    def caption_face(self) -> str:
        """Face of the lines: that of the titles, or its sturdier sister where that is thin."""
        return _CAPTION_FACES.get(self.look.display_face, self.look.display_face)

    def _miss(self, characters: str) -> None:
        self.missing = "".join(dict.fromkeys(self.missing + characters))

    def shot_windows(
        self, moment: Moment, widths: tuple[float, float], aspect: float = 16 / 9
    ) -> tuple[Window, Window]:
        """Return where the camera begins and ends in a shot: on a place of interest, nearing or leaving it."""

        def choose() -> tuple[Window, Window]:
            rng = self.rng("camera", str(moment.number))
            x, y = self.places[moment.shot.take % len(self.places)]
            wide, near = float(max(widths)), float(min(widths))
            aside = float(rng.uniform(-0.05, 0.05))
            far = Window(x + aside, y + float(rng.uniform(-0.03, 0.03)), wide)
            close = Window(x, y, near)
            return (far, close) if moment.shot.take % 2 == 0 else (close, replace(far, width=wide))

        return self.kept(("windows", moment.number, widths, aspect), choose)


def show_times(lines: Sequence[SungLine]) -> list[tuple[float, float, int]]:
    """Return from when to when each line is shown: a little before it is sung, and until the next one."""
    shown: list[tuple[float, float, int]] = []
    for number, line in enumerate(lines):
        begin = max(line.start_s - _LEAD_S, shown[-1][1] if shown else 0.0)
        begin = min(begin, line.start_s)
        after = lines[number + 1].start_s if number + 1 < len(lines) else float("inf")
        sung_s = max(word.end_s for word in line.words)
        end = min(
            max(min(line.end_s, sung_s + 2 * _LINGER_S), sung_s + _LINGER_S), max(after - 0.1, line.start_s + 0.1)
        )
        if shown and shown[-1][1] > begin:
            shown[-1] = (shown[-1][0], begin, shown[-1][2])
        shown.append((begin, end, number))
    return shown


def places_of_interest(artwork: Bytes) -> tuple[tuple[float, float], ...]:
    """Return places of an artwork where much happens, far from each other, the richest first; at least one."""
    cells = 12
    edge = min(artwork.shape[:2])
    small = shrink(artwork[:edge, :edge], cells * 5, cells * 5)
    luma = small @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    stir = luma.reshape(cells, 5, cells, 5).std(axis=(1, 3))
    found: list[tuple[float, float]] = []
    for at in np.argsort(stir, axis=None)[::-1]:
        row, column = divmod(int(at), cells)
        place = ((column + 0.5) / cells, (row + 0.5) / cells)
        if all((place[0] - x) ** 2 + (place[1] - y) ** 2 > 0.04 for x, y in found):
            found.append(place)
        if len(found) == 6:
            break
    return tuple(found) or ((0.5, 0.5),)
