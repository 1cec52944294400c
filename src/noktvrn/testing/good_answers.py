"""Good answers of all roles, by the names of their prompts: what a model that does its work well might say.

The lyrics fit every form that the embedded music makes; ``told_by_schema`` plays them from a server that sees only the
schema of a request.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from noktvrn.testing.language_servers import Heard

LYRICS: Final[Mapping[str, Any]] = {
    "title": "Last Stop Harbour",
    "verses": [
        ["You ride with your coat buttoned wrong", "I count the lamps the whole way long"],
        ["The depot clock is standing still", "There's a glove upon the window sill"],
        ["The rails are cold, the wires are down", "Nobody else rides through this town"],
        ["The first bus hums beneath the square", "I look and you are never there"],
    ],
    "prechorus": ["And the wheels begin to hum", "And the wires begin to sing"],
    "chorus": ["Last stop harbour, stay on the line", "I'll leave the engine running slow"],
    "bridge": ["Tomorrow they will close the track", "I keep the ticket in the back"],
}
_IDENTITY: Final[Mapping[str, Any]] = {
    "name": "Ferry Kadlec",
    "story": "Ferry Kadlec mends harbour radios in a hut. Between two ships he plays what is left in the speakers.",
    "themes": ["harbour lights", "unclaimed keys", "last ferries"],
    "influences": ["coastal dub"],
    "genre": "synthwave",
    "moods": ["melancholic"],
    "perspective": "first",
    "rhyme": "couplet",
    "imagery": ["keys", "buoys", "static"],
}
_JUDGEMENT: Final[Mapping[str, Any]] = {
    "candidate": 1,
    **dict.fromkeys(("pictures", "singing", "movement", "plan"), 8),
    "reason": "It stays at the harbour.",
    "wish": "Say the hour in the second verse.",
}

GOOD_ANSWERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "author/lyrics": LYRICS,
    "helper/mend-lyrics": {**LYRICS, "title": "Ticket Folded Twice"},
    "critic/lyrics": {"judgements": [_JUDGEMENT]},
    "validator/lyrics": {"objections": []},
    "author/identity": _IDENTITY,
    "helper/mend-identity": _IDENTITY,
    "validator/identity": {"objections": []},
    "author/brief": {
        "concept": "A ferryman waits for one passenger who will not come tonight.",
        "theme": "last ferries",
    },
    "author/release_text": {
        "description": '"Last Stop Harbour" is about a ferryman and one passenger who will not come. It is told slowly.'
    },
    "helper/sum-up": {"lines": ["last ferries: a ferryman waits for one passenger."]},
    "reflector/run": {"summary": "It was judged, and nothing more follows from it.", "changes": []},
}
"""Answer by the name of the prompt."""

_FIELDS: Final[Mapping[str, str]] = {
    "chorus": "author/lyrics",
    "story": "author/identity",
    "concept": "author/brief",
    "objections": "validator/lyrics",
    "judgements": "critic/lyrics",
    "summary": "reflector/run",
    "lines": "helper/sum-up",
    "description": "author/release_text",
}
"""A field that only one shape of answer has, and the prompt of such an answer."""


def told_by_schema(answers: Mapping[str, Mapping[str, Any]]) -> Callable[[Heard], Mapping[str, Any]]:
    """Return a function that answers a request by the fields that its schema asks for."""

    def answer(heard: Heard) -> Mapping[str, Any]:
        asked = json.dumps(heard.body)
        prompt = next(_FIELDS[name] for name in _FIELDS if f'\\"{name}\\"' in asked or f'"{name}"' in asked)
        return answers[prompt]

    return answer
