"""The gate's step and the catalogue: what passes is remembered, what copies is refused."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest

from noktvrn.journal.run import RunState
from noktvrn.journal.steps import Step
from noktvrn.ports.analyser import MeasureRequest
from noktvrn.ports.artwork import CoverRequest
from noktvrn.ports.film import TeaserRequest
from noktvrn.ports.making import ignore_progress, never_cancelled
from noktvrn.ports.music import SongRequest
from noktvrn.ports.writer import LyricSection, SongBrief
from noktvrn.review.findings import Severity
from noktvrn.services.as_json import as_json
from noktvrn.services.steps.body import StepScene
from noktvrn.services.steps.reviewing import FINGERPRINT, findings_of, hold_against_gate, neighbours_of
from noktvrn.settings import load_settings
from noktvrn.testing.assets import TemporaryAssetStore
from noktvrn.testing.builders import build_artist, build_run
from noktvrn.testing.clock import FrozenClock
from noktvrn.testing.identifiers import counted_id
from noktvrn.testing.makers import QuickMakers
from noktvrn.testing.records import InMemoryRecords
from noktvrn.types import RunId

TITLE, ARTIST = "Last Train Signal", build_artist()
LINES = ("The platform hums", "The rain repeats your name", "A lamp goes out", "I count the empty seats")


@dataclass
class Bench:
    """A label in memory, and takes that pass every other rule of the gate."""

    place: Path
    records: InMemoryRecords = field(default_factory=InMemoryRecords)

    def __post_init__(self) -> None:
        settings = load_settings({"home": str(self.place / "home")}, {})
        self.store = TemporaryAssetStore(self.place / "store")
        self.label = SimpleNamespace(
            records=self.records, assets=self.store, clock=FrozenClock(), settings=settings, genre="synthwave"
        )
        with self.records.write() as unit:
            unit.artists.add(ARTIST)
            unit.commit()

    def judge(self, number: int, melody: list[int] | None, **changes: object):
        """Hold a take of a new run against the gate and store what follows; None stands for no fingerprint."""
        given = {"seed": number, "title": TITLE, "state": RunState.MAKING} | changes
        run = build_run(id=RunId(counted_id(500 + number)), **given)
        with self.records.write() as unit:
            unit.runs.add(run)
            done = asyncio.run(hold_against_gate(self._scene(run, melody)))
            if done.effects is not None:
                done.effects(unit, run)
            unit.commit()
        [originality] = [found for found in findings_of(done.result) if found.code == "originality"]
        return done, originality

    def remembered(self) -> int:
        with self.records.read() as unit:
            return unit.originality.count(RunId(counted_id(1)))

    def _scene(self, run, melody: list[int] | None) -> StepScene:
        made = self.place / run.id
        made.mkdir()
        quick, watch = QuickMakers(), (made, ignore_progress, never_cancelled)
        name, look = ARTIST.identity.name, ARTIST.look
        song = quick.make_song(
            SongRequest("synthwave", 100.0, "A minor", "longing", 0.5, 150.0, {}, 1, TITLE, name), *watch
        )
        cover = quick.paint_cover(CoverRequest(TITLE, name, look, "longing", 0.5, 1), *watch)
        measured = quick.measure(MeasureRequest(song.master, "synthwave", song.bpm, song.key), *watch)
        teaser = quick.make_teaser(
            TeaserRequest(
                audio=song.master, artwork=cover.artwork, title=TITLE, artist=name, look=look, start_s=19.2,
                length_s=20.0, downbeats_s=song.downbeats_s, lines=(),
                energy=0.5, seed=1,
            ),
            *watch,
        )  # fmt: skip
        lyrics = made / "lyrics.txt"
        lyrics.write_text("\n".join(LINES))
        files = {
            "master": song.master, "preview": song.preview, "score": song.score, "lyrics": lyrics,
            "peaks": measured.peaks, "cover": cover.cover, "artwork": cover.artwork, "thumbnail": cover.thumbnail,
            "teaser": teaser.video, "poster": teaser.poster,
        } | {f"stem:{stem}": path for stem, path in song.stems.items()}  # fmt: skip
        refs = {asset: self.store.put(path, "application/octet-stream") for asset, path in files.items()}
        brief = SongBrief("A night train.", "night trains", "longing", "synthwave", 100.0, "A minor", 0.5, 150.0, {})
        if melody is not None:
            path = made / "fingerprint.json"
            path.write_text(json.dumps({"version": 1, "melody": melody, "harmony": []}))
            refs[FINGERPRINT] = self.store.put(path, "application/json")
        return StepScene(
            label=self.label,
            run=run,
            artist=ARTIST,
            results={
                Step.BRIEF: {"brief": as_json(brief)},
                Step.WRITE: {"title": TITLE, "sections": as_json((LyricSection("verse", LINES),))},
                Step.SONG: {
                    "stems": sorted(song.stems),
                    "bpm": song.bpm,
                    "key": song.key,
                    "hook_start_s": song.hook_start_s,
                    "duration_s": song.duration_s,
                },
                Step.MEASURE: {"figures": asdict(measured.figures)},
                Step.COVER: {"figures": asdict(cover.figures)},
                Step.TEASER: {"figures": asdict(teaser.figures)},
            },
            refs=refs,
            jobs=None,
            out_dir=made,
            progress=ignore_progress,
            stopped=never_cancelled,
        )


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_the_first_song_passes_and_is_remembered(bench):
    done, originality = bench.judge(1, list(range(40)))
    assert done.result["blocked"] is False
    assert (originality.severity, originality.value) == (Severity.PASS, "no song to compare with yet")
    assert bench.remembered() == 1


def test_a_copy_is_refused_begins_at_the_song_again_and_is_not_remembered(bench):
    bench.judge(1, list(range(40)))
    done, originality = bench.judge(2, list(range(38)))
    assert done.result["blocked"] is True
    assert (originality.severity, originality.redo_from) == (Severity.BLOCKING, "song")
    assert originality.value == f"1.00 to “{TITLE}” by {ARTIST.identity.name} (melody)"
    assert neighbours_of(done.result)[0].similarity == 1.0
    assert bench.remembered() == 1
    with bench.records.read() as unit:
        again = unit.runs.get(RunId(counted_id(502)))
    assert (again.pass_no, again.from_step, again.state) == (2, Step.SONG, RunState.QUEUED)


def test_a_song_that_was_asked_for_again_wants_a_look_and_is_left_to_the_person(bench):
    bench.judge(1, list(range(40)), seed=77)
    done, originality = bench.judge(2, list(range(40)), seed=77)
    assert done.result["blocked"] is False
    assert originality.severity is Severity.NOTICE
    assert "same words and seed" in originality.remedy


def test_the_autopilot_never_releases_a_song_twice(bench):
    bench.judge(1, list(range(40)), seed=77)
    done, originality = bench.judge(2, list(range(40)), seed=77, autopilot=True)
    assert done.result["blocked"] is True
    assert originality.severity is Severity.BLOCKING


def test_another_song_passes_and_its_nearest_neighbour_is_named(bench):
    bench.judge(1, list(range(40)))
    done, originality = bench.judge(2, list(range(36, 76)))
    assert originality.severity is Severity.PASS
    assert originality.value.startswith(f"0.10 to “{TITLE}”")
    assert [near.title for near in neighbours_of(done.result)] == [TITLE]
    assert bench.remembered() == 2


def test_a_take_without_a_fingerprint_is_not_compared_and_says_so(bench):
    done, originality = bench.judge(1, None)
    assert done.result["blocked"] is False
    assert (originality.severity, originality.value) == (Severity.NOTICE, "not compared")
    assert bench.remembered() == 0
