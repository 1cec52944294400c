"""Where things stand on a chart: five hairlines are a staff, a run is a note, weeks are bar lines.

Coordinates are pixels of one size of screen; each chart is drawn for a phone and for a desktop, so that its type keeps
its size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from noktvrn.interfaces.presenters.checklist import STEP_NAMES
from noktvrn.services.overview import Loudness, Night, StepDuration, Week

PHONE_PX, DESKTOP_PX = 320, 680
_RIGHT_PX = 34
_MOST_NOTES = 8


@dataclass(frozen=True, slots=True)
class Text:
    """A word on a chart; ``anchor`` is ``"start"``, ``"middle"`` or ``"end"``."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """One run, or several where there are too many."""

    x: float
    y: float
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line; ``kind`` names how it looks."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str = "staff"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of one size.

    Attributes:
        width: In pixels.
        height: In pixels.
        lines: Straight lines, drawn first.
        notes: Signs.
        path: A broken line through points, as SVG; empty for none.
        texts: Words, drawn last.
        each: How many runs one note stands for.
    """

    width: int
    height: int
    lines: tuple[Line, ...]
    notes: tuple[Note, ...] = ()
    path: str = ""
    texts: tuple[Text, ...] = ()
    each: int = 1


def outcome_chart(nights: Sequence[Night], width: int) -> Chart:
    """Draw the runs of each night as a stack of notes."""
    most = max((len(night.outcomes) for night in nights), default=0)
    each = max(1, ceil(most / _MOST_NOTES))
    top, step, height = 14.0, 12.0, 150
    base = top + _MOST_NOTES * step
    right = width - _RIGHT_PX
    slot = right / max(len(nights), 1)
    lines = [Line(0, base - place * 2 * step, right, base - place * 2 * step) for place in range(5)]
    texts = [Text(width, base - place * 2 * step + 4, str(place * 2 * each), "end") for place in range(5)]
    notes = []
    for place, night in enumerate(nights):
        x = (place + 0.5) * slot
        notes += [
            Note(round(x, 1), round(base - step / 2 - level * step, 1), str(night.outcomes[level * each]))
            for level in range(ceil(len(night.outcomes) / each))
        ]
        if night.day.weekday() == 0:
            lines.append(Line(round(place * slot, 1), top, round(place * slot, 1), base, "bar"))
            if place * slot + 44 < right - 40:
                texts.append(Text(round(place * slot + 2, 1), base + 20, day_words(night.day)))
    texts.append(Text(right, base + 20, "tonight", "end", strong=True))
    return Chart(width, height, tuple(lines), tuple(notes), texts=tuple(texts), each=each)


def approval_chart(weeks: Sequence[Week], width: int, height: int = 210) -> Chart:
    """Draw the share of approved songs by week."""
    known = [(place, week.rate) for place, week in enumerate(weeks) if week.rate is not None]
    low = floor(min((rate for _, rate in known), default=0.0) * 5) / 5
    low = min(low, 0.8)
    top, base, right = 16.0, height - 34.0, width - 44.0
    slot = right / max(len(weeks), 1)

    def place_of(rate: float) -> float:
        return round(base - (rate - low) / (1 - low) * (base - top), 1)

    shares = [low + (1 - low) * step / 4 for step in range(5)]
    lines = tuple(Line(0, place_of(share), right, place_of(share)) for share in shares)
    texts = [
        Text(
            width, place_of(share) + 4, f"{share:.0%}".replace("%", " %") if share == 1 else f"{share * 100:.0f}", "end"
        )
        for share in shares
    ]
    points = [(round((place + 0.5) * slot, 1), place_of(rate), rate) for place, rate in known]
    path = "M" + "L".join(f"{x} {y}" for x, y, _ in points) if len(points) > 1 else ""
    notes = tuple(
        Note(x, y, "last" if number == len(points) - 1 else "point") for number, (x, y, _) in enumerate(points)
    )
    if points:
        x, y, rate = points[-1]
        texts.append(Text(x, y - 12 if y > top + 14 else y + 22, f"{rate * 100:.0f} %", "end", strong=True))
    texts += _months(weeks, slot, base + 20)
    return Chart(width, height, lines, notes, path, tuple(texts))


