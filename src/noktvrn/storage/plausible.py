"""Fills an empty database with a plausible history of a large label, for tests, benches and looking at pages.

Rows are written in bulk and not through the rules: a hundred thousand runs in a minute. Everything follows from one
seed and the given present; no files are made, so nothing of it can be heard.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlalchemy.engine import Engine

from noktvrn.errors import InvalidInputError, InvalidTransitionError
from noktvrn.journal.run import RunState
from noktvrn.journal.steps import ORDER, Step, StepOutcome
from noktvrn.review.decision import DecisionState, Verdict
from noktvrn.roster.artist import LifecycleStatus
from noktvrn.storage.database import writing
from noktvrn.storage.plausible_words import (
    COLOURS,
    FAILURES,
    FIRST,
    GENRES,
    IDENTITY,
    INK,
    LOOK,
    PLACES,
    REASONS,
    RESULTS,
    RUN,
    SECOND,
    SOUND,
    THINGS,
    VOICE,
    WRITER,
)
from noktvrn.storage.tables import artist_events, artists, decisions, releases, runs, steps
from noktvrn.types import Seed, child_seed, ulid

DAYS = 540
"""How far back the history goes."""

MAX_ARTISTS, MAX_RUNS = 20_000, 1_000_000
_BATCH = 2_000

_STATES = (
    (RunState.RELEASED, 0.10),
    (RunState.REJECTED, 0.62),
    (RunState.CANCELLED, 0.16),
    (RunState.FAILED, 0.117),
    (RunState.PAUSED, 0.001),
    (RunState.NEEDS_DECISION, 0.002),
)
"""Shares of runs; few wait, because a label is looked after."""

_SECONDS: Mapping[str, float] = {
    "select_artist": 0.05, "brief": 0.1, "write": 0.4, "song": 9.0, "measure": 2.2, "cover": 3.1, "teaser": 12.0,
    "gate": 1.4, "send_for_review": 0.1, "wait_for_decision": 5_400.0, "film": 40.0, "package": 2.6, "reflect": 0.3,
    "lifecycle": 0.1,
}  # fmt: skip
"""Typical length of a step; one that is not named here takes a second."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """How much was written."""

    artists: int
    runs: int
    steps: int
    decisions: int
    releases: int


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of one run."""

    run: dict[str, Any]
    steps: list[dict[str, Any]]
    decisions: list[dict[str, Any]]
    release: dict[str, Any] | None


def fill(
    engine: Engine,
    *,
    artists_wanted: int,
    runs_wanted: int,
    seed: Seed,
    now: datetime,
    progress: Callable[[float], None] = lambda share: None,
) -> Seeded:
    """Write the history of a label into a database that has no artists yet.

    Args:
        engine: A database whose tables are current.
        artists_wanted: 1..20,000.
        runs_wanted: 0..1,000,000.
        seed: Everything follows from it.
        now: The present, UTC; the history ends here.
        progress: Told how far the work is, 0..1.

    Raises:
        InvalidInputError: A number out of range.
        InvalidTransitionError: The database has artists.
    """
    if not 1 <= artists_wanted <= MAX_ARTISTS or not 0 <= runs_wanted <= MAX_RUNS:
        raise InvalidInputError(
            f"{artists_wanted} artists and {runs_wanted} runs cannot be written.",
            remedy=f"Ask for 1 to {MAX_ARTISTS} artists and at most {MAX_RUNS} runs.",
            stage="seed",
        )
    rng = random.Random(child_seed(seed, "plausible"))
    with writing(engine.connect()) as connection:
        with connection.begin():
            if connection.execute(select(func.count()).select_from(artists)).scalar_one():
                raise InvalidTransitionError(
                    "This label has artists, and an invented history must not mix with a real one.",
                    remedy="Choose an empty home with --home.",
                    stage="seed",
                )
            people = [_artist(number, rng, now) for number in range(artists_wanted)]
            connection.execute(insert(artists), people)
            connection.execute(insert(artist_events), [_birth(person) for person in people])
        written = {"steps": 0, "decisions": 0, "releases": 0}
        for first in range(0, runs_wanted, _BATCH):
            numbers = range(first, min(first + _BATCH, runs_wanted))
            made = [_run(number, runs_wanted, people, rng, now) for number in numbers]
            with connection.begin():
                for table, rows in _by_table(made):
                    if rows:
                        connection.execute(insert(table), rows)
                    if table.name in written:
                        written[table.name] += len(rows)
            progress((first + len(made)) / runs_wanted)
    return Seeded(artists_wanted, runs_wanted, **written)


