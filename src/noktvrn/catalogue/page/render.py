"""Rendering the listening page of a package."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from noktvrn.catalogue.contents import PackageInput, Work
from noktvrn.catalogue.credits import work_name
from noktvrn.catalogue.metadata import CreditEntry, MetadataFile
from noktvrn.catalogue.origin import AiShare
from noktvrn.catalogue.page.faces import Face, page_faces
from noktvrn.catalogue.page.glow import glow_of
from noktvrn.catalogue.page.marks import placed_stanzas, section_marks
from noktvrn.catalogue.page.poster import poster_of
from noktvrn.catalogue.page.waveform import draw_waveform, read_peaks

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE: Final = Path(__file__).parent
_PHONE_BARS: Final = 110
_DESKTOP_BARS: Final = 190
_SHARES: Final = {AiShare.ALL: "AI", AiShare.PARTLY: "AI in part", AiShare.NONE: "person"}


def render_page(package: PackageInput, works: tuple[Work, ...], metadata: MetadataFile) -> str:
    """Return the page as HTML: everything but pictures, sound and films is inside; those are linked by relative path.

    Args:
        package: What is packaged.
        works: Its files, named.
        metadata: Its metadata.

    Raises:
        MediaUnreadableError: Peaks or artwork cannot be read.
    """
    peaks = read_peaks(package.peaks)
    script = _part("player.js")
    return (
        _environment()
        .get_template("listening.html.jinja")
        .render(
            release=package.release,
            day=f"{package.release.date.day} {package.release.date:%B %Y}",
            track=package.track,
            facts=_facts(metadata),
            marks=section_marks(package.track.sections, package.track.duration_s),
            verses=placed_stanzas(package.track.lyrics, package.track.sections),
            waves={"phone": draw_waveform(peaks, _PHONE_BARS), "desktop": draw_waveform(peaks, _DESKTOP_BARS)},
            glow=glow_of(package.artwork),
            poster=poster_of(package.teaser),
            faces=_faces(package, metadata),
            files=_linked(works),
            stems=[(work.name, work.entry.path) for work in works if work.name],
            credits=_credit_rows(metadata.credits),
            statement=metadata.ai_disclosure.statement,
            links=len(package.provenance),
            style=_part("page.css"),
            script=script,
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        )
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["clock"] = _clock
    environment.filters["spoken"] = _spoken
    return environment


@cache
def _part(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _spoken(name: str) -> str:
    """A part's or genre's slug as words."""
    return name.replace("_", " ").replace("-", " ")


def _facts(metadata: MetadataFile) -> list[tuple[str, str]]:
    track = metadata.track
    key = track.key.replace("#", " sharp").replace("♯", " sharp").replace("b ", " flat ").replace("♭", " flat")
    return [
        ("Length", _clock(track.duration_s)),
        ("Tempo", f"{track.bpm:.0f} bpm"),
        ("Key", key),
        ("Genre", _spoken(track.genre)),
        ("Loudness", f"{_signed(track.loudness_lufs)} LUFS"),
        ("True peak", f"{_signed(track.true_peak_dbtp)} dBTP"),
        ("Master", f"{track.bits_per_sample} bit, {track.sample_rate_hz / 1000:g} kHz"),
    ]


def _faces(package: PackageInput, metadata: MetadataFile) -> tuple[Face, ...]:
    sung = [line for stanza in package.track.lyrics for line in stanza.lines]
    named = [*package.stems, package.release.label, *(credit.party for credit in metadata.credits)]
    release = package.release
    translated = "" if release.translated is None else release.translated.text
    told = [release.artist, release.description or "", translated, metadata.ai_disclosure.statement]
    return page_faces(package.release.title, [*told, *sung], named)


def _signed(value: float) -> str:
    return f"{value:.1f}".replace("-", "\N{MINUS SIGN}")


def _linked(works: tuple[Work, ...]) -> dict[str, str]:
    """Paths that the page links, by what they are."""
    paths = [work.entry.path for work in works if not work.name]
    named = {"master": ".flac", "preview": ".mp3", "score": ".mid"}
    found = {name: path for name, ending in named.items() for path in paths if path.endswith(ending)}
    joined = {"film": "video/film_16x9.mp4", "canvas": "video/canvas_9x16.mp4"}
    return found | {name: path for name, path in joined.items() if path in paths}


def _credit_rows(found: tuple[CreditEntry, ...]) -> list[tuple[str, str, str]]:
    """One row per maker: what it made, who it is, and whether it is a machine."""
    rows: dict[tuple[str, str], list[str]] = {}
    for credit in found:
        rows.setdefault((credit.party, _SHARES[credit.ai]), []).append(work_name(credit.role))
    return [(", ".join(dict.fromkeys(works)), party, share) for (party, share), works in rows.items()]
