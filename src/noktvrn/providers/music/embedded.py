"""Composes, renders and masters songs with the studio, from seeds. No key, no network."""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import Path
from typing import Final

from noktvrn.errors import ParameterError
from noktvrn.ports.making import Cancelled, MadeBy, Progress
from noktvrn.ports.music import FormPart, SongRequest, SongResult, SongSection
from noktvrn.studio import plan as studio
from noktvrn.studio.engine_version import ENGINE_VERSION
from noktvrn.studio.genres import GENRES

LICENCE: Final = "own work, no rights of others"
NAME: Final = "embedded"
SONG_SHARE: Final = 0.75
"""Share of the work that is done when only the MP3 is missing."""


class EmbeddedMusic:
    """Composes, renders and masters songs from seeds; the same request always gets the same song."""

    name = NAME

    def genres(self) -> tuple[str, ...]:
        """Return the slugs of the genres."""
        return GENRES

    def plan_form(self, request: SongRequest) -> tuple[FormPart, ...]:
        """Return the form that :meth:`make_song` will give the song.

        Raises:
            ParameterError: A value outside its range, an unknown genre, key or dial.
        """
        plan = studio.make_plan(_studio_request(request))
        return tuple(FormPart(section.kind, section.bars) for section in plan.sections)

    def make_song(self, request: SongRequest, out_dir: Path, progress: Progress, cancelled: Cancelled) -> SongResult:
        """Write ``master.flac``, ``preview.mp3``, ``stems/*.flac``, ``score.mid`` and ``song.json`` below ``out_dir``.

        Raises:
            ParameterError: A value outside its range, an unknown genre, key or dial.
            RenderError: Synthesis failed.
            NoSpaceError: The disk is full.
            StepCancelledError: ``cancelled`` answered True.
        """
        # numba and scipy are slow to load and not needed to list genres
        from noktvrn.studio.song import make_preview, make_song

        tags = {"title": request.title, "artist": request.artist, "comment": "AI-generated"}
        song = make_song(
            _studio_request(request),
            out_dir,
            lambda share, what: progress(share * SONG_SHARE, what),
            cancelled,
            tags=tags,
        )
        preview = out_dir / "preview.mp3"
        make_preview(
            song, preview, tags, lambda share, what: progress(SONG_SHARE + share * (1 - SONG_SHARE), what), cancelled
        )
        return SongResult(
            master=song.master,
            preview=preview,
            stems=song.stems,
            score=song.score,
            duration_s=song.duration_s,
            bpm=song.bpm,
            key=song.key,
            sections=tuple(SongSection(**asdict(section)) for section in song.sections),
            downbeats_s=song.downbeats_s,
            hook_start_s=song.hook_start_s,
            made_by=MadeBy(
                provider=NAME,
                model=f"noktvrn-studio {ENGINE_VERSION}",
                licence=LICENCE,
                parameters={name: value for name, value in asdict(request).items() if name != "seed"},
                seed=request.seed,
            ),
            plan=song.plan.as_json(),
        )


def _studio_request(request: SongRequest) -> studio.SongRequest:
    known = {field.name for field in fields(studio.Dials)}
    unknown = sorted(set(request.dials) - known)
    if unknown:
        raise ParameterError(
            f"no dials are called {', '.join(unknown)}", remedy=f"Use {', '.join(sorted(known))}.", stage="song"
        )
    return studio.SongRequest(
        genre=request.genre,
        seed=request.seed,
        bpm=request.bpm,
        key=request.key,
        mood=request.mood,
        energy=request.energy,
        length_s=request.length_s,
        dials=studio.Dials(**request.dials),
    )
