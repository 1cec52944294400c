"""Sound and pictures: in parts, to those who may hear them, and nothing else from the disk."""

from __future__ import annotations

import pytest


def _sound(site, **headers):
    return site.browser().get(f"/media/runs/{site.waiting}/preview", headers=headers)


def test_a_player_gets_the_part_that_it_asks_for(shared_site):
    whole = _sound(shared_site)
    assert (whole.status_code, whole.headers["accept-ranges"]) == (200, "bytes")
    part = _sound(shared_site, range="bytes=10-19")
    assert part.status_code == 206
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
    assert part.content == whole.content[10:20]
    assert _sound(shared_site, range="bytes=-5").content == whole.content[-5:]


@pytest.mark.parametrize(
    ("value", "statuses"),
    [
        ("bytes=99999999999-", {416}),
        ("bytes=99999999990-99999999999", {416}),
        ("bytes=5-2", {400, 416}),
        ("bytes=abc", {400, 416}),
        ("bytes=" + ",".join("0-0" for _ in range(2_000)), {200, 416}),
        ("lines=1-2", {200, 400, 416}),
        ("bytes=0-18446744073709551616", {206, 416}),
    ],
)
def test_ranges_that_make_no_sense_cost_nothing(shared_site, value, statuses):
    answer = _sound(shared_site, range=value)
    assert answer.status_code in statuses
    assert len(answer.content) <= len(_sound(shared_site).content) + 500


def test_what_has_not_changed_is_not_sent_again(shared_site):
    tag = _sound(shared_site).headers["etag"]
    assert _sound(shared_site, **{"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2flabel.db",
        "%2e%2e/label.db",
        "master%00",
        "....//label.db",
        "/etc/passwd",
        "stem:..%2f",
        "x" * 3_000,
        "%ff%fe",
    ],
)
def test_names_never_become_paths(shared_site, name):
    browser = shared_site.browser()
    released = shared_site.loop.released.value["release"]["id"]
    for path in (f"/media/runs/{shared_site.waiting}/{name}", f"/media/releases/{released}/{name}"):
        answer = browser.get(path)
        assert answer.status_code in {303, 404, 410}, path
        assert b"SQLite" not in answer.content


def test_a_release_gives_out_the_files_that_it_lists_and_no_others(shared_site):
    browser = shared_site.browser()
    release = shared_site.loop.released.value["release"]
    page = browser.get(f"/releases/{release['id']}")
    assert "audio/score.mid" in page.text
    sound = browser.get(f"/media/releases/{release['id']}/audio/score.mid")
    assert (sound.status_code, sound.headers["content-type"]) == (200, "audio/midi")
    listening = browser.get(f"/media/releases/{release['id']}/index.html")
    assert "sandbox" in listening.headers["content-security-policy"]
    assert listening.headers["content-disposition"].startswith("attachment")
    assert browser.get(f"/media/releases/{release['id']}/SHA256SUMS").status_code == 404


def test_a_link_in_a_release_leads_nowhere(own_loop):
    from tests.interfaces.web.conftest import opened

    with opened(own_loop) as site:
        release = site.loop.released.value["release"]
        victim = next((own_loop.home / "releases").glob("*/audio/score.mid"))
        victim.unlink()
        victim.symlink_to(own_loop.home / "label.db")
        answer = site.browser().get(f"/media/releases/{release['id']}/audio/score.mid")
        assert answer.status_code == 410
        assert b"SQLite" not in answer.content


def test_pictures_are_made_in_a_few_sizes_only(shared_site):
    browser = shared_site.browser()
    small = browser.get(f"/stills/{shared_site.waiting}/thumbnail/96.jpg")
    assert (small.status_code, small.headers["content-type"]) == (200, "image/jpeg")
    assert len(small.content) < 12_000
    for path in ("thumbnail/97", "thumbnail/100000", "master/96", "lyrics/96"):
        assert browser.get(f"/stills/{shared_site.waiting}/{path}.jpg").status_code == 404


def test_a_file_that_is_gone_is_said_to_be_gone(own_loop):
    from tests.interfaces.web.conftest import opened

    digest = own_loop.waiting.value["assets"]["preview"]["sha256"]
    next((own_loop.home / "assets").rglob(f"*{digest[2:]}*")).unlink()
    with opened(own_loop) as site:
        answer = site.browser().get(f"/media/runs/{site.waiting}/preview")
        assert answer.status_code == 410
        assert "backup" in answer.text
