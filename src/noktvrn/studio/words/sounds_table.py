"""Words that the rules of :mod:`noktvrn.studio.words.sounds` would get wrong, from ``banks/_sounds.txt``."""

from __future__ import annotations

from typing import Final

from noktvrn.studio.words.bank import read_parts


def _by_word(part: str) -> dict[str, str]:
    rows = (row.partition(": ") for row in read_parts("_sounds")[part])
    return {word: key for key, _, words in rows for word in words.split() if not word.endswith("-")}


def _words(part: str) -> frozenset[str]:
    return frozenset(word for row in read_parts("_sounds")[part] for word in row.split())


RHYMES: Final = _by_word("rhymes")
"""Word to the key of its rhyme, in ARPAbet."""

ALSO: Final = _by_word("also")
"""Word to a second key, where people say it in two ways."""

SYLLABLES: Final = {word: int(count) for word, count in _by_word("syllables").items()}
"""Word to its syllables."""

WEAK_WORDS: Final = _words("weak")
"""One-syllable words that carry no beat."""

SECOND_STRESS: Final = _words("second stress")
"""Words with the stress on their second syllable."""

THIRD_STRESS: Final = _words("third stress")
"""Words with the stress on their third syllable."""

ENDINGS: Final[tuple[tuple[str, str], ...]] = (
    ("ight", "AYT"),
    ("ights", "AYTS"),
    ("ought", "AOT"),
    ("aught", "AOT"),
    ("ould", "UHD"),
    ("old", "OWLD"),
    ("oll", "OWL"),
    ("ild", "AYLD"),
    ("ind", "AYND"),
    ("alk", "AOK"),
    ("all", "AOL"),
    ("ange", "EYNJH"),
    ("eigh", "EY"),
    ("aste", "EYST"),
    ("ign", "AYN"),
    ("own", "OWN"),
    ("oup", "UWP"),
    ("aw", "AO"),
    ("awn", "AON"),
    ("awl", "AOL"),
    ("ew", "UW"),
    ("ow", "OW"),
    ("alt", "AOLT"),
    ("ound", "AWND"),
)
"""Ending to key."""
