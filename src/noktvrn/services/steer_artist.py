"""Steer an artist by hand: autopilot, pause, resume, retire."""

from __future__ import annotations

from dataclasses import replace

from noktvrn.ports.repositories import ArtistEvent, UnitOfWork
from noktvrn.roster import lifecycle
from noktvrn.roster.artist import Artist, LifecycleStatus
from noktvrn.roster.lifecycle import StatusChange
from noktvrn.services.label import Label
from noktvrn.services.notices.of_runs import announce_status
from noktvrn.types import RunId


def set_autopilot(label: Label, name: str, on: bool, actor: str) -> Artist:
    """Let the label decide on an artist's songs by itself, or not; setting it again changes nothing.

    Raises:
        NotFoundError: No such artist.
    """
    now = label.clock.now()
    with label.records.write() as unit:
        artist = unit.artists.find(name)
        if artist.autopilot is on:
            return artist
        stored = unit.artists.save(replace(artist, autopilot=on, updated_at=now))
        reason = f"Autopilot switched {'on' if on else 'off'} by {actor}."
        unit.artists.add_event(ArtistEvent(artist.id, now, "autopilot", actor, reason))
        unit.commit()
    return stored


def pause_artist(label: Label, name: str, reason: str, actor: str) -> Artist:
    """Let an artist start no more runs until it is resumed.

    Raises:
        NotFoundError: No such artist.
        InvalidTransitionError: It is paused or retired.
    """
    with label.records.write() as unit:
        artist = unit.artists.find(name)
        change = lifecycle.pause(artist.status, by=actor, now=label.clock.now(), why=reason)
        stored = store_status(unit, artist, change, actor)
        unit.commit()
    return stored


def resume_artist(label: Label, name: str, reason: str, actor: str) -> Artist:
    """Let a paused artist work again, with the status that it had before.

    Raises:
        NotFoundError: No such artist.
        InvalidTransitionError: It is not paused.
    """
    with label.records.write() as unit:
        artist = unit.artists.find(name)
        was = _status_before_pause(unit, artist)
        change = lifecycle.resume(artist.status, by=actor, now=label.clock.now(), was=was, why=reason)
        stored = store_status(unit, artist, change, actor)
        unit.commit()
    return stored


def retire_artist(label: Label, name: str, reason: str, actor: str) -> Artist:
    """End an artist's career; its releases stay.

    Raises:
        NotFoundError: No such artist.
        InvalidTransitionError: It is retired.
    """
    with label.records.write() as unit:
        artist = unit.artists.find(name)
        change = lifecycle.retire(artist.status, by=actor, now=label.clock.now(), why=reason)
        stored = store_status(unit, artist, change, actor)
        unit.commit()
    return stored


def store_status(
    unit: UnitOfWork, artist: Artist, change: StatusChange, actor: str, run_id: RunId | None = None
) -> Artist:
    """Write a change of status and its reason into an open unit of work."""
    stored = unit.artists.save(replace(artist, status=change.after, status_reason=change.reason, updated_at=change.at))
    details = {"before": change.before.value, "after": change.after.value}
    unit.artists.add_event(ArtistEvent(artist.id, change.at, "status", actor, change.reason, run_id, details))
    announce_status(unit, stored, change, actor, run_id)
    return stored


def _status_before_pause(unit: UnitOfWork, artist: Artist) -> LifecycleStatus:
    pauses = [
        event
        for event in unit.artists.events(artist.id)
        if event.kind == "status" and event.details.get("after") == LifecycleStatus.PAUSED.value
    ]
    return LifecycleStatus(pauses[-1].details["before"]) if pauses else LifecycleStatus.ACTIVE
