"""Keys and addresses: what is mended in silence, and what takes a vendor away with a reason and a remedy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.ports.language import Missing
from noktvrn.providers.language.accounts import Account, UnusableError, is_private, sendable_key, usable_address
from noktvrn.providers.language.opening import account_of
from noktvrn.settings import ModelsSettings

KEY = "key-for-tests-0123456789"
PUBLIC = "8.8.8.8"


def settings(**vendors: object) -> ModelsSettings:
    return ModelsSettings.model_validate(vendors)


@pytest.mark.parametrize("written", [KEY, f" {KEY}", f"{KEY}\n", f"\t{KEY}\r\n"])
def test_blanks_and_line_breaks_around_a_key_are_taken_away(written):
    assert sendable_key(written, "models.openai.api_key") == KEY


@pytest.mark.parametrize("written", ["two words", "two\nlines", "Schlüssel", "zero\u200bwidth", "nul\0"])
def test_a_key_that_cannot_be_sent_is_refused_without_being_told(written):
    with pytest.raises(UnusableError, match=r"models\.openai\.api_key") as caught:
        sendable_key(written, "models.openai.api_key")
    assert written not in str(caught.value) + caught.value.remedy


@given(st.text(max_size=60))
def test_a_key_that_is_taken_holds_only_what_a_header_can_carry(written):
    try:
        key = sendable_key(written, "here")
    except UnusableError:
        return
    assert all("!" <= character <= "~" for character in key)


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("https://api.example.com/v1/", "https://api.example.com/v1"),
        (" http://localhost:11434/v1\n", "http://localhost:11434/v1"),
        ("http://192.168.1.20:8000/v1", "http://192.168.1.20:8000/v1"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://gpu-box:8000/v1", "http://gpu-box:8000/v1"),
        ("http://models.lan/v1", "http://models.lan/v1"),
    ],
)
def test_good_addresses_are_taken(written, used):
    assert usable_address(written, "here", allow_plain_http=False) == used


@pytest.mark.parametrize(
    "written",
    [
        "",
        "openai.com",
        "ftp://example.org",
        "https://",
        "https://user:secret@example.org/v1",
        "https://example.org/v1?key=secret",
        "https://example.org/v1#secret",
        "https://exa mple.org",
        "https://example.org:99999",
        "http://[broken",
        "file:///etc/passwd",
        "http://example.org/v1",
        f"http://{PUBLIC}/v1",
    ],
)
def test_bad_addresses_are_refused_by_setting_without_what_they_hold(written):
    with pytest.raises(UnusableError, match=r"models\.here") as caught:
        usable_address(written, "models.here", allow_plain_http=False)
    assert "secret" not in str(caught.value) + caught.value.remedy


def test_plain_http_beyond_the_house_can_be_allowed():
    assert usable_address("http://example.org/v1", "here", allow_plain_http=True) == "http://example.org/v1"


@given(st.text(max_size=80))
def test_any_text_as_address_is_taken_or_refused(written):
    try:
        taken = usable_address(written, "here", allow_plain_http=True)
    except UnusableError:
        return
    assert taken.lower().startswith(("http://", "https://"))
    is_private(taken)


def test_an_account_names_vendor_host_and_a_mark_of_the_key_but_not_the_key():
    first = account_of("mistral", settings(mistral={"api_key": KEY}))
    other = account_of("mistral", settings(mistral={"api_key": KEY + "x"}))
    assert isinstance(first, Account)
    assert isinstance(other, Account)
    assert first.label.startswith("mistral@api.mistral.ai#")
    assert first.label != other.label
    assert KEY not in repr(first) + first.label


def test_what_a_vendors_package_adds_to_the_address_may_be_written_too():
    for vendor, written in (("anthropic", "/v1"), ("mistral", "/v1/"), ("google", "/v1beta")):
        found = account_of(
            vendor, settings(**{vendor: {"api_key": KEY, "base_url": f"https://proxy.example{written}"}})
        )
        assert isinstance(found, Account)
        assert found.base_url == "https://proxy.example"


@pytest.mark.parametrize(
    ("vendor", "section", "words"),
    [
        ("openai", {}, "platform.openai.com"),
        ("openai", {"api_key": "   "}, "platform.openai.com"),
        ("x-ai", {}, "models.x_ai.api_key"),
        ("deepseek", {"api_key": "a b"}, "models.deepseek.api_key"),
        ("mistral", {"api_key": KEY, "base_url": "ftp://x"}, "models.mistral.base_url"),
    ],
)
def test_what_is_missing_says_what_to_do(vendor, section, words):
    missing = account_of(vendor, settings(**{vendor.replace("-", "_"): section}))
    assert isinstance(missing, Missing)
    assert words in missing.reason + missing.remedy
    assert missing.reason.endswith(".")
    assert missing.remedy.endswith(".")


def test_an_unknown_vendor_is_told_with_the_known_ones():
    missing = account_of("opnai", settings())
    assert isinstance(missing, Missing)
    assert "openai" in missing.remedy


def test_a_package_that_is_not_installed_is_told_with_the_way_to_get_it(monkeypatch):
    monkeypatch.setattr("noktvrn.providers.language.opening.LIBRARY", "no_such_package_anywhere")
    missing = account_of("openai", settings(openai={"api_key": KEY}))
    assert isinstance(missing, Missing)
    assert "noktvrn[llm]" in missing.remedy


def test_an_endpoint_is_free_by_its_address_unless_the_operator_says_otherwise():
    for url, local, free in (
        ("http://localhost:11434/v1", None, True),
        ("https://api.example.com/v1", None, False),
        ("http://localhost:11434/v1", False, False),
        ("https://api.example.com/v1", True, True),
    ):
        found = account_of("mine", settings(compatible={"mine": {"url": url, "local": local}}))
        assert isinstance(found, Account)
        assert found.is_local is free
