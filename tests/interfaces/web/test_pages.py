"""Every page, of a label with nothing in it and of one that is busy; steering by buttons; tables to take away."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from tests.interfaces.commanding import command
from tests.interfaces.web.conftest import QUICK, Browser, listening

from noktvrn.app import open_label
from noktvrn.journal.run import RunState
from noktvrn.ports.repositories import RunFilter
from noktvrn.services.access import audit_log
from noktvrn.services.access_operators import add_operator
from noktvrn.services.access_sign_in import make_link
from noktvrn.services.look import list_artists, list_runs, show_run
from noktvrn.settings import load_settings

EMPTY = {
    "/": "Nothing has been made yet.",
    "/review": "Nothing waits for you.",
    "/runs": "No runs yet.",
    "/artists": "Nobody is on the roster yet.",
    "/releases": "Nothing is released yet.",
    "/failures": "Nothing has failed.",
    "/downloads": "CSV",
    "/settings": "review.hold_s",
    "/audit": "sign in",
}


def test_an_empty_label_says_what_to_do_first(tmp_path):
    with (
        open_label(load_settings({"home": str(tmp_path / "label")}, QUICK)) as label,
        listening(label) as base,
    ):
        browser = Browser(base)
        secret, _ = make_link(label, add_operator(label, "ana"))
        assert browser.sign_in(secret).status_code == 303
        for path, says in EMPTY.items():
            page = browser.get(path)
            assert (page.status_code, says in page.text) == (200, True), path
        assert "Create an artist" in browser.get("/").text
        for kind in ("runs", "releases", "nights", "durations", "loudness"):
            assert browser.get(f"/downloads/{kind}.csv").status_code == 200
        browser.client.close()


def test_the_autopilot_is_named_by_what_the_button_does_and_by_how_it_stands(site):
    browser = site.browser()
    page = browser.get("/artists/nova-lux").text
    assert "A person decides." in page
    assert "Turn autopilot on</button>" in page
    browser.post("/artists/nova-lux/autopilot", {"switch": "on"}, page="/artists/nova-lux")
    page = browser.get("/artists/nova-lux").text
    assert "The autopilot decides." in page
    assert "Turn autopilot off</button>" in page


MISSING = (
    "/review/zzzz", "/runs/zzzz", "/artists/zzzz", "/releases/zzzz", "/downloads/x.csv", "/x",
    "/failures?artist=zzzz", "/review?after=zzzz",
)  # fmt: skip


@pytest.mark.parametrize("path", MISSING)
def test_what_is_not_there_is_said_to_be_missing_with_a_way_on(shared_site, path):
    page = shared_site.browser().get(path)
    assert page.status_code == 404
    assert "To the overview" in page.text


@pytest.mark.parametrize("path", ["/audit?before=x", "/stills/x/thumbnail/x.jpg"])
def test_values_of_the_wrong_kind_are_refused(shared_site, path):
    assert shared_site.browser().get(path).status_code == 422


def test_failures_are_filtered_by_a_form_whose_fields_may_be_empty(shared_site):
    browser = shared_site.browser()
    for days, status in (("", 200), ("7", 200), ("x", 400), ("0", 400), ("-5", 400), ("99999999999", 400)):
        page = browser.get("/failures", params={"stage": "artwork", "code": "", "days": days, "artist": ""})
        assert page.status_code == status, days


def test_more_failures_than_are_looked_at_are_counted_all_the_same(tmp_path):
    home = str(tmp_path / "label")
    assert command("--home", home, "dev", "seed", "--artists", "5", "--runs", "6000").status == 0
    with open_label(load_settings({"home": home}, QUICK)) as label, listening(label) as base:
        browser = Browser(base)
        secret, _ = make_link(label, add_operator(label, "ana"))
        browser.sign_in(secret)
        page = browser.get("/failures").text
        further, more = re.search(r'href="(/failures[?]stage=[^"]+)">and ([0-9]+) more', page).groups()
        group = browser.get(unescape(further)).text
        all_of_them, more = group.partition("</section>")[0].count('<a href="/runs/'), int(more)
        browser.client.close()
        with label.records.read() as unit:
            failed = unit.runs.count(RunFilter(states=(RunState.FAILED, RunState.PAUSED)))
    assert failed > 500
    assert f"{failed:,} runs have failed." in page
    assert f"the newest 500 of {failed:,}." in page
    assert all_of_them == more + 6


def test_what_was_typed_for_a_run_is_kept_when_it_is_refused(site):
    typed = {"brief": "夜のドライブ <b>", "artist": "nobody", "seed": "12x"}
    page = site.browser().post("/runs", typed)
    assert page.status_code == 400
    for kept in ("夜のドライブ &lt;b&gt;", 'value="nobody"', 'value="12x"'):
        assert kept in page.text


def test_charts_have_their_tables_and_every_note_stands_for_a_run(shared_site):
    page = shared_site.browser().get("/").text
    assert "Runs by outcome, night by night" in page
    desktop = page[page.index('class="chart desktop"') :].split("</svg>")[0]
    notes = re.findall(r'class="note (?:approved|failed|needs-you)"', desktop)
    assert len(notes) == 3
    assert "As a table" in page


def test_a_run_shows_its_checklist_its_log_and_why_it_failed(shared_site):
    run = shared_site.run(shared_site.loop.failed)
    page = shared_site.browser().get(f"/runs/{run}").text
    for piece in ("roken on purpose", "Mend the test.", f"noktvrn run resume {run}", "Cover", "Log"):
        assert piece in page, piece
    live = shared_site.browser().get(f"/runs/{run}/live").text
    assert "<html" not in live
    assert "checklist" in live


def test_runs_are_started_cancelled_resumed_and_retried_by_buttons(site):
    browser = site.browser()
    started = browser.post("/runs", {"brief": "a train", "artist": "nova-lux", "seed": "5", "autopilot": "off"})
    path = started.headers["location"]
    assert show_run(site.label, path.removeprefix("/runs/")).summary.run.seed == 5
    assert browser.post(f"{path}/cancel", {"reason": "wrong"}, page=path).status_code == 303
    again = browser.post(f"{path}/cancel", page=path)
    assert again.status_code == 303
    assert browser.post(f"{path}/resume", page=path).status_code == 303
    refused = browser.post(f"{path}/retry", {"from": "cover"}, page=path)
    assert refused.status_code == 409
    assert "under way" in refused.text
    failed = f"/runs/{site.loop.failed.value['id']}" if site.loop.failed.out else f"/runs/{site.run(site.loop.failed)}"
    retried = browser.post(f"{failed}/retry", {"from": "cover", "same_seed": "on"}, page=failed)
    assert retried.status_code == 303
    for fields in ({"from": "nothing"}, {"from": ""}):
        assert browser.post(f"/runs/{site.waiting}/retry", fields, page="/runs").status_code == 400
    assert browser.post("/runs", {"brief": "kept words", "seed": "x"}).status_code == 400
    assert "kept words" in browser.post("/runs", {"brief": "kept words", "seed": "-1"}).text
    assert len(list_runs(site.label)) == 4


def test_artists_are_created_and_steered_by_buttons(site):
    browser = site.browser("ana")
    fields = {"brief": "tape hiss, rain", "genre": "lofi", "name": "Paper Lantern", "seed": "4"}
    assert browser.post("/artists", fields).headers["location"] == "/artists/paper-lantern"
    taken = browser.post("/artists", fields)
    assert taken.status_code == 400
    assert "tape hiss, rain" in taken.text
    path = "/artists/paper-lantern"
    for verb, more in (("autopilot", {"switch": "on"}), ("pause", {"reason": "rest"}), ("resume", {})):
        assert browser.post(f"{path}/{verb}", more, page=path).status_code == 303, verb
    unsure = browser.post(f"{path}/retire", {"confirm": "no"}, page=path)
    assert unsure.status_code == 400
    assert browser.post(f"{path}/retire", {"confirm": "paper-lantern"}, page=path).status_code == 303
    assert browser.post(f"{path}/pause", page=path).status_code == 409
    assert browser.post(f"{path}/explode", page=path).status_code == 400
    artist = next(each for each in list_artists(site.label) if each.slug == "paper-lantern")
    assert (artist.status.value, artist.autopilot) == ("retired", True)
    assert audit_log(site.label, 1)[0].outcome == "invalid_input"


def test_how_an_artist_writes_is_changed_by_a_form_and_what_was_typed_wrongly_is_kept(site):
    browser = site.browser("ana")
    assert browser.post("/artists", {"brief": "tides", "name": "Low Water", "seed": "6"}).status_code == 303
    path = "/artists/low-water"
    fields = {
        "language": "German",
        "perspective": "second",
        "rhyme": "loose",
        "imagery": "tide, pier",
        "explicit": "yes",
    }
    wrong = browser.post(f"{path}/writer", {**fields, "models": "nobody:none"}, page=path)
    assert wrong.status_code == 400
    assert 'value="German"' in wrong.text
    assert "nobody:none" in wrong.text
    assert browser.post(f"{path}/writer", {**fields, "models": ""}, page=path).status_code == 303
    writer = next(each for each in list_artists(site.label) if each.slug == "low-water").writer
    assert (writer.language, writer.perspective, writer.rhyme, writer.explicit) == ("de", "second", "loose", True)
    assert (writer.imagery, writer.models) == (("tide", "pier"), ())
    assert "German, second person, loose rhyme" in browser.get(path).text


def test_a_release_is_told_of_on_its_page_and_an_old_one_is_shown_without(own_loop):
    from tests.interfaces.web.conftest import opened

    with opened(own_loop) as site:
        path = f"/releases/{site.loop.released.value['release']['id']}"
        metadata = next((own_loop.home / "releases").glob("*/metadata.json"))
        content = json.loads(metadata.read_text())
        assert content["release"]["description"] in unescape(site.browser().get(path).text)
        described = content["release"].pop("description")
        metadata.write_text(json.dumps(content))
        old = site.browser().get(path)
        assert old.status_code == 200
        assert described not in unescape(old.text)


def test_a_release_is_verified_on_the_page(own_loop):
    from tests.interfaces.web.conftest import opened

    with opened(own_loop) as site:
        browser, path = site.browser(), f"/releases/{site.loop.released.value['release']['id']}"
        assert "Whole:" in browser.post(f"{path}/verify", page=path).text
        score = next((own_loop.home / "releases").glob("*/audio/score.mid"))
        score.write_bytes(b"broken")
        assert "audio/score.mid" in browser.post(f"{path}/verify", page=path).text


def test_tables_are_csv_and_json_lines_and_carry_no_formulas(site):
    from dataclasses import replace

    with site.label.records.write() as unit:
        unit.runs.save(replace(unit.runs.get(site.waiting), title="=HYPERLINK(1)"))
        unit.commit()
    browser = site.browser()
    table = browser.get("/downloads/runs.csv")
    assert "attachment" in table.headers["content-disposition"]
    assert "'=HYPERLINK(1)" in table.text
    assert ",true," in table.text or ",false," in table.text
    assert not {",True,", ",False,"} & set(re.findall(r",\w+,", table.text))
    rows = [json.loads(line) for line in browser.get("/downloads/runs.jsonl").text.splitlines()]
    assert {row["state"] for row in rows} == {RunState.RELEASED, RunState.NEEDS_DECISION, RunState.FAILED}


def test_open_pages_are_told_what_changes(site):
    from noktvrn.review.decision import Verdict
    from noktvrn.services.decide import decide

    with site.browser().client.stream("GET", "/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        while next(lines) != 'data: {"waiting": 1}':
            pass
        decide(site.label, site.waiting, verdict=Verdict.APPROVE, actor="ben", surface="cli")
        told = []
        while not any('"waiting": 0' in line for line in told):
            told.append(next(lines))
        while not any(site.waiting in line and '"held"' in line for line in told):
            told.append(next(lines))


@pytest.mark.parametrize("shut", [True, False])
def test_an_open_page_is_told_nothing_after_its_person_was_shut_out_or_signed_out(site, shut):
    from noktvrn.review.decision import Verdict
    from noktvrn.services.access_operators import disable_operator
    from noktvrn.services.decide import decide

    browser = site.browser("eva")
    with browser.client.stream("GET", "/events") as stream:
        lines = stream.iter_lines()
        while next(lines) != 'data: {"waiting": 1}':
            pass
        if shut:
            disable_operator(site.label, "eva")
        else:
            other = site.stranger()
            other.client.cookies.update(browser.client.cookies)
            assert other.post("/sign-out", page="/").status_code == 303
        decide(site.label, site.waiting, verdict=Verdict.APPROVE, actor="ben", surface="cli")
        assert "".join(lines) == ""


def test_faces_and_style_may_be_kept_for_ever_and_nothing_else_is_there(shared_site):
    browser = shared_site.stranger()
    style = re.search(r'href="(/static/style[^"]+)"', browser.get("/sign-in").text)[1]
    sheet = browser.get(style)
    assert "immutable" in sheet.headers["cache-control"]
    face = re.search(r'url\("([^"]+)"\)', sheet.text)[1]
    assert browser.get(face).content.startswith(b"wOFF")
    for path in ("/static/page.py", "/static/fonts/x.woff", "/static/..%2fapp.py", "/static/fonts/..%2f..%2fapp.py"):
        assert browser.get(path).status_code == 404


def test_what_happened_is_listed_narrowed_and_leads_to_its_run(shared_site):
    browser = shared_site.browser()
    page = browser.get("/notices").text
    assert "needs decision" in page
    assert f'href="/runs/{shared_site.waiting}"' in page
    narrowed = browser.get("/notices?kind=released").text
    assert f'href="/runs/{shared_site.waiting}"' not in narrowed
    assert "Nothing" in browser.get("/notices?before=1").text
    for path, status in (("/notices?before=x", 400), ("/notices?run=nothing", 404)):
        assert browser.get(path).status_code == status, path
