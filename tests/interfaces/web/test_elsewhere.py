"""What happens to a page that stands open while somebody else decides, undoes or steers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Route
from tests.interfaces.web.browsing import MISSING, PHONE, chromium, signed_in, until

from noktvrn.journal.run import RunState
from noktvrn.review.decision import Verdict
from noktvrn.services.decide import decide, undo
from noktvrn.services.look import show_run
from noktvrn.services.steer_artist import pause_artist
from noktvrn.services.steer_run import cancel_run

pytestmark = MISSING
__all__ = ["chromium"]

PLAYING = "document.querySelector('audio.main')"


def _change(site, **fields) -> None:
    with site.label.records.write() as unit:
        unit.runs.save(replace(unit.runs.get(site.waiting), **fields))
        unit.commit()


@pytest.fixture
def review(chromium, site):
    with signed_in(chromium, site, "ben", viewport=PHONE) as page:
        page.goto(f"/review/{site.waiting}")
        page.evaluate("document.body.stayed = true")
        yield page
        assert page.evaluate("document.body.stayed"), "the page was loaded anew"


def test_a_decision_taken_on_another_page_shows_who_and_when_and_disturbs_nothing(chromium, site, review):
    with signed_in(chromium, site, "ana") as other:
        other.goto(f"/review/{site.waiting}")
        review.evaluate(f"{PLAYING}.loop = true")
        review.click(".play")
        until(review, f"{PLAYING}.currentTime > 0")
        review.check("[value='too slow']", force=True)
        review.fill("textarea", "the bridge drags")
        review.evaluate("document.querySelector('textarea').setSelectionRange(4, 10)")
        where = "[scrollY, document.activeElement.name, document.activeElement.selectionStart]"
        before = review.evaluate(where)
        other.click("[value=approve]")
        review.wait_for_selector("#bar >> text=Approved by ana via web at")
    assert review.evaluate(where) == before
    assert not review.evaluate(f"{PLAYING}.paused")
    assert review.input_value("textarea") == "the bridge drags"
    assert review.get_attribute("textarea", "readonly") is not None
    assert "not sent" in review.inner_text("#why legend")
    assert "Approved by ana" in review.inner_text("#said")
    assert review.is_visible("text=To the queue")
    assert not review.is_visible("[value=approve]")


def test_an_undo_elsewhere_lets_one_decide_again_with_what_was_typed(site, review):
    review.fill("textarea", "the bridge drags")
    decide(site.label, site.waiting, verdict=Verdict.APPROVE, actor="ana", surface="telegram")
    review.wait_for_selector("#b-undo")
    undo(site.label, site.waiting, actor="ana", surface="telegram")
    review.wait_for_selector("#bar >> text=ana via telegram took back that it was approved, at")
    review.click("[value=reject]")
    review.wait_for_url("**/review?done=*")
    assert show_run(site.label, site.waiting).summary.decision.reason == "the bridge drags"
    review.evaluate("document.body.stayed = true")


def test_what_ana_decided_ben_may_undo_from_the_page_that_stood_open(site, review):
    review.check("[value='too slow']", force=True)
    review.fill("textarea", "the bridge drags")
    decide(site.label, site.waiting, verdict=Verdict.APPROVE, actor="ana", surface="cli")
    review.click("#b-undo")
    review.wait_for_selector("#b-approve")
    assert review.input_value("textarea") == "the bridge drags"
    assert review.is_checked("[value='too slow']")
    assert show_run(site.label, site.waiting).summary.run.state is RunState.NEEDS_DECISION
    review.evaluate("document.body.stayed = true")


def test_a_wait_that_runs_out_is_told_and_can_still_be_decided(site, review):
    _change(site, state=RunState.EXPIRED)
    review.wait_for_selector("#bar >> text=Nobody decided about")
    assert review.is_visible("#b-approve")


def test_a_run_that_is_cancelled_elsewhere_cannot_be_decided_here(site, review):
    cancel_run(site.label, site.waiting, "ana", "wrong artist")
    review.wait_for_selector("#bar >> text=wrong artist")
    assert not review.is_visible("#b-approve")


def test_a_fresh_take_is_offered_while_the_old_one_is_heard(site, review):
    decide(site.label, site.waiting, verdict=Verdict.CHANGES, reason="slower", actor="ana", surface="cli")
    review.wait_for_selector("#bar >> text=Changes asked by ana via cli at")
    _change(site, state=RunState.MAKING, pass_no=2)
    review.wait_for_selector("#bar >> text=Take 2 is being made")
    _change(site, state=RunState.NEEDS_DECISION)
    review.wait_for_selector("#bar >> text=Hear take 2")
    assert review.get_attribute("[name=take]", "value") == "1"
    assert not review.is_visible("#b-approve")


def test_a_change_before_the_page_listens_is_not_missed(chromium, site):
    with signed_in(chromium, site, "ben") as page:
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route("**/events?*", hold)
        page.goto(f"/review/{site.waiting}")
        decide(site.label, site.waiting, verdict=Verdict.APPROVE, actor="ana", surface="cli")
        assert page.is_visible("#b-approve")
        for route in held:
            route.continue_()
        page.wait_for_selector("#bar >> text=Approved by ana via cli at")


def test_a_list_shows_what_changed_before_it_listened(chromium, site):
    """A failed run moves no more, so nothing else than the beginning of listening could tell that it has a title."""
    failed = f"li:has(a[href$='{site.loop.failed.value['id']}'])"
    with signed_in(chromium, site, "ben") as page:
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route("**/events", hold)
        page.goto("/runs")
        assert "failed" in page.inner_text(failed)
        with site.label.records.write() as unit:
            run = unit.runs.find(site.run(site.loop.failed))
            unit.runs.save(replace(run, title="Late Title"))
            unit.commit()
        for route in held:
            route.continue_()
        page.wait_for_selector(f"{failed} >> text=Late Title")


def test_the_page_of_a_run_follows_and_keeps_what_was_typed(chromium, site):
    with signed_in(chromium, site, "ben") as page:
        page.goto(f"/runs/{site.waiting}")
        page.fill("#steer [name=reason]", "half a thought")
        decide(site.label, site.waiting, verdict=Verdict.APPROVE, actor="ana", surface="cli")
        page.wait_for_selector("a.button:has-text('Decision')")
        assert "Approved by ana via cli" in page.inner_text("[data-refresh=said]")
        assert "half a thought" in page.inner_text("[data-refresh=steer]") or (
            page.input_value("#steer [name=reason]") == "half a thought"
        )


def test_the_page_of_an_artist_follows_those_who_steer_it_elsewhere(chromium, site):
    with signed_in(chromium, site, "ben") as page:
        page.goto("/artists/nova-lux")
        page.wait_for_selector("button:has-text('Pause')")
        pause_artist(site.label, "nova-lux", "a rest after the tour", "ana")
        page.wait_for_selector("button:has-text('Resume')")
        assert "a rest after the tour" in page.inner_text("[data-refresh=status]")
