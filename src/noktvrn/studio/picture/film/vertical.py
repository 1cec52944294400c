"""The scenes of a tall film: a page with the artwork, a close-up, letters, slices.

Text stays between 12 and 72 % of the height and 8 % from the sides, where no application lays its buttons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from noktvrn.studio.picture.film.camera import Window, arriving, between, eased
from noktvrn.studio.picture.film.captions import SetSprite
from noktvrn.studio.picture.film.cutting import Shot
from noktvrn.studio.picture.film.furniture import CaptionBox, Furniture
from noktvrn.studio.picture.film.moment import Moment
from noktvrn.studio.picture.film.place import Place, fill
from noktvrn.studio.picture.film.planes import Planes, lay
from noktvrn.studio.picture.film.ruling import lay_folio
from noktvrn.studio.picture.film.scenes import Scene
from noktvrn.studio.picture.film.treatments import Treatment

SAFE_BOTTOM: Final = 0.72
"""Share of the height below which no text stands."""

SAFE_SIDE: Final = 0.08
"""Share of the width at each side in which no text stands."""

_SHORTEST_SHOT_S = 2.2
_LONGEST_PAGE_S = 6.5


def plan_teaser(
    downbeats_s: Sequence[float], frames: int, frames_per_s: int, treatment: Treatment, has_lines: bool
) -> tuple[Shot, ...]:
    """Plan a teaser: the page first and last, in between a cut on every second bar, none on any other beat.

    Args:
        downbeats_s: Starts of bars in seconds of the teaser.
        frames: Length.
        frames_per_s: Rate.
        treatment: Keys.
        has_lines: Whether anybody sings.
    """
    bars = sorted({round(beat * frames_per_s) for beat in downbeats_s if 0 < round(beat * frames_per_s) < frames})
    edges = [0]
    for number, bar in enumerate(bars):
        wanted_s = _LONGEST_PAGE_S * 0.6 if len(edges) == 1 else _SHORTEST_SHOT_S
        is_even = number % 2 == 1 or bar - edges[-1] > _LONGEST_PAGE_S * frames_per_s
        if is_even and bar - edges[-1] >= wanted_s * frames_per_s and frames - bar >= _SHORTEST_SHOT_S * frames_per_s:
            edges.append(bar)
    edges.append(frames)
    order = ("page", "close", "words", "slices") if has_lines else ("page", "close", "slices")
    keys = {"words": treatment.keys.get("drop", ("home",))[0], "slices": treatment.keys.get("chorus", ("home",))[-1]}
    last = len(edges) - 2
    shots: list[Shot] = []
    for number in range(last + 1):
        scene = "page" if number == last else order[number % len(order)]
        key = keys.get(scene, "home")
        take = sum(shot.scene == scene for shot in shots)
        shots.append(Shot(edges[number], edges[number + 1], scene, key, "chorus", take, 0.8))
    return tuple(shots)


def draw_page(room: Furniture, planes: Planes, moment: Moment) -> None:
    """The artwork above, title and artist below it, the line below them, the form at the foot or round the artwork."""
    width, height = room.width, room.height
    room.lay_ground(planes, moment)
    opening = arriving(moment.time_s / 0.7)
    room.lay_dust(planes, moment, opening)
    is_ring = room.treatment.form == "ring"
    is_disc = is_ring or room.treatment.plate == "disc"
    spoken = bool(room.lines)
    share = (0.60 if spoken else 0.66) if is_disc else (0.74 if spoken else 0.80)
    pane = room.pane(width * share, is_disc)
    left, top = (width - pane.side_px) // 2, round(height * (0.135 if is_ring else 0.12))
    low = top + pane.side_px + height * (0.078 if is_ring else 0.032)
    if is_ring:
        reach = width * 0.13
        box = (left - reach, top - reach, pane.side_px + 2 * reach, pane.side_px + 2 * reach)
        form = room.form("ring", moment.key, box, pane.side_px / 2 + 9 * room.unit)
    else:
        tall = height * (0.20 if room.treatment.form in {"spine", "dots"} else 0.255)
        form = room.form(room.treatment.form, moment.key, (0.0, height * 0.745, float(width), tall))
    form.draw(planes, moment.sound, moment.frame, opening)
    zoom = 1.0 + 0.10 * eased(moment.share) + 0.022 * moment.bass
    rise = round((1 - opening) * height * 0.02)
    pane.draw(planes, left, top + rise, zoom, (0.0, 0.0), opening, 0.6 if moment.key.is_night else 0.34)
    _lay_names(room, planes, moment, float(left), low, is_disc)


def _lay_names(room: Furniture, planes: Planes, moment: Moment, left: float, low: float, is_centred: bool) -> None:
    width, height = room.width, room.height
    align = "center" if is_centred or "center" in room.look.layout else "left"
    begin = width * SAFE_SIDE if align == "center" else left
    column = width * (1 - SAFE_SIDE) - begin
    below = height * SAFE_BOTTOM - low
    share = 0.46 if room.lines else 0.66
    title = room.text(
        room.title, room.look.display_face, moment.key.ink, (column, below * share), width * 0.105, align, 3
    )
    artist = room.text(
        room.artist, room.look.text_face, moment.key.quiet, (column, height * 0.03), width * 0.034, align
    )
    at = low
    for text, delay_s, gap in ((title, 0.3, 0.016), (artist, 0.6, 0.034)):
        if text is None:
            continue
        is_first = moment.shot.first_frame == 0
        shown = arriving((moment.time_s - delay_s) / 0.4) if is_first else 1.0
        wiped = eased((moment.time_s - delay_s) / 0.8) if is_first else 1.0
        lay(planes, text.sprite, _column(text, begin, column, align), int(at), shown, wiped)
        at += text.height_px + height * gap
    space = height * SAFE_BOTTOM - at
    if space > height * 0.03:
        room.lay_caption(planes, moment, CaptionBox(begin, at, column, space, align, "top", width * 0.062, 2))


def _column(text: SetSprite, begin: float, column: float, align: str) -> int:
    return int(begin + (column - text.width_px) / 2 if align == "center" else begin)


def draw_close(room: Furniture, planes: Planes, moment: Moment) -> None:
    """The camera close over the artwork, the line large above the foot of the safe area."""
    width, height = room.width, room.height
    first, last = room.shot_windows(moment, (0.56, 0.44), 9 / 16)
    whole = Place(0, 0, width, height)
    room.camera.draw(planes, whole, between(first, last, moment.share), moment.frame)
    if room.treatment.tones_art:
        room.camera.tone(planes, whole, room.table(moment.key, "print"))
    box = CaptionBox(
        width * SAFE_SIDE,
        height * 0.50,
        width * (1 - 2 * SAFE_SIDE),
        height * 0.21,
        "left",
        "foot",
        width * 0.10,
        3,
        on_plaque=room.treatment.tones_art,
    )
    room.lay_caption(planes, moment, box)


def draw_letters(room: Furniture, planes: Planes, moment: Moment) -> None:
    """Nothing but letters; the title's where nobody sings."""
    width, height = room.width, room.height
    room.lay_flat(planes, moment)
    box = CaptionBox(
        width * SAFE_SIDE,
        height * 0.17,
        width * (1 - 2 * SAFE_SIDE),
        height * 0.47,
        "left",
        "middle",
        width * 0.24,
        6,
        True,
    )
    if not room.lay_caption(planes, moment, box):
        text = room.text(
            room.title, room.look.display_face, moment.key.ink, (box.width, box.height), width * 0.24, "left", 6
        )
        if text is not None:
            lay(planes, text.sprite, int(box.left), int(box.top + (box.height - text.height_px) / 2))
    bar = width * (0.08 + 0.76 * float(moment.sound.bands[moment.frame].mean()) ** 1.4)
    fill(planes, Place.evened(width * SAFE_SIDE, height * 0.745, bar, 8 * room.unit), moment.key.near)
    lay_folio(room, planes, moment, width * SAFE_SIDE, height * 0.69)


