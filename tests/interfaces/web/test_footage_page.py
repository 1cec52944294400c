"""The library of clips on the page: look through the folder, see a clip, use it no more."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.unit.studio_footage.clips import sliding, write_clip

from noktvrn.ports.access import Scope
from noktvrn.ports.footage import ClipStanding
from noktvrn.services.access import audit_log
from noktvrn.services.footage import list_clips


@pytest.fixture(scope="module")
def clip_file(tmp_path_factory) -> Path:
    return write_clip(tmp_path_factory.mktemp("clips") / "waves.mp4", sliding(30))


def test_an_empty_library_says_where_to_put_clips(shared_site):
    page = shared_site.browser().get("/footage").text
    assert "No clips yet" in page
    assert str(shared_site.label.settings.home / "footage") in page


def test_the_folder_is_looked_through_a_clip_is_shown_and_removed(site, clip_file):
    folder = site.label.settings.home / "footage"
    folder.mkdir(exist_ok=True)
    (folder / "waves.mp4").write_bytes(clip_file.read_bytes())
    (folder / "notes.mp4").write_text("no film")
    browser = site.browser("ana")
    assert browser.post("/footage").status_code == 303
    deadline = time.monotonic() + 60
    while "one new clip" not in (page := browser.get("/footage").text):
        assert time.monotonic() < deadline, page
        time.sleep(0.1)
    digest = list_clips(site.label, (ClipStanding.USABLE,))[0].clip.digest
    refused = browser.get("/footage?which=all").text
    assert "refused" in refused
    path = f"/footage/{digest}"
    shown = browser.get(path).text
    for piece in ("waves.mp4", "Picture", "not used yet", "noktvrn footage remove"):
        assert piece in shown
    assert browser.post(f"{path}/remove", page=path).status_code == 303
    assert "removed" in browser.get(path).text
    assert "waves.mp4" not in browser.get("/footage").text
    assert {"footage scan", "footage remove"} <= {entry.action for entry in audit_log(site.label)}


def test_a_folder_that_is_not_there_is_said_to_be_missing(site):
    browser = site.browser("ana")
    browser.post("/footage")
    assert "refusal" in browser.get("/footage").text


@pytest.mark.parametrize("path", ["/footage", "/footage/abcd/remove"])
def test_who_may_only_read_changes_nothing(site, path):
    reader = site.browser("rita", Scope.READ)
    assert reader.post(path, page="/footage").status_code == 403
    assert "Look through" not in reader.get("/footage").text


def test_names_of_clips_are_looked_up_and_never_become_paths(shared_site):
    for name in ("nothing", "..%2f..%2flabel.db", "x" * 500):
        assert shared_site.browser().get(f"/footage/{name}").status_code == 404
