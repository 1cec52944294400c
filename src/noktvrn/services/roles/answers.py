"""The shapes in which roles answer. Bounds here only keep out what nobody could use; rules of taste come after.

Extra fields are dropped, because some models add a remark; nothing outside of these fields is ever read.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Words = Annotated[str, StringConstraints(max_length=200)]
Paragraph = Annotated[str, StringConstraints(max_length=2_000)]
Stanza = Annotated[list[Words], Field(max_length=40)]
Few = Annotated[list[Words], Field(max_length=16)]
Mark = Annotated[int, Field(ge=1, le=10)]


class Answer(BaseModel):
    """What a role answers."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class LyricsAnswer(Answer):
    """Title and the distinct parts of a lyric; a part that the song lacks is empty."""

    title: Words
    verses: Annotated[list[Stanza], Field(max_length=12)]
    prechorus: Stanza = []
    chorus: Stanza
    bridge: Stanza = []


class IdentityAnswer(Answer):
    """Who an artist is."""

    name: Words
    story: Paragraph
    themes: Few
    influences: Few
    genre: Words
    moods: Few
    perspective: Words
    rhyme: Words
    imagery: Few


class BriefAnswer(Answer):
    """What a song is about."""

    concept: Paragraph
    theme: Words


class ReleaseTextAnswer(Answer):
    """What is said about a release."""

    description: Paragraph


class ObjectionKind(StrEnum):
    """Why a validator objects."""

    REAL_NAME = "real_name"
    QUOTATION = "quotation"
    LANGUAGE = "language"
    HARM = "harm"
    CONTRADICTION = "contradiction"
    CLAIM = "claim"
    NOT_LYRICS = "not_lyrics"


class Objection(Answer):
    """One thing that a validator found; it counts only where the quote stands in the text."""

    quote: Paragraph
    kind: ObjectionKind
    reason: Paragraph


class ValidationAnswer(Answer):
    """What a validator found; nothing is a good answer."""

    objections: Annotated[list[Objection], Field(max_length=24)] = []


class Judgement(Answer):
    """A critic's judgement of one candidate, numbered from 1."""

    candidate: int
    pictures: Mark
    singing: Mark
    movement: Mark
    plan: Mark
    reason: Paragraph
    wish: Paragraph

    @property
    def score(self) -> float:
        """Mean of the four marks, 1..10."""
        return (self.pictures + self.singing + self.movement + self.plan) / 4


class CriticAnswer(Answer):
    """A critic's judgements."""

    judgements: Annotated[list[Judgement], Field(min_length=1, max_length=8)]


class ChangeAnswer(Answer):
    """A change to an artist."""

    field: Words
    after: float
    reason: Paragraph


class ReflectionAnswer(Answer):
    """What was learned from one judged song."""

    summary: Paragraph
    changes: Annotated[list[ChangeAnswer], Field(max_length=12)] = []


class ShortAnswer(Answer):
    """What is remembered, in short."""

    lines: Annotated[list[Paragraph], Field(max_length=24)]


class DiagnosisAnswer(Answer):
    """Why a run stopped."""

    cause: Paragraph
    quotes: Annotated[list[Paragraph], Field(max_length=12)]
    sureness: Mark


class Repair(StrEnum):
    """What may be done about a run that stopped."""

    RESUME = "resume"
    RETRY = "retry"
    SET = "set"
    WAIT = "wait"
    ASK = "ask"


class RepairAnswer(Answer):
    """What to do about a run that stopped."""

    action: Repair
    step: Words = ""
    key: Words = ""
    value: Words = ""
    reason: Paragraph
