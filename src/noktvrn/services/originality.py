"""Compare a song with the catalogue, and remember it there."""

from __future__ import annotations

import json
from pathlib import Path

from noktvrn.errors import AssetCorruptError, NotFoundError
from noktvrn.journal.run import Run
from noktvrn.ports.originality import RememberedSong
from noktvrn.ports.repositories import UnitOfWork
from noktvrn.review.facts import Neighbour, OriginalityFacts
from noktvrn.review.likeness import Fingerprint, Likeness, compare, index_keys
from noktvrn.services.label import Label
from noktvrn.types import ArtistId, RunId

FINGERPRINT_VERSION = 1
CANDIDATES = 24
"""Songs that are compared whole; each takes about two milliseconds."""

NEIGHBOURS_KEPT = 3


def read_fingerprint(path: Path) -> Fingerprint | None:
    """Read what the analyser wrote; None when it holds nothing that can be compared.

    Raises:
        AssetCorruptError: It is no fingerprint.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["version"] != FINGERPRINT_VERSION:
            return None
        melody = tuple(sorted({_piece(number) for number in found["melody"]}))
        harmony = bytes.fromhex("".join(f"{beat:0>12.12}" for beat in found["harmony"]))
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise AssetCorruptError(
            f"The fingerprint {path.name} cannot be read: {exc!r}.",
            remedy="Measure the take again: noktvrn run retry RUN --from measure",
            stage="gate",
        ) from exc
    fingerprint = Fingerprint(melody, harmony)
    return None if fingerprint.is_empty else fingerprint


def _piece(number: int) -> int:
    if not 0 <= number < 1 << 32:
        raise ValueError(f"{number} is no 32-bit number")
    return int(number)


def compare_with_catalogue(label: Label, run: Run, fingerprint: Fingerprint) -> OriginalityFacts:
    """Return the nearest songs of other runs, the nearest first, each run once."""
    with label.records.read() as unit:
        known = unit.originality.count(run.id)
        candidates = unit.originality.candidates(index_keys(fingerprint), run.id, CANDIDATES)
        # A small label is compared whole; in a large one the newest keep the nearest song from being nobody.
        newest = unit.originality.newest(run.id, CANDIDATES)
        candidates += [song for song in newest if song not in candidates][: CANDIDATES - len(candidates)]
        names = {song.artist_id: unit.artists.get(song.artist_id).identity.name for song in candidates}
    nearest: dict[RunId, Neighbour] = {}
    for song in candidates:
        neighbour = _neighbour(song, names[song.artist_id], compare(fingerprint, song.fingerprint))
        known_one = nearest.get(song.run_id)
        if known_one is None or neighbour.similarity > known_one.similarity:
            nearest[song.run_id] = neighbour
    ranked = sorted(nearest.values(), key=lambda neighbour: (-neighbour.similarity, neighbour.run_id))
    repeated = _repeated_on_purpose(label, run, ranked[0]) if ranked else ""
    return OriginalityFacts(tuple(ranked[:NEIGHBOURS_KEPT]), compared_with=known, repeated_run_id=repeated)


def _repeated_on_purpose(label: Label, run: Run, nearest: Neighbour) -> str:
    """Return the nearest song's run when this one was asked to be the same song and a person will judge it."""
    if run.autopilot or run.pass_no != 1:
        return ""
    try:
        with label.records.read() as unit:
            other = unit.runs.get(RunId(nearest.run_id))
    except NotFoundError:  # a song can be remembered for longer than its run
        return ""
    same = (run.artist_id, run.brief, run.seed) == (other.artist_id, other.brief, other.seed)
    return nearest.run_id if same else ""


def _neighbour(song: RememberedSong, artist: str, likeness: Likeness) -> Neighbour:
    return Neighbour(
        run_id=song.run_id,
        title=song.title,
        artist=artist,
        similarity=likeness.similarity,
        melody=likeness.melody,
        harmony=likeness.harmony,
        why=likeness.why,
    )


def remember(unit: UnitOfWork, run: Run, fingerprint: Fingerprint, label: Label) -> None:
    """Add the present take of a run to what later songs are compared with."""
    song = RememberedSong(
        run_id=run.id,
        pass_no=run.pass_no,
        artist_id=ArtistId(run.artist_id or ""),
        title=run.title,
        taken_at=label.clock.now(),
        fingerprint=fingerprint,
    )
    unit.originality.add(song, index_keys(fingerprint))
