"""Writes identities, plans, lyrics and texts in English from seeded grammars. No key, no network."""

from __future__ import annotations

import difflib
import random
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from noktvrn.catalogue.release import DESCRIPTION_MAX_CHARACTERS
from noktvrn.errors import InvalidInputError
from noktvrn.ports.making import MadeBy
from noktvrn.ports.writer import (
    BriefRequest,
    IdentityDraft,
    IdentityRequest,
    LyricSection,
    ProposedChange,
    Reflection,
    ReflectionRequest,
    ReleaseText,
    ReleaseTextRequest,
    SongBrief,
    SongWritingRequest,
    WrittenSong,
)
from noktvrn.review.findings import Severity
from noktvrn.roster.artist import Artist, Dials, Identity, Look, Oklch, Sound, Voice, WriterSettings
from noktvrn.roster.known_acts import known_act
from noktvrn.studio.words.characters import Character, invent_character
from noktvrn.studio.words.engine_version import WORDS_ENGINE_VERSION
from noktvrn.studio.words.genres import style_of
from noktvrn.studio.words.lessons import Judged, draw_lessons
from noktvrn.studio.words.library import bank_for, heavy_words
from noktvrn.studio.words.looks import LookChoices
from noktvrn.studio.words.lyrics import LyricPlan, write_lyrics
from noktvrn.studio.words.markup import Speaker
from noktvrn.studio.words.naming import is_taken
from noktvrn.studio.words.planning import ArtistSound, plan_song
from noktvrn.studio.words.release_text import ReleaseFacts, write_release_text
from noktvrn.studio.words.titles import write_title
from noktvrn.types import child_seed

LICENCE: Final = "own work, no rights of others"
NAME: Final = "embedded"


class EmbeddedWriter:
    """Writes in English from seeded grammars; the same request always gets the same answer."""

    name = NAME

    def write_identity(self, request: IdentityRequest) -> IdentityDraft:
        """Propose an artist that suits the brief.

        Raises:
            InvalidInputError: The brief is empty, the genre is unknown, or nothing is listed to choose from.
        """
        _check_identity_request(request)
        rng = random.Random(child_seed(request.seed, "identity", request.brief, request.genre or ""))
        taken = request.taken_names
        character = invent_character(
            brief=request.brief,
            genre=request.genre,
            genres=request.genres,
            name=request.name.strip() if request.name and request.name.strip() else None,
            is_refused=lambda name: is_taken(name, taken) or known_act(name) is not None,
            looks=LookChoices(
                style_families=request.style_families,
                display_faces=request.display_faces,
                text_faces=request.text_faces,
                layouts=request.layouts,
            ),
            rng=rng,
        )
        made_by = _made_by(request.seed, request.brief, {"genre": request.genre, "name": request.name})
        return _drafted(character, made_by)

    def write_brief(self, request: BriefRequest) -> SongBrief:
        """Plan one song within the artist's range, unlike the recent ones."""
        rng = random.Random(child_seed(request.seed, "brief", request.artist.id, len(request.recent_titles)))
        plan = plan_song(
            _sound_of(request.artist),
            said=request.brief,
            notes=request.notes,
            recent_themes=request.recent_themes,
            rng=rng,
        )
        said = (" ".join(request.brief.split()),) if request.brief.strip() else ()
        return SongBrief(
            concept=plan.concept,
            theme=plan.theme,
            mood=plan.mood,
            genre=request.artist.sound.genre,
            bpm=plan.bpm,
            key=plan.key,
            energy=plan.energy,
            length_s=plan.length_s,
            dials=plan.dials,
            notes=(*said, *request.notes),
            made_by=_made_by(request.seed, request.brief, {}),
        )

    def write_song(self, request: SongWritingRequest) -> WrittenSong:
        """Write title and lyrics."""
        brief, writer = request.brief, request.artist.writer
        bank = bank_for(brief.theme, seed=request.artist.seed)
        seed = child_seed(request.seed, "song", request.artist.id, len(request.taken_titles))
        speaker = Speaker(writer.perspective, is_man=request.artist.voice.register in {"bass", "baritone", "tenor"})
        asked = frozenset(heavy_words(" ".join((brief.concept, *brief.notes))))
        title = write_title(
            bank, speaker, random.Random(child_seed(seed, "title")), taken=request.taken_titles, wanted=asked
        )
        plan = LyricPlan(
            bank=bank,
            style=style_of(brief.genre),
            mood=brief.mood,
            rhyme=writer.rhyme,
            speaker=speaker,
            wanted=asked,
            imagery=frozenset(heavy_words(" ".join(writer.imagery))),
            sung=frozenset(line.lower() for line in request.past_lines),
            form=tuple(part.kind for part in request.form),
        )
        sections = write_lyrics(plan, title, random.Random(child_seed(seed, "lyrics")))
        parameters = {
            "theme": brief.theme,
            "mood": brief.mood,
            "perspective": writer.perspective,
            "rhyme": writer.rhyme,
        }
        return WrittenSong(
            title=title.text,
            sections=tuple(LyricSection(section.kind, section.lines) for section in sections),
            language="en",
            made_by=_made_by(request.seed, brief.concept, parameters),
        )

    def write_release_text(self, request: ReleaseTextRequest) -> ReleaseText:
        """Say what the release is, from what was planned."""
        artist, brief = request.artist, request.brief
        facts = ReleaseFacts(
            title=request.title,
            artist=artist.identity.name,
            genre=style_of(brief.genre).spoken,
            mood=brief.mood,
            theme=brief.theme,
            other_themes=tuple(theme for theme in artist.identity.themes if theme != brief.theme),
            concept=brief.concept,
            person=artist.writer.perspective,
        )
        rng = random.Random(child_seed(request.seed, "release_text", artist.id, request.title))
        parameters = {"title": request.title, "theme": brief.theme, "mood": brief.mood, "genre": brief.genre}
        return ReleaseText(
            write_release_text(facts, DESCRIPTION_MAX_CHARACTERS, rng),
            _made_by(request.seed, brief.concept, parameters),
        )

    def reflect(self, request: ReflectionRequest) -> Reflection:
        """Propose small changes that follow from the decision."""
        sound = request.artist.sound
        unmet = tuple(finding.code for finding in request.findings if finding.severity is not Severity.PASS)
        judged = Judged(
            title=request.title,
            verdict=request.verdict,
            said=tuple(said for said in (*request.chips, request.reason) if said.strip()),
            unmet=unmet,
            measured=request.measured,
            history=request.history,
        )
        summary, lessons = draw_lessons(judged, asdict(sound.dials), (sound.tempo_min_bpm, sound.tempo_max_bpm))
        changes = tuple(ProposedChange(each.path, each.before, each.after, each.reason) for each in lessons)
        parameters = {"verdict": request.verdict, "chips": list(request.chips), "findings": list(unmet)}
        return Reflection(summary, changes, _made_by(request.seed, request.reason, parameters))


