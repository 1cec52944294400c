"""What language models cost, night by night: a note for each night on a staff of dollars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import floor, log10

from noktvrn.interfaces.web.drawing.charts import Chart, Line, Note, Text

_TOP, _FOOT, _RIGHT = 16.0, 34.0, 64.0
_NICE = (1, 2, 4, 8, 10)
_LEAST_USD = 0.0004
"""The lowest staff: calls that cost nothing, such as those of a machine of one's own, lie on its foot."""


def cost_chart(nights: Sequence[date], costs_usd: Mapping[str, float], width: int, height: int = 190) -> Chart:
    """Draw the cost of each night; nights without calls have no note.

    Args:
        nights: The nights, oldest first.
        costs_usd: Cost by night, such as ``{"2026-11-21": 0.31}``, in US dollars.
        width: In pixels.
        height: In pixels.
    """
    base, right = height - _FOOT, width - _RIGHT
    highest = _staff_top(max((costs_usd.get(str(night), 0.0) for night in nights), default=0.0))
    slot = right / max(len(nights), 1)

    def place_of(cost_usd: float) -> float:
        return round(base - cost_usd / highest * (base - _TOP), 1)

    steps = [highest * step / 4 for step in range(5)]
    points = [
        (round((place + 0.5) * slot, 1), place_of(cost_usd), cost_usd)
        for place, night in enumerate(nights)
        if (cost_usd := costs_usd.get(str(night))) is not None
    ]
    texts = [Text(width, place_of(step) + 4, _dollars(step, highest), "end") for step in steps]
    texts += [Text(round(place * slot, 1), base + 20, f"{nights[place]:%-d %b}") for place in _marked(nights)]
    notes = tuple(Note(x, y, "last" if (x, y) == points[-1][:2] else "point") for x, y, _ in points)
    return Chart(
        width,
        height,
        tuple(Line(0, place_of(step), right, place_of(step)) for step in steps),
        notes,
        "M" + "L".join(f"{x} {y}" for x, y, _ in points) if len(points) > 1 else "",
        tuple(texts),
    )


def _staff_top(most_usd: float) -> float:
    """Return the value of the highest hairline: the next that divides into four without odd cents."""
    if most_usd <= _LEAST_USD:
        return _LEAST_USD
    power = 10.0 ** floor(log10(most_usd))
    return next(step * power for step in _NICE if step * power >= most_usd * (1 - 1e-9))


def _dollars(amount_usd: float, highest_usd: float) -> str:
    digits = max(0, 2 - floor(log10(highest_usd)))
    return f"{amount_usd:.{min(digits, 6)}f}" + (" USD" if amount_usd == highest_usd else "")


def _marked(nights: Sequence[date]) -> range:
    return range(0, len(nights), 7)
