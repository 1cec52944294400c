"""Films teasers, whole songs and canvases with the studio, from seeds and sound. No key, no network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from noktvrn.ports.film import CanvasRequest, FilmFigures, FilmRequest, FilmResult, TeaserRequest, TimedLine
from noktvrn.ports.making import Cancelled, MadeBy, Progress
from noktvrn.services.looks import painted_look
from noktvrn.studio.picture.engine_version import PICTURE_ENGINE_VERSION

if TYPE_CHECKING:
    from noktvrn.studio.picture.film.lyrics import SungLine

LICENCE: Final = "own work, no rights of others; faces under the SIL Open Font License"
NAME: Final = "embedded"
TEASER_FILE: Final = "teaser_9x16.mp4"
FILM_FILE: Final = "film_16x9.mp4"
CANVAS_FILE: Final = "canvas_9x16.mp4"

_SHARE_OF_FILMING = 0.96


class EmbeddedFilm:
    """Films from seeds and sound; the same request always gets the same film."""

    name = NAME

    # PyAV and numba are slow to load and not needed before the first film, so that each method loads them itself

    def make_teaser(
        self, request: TeaserRequest, out_dir: Path, progress: Progress, cancelled: Cancelled
    ) -> FilmResult:
        """Film ``teaser_9x16.mp4`` and a poster below ``out_dir``; see ``FilmProvider``."""
        from noktvrn.studio.picture import teaser as studio

        filmed = studio.make_teaser(
            studio.TeaserRequest(
                audio=request.audio,
                artwork=request.artwork,
                look=painted_look(request.look),
                title=request.title,
                artist=request.artist,
                start_s=request.start_s,
                length_s=request.length_s,
                seed=request.seed,
                energy=request.energy,
                lines=_sung(request.lines),
                downbeats_s=request.downbeats_s,
            ),
            out_dir / TEASER_FILE,
            _first_part(progress),
            cancelled,
        )
        parameters = {
            "start_s": filmed.start_s,
            "length_s": filmed.duration_s,
            "form": filmed.form,
            "flashes": filmed.flashes,
        }
        return _opened(filmed.path, parameters, request.seed, progress, "teaser filmed")

    def make_film(self, request: FilmRequest, out_dir: Path, progress: Progress, cancelled: Cancelled) -> FilmResult:
        """Film ``film_16x9.mp4`` and a poster below ``out_dir``; see ``FilmProvider``."""
        from noktvrn.studio.picture import full_film as studio
        from noktvrn.studio.picture.film.cutting import Part
        from noktvrn.studio.picture.film.shooting import digest_of
        from noktvrn.studio.picture.footage.laying import open_plan

        wanted = studio.FilmRequest(
            audio=request.audio,
            artwork=request.artwork,
            look=painted_look(request.look),
            title=request.title,
            artist=request.artist,
            seed=request.seed,
            lines=_sung(request.lines),
            parts=tuple(Part(part.kind, part.start_s, part.end_s, part.energy) for part in request.sections),
            downbeats_s=request.downbeats_s,
            credit_lines=request.credits,
        )
        with ExitStack() as until_filmed:
            if request.footage is not None and request.footage.shots:
                plan = request.footage
                track = open_plan(plan, wanted.look, request.mood, wanted.width_px, wanted.height_px)
                until_filmed.enter_context(track)
                wanted = replace(wanted, footage=track, footage_digest=digest_of(plan))
            filmed = studio.make_film(wanted, out_dir / FILM_FILE, _first_part(progress), cancelled)
        parameters = {
            "length_s": filmed.duration_s,
            "form": filmed.form,
            "cuts": len(filmed.cuts),
            "flashes": filmed.flashes,
        }
        return _opened(filmed.path, parameters, request.seed, progress, "film made")

    def make_canvas(
        self, request: CanvasRequest, out_dir: Path, progress: Progress, cancelled: Cancelled
    ) -> FilmResult:
        """Film ``canvas_9x16.mp4`` and a poster below ``out_dir``; see ``FilmProvider``."""
        from noktvrn.studio.picture import canvas as studio

        filmed = studio.make_canvas(
            studio.CanvasRequest(
                audio=request.audio,
                artwork=request.artwork,
                look=painted_look(request.look),
                seed=request.seed,
                title=request.title,
                artist=request.artist,
                start_s=request.start_s,
                length_s=request.length_s,
                downbeats_s=request.downbeats_s,
            ),
            out_dir / CANVAS_FILE,
            _first_part(progress),
            cancelled,
        )
        parameters = {
            "start_s": filmed.start_s,
            "length_s": filmed.duration_s,
            "bars": filmed.bars,
            "seam": filmed.seam,
            "flashes": filmed.flashes,
        }
        return _opened(filmed.path, parameters, request.seed, progress, "canvas filmed")


def _first_part(progress: Progress) -> Callable[[float, str], None]:
    return lambda fraction, what: progress(fraction * _SHARE_OF_FILMING, what)


def _opened(path: Path, parameters: Mapping[str, object], seed: int, progress: Progress, done: str) -> FilmResult:
    """Open the finished file again, measure it, and take a poster from it."""
    from noktvrn.studio.picture.film.inspection import inspect_film, write_poster

    facts = inspect_film(path)
    poster = write_poster(path, path.with_suffix(".jpg"), facts.duration_s * 0.4)
    progress(1.0, done)
    figures = FilmFigures(
        duration_s=facts.duration_s,
        width_px=facts.width_px,
        height_px=facts.height_px,
        frames_per_s=facts.frames_per_s,
        video_codec=facts.video_codec,
        audio_codec=facts.audio_codec,
        frames=facts.frames,
    )
    made_by = MadeBy(NAME, f"noktvrn-picture {PICTURE_ENGINE_VERSION}", LICENCE, parameters=parameters, seed=seed)
    return FilmResult(path, poster, figures, made_by)


def _sung(lines: tuple[TimedLine, ...]) -> tuple[SungLine, ...]:
    from noktvrn.studio.picture.film.lyrics import SungLine, SungWord, spread_words

    made = []
    for line in sorted(lines, key=lambda line: line.start_s):
        words = tuple(SungWord(word.start_s, word.end_s, word.text) for word in line.words if word.text.strip())
        sung = SungLine(line.start_s, line.end_s, words) if words else spread_words(line.start_s, line.end_s, line.text)
        if sung is not None:
            made.append(sung)
    return tuple(made)