def _by_table(made: list[_Rows]) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    yield runs, [rows.run for rows in made]
    yield steps, [step for rows in made for step in rows.steps]
    yield decisions, [decision for rows in made for decision in rows.decisions]
    yield releases, [rows.release for rows in made if rows.release is not None]


def _artist(number: int, rng: random.Random, now: datetime) -> dict[str, Any]:
    name = _name(number)
    at = now - timedelta(days=DAYS + rng.random() * 60)
    sound = _sound(rng)
    status = rng.choices(list(LifecycleStatus), (3, 10, 3, 1, 1))[0]
    look = _look(rng)
    return {
        "id": _ulid(at, rng),
        "slug": name.lower().replace(" ", "-"),
        "status": status.value,
        "status_reason": "New on the roster." if status is LifecycleStatus.CANDIDATE else "By what its songs met with.",
        "autopilot": rng.random() < 0.3,
        "seed": rng.randrange(2**31),
        "brief": f"{rng.choice(THINGS)} {rng.choice(PLACES)}",
        "identity": {
            "name": name,
            "story": f"{name} writes about {rng.choice(THINGS)} {rng.choice(PLACES)}. Nobody else does.",
            **IDENTITY,
        },
        "sound": sound,
        "voice": VOICE,
        "look": look,
        "writer": WRITER,
        "created_at": at,
        "updated_at": at,
        "version": 0,
    }


def _name(number: int) -> str:
    name = f"{FIRST[number % len(FIRST)]} {SECOND[number // len(FIRST) % len(SECOND)]}"
    circle = number // (len(FIRST) * len(SECOND))
    return f"{name} {circle + 1}" if circle else name


def _sound(rng: random.Random) -> dict[str, Any]:
    genre, tempo = rng.choice(GENRES)
    dials = {key: round(rng.uniform(0.2, 0.8), 3) for key in ("brightness", "density", "swing", "darkness")}
    dials |= {"complexity": 0.5, "energy": round(rng.uniform(0.2, 0.9), 3)}
    return {"genre": genre, "tempo_min_bpm": tempo - 6.0, "tempo_max_bpm": tempo + 6.0, "dials": dials, **SOUND}


def _look(rng: random.Random) -> dict[str, Any]:
    hue = rng.random() * 360
    colours = [*((light, chroma, (hue + turn) % 360) for light, chroma, turn in COLOURS), (*INK, hue)]
    names = ("lightness", "chroma", "hue_deg")
    return {"palette": [dict(zip(names, colour, strict=True)) for colour in colours], **LOOK}


def _birth(artist: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value.isoformat() if isinstance(value, datetime) else value for key, value in artist.items()}
    return {
        "artist_id": artist["id"],
        "at": artist["created_at"],
        "kind": "created",
        "actor": "seed",
        "reason": "Invented for tests.",
        "run_id": None,
        "details": {"artist": kept},
    }


def _run(number: int, total: int, people: list[dict[str, Any]], rng: random.Random, now: datetime) -> _Rows:
    share = (number + rng.random()) / total
    state = _state(share, rng)
    # What waits is young: its time to be decided has not run out.
    age = timedelta(days=rng.random() * 6) if state is RunState.NEEDS_DECISION else timedelta(days=DAYS * (1 - share))
    at = now - age - timedelta(hours=3)
    artist = people[min(int(len(people) * rng.random() ** 1.6), len(people) - 1)]
    run_id = _ulid(at, rng)
    failure = rng.choice(FAILURES) if state in {RunState.FAILED, RunState.PAUSED} else None
    last = Step(failure["stage"]) if failure else None
    made_steps, ended = _steps(run_id, state, last, failure, at, rng)
    made_decisions = _decisions(run_id, state, ended, rng)
    title = f"{rng.choice(THINGS).capitalize()} {rng.choice(PLACES)}"
    run = {
        **RUN,
        "id": run_id,
        "artist_id": artist["id"],
        "seed": rng.randrange(2**31),
        "state": state.value,
        "title": title,
        "failure": failure,
        "review_deadline": ended + timedelta(days=7) if state is RunState.NEEDS_DECISION else None,
        "created_at": at,
        "updated_at": ended,
    }
    release = _release(run, artist["slug"], ended, rng) if state is RunState.RELEASED else None
    return _Rows(run, made_steps, made_decisions, release)


