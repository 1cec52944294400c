from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
import pytest

from noktvrn.errors import AssetCorruptError
from noktvrn.interfaces.presenters.neighbours import neighbour_facts
from noktvrn.review.likeness import Fingerprint
from noktvrn.services.originality import compare_with_catalogue, read_fingerprint, remember
from noktvrn.services.steps.reviewing import neighbours_of
from noktvrn.testing.builders import build_artist, build_run
from noktvrn.testing.clock import FrozenClock
from noktvrn.testing.identifiers import counted_id
from noktvrn.testing.records import InMemoryRecords
from noktvrn.types import ArtistId, RunId

ASH = ArtistId(counted_id(2))


@dataclass
class Catalogue:
    """What the services need of a label, with two artists."""

    records: InMemoryRecords = field(default_factory=InMemoryRecords)
    clock: FrozenClock = field(default_factory=FrozenClock)

    def run(self, number: int, **changes: object):
        return build_run(id=RunId(counted_id(100 + number)), title=f"Song {number}", **changes)

    def keep(self, number: int, fingerprint: Fingerprint, *takes: int, **changes: object) -> None:
        with self.records.write() as unit:
            unit.runs.add(self.run(number, **changes))
            for take in takes or (1,):
                remember(unit, self.run(number, pass_no=take, **changes), fingerprint, self)
            unit.commit()

    def nearest(self, number: int, fingerprint: Fingerprint):
        return compare_with_catalogue(self, self.run(number), fingerprint)


@pytest.fixture
def catalogue() -> Catalogue:
    found = Catalogue()
    with found.records.write() as unit:
        unit.artists.add(build_artist())
        ash = build_artist()
        unit.artists.add(build_artist(id=ASH, slug="ash", identity=type(ash.identity)("Ash", "A story.", (), ())))
        unit.commit()
    return found


def song(seed: int) -> Fingerprint:
    rng = np.random.Generator(np.random.PCG64(seed))
    return Fingerprint(
        melody=tuple(sorted(rng.integers(0, 2**32, 60).tolist())), harmony=rng.integers(0, 256, 960, np.uint8).tobytes()
    )


def test_the_first_song_of_a_label_has_no_neighbour(catalogue):
    facts = catalogue.nearest(1, song(1))
    assert (facts.neighbours, facts.compared_with) == ((), 0)


def test_a_copy_is_found_whoever_made_it_and_other_songs_are_not_like_it(catalogue):
    for number in range(5):
        catalogue.keep(number, song(number), artist_id=ASH)
    facts = catalogue.nearest(9, song(3))
    assert facts.compared_with == 5
    [copied, second, third] = facts.neighbours
    assert max(second.similarity, third.similarity) < 0.3
    assert (copied.title, copied.artist, copied.similarity) == ("Song 3", "Ash", 1.0)
    assert neighbour_facts([copied]) == [("1.00", "Song 3, Ash: melody 1.00, harmony 1.00")]
    assert catalogue.nearest(9, song(77)).neighbours[0].similarity < 0.3


def test_the_melody_alone_finds_a_copy(catalogue):
    catalogue.keep(1, song(1))
    [copied] = catalogue.nearest(2, Fingerprint(song(1).melody, b"")).neighbours
    assert (copied.similarity, copied.harmony, copied.why) == (1.0, None, "melody")


def test_takes_of_one_run_are_not_compared_and_a_run_is_named_once(catalogue):
    catalogue.keep(1, song(1), 1, 2, 3)
    assert catalogue.nearest(1, song(1)).neighbours == ()
    facts = catalogue.nearest(2, song(1))
    assert [near.title for near in facts.neighbours] == ["Song 1"]
    assert facts.compared_with == 3


def test_only_the_nearest_are_named_and_the_nearest_first(catalogue):
    melody = song(1).melody
    for number, share in enumerate((20, 60, 30, 50, 40)):
        catalogue.keep(number, Fingerprint((*melody[:share], *range(2**32 - 60 + share, 2**32)), b""))
    similarities = [near.similarity for near in catalogue.nearest(9, song(1)).neighbours]
    assert similarities == pytest.approx([1.0, 50 / 60, 40 / 60])


def test_a_fingerprint_is_read_as_the_analyser_wrote_it(tmp_path):
    path = tmp_path / "fingerprint.json"
    path.write_text(json.dumps({"version": 1, "melody": [7, 5], "harmony": ["0123456789ab"] * 20}))
    assert read_fingerprint(path) == Fingerprint((5, 7), bytes.fromhex("0123456789ab" * 20))


@pytest.mark.parametrize(
    "content", [{"version": 99, "melody": [1], "harmony": []}, {"version": 1, "melody": [], "harmony": ["f" * 12]}]
)
def test_what_cannot_be_compared_is_none(tmp_path, content):
    path = tmp_path / "fingerprint.json"
    path.write_text(json.dumps(content))
    assert read_fingerprint(path) is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 1, "melody": ["x"], "harmony": []}', '{"version": 1, "melody": [-1]}']
)
def test_a_broken_fingerprint_is_refused(tmp_path, text):
    path = tmp_path / "fingerprint.json"
    path.write_text(text)
    with pytest.raises(AssetCorruptError, match=r"fingerprint\.json"):
        read_fingerprint(path)


def test_takes_judged_before_there_were_fingerprints_have_no_neighbours():
    assert neighbours_of({"findings": []}) == ()


def test_songs_are_remembered_at_the_time_of_the_label(catalogue):
    catalogue.keep(1, song(1))
    with catalogue.records.read() as unit:
        [remembered] = unit.originality.candidates(song(1).melody, RunId(counted_id(999)), 5)
    assert remembered.taken_at == catalogue.clock.now()
    assert remembered.taken_at.tzinfo is UTC
    assert isinstance(remembered.taken_at, datetime)
