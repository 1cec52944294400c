"""An artist, a brief and good lyrics, from which the tests of the roles depart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from noktvrn.ports.language import Fault
from noktvrn.ports.music import FormPart
from noktvrn.ports.writer import SongBrief, SongWritingRequest
from noktvrn.services.roles.answers import LyricsAnswer
from noktvrn.testing.builders import build_artist

ARTIST = build_artist()
BRIEF = SongBrief(
    concept="The last tram driver of the night carries one passenger who never says where she gets off.",
    theme="night trains",
    mood="longing",
    genre="synthwave",
    bpm=96.0,
    key="A minor",
    energy=0.5,
    length_s=170.0,
    dials={"brightness": 0.5},
    notes=("slower than the last one",),
)
FORM = tuple(
    FormPart(kind, bars)
    for kind, bars in (
        ("intro", 8), ("verse", 8), ("chorus", 8), ("break", 4), ("verse", 8), ("chorus", 8), ("bridge", 8),
        ("chorus", 8), ("outro", 4),
    )
)  # fmt: skip
REQUEST = SongWritingRequest(ARTIST, BRIEF, 5, ("Slow Water",), form=FORM)
GOOD = LyricsAnswer(
    title="Last Stop Harbour",
    verses=[
        [
            "You ride with your coat buttoned wrong",
            "A paper ticket folded twice",
            "I count the lamps the whole way long",
            "You never tell me your stop's price",
        ],
        [
            "The depot clock is standing still",
            "Your seat is warm when you are gone",
            "There's a glove upon the window sill",
            "I drive the empty carriage on",
        ],
    ],
    chorus=[
        "Last stop harbour, stay on the line",
        "I'll leave the engine running slow",
        "Last stop harbour, one more time",
        "You don't have to say where you go",
    ],
    bridge=[
        "Tomorrow they will close the track",
        "And lay the grass where we have been",
        "I keep the ticket in the back",
        "Of a book that I have never seen",
    ],
)


def good(**changes: Any) -> LyricsAnswer:
    """Return good lyrics with some fields replaced."""
    return GOOD.model_copy(update=changes)


def asked(**changes: Any) -> SongWritingRequest:
    """Return the request with some fields replaced."""
    return replace(REQUEST, **changes)


NO_OBJECTION: dict[str, Any] = {"objections": []}


def judged(*marks: int, wish: str = "Say the hour in the second verse.") -> dict[str, Any]:
    """Return a critic's answer: one mark per candidate, given four times."""
    return {
        "judgements": [
            {
                "candidate": number,
                **dict.fromkeys(("pictures", "singing", "movement", "plan"), mark),
                "reason": "The ticket is its own picture.",
                "wish": wish,
            }
            for number, mark in enumerate(marks, start=1)
        ]
    }


SILENT = Fault.UNREACHABLE
