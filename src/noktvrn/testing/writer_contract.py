"""What every writer must do, embedded or vendor.

Subclass :class:`WriterContract` and give it a fixture ``writer``. The answers of a vendor may differ from run to run;
what is asked here holds for all of them.
"""

# ruff: noqa: D102 - the names of tests are sentences

from __future__ import annotations

from dataclasses import replace

import pytest

from noktvrn.catalogue.release import DESCRIPTION_MAX_CHARACTERS
from noktvrn.errors import InvalidInputError
from noktvrn.ports.music import FormPart
from noktvrn.ports.writer import (
    BriefRequest,
    IdentityDraft,
    IdentityRequest,
    ReflectionRequest,
    ReleaseTextRequest,
    SongBrief,
    SongWritingRequest,
    Writer,
)
from noktvrn.roster.artist import Artist, LifecycleStatus
from noktvrn.roster.creation import CreationRules
from noktvrn.roster.evolution import EvolutionLimits, apply_changes
from noktvrn.roster.slug import slug_of
from noktvrn.roster.validation import validate_artist_draft
from noktvrn.testing.clock import NOON
from noktvrn.testing.identifiers import counted_id
from noktvrn.types import ArtistId, Seed

TEMPOS_BPM = {
    "lofi": (68.0, 90.0),
    "synthwave": (84.0, 118.0),
    "ambient": (56.0, 80.0),
    "house": (118.0, 128.0),
    "techno": (126.0, 140.0),
    "trap": (132.0, 152.0),
    "drum_and_bass": (168.0, 178.0),
    "indie_pop": (96.0, 132.0),
}
"""Genres of the contract, with their slowest and fastest tempo."""

IDENTITY_REQUEST = IdentityRequest(
    brief="slow synthwave about night drives along the sea, melancholic",
    genre=None,
    name=None,
    seed=7,
    taken_names=("Nova Lux",),
    genres=tuple(TEMPOS_BPM),
    style_families=("silk", "ink_flow", "aura", "halftone"),
    display_faces=("serif_light", "grotesk_bold", "geometric_extrabold"),
    text_faces=("grotesk_semibold", "sans_semibold"),
    layouts=("bottom_left", "headline"),
)


def rules_for(request: IdentityRequest) -> CreationRules:
    """Return the rules that a draft for this request must meet."""
    return CreationRules(
        genres={genre: TEMPOS_BPM.get(genre, (40.0, 220.0)) for genre in request.genres},
        taken_names=request.taken_names,
        style_families=request.style_families,
        display_faces=request.display_faces,
        text_faces=request.text_faces,
        layouts=request.layouts,
    )


def assert_sound(draft: IdentityDraft, request: IdentityRequest) -> None:
    """Fail unless a draft for this request passes every check of the roster."""
    report = validate_artist_draft(
        identity=draft.identity,
        sound=draft.sound,
        voice=draft.voice,
        look=draft.look,
        writer=draft.writer,
        rules=rules_for(request),
    )
    assert report.accepted, report.summary


def artist_of(draft: IdentityDraft, seed: int = 7) -> Artist:
    """Return the artist that a draft makes."""
    return Artist(
        id=ArtistId(counted_id(1)),
        slug=slug_of(draft.identity.name),
        identity=draft.identity,
        sound=draft.sound,
        voice=draft.voice,
        look=draft.look,
        writer=draft.writer,
        autopilot=False,
        status=LifecycleStatus.ACTIVE,
        status_reason="",
        seed=Seed(seed),
        brief="",
        created_at=NOON,
        updated_at=NOON,
    )


