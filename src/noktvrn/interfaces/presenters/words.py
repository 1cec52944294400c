"""Numbers, names and instants as people read them. English, whatever the locale; local time, whatever is stored."""

from __future__ import annotations

from datetime import UTC, datetime

SHORT_RUN_LENGTH = 8
"""Characters that name a run on screen: its last ones, since the first ones of an identifier tell the time."""

_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def short_run(run_id: str) -> str:
    """Return the last characters of a run's identifier, by which every command finds it."""
    return run_id[-SHORT_RUN_LENGTH:]


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: ``"no songs"``, ``"one song"``, ``"seven songs"``, ``"13 songs"``."""
    word = _NUMBERS[number] if 0 <= number < len(_NUMBERS) else f"{number:,}"
    return f"{word} {one if number == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """Return ``text`` with a capital letter and a full stop."""
    text = text.strip()
    if not text:
        return ""
    return sentence_end(text[0].upper() + text[1:])


def sentence_end(text: str) -> str:
    """Return ``text`` with a full stop unless it ends a sentence already."""
    return text if text[-1:] in {"", ".", "!", "?", "…"} else f"{text}."


def elapsed(seconds: float) -> str:
    """Return a stretch of work: ``"0.4 s"``, ``"12 s"``, ``"1 min 23 s"``, ``"2 h 05 min"``."""
    if seconds < 9.95:
        return f"{max(seconds, 0):.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3_600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3_600} h {whole % 3_600 // 60:02d} min"


def length(seconds: float) -> str:
    """Return the length of a recording: ``"2:58"``."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def clock(at: datetime, now: datetime) -> str:
    """Return an instant in local time, as short as it stays clear: ``"14:02"``, ``"Sat 28 Nov 14:02"``.

    Args:
        at: The instant, with its time zone.
        now: The present, with the time zone to show in (UTC is shown in the machine's own zone).
    """
    here = now.astimezone() if now.tzinfo is UTC else now
    local = at.astimezone(here.tzinfo)
    time = f"{local:%H:%M}"
    if local.date() == here.date():
        return time
    day = f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"
    year = "" if local.year == here.year else f" {local.year}"
    return f"{day}{year} {time}"


def age(at: datetime, now: datetime) -> str:
    """Return how long ago an instant was: ``"just now"``, ``"5 min ago"``, ``"3 h ago"``, ``"2 days ago"``."""
    seconds = (now - at).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3_600:
        return f"{int(seconds // 60)} min ago"
    if seconds < 86_400:
        return f"{int(seconds // 3_600)} h ago"
    days = int(seconds // 86_400)
    return "1 day ago" if days == 1 else f"{days} days ago"


def size(number_of_bytes: int) -> str:
    """Return a size of a file or disk in decimal units: ``"340 B"``, ``"12 kB"``, ``"4.2 MB"``, ``"81 GB"``."""
    value, unit = float(number_of_bytes), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < 999.5:
            break
        value, unit = value / 1_000, larger
    return f"{value:.0f} {unit}" if unit in {"B", "kB"} or value >= 9.95 else f"{value:.1f} {unit}"


def figure(value: float, unit: str, decimals: int = 1) -> str:
    """Return a number with its unit and a true minus sign: ``"−14.0 LUFS"``."""
    return f"{value:.{decimals}f}".replace("-", "−") + (f" {unit}" if unit else "")
