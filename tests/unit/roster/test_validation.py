"""What a drafted artist is refused for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.roster.artist import Oklch
from noktvrn.roster.colour import contrast_ratio
from noktvrn.roster.creation import CreationRules, CreationSeverity
from noktvrn.roster.validation import validate_artist_draft
from noktvrn.testing.builders import build_artist

ARTIST = build_artist()
STORY = "A night-shift signal operator hums to the antennas. After eleven years, the antennas have begun to answer."
IDENTITY = replace(ARTIST.identity, story=STORY)
WRITER = replace(ARTIST.writer, imagery=("rope", "lamp", "rain"))
RULES = CreationRules(genres={"synthwave": (80.0, 120.0)}, taken_names=("Pale Harbour",))


def report(rules=RULES, **changed):
    parts = {"identity": IDENTITY, "sound": ARTIST.sound, "voice": ARTIST.voice, "look": ARTIST.look} | changed
    return validate_artist_draft(
        writer=changed.get("writer", WRITER),
        rules=rules,
        **{key: value for key, value in parts.items() if key != "writer"},
    )


def blocked(**changed):
    return {finding.code for finding in report(**changed).blocking}


def test_a_sound_draft_is_accepted():
    found = report()
    assert found.accepted, found.summary
    assert "nothing blocks" in found.summary


@pytest.mark.parametrize(
    ("identity", "code"),
    [
        ({"name": "pale harbour"}, "name_free"),
        ({"name": "The Beatles"}, "name_real"),
        ({"name": "X"}, "name_length"),
        ({"name": "LOUD ARTIST"}, "name_style"),
        ({"name": "Two\nLines"}, "name_characters"),
        ({"story": "Too short."}, "story_length"),
        ({"story": STORY + " She sounds like Billie Eilish."}, "story_names_nobody"),
        ({"themes": ("one", "two")}, "themes"),
        ({"themes": ("sea", "Sea", "rain")}, "themes"),
        ({"influences": ("early Kraftwerk records",)}, "influences_are_style"),
    ],
)
def test_an_identity_that_does_not_hold_is_blocked(identity, code):
    assert code in blocked(identity=replace(IDENTITY, **identity))


@pytest.mark.parametrize(
    ("sound", "code"),
    [
        ({"genre": "polka"}, "genre"),
        ({"tempo_min_bpm": 60.0}, "tempo_range"),
        ({"tempo_min_bpm": 110.0, "tempo_max_bpm": 100.0}, "tempo_range"),
        ({"keys": ("H minor",)}, "keys"),
        ({"keys": ()}, "keys"),
        ({"moods": ()}, "moods"),
        ({"dials": replace(ARTIST.sound.dials, energy=1.5)}, "dials"),
    ],
)
def test_a_sound_that_cannot_be_made_is_blocked(sound, code):
    assert code in blocked(sound=replace(ARTIST.sound, **sound))


def test_voice_look_and_writer_have_their_ranges():
    assert "voice_ranges" in blocked(voice=replace(ARTIST.voice, formant_shift=2.0))
    assert "register" in blocked(voice=replace(ARTIST.voice, register="countertenor"))
    assert "palette" in blocked(look=replace(ARTIST.look, palette=ARTIST.look.palette[:4]))
    grey = replace(ARTIST.look, palette=(*ARTIST.look.palette[:4], Oklch(0.3, 0.0, 0.0)))
    assert "ink_contrast" in blocked(look=grey)
    assert "writer" in blocked(writer=replace(ARTIST.writer, perspective="fourth"))
    assert "layout" in blocked(rules=replace(RULES, layouts=("spine",)))


def test_keys_that_argue_with_the_mood_only_want_a_look():
    found = report(sound=replace(ARTIST.sound, moods=("dark",), keys=("C major",)))
    assert found.accepted
    assert [f.code for f in found.findings if f.severity is CreationSeverity.NOTICE] == ["keys_fit_mood"]


def test_findings_come_in_the_order_in_which_people_want_them():
    found = report(
        identity=replace(IDENTITY, name="Queen"), sound=replace(ARTIST.sound, moods=("dark",), keys=("C major",))
    )
    order = [list(CreationSeverity)[::-1].index(finding.severity) for finding in found.findings]
    assert order == sorted(order)
    assert all(bool(f.remedy) == (f.severity is not CreationSeverity.PASS) for f in found.findings)


@given(st.text(max_size=60), st.lists(st.text(max_size=12), max_size=8))
def test_any_draft_gets_an_answer(name, themes):
    found = report(identity=replace(IDENTITY, name=name, themes=tuple(themes)))
    assert found.findings


def test_contrast_is_that_of_the_standard():
    black, white = Oklch(0.0, 0.0, 0.0), Oklch(1.0, 0.0, 0.0)
    assert contrast_ratio(black, white) == pytest.approx(21, abs=0.05)
    assert contrast_ratio(white, white) == 1
