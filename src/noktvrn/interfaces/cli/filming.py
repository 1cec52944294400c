"""From what was typed to a film: finds or paints the artwork, reads lyrics, lays footage, finds the hook."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from noktvrn.errors import NotFoundError, ParameterError
from noktvrn.interfaces.cli.looks import look_from_seed
from noktvrn.interfaces.cli.making import Making
from noktvrn.studio.picture.canvas import CanvasRequest, CanvasResult, make_canvas
from noktvrn.studio.picture.cover import CoverRequest, paint_cover
from noktvrn.studio.picture.film.hearing import Hearing, hear
from noktvrn.studio.picture.film.lyrics import SungLine, read_lrc, untimed_lines
from noktvrn.studio.picture.film.shooting import digest_of
from noktvrn.studio.picture.film.sound import read_excerpt, read_mono
from noktvrn.studio.picture.film.subtitles import check_ending, write_subtitles
from noktvrn.studio.picture.footage.laying import FootageRequest, open_footage
from noktvrn.studio.picture.footage.track import CutFootage
from noktvrn.studio.picture.full_film import FRAMES_PER_S, FilmRequest, FilmResult, frames_of, make_film
from noktvrn.studio.picture.look import LookSpec
from noktvrn.studio.picture.teaser import TeaserRequest, TeaserResult, make_teaser

_PAINTED_PX: Final = 2400
_SHARE_OF_PAINTING: Final = 0.1


@dataclass(frozen=True, slots=True)
class FilmWish:
    """What the three commands share.

    Attributes:
        audio: The recording.
        title: Title.
        artist: Stage name.
        out: MP4 file to write.
        artwork: Picture without text, when given.
        lyrics: Timed lyrics, when given.
        seed: Seed.
        genre: Guides the look.
        mood: One word, when given.
        style: Way of painting, when given.
        face: Face of the title, when given.
        preset: Of x264.
        encoder: Name of the encoder.
    """

    audio: Path
    title: str
    artist: str
    out: Path
    artwork: Path | None
    lyrics: Path | None
    seed: int
    genre: str
    mood: str | None
    style: str | None
    face: str | None
    preset: str
    encoder: str

    @property
    def look(self) -> LookSpec:
        """The look that the options and the seed describe."""
        return look_from_seed(
            self.seed, genre=self.genre, mood=self.mood, family=self.style, face=self.face, layout=None
        )


def film_recording(wish: FilmWish, footage: Path | None, captions: Path | None, work: Making) -> FilmResult:
    """Film a whole recording; see ``noktvrn studio film``."""
    _check_paths(wish, captions)
    lines = _lines(wish)
    told: tuple[str, ...] = ()
    with ExitStack() as open_until_filmed:
        artwork, rest = open_until_filmed.enter_context(_artwork(wish, work))
        request = FilmRequest(
            audio=wish.audio,
            artwork=artwork,
            look=wish.look,
            title=wish.title,
            artist=wish.artist,
            seed=wish.seed,
            lines=lines,
            preset=wish.preset,
            encoder=wish.encoder,
        )
        if footage is not None:
            heard = _heard(wish.audio)
            request = replace(request, downbeats_s=heard.downbeats_s, parts=heard.parts)
            laid = open_until_filmed.enter_context(_laid(request, footage, wish.mood, rest))
            request = replace(request, footage=laid, footage_digest=digest_of(laid.plan))
            told = laid.notes
        filmed = make_film(request, wish.out, rest.progress, rest.cancelled)
    if captions is not None:
        write_subtitles(lines, captions)
    return replace(filmed, notes=(*filmed.notes, *told, *_left_out(wish)))


def film_teaser(wish: FilmWish, start_s: float | None, length_s: float, work: Making) -> TeaserResult:
    """Film a teaser; see ``noktvrn studio teaser``."""
    _check_paths(wish)
    with _artwork(wish, work) as (artwork, rest):
        heard = _heard(wish.audio)
        request = TeaserRequest(
            audio=wish.audio,
            artwork=artwork,
            look=wish.look,
            title=wish.title,
            artist=wish.artist,
            start_s=_hook_s(heard) if start_s is None else start_s,
            length_s=length_s,
            seed=wish.seed,
            lines=_lines(wish),
            downbeats_s=heard.downbeats_s,
            preset=wish.preset,
            encoder=wish.encoder,
        )
        filmed = make_teaser(request, wish.out, rest.progress, rest.cancelled)
        return replace(filmed, notes=(*heard.notes, *filmed.notes))


def film_canvas(wish: FilmWish, start_s: float | None, length_s: float, work: Making) -> CanvasResult:
    """Film a canvas; see ``noktvrn studio canvas``."""
    _check_paths(wish)
    with _artwork(wish, work) as (artwork, rest):
        heard = _heard(wish.audio)
        request = CanvasRequest(
            audio=wish.audio,
            artwork=artwork,
            look=wish.look,
            seed=wish.seed,
            title=wish.title,
            artist=wish.artist,
            start_s=_hook_s(heard) if start_s is None else start_s,
            length_s=length_s,
            downbeats_s=heard.downbeats_s,
            preset=wish.preset,
            encoder=wish.encoder,
        )
        filmed = make_canvas(request, wish.out, rest.progress, rest.cancelled)
        return replace(filmed, notes=(*heard.notes, *filmed.notes))


def _check_paths(wish: FilmWish, captions: Path | None = None) -> None:
    """Refuse a place for the film that it cannot take, before anything is made."""
    if wish.out.suffix.lower() != ".mp4":
        raise ParameterError(f"{wish.out.name} does not end as a film does", remedy="End it with .mp4.")
    if wish.out.is_dir():
        raise ParameterError(f"{wish.out} is a folder", remedy="Name a file in it, such as film.mp4.")
    if captions is not None:
        check_ending(captions)
    given = {path.resolve() for path in (wish.audio, wish.artwork, wish.lyrics) if path is not None}
    for written in filter(None, (wish.out, captions)):
        if written.resolve() in given:
            raise ParameterError(f"{written} is what the film is made from", remedy="Write to another file.")


@contextmanager
def _artwork(wish: FilmWish, work: Making) -> Iterator[tuple[Path, Making]]:
    """Give the artwork and what is left of the progress: a given file, the one beside the recording, or a new one."""
    if not wish.audio.is_file():
        raise NotFoundError(f"There is no file {wish.audio}.", remedy="Check the path.")
    # what cannot be heard is refused before a cover is painted for it
    read_excerpt(wish.audio, 0.0, 1.0)
    beside = wish.audio.with_name("artwork.jpg")
    if wish.artwork is not None or beside.is_file():
        yield wish.artwork or beside, work
        return
    with tempfile.TemporaryDirectory() as folder:
        request = CoverRequest(wish.title, wish.artist, wish.look, wish.seed, wish.mood or "", 0.5, size_px=_PAINTED_PX)
        painted = paint_cover(request, Path(folder), _scaled(work, 0.0, _SHARE_OF_PAINTING).progress, work.cancelled)
        yield painted.artwork, _scaled(work, _SHARE_OF_PAINTING, 1.0)


def _scaled(work: Making, begin: float, end: float) -> Making:
    return Making(lambda share, what: work.progress(begin + (end - begin) * share, what), work.cancelled)


def _lines(wish: FilmWish) -> tuple[SungLine, ...]:
    return read_lrc(wish.lyrics) if wish.lyrics is not None else ()


def _left_out(wish: FilmWish) -> tuple[str, ...]:
    count = untimed_lines(wish.lyrics.read_text(encoding="utf-8-sig")) if wish.lyrics is not None else 0
    return (f"lyrics without a time that can be read are left out (lines: {count})",) if count else ()


def _heard(audio: Path) -> Hearing:
    return hear(audio, read_mono(audio))


def _hook_s(heard: Hearing) -> float:
    """Return the start of the first chorus, else of the strongest section."""
    chorus = next((part for part in heard.parts if part.kind == "chorus"), None)
    strongest = chorus or max(heard.parts, key=lambda part: part.energy, default=None)
    return strongest.start_s if strongest is not None else 0.0


def _laid(request: FilmRequest, folder: Path, mood: str | None, work: Making) -> CutFootage:
    """Lay the clips of a folder along the bars and sections of the recording."""
    words = (request.title, *(line.text for line in request.lines))
    wanted = FootageRequest(
        look=request.look,
        width_px=request.width_px,
        height_px=request.height_px,
        frames=frames_of(len(read_mono(request.audio))),
        frames_per_s=FRAMES_PER_S,
        downbeats_s=request.downbeats_s,
        sections=request.parts,
        mood=mood or "",
        words=words,
        seed=request.seed,
    )
    return open_footage(folder, wanted, work.progress, work.cancelled)
