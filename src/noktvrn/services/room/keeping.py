"""What stays of a request: the answer, for the very same request."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel

from noktvrn.errors import NotFoundError
from noktvrn.ports.clock import Clock
from noktvrn.ports.language import ModelRef, OrchestrationResult, OrchestrationStatus, RoomRequest
from noktvrn.ports.repositories import Records, UnitOfWork
from noktvrn.ports.room_state import StoredAnswer
from noktvrn.services.room.answers import as_stored, restored
from noktvrn.services.room.board import Board
from noktvrn.services.room.choosing import NO_WISHES, Wishes
from noktvrn.settings import RoomSettings
from noktvrn.types import ArtistId

A = TypeVar("A", bound=BaseModel)


class Keeper:
    """Reads and writes what stays; blocking.

    Args:
        records: Where it is kept.
        clock: Time.
        room: Settings of the room.
    """

    def __init__(self, records: Records, clock: Clock, room: RoomSettings) -> None:
        """See the class."""
        self._records = records
        self._clock = clock
        self._room = room
        self._wishes: dict[ArtistId, Wishes] = {}

    def recalled(self, request: RoomRequest[A], key: str) -> OrchestrationResult[A] | None:
        """Return the answer that the very same request got before; None when there is none that fits."""
        since = self._clock.now() - timedelta(days=self._room.answers_days)
        with self._records.read() as unit:
            stored = unit.room_state.answer(key, since)
        value = restored(request, stored) if stored is not None else None
        if stored is None or value is None:
            return None
        ref = ModelRef(stored.vendor, stored.model)
        return OrchestrationResult(OrchestrationStatus.CACHED, value, ref, (), Decimal(0))

    def needs_look(self, request: RoomRequest[Any], board: Board, at: datetime) -> bool:
        """Return whether something must be read before a request."""
        return board.is_stale(at) or (request.artist_id is not None and request.artist_id not in self._wishes)

    def looked_up(self, request: RoomRequest[Any], board: Board, at: datetime) -> Wishes:
        """Return what the artist of a request wishes; the board and the wishes are read anew after a few seconds."""
        if board.is_stale(at):
            board.read(at)
            self._wishes.clear()
        if request.artist_id is None:
            return NO_WISHES
        if request.artist_id not in self._wishes:
            with self._records.read() as unit:
                self._note_wishes(unit, request.artist_id)
        return self.known_wishes(request)

    def known_wishes(self, request: RoomRequest[Any]) -> Wishes:
        """Return what the artist of a request wishes, as it was last read."""
        return NO_WISHES if request.artist_id is None else self._wishes.get(request.artist_id, NO_WISHES)

    def keep(self, key: str, value: BaseModel, ref: ModelRef) -> None:
        """Keep an answer under its key."""
        text = as_stored(value)
        if text is None:
            return
        with self._records.write() as unit:
            answer = StoredAnswer(key, ref.vendor, ref.model, text, self._clock.now())
            unit.room_state.keep_answer(answer, self._room.answers_kept)
            unit.commit()

    def _note_wishes(self, unit: UnitOfWork, artist_id: ArtistId) -> None:
        try:
            artist = unit.artists.get(artist_id)
        except NotFoundError:  # an artist that is being made is not stored yet
            return
        self._wishes[artist_id] = Wishes(artist.slug, artist.writer.models)
