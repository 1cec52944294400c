"""``noktvrn artist writer``: how an artist writes, and whom of the language models it asks."""

from __future__ import annotations

import pytest
from tests.interfaces.commanding import command


@pytest.fixture
def nova(home, monkeypatch) -> str:
    """An artist of a label with two models."""
    monkeypatch.setenv("MISTRAL_API_KEY", "key-for-tests-0123456789")
    monkeypatch.setenv("NOKTVRN_WRITING__IDENTITY", "false")
    monkeypatch.setenv("NOKTVRN_MODELS__ORDER", "mistral:mistral-small-2603,mistral:mistral-large-2512")
    words = ("artist", "create", "--brief", "night drives", "--name", "Nova Lux", "--genre", "synthwave", "--seed", "5")
    assert command(*words).status == 0
    return "nova-lux"


def writes(*options: str) -> dict:
    return command("--json", "artist", "writer", "nova-lux", *options).value


def test_without_options_it_shows_and_changes_nothing(nova):
    before = command("--json", "artist", "show", nova).value
    shown = writes()
    assert (shown["artist"], shown["language"], shown["models"]) == ("nova-lux", "en", [])
    assert command("--json", "artist", "show", nova).value == before
    assert "as in the settings" in command("artist", "writer", nova).out


def test_what_is_changed_stays_is_told_in_the_history_and_is_the_only_thing_changed(nova):
    before = writes()
    assert writes("--language", "Portuguese", "--models", "mistral:mistral-large-2512, mistral") == {
        **before,
        "language": "pt",
        "models": ["mistral:mistral-large-2512", "mistral"],
    }
    assert writes("--rhyme", "loose", "--explicit", "--imagery", "rain, neon,, rain")["imagery"] == ["rain", "neon"]
    shown = command("--json", "artist", "show", nova).value
    changes = [event for event in shown["events"] if event["kind"] == "writer"]
    assert [event["reason"] for event in changes] == [
        "Language Portuguese; Models mistral:mistral-large-2512, mistral.",
        "Rhyme loose; Imagery rain, neon; Strong language allowed.",
    ]
    assert changes[0]["details"]["language"] == {"before": "en", "after": "pt"}
    assert "Portuguese, " in command("artist", "show", nova).out
    assert writes("--models", "", "--no-explicit")["models"] == []


def test_the_same_again_is_no_change(nova):
    writes("--language", "de-ch")
    assert writes("--language", "de-CH")["language"] == "de-CH"
    events = command("--json", "artist", "show", nova).value["events"]
    assert [event["kind"] for event in events].count("writer") == 1


@pytest.mark.parametrize(
    ("option", "word", "remedy"),
    [
        ("--language", "portugese", "Did you mean Portuguese?"),
        ("--language", "", "pt-BR"),
        ("--models", "mistral:mistral-lrge", "Did you mean mistral:mistral-large-2512?"),
        ("--models", "openai", "models.order"),
        ("--rhyme", "loos", "Did you mean loose?"),
        ("--perspective", "fourth", "first, second, third"),
        ("--imagery", "x" * 41, "40 characters"),
    ],
)
def test_a_word_that_is_none_is_refused_with_what_there_is(nova, option, word, remedy):
    before = writes()
    answer = command("--json", "artist", "writer", nova, option, word)
    assert answer.status == 2
    assert remedy in answer.error["remedy"]
    assert writes() == before


def test_a_model_that_the_settings_lost_stays_and_forbids_no_other_change(nova, monkeypatch):
    writes("--models", "mistral:mistral-large-2512")
    monkeypatch.setenv("NOKTVRN_MODELS__ORDER", "mistral:mistral-small-2603")
    assert writes("--models", "mistral:mistral-large-2512", "--rhyme", "loose")["rhyme"] == "loose"


def test_another_language_without_a_model_says_who_writes_english(nova, monkeypatch):
    monkeypatch.delenv("NOKTVRN_MODELS__ORDER")
    monkeypatch.delenv("MISTRAL_API_KEY")
    answer = command("artist", "writer", nova, "--language", "fr")
    assert answer.status == 0
    assert "the embedded writer writes English" in answer.err
    assert "embedded" not in command("artist", "writer", nova, "--language", "en-GB").err
