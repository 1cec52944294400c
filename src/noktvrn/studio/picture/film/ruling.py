"""The folio: the small line over a rule that names the work, as at the foot of a page."""

from __future__ import annotations

from noktvrn.studio.picture.film.furniture import Furniture
from noktvrn.studio.picture.film.moment import Moment
from noktvrn.studio.picture.film.place import Place, fill
from noktvrn.studio.picture.film.planes import Planes, lay


def lay_folio(room: Furniture, planes: Planes, moment: Moment, left: float, foot: float | None = None) -> None:
    """Set artist and title small on the row ``foot``, near the lower edge when omitted, over a short rule."""
    row = room.height * 0.905 if foot is None else foot
    fill(planes, Place.evened(left, row - 26 * room.unit, 64 * room.unit, 2 * room.unit), moment.key.quiet)
    text = room.text(
        f"{room.artist}  \N{EM DASH}  {room.title}",
        room.look.text_face,
        moment.key.quiet,
        (room.width * 0.36, 26 * room.unit) if room.width > room.height else (room.width * 0.8, 36 * room.unit),
        21 * room.unit if room.width > room.height else 29 * room.unit,
    )
    if text is not None:
        lay(planes, text.sprite, int(left), int(row))
