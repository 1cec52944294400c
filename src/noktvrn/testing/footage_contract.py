"""What records must do about the footage library.

Part of :mod:`noktvrn.testing.repository_contract`.
"""

# ruff: noqa: D102 - the names of tests are sentences

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from noktvrn.errors import NotFoundError, StorageError
from noktvrn.journal.run import RunState
from noktvrn.ports.footage import ClipStanding, ClipUse, StoredClip
from noktvrn.ports.repositories import Records
from noktvrn.review.decision import DecisionState, Verdict
from noktvrn.studio.picture.footage.facts import ClipCredit, ClipFacts, ClipRecord
from noktvrn.testing.builders import RUN_ID, build_decision
from noktvrn.testing.clock import NOON
from noktvrn.testing.identifiers import counted_id
from noktvrn.testing.stored import store_runs
from noktvrn.types import RunId, Sha256


def build_clip_facts() -> ClipFacts:
    """Return the facts of five seconds in 1080p."""
    return ClipFacts(
        duration_s=5.0,
        claimed_s=5.0,
        width_px=1920,
        height_px=1080,
        frames_per_s=29.97,
        has_steady_rate=True,
        rotation_deg=0,
        codec="h264",
        container="mov",
        pixel_format="yuv420p",
        dynamic_range="sdr",
        is_full_range=False,
        has_sound=True,
        brightness=0.4,
        contrast=0.2,
        motion=0.3,
        colour=(0.5, 0.1, 200.0),
        entries_s=(0.0, 2.5),
        remarks=("it is odd",),
    )


def build_clip(letter: str = "a", **changes: object) -> StoredClip:
    """Return a usable clip whose digest is one letter over and over."""
    clip = StoredClip(
        digest=Sha256(letter * 64),
        path=f"/library/sea/waves {letter}.mp4",
        size_bytes=1_000,
        standing=ClipStanding.USABLE,
        refusal="",
        facts=build_clip_facts(),
        tags=("sea", "wave"),
        credit=ClipCredit("Ada Moll", "CC BY 4.0", "own archive"),
        added_at=NOON,
        seen_at=NOON,
    )
    return replace(clip, **changes)  # type: ignore[arg-type]  # the names are those of the record


def _use(letter: str, run_id: RunId, pass_no: int = 1, film: str = "film") -> ClipUse:
    return ClipUse(Sha256(letter * 64), run_id, pass_no, film, 3, 7.5, NOON)


class FootageContract:
    """The footage library."""

    def test_a_clip_comes_back_as_it_was_stored_last(self, records: Records) -> None:
        later = build_clip(standing=ClipStanding.GONE, seen_at=NOON + timedelta(days=1))
        refused = build_clip("b", standing=ClipStanding.REFUSED, refusal="It is a page.", facts=None, tags=())
        with records.write() as unit:
            unit.footage.save(build_clip())
            unit.footage.save(later)
            unit.footage.save(refused)
            unit.commit()
        with records.read() as unit:
            assert unit.footage.select() == [later, refused]
            assert unit.footage.select([ClipStanding.REFUSED]) == [refused]
            assert unit.footage.select([]) == []

    @pytest.mark.parametrize("name", ["a" * 64, "a" * 6, "AAA", "waves a.mp4", " Waves A.MP4 "])
    def test_a_clip_is_found_by_what_a_person_types(self, records: Records, name: str) -> None:
        with records.write() as unit:
            unit.footage.save(build_clip())
            unit.footage.save(build_clip("b"))
            assert unit.footage.find(name) == build_clip()

    @pytest.mark.parametrize("name", ["", "c", "waves", "wav%", "a.mp4", "waves_a.mp4"])
    def test_an_unknown_clip_is_not_found(self, records: Records, name: str) -> None:
        with records.write() as unit:
            unit.footage.save(build_clip())
            with pytest.raises(NotFoundError, match="clip"):
                unit.footage.find(name)

    def test_a_name_that_fits_two_clips_is_refused(self, records: Records) -> None:
        with records.write() as unit:
            unit.footage.save(build_clip(path="/one/sea.mp4"))
            unit.footage.save(build_clip("b", path="/two/sea.mp4"))
            with pytest.raises(NotFoundError, match="More than one clip"):
                unit.footage.find("sea.mp4")

    def test_uses_are_stored_once(self, records: Records) -> None:
        first, second = store_runs(records, [RunState.MAKING] * 2)
        with records.write() as unit:
            unit.footage.save(build_clip())
            unit.footage.add_uses([_use("a", second), _use("a", first)])
            unit.footage.add_uses([replace(_use("a", first), shots=9)])
            assert unit.footage.uses_of(Sha256("a" * 64)) == [_use("a", first), _use("a", second)]
            assert unit.footage.uses_of(Sha256("b" * 64)) == []

    @pytest.mark.parametrize("missing", ["clip", "run"])
    def test_a_use_of_nothing_is_refused(self, records: Records, missing: str) -> None:
        [first] = store_runs(records, [RunState.MAKING])
        use = _use("b", first) if missing == "clip" else _use("a", RUN_ID)
        with records.write() as unit:
            unit.footage.save(build_clip())
            with pytest.raises(StorageError):
                unit.footage.add_uses([use])

    def test_a_clips_record_counts_takes_by_the_decisions_that_stand(self, records: Records) -> None:
        runs = store_runs(records, [RunState.HELD] * 4)
        verdicts = (Verdict.APPROVE, Verdict.REJECT, Verdict.CHANGES)
        with records.write() as unit:
            for letter in "abc":
                unit.footage.save(build_clip(letter))
            for number, verdict in enumerate(verdicts):
                unit.decisions.add(build_decision(id=counted_id(number), run_id=runs[number], verdict=verdict))
            undone = build_decision(id=counted_id(7), run_id=runs[3])
            unit.decisions.add(undone)
            unit.decisions.save(replace(undone, state=DecisionState.UNDONE, undone_by="robin", undone_at=NOON))
            unit.footage.add_uses([_use("a", run_id) for run_id in runs])
            unit.footage.add_uses([_use("a", runs[0], film="teaser"), _use("b", runs[0]), _use("b", runs[0], 2)])
            assert unit.footage.records() == {
                "a" * 64: ClipRecord(films=4, approved=1, changes=1, rejected=1),
                "b" * 64: ClipRecord(films=2, approved=1),
            }
