"""Deciding on the page, without scripts: hear, decide, undo, and what happens when somebody was first."""

from __future__ import annotations

import threading

import pytest
from tests.interfaces.commanding import command
from tests.interfaces.web.conftest import QUICK, Browser, listening

from noktvrn.app import open_label
from noktvrn.journal.run import RunState
from noktvrn.review.decision import Verdict
from noktvrn.services.access_operators import add_operator
from noktvrn.services.access_sign_in import make_link
from noktvrn.services.decide import decide
from noktvrn.services.look import show_run
from noktvrn.services.queue import queue_page
from noktvrn.settings import load_settings


def _state(site, run: str) -> RunState:
    return show_run(site.label, run).summary.run.state


def test_the_review_page_has_everything_that_is_needed_to_decide(shared_site):
    page = shared_site.browser().get(f"/review/{shared_site.waiting}")
    assert page.status_code == 200
    for piece in (
        "32 pass",
        "Originality",
        "Provenance",
        "chain intact",
        "Lyrics",
        "too slow",
        "−14.0 LUFS",
        'name="verdict" value="approve"',
        "noktvrn review approve",
        f"/media/runs/{shared_site.waiting}/preview",
    ):
        assert piece in page.text, piece


def test_what_waits_is_listed_and_the_overview_says_so_first(shared_site):
    browser = shared_site.browser()
    assert "One song waits for you." in browser.get("/").text
    queue = browser.get("/review").text
    assert f"/review/{shared_site.waiting}" in queue


