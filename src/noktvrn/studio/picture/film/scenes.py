"""The scenes of a film: compositions for one shot each. All are functions of the moment alone.

Lengths are shares of the frame or of ``unit``, a 1080th of its shorter side. Text keeps 5 % from every edge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from noktvrn.studio.picture.film.camera import Window, arriving, between, eased
from noktvrn.studio.picture.film.furniture import CaptionBox, Furniture
from noktvrn.studio.picture.film.moment import Moment
from noktvrn.studio.picture.film.openings import draw_credits, draw_title
from noktvrn.studio.picture.film.place import Place, fill
from noktvrn.studio.picture.film.planes import Planes, lay
from noktvrn.studio.picture.film.ruling import lay_folio

Scene: TypeAlias = Callable[[Furniture, Planes, Moment], None]
"""Draws one frame, whole."""


def draw_plate(room: Furniture, planes: Planes, moment: Moment) -> None:
    """The artwork as an object on one side, the lines on the other: a page of a book."""
    width, height = room.width, room.height
    room.lay_ground(planes, moment)
    room.lay_dust(planes, moment)
    is_disc = room.treatment.plate == "disc"
    pane = room.pane(height * 0.62, is_disc)
    on_left = moment.shot.take % 2 == 0
    left = width * 0.09 if on_left else width * 0.91 - pane.side_px
    top = (height - pane.side_px) / 2 - height * 0.015
    if room.treatment.form == "ring":
        ring = (left - height * 0.11, top - height * 0.11, pane.side_px + height * 0.22, pane.side_px + height * 0.22)
        room.form("ring", moment.key, ring, pane.side_px / 2 + 7 * room.unit).draw(
            planes, moment.sound, moment.frame, 0.9
        )
    zoom = 1.02 + 0.09 * eased(moment.share) + 0.012 * moment.bass
    pan = (0.012 if on_left else -0.012) * moment.share
    pane.draw(planes, int(left), int(top), zoom, (pan, 0.0), 1.0, 0.6 if moment.key.is_night else 0.32)
    column = left + pane.side_px + width * 0.06 if on_left else width * 0.09
    box = CaptionBox(
        column,
        height * 0.2,
        width * 0.91 - column if on_left else left - width * 0.06 - column,
        height * 0.56,
        largest_px=88 * room.unit,
        most_lines=4,
    )
    if not room.lay_caption(planes, moment, box) and room.treatment.form != "ring":
        form = room.treatment.form if room.treatment.form != "bars" else "spine"
        rect = (box.left, height * 0.28, box.width, height * 0.44)
        room.form(form, moment.key, rect).draw(planes, moment.sound, moment.frame, 0.85)
    lay_folio(room, planes, moment, box.left)


def draw_detail(room: Furniture, planes: Planes, moment: Moment) -> None:
    """The camera close over the artwork, the line at the foot."""
    first, last = room.shot_windows(moment, (0.86, 0.6))
    whole = Place(0, 0, room.width, room.height)
    room.camera.draw(planes, whole, between(first, last, _glide(moment)), moment.frame)
    if room.treatment.tones_art or moment.key.name not in {"home"}:
        room.camera.tone(planes, whole, room.table(moment.key, "print"))
    _caption_at_foot(room, planes, moment)


def draw_diptych(room: Furniture, planes: Planes, moment: Moment) -> None:
    """One half picture, one half plain colour with the line set large."""
    width, height = room.width, room.height
    room.lay_flat(planes, moment)
    on_left = moment.shot.take % 2 == 0
    half = Place.evened(0 if on_left else width * 0.5, 0, width * 0.5, height)
    first, last = room.shot_windows(moment, (0.78, 0.58), 8 / 9)
    room.camera.draw(planes, half, between(first, last, _glide(moment)), moment.frame)
    if room.treatment.tones_art:
        room.camera.tone(planes, half, room.table(room.key("home"), "print"))
    left = width * 0.57 if on_left else width * 0.07
    box = CaptionBox(left, height * 0.16, width * 0.36, height * 0.62, largest_px=104 * room.unit, most_lines=5)
    if not room.lay_caption(planes, moment, box):
        rect = (left, height * 0.36, width * 0.36, height * 0.28)
        form = "dots" if room.treatment.form == "dots" else "spine"
        room.form(form, moment.key, rect).draw(planes, moment.sound, moment.frame, 0.9)
    lay_folio(room, planes, moment, left)


def draw_strip(room: Furniture, planes: Planes, moment: Moment) -> None:
    """A wide strip of the artwork that travels sideways, the line below it."""
    width, height = room.width, room.height
    room.lay_flat(planes, moment)
    travel = 0.11 * (moment.share - 0.5) * (1 if moment.shot.take % 2 == 0 else -1)
    x, y = room.places[moment.shot.take % len(room.places)]
    tall = height * (0.46 + 0.02 * moment.bass)
    strip = Place.evened(0, height * 0.39 - tall / 2, width, tall)
    room.camera.draw(planes, strip, Window(0.5 + travel + (x - 0.5) * 0.2, y, 0.8), moment.frame)
    if room.treatment.tones_art:
        room.camera.tone(planes, strip, room.table(room.key("home"), "print"))
    box = CaptionBox(width * 0.09, height * 0.68, width * 0.82, height * 0.2, "left", "top", 76 * room.unit, 2)
    room.lay_caption(planes, moment, box)
    lay_folio(room, planes, moment, width * 0.09)


def draw_open(room: Furniture, planes: Planes, moment: Moment) -> None:
    """The form over the whole frame, the line where the form leaves it room or on a plaque."""
    width, height, form = room.width, room.height, room.treatment.form
    if form in {"ridges", "columns"}:
        room.lay_flat(planes, moment)
    else:
        room.lay_ground(planes, moment)
    room.lay_dust(planes, moment)
    if form == "ring":
        _draw_disc_in_ring(room, planes, moment)
        return
    left, top, wide, tall = _FORM_BOXES[form]
    room.form(form, moment.key, (width * left, height * top, width * wide, height * tall)).draw(
        planes, moment.sound, moment.frame, arriving(moment.shot_s / 0.3 + 0.4)
    )
    top, tall, align, stands, on_plaque = _LINE_BOXES[form]
    box = CaptionBox(
        width * 0.10, height * top, width * 0.80, height * tall, align, stands, 112 * room.unit, 2, True, on_plaque
    )
    room.lay_caption(planes, moment, box)


def _draw_disc_in_ring(room: Furniture, planes: Planes, moment: Moment) -> None:
    width, height = room.width, room.height
    pane = room.pane(height * 0.44, True)
    left, top = (width - pane.side_px) / 2, height * 0.40 - pane.side_px / 2
    reach = height * 0.16
    box = (left - reach, top - reach, pane.side_px + 2 * reach, pane.side_px + 2 * reach)
    room.form("ring", moment.key, box, pane.side_px / 2 + 8 * room.unit).draw(planes, moment.sound, moment.frame, 1.0)
    zoom = 1.03 + 0.07 * eased(moment.share) + 0.03 * moment.bass
    pane.draw(planes, int(left), int(top), zoom, (0.0, 0.0), 1.0, 0.6 if moment.key.is_night else 0.3)
    box_of_line = CaptionBox(
        width * 0.10, height * 0.76, width * 0.80, height * 0.17, "center", "middle", 84 * room.unit, 2, True
    )
    room.lay_caption(planes, moment, box_of_line)


def draw_words(room: Furniture, planes: Planes, moment: Moment) -> None:
    """Nothing but letters, as large as they can be; the words of the title where nobody sings."""
    width, height = room.width, room.height
    room.lay_flat(planes, moment)
    box = CaptionBox(
        width * 0.07, height * 0.10, width * 0.86, height * 0.76, "left", "middle", 320 * room.unit, 4, True
    )
    if not room.lay_caption(planes, moment, box):
        parts = room.title.split() or [room.title]
        at = moment.shot.take % len(parts)
        text = room.text(
            parts[at], room.look.display_face, moment.key.ink, (box.width, box.height), 560 * room.unit, "left", 1
        )
        if text is not None:
            lay(planes, text.sprite, int(box.left), int(box.top + (box.height - text.height_px) / 2))
    bar = width * (0.08 + 0.78 * float(moment.sound.bands[moment.frame].mean()) ** 1.4)
    fill(planes, Place.evened(width * 0.07, height * 0.90, bar, 8 * room.unit), moment.key.near)


def draw_slices(room: Furniture, planes: Planes, moment: Moment) -> None:
    """The artwork cut into columns that the bands lift: picture and spectrum in one."""
    width, height = room.width, room.height
    room.lay_flat(planes, moment)
    count = (5, 7, 9)[moment.shot.take % 3]
    bands = moment.sound.bands[moment.frame]
    groups = len(bands) // count
    gap = width * 0.007
    left, span = width * 0.05, width * 0.90
    each = (span - gap * (count - 1)) / count
    x, y = room.places[moment.shot.take % len(room.places)]
    window = 0.72 - 0.05 * eased(moment.share)
    first = min(max(x - window / 2, 0.0), 1 - window)
    drawn = []
    for column in range(count):
        # low bands in the middle, where the eye is
        band = abs(column - count // 2) * 2 % count
        level = float(bands[band * groups : (band + 1) * groups].mean()) ** 1.6
        tall = height * (0.50 + 0.40 * level)
        place = Place.evened(left + column * (each + gap), (height - tall) / 2, each, tall)
        middle = first + window * ((column + 0.5) * (each + gap) / span)
        shown = Window(middle, y + 0.012 * (level - 0.5), window * each / span)
        room.camera.draw(planes, place, shown, moment.frame)
        drawn.append(place)
    if room.treatment.tones_art:
        for place in drawn:
            room.camera.tone(planes, place, room.table(room.key("home"), "print"))
    box = CaptionBox(
        width * 0.10, height * 0.36, width * 0.80, height * 0.28, "center", "middle", 112 * room.unit, 2, True, True
    )
    room.lay_caption(planes, moment, box)


def draw_drift(room: Furniture, planes: Planes, moment: Moment) -> None:
    """The field alone, and one small line: room to breathe."""
    width, height = room.width, room.height
    room.lay_ground(planes, moment)
    room.lay_dust(planes, moment, 1.25)
    box = CaptionBox(width * 0.14, height * 0.38, width * 0.72, height * 0.24, "center", "middle", 72 * room.unit, 2)
    if not room.lay_caption(planes, moment, box) and room.treatment.form in {"spine", "bars"}:
        rect = (width * 0.30, height * 0.46, width * 0.40, height * 0.08)
        room.form("spine", moment.key, rect).draw(planes, moment.sound, moment.frame, 0.7)


def draw_footage(room: Furniture, planes: Planes, moment: Moment) -> None:
    """Footage over the whole frame, the line at its foot; the field where there is none."""
    room.lay_ground(planes, moment)
    _caption_at_foot(room, planes, moment)


def _caption_at_foot(room: Furniture, planes: Planes, moment: Moment) -> None:
    width, height = room.width, room.height
    # a printed picture is too restless for a veil
    on_plaque = room.treatment.tones_art and moment.shot.scene == "detail"
    box = CaptionBox(
        width * 0.07,
        height * 0.66,
        width * 0.62,
        height * 0.26 - (40 * room.unit if on_plaque else 0),
        "left",
        "foot",
        80 * room.unit,
        2,
        on_plaque=on_plaque,
    )
    room.lay_caption(planes, moment, box, room.key("home") if moment.key.is_night else None)


def _glide(moment: Moment) -> float:
    """Return how far the camera has come: even, with a small push at the cut that the bass has asked for."""
    return 0.10 * arriving(moment.shot_s / 0.6) + 0.90 * moment.share


_FORM_BOXES: Final = {
    "ridges": (0.0, 0.24, 1.0, 0.76),
    "bars": (0.05, 0.42, 0.90, 0.56),
    "columns": (0.0, 0.06, 1.0, 0.94),
    "spine": (0.0, 0.08, 1.0, 0.58),
    "dots": (0.04, 0.06, 0.92, 0.88),
}
_LINE_BOXES: Final = {
    "ridges": (0.10, 0.24, "center", "top", False),
    "bars": (0.12, 0.26, "center", "top", False),
    "columns": (0.12, 0.30, "left", "top", True),
    "spine": (0.68, 0.22, "center", "middle", False),
    "dots": (0.36, 0.28, "center", "middle", True),
}

SCENES: Final[Mapping[str, Scene]] = {
    "title": draw_title,
    "plate": draw_plate,
    "detail": draw_detail,
    "diptych": draw_diptych,
    "strip": draw_strip,
    "open": draw_open,
    "words": draw_words,
    "slices": draw_slices,
    "drift": draw_drift,
    "footage": draw_footage,
    "credits": draw_credits,
}
"""Scenes by name."""
