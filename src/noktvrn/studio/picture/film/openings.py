"""How a film begins and ends: the title, and the credits."""

from __future__ import annotations

from noktvrn.studio.picture.film.camera import arriving, between, eased
from noktvrn.studio.picture.film.captions import SetSprite
from noktvrn.studio.picture.film.furniture import CaptionBox, Furniture
from noktvrn.studio.picture.film.moment import Moment
from noktvrn.studio.picture.film.place import Place, fill
from noktvrn.studio.picture.film.planes import Planes, lay

_MARGIN = 0.075
_LONG_TITLE = 60


def draw_title(room: Furniture, planes: Planes, moment: Moment) -> None:
    """The title as the cover's layout has it, over the field or the artwork, a rule, the artist."""
    width, height = room.width, room.height
    if room.treatment.opens_on == "art" and not room.footage:
        first, last = room.shot_windows(moment, (0.95, 0.74))
        whole = Place(0, 0, width, height)
        room.camera.draw(planes, whole, between(first, last, moment.share), moment.frame)
        room.camera.tone(planes, whole, room.table(moment.key, "smooth"))
    else:
        lay_calm_ground(room, planes, moment)
    room.lay_dust(planes, moment, arriving(moment.time_s / 1.5))
    middle = room.look.layout in {"centered_low", "centered_middle"}
    align = "center" if middle else "left"
    title = room.text(
        room.title,
        room.look.display_face,
        moment.key.ink,
        (width * (1 - 2 * _MARGIN), height * 0.58),
        250 * room.unit,
        align,
        3 if len(room.title) <= _LONG_TITLE else 6,
    )
    artist = room.text(
        room.artist, room.look.text_face, moment.key.quiet, (width * 0.5, 44 * room.unit), 34 * room.unit, align
    )
    tall = (title.height_px if title else 0) + 124 * room.unit
    top = {"top_left": height * 0.09, "headline": height * 0.09}.get(
        room.look.layout, (height - tall) / 2 if middle else height * 0.90 - tall
    )
    _lay_title(room, planes, moment, title, artist, top, align)
    room.lay_caption(planes, moment, _box_beside(room, top, tall, align))
    fade_in(planes, room, moment, 0.9)


def _box_beside(room: Furniture, top: float, tall: float, align: str) -> CaptionBox:
    """Where a line stands that is sung while the title is there: below it where that is wider, else above it."""
    width, height, gap = room.width, room.height, 40 * room.unit
    above = (height * 0.07, top - gap)
    below = (top + tall + gap, height * 0.93)
    is_below = below[1] - below[0] > above[1] - above[0]
    begin, end = below if is_below else above
    return CaptionBox(
        width * _MARGIN,
        begin,
        width * (1 - 2 * _MARGIN),
        max(end - begin, 2 * gap),
        align,
        "foot" if is_below else "top",
        64 * room.unit,
    )


def _lay_title(
    room: Furniture,
    planes: Planes,
    moment: Moment,
    title: SetSprite | None,
    artist: SetSprite | None,
    top: float,
    align: str,
) -> None:
    width, time_s = room.width, moment.shot_s
    leaving = eased((moment.length_s - moment.shot_s) / 0.35)
    low = top
    if title is not None:
        left = _left_of(title, width, align)
        lay(planes, title.sprite, left, int(top), leaving * arriving((time_s - 0.3) / 0.5), eased((time_s - 0.3) / 1.1))
        low = top + title.height_px
    rule = 260 * room.unit * arriving((time_s - 0.8) / 0.9)
    begin = (width - rule) / 2 if align == "center" else width * _MARGIN
    fill(planes, Place.evened(begin, low + 52 * room.unit, rule, 4 * room.unit), moment.key.near, leaving)
    if artist is not None:
        lay(
            planes,
            artist.sprite,
            _left_of(artist, width, align),
            int(low + 88 * room.unit),
            leaving * eased((time_s - 1.1) / 0.6),
        )


def _left_of(text: SetSprite, width: int, align: str) -> int:
    return int((width - text.width_px) / 2 if align == "center" else width * _MARGIN)


def draw_credits(room: Furniture, planes: Planes, moment: Moment) -> None:
    """The whole artwork once, small, and who made what; then the ground alone."""
    width, height = room.width, room.height
    lay_calm_ground(room, planes, moment)
    room.lay_dust(planes, moment)
    pane = room.pane(height * 0.54, room.treatment.plate == "disc")
    left, top = width * 0.10, (height - pane.side_px) / 2
    come = arriving(moment.shot_s / 0.8)
    pane.draw(planes, int(left), int(top), 1.0 + 0.03 * moment.share, (0.0, 0.0), come, 0.5)
    column = left + pane.side_px + width * 0.06
    room_px = width * (1 - _MARGIN) - column
    title = room.text(
        room.title, room.look.display_face, moment.key.ink, (room_px, height * 0.30), 128 * room.unit, "left", 3
    )
    at = top + 8 * room.unit
    if title is not None:
        lay(planes, title.sprite, int(column), int(at), eased((moment.shot_s - 0.3) / 0.6))
        at += title.height_px
    at += 52 * room.unit
    for number, words in enumerate((room.artist, *room.credit_lines)):
        text = room.text(
            words,
            room.look.text_face,
            moment.key.ink if number == 0 else moment.key.quiet,
            (room_px, (44 if number == 0 else 30) * room.unit),
            (38 if number == 0 else 24) * room.unit,
        )
        if text is not None and at + text.height_px < height * 0.93:
            lay(planes, text.sprite, int(column), int(at), eased((moment.shot_s - 0.5 - 0.18 * number) / 0.6))
            at += text.height_px + 22 * room.unit
    foot = CaptionBox(left, height * 0.80, width * 0.80, height * 0.13, "left", "foot", 56 * room.unit)
    room.lay_caption(planes, moment, foot)


def lay_calm_ground(room: Furniture, planes: Planes, moment: Moment) -> None:
    """Draw the ground so that type reads on it: footage takes the tones of the key."""
    room.lay_ground(planes, moment)
    if room.footage is not None:
        room.camera.tone(planes, Place(0, 0, room.width, room.height), room.table(moment.key, "smooth"))


def fade_in(planes: Planes, room: Furniture, moment: Moment, length_s: float) -> None:
    """Let the beginning of the film come out of its ground."""
    missing = 1 - eased(moment.time_s / length_s)
    if missing > 0:
        fill(planes, Place(0, 0, room.width, room.height), moment.key.ground, missing)