def _release(run: Mapping[str, Any], slug: str, at: datetime, rng: random.Random) -> dict[str, Any]:
    return {
        "id": _ulid(at, rng),
        "run_id": run["id"],
        "artist_id": run["artist_id"],
        "title": run["title"],
        "folder": f"{slug}_{at:%Y-%m-%d}_{run['id'][-8:]}",
        "packaged_at": at,
        "sums_sha256": f"{rng.getrandbits(256):064x}",
    }


def _state(share: float, rng: random.Random) -> RunState:
    states, weights = zip(*_STATES, strict=True)
    state: RunState = rng.choices(states, weights)[0]
    return state


def _steps(
    run_id: str, state: RunState, last: Step | None, failure: Mapping[str, Any] | None, at: datetime, rng: random.Random
) -> tuple[list[dict[str, Any]], datetime]:
    rows = []
    end = at
    for step in ORDER:
        if state is RunState.CANCELLED and step.position > Step.SONG.position:
            break
        begin = end
        length_s = _SECONDS.get(step.value, 1.0) * rng.lognormvariate(0.0, 0.25)
        end = begin + timedelta(microseconds=round(length_s * 1e6))
        outcome = StepOutcome.SUCCEEDED
        if step is last:
            outcome = StepOutcome.FAILED
        elif step is Step.WAIT_FOR_DECISION and state is RunState.NEEDS_DECISION:
            outcome = StepOutcome.WAITING
        waits = outcome is StepOutcome.WAITING
        rows.append(
            {
                "run_id": run_id,
                "pass_no": 1,
                "step": step.value,
                "attempt": 1,
                "outcome": outcome.value,
                "started_at": begin,
                "ended_at": None if waits else end,
                "worker": "w-1",
                "result": _result(step, rng),
                "failure": failure if outcome is StepOutcome.FAILED else None,
                "progress": 0.0 if waits else 1.0,
                "note": "",
            }
        )
        if outcome is not StepOutcome.SUCCEEDED:
            return rows, begin if waits else end
    return rows, end


def _result(step: Step, rng: random.Random) -> dict[str, Any]:
    if step is Step.MEASURE:
        loudness = round(rng.gauss(-14.0, 0.08), 2)
        return {"figures": {"duration_s": 184.0, "loudness_lufs": loudness, "true_peak_dbtp": -1.3, "bpm": 96.0}}
    return RESULTS.get(step.value, {})


def _decisions(run_id: str, state: RunState, ended: datetime, rng: random.Random) -> list[dict[str, Any]]:
    verdict = {RunState.RELEASED: Verdict.APPROVE, RunState.REJECTED: Verdict.REJECT}.get(state)
    if verdict is None:
        return []
    at = ended - timedelta(minutes=11)
    return [
        {
            "id": _ulid(at, rng),
            "run_id": run_id,
            "pass_no": 1,
            "verdict": verdict.value,
            "actor": rng.choice(("robin", "ana", "autopilot")),
            "surface": rng.choice(("web", "cli")),
            "reason": "" if verdict is Verdict.APPROVE else rng.choice(REASONS),
            "chips": [],
            "artefacts": {},
            "decided_at": at,
            "effective_at": at + timedelta(minutes=10),
            "state": DecisionState.FINAL.value,
            "undone_by": None,
            "undone_at": None,
        }
    ]


def _ulid(at: datetime, rng: random.Random) -> str:
    return ulid(int(at.timestamp() * 1000), rng.getrandbits(80))
