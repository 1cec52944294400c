"""Pages about vendors, targets and Telegram: what takes long is done aside, and its page says how it stands."""

from __future__ import annotations

import threading
from html import unescape

import pytest
from tests.interfaces.web.conftest import opened

from noktvrn.errors import InvalidTransitionError
from noktvrn.interfaces.web.errands import Errands
from noktvrn.ports.access import Scope
from noktvrn.services.access import Caller, audit_log
from noktvrn.services.chats import list_people, pair
from noktvrn.services.look import show_run
from noktvrn.testing.language_servers import LanguageServer


@pytest.fixture(scope="module")
def serving():
    with LanguageServer() as server:
        server.answer = {"word": "ready"}
        server.play("mistral")
        yield server


@pytest.fixture
def keyed(own_loop, serving):
    """A site with a key of a vendor that answers on this machine."""
    keys = {"NOKTVRN_MODELS__MISTRAL__API_KEY": "key-for-tests-0123456789"}
    with opened(own_loop, **keys, NOKTVRN_MODELS__MISTRAL__BASE_URL=serving.url("mistral")) as site:
        yield site


def _done(browser, path: str, says: str) -> str:
    """Return a page once its errand is over."""
    for _ in range(600):
        page = unescape(browser.get(path).text)
        if "data-under-way" not in page:
            assert says in page, page
            return page
        threading.Event().wait(0.1)
    raise AssertionError(f"{path} is never done")


def test_without_keys_every_vendor_says_what_is_missing_and_where_a_key_is_had(shared_site):
    page = unescape(shared_site.browser().get("/providers").text)
    for piece in ("The label writes by itself.", "console.mistral.ai", "platform.openai.com", "embedded", "not set up"):
        assert piece in page, piece
    assert "Check all" not in page
    assert shared_site.browser().get("/providers/nobody").status_code == 404


def test_a_vendor_is_tried_and_asked_for_its_models_by_buttons(keyed):
    browser = keyed.browser()
    assert browser.post("/providers/check", {"vendor": "mistral"}, page="/providers").status_code == 303
    page = _done(browser, "/providers", "answers")
    assert "Trying one model costs about" in page
    assert audit_log(keyed.label, 1)[0].action == "provider check"
    assert browser.post("/providers/check", {"vendor": "openai"}, page="/providers").status_code == 409


def test_who_may_only_read_starts_no_errand(site):
    browser = site.browser("rita", Scope.READ)
    for path in (
        "/providers/check",
        "/notices/deliver",
        "/notices/targets/x/test",
        "/telegram/check",
        "/telegram/pair",
    ):
        assert browser.post(path, page="/runs?").status_code == 403, path


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_a_place_takes_a_trial_and_one_that_is_not_there_says_so(own_loop, tmp_path):
    with opened(own_loop, NOKTVRN_NOTIFY__TARGETS__DESK__URL="json://127.0.0.1:9/nobody-listens") as site:
        browser = site.browser()
        assert "desk" in browser.get("/notices/targets").text
        browser.post("/notices/targets/desk/test", page="/notices/targets")
        assert "refusal" in _done(browser, "/notices/targets", "desk")
        browser.post("/notices/targets/nobody/test", page="/notices/targets")
        _done(browser, "/notices/targets", "There is no target 'nobody'")


def test_nobody_is_told_until_a_place_is_set(shared_site):
    page = shared_site.browser().get("/notices/targets").text
    assert "Nobody is told." in page
    assert "notify.targets.NAME.url" in page


def test_a_phone_is_paired_by_a_code_that_is_shown_once(site):
    browser = site.browser()
    assert "Nobody decides from Telegram." in browser.get("/telegram").text
    page = browser.post("/telegram/pair", {"name": "Ana", "role": "decide"}, page="/telegram").text
    code = page.partition("/start ")[2][:10]
    pair(site.label, code, user_id=7, first_name="A", chat_id=-70, title="Night desk", group=True)
    page = browser.get("/telegram").text
    assert "Ana" in page
    assert code not in page
    assert audit_log(site.label, 2)[1].surface == "web"
    path = "/telegram/chats/-70/mute"
    assert browser.post(path, {"switch": "on"}, page="/telegram").status_code == 303
    assert "Tell it again" in browser.get("/telegram").text
    browser.post(path, {"switch": "off"}, page="/telegram")
    browser.post("/telegram/people/7/revoke", page="/telegram")
    assert list_people(site.label)[0][0].revoked_at is not None
    assert browser.post("/telegram/pair", {"role": "king"}, page="/telegram").status_code == 400


def test_nobody_pairs_a_phone_that_may_do_what_they_may_not(site):
    browser = site.browser("hal", Scope.READ, Scope.DECIDE, Scope.ADMIN)
    page = browser.get("/telegram").text
    assert 'value="decide"' in page
    assert 'value="operate"' not in page
    assert browser.post("/telegram/pair", {"role": "operate"}, page="/telegram").status_code == 403
    assert "/start " in browser.post("/telegram/pair", {"role": "decide"}, page="/telegram").text


def test_a_failure_is_explained_on_its_own_page(site):
    browser, failed = site.browser(), show_run(site.label, site.run(site.loop.failed)).summary.run.id
    path = f"/runs/{failed}/explain"
    assert path in browser.get(f"/runs/{failed}").text
    assert "Nobody explained it yet." in browser.get(path).text
    assert browser.post(path, page=path).status_code == 303
    _done(browser, path, "Mend the test.")
    sound = browser.get(f"/runs/{site.waiting}/explain")
    assert sound.status_code == 409
    assert "no failure to explain" in sound.text
    browser.post(f"/runs/{site.waiting}/explain", page="/runs")
    _done(browser, f"/runs/{site.waiting}/explain", "no failure to explain")


def test_one_errand_of_a_name_runs_at_a_time_and_what_breaks_is_told(shared_site):
    errands, caller, go = Errands(shared_site.label), Caller("ana", "web"), threading.Event()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("noktvrn.interfaces.web.errands.SOON_S", 0.0)
        errands.begin("slow", "waiting", caller, "try", "", go.wait)
        with pytest.raises(InvalidTransitionError):
            errands.begin("slow", "waiting", caller, "try", "", go.wait)
    assert errands.standing("slow").under_way
    go.set()
    broken = threading.Event()

    def breaks() -> None:
        try:
            raise ValueError("a bad day")
        finally:
            broken.set()

    errands.begin("bad", "breaking", caller, "try", "", breaks)
    assert broken.wait(60)
    while errands.standing("bad").under_way or errands.standing("slow").under_way:
        threading.Event().wait(0.01)
    assert "a bad day" in errands.standing("bad").error.message
    assert errands.standing("nothing") is None