def draw_rows(room: Furniture, planes: Planes, moment: Moment) -> None:
    """The artwork cut into rows that the bands push sideways."""
    width, height = room.width, room.height
    room.lay_flat(planes, moment)
    lay_rows(room, planes, moment.sound.bands[moment.frame], moment.share, moment.shot.take, moment.frame)
    box = CaptionBox(
        width * SAFE_SIDE,
        height * 0.34,
        width * (1 - 2 * SAFE_SIDE),
        height * 0.26,
        "center",
        "middle",
        width * 0.09,
        3,
        True,
        True,
    )
    room.lay_caption(planes, moment, box)


def lay_rows(room: Furniture, planes: Planes, bands: Sequence[float], share: float, take: int, frame: int) -> None:
    """Draw the artwork in rows of which each is as wide as its bands are loud."""
    width, height = room.width, room.height
    count = (7, 9, 11)[take % 3]
    groups = max(len(bands) // count, 1)
    gap = height * 0.006
    top, span = height * 0.06, height * 0.88
    each = (span - gap * (count - 1)) / count
    x, _ = room.places[take % len(room.places)]
    for row in range(count):
        band = abs(row - count // 2) * 2 % count
        own = bands[band * groups : (band + 1) * groups]
        level = (float(sum(own)) / max(len(own), 1)) ** 1.6
        wide = width * (0.58 + 0.36 * level)
        place = Place.evened((width - wide) / 2, top + row * (each + gap), wide, each)
        middle = (row + 0.5) / count
        shown = Window(x + 0.02 * (level - 0.5), 0.06 + 0.88 * middle, 0.52 * wide / width - 0.03 * eased(share))
        room.camera.draw(planes, place, shown, frame)
        if room.treatment.tones_art:
            room.camera.tone(planes, place, room.table(room.key("home"), "print"))


TALL_SCENES: Final[Mapping[str, Scene]] = {
    "page": draw_page,
    "close": draw_close,
    "words": draw_letters,
    "slices": draw_rows,
}
"""Scenes of a tall film by name."""