def _check_identity_request(request: IdentityRequest) -> None:
    if not request.brief.strip():
        raise InvalidInputError(
            "The brief is empty.",
            remedy='Say in a few words what the artist is like: --brief "slow synthwave about night drives"',
            stage="identity",
        )
    for what, listed in (
        ("genres", request.genres),
        ("style families", request.style_families),
        ("display faces", request.display_faces),
        ("text faces", request.text_faces),
        ("layouts", request.layouts),
    ):
        if not listed:
            raise InvalidInputError(
                f"No {what} are listed to choose from.",
                remedy="Configure a provider that lists some.",
                stage="identity",
            )
    if request.genre is not None and request.genre not in request.genres:
        raise _unknown_genre(request.genre, request.genres)


def _unknown_genre(genre: str, known: tuple[str, ...]) -> InvalidInputError:
    spelled = genre.strip().lower().replace(" ", "_").replace("-", "_")
    near = difflib.get_close_matches(spelled, known, n=1, cutoff=0.4)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    return InvalidInputError(
        f"Unknown genre {genre!r}.", remedy=f"{hint}Known: {', '.join(sorted(known))}.", stage="identity"
    )


def _drafted(character: Character, made_by: MadeBy) -> IdentityDraft:
    look = character.look
    return IdentityDraft(
        identity=Identity(character.name, character.story, character.themes, character.influences),
        sound=Sound(
            genre=character.genre,
            tempo_min_bpm=character.tempo_bpm[0],
            tempo_max_bpm=character.tempo_bpm[1],
            keys=character.keys,
            moods=character.moods,
            instruments=character.instruments,
            dials=Dials(**character.dials),
        ),
        voice=Voice(
            register=character.register,
            timbre=character.timbre,
            breath=character.breath,
            vibrato_cents=character.vibrato_cents,
            formant_shift=character.formant_shift,
        ),
        look=Look(
            style_family=look.style_family,
            palette=tuple(Oklch(*colour) for colour in look.palette),
            display_face=look.display_face,
            text_face=look.text_face,
            layout=look.layout,
            motif=dict(look.motif),
        ),
        writer=WriterSettings("en", character.perspective, character.rhyme, character.imagery),
        made_by=made_by,
    )


def _sound_of(artist: Artist) -> ArtistSound:
    return ArtistSound(
        genre=artist.sound.genre,
        tempo_bpm=(artist.sound.tempo_min_bpm, artist.sound.tempo_max_bpm),
        keys=artist.sound.keys,
        moods=artist.sound.moods,
        themes=artist.identity.themes,
        dials=asdict(artist.sound.dials),
        seed=artist.seed,
    )


def _made_by(seed: int, prompt: str, parameters: Mapping[str, Any]) -> MadeBy:
    return MadeBy(
        NAME, f"noktvrn-writer {WORDS_ENGINE_VERSION}", LICENCE, prompt=prompt, parameters=dict(parameters), seed=seed
    )
