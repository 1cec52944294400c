"""An answer in another language: others are asked first, and what is left is handed on for translation."""

from __future__ import annotations

from noktvrn.ports.language import OrchestrationStatus
from noktvrn.testing.language_models import FakeLanguageModel, Says
from noktvrn.testing.room import Song, build_request, fake_room

GERMAN = Song(title="Der letzte Wagen rollt die Gleise lang und du bist nicht da, und ich bin es auch nicht", mood=3)
ENGLISH = Song(title="The last tram rolls along the line and you are not in it, and I am not", mood=3)


def test_another_model_that_writes_the_language_comes_before_any_translation():
    with fake_room([FakeLanguageModel("a:b", [Says(GERMAN)]), FakeLanguageModel("c:d", [Says(ENGLISH)])]) as room:
        result = room.ask(build_request(language="en"))
    assert (result.status, result.value, result.foreign) == (OrchestrationStatus.FELL_BACK, ENGLISH, None)


def test_what_nobody_wrote_in_the_language_is_handed_on_with_what_it_cost():
    first = FakeLanguageModel("a:b", [Says(GERMAN)])
    with fake_room([first, FakeLanguageModel("c:d", [Says(GERMAN)])]) as room:
        result = room.ask(build_request(language="en"))
    assert (result.status, result.value, result.foreign) == (OrchestrationStatus.EMBEDDED, None, GERMAN)
    assert len(first.calls) == 2, "it was told once what was wrong"
    assert [str(attempt.ref) for attempt in result.attempts] == ["a:b", "a:b", "c:d", "c:d"]
    assert result.cost_usd > 0
