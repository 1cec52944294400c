"""The embedded writer: what it hears, and what follows from decisions."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noktvrn.errors import InvalidInputError
from noktvrn.ports.writer import BriefRequest, ReflectionRequest, SongWritingRequest
from noktvrn.providers.writer.embedded import EmbeddedWriter
from noktvrn.review.decision import REASON_CHIPS
from noktvrn.review.findings import Finding, Severity
from noktvrn.roster.colour import contrast_ratio
from noktvrn.roster.known_acts import known_act
from noktvrn.roster.validation import validate_artist_draft
from noktvrn.studio.words.naming import coin_name, is_taken
from noktvrn.studio.words.reading import read_brief
from noktvrn.testing.writer_contract import IDENTITY_REQUEST, TEMPOS_BPM, artist_of, rules_for

WRITER = EmbeddedWriter()


def identity(brief, **changed):
    return WRITER.write_identity(replace(IDENTITY_REQUEST, brief=brief, **changed))


ARTIST = artist_of(identity("synthwave about night drives", genre="synthwave"))


def plan(notes=(), brief="", seed=4, artist=ARTIST, themes=()):
    return WRITER.write_brief(BriefRequest(artist, brief, tuple(notes), seed, (), tuple(themes)))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**40), st.sampled_from(sorted(TEMPOS_BPM)), st.text(min_size=1, max_size=60))
def test_every_draft_passes_the_roster_whatever_the_seed_and_words(seed, genre, words):
    draft = identity(f"{words} song", seed=seed, genre=genre)
    rules = rules_for(IDENTITY_REQUEST)
    report = validate_artist_draft(
        identity=draft.identity, sound=draft.sound, voice=draft.voice, look=draft.look, writer=draft.writer, rules=rules
    )
    assert report.accepted, report.summary
    assert contrast_ratio(draft.look.palette[0], draft.look.palette[4]) >= 7
    assert known_act(draft.identity.name) is None


@pytest.mark.parametrize(
    ("brief", "genre", "theme", "mood"),
    [
        ("slow synthwave about night drives, melancholic", "synthwave", "night drives", "melancholic"),
        ("sleepy beats for studying on rainy days, nostalgic", "lofi", "rain on the city", "nostalgic"),
        ("a rapper with 808s and hustle, defiant", "trap", "making a name", "defiant"),
        ("warehouse techno with robots, tense", "techno", "machines", "tense"),
        ("jangly guitar band, hopeful songs of first crush and kissing", "indie_pop", "new love", "hopeful"),
        ("ambient drone for snow and frost, cold", "ambient", "winter", "cold"),
        ("liquid drum and bass, euphoric", "drum_and_bass", None, "euphoric"),
    ],
)
def test_the_words_of_a_brief_choose_genre_theme_and_mood(brief, genre, theme, mood):
    draft = identity(brief)
    assert draft.sound.genre == genre
    assert theme is None or theme in draft.identity.themes
    assert mood in draft.sound.moods


def test_what_is_refused_in_a_brief_does_not_come():
    assert "dark" not in read_brief("hopeful, not dark, no winter").moods
    assert "winter" not in read_brief("hopeful, not dark, no winter").themes


def test_tempo_and_voice_are_read():
    draft = identity("synthwave around 96 bpm, female vocals")
    assert draft.sound.tempo_min_bpm <= 96 <= draft.sound.tempo_max_bpm
    assert draft.voice.register == "mezzo"


def test_an_unknown_genre_gets_the_nearest_suggested():
    with pytest.raises(InvalidInputError) as caught:
        identity("anything", genre="synthwav")
    assert "Did you mean 'synthwave'?" in caught.value.remedy


def test_a_genre_that_only_the_label_knows_gets_sensible_values():
    draft = identity("songs of the sea", genre="sea_shanty", genres=("sea_shanty",))
    assert draft.sound.genre == "sea_shanty"
    assert draft.sound.tempo_min_bpm < draft.sound.tempo_max_bpm


def test_names_are_free_and_varied():
    taken = []
    for seed in range(150):
        name = coin_name("synthwave", "low", random.Random(seed), is_refused=lambda name: is_taken(name, taken))
        assert 2 <= len(name) <= 40
        assert not is_taken(name, taken)
        taken.append(name)
    assert len(Counter(name.split()[0] for name in taken)) > 30


def test_the_same_request_gets_the_same_answer_and_another_seed_another():
    assert identity("anything") == identity("anything")
    assert identity("anything") != identity("anything", seed=8)
    assert plan() == plan()
    assert plan() != plan(seed=5)
    request = SongWritingRequest(ARTIST, plan(), 4, ())
    assert WRITER.write_song(request) == WRITER.write_song(request)
    assert WRITER.write_song(request) != WRITER.write_song(replace(request, seed=5))


@pytest.mark.parametrize("seed", range(6))
def test_notes_move_tempo_dials_and_length(seed):
    def asked(note):
        return plan(seed=seed), plan([note], seed=seed)

    for note, sign in (("too slow", 1), ("too fast", -1)):
        before, after = asked(note)
        assert (after.bpm - before.bpm) * sign > 0
    for note, sign in (("brighter please", 1), ("too dark", 1), ("too bright", -1)):
        before, after = asked(note)
        assert (after.dials["brightness"] - before.dials["brightness"]) * sign > 0
        assert (after.dials["darkness"] - before.dials["darkness"]) * sign < 0
    for note, sign in (("shorter", -1), ("too long", -1), ("too short", 1)):
        before, after = asked(note)
        assert (after.length_s - before.length_s) * sign > 0
    before, after = asked("mix is muddy")
    assert after.dials["density"] < before.dials["density"]


def test_themes_rest_before_they_come_again():
    themes = []
    for seed in range(len(ARTIST.identity.themes)):
        themes.append(plan(seed=seed, themes=themes).theme)
    assert sorted(themes) == sorted(ARTIST.identity.themes)


def test_the_operators_words_are_in_the_plan():
    found = plan(brief="a lighthouse keeper who waits for the ferry")
    assert found.theme == "the sea"
    assert "lighthouse keeper" in found.concept
    assert found.notes == ("a lighthouse keeper who waits for the ferry",)


def reflect(verdict, chips=(), reason="", measured=None, history=(), findings=()):
    return WRITER.reflect(
        ReflectionRequest(ARTIST, "Slow Water", findings, verdict, reason, chips, measured or {}, history, 2)
    )


def moved(reflection):
    return {change.field: change.after - change.before for change in reflection.changes}


def test_a_rejection_moves_the_artist_away_from_what_was_said():
    steps = moved(reflect("reject", ("too dark", "too slow")))
    assert steps["sound.dials.brightness"] > 0
    assert steps["sound.dials.darkness"] < 0
    assert steps["sound.tempo_max_bpm"] > 0
    assert steps["sound.tempo_min_bpm"] > 0


def test_an_approval_leans_a_little_towards_the_song():
    dials = ARTIST.sound.dials
    steps = moved(reflect("approve", measured={"dials.energy": dials.energy + 0.2, "bpm": ARTIST.sound.tempo_max_bpm}))
    assert 0 < steps["sound.dials.energy"] < 0.1
    assert steps["sound.tempo_min_bpm"] > 0


def test_an_approval_without_figures_changes_nothing():
    reflection = reflect("approve")
    assert reflection.changes == ()
    assert reflection.summary == '"Slow Water" was approved. Nothing in the artist\'s sound follows from it.'


def test_losses_in_a_row_make_larger_steps():
    once = moved(reflect("reject", ("too dark",)))
    again = moved(reflect("reject", ("too dark",), history=("reject", "changes")))
    assert again["sound.dials.brightness"] > once["sound.dials.brightness"]


def test_a_finding_of_the_gate_is_heard_too():
    finding = Finding("originality", "Originality", Severity.BLOCKING, "0.9", "0.7", "Vary it.", "song")
    assert "sound.dials.complexity" in moved(reflect("reject", findings=(finding,)))


@pytest.mark.parametrize("chip", sorted(REASON_CHIPS))
def test_every_chip_is_said_in_the_summary_and_those_about_sound_have_effect(chip):
    reflection = reflect("changes", (chip,))
    assert chip in reflection.summary
    heard = plan([chip]) != replace(plan(), notes=(chip,))
    assert heard == (REASON_CHIPS[chip] == "song")


def test_the_writer_signs_with_its_version_and_licence():
    made_by = identity("anything").made_by
    assert made_by.provider == "embedded"
    assert made_by.model.startswith("noktvrn-writer ")
    assert made_by.licence == "own work, no rights of others"
    assert made_by.seed == IDENTITY_REQUEST.seed
    assert made_by.prompt == "anything"