def test_approving_leads_on_and_can_be_undone(site):
    browser, path = site.browser("ana"), f"/review/{site.waiting}"
    answer = browser.post(path, {"verdict": "approve", "take": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/review?done={site.waiting}")
    after = browser.get(answer.headers["location"]).text
    assert "approved" in after
    assert "Can be undone until" in after
    held = browser.get(path).text
    assert "Approved by ana via web" in held
    assert "noktvrn review undo" in held
    undone = browser.post(f"{path}/undo", page=path)
    assert undone.status_code == 303
    assert _state(site, site.waiting) is RunState.NEEDS_DECISION


def test_after_the_last_of_the_queue_comes_the_first_that_still_waits(tmp_path):
    home = str(tmp_path / "label")
    assert command("--home", home, "dev", "seed", "--artists", "40", "--runs", "3000").status == 0
    with open_label(load_settings({"home": home}, QUICK)) as label, listening(label) as base:
        first, *_, last = (each.run.id for each in queue_page(label, 100))
        browser = Browser(base)
        secret, _ = make_link(label, add_operator(label, "ana"))
        browser.sign_in(secret)
        take = str(show_run(label, last).summary.run.pass_no)
        answer = browser.post(f"/review/{last}", {"verdict": "approve", "take": take}, page="/runs")
        assert answer.headers["location"] == f"/review/{first}?done={last}"
        following = browser.get(answer.headers["location"])
        assert following.status_code == 200, "a song of which no tempo was kept can be looked at, too"
        assert "Nothing is said about it" in following.text
        browser.client.close()


def test_asking_for_changes_keeps_chips_and_words(site):
    path = f"/review/{site.waiting}"
    fields = {
        "verdict": "changes",
        "take": "1",
        "chip": ["too slow", "cover weak"],
        "reason": "Let it breathe.\r\nMore.",
    }
    assert site.browser().post(path, fields).status_code == 303
    (decision,) = show_run(site.label, site.waiting).decisions
    assert (decision.chips, decision.reason) == (("too slow", "cover weak"), "Let it breathe.\nMore.")
    assert (decision.actor, decision.surface) == ("robin", "web")


@pytest.mark.parametrize("verdict", ["reject", "changes"])
def test_a_decision_without_its_reason_is_refused_and_what_was_typed_is_kept(shared_site, verdict):
    browser, path = shared_site.browser(), f"/review/{shared_site.waiting}"
    refused = browser.post(path, {"verdict": verdict, "take": "1", "reason": "   "})
    assert refused.status_code == 400
    assert "wants a reason" in refused.text
    long = browser.post(path, {"verdict": verdict, "take": "1", "reason": "x" * 2_001, "chip": "too fast"})
    assert long.status_code == 400
    assert "x" * 2_001 in long.text
    assert 'value="too fast" checked' in long.text


def test_a_page_that_is_stale_says_who_decided_when_and_keeps_what_was_typed(site):
    browser, path = site.browser("ana"), f"/review/{site.waiting}"
    mark = browser.mark(path)
    decide(site.label, site.waiting, verdict=Verdict.APPROVE, actor="ben", surface="cli")
    typed = {"csrf": mark, "take": "1", "verdict": "reject", "reason": "the bridge <b>drags</b>"}
    answer = browser.client.post(path, data=typed)
    assert answer.status_code == 409
    assert "approved by ben via cli at" in answer.text
    assert "Undo" in answer.text
    assert len(show_run(site.label, site.waiting).decisions) == 1


def test_a_take_that_is_no_longer_there_is_not_decided(site):
    answer = site.browser().post(f"/review/{site.waiting}", {"verdict": "approve", "take": "7"})
    assert answer.status_code == 409
    assert "take 1 is there now" in answer.text
    assert _state(site, site.waiting) is RunState.NEEDS_DECISION


def test_sending_a_form_twice_decides_once(site):
    browser, path = site.browser(), f"/review/{site.waiting}"
    typed = {"csrf": browser.mark(path), "verdict": "approve", "take": "1"}
    answers = [browser.client.post(path, data=typed).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert len(show_run(site.label, site.waiting).decisions) == 1


def test_of_two_who_decide_at_once_one_is_first_and_the_other_reads_who(site):
    path = f"/review/{site.waiting}"
    sent = []
    for name, verdict in (("ana", "approve"), ("ben", "reject")):
        browser = site.browser(name)
        sent.append((browser, {"csrf": browser.mark(path), "verdict": verdict, "take": "1", "reason": "because"}))
    answers = []
    threads = [
        threading.Thread(target=lambda b=browser, t=typed: answers.append(b.client.post(path, data=t)))
        for browser, typed in sent
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    (loser,) = [answer for answer in answers if answer.status_code == 409]
    assert any(f"by {name} via web at" in loser.text for name in ("ana", "ben"))
    assert len(show_run(site.label, site.waiting).decisions) == 1


def test_text_that_looks_like_markup_stays_text(site):
    from dataclasses import replace

    with site.label.records.write() as unit:
        run = unit.runs.get(site.waiting)
        unit.runs.save(replace(run, title='<script>alert("1")</script> ' + "Ünïcödé 夜の列車 " * 6))
        unit.commit()
    browser = site.browser("<i>ana</i>")
    for path in ("/", "/review", f"/review/{site.waiting}", "/runs", f"/runs/{site.waiting}"):
        page = browser.get(path)
        assert page.status_code == 200, path
        assert "<script>alert" not in page.text, path
        assert "<i>ana" not in page.text, path
    assert "夜の列車" in page.text
    reason = '"><img src=x onerror=alert(1)>'
    assert (
        browser.post(f"/review/{site.waiting}", {"verdict": "reject", "take": "1", "reason": reason}).status_code == 303
    )
    assert "<img src=x" not in browser.get(f"/runs/{site.waiting}").text


def test_a_page_weighs_at_most_100_kilobytes_before_its_sound(shared_site):
    """All that is loaded at first: page, style, script, the five faces of plain text, cover, still of the teaser."""
    import re

    browser = shared_site.browser()
    page = browser.get(f"/review/{shared_site.waiting}")
    style = re.search(r'href="(/static/style[^"]+)"', page.text)[1]
    sheet = browser.get(style)
    faces = re.findall(r'url\("(/static/fonts/[^"]*-ascii\.[^"]+)"\)', sheet.text)
    assert len(faces) == 5
    script = re.search(r'src="(/static/page[^"]+)"', page.text)[1]
    [cyrillic] = re.findall(r'url\("(/static/fonts/work-400-normal-cyrillic[^"]+)"\)', sheet.text)
    poster = f"/stills/{shared_site.waiting}/poster/240.jpg"

    def weight(*more: str) -> int:
        answers = [page, sheet, *(browser.get(path) for path in (script, *faces, poster, *more))]
        assert all(answer.status_code == 200 for answer in answers)
        return sum(answer.num_bytes_downloaded for answer in answers)

    assert weight(f"/stills/{shared_site.waiting}/thumbnail/480.jpg") <= 92_000
    assert weight(f"/stills/{shared_site.waiting}/thumbnail/720.jpg", cyrillic) <= 100_000


def test_no_face_is_asked_for_that_has_none_of_its_characters(shared_site):
    import re

    browser = shared_site.browser()
    style = re.search(r'href="(/static/style[^"]+)"', browser.get("/runs").text)[1]
    faces = re.findall(r'url\("/static/fonts/([a-z0-9-]+)\.', browser.get(style).text)
    assert "work-400-normal-cyrillic" in faces
    assert not {"work-400-italic-cyrillic", "machine-500-normal-cyrillic"} & set(faces)


def test_the_text_of_the_release_is_the_same_on_every_surface(shared_site):
    from html import unescape

    run, home = shared_site.waiting, str(shared_site.loop.home)
    told = shared_site.stranger().get(f"/api/v1/reviews/{run}", headers=shared_site.token()).json()
    assert told["description"]
    assert {"Composer", "Lyricist", "GraphicArtist"} <= {credit["role"] for credit in told["credits"]}
    page = unescape(shared_site.browser().get(f"/review/{run}").text)
    shown = " ".join(command("--home", home, "review", "show", run).out.split())
    for piece in (told["description"], "Lyrics", *{credit["party"] for credit in told["credits"]}):
        assert piece in page, piece
        assert piece in shown, piece


def test_the_release_goes_out_with_the_text_that_was_shown(shared_site):
    released = shared_site.loop.released.value
    headers = shared_site.token()
    shown = shared_site.stranger().get(f"/api/v1/reviews/{released['id']}", headers=headers).json()
    out = shared_site.stranger().get(f"/api/v1/releases/{released['release']['id']}", headers=headers).json()
    assert out["description"] == shown["description"]
