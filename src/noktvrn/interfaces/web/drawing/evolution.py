"""How far an artist has come from its first identity, as a line of notes under a limit."""

from __future__ import annotations

from collections.abc import Sequence

from noktvrn.interfaces.web.drawing.charts import Chart, Line, Note, Text
from noktvrn.services.evolution_history import Turn

_WIDTH, _HEIGHT = 680, 150
_MOST = 24


def evolution_chart(turns: Sequence[Turn], limit: float) -> Chart | None:
    """Draw the distance after each change; None when there is nothing to compare with."""
    known = [
        (turn, turn.distance) for turn in turns if turn.distance is not None and turn.kind in {"created", "evolved"}
    ]
    if not known:
        return None
    shown = known if len(known) <= _MOST else [known[0], *known[-_MOST + 1 :]]
    top, base, right = 26.0, _HEIGHT - 26.0, _WIDTH - 40.0
    slot = right / max(len(shown) - 1, 1)

    def place_of(distance: float) -> float:
        return round(base - min(distance / limit, 1.0) * (base - top), 1)

    points = [(round(number * slot, 1), place_of(distance)) for number, (_, distance) in enumerate(shown)]
    lines = [Line(0, place_of(limit * part / 4), right, place_of(limit * part / 4)) for part in range(4)]
    lines.append(Line(0, place_of(limit), right, place_of(limit), "limit"))
    texts = [Text(right, top - 8, f"limit {limit:g}, beyond it the artist is someone else", "end")]
    first, last = shown[0][0], shown[-1]
    texts.append(Text(0, base + 20, f"{first.at.astimezone():%d %b %Y}".lstrip("0")))
    if len(shown) > 1:
        texts.append(Text(right, base + 20, f"{last[0].at.astimezone():%d %b %Y}".lstrip("0"), "end"))
        texts.append(Text(right + 8, points[-1][1] + 4, f"{last[1]:.2f}", strong=True))
    path = "M" + "L".join(f"{x} {y}" for x, y in points) if len(points) > 1 else ""
    notes = tuple(Note(x, y, "last" if number == len(points) - 1 else "point") for number, (x, y) in enumerate(points))
    return Chart(_WIDTH, _HEIGHT, tuple(lines), notes, path, tuple(texts))
