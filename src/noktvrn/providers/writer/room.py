"""The writer over the writers' room: models propose, our rules decide, the embedded writer always stands by."""

from __future__ import annotations

from dataclasses import replace

from noktvrn.ports.language import Role, Room
from noktvrn.ports.making import MadeBy
from noktvrn.ports.writer import (
    BriefRequest,
    IdentityDraft,
    IdentityRequest,
    Reflection,
    ReflectionRequest,
    ReleaseText,
    ReleaseTextRequest,
    SongBrief,
    SongWritingRequest,
    Writer,
    WrittenSong,
)
from noktvrn.services.roles.rounds import RoundBook
from noktvrn.services.roles.translating_release_text import is_wanted, translate_release_text
from noktvrn.services.roles.writing_brief import keeps_concept, remember_concept, write_concept
from noktvrn.services.roles.writing_identity import write_identity
from noktvrn.services.roles.writing_lyrics import write_lyrics
from noktvrn.services.roles.writing_reflection import remember_reflection, write_reflection
from noktvrn.services.roles.writing_release_text import write_release_text
from noktvrn.services.room.memory import Memory
from noktvrn.settings import WritingSettings

NAME = "room"


class RoomWriter:
    """Writes with language models where any can be asked, and with the embedded writer where none can.

    The embedded writer's work is always complete; models add to it what passes every rule. ``made_by`` names who wrote
    the words that stand, and lists every round that was asked, also those whose answers were not kept.

    Args:
        room: The room.
        embedded: The writer that needs nobody.
        settings: What is asked for, and how often.
        memory: What roles remember of artists; None to remember nothing. What stands is remembered, whoever wrote it.
    """

    name = NAME

    def __init__(self, room: Room, embedded: Writer, settings: WritingSettings, memory: Memory | None = None) -> None:
        """See the class."""
        self._memory = memory
        self._room = room
        self._embedded = embedded
        self._settings = settings

    def write_identity(self, request: IdentityRequest) -> IdentityDraft:
        """Propose a complete artist that suits the brief.

        Raises:
            InvalidInputError: As the embedded writer.
            StorageError: The room cannot write down what it spends.
        """
        drafted = self._embedded.write_identity(request)
        if not (self._settings.identity and self._room.is_open(Role.AUTHOR)):
            return drafted
        book = RoundBook(self._room, request.seed, patience_s=self._settings.patience_s)
        written = write_identity(book, request, self._settings, self._embedded.write_identity)
        return written or replace(drafted, made_by=book.beside(drafted.made_by))

    def write_brief(self, request: BriefRequest) -> SongBrief:
        """Plan one song; its numbers are the embedded writer's, what it is about is the room's.

        Raises:
            StorageError: The room cannot write down what it spends.
        """
        planned = self._embedded.write_brief(request)
        before = request.before
        if before is not None and before.made_by is not None and keeps_concept(request):
            is_ours = before.made_by.provider == self._embedded.name
            return (
                planned
                if is_ours
                else replace(planned, concept=before.concept, theme=before.theme, made_by=before.made_by)
            )
        book = self._book_for(request)
        if self._settings.brief and self._room.is_open(Role.AUTHOR):
            written = write_concept(book, request, planned)
            planned = written or replace(planned, made_by=_beside(book, planned.made_by))
        remember_concept(book, planned)
        return planned

    def write_song(self, request: SongWritingRequest) -> WrittenSong:
        """Write title and lyrics.

        Raises:
            StorageError: The room cannot write down what it spends.
        """
        if not (self._settings.lyrics and self._room.is_open(Role.AUTHOR)):
            return self._embedded.write_song(request)
        book = self._book_for(request)
        written = write_lyrics(book, request, self._settings)
        if written is not None:
            return written
        own = self._embedded.write_song(request)
        return replace(own, made_by=book.beside(own.made_by))

    def write_release_text(self, request: ReleaseTextRequest) -> ReleaseText:
        """Say what a release is.

        Raises:
            StorageError: The room cannot write down what it spends.
        """
        if not (self._settings.release_text and self._room.is_open(Role.AUTHOR)):
            return self._embedded.write_release_text(request)
        book = self._book_for(request)
        written = write_release_text(book, request)
        if written is None:
            own = self._embedded.write_release_text(request)
            written = replace(own, made_by=book.beside(own.made_by))
        if not is_wanted(request):
            return written
        return replace(written, translated=translate_release_text(book, request, written.text))

    def reflect(self, request: ReflectionRequest) -> Reflection:
        """Propose changes that follow from the decision.

        Raises:
            StorageError: The room cannot write down what it spends.
        """
        drawn = self._embedded.reflect(request)
        book = self._book_for(request)
        if self._settings.reflection and self._room.is_open(Role.REFLECTOR):
            drawn = write_reflection(book, request, drawn) or replace(drawn, made_by=book.beside(drawn.made_by))
        remember_reflection(book, request, drawn)
        return drawn

    def _book_for(
        self, request: BriefRequest | SongWritingRequest | ReleaseTextRequest | ReflectionRequest
    ) -> RoundBook:
        return RoundBook(
            self._room,
            request.seed,
            request.artist.id,
            request.run_id,
            patience_s=self._settings.patience_s,
            memory=self._memory,
        )


def _beside(book: RoundBook, made_by: MadeBy | None) -> MadeBy | None:
    return None if made_by is None else book.beside(made_by)
