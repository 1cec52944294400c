"""The page in a real browser: headless Chromium, driven by Playwright.

``apt-get install chromium`` installs it on Debian; CHROMIUM names it elsewhere. ``npm install --prefix .venv/axe
axe-core@4`` installs the checks of axe-core. What is missing skips its own tests, loudly.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page
from tests.conftest import ROOT
from tests.interfaces.web.browsing import DESKTOP, MISSING, PHONE, chromium, signed_in, until

from noktvrn.journal.run import RunState
from noktvrn.review.decision import Verdict
from noktvrn.services.decide import decide
from noktvrn.services.look import show_run

AXE = ROOT / ".venv" / "axe" / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = MISSING
__all__ = ["chromium"]

PATHS = ("/", "/review", "/review/{waiting}", "/runs", "/runs/{waiting}", "/runs/{failed}", "/artists",
         "/artists/nova-lux", "/releases", "/releases/{release}", "/failures", "/downloads", "/settings",
         "/audit", "/people", "/footage", "/costs", "/notices", "/notices/targets", "/providers", "/providers/mistral",
         "/telegram", "/runs/{failed}/explain")  # fmt: skip


def _paths(site) -> list[str]:
    names = {
        "waiting": site.waiting,
        "failed": site.run(site.loop.failed),
        "release": site.loop.released.value["release"]["id"],
    }
    return [path.format(**names) for path in PATHS]


def _open_and_listen(page: Page, path: str) -> None:
    """Open a page, and wait until it would hear of what others do."""
    with page.expect_response(lambda answer: "/events" in answer.url):
        page.goto(path)
    # Whoever begins to listen is told how many wait as soon as the server has looked once.
    page.evaluate(
        """() => new Promise((heard) => {
            const own = new EventSource("/events");
            own.addEventListener("queue", () => { own.close(); heard(); });
        })"""
    )


def _state(site) -> RunState:
    return show_run(site.label, site.waiting).summary.run.state


def test_a_song_is_heard_and_the_played_part_moves(chromium, shared_site):
    with signed_in(chromium, shared_site) as page:
        page.goto(f"/review/{shared_site.waiting}")
        page.click(".play")
        until(page, 'document.querySelector("audio.main").currentTime > 0')
        until(page, 'parseFloat(document.querySelector(".wave").style.getPropertyValue("--played")) > 0')
        assert page.get_attribute(".play", "aria-label").startswith("Pause")
        page.keyboard.press("Space")
        until(page, 'document.querySelector("audio.main").paused')


def test_keys_decide_and_undo(chromium, site):
    with signed_in(chromium, site) as page:
        page.goto(f"/review/{site.waiting}")
        page.keyboard.press("?")
        assert "approve" in page.inner_text("dialog.keys")
        page.keyboard.press("?")
        page.keyboard.press("x")
        assert "Say why" in page.inner_text("#said")
        assert _state(site) is RunState.NEEDS_DECISION
        page.focus("textarea")
        page.keyboard.type("axu")
        assert page.input_value("textarea") == "axu"
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("a")
        page.wait_for_url(f"**/review?done={site.waiting}")
        assert _state(site) is RunState.HELD
        page.keyboard.press("u")
        page.wait_for_url(f"**/review/{site.waiting}")
        assert _state(site) is RunState.NEEDS_DECISION


def test_a_phone_without_scripts_can_do_everything_about_a_decision(chromium, site):
    with signed_in(chromium, site, viewport=PHONE, java_script_enabled=False) as page:
        page.goto(f"/review/{site.waiting}")
        assert page.is_visible("audio.main")
        page.check("[value='cover weak']", force=True)
        page.fill("textarea", "more sky")
        page.click("[value=changes]")
        assert _state(site) is RunState.HELD
        page.click('button:has-text("Undo")')
        assert _state(site) is RunState.NEEDS_DECISION
        page.click("[value=approve]")
        assert _state(site) is RunState.HELD


def test_an_open_page_counts_what_waits(chromium, site):
    with signed_in(chromium, site) as page:
        _open_and_listen(page, "/runs")
        assert page.inner_text("[data-waiting]") == "1"
        decide(site.label, site.waiting, verdict=Verdict.APPROVE, actor="ben", surface="cli")
        page.wait_for_selector("[data-waiting]", state="hidden")


def test_lists_follow_what_others_do_and_leave_scroll_focus_and_words_alone(chromium, site):
    with signed_in(chromium, site, viewport=PHONE) as page:
        _open_and_listen(page, "/runs")
        page.fill("[name=brief]", "half a tho")
        page.evaluate("document.querySelector('[name=brief]').scrollIntoView()")
        before = page.evaluate("[scrollY, document.activeElement.name]")
        page.evaluate("document.querySelector('.rows li').kept = true")
        decide(site.label, site.waiting, verdict=Verdict.APPROVE, actor="ben", surface="telegram")
        moved = f'a[href="/runs/{site.waiting}"]:not(:has-text("needs decision"))'
        page.wait_for_selector(moved, state="attached")
        assert page.evaluate("[scrollY, document.activeElement.name]") == before
        assert page.input_value("[name=brief]") == "half a tho"
        assert page.evaluate("document.querySelector('.rows li').kept")


def test_a_run_that_gets_its_title_has_it_everywhere_at_once(chromium, site):
    with site.label.records.write() as unit:
        unit.runs.save(replace(unit.runs.get(site.waiting), title=""))
        unit.commit()
    with signed_in(chromium, site) as page:
        _open_and_listen(page, f"/runs/{site.waiting}")
        assert page.inner_text("h1") == "Not titled yet"
        with site.label.records.write() as unit:
            run = unit.runs.get(site.waiting)
            unit.runs.save(replace(run, title="Rain on Tin"))
            unit.commit()
        page.wait_for_selector('h1:has-text("Rain on Tin")')


def test_a_secret_that_is_shown_once_is_copied_by_a_button(chromium, site):
    with signed_in(chromium, site, viewport=PHONE, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto("/people")
        page.fill("form[action='/tokens'] [name=name]", "phone")
        page.click("form[action='/tokens'] button")
        page.click('.once button:has-text("Copy")')
        page.wait_for_selector('.once button:has-text("Copied")')
        assert page.evaluate("navigator.clipboard.readText()") == page.inner_text("code.secret")


def test_the_first_column_of_the_downloads_breaks_no_word_on_a_phone(chromium, shared_site):
    with signed_in(chromium, shared_site, viewport=PHONE) as page:
        page.goto("/downloads")
        heights = page.evaluate(
            """() => [...document.querySelectorAll("tbody th")].map((head) => {
                const words = document.createRange();
                words.selectNodeContents(head);
                return words.getClientRects().length;
            })"""
        )
        assert heights == [1] * 5


def test_the_queue_empties_before_ones_eyes_and_says_so(chromium, site):
    with signed_in(chromium, site) as page:
        _open_and_listen(page, "/review")
        decide(site.label, site.waiting, verdict=Verdict.REJECT, reason="no", actor="ben", surface="cli")
        page.wait_for_selector("text=Every song is decided")
        assert "Nothing waits" in page.inner_text("#said")


def test_commands_follow_what_is_typed(chromium, shared_site):
    with signed_in(chromium, shared_site) as page:
        page.goto("/runs")
        page.fill("[name=brief]", "rain on a tin roof, it's late")
        page.select_option("[name=autopilot]", "off")
        assert page.inner_text("#start code") == (
            """noktvrn run start --brief 'rain on a tin roof, it'"'"'s late' --no-autopilot"""
        )
        page.goto("/people")
        page.fill("form[action='/people'] [name=name]", "ben")
        page.check("form[action='/people'] [value=operate]")
        assert page.inner_text("form[action='/people'] code") == (
            "noktvrn operator add ben --scope read --scope decide --scope operate"
        )
        page.goto(f"/review/{shared_site.waiting}")
        page.click(".twins summary")
        page.fill("textarea", "less reverb")
        assert "--reason 'less reverb'" in page.inner_text(".twins code:last-of-type")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_page_is_wider_than_its_screen_and_targets_can_be_hit(chromium, shared_site, size):
    with signed_in(chromium, shared_site, viewport=size) as page:
        for path in _paths(shared_site):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
            small = page.evaluate(
                """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
                    .filter((each) => each.offsetParent && !each.closest(".marks, .near, .shelf, p, td, th, .skip"))
                    .map((each) => [each, each.closest("label") || each])
                    .map(([each, box]) => [box.getBoundingClientRect(), each])
                    .filter(([box]) => box.width && (box.height < 24 || box.width < 24))
                    .map(([box, each]) => each.outerHTML.slice(0, 120))"""
            )
            assert not small, (path, small)


def test_what_decides_is_44_pixels_high_and_is_reached_by_keyboard(chromium, shared_site):
    with signed_in(chromium, shared_site, viewport=PHONE) as page:
        page.goto(f"/review/{shared_site.waiting}")
        heights = page.evaluate('[...document.querySelectorAll(".bar button")].map((b) => b.offsetHeight)')
        assert len(heights) == 3
        assert min(heights) >= 44
        wanted, reached = {"play", "seek", "chip", "reason", "reject", "changes", "approve"}, set()
        for _ in range(140):
            page.keyboard.press("Tab")
            reached.add(
                page.evaluate("(() => { const a = document.activeElement; return a.value || a.name || a.className })()")
            )
            reached.add(page.evaluate("document.activeElement.className || ''"))
            reached.add(page.evaluate("document.activeElement.name || ''"))
        assert wanted <= reached, wanted - reached


@pytest.mark.parametrize(("scheme", "size"), [("light", PHONE), ("dark", DESKTOP)], ids=["phone", "desktop"])
def test_axe_finds_nothing_serious_on_any_page(chromium, shared_site, scheme, size):
    if not AXE.exists():
        pytest.skip("AXE-CORE IS MISSING, accessibility is not known: npm install --prefix .venv/axe axe-core@4")
    found = []
    with signed_in(chromium, shared_site, viewport=size, color_scheme=scheme, bypass_csp=True) as page:
        for path in [*_paths(shared_site), "/nowhere", "/sign-in"]:
            page.goto(path)
            page.add_script_tag(path=str(AXE))
            result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            found += [
                (path, each["id"], each["impact"], [node["html"][:140] for node in each["nodes"][:3]])
                for each in result["violations"]
                if each["impact"] in {"serious", "critical"}
            ]
    assert not found, "\n".join(map(str, found))