def _months(weeks: Sequence[Week], slot: float, y: float) -> list[Text]:
    texts, seen, last_x = [], None, -99.0
    for place, week in enumerate(weeks):
        x = place * slot
        if week.begins.month != seen and x - last_x > 40:
            texts.append(Text(round(x, 1), y, f"{week.begins:%b}"))
            seen, last_x = week.begins.month, x
    return texts


@dataclass(frozen=True, slots=True)
class RollRow:
    """One step of the piano roll.

    Attributes:
        name: The step.
        left: Begin of the bar, in percent of the width.
        width: Median length, in percent.
        whisker: Length to the 95th percentile from its begin, in percent.
        spark: A broken line of the last lengths in a box of 60 by 16.
        value: Median in seconds, as people read it.
    """

    name: str
    left: float
    width: float
    whisker: float
    spark: str
    value: str


def roll(durations: Sequence[StepDuration]) -> tuple[list[RollRow], float, list[float]]:
    """Draw how long each step takes.

    Returns:
        The rows, the seconds of the whole width, and the seconds of its hairlines.
    """
    shown = [each for each in durations if each.p95_s >= 0.05]
    end_s = max((each.begins_s + each.p95_s for each in shown), default=1.0)
    unit = next((size for size in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600) if end_s / size <= 5), 1_800)
    whole = unit * ceil(end_s / unit)
    rows = [
        RollRow(
            name=STEP_NAMES[each.step],
            left=round(100 * each.begins_s / whole, 2),
            width=round(max(100 * each.median_s / whole, 0.6), 2),
            whisker=round(100 * each.p95_s / whole, 2),
            spark=_spark(each.recent_s),
            value=f"{each.median_s:.1f}",
        )
        for each in shown
    ]
    return rows, whole, [unit * place for place in range(int(whole // unit) + 1)]


def _spark(values: Sequence[float], width: float = 60.0, height: float = 16.0) -> str:
    recent = values[-28:]
    if len(recent) < 2:
        return ""
    low, high = min(recent), max(recent)
    span = (high - low) or 1.0
    points = [
        f"{place * width / (len(recent) - 1):.1f} {height - 1 - (value - low) / span * (height - 2):.1f}"
        for place, value in enumerate(recent)
    ]
    return "M" + "L".join(points)


def loudness_chart(songs: Sequence[Loudness], limits: tuple[float, float], width: int, height: int = 120) -> Chart:
    """Draw the loudness of the last songs between its limits."""
    recent = songs[-60:]
    low = min([limits[0] - 0.4, *(song.lufs for song in recent)])
    high = max([limits[1] + 0.4, *(song.lufs for song in recent)])
    top, base, right = 12.0, height - 12.0, width - 52.0

    def place_of(lufs: float) -> float:
        return round(base - (lufs - low) / (high - low) * (base - top), 1)

    slot = right / max(len(recent), 1)
    notes = tuple(
        Note(
            round((place + 0.5) * slot, 1),
            place_of(song.lufs),
            "point" if limits[0] <= song.lufs <= limits[1] else "out",
        )
        for place, song in enumerate(recent)
    )
    lines = (
        Line(0, place_of(sum(limits) / 2), right, place_of(sum(limits) / 2)),
        *(Line(0, place_of(limit), right, place_of(limit), "limit") for limit in limits),
    )
    texts = tuple(Text(width, place_of(limit) + 4, f"{limit:.1f}".replace("-", "−"), "end") for limit in limits)
    return Chart(width, height, lines, notes, texts=texts)


def day_words(day: date) -> str:
    """Return a day as a chart names it: ``"24 Oct"``."""
    return f"{day.day} {day:%b}"
