"""Write the song, make it, measure it, paint its cover and film its teaser."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial

from noktvrn.journal.run import Run
from noktvrn.journal.steps import Step
from noktvrn.ports.analyser import AudioFigures, Measured, MeasureRequest
from noktvrn.ports.artwork import CoverRequest, CoverResult
from noktvrn.ports.film import FilmResult, TeaserRequest, TimedLine
from noktvrn.ports.making import MadeBy
from noktvrn.ports.music import SongRequest, SongResult, SongSection
from noktvrn.ports.repositories import RunFilter, UnitOfWork
from noktvrn.ports.writer import LyricSection, SongBrief, SongWritingRequest
from noktvrn.services.as_json import as_json, from_json
from noktvrn.services.steps.body import NewAsset, StepDone, StepScene
from noktvrn.services.steps.changing import touched_steps, wishes
from noktvrn.services.steps.describing import with_release_text
from noktvrn.services.steps.timing import lines_over_form
from noktvrn.services.steps.writing import written_aside

TEASER_LENGTH_S = 20.0
SHORTEST_TEASER_S = 15.0
SONGS_REMEMBERED = 30
"""Songs of the artist whose lines a new one is not to repeat."""

COVERS_REMEMBERED = 50
"""Covers of the artist that a new one is to be unlike."""


async def write_song(scene: StepScene) -> StepDone:
    """Have title, lyrics and the release's text written.

    A take that was asked for keeps title and lyrics unless the wish is about them.
    """
    return await with_release_text(scene, _kept_words(scene) or await _new_words(scene))


async def _new_words(scene: StepScene) -> StepDone:
    artist = scene.the_artist()
    brief = scene.result(Step.BRIEF, "brief", SongBrief)
    with scene.label.records.read() as unit:
        taken = tuple(unit.runs.titles(other_than=scene.run.id))
    request = SongWritingRequest(
        artist=artist,
        brief=brief,
        seed=scene.seed_for(Step.WRITE),
        taken_titles=taken,
        past_lines=_past_lines(scene),
        form=scene.label.composer.plan_form(_song_request(scene, title="")),
        run_id=scene.run.id,
    )
    written = await written_aside(scene, scene.label.writer.write_song, request)
    scene.out_dir.mkdir(parents=True, exist_ok=True)
    sheet = scene.out_dir / "lyrics.txt"
    sheet.write_text(lyric_sheet(written.title, artist.identity.name, written.sections), encoding="utf-8")
    return StepDone(
        {"title": written.title, "sections": as_json(written.sections), "language": written.language},
        assets=(NewAsset("lyrics", sheet, "text/plain", "writer", written.made_by),),
        note=written.title,
        effects=partial(_entitle, title=written.title),
    )


def _kept_words(scene: StepScene) -> StepDone | None:
    """Return the words of the take before, when this take was asked for and the wish leaves them alone.

    None as well where no words with a sheet of their own are there to keep, as in an invented history.
    """
    with scene.label.records.read() as unit:
        asked = [wish for wish in wishes(unit, scene.run) if wish.pass_no == scene.run.pass_no - 1]
        if not asked or Step.WRITE in touched_steps(asked[-1]):
            return None
        written = [r for r in unit.runs.steps(scene.run.id) if r.step is Step.WRITE and r.result]
        sheets = [asset for asset in unit.runs.assets(scene.run.id) if asset.name == "lyrics"]
        links = [link for link in unit.runs.provenance(scene.run.id) if link.asset == "lyrics"]
    if not (written and sheets and links):
        return None
    path = scene.label.assets.open_path(sheets[-1].ref)
    link = links[-1]
    made_by = MadeBy(link.provider, link.model, link.licence, link.prompt, link.parameters, link.seed)
    return StepDone(
        written[-1].result,
        assets=(NewAsset("lyrics", path, "text/plain", "writer", made_by),),
        note=f"{written[-1].result['title']}, kept from take {written[-1].pass_no}",
    )


def _past_lines(scene: StepScene) -> tuple[str, ...]:
    """Lines that the artist sang in its last songs and in earlier takes of this one."""
    with scene.label.records.read() as unit:
        runs = unit.runs.select(RunFilter(artist_id=scene.the_artist().id), limit=SONGS_REMEMBERED)
        attempts = unit.runs.steps_of([run.id for run in runs], Step.WRITE)
    written = [from_json(tuple[LyricSection, ...], each.result["sections"]) for each in attempts if each.result]
    return tuple(line for sections in written for section in sections for line in section.lines)


def lyric_sheet(title: str, artist: str, sections: tuple[LyricSection, ...]) -> str:
    """Return the lyrics as a text file: title, artist, and each section under its name."""
    blocks = [f"{title}\n{artist}"]
    blocks += [f"[{section.kind.capitalize()}]\n" + "\n".join(section.lines) for section in sections]
    return "\n\n".join(blocks) + "\n"


def _entitle(unit: UnitOfWork, run: Run, title: str) -> None:
    unit.runs.save(replace(run, title=title))


async def make_song(scene: StepScene) -> StepDone:
    """Have master, preview, stems and score made."""
    request = _song_request(scene, title=scene.result(Step.WRITE, "title", str))
    song = await scene.carry_out("music", request, SongResult)
    stems = [NewAsset(f"stem:{name}", path, "audio/flac", "music", song.made_by) for name, path in song.stems.items()]
    return StepDone(
        {
            "duration_s": song.duration_s,
            "bpm": song.bpm,
            "key": song.key,
            "sections": as_json(song.sections),
            "downbeats_s": list(song.downbeats_s),
            "hook_start_s": song.hook_start_s,
            "stems": sorted(song.stems),
        },
        assets=(
            NewAsset("master", song.master, "audio/flac", "music", song.made_by),
            NewAsset("preview", song.preview, "audio/mpeg", "music", song.made_by),
            NewAsset("score", song.score, "audio/midi", "music", song.made_by),
            *stems,
        ),
        note=f"{_minutes(song.duration_s)}, {song.key}, {song.bpm:.0f} bpm, {len(song.stems)} stems",
    )


def _song_request(scene: StepScene, title: str) -> SongRequest:
    brief = scene.result(Step.BRIEF, "brief", SongBrief)
    return SongRequest(
        genre=brief.genre,
        bpm=brief.bpm,
        key=brief.key,
        mood=brief.mood,
        energy=brief.energy,
        length_s=brief.length_s,
        dials=dict(brief.dials),
        seed=scene.seed_for(Step.SONG),
        title=title,
        artist=scene.the_artist().identity.name,
    )


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


async def measure(scene: StepScene) -> StepDone:
    """Have the master measured, whatever its maker said of it."""
    brief = scene.result(Step.BRIEF, "brief", SongBrief)
    request = MeasureRequest(
        audio=scene.path_of("master"),
        genre=brief.genre,
        declared_bpm=scene.result(Step.SONG, "bpm", float),
        declared_key=scene.result(Step.SONG, "key", str),
        score=scene.path_of("score") if "score" in scene.refs else None,
    )
    measured = await scene.carry_out("analyser", request, Measured)
    figures: AudioFigures = measured.figures
    files = {"peaks": measured.peaks, "fingerprint": measured.fingerprint}
    return StepDone(
        {"figures": asdict(figures)},
        assets=tuple(
            NewAsset(name, path, "application/json", "analyser", measured.made_by)
            for name, path in files.items()
            if path is not None
        ),
        note=f"{figures.loudness_lufs:.1f} LUFS, {figures.true_peak_dbtp:.1f} dBTP",
    )


async def paint_cover(scene: StepScene) -> StepDone:
    """Have the cover painted, unlike the artist's other covers."""
    artist = scene.the_artist()
    brief = scene.result(Step.BRIEF, "brief", SongBrief)
    request = CoverRequest(
        title=scene.result(Step.WRITE, "title", str),
        artist=artist.identity.name,
        look=artist.look,
        mood=brief.mood,
        energy=brief.energy,
        seed=scene.seed_for(Step.COVER),
        avoid_hashes=_hashes_of_others(scene),
    )
    cover = await scene.carry_out("artwork", request, CoverResult)
    return StepDone(
        {"figures": asdict(cover.figures)},
        assets=(
            NewAsset("cover", cover.cover, "image/jpeg", "artwork", cover.made_by),
            NewAsset("artwork", cover.artwork, "image/jpeg", "artwork", cover.made_by),
            NewAsset("thumbnail", cover.thumbnail, "image/jpeg", "artwork", cover.made_by),
        ),
        note=f"{artist.look.style_family.replace('_', ' ')}, {cover.figures.width_px} px",
    )


