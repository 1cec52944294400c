"""What the review page keeps between two looks, and for how long."""

from __future__ import annotations

from noktvrn.interfaces.web.sheets import FRESH_S, Kept, Sheets
from noktvrn.review.decision import Verdict
from noktvrn.services.decide import decide, undo
from noktvrn.services.glance import glance_at


def test_what_was_read_is_kept_for_half_a_minute_only():
    now, reads = [100.0], []
    kept: Kept[str, int] = Kept(lambda: now[0])

    def read() -> int:
        reads.append(now[0])
        return len(reads)

    assert [kept.get("a", read), kept.get("a", read)] == [1, 1]
    assert kept.get("b", read) == 2
    now[0] += FRESH_S
    assert kept.get("a", read) == 3


def test_a_take_that_rests_is_read_once_for_many_looks(shared_site):
    sheets = Sheets(shared_site.label)
    run = glance_at(shared_site.label, shared_site.waiting).summary.run
    assert sheets.sheet(run) is sheets.sheet(run)
    assert sheets.sheet(run).broken_link is None


def test_a_decision_is_seen_at_the_next_look(site):
    browser, path = site.browser(), f"/review/{site.waiting}"
    assert 'value="approve"' in browser.get(path).text
    decide(site.label, site.waiting, verdict=Verdict.APPROVE, actor="ana", surface="cli")
    assert "Approved by ana" in browser.get(path).text
    undo(site.label, site.waiting, actor="ana", surface="cli")
    assert 'value="approve"' in browser.get(path).text
