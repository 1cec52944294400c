"""The writer: identity, brief, title and lyrics, the release's text, reflection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from noktvrn.ports.making import MadeBy
from noktvrn.ports.music import FormPart
from noktvrn.review.findings import Finding
from noktvrn.roster.artist import Artist, Identity, Look, Sound, Voice, WriterSettings
from noktvrn.types import RunId


@dataclass(frozen=True, slots=True)
class IdentityRequest:
    """What to build an artist from.

    Attributes:
        brief: The operator's words; not empty.
        genre: Slug of the genre, or None to choose one that suits the brief.
        name: Stage name to keep, or None.
        seed: Seed.
        taken_names: Names that are in use; the new one differs.
        genres: Genres that the label can make.
        style_families: Ways of painting that the label knows.
        display_faces: Faces of titles.
        text_faces: Faces of small text.
        layouts: Cover templates.
        taken_stories: Stories of the other artists; the new one differs.
    """

    brief: str
    genre: str | None
    name: str | None
    seed: int
    taken_names: tuple[str, ...]
    genres: tuple[str, ...]
    style_families: tuple[str, ...]
    display_faces: tuple[str, ...]
    text_faces: tuple[str, ...]
    layouts: tuple[str, ...]
    taken_stories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentityDraft:
    """A proposed artist, before it is validated."""

    identity: Identity
    sound: Sound
    voice: Voice
    look: Look
    writer: WriterSettings
    made_by: MadeBy


@dataclass(frozen=True, slots=True)
class SongBrief:
    """What this run should make.

    Attributes:
        concept: One or two sentences on what the song is about.
        theme: The artist's theme that it takes up.
        mood: One word.
        genre: Slug of the genre.
        bpm: Tempo.
        key: Key, such as ``"A minor"``.
        energy: 0..1.
        length_s: Wanted length in seconds.
        dials: The artist's dials, moved for this song; each 0..1.
        notes: What the operator or earlier decisions asked for, in words.
        made_by: Who planned it; None in records of old.
    """

    concept: str
    theme: str
    mood: str
    genre: str
    bpm: float
    key: str
    energy: float
    length_s: float
    dials: Mapping[str, float]
    notes: tuple[str, ...] = ()
    made_by: MadeBy | None = None


@dataclass(frozen=True, slots=True)
class BriefRequest:
    """What to plan a song from.

    Attributes:
        artist: The artist.
        brief: The operator's words for this run; may be empty.
        notes: What decisions on earlier takes of this run asked for.
        seed: Seed.
        recent_titles: Titles of the artist's last songs.
        recent_themes: Themes of the artist's last songs.
        before: The brief of the take before, when this one was asked for.
        run_id: The run, for what the writing costs; None outside of runs.
    """

    artist: Artist
    brief: str
    notes: tuple[str, ...]
    seed: int
    recent_titles: tuple[str, ...]
    recent_themes: tuple[str, ...]
    before: SongBrief | None = None
    run_id: RunId | None = None


@dataclass(frozen=True, slots=True)
class LyricSection:
    """Lyrics of one section.

    Attributes:
        kind: ``"verse"``, ``"chorus"``, ``"bridge"``...
        lines: Lines as sung.
    """

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenSong:
    """Title and lyrics."""

    title: str
    sections: tuple[LyricSection, ...]
    language: str
    made_by: MadeBy


@dataclass(frozen=True, slots=True)
class SongWritingRequest:
    """What to write lyrics from.

    Attributes:
        artist: The artist.
        brief: What the song is about.
        seed: Seed.
        taken_titles: Titles in the label's catalogue; the new one differs from all.
        past_lines: Lines that the artist has sung before; the new song avoids them where it can.
        form: The form that the song will have; its verses, prechoruses, choruses and bridges each get their words.
            Empty when nobody knows it yet: then the writer chooses.
        run_id: The run, for what the writing costs; None outside of runs.
    """

    artist: Artist
    brief: SongBrief
    seed: int
    taken_titles: tuple[str, ...]
    past_lines: tuple[str, ...] = ()
    form: tuple[FormPart, ...] = ()
    run_id: RunId | None = None


@dataclass(frozen=True, slots=True)
class ReleaseTextRequest:
    """What to say about a release, and from what.

    Attributes:
        artist: The artist.
        brief: What the song is about.
        title: Title of the song.
        seed: Seed.
        run_id: The run, for what the writing costs; None outside of runs.
    """

    artist: Artist
    brief: SongBrief
    title: str
    seed: int
    run_id: RunId | None = None


@dataclass(frozen=True, slots=True)
class TranslatedText:
    """The same in the artist's language.

    Attributes:
        language: Code, such as ``"de"``.
        text: As long as the text at most.
        made_by: Who translated it.
    """

    language: str
    text: str
    made_by: MadeBy


@dataclass(frozen=True, slots=True)
class ReleaseText:
    """What a store or a press page says about a release.

    Attributes:
        text: One to three plain sentences in English, at most
            :data:`noktvrn.catalogue.release.DESCRIPTION_MAX_CHARACTERS` long.
        made_by: Who wrote it.
        translated: The same for those who listen in the artist's language; None for an artist who sings in English, and
            where nobody could translate it.
    """

    text: str
    made_by: MadeBy
    translated: TranslatedText | None = None


@dataclass(frozen=True, slots=True)
class ReflectionRequest:
    """What to reflect upon after a run.

    Attributes:
        artist: The artist as it stands.
        title: The song.
        findings: What the gate found in the take that was judged.
        verdict: ``"approve"``, ``"reject"``, ``"changes"``.
        reason: The decider's words.
        chips: Short reasons.
        measured: Figures of the song, such as ``{"bpm": 104.0, "loudness_lufs": -14.0}``.
        history: Verdicts on earlier songs, oldest first.
        seed: Seed.
        run_id: The run, for what the writing costs; None outside of runs.
    """

    artist: Artist
    title: str
    findings: tuple[Finding, ...]
    verdict: str
    reason: str
    chips: tuple[str, ...]
    measured: Mapping[str, float]
    history: tuple[str, ...]
    seed: int
    run_id: RunId | None = None


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """A change to the artist that the writer proposes; limits are applied by the roster.

    Attributes:
        field: Path of the value, such as ``"sound.dials.brightness"`` or ``"sound.tempo_min_bpm"``.
        before: Value now.
        after: Value proposed.
        reason: Why, in one sentence.
    """

    field: str
    before: float
    after: float
    reason: str


@dataclass(frozen=True, slots=True)
class Reflection:
    """What the writer learned."""

    summary: str
    changes: tuple[ProposedChange, ...]
    made_by: MadeBy = field(default_factory=lambda: MadeBy("embedded", "noktvrn-writer", "own work"))


class Writer(Protocol):
    """Writes words. Each method MUST be free of side effects.

    Errors: ``ProviderError`` and its children; ``InvalidInputError`` for an empty brief or unknown genre.
    """

    name: str

    def write_identity(self, request: IdentityRequest) -> IdentityDraft:
        """MUST propose a complete artist that suits the brief."""
        ...

    def write_brief(self, request: BriefRequest) -> SongBrief:
        """MUST plan one song within the artist's tempo range and keys, unlike the recent ones."""
        ...

    def write_song(self, request: SongWritingRequest) -> WrittenSong:
        """MUST return a title that is not taken, and lyrics with at least verse and chorus."""
        ...

    def write_release_text(self, request: ReleaseTextRequest) -> ReleaseText:
        """MUST say nothing that does not follow from the request: no success, no real people, no figure of its own."""
        ...

    def reflect(self, request: ReflectionRequest) -> Reflection:
        """MUST propose changes that follow from the decision; none is a good answer."""
        ...