def _hashes_of_others(scene: StepScene) -> tuple[str, ...]:
    with scene.label.records.read() as unit:
        runs = unit.runs.select(RunFilter(artist_id=scene.the_artist().id), limit=COVERS_REMEMBERED)
        covers = unit.runs.steps_of([run.id for run in runs if run.id != scene.run.id], Step.COVER)
    return tuple(str(each.result["figures"]["difference_hash"]) for each in covers if each.result)


async def film_teaser(scene: StepScene) -> StepDone:
    """Have the teaser filmed from the first chorus."""
    artist = scene.the_artist()
    brief = scene.result(Step.BRIEF, "brief", SongBrief)
    downbeats = scene.result(Step.SONG, "downbeats_s", tuple[float, ...])
    start_s = scene.result(Step.SONG, "hook_start_s", float)
    length_s = min(TEASER_LENGTH_S, scene.result(Step.SONG, "duration_s", float) - start_s)
    request = TeaserRequest(
        audio=scene.path_of("master"),
        artwork=scene.path_of("artwork"),
        title=scene.result(Step.WRITE, "title", str),
        artist=artist.identity.name,
        look=artist.look,
        start_s=start_s,
        length_s=max(SHORTEST_TEASER_S, length_s),
        downbeats_s=downbeats,
        lines=timed_words(scene),
        energy=brief.energy,
        seed=scene.seed_for(Step.TEASER),
    )
    film = await scene.carry_out("teaser", request, FilmResult)
    return StepDone(
        {"figures": asdict(film.figures), "start_s": start_s},
        assets=(
            NewAsset("teaser", film.video, "video/mp4", "film", film.made_by),
            NewAsset("poster", film.poster, "image/jpeg", "film", film.made_by),
        ),
        note=f"{film.figures.duration_s:.0f} s from {_minutes(start_s)}",
    )


def timed_words(scene: StepScene) -> tuple[TimedLine, ...]:
    """Return the words of the present take with the times at which they are shown."""
    return lines_over_form(
        scene.result(Step.WRITE, "sections", tuple[LyricSection, ...]),
        scene.result(Step.SONG, "sections", tuple[SongSection, ...]),
        scene.result(Step.SONG, "downbeats_s", tuple[float, ...]),
    )
