"""One state of all records in memory, and how a record is kept, found and refused as a database would."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeVar

from noktvrn.catalogue.provenance import ProvenanceLink
from noktvrn.errors import InvalidInputError, NotFoundError, StorageError, VersionConflictError
from noktvrn.journal.run import Run
from noktvrn.journal.steps import Step, StepRecord
from noktvrn.ports.access import ApiToken, AuditEntry, KeptAnswer, Operator, SignInLink, WebSession
from noktvrn.ports.chats import AppliedUpdate, BotRecord, Chat, ChatMessage, ChatUser, PairingCode
from noktvrn.ports.footage import ClipUse, StoredClip
from noktvrn.ports.ledger import LedgerEntry
from noktvrn.ports.notices import Notice, TargetState
from noktvrn.ports.originality import RememberedSong
from noktvrn.ports.repositories import (
    ArtistEvent,
    EngineCommand,
    ReflectionRecord,
    ReleaseRecord,
    RunAsset,
    WorkerBeat,
)
from noktvrn.ports.room_state import Closure, Conversation, Standing, StoredAnswer
from noktvrn.review.decision import Decision
from noktvrn.roster.artist import Artist

RecordT = TypeVar("RecordT")
StepKey = tuple[str, int, Step, int]


@dataclass(slots=True)
class Shelves:
    """One state of all records."""

    artists: dict[str, Artist] = field(default_factory=dict)
    events: list[ArtistEvent] = field(default_factory=list)
    runs: dict[str, Run] = field(default_factory=dict)
    steps: dict[StepKey, StepRecord] = field(default_factory=dict)
    assets: dict[tuple[str, int, str], RunAsset] = field(default_factory=dict)
    links: dict[tuple[str, int], ProvenanceLink] = field(default_factory=dict)
    reflections: dict[tuple[str, int], ReflectionRecord] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    releases: dict[str, ReleaseRecord] = field(default_factory=dict)
    songs: dict[tuple[str, int], tuple[RememberedSong, frozenset[int]]] = field(default_factory=dict)
    clips: dict[str, StoredClip] = field(default_factory=dict)
    clip_uses: dict[tuple[str, str, int, str], ClipUse] = field(default_factory=dict)
    commands: dict[int, EngineCommand] = field(default_factory=dict)
    done: dict[int, datetime] = field(default_factory=dict)
    workers: dict[str, WorkerBeat] = field(default_factory=dict)
    operators: dict[str, Operator] = field(default_factory=dict)
    links_in: dict[str, SignInLink] = field(default_factory=dict)
    sessions: dict[str, WebSession] = field(default_factory=dict)
    tokens: dict[str, ApiToken] = field(default_factory=dict)
    audit: dict[int, AuditEntry] = field(default_factory=dict)
    answers: dict[tuple[str, str], KeptAnswer] = field(default_factory=dict)
    chat_users: dict[int, ChatUser] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    chat_codes: dict[str, PairingCode] = field(default_factory=dict)
    chat_messages: dict[int, ChatMessage] = field(default_factory=dict)
    chat_bots: dict[str, BotRecord] = field(default_factory=dict)
    chat_updates: dict[tuple[int, int], AppliedUpdate] = field(default_factory=dict)
    notices: dict[int, Notice] = field(default_factory=dict)
    calls: dict[str, LedgerEntry] = field(default_factory=dict)
    pots: dict[str, Decimal] = field(default_factory=dict)
    standings: dict[tuple[str, str, str], Standing] = field(default_factory=dict)
    closures: dict[str, Closure] = field(default_factory=dict)
    stored_answers: dict[str, StoredAnswer] = field(default_factory=dict)
    conversations: dict[tuple[str, str], Conversation] = field(default_factory=dict)
    notice_targets: dict[str, TargetState] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)

    def copy(self) -> Shelves:
        """Return a state that shares the records, which never change, but not the shelves."""
        return Shelves(**{shelf.name: getattr(self, shelf.name).copy() for shelf in fields(self)})


def kept(record: RecordT) -> RecordT:
    """Return a record as a database would give it back, and refuse what a database would refuse."""
    changes: dict[str, Any] = {}
    for place in fields(record):  # type: ignore[arg-type]  # every record is a dataclass
        value = getattr(record, place.name)
        if isinstance(value, datetime) and value.utcoffset() != timedelta(0):
            raise InvalidInputError(f"The instant {value} is not in UTC.", remedy="Pass UTC.", stage="storage")
        if isinstance(value, Mapping) or (isinstance(value, Sequence) and _holds_mappings(value)):
            changes[place.name] = _through_json(value)
    return replace(record, **changes)  # type: ignore[type-var]  # every record is a dataclass


def _holds_mappings(value: Sequence[Any]) -> bool:
    return not isinstance(value, str) and (isinstance(value, list) or any(isinstance(v, Mapping) for v in value))


def _through_json(value: Any) -> Any:
    try:
        return json.loads(json.dumps(value, allow_nan=False, ensure_ascii=False, default=_as_dict).encode())
    except (TypeError, ValueError) as exc:
        raise InvalidInputError(
            f"A value cannot be kept as JSON: {exc}.", remedy="Pass JSON values.", stage="storage"
        ) from exc


def _as_dict(value: Any) -> dict[Any, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def fitting(records: Iterable[RecordT], name: str, *names: str) -> list[RecordT]:
    """Return the records one of whose fields is the name, or else those with a field that begins with it."""
    key = name.strip().lower()
    every = list(records)
    whole = [record for record in every if any(getattr(record, field_name) == key for field_name in names)]
    begun = [record for record in every if any(getattr(record, field_name).startswith(key) for field_name in names)]
    return whole or (begun if key else [])


def found(kind: str, name: str, named: Sequence[RecordT], known: Sequence[str] = ()) -> RecordT:
    """Return the one record that fits, or refuse."""
    if len(named) == 1:
        return named[0]
    if named:
        raise NotFoundError(f"More than one {kind} fits {name!r}.", remedy="Type more of the name.", stage=kind)
    raise not_found(kind, name, known)


def not_found(kind: str, name: str, known: Sequence[str] = ()) -> NotFoundError:
    """Return the error for a name that nothing has."""
    near = get_close_matches(name.strip().lower(), known, n=3, cutoff=0.4)
    guess = f"Did you mean {' or '.join(near)}? " if near else ""
    return NotFoundError(f"There is no {kind} {name!r}.", remedy=f"{guess}See all: noktvrn {kind} list", stage=kind)


def conflict(kind: str, name: str) -> VersionConflictError:
    """Return the error for a record that is there already or has changed."""
    return VersionConflictError(
        f"The {kind} {name} was stored or changed by somebody else.", remedy="Read it again.", stage=kind
    )


def require(is_there: bool, kind: str, name: str) -> None:
    """Refuse a reference to what is not there."""
    if not is_there:
        raise StorageError(
            f"The record refers to {kind} {name}, which is not stored.", remedy=f"Store the {kind} first.", stage=kind
        )
