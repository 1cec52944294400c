"""How English words sound, as far as a lyricist must know: syllables, stress, and what a word rhymes with.

Small letter-to-sound rules for word endings with a table of exceptions. Vowels are written in ARPAbet without stress
(``AY`` as in light). The rules are checked against a pronouncing dictionary for every line end of the banks.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from noktvrn.studio.words.sounds_table import ALSO, ENDINGS, RHYMES, SECOND_STRESS, SYLLABLES, THIRD_STRESS, WEAK_WORDS

_TOKEN: Final = re.compile(r"[a-z]+(?:'[a-z]+)?")
_CONSONANTS: Final = (
    ("tch", "CH"), ("ck", "K"), ("sh", "SH"), ("ch", "CH"), ("th", "TH"), ("ng", "NG"), ("ph", "F"), ("gh", ""),
    ("dge", "JH"), ("wn", "N"), ("mb", "M"), ("lk", "K"), ("ll", "L"), ("ss", "S"), ("ff", "F"), ("nk", "NGK"),
    ("x", "KS"), ("c", "K"), ("q", "K"), ("j", "JH"), ("y", ""), ("h", ""), ("w", ""),
)  # fmt: skip
_DIGRAPHS: Final = {
    "ai": "EY", "ay": "EY", "ei": "EY", "ey": "EY", "ea": "IY", "ee": "IY", "ie": "IY", "oa": "OW", "oe": "OW",
    "oo": "UW", "ou": "AW", "ow": "OW", "oi": "OY", "oy": "OY", "au": "AO", "aw": "AO", "ue": "UW", "ui": "UW",
    "ew": "UW", "eu": "UW", "igh": "AY",
}  # fmt: skip
_LONG: Final = {"a": "EY", "e": "IY", "i": "AY", "o": "OW", "u": "UW", "y": "AY"}
_SHORT: Final = {"a": "AE", "e": "EH", "i": "IH", "o": "AA", "u": "AH", "y": "IH"}
_R_COLOURED: Final = {
    "ar": "AAR", "er": "ER", "ir": "ER", "or": "AOR", "ur": "ER", "air": "EHR", "are": "EHR", "ear": "IHR",
    "eer": "IHR", "ere": "IHR", "ire": "AYR", "oar": "AOR", "oor": "AOR", "ore": "AOR", "our": "AWR", "ure": "UHR",
    "eir": "EHR", "yre": "AYR", "ower": "AWR", "arr": "AAR", "ier": "IHR",
}  # fmt: skip


def words_of(line: str) -> tuple[str, ...]:
    """Return the words of a line in lowercase."""
    return tuple(_TOKEN.findall(line.lower().replace("’", "'")))


@lru_cache(maxsize=20_000)
def syllables_in_word(word: str) -> int:
    """Return the syllables of one lowercase word."""
    if word in SYLLABLES:
        return SYLLABLES[word]
    stem, _, clitic = word.partition("'")
    known = SYLLABLES.get(stem, 0)
    return (known or max(1, _groups(stem))) + _of_clitic(stem, clitic)


def _of_clitic(stem: str, clitic: str) -> int:
    """Return the syllable that a clitic adds: ``it'll`` has one more than ``it``, ``you'll`` has not."""
    if clitic == "t":
        return int(stem in {"didn", "couldn", "wouldn", "shouldn", "hadn", "isn", "wasn", "doesn", "hasn"})
    if clitic == "s":
        return int(re.search(r"(s|sh|ch|x|z|ce|ge|se)$", stem) is not None)
    return int(clitic in {"re", "ll", "d", "ve"} and stem[-1:] not in "aeiouyw")


def _groups(stem: str) -> int:
    count = len(re.findall(r"[aeiouy]+", stem))
    if re.search(r"[^aeiouy]e$", stem) and not re.search(r"[^aeiouylr]le$", stem):
        count -= 1
    if re.search(r"[^aeiouytd]ed$", stem) and not re.search(r"[^aeiouylr]led$", stem):
        count -= 1
    if re.search(r"[^aeiouyscxzgh]es$", stem) and not re.search(r"[^aeiouylr]les$", stem):
        count -= 1
    count += len(re.findall(r"[^aeiouytscg]i[ao](?!u)|uou|[^qg]ua[^r]|ying|eing|oing|iet", stem))
    count -= len(re.findall(r"(?<=[aeiouy][^aeiouy])e(?=(ly|ful|less|ment|thing|where|times|time)\b)", stem))
    return count


def syllables(line: str) -> int:
    """Return the syllables of a line."""
    return sum(syllables_in_word(word) for word in words_of(line))


@lru_cache(maxsize=20_000)
def rhyme_key(word: str) -> str:
    """Return what a word must share to rhyme with it: its last stressed vowel and all that follows, in ARPAbet."""
    word = word.lower().replace("’", "'")
    if word in RHYMES:
        return RHYMES[word]
    regular = _inflected(word)
    if regular:
        return regular
    return next((key for ending, key in ENDINGS if word.endswith(ending)), "") or _sound_out(word)


def _inflected(word: str) -> str:
    """Return the key of a plural, possessive or past form from its stem, or an empty text."""
    stem, _, clitic = word.partition("'")
    if clitic == "s":
        return rhyme_key(stem) + "Z"
    if re.search(r"[aeiouy].*[^aeiou]ed$", word) and not re.search(r"[td]ed$", word):
        return _past(word)
    if word.endswith("s") and len(word) > 3 and not re.search(r"(ss|us|is|as|os)$", word):
        return _plural(word)
    return ""


def _past(word: str) -> str:
    doubled = re.search(r"([bdgklmnprtvz])\1ed$", word) and not re.search(r"(ll|ss)ed$", word)
    kept_e = re.search(r"(^|[^aeiou])[aeiouy][bcdgklmnprsvz]ed$|[cgsvz]ed$", word)
    base = rhyme_key(word[:-3] if doubled else word[:-1] if kept_e else word[:-2])
    return base + ("T" if re.search(r"(K|P|F|S|SH|CH|TH)$", base) else "D")


def _plural(word: str) -> str:
    if word.endswith("ies"):
        return rhyme_key(word[:-3] + "y") + "Z"
    if word.endswith(("shes", "ches", "xes", "sses", "zzes")):
        return rhyme_key(word[:-2]) + "IHZ"
    base = rhyme_key(word[:-1])
    if word.endswith(("ses", "zes", "ces", "ges")):
        return base + "IHZ"
    return base + ("S" if re.search(r"(K|P|F|T|TH)$", base) else "Z")


def _sound_out(word: str) -> str:
    """Return the key of a bare word by spelling."""
    spelled = re.sub(r"^y", "j", re.sub(r"qu", "kw", re.sub(r"gu(?=[aeiy])", "g", word)))
    tail = re.search(r"([aeiouy]+)(r[er]?)?([^aeiouy]*)(e?)$", spelled)
    if tail is None:
        return word.upper()
    vowels, r, coda, final_e = tail.group(1), tail.group(2) or "", tail.group(3), tail.group(4)
    if r:
        return _coloured(vowels, r) + _coda(coda)
    if not coda and (vowels in {"ie", "ye"} or vowels == "y"):
        return "AY" if len(re.findall(r"[aeiouy]+", spelled)) == 1 else "IY"
    last = vowels[-1]
    is_open = not coda and len(vowels) == 1
    is_long = is_open or (bool(final_e) and (len(coda) <= 1 or coda in {"th", "st", "ng"}))
    vowel = _DIGRAPHS.get(vowels) or (_LONG[last] if is_long else _SHORT[last])
    return vowel + _coda(coda, voiced=bool(final_e) and (vowels in _DIGRAPHS or is_long))


def _coloured(vowels: str, r: str) -> str:
    """Return the sound of vowels before an R."""
    for spelling in (vowels + r, vowels[-1] + r, vowels + r[0]):
        if spelling in _R_COLOURED:
            return _R_COLOURED[spelling]
    return "ER"


def _coda(letters: str, *, voiced: bool = False) -> str:
    softened = {"s": "Z", "c": "S", "g": "JH", "th": "DH"}.get(letters, "") if voiced else ""
    if softened:
        return softened
    sounds = ""
    while letters:
        for spelling, sound in _CONSONANTS:
            if letters.startswith(spelling):
                sounds, letters = sounds + sound, letters[len(spelling) :]
                break
        else:
            sounds, letters = sounds + letters[0].upper(), letters[1:].removeprefix(letters[0])
    return sounds


def last_word(line: str) -> str:
    """Return the last word of a line in lowercase, or an empty text."""
    words = words_of(line)
    return words[-1] if words else ""


def rhymes(one: str, other: str) -> bool:
    """Whether two different words rhyme perfectly."""
    one, other = one.lower(), other.lower()
    return one != other and bool(_keys(one) & _keys(other))


def _keys(word: str) -> frozenset[str]:
    return frozenset((rhyme_key(word), ALSO.get(word, rhyme_key(word))))


def nearly_rhymes(one: str, other: str) -> bool:
    """Whether two different words share the vowel and the kind of what follows (stops, nasals, fricatives...)."""
    first, second = rhyme_key(one), rhyme_key(other)
    return one.lower() != other.lower() and _family(first) == _family(second)


def _family(key: str) -> tuple[str, str]:
    vowel, coda = key[:2], re.sub(r"^R", "R", key[2:])
    kinds = re.sub(r"NG|[NM]", "n", coda)
    kinds = re.sub(r"SH|CH|TH|DH|JH|[FVSZ]", "f", kinds)
    return vowel, re.sub(r"[PTKBDG]", "t", kinds)


def stresses(line: str) -> str:
    """Return the stress of each syllable as ``/`` (strong) and ``x`` (weak)."""
    return "".join(_word_stress(word) for word in words_of(line))


@lru_cache(maxsize=20_000)
def _word_stress(word: str) -> str:
    """Return the stresses of one word: every second syllable from the first strong one, the last of three light."""
    count = syllables_in_word(word)
    if count == 1:
        return "x" if word in WEAK_WORDS else "/"
    first = 2 if word in THIRD_STRESS else 1 if word in SECOND_STRESS else 0
    strong = range(first, max(first + 1, count - 1), 2)
    return "".join("/" if place in strong else "x" for place in range(count))


def scan_fault(line: str) -> float:
    """Return how irregular a line's beat is: 0 for strict alternation, more for clusters and for gaps."""
    pattern = stresses(line)
    clusters = len(re.findall(r"(?=//)", pattern)) + 2 * len(re.findall(r"(?=///)", pattern))
    gaps = len(re.findall(r"(?=xxx)", pattern))
    return 0.5 * clusters + 1.0 * gaps + (0.5 if pattern.endswith("xx") else 0.0)
