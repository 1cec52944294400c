"""The embedded film provider: the port of moving pictures over :mod:`noktvrn.studio.picture`. No key, no network."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from noktvrn.ports.film import FilmFigures, FilmResult, TeaserRequest
from noktvrn.ports.making import Cancelled, MadeBy, Progress
from noktvrn.roster.artist import Look
from noktvrn.studio.picture.engine_version import PICTURE_ENGINE_VERSION
from noktvrn.studio.picture.look import LookSpec, look_spec

LICENCE: Final = "own work, no rights of others; faces under the SIL Open Font License"
NAME: Final = "embedded"
TEASER_FILE: Final = "teaser_9x16.mp4"
POSTER_FILE: Final = "teaser_9x16.jpg"


class EmbeddedFilm:
    """Films from seeds and sound; the same request always gets the same film."""

    name = NAME

    def make_teaser(
        self, request: TeaserRequest, out_dir: Path, progress: Progress, cancelled: Cancelled
    ) -> FilmResult:
        """Film ``teaser_9x16.mp4`` and a poster below ``out_dir``.

        Raises:
            ParameterError: A value outside its range.
            MediaUnreadableError: Audio or artwork cannot be decoded.
            RenderError: Drawing or encoding failed.
            NoSpaceError: The disk is full.
            StepCancelledError: ``cancelled`` answered True.
        """
        # PyAV and numba are slow to load and not needed before the first film
        from noktvrn.studio.picture import teaser as studio
        from noktvrn.studio.picture.film.inspection import inspect_film, write_poster

        filmed = studio.make_teaser(
            studio.TeaserRequest(
                audio=request.audio,
                artwork=request.artwork,
                look=_spec_of(request.look),
                title=request.title,
                artist=request.artist,
                start_s=request.start_s,
                length_s=request.length_s,
                seed=request.seed,
                energy=request.energy,
                captions=tuple((line.start_s, line.end_s, line.text) for line in request.lines),
                downbeats_s=request.downbeats_s,
            ),
            out_dir / TEASER_FILE,
            lambda fraction, what: progress(fraction * 0.96, what),
            cancelled,
        )
        facts = inspect_film(filmed.path)
        poster = write_poster(filmed.path, out_dir / POSTER_FILE, facts.duration_s * 0.4)
        progress(1.0, "teaser filmed")
        figures = FilmFigures(
            duration_s=facts.duration_s,
            width_px=facts.width_px,
            height_px=facts.height_px,
            frames_per_s=facts.frames_per_s,
            video_codec=facts.video_codec,
            audio_codec=facts.audio_codec,
            frames=facts.frames,
        )
        parameters = {"start_s": filmed.start_s, "length_s": filmed.duration_s, "form": filmed.form}
        made_by = MadeBy(
            NAME, f"noktvrn-picture {PICTURE_ENGINE_VERSION}", LICENCE, parameters=parameters, seed=request.seed
        )
        return FilmResult(filmed.path, poster, figures, made_by)


def _spec_of(look: Look) -> LookSpec:
    return look_spec(
        look.style_family,
        [(colour.lightness, colour.chroma, colour.hue_deg) for colour in look.palette],
        look.display_face,
        look.text_face,
        look.layout,
        look.motif,
    )