class WriterContract:
    """The contract of :class:`noktvrn.ports.writer.Writer`."""

    @pytest.fixture
    def artist(self, writer: Writer) -> Artist:
        return artist_of(writer.write_identity(IDENTITY_REQUEST))

    @pytest.fixture
    def brief(self, writer: Writer, artist: Artist) -> SongBrief:
        return writer.write_brief(BriefRequest(artist, "", (), 3, (), ()))

    def test_a_draft_passes_every_check_of_the_roster(self, writer: Writer) -> None:
        assert_sound(writer.write_identity(IDENTITY_REQUEST), IDENTITY_REQUEST)

    def test_a_given_name_and_genre_are_kept(self, writer: Writer) -> None:
        draft = writer.write_identity(replace(IDENTITY_REQUEST, name="Marisol Kvist", genre="house"))
        assert draft.identity.name == "Marisol Kvist"
        assert draft.sound.genre == "house"

    def test_an_empty_brief_is_refused(self, writer: Writer) -> None:
        with pytest.raises(InvalidInputError, match=r"(?i)brief"):
            writer.write_identity(replace(IDENTITY_REQUEST, brief="  \n "))

    def test_an_unknown_genre_is_refused_and_the_known_ones_are_named(self, writer: Writer) -> None:
        with pytest.raises(InvalidInputError) as caught:
            writer.write_identity(replace(IDENTITY_REQUEST, genre="synth wave pop"))
        assert all(genre in caught.value.remedy for genre in IDENTITY_REQUEST.genres)

    def test_a_brief_lies_within_the_artists_range(self, artist: Artist, brief: SongBrief) -> None:
        assert artist.sound.tempo_min_bpm <= brief.bpm <= artist.sound.tempo_max_bpm
        assert brief.key in artist.sound.keys
        assert brief.genre == artist.sound.genre
        assert 0 <= brief.energy <= 1
        assert 60 <= brief.length_s <= 600
        assert all(0 <= value <= 1 for value in brief.dials.values())
        assert brief.concept.strip()
        assert brief.theme.strip()
        assert brief.mood.strip()

    def test_a_song_has_a_title_that_is_not_taken_and_a_verse_and_a_chorus(
        self, writer: Writer, artist: Artist, brief: SongBrief
    ) -> None:
        first = writer.write_song(SongWritingRequest(artist, brief, 3, ()))
        second = writer.write_song(SongWritingRequest(artist, brief, 3, (first.title,)))
        assert second.title.lower() != first.title.lower()
        assert {"verse", "chorus"} <= {section.kind for section in first.sections}
        assert all(line.strip() for section in first.sections for line in section.lines)

    def test_words_follow_the_form_of_the_song(self, writer: Writer, artist: Artist, brief: SongBrief) -> None:
        form = tuple(
            FormPart(kind, 8)
            for kind in ("intro", "verse", "chorus", "break", "verse", "prechorus", "chorus", "bridge", "chorus")
        )
        song = writer.write_song(SongWritingRequest(artist, brief, 3, (), form=form))
        sung = [part.kind for part in form if part.kind in {"verse", "prechorus", "chorus", "bridge"}]
        assert [section.kind for section in song.sections] == sung

    @pytest.mark.parametrize("title", ["Slow Water", "Who? Not Me", "A", "The Lighthouse Keeper's Daughter"])
    def test_a_release_is_told_of_shortly_and_by_name(
        self, writer: Writer, artist: Artist, brief: SongBrief, title: str
    ) -> None:
        told = writer.write_release_text(ReleaseTextRequest(artist, brief, title, 3))
        assert 30 <= len(told.text) <= DESCRIPTION_MAX_CHARACTERS
        assert title in told.text or artist.identity.name in told.text
        assert told.text == " ".join(told.text.split()), "one paragraph"
        assert not {"<", ">", "#", "http"} & {*told.text, told.text[:4]}

    def test_everything_says_who_made_it(self, writer: Writer, artist: Artist, brief: SongBrief) -> None:
        song = writer.write_song(SongWritingRequest(artist, brief, 3, ()))
        told = writer.write_release_text(ReleaseTextRequest(artist, brief, song.title, 3))
        for made_by in (writer.write_identity(IDENTITY_REQUEST).made_by, song.made_by, told.made_by):
            assert made_by.provider, "the writer itself, or the vendor through whom it wrote"
            assert made_by.model
            assert made_by.licence

    @pytest.mark.parametrize("verdict", ["approve", "reject", "changes"])
    def test_proposals_name_values_that_an_artist_has(self, writer: Writer, artist: Artist, verdict: str) -> None:
        reflection = writer.reflect(
            ReflectionRequest(artist, "Slow Water", (), verdict, "too slow", ("too slow",), {"bpm": 90.0}, (), 5)
        )
        assert reflection.summary.strip()
        changed, book = apply_changes(artist, reflection.changes, EvolutionLimits())
        assert len(book) == len(reflection.changes)
        assert changed.sound.tempo_min_bpm <= changed.sound.tempo_max_bpm
        assert all(change.reason.strip() for change in reflection.changes)
