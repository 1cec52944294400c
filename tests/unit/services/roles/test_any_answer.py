"""Whatever a model answers: what is kept meets every rule, and the rest is the embedded writer's."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.services.roles.songs import ARTIST, BRIEF, GOOD, NO_OBJECTION, REQUEST

from noktvrn.ports.writer import BriefRequest
from noktvrn.providers.writer.embedded import EmbeddedWriter
from noktvrn.providers.writer.room import RoomWriter
from noktvrn.services.roles.answers import IdentityAnswer, LyricsAnswer
from noktvrn.services.roles.clean_text import flaw_in_words
from noktvrn.services.roles.sheets import sheet_for
from noktvrn.settings import WritingSettings
from noktvrn.testing.scripted_room import ScriptedRoom
from noktvrn.testing.writer_contract import IDENTITY_REQUEST, assert_sound

EMBEDDED = EmbeddedWriter()
WORDS = st.one_of(
    st.text(max_size=60),
    st.sampled_from([*GOOD.chorus, *GOOD.bridge, "Daft Punk", "<b>", "[Verse]", "evil.com", "Rain.", "rain"]),
)
FEW = st.lists(WORDS, max_size=6)
LYRICS = st.builds(LyricsAnswer, title=WORDS, verses=st.lists(FEW, max_size=4), prechorus=FEW, chorus=FEW, bridge=FEW)
STORIES = st.lists(WORDS, max_size=6).map(". ".join)
IDENTITIES = st.builds(
    IdentityAnswer, name=WORDS, story=STORIES, themes=FEW, influences=FEW, genre=WORDS, moods=FEW, perspective=WORDS,
    rhyme=WORDS, imagery=FEW,
)  # fmt: skip
OBJECTIONS = st.lists(
    st.fixed_dictionaries({"quote": WORDS, "kind": st.just("harm"), "reason": WORDS}), max_size=3
).map(lambda found: {"objections": found})


@settings(max_examples=60)
@given(LYRICS, LYRICS, OBJECTIONS)
def test_a_song_fits_its_form_whatever_is_answered(author, helper, validator):
    room = ScriptedRoom(
        {"author/lyrics": [author], "helper/mend-lyrics": [helper, GOOD], "validator/lyrics": [validator, NO_OBJECTION]}
    )
    song = RoomWriter(room, EMBEDDED, WritingSettings()).write_song(REQUEST)
    sheet = sheet_for(REQUEST.form, BRIEF.genre)
    assert tuple(section.kind for section in song.sections) == sheet.kinds
    assert song.title.strip()
    if song.made_by.provider != "embedded":
        assert not any(flaw_in_words(line) for section in song.sections for line in section.lines)
        assert all(2 <= len(section.lines) <= 8 for section in song.sections)


@settings(max_examples=40)
@given(IDENTITIES, IDENTITIES, OBJECTIONS)
def test_an_artist_is_sound_whatever_is_answered(author, helper, validator):
    room = ScriptedRoom(
        {"author/identity": [author], "helper/mend-identity": [helper], "validator/identity": [validator]}
    )
    draft = RoomWriter(room, EMBEDDED, WritingSettings()).write_identity(IDENTITY_REQUEST)
    assert_sound(draft, IDENTITY_REQUEST)
    told = (draft.identity.name, draft.identity.story, *draft.identity.themes, *draft.writer.imagery)
    assert not any(flaw_in_words(text) for text in told)


@settings(max_examples=40)
@given(WORDS, WORDS)
def test_a_brief_has_a_concept_whatever_is_answered(concept, theme):
    room = ScriptedRoom({"author/brief": [{"concept": concept, "theme": theme}]})
    brief = RoomWriter(room, EMBEDDED, WritingSettings()).write_brief(BriefRequest(ARTIST, "", (), 3, (), ()))
    assert 20 <= len(brief.concept) <= 600
    assert not flaw_in_words(brief.concept)
    assert brief.theme in ARTIST.identity.themes
