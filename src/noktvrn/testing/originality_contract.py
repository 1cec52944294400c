"""What records must do about remembered songs.

Part of :mod:`noktvrn.testing.repository_contract`.
"""

# ruff: noqa: D102 - the names of tests are sentences

from __future__ import annotations

from dataclasses import replace

import pytest

from noktvrn.errors import StorageError
from noktvrn.journal.run import RunState
from noktvrn.ports.originality import RememberedSong
from noktvrn.ports.repositories import Records
from noktvrn.review.likeness import Fingerprint
from noktvrn.testing.builders import ARTIST_ID, RUN_ID
from noktvrn.testing.clock import NOON
from noktvrn.testing.identifiers import counted_id
from noktvrn.testing.stored import store_runs
from noktvrn.types import ArtistId, RunId

_HIGHEST_KEY = 2**33 - 1
_NOBODY = RunId(counted_id(7))


def _song(run_id: RunId, pass_no: int = 1, title: str = "Night Bus") -> RememberedSong:
    fingerprint = Fingerprint(melody=(0, 7, 2**32 - 1), harmony=bytes(range(6)) * 40)
    return RememberedSong(run_id, pass_no, ARTIST_ID, title, NOON, fingerprint)


class OriginalityContract:
    """Remembered songs."""

    def test_a_song_comes_back_as_it_was_remembered(self, records: Records) -> None:
        [first, second] = store_runs(records, [RunState.RELEASED, RunState.MAKING])
        with records.write() as unit:
            unit.originality.add(_song(first), [1, _HIGHEST_KEY])
            unit.commit()
        with records.read() as unit:
            assert unit.originality.candidates([_HIGHEST_KEY], second, 5) == [_song(first)]

    def test_a_take_is_remembered_once(self, records: Records) -> None:
        [first] = store_runs(records, [RunState.RELEASED])
        with records.write() as unit:
            unit.originality.add(_song(first), [1])
            unit.originality.add(replace(_song(first), title="Other"), [1, 2])
            assert unit.originality.candidates([1, 2], _NOBODY, 5) == [_song(first)]
            assert unit.originality.candidates([2], _NOBODY, 5) == []
            assert unit.originality.count(_NOBODY) == 1

    def test_takes_of_the_same_run_are_never_compared(self, records: Records) -> None:
        [first, second] = store_runs(records, [RunState.MAKING, RunState.MAKING])
        with records.write() as unit:
            unit.originality.add(_song(first), [1])
            unit.originality.add(_song(first, 2), [1])
            unit.originality.add(_song(second), [1])
            assert unit.originality.candidates([1], first, 5) == [_song(second)]
            assert (unit.originality.count(first), unit.originality.count(second)) == (1, 2)

    def test_songs_that_share_most_keys_come_first_and_rare_keys_count_more(self, records: Records) -> None:
        runs = store_runs(records, [RunState.RELEASED] * 6)
        held = ([1], [1], [1], [1, 2], [3], [4])
        with records.write() as unit:
            for number, (run_id, keys) in enumerate(zip(runs, held, strict=True)):
                unit.originality.add(_song(run_id, title=f"Song {number}"), keys)
            unit.commit()
        with records.read() as unit:
            found = unit.originality.candidates([1, 2, 3], _NOBODY, 2)
        assert [song.title for song in found] == ["Song 3", "Song 4"]

    def test_keys_that_nobody_has_find_nobody(self, records: Records) -> None:
        [first] = store_runs(records, [RunState.RELEASED])
        with records.write() as unit:
            unit.originality.add(_song(first), [])
            assert unit.originality.candidates([5], _NOBODY, 5) == []
            assert unit.originality.candidates([], _NOBODY, 5) == []

    def test_the_newest_takes_of_other_runs_come_the_last_first(self, records: Records) -> None:
        [first, second, third] = store_runs(records, [RunState.MAKING] * 3)
        with records.write() as unit:
            for run_id in (first, second, third):
                unit.originality.add(_song(run_id), [])
            assert unit.originality.newest(third, 5) == [_song(second), _song(first)]
            assert unit.originality.newest(_NOBODY, 1) == [_song(third)]

    @pytest.mark.parametrize("missing", ["run", "artist"])
    def test_a_song_of_nobody_is_refused(self, records: Records, missing: str) -> None:
        [first] = store_runs(records, [RunState.MAKING])
        lost = {
            "run": _song(RUN_ID),
            "artist": replace(_song(first), artist_id=ArtistId(counted_id(9))),
        }
        with records.write() as unit, pytest.raises(StorageError):
            unit.originality.add(lost[missing], [1])
