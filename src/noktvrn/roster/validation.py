"""Checks of a drafted artist: is it complete, does it hold together, is its name free. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Final

from noktvrn.roster.artist import Identity, Look, Sound, Voice, WriterSettings
from noktvrn.roster.colour import contrast_ratio
from noktvrn.roster.creation import CreationReport, CreationRules, FindingsBook
from noktvrn.roster.known_acts import fold_name, known_act, known_act_within

REGISTERS: Final = ("bass", "baritone", "tenor", "alto", "mezzo", "soprano")
PERSPECTIVES: Final = ("first", "second", "third")
RHYMES: Final = ("couplet", "alternate", "loose")

DARK_MOODS: Final = frozenset(
    [
        "dark",
        "melancholic",
        "melancholy",
        "lonely",
        "cold",
        "tense",
        "haunted",
        "brooding",
        "sombre",
        "bleak",
        "nocturnal",
        "restless",
        "bitter",
    ]
)
BRIGHT_MOODS: Final = frozenset(
    ["bright", "euphoric", "playful", "joyful", "sunny", "hopeful", "happy", "elated", "carefree", "radiant"]
)

_KEY: Final = re.compile(r"^([A-G])([#b♯♭]?) (major|minor)$")
_SENTENCE: Final = re.compile(r"[.!?](?:\s|$)")


def validate_artist_draft(
    *,
    identity: Identity,
    sound: Sound,
    voice: Voice,
    look: Look,
    writer: WriterSettings,
    rules: CreationRules,
) -> CreationReport:
    """Check that a drafted artist is complete and consistent.

    Returns:
        Every check with what the draft says, what is allowed and what to do. Nothing is raised: a draft that does
        not hold is an answer, not a failure.
    """
    book = FindingsBook()
    _check_name(identity.name, rules, book)
    _check_identity(identity, book)
    _check_sound(sound, rules, book)
    _check_voice(voice, book)
    _check_look(look, rules, book)
    _check_writer(writer, book)
    return book.report()


def is_key(key: str) -> bool:
    """Whether a text is a key such as ``"F# minor"``."""
    return _KEY.match(key) is not None


def _check_name(name: str, rules: CreationRules, book: FindingsBook) -> None:
    book.demand(
        2 <= len(name.strip()) <= 40 and name == name.strip(),
        "name_length",
        "Name",
        value=f"{name!r}, {len(name)} characters",
        limit="2 to 40 characters, no space at either end",
        remedy="Give a shorter or longer name.",
    )
    book.demand(
        name.isprintable(),
        "name_characters",
        "Name can be printed",
        value=repr(name),
        limit="one line, no control characters",
        remedy="Leave out line breaks, tabs and characters that cannot be seen.",
    )
    book.demand(
        not (len(name) > 4 and name.isupper()) and "feat." not in name.lower(),
        "name_style",
        "Name as stores take it",
        value=repr(name),
        limit="no capitals throughout, no feat.",
        remedy="Write the name in title case, without guests.",
    )
    folded = {fold_name(other): other for other in rules.taken_names}
    holder = folded.get(fold_name(name))
    book.demand(
        holder is None,
        "name_free",
        "Name is free",
        value=repr(name),
        limit="unlike every name of the roster" if holder is None else f"any but {holder!r}, which is taken",
        remedy="Give another name.",
    )
    act = known_act(name)
    book.demand(
        act is None,
        "name_real",
        "Name is nobody's",
        value=repr(name),
        limit="not the name of a famous act" if act is None else f"any but that of a famous act, such as {act}",
        remedy="Give a name that no real artist carries.",
    )


def _check_identity(identity: Identity, book: FindingsBook) -> None:
    sentences = len(_SENTENCE.findall(identity.story))
    book.demand(
        2 <= sentences <= 4 and 60 <= len(identity.story) <= 700,
        "story_length",
        "Story",
        value=f"{sentences} sentences, {len(identity.story)} characters",
        limit="2 to 4 sentences, 60 to 700 characters",
        remedy="Tell the story in two to four sentences.",
    )
    _check_list(identity.themes, least=3, most=6, code="themes", title="Themes", book=book)
    _check_list(identity.influences, least=1, most=6, code="influences", title="Influences", book=book)
    named = {words: act for words in identity.influences if (act := known_act_within(words))}
    told = known_act_within(identity.story)
    book.demand(
        not named,
        "influences_are_style",
        "Influences are words of style",
        value="; ".join(f"{words!r} names {act}" for words, act in named.items()) or "no famous act is named",
        limit="no names of real artists",
        remedy="Describe the style instead: decade, place, instruments, production.",
    )
    book.demand(
        told is None,
        "story_names_nobody",
        "Story names nobody",
        value="no famous act is named" if told is None else f"names {told}",
        limit="no names of real artists",
        remedy="Take the name out of the story.",
    )


def _check_list(words: Sequence[str], *, least: int, most: int, code: str, title: str, book: FindingsBook) -> None:
    folded = [word.strip().lower() for word in words]
    book.demand(
        least <= len(words) <= most and all(folded) and len(set(folded)) == len(folded),
        code,
        title,
        value=", ".join(words) or "none",
        limit=f"{least} to {most}, none empty, none twice",
        remedy=f"Give {least} to {most} different ones.",
    )


def _check_sound(sound: Sound, rules: CreationRules, book: FindingsBook) -> None:
    known = sound.genre in rules.genres
    book.demand(
        known,
        "genre",
        "Genre",
        value=repr(sound.genre),
        limit=f"one of {', '.join(sorted(rules.genres))}",
        remedy="Choose a genre that the label can make.",
    )
    slowest, fastest = rules.genres.get(sound.genre, (40.0, 220.0))
    book.demand(
        slowest <= sound.tempo_min_bpm <= sound.tempo_max_bpm <= fastest,
        "tempo_range",
        "Tempo range",
        value=f"{sound.tempo_min_bpm:g} to {sound.tempo_max_bpm:g} bpm",
        limit=f"within {slowest:g} to {fastest:g} bpm, slowest first",
        remedy="Move the tempo range inside the genre's.",
    )
    _check_keys(sound, book)
    _check_list(sound.moods, least=1, most=3, code="moods", title="Moods", book=book)
    _check_list(sound.instruments, least=1, most=8, code="instruments", title="Instruments", book=book)
    outside = _outside_unit((dial.name, getattr(sound.dials, dial.name)) for dial in fields(sound.dials))
    book.demand(
        not outside,
        "dials",
        "Dials",
        value=outside or "all within",
        limit="0 to 1 each",
        remedy="Move each dial into 0 to 1.",
    )


def _check_keys(sound: Sound, book: FindingsBook) -> None:
    wrong = [key for key in sound.keys if not is_key(key)]
    book.demand(
        bool(sound.keys) and not wrong and len(set(sound.keys)) == len(sound.keys),
        "keys",
        "Keys",
        value=", ".join(wrong or sound.keys) or "none",
        limit="one or more such as 'A minor' or 'F# major', none twice",
        remedy="Write each key as note, sign, mode.",
    )
    minor = sum(key.endswith("minor") for key in sound.keys) / max(1, len(sound.keys))
    moods = {mood.lower() for mood in sound.moods}
    clash = (moods & DARK_MOODS and not moods & BRIGHT_MOODS and minor == 0) or (
        moods & BRIGHT_MOODS and not moods & DARK_MOODS and minor == 1
    )
    book.advise(
        not clash,
        "keys_fit_mood",
        "Keys fit the mood",
        value=f"{minor:.0%} minor keys, mood {', '.join(sound.moods)}",
        limit="dark moods have a minor key, bright ones a major key",
        remedy="Add a key of the other mode or change the mood.",
    )


def _check_voice(voice: Voice, book: FindingsBook) -> None:
    book.demand(
        voice.register in REGISTERS,
        "register",
        "Voice register",
        value=repr(voice.register),
        limit=f"one of {', '.join(REGISTERS)}",
        remedy="Choose one of the registers.",
    )
    within = 0 <= voice.breath <= 1 and 0 <= voice.vibrato_cents <= 60 and 0.8 <= voice.formant_shift <= 1.25
    book.demand(
        within,
        "voice_ranges",
        "Voice values",
        value=f"breath {voice.breath:g}, vibrato {voice.vibrato_cents:g} cents, formants x{voice.formant_shift:g}",
        limit="breath 0 to 1, vibrato 0 to 60 cents, formants 0.8 to 1.25",
        remedy="Move the value into its range.",
    )


def _check_look(look: Look, rules: CreationRules, book: FindingsBook) -> None:
    _check_choice(look.style_family, rules.style_families, "style_family", "Style family", book)
    _check_choice(look.display_face, rules.display_faces, "display_face", "Face of titles", book)
    _check_choice(look.text_face, rules.text_faces, "text_face", "Face of small text", book)
    _check_choice(look.layout, rules.layouts, "layout", "Cover layout", book)
    in_range = all(0 <= c.lightness <= 1 and 0 <= c.chroma <= 0.37 and 0 <= c.hue_deg <= 360 for c in look.palette)
    book.demand(
        len(look.palette) == 5 and in_range,
        "palette",
        "Palette",
        value=f"{len(look.palette)} colours" + ("" if in_range else ", one out of range"),
        limit="five: ground, dominant, support, accent, ink; lightness 0..1, chroma 0..0.37, hue 0..360",
        remedy="Give five colours within OKLCH.",
    )
    ratio = contrast_ratio(look.palette[0], look.palette[-1]) if len(look.palette) > 1 else 1.0
    book.demand(
        ratio >= rules.min_ink_contrast,
        "ink_contrast",
        "Ink upon ground",
        value=f"{ratio:.1f} : 1",
        limit=f"at least {rules.min_ink_contrast:g} : 1",
        remedy="Move the lightness of ink and ground apart.",
    )
    outside = _outside_unit(look.motif.items())
    book.demand(
        not outside,
        "motif",
        "Motif dials",
        value=outside or "all within",
        limit="0 to 1 each",
        remedy="Move each into 0 to 1.",
    )


def _check_choice(value: str, known: tuple[str, ...], code: str, title: str, book: FindingsBook) -> None:
    if known:
        limit = f"one of {', '.join(known)}"
        book.demand(
            value in known,
            code,
            title,
            value=repr(value),
            limit=limit,
            remedy="Choose one that the artwork provider knows.",
        )


def _check_writer(writer: WriterSettings, book: FindingsBook) -> None:
    book.demand(
        writer.perspective in PERSPECTIVES and writer.rhyme in RHYMES and bool(writer.language),
        "writer",
        "How it writes",
        value=f"{writer.perspective} person, {writer.rhyme} rhyme, language {writer.language!r}",
        limit=f"person {'/'.join(PERSPECTIVES)}, rhyme {'/'.join(RHYMES)}, a language tag",
        remedy="Choose from what is listed.",
    )
    book.advise(
        len(writer.imagery) >= 3,
        "imagery",
        "Imagery",
        value=", ".join(writer.imagery) or "none",
        limit="three or more recurring words",
        remedy="Add words that recur in the lyrics.",
    )


def _outside_unit(values: Iterable[tuple[str, float]]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in values if not 0 <= value <= 1)
