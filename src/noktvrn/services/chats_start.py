"""Starting a song from a chat: once, however often the button is pressed or the update comes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from noktvrn.errors import NotFoundError
from noktvrn.journal.run import Run
from noktvrn.ports.access import KeptAnswer
from noktvrn.services.label import Label
from noktvrn.services.start_run import start_run
from noktvrn.types import RunId, Seed, child_seed, ulid

_OWNER: Final = "telegram"


def start_once(label: Label, key: str, *, artist: str, brief: str, actor: str) -> tuple[Run, bool]:
    """Start a song for an artist; the same key starts it once.

    The key and the moment at which it was first seen name the run. They are kept before it is started, so that a second
    try after a crash makes the same run or finds it made.

    Args:
        label: The label's means.
        key: What asks: a button of a message, or an update.
        artist: Slug or identifier.
        brief: What to make, in words; may be empty.
        actor: Who asks.

    Returns:
        The run, and whether it was started just now.

    Raises:
        NotFoundError: No such artist.
        InvalidTransitionError: The artist is paused or retired.
        InvalidInputError: The brief is too long.
    """
    asked = KeptAnswer(_OWNER, key, "start", 0, "", "", label.clock.now())
    with label.records.write() as unit:
        first = unit.access.keep_answer(asked) or asked
        unit.commit()
    foreseen = Foreseen(first.created_at, f"{_OWNER} {key}")
    try:
        with label.records.read() as unit:
            return unit.runs.get(RunId(foreseen.new_id())), False
    except NotFoundError:
        named = replace(label, identifiers=foreseen)
        return start_run(named, brief=brief, artist=artist, seed=None, autopilot=None, actor=actor), True


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Identifiers that follow from what asks for them.

    Attributes:
        at: UTC; when it was first asked.
        key: What asks.
    """

    at: datetime
    key: str

    def new_id(self) -> str:
        """Return the ULID of that moment whose random part is the digest of the key."""
        milliseconds = int(self.at.timestamp() * 1_000)
        return ulid(milliseconds, int.from_bytes(hashlib.sha256(self.key.encode()).digest()[:10], "big"))

    def new_seed(self) -> Seed:
        """Return the seed of the key; short enough for a person to type again."""
        return Seed(child_seed(int(self.at.timestamp()), self.key) % 2**31)
