"""An artist, a release, a check of the doctor."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text

from noktvrn.interfaces.console.desk import ArtistSheet, CheckSheet, ReleaseSheet
from noktvrn.interfaces.console.lines import ends, facts, join, say, section, sign, wrap
from noktvrn.interfaces.console.pages.review import Space, release_wave
from noktvrn.interfaces.console.pages.run import decision_lines, run_lines
from noktvrn.interfaces.console.player import Heard
from noktvrn.interfaces.console.tones import STANDING_ROLES
from noktvrn.interfaces.presenters.artists import artist_facts
from noktvrn.interfaces.presenters.health import health_standing
from noktvrn.interfaces.presenters.standing import artist_standing
from noktvrn.interfaces.presenters.words import clock, count, size

_SONGS = 8


def artist_page(sheet: ArtistSheet, width: int, now: datetime) -> list[Text]:
    """Return who an artist is, how it stands, its songs, how it changed."""
    artist = sheet.artist
    standing, word = artist_standing(artist.status)
    pilot = "autopilot decides" if artist.autopilot else "you decide"
    lines = [
        ends(say(artist.identity.name, "strong"), say(pilot, "ink2"), width),
        ends(say(artist.slug, "ink3"), join(sign(standing), " ", say(word, STANDING_ROLES[standing])), width),
        Text(),
        *wrap(artist.status_reason, width, "ink2"),
        Text(),
        *wrap(artist.identity.story, width, "mark.wanted", most=5),
        Text(),
        section("Songs", "" if sheet.songs else "none yet"),
        *(run_lines(sheet.songs[:_SONGS], width, now) or wrap("s starts a run.", width, "ink3")),
        Text(),
        section("Identity"),
        *facts([*artist_facts(artist), *([("Models", sheet.cost)] if sheet.cost else [])], width, most=2),
    ]
    if sheet.events:
        lines += [Text(), section("Changes")]
        times = [clock(event.at, now) for event in sheet.events]
        column = max(map(len, times))
        for event, at in zip(sheet.events, times, strict=True):
            when = say(f"{at:<{column}}", "ink3")
            first, *more = wrap(event.reason, width - when.cell_len - 1, "ink2")
            lines += [join(when, " ", first), *[join(" " * (when.cell_len + 1), line) for line in more]]
    return lines


def release_page(sheet: ReleaseSheet, space: Space, heard: Heard, now: datetime) -> list[Text]:
    """Return a release: its sound, where it lies, its files, who approved it."""
    release, summary = sheet.release, sheet.run.summary
    total = sum(bytes_ or 0 for _, bytes_ in sheet.files)
    gone = [name for name, bytes_ in sheet.files if bytes_ is None]
    lines = [
        ends(say(release.title, "strong"), say("released", "done"), space.width),
        ends(say(summary.artist_name, "ink2"), say(clock(release.packaged_at, now), "ink3"), space.width),
        Text(),
    ]
    if wave := release_wave(sheet, space, heard):
        lines += [*wave, Text()]
    lines += [section("Folder"), *wrap(str(sheet.folder), space.width, "ink2"), Text()]
    if not sheet.files:
        lines += [say("! ", "needs.strong") + say("Its files are not on this disk.")]
    else:
        lines.append(section("Files", f"{count(len(sheet.files), 'file')}, {size(total)}"))
        lines += [_file_line(name, bytes_, space.width) for name, bytes_ in sheet.files]
    if gone:
        lines += wrap(
            f"{count(len(gone), 'file is', 'files are')} gone. Check all of them: noktvrn release verify",
            space.width,
            "fail",
        )
    for decision in sheet.run.decisions:
        lines += decision_lines(decision, space.width, now)
    return lines


def _file_line(name: str, bytes_: int | None, width: int) -> Text:
    return ends(say(name, "ink2"), say("gone", "fail") if bytes_ is None else say(size(bytes_), "ink3"), width)


def check_page(sheet: CheckSheet, width: int) -> list[Text]:
    """Return what the doctor found, and the repair."""
    found = sheet.checked.diagnosis
    standing = health_standing(found.health)
    lines = [
        ends(
            say(sheet.checked.title, "strong"),
            join(sign(standing), " ", say(found.health.value, STANDING_ROLES[standing])),
            width,
        ),
        Text(),
        *wrap(found.result, width),
    ]
    if found.repair:
        lines += [Text(), join(say("Do: ", "ink3"), *wrap(found.repair, width - 4, "strong")[:1])]
        lines += wrap(found.repair, width - 4, "strong", indent=4)[1:]
    return [*lines, Text(), say(f"took {sheet.checked.took_s:.2f} s; y copies: noktvrn doctor", "ink3")]
