"""A run from start to release with quick makers: states, takes, decisions, cancelling, expiry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.integration.workshop import Workshop, open_workshop, processes_below, wait_until

from noktvrn.errors import DecisionConflictError, InvalidTransitionError
from noktvrn.journal.run import RunState
from noktvrn.journal.steps import Step, StepOutcome
from noktvrn.review.decision import DecisionState, Verdict
from noktvrn.services.decide import decide, undo
from noktvrn.services.footage import show_clip
from noktvrn.services.label import Label
from noktvrn.services.look import show_review, show_run, verify_release
from noktvrn.services.start_run import start_run
from noktvrn.services.steer_run import cancel_run, resume_run, retry_run
from noktvrn.testing.footage_contract import build_clip

SETTINGS = {
    "worker.poll_s": "0.05",
    "worker.lease_s": "5",
    "worker.retry_delay_s": "0.05",
    "worker.nice": "0",
    "review.hold_s": "0",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with open_workshop(tmp_path_factory.mktemp("label") / "home", SETTINGS) as opened:
        opened.start_ready_worker(QUICK_WORK_S="0.02")
        yield opened


def _started(shop: Workshop, **wishes: object) -> str:
    given = {"brief": "", "artist": None, "seed": None, "autopilot": False, "actor": "test"} | wishes
    return start_run(shop.label, **given).id  # type: ignore[arg-type]  # names and types as in start_run


def _wait_for(shop: Workshop, run_id: str, state: RunState) -> None:
    def arrived() -> bool:
        run = shop.run(run_id)
        if run.state is RunState.FAILED and state is not RunState.FAILED:
            raise AssertionError(f"failed: {run.failure}")
        return run.state is state

    wait_until(arrived)


def _patient(shop: Workshop) -> Label:
    """The label as one sees it who lets each decision be undone for an hour: no machine is too slow for that."""
    review = shop.label.settings.review.model_copy(update={"hold_s": 3_600.0})
    return replace(shop.label, settings=shop.label.settings.model_copy(update={"review": review}))


def test_an_approved_run_ends_in_a_release(shop: Workshop) -> None:
    run_id = _started(shop)
    _wait_for(shop, run_id, RunState.NEEDS_DECISION)
    review = show_review(shop.label, run_id)
    assert review.title
    assert review.title in review.lyrics
    assert all(path.is_file() for path in review.paths.values())
    assert {review.paths[name].suffix for name in ("master", "cover", "teaser")} == {".flac", ".jpg", ".mp4"}
    decision = decide(shop.label, run_id, verdict=Verdict.APPROVE, actor="ana", surface="cli", reason="", chips=())
    assert decision.artefacts["master"] == show_run(shop.label, run_id).assets["master"].ref.sha256
    assert decision.state is DecisionState.HELD
    _wait_for(shop, run_id, RunState.RELEASED)
    view = show_run(shop.label, run_id)
    assert not review.paths["master"].exists(), "links are gone once the song is judged"
    assert view.release is not None
    folder = shop.home / "releases" / view.release.folder
    assert (folder / "index.html").is_file()
    films = {path.name for path in (folder / "video").iterdir()}
    assert films == {"film_16x9.mp4", "canvas_9x16.mp4", "teaser_9x16.mp4"}
    assert not verify_release(shop.label, view.release.id).problems
    assert {record.step for record in view.steps if record.outcome is StepOutcome.SUCCEEDED} == set(Step)
    assert all(record.duration_s is not None for record in view.steps)


def test_a_film_whose_worker_was_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with open_workshop(tmp_path / "home", SETTINGS, artists=1) as own:
        slow = own.start_ready_worker(QUICK_ENDLESS="film")
        run_id = _started(own)
        _wait_for(own, run_id, RunState.NEEDS_DECISION)
        decide(own.label, run_id, verdict=Verdict.APPROVE, actor="ana", surface="cli")
        wait_until(lambda: any((own.home / "work").glob("*-film-1/first_piece")))
        own.kill(slow)
        own.start_ready_worker(QUICK_WORK_S="0.02")
        _wait_for(own, run_id, RunState.RELEASED)
        view = show_run(own.label, run_id)
        films = [record for record in view.steps if record.step is Step.FILM]
        assert {record.outcome for record in films[:-1]} == {StepOutcome.LOST}
        assert films[-1].outcome is StepOutcome.SUCCEEDED
        (link,) = [link for link in view.provenance if link.asset == "film"]
        assert link.parameters["went_on"] is True
        assert not list((own.home / "work").iterdir())


def test_clips_of_the_library_are_in_the_film_and_in_the_credits(tmp_path: Path) -> None:
    with open_workshop(tmp_path / "home", SETTINGS, artists=1) as own:
        path = tmp_path / "harbour.mp4"
        path.write_bytes(b"the quick makers never open it")
        clip = build_clip("a", path=str(path), tags=("harbour",))
        with own.label.records.write() as unit:
            unit.footage.save(clip)
            unit.commit()
        own.start_ready_worker(QUICK_WORK_S="0.02")
        run_id = _started(own, autopilot=True)
        _wait_for(own, run_id, RunState.RELEASED)
        view, shown = show_run(own.label, run_id), show_clip(own.label, "harbour.mp4")
        assert [use.film for use in shown.uses] == ["film"]
        assert shown.record.approved == 1
        assert view.release is not None
        folder = own.home / "releases" / view.release.folder
        metadata = json.loads((folder / "metadata.json").read_text())
        (row,) = [row for row in metadata["credits"] if row["role"] == "VideoProducer"]
        assert (row["party"], row["ai"]) == ("Ada Moll", "None")
        assert metadata["ai_disclosure"]["video"] == "Partly"
        assert "Ada Moll" in (folder / "index.html").read_text()
        assert not verify_release(own.label, view.release.id).problems


def test_films_can_be_left_out(tmp_path: Path) -> None:
    settings = SETTINGS | {"film.full_length": "false", "film.canvas": "false"}
    with open_workshop(tmp_path / "home", settings, artists=1) as own:
        own.start_ready_worker(QUICK_WORK_S="0.02")
        run_id = _started(own, autopilot=True)
        _wait_for(own, run_id, RunState.RELEASED)
        view = show_run(own.label, run_id)
        assert view.release is not None
        videos = own.home / "releases" / view.release.folder / "video"
        assert [path.name for path in videos.iterdir()] == ["teaser_9x16.mp4"]
        notes = {record.step: record.note for record in view.steps}
        assert notes[Step.FILM] == "left out by film.full_length"


def test_autopilot_skips_the_wait_and_says_so(shop: Workshop) -> None:
    run_id = _started(shop, autopilot=True)
    _wait_for(shop, run_id, RunState.RELEASED)
    (decision,) = show_run(shop.label, run_id).decisions
    assert (decision.actor, decision.surface) == ("autopilot", "autopilot")


def test_a_rejection_ends_the_run_without_a_release(shop: Workshop) -> None:
    run_id = _started(shop)
    _wait_for(shop, run_id, RunState.NEEDS_DECISION)
    decide(shop.label, run_id, verdict=Verdict.REJECT, actor="ana", surface="cli", reason="too slow")
    _wait_for(shop, run_id, RunState.REJECTED)
    view = show_run(shop.label, run_id)
    assert view.release is None
    assert view.reflections[0].summary
    assert not {"film", "canvas"} & set(view.assets), "nobody films what was rejected"


def test_changes_begin_a_fresh_take_that_keeps_what_was_not_at_fault(shop: Workshop) -> None:
    run_id = _started(shop)
    _wait_for(shop, run_id, RunState.NEEDS_DECISION)
    first = show_run(shop.label, run_id)
    decide(shop.label, run_id, verdict=Verdict.CHANGES, actor="ana", surface="cli", chips=("cover weak",))
    wait_until(lambda: shop.run(run_id).pass_no == 2)
    _wait_for(shop, run_id, RunState.NEEDS_DECISION)
    second = show_run(shop.label, run_id)
    assert second.assets["master"].ref == first.assets["master"].ref
    assert second.assets["cover"].ref != first.assets["cover"].ref


def test_a_wish_about_the_song_changes_the_song_and_keeps_its_words(shop: Workshop) -> None:
    run_id = _started(shop)
    _wait_for(shop, run_id, RunState.NEEDS_DECISION)
    first = show_review(shop.label, run_id)
    decide(shop.label, run_id, verdict=Verdict.CHANGES, actor="ana", surface="cli", chips=("too slow",))
    wait_until(lambda: shop.run(run_id).pass_no == 2)
    _wait_for(shop, run_id, RunState.NEEDS_DECISION)
    second = show_review(shop.label, run_id)
    assert (second.title, second.lyrics, second.concept) == (first.title, first.lyrics, first.concept)
    assert second.figures["bpm"] > first.figures["bpm"]
    assert second.paths["master"] == first.paths["master"], "a name that stays while the take changes"
    songs = [link.sha256 for link in show_run(shop.label, run_id).provenance if link.asset == "master"]
    assert len(set(songs)) == 2


def test_the_same_words_and_seed_give_the_same_song_and_another_seed_another(shop: Workshop) -> None:
    artist = shop.artists()[0].slug
    songs = []
    for seed in (77, 78, 77):
        run_id = _started(shop, artist=artist, brief="fog over the harbour", seed=seed)
        _wait_for(shop, run_id, RunState.NEEDS_DECISION)
        view = show_run(shop.label, run_id)
        (song,) = [link for link in view.provenance if link.asset == "stem:bass"]
        (brief,) = [record.result["brief"] for record in view.steps if record.step is Step.BRIEF]
        songs.append((song.seed, {key: brief[key] for key in ("bpm", "key", "mood", "energy", "length_s", "dials")}))
    assert songs[0] == songs[2]
    assert songs[0] != songs[1]


def test_undo_within_the_hold_asks_again_and_the_late_one_is_refused(shop: Workshop) -> None:
    run_id = _started(shop)
    _wait_for(shop, run_id, RunState.NEEDS_DECISION)
    decide(_patient(shop), run_id, verdict=Verdict.REJECT, actor="ana", surface="cli", reason="slip of the thumb")
    assert shop.run(run_id).state is RunState.HELD
    assert undo(shop.label, run_id, actor="ana", surface="cli").state is DecisionState.UNDONE
    assert shop.run(run_id).state is RunState.NEEDS_DECISION
    decide(shop.label, run_id, verdict=Verdict.APPROVE, actor="ana", surface="cli")
    _wait_for(shop, run_id, RunState.RELEASED)
    with pytest.raises(InvalidTransitionError, match="time to undo ended"):
        undo(shop.label, run_id, actor="ana", surface="cli")
    assert [d.state for d in show_run(shop.label, run_id).decisions] == [DecisionState.UNDONE, DecisionState.FINAL]


def test_a_second_decision_is_told_who_decided(shop: Workshop) -> None:
    run_id = _started(shop)
    _wait_for(shop, run_id, RunState.NEEDS_DECISION)
    first = decide(shop.label, run_id, verdict=Verdict.APPROVE, actor="ana", surface="cli")
    assert decide(shop.label, run_id, verdict=Verdict.APPROVE, actor="ana", surface="cli").id == first.id
    with pytest.raises(DecisionConflictError, match="approved by ana via cli"):
        decide(shop.label, run_id, verdict=Verdict.REJECT, actor="ben", surface="cli", reason="no")
    _wait_for(shop, run_id, RunState.RELEASED)


def test_a_cancelled_run_ends_its_makers_and_resumes_where_it_was(tmp_path: Path) -> None:
    with open_workshop(tmp_path / "home", SETTINGS) as shop:
        slow = shop.start_ready_worker(QUICK_WORK_S="600")
        run_id = _started(shop)
        wait_until(lambda: len(processes_below(shop.home)) == 2)
        cancel_run(shop.label, run_id, "ana")
        # the maker would work for ten minutes: that nothing of it is left means that it was ended
        wait_until(lambda: not processes_below(shop.home))
        title = shop.run(run_id).title
        shop.kill(slow)
        shop.start_ready_worker(QUICK_WORK_S="0")
        resume_run(shop.label, run_id, "ana")
        _wait_for(shop, run_id, RunState.NEEDS_DECISION)
        assert shop.run(run_id).title == title, "what was written is not written again"
        assert not list((shop.home / "work").iterdir())


@pytest.mark.parametrize("decided", [False, True])
def test_a_run_cancelled_while_it_waits_or_is_held_waits_again_when_resumed(shop: Workshop, decided: bool) -> None:
    run_id = _started(shop)
    _wait_for(shop, run_id, RunState.NEEDS_DECISION)
    if decided:
        decide(_patient(shop), run_id, verdict=Verdict.APPROVE, actor="ana", surface="cli")
    cancel_run(shop.label, run_id, "ana")
    assert resume_run(shop.label, run_id, "ana").state is RunState.NEEDS_DECISION
    decide(shop.label, run_id, verdict=Verdict.APPROVE, actor="ana", surface="cli")
    _wait_for(shop, run_id, RunState.RELEASED)


def test_a_wait_that_ends_is_expired_and_can_still_be_decided(tmp_path: Path) -> None:
    with open_workshop(tmp_path / "home", SETTINGS | {"review.wait_s": "1"}) as shop:
        shop.start_ready_worker()
        run_id = _started(shop)
        _wait_for(shop, run_id, RunState.EXPIRED)
        assert not show_run(shop.label, run_id).decisions
        decide(shop.label, run_id, verdict=Verdict.APPROVE, actor="ana", surface="cli")
        _wait_for(shop, run_id, RunState.RELEASED)


def test_a_take_that_the_gate_refuses_is_made_anew_a_bounded_number_of_times(tmp_path: Path) -> None:
    with open_workshop(tmp_path / "home", SETTINGS | {"gate.max_takes": "2"}) as shop:
        shop.start_ready_worker(QUICK_LOUDNESS_LUFS="-9")
        run_id = _started(shop)
        _wait_for(shop, run_id, RunState.FAILED)
        run = shop.run(run_id)
        assert run.pass_no == 2
        assert run.failure is not None
        assert run.failure.code == "quality_gate_failed"
        assert "loudness" in run.failure.message
        songs = [r for r in show_run(shop.label, run_id).steps if r.step is Step.SONG]
        assert len(songs) == 2
        assert len({link.sha256 for link in show_run(shop.label, run_id).provenance if link.asset == "master"}) == 2


def test_a_broken_maker_fails_the_run_with_stage_cause_and_remedy(tmp_path: Path) -> None:
    with open_workshop(tmp_path / "home", SETTINGS) as shop:
        broken = shop.start_ready_worker(QUICK_BROKEN="artwork")
        run_id = _started(shop)
        _wait_for(shop, run_id, RunState.FAILED)
        failure = shop.run(run_id).failure
        assert failure is not None
        assert (failure.code, failure.stage) == ("render", "cover")
        assert failure.remedy
        shop.kill(broken)
        shop.start_ready_worker()
        retry_run(shop.label, run_id, Step.COVER, False, "ana")
        _wait_for(shop, run_id, RunState.NEEDS_DECISION)
