"""The footage library as a label keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from noktvrn.journal.run import RunState
from noktvrn.ports.footage import ClipStanding, Sighting
from noktvrn.services.footage import (
    footage_makers,
    lay_footage,
    list_clips,
    remember_uses,
    remove_clip,
    scan_footage,
    show_clip,
    usable_clips,
)
from noktvrn.studio.picture.footage.facts import ClipCredit, ClipRecord
from noktvrn.studio.picture.footage.laying import FootageRequest
from noktvrn.studio.picture.footage.plan import FootagePlan, PlannedShot
from noktvrn.studio.picture.look import LookSpec
from noktvrn.testing.builders import RUN_ID, build_decision
from noktvrn.testing.clock import FrozenClock
from noktvrn.testing.footage_contract import build_clip_facts
from noktvrn.testing.records import InMemoryRecords
from noktvrn.testing.stored import store_run
from noktvrn.types import Sha256


@dataclass
class House:
    """What the services need of a label."""

    records: InMemoryRecords = field(default_factory=InMemoryRecords)
    clock: FrozenClock = field(default_factory=FrozenClock)


@dataclass
class Shelf:
    """A source with given clips; remembers which it was told to be known."""

    sightings: list[Sighting]
    known: set[Sha256] = field(default_factory=set)

    def look_through(self, known, words, progress, cancelled) -> Iterator[Sighting]:
        self.known = set(known)
        for sighting in self.sightings:
            yield replace(sighting, facts=None) if sighting.digest in known else sighting


def sighting(folder: Path, letter: str, *, refusal: str = "", tags: tuple[str, ...] = ("sea",)) -> Sighting:
    path = folder / f"{letter}.mp4"
    path.write_bytes(b"clip")
    facts = None if refusal else build_clip_facts()
    return Sighting(Sha256(letter * 64), path, 4, facts, refusal, tags, ClipCredit("Ada Moll"))


@pytest.fixture
def house() -> House:
    return House()


def test_new_clips_are_taken_in_and_known_ones_are_not_examined_again(house, tmp_path):
    shelf = Shelf([sighting(tmp_path, "a"), sighting(tmp_path, "b", refusal="b.mp4 is a web page.")])
    first = scan_footage(house, shelf)
    second = scan_footage(house, shelf)
    assert [clip.name for clip in first.added] == ["a.mp4"]
    assert [why for _, why in first.refused + second.refused] == ["b.mp4 is a web page."] * 2
    assert [clip.name for clip in second.known] == ["a.mp4"]
    assert shelf.known == {"a" * 64, "b" * 64}
    assert [clip.tags for clip in usable_clips(house)] == [("sea",)]


def test_a_clip_that_moved_is_the_same_clip_with_its_new_tags(house, tmp_path):
    scan_footage(house, Shelf([sighting(tmp_path, "a")]))
    (tmp_path / "new").mkdir()
    (tmp_path / "a.mp4").unlink()
    scan_footage(house, Shelf([sighting(tmp_path / "new", "a", tags=("dawn",))]))
    [view] = list_clips(house)
    assert (Path(view.clip.path).parent.name, view.clip.tags) == ("new", ("dawn",))


def test_a_file_that_is_gone_is_not_used_until_it_is_back(house, tmp_path):
    kept = sighting(tmp_path, "a")
    scan_footage(house, Shelf([kept]))
    kept.path.unlink()
    assert usable_clips(house) == ()
    assert [clip.name for clip in scan_footage(house, Shelf([])).gone] == ["a.mp4"]
    assert list_clips(house)[0].clip.standing is ClipStanding.GONE
    scan_footage(house, Shelf([sighting(tmp_path, "a")]))
    assert len(usable_clips(house)) == 1


def test_clips_of_another_folder_stay_when_one_folder_is_scanned(house, tmp_path):
    scan_footage(house, Shelf([sighting(tmp_path, "a")]))
    assert scan_footage(house, Shelf([sighting(tmp_path, "b")])).gone == []
    assert len(usable_clips(house)) == 2


def test_a_removed_clip_stays_away_until_it_is_taken_back(house, tmp_path):
    shelf = Shelf([sighting(tmp_path, "a")])
    scan_footage(house, shelf)
    assert remove_clip(house, "a.mp4").standing is ClipStanding.REMOVED
    assert [clip.name for clip in scan_footage(house, shelf).removed] == ["a.mp4"]
    assert usable_clips(house) == ()
    scan_footage(house, shelf, take_back=True)
    assert len(usable_clips(house)) == 1


def test_a_refused_clip_is_examined_again_on_request(house, tmp_path):
    scan_footage(house, Shelf([sighting(tmp_path, "a", refusal="a.mp4 takes too long to decode.")]))
    better = Shelf([sighting(tmp_path, "a")])
    assert scan_footage(house, better, take_back=True).known[0].standing is ClipStanding.USABLE
    assert better.known == set()


def test_the_same_clip_twice_in_a_folder_is_one_clip(house, tmp_path):
    one = sighting(tmp_path, "a")
    report = scan_footage(house, Shelf([one, replace(one, path=tmp_path / "copy.mp4")]))
    assert len(report.added) == 1


def test_files_that_cannot_be_read_are_all_told_and_none_is_stored(house, tmp_path):
    lost = [replace(sighting(tmp_path, "a", refusal=f"{n} cannot be read."), digest=Sha256("")) for n in "xy"]
    assert len(scan_footage(house, Shelf(lost)).refused) == 2
    assert list_clips(house) == []


def test_what_people_decide_about_a_film_counts_for_its_clips(house, tmp_path):
    scan_footage(house, Shelf([sighting(tmp_path, "a"), sighting(tmp_path, "b")]))
    store_run(house.records, state=RunState.HELD)
    shot = PlannedShot(0, 60, "verse", 0, "a" * 64, "a.mp4", 0.0, 0.4, 0.2)
    plan = FootagePlan(120, 30, (shot, replace(shot, first_frame=60)))
    with house.records.write() as unit:
        run = unit.runs.get(RUN_ID)
        remember_uses(unit, run, "film", plan, house.clock.now())
        remember_uses(unit, run, "film", plan, house.clock.now())
        unit.decisions.add(build_decision())
        unit.commit()
    view = show_clip(house, "a.mp4")
    assert view.record == ClipRecord(films=1, approved=1)
    assert [(use.film, use.shots, use.seconds) for use in view.uses] == [("film", 2, 4.0)]
    assert {clip.digest[0]: clip.record.success > 0.5 for clip in usable_clips(house)} == {"a": True, "b": False}


def test_a_film_is_laid_over_the_library_and_says_who_filmed_it(house, tmp_path):
    by_ben = replace(sighting(tmp_path, "b"), credit=ClipCredit("Ben Ito", "CC0", "archive"))
    scan_footage(house, Shelf([sighting(tmp_path, "a"), by_ben, sighting(tmp_path, "c", refusal="c.mp4 is empty.")]))
    look = LookSpec("silk", ((0.2, 0, 0),) * 5, "serif_light", "grotesk_semibold", "spine")
    bars = tuple(2.0 * bar for bar in range(9))
    request = FootageRequest(look, 1920, 1080, 480, 30, bars, (), seed=3)
    plan = lay_footage(house, request)
    assert {Path(shot.path).name for shot in plan.shots} == {"a.mp4", "b.mp4"}
    assert lay_footage(house, request) == plan
    makers = {made.model: made for made in footage_makers(house, plan)}
    assert (makers["Ada Moll"].licence, makers["Ben Ito"].licence) == ("not stated", "CC0")
    assert makers["Ben Ito"].parameters == {"source": "archive", "clips": ["b" * 64]}
