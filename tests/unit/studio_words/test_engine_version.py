"""The words of a seed stay the same for as long as the version does."""

from __future__ import annotations

import hashlib
import random

from noktvrn.studio.words.engine_version import WORDS_ENGINE_VERSION
from noktvrn.studio.words.genres import GENRES, style_of
from noktvrn.studio.words.library import themes
from noktvrn.studio.words.lyrics import LyricPlan, write_lyrics
from noktvrn.studio.words.markup import Speaker
from noktvrn.studio.words.titles import write_title

WORDS_OF_VERSION = {"1.1": "11e7274d90c1a35a"}


def test_who_changes_what_a_seed_reads_like_raises_the_version_and_pins_the_words_anew():
    digest = hashlib.sha256()
    for number, (name, bank) in enumerate(sorted(themes().items())):
        rng = random.Random(f"{name} {number}")
        title = write_title(bank, Speaker(), rng, taken=[])
        plan = LyricPlan(bank, style_of(sorted(GENRES)[number % len(GENRES)]), "hopeful", "couplet", Speaker())
        sections = write_lyrics(plan, title, rng)
        digest.update("\n".join([title.text, *(line for section in sections for line in section.lines)]).encode())
    assert WORDS_OF_VERSION[WORDS_ENGINE_VERSION] == digest.hexdigest()[:16]
