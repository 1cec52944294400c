"""What the API answers about how an artist writes and what is remembered of it, and what it takes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from noktvrn.interfaces.web.api.models import Answer, Instant, Wish
from noktvrn.ports.language import Role


class WriterAnswer(Answer):
    """How an artist writes."""

    artist: str
    language: str
    perspective: str
    rhyme: str
    imagery: list[str]
    explicit: bool
    models: list[str]


class RememberedAnswer(Answer):
    """What one role remembers of an artist, oldest first."""

    role: Role
    updated_at: Instant
    lines: list[str]


class Memory(Answer):
    """What roles remember of an artist."""

    memory: list[RememberedAnswer]


class Forgotten(Answer):
    """Whose memory was erased."""

    forgotten: list[Role]


class WriterWish(Wish):
    """How an artist is to write; null leaves a thing as it is."""

    language: str | None = Field(default=None, max_length=40, description="A tag such as pt-BR, or an English name.")
    perspective: str | None = Field(default=None, max_length=20)
    rhyme: str | None = Field(default=None, max_length=20)
    imagery: list[Annotated[str, Field(max_length=60)]] | None = Field(default=None, max_length=40)
    explicit: bool | None = None
    models: list[Annotated[str, Field(max_length=120)]] | None = Field(
        default=None, max_length=40, description="The best first; none for those of the settings."
    )


class ForgetWish(Wish):
    """Whose memory to erase; that of all roles when null."""

    role: Role | None = None
