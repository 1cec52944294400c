"""Remedies on a phone name what the bot has, and no command of a shell."""

from __future__ import annotations

import pytest

from noktvrn.interfaces.telegram.remedies import ELSEWHERE, on_the_phone

RUN = "01jd3x9v7r4f0q2m8k6tmcsv78"


@pytest.mark.parametrize(
    ("remedy", "said"),
    [
        ("See all: noktvrn artist list", "See all: /artists"),
        ("Did you mean 'nova-lux'? See all: noktvrn run list", "Did you mean 'nova-lux'? See all: /run"),
        (f"Undo it first: noktvrn review undo {RUN}", "Undo it first: press Undo on its message."),
        (f"See where it stands: noktvrn run show {RUN}", "See where it stands: /run 6tmcsv78"),
        (f"Mend it. Then: noktvrn run retry {RUN} --from gate", "Mend it. Then: /run 6tmcsv78, then press New take."),
        ("Free some space, then: noktvrn run resume", "Free some space, then: /run, then press Go on."),
        ("See what waits: noktvrn review list", "See what waits: /queue"),
        ("Look at it again: noktvrn artist show nova-lux", "Look at it again: /artist nova-lux"),
        ("Check the rights on the home directory: noktvrn doctor", "Check the rights on the home directory."),
        ("Look at it (noktvrn release verify x), then package again.", "Look at it, then package again."),
        (
            'Create one: noktvrn artist create --brief "a. b"   or let one work again: noktvrn artist resume',
            "Create one or let one work again: /resume nova-lux",
        ),
        ("noktvrn worker", ELSEWHERE),
        ("Say it like this: /mute 8 or /mute off", "Say it like this: /mute 8 or /mute off"),
        ("Wait 10 minutes, then try again.", "Wait 10 minutes, then try again."),
    ],
)
def test_a_remedy_names_what_the_bot_has(remedy, said):
    assert on_the_phone(remedy) == said
