"""A small label as its console would find it at noon: three songs that wait, one that is made, one failed, one out."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from noktvrn.app import open_label
from noktvrn.catalogue.provenance import ProvenanceLink
from noktvrn.journal.run import Run, RunState
from noktvrn.journal.steps import ORDER, Failure, Step, StepOutcome
from noktvrn.ops.budgets import pots_of
from noktvrn.ports.language import Fault, Role
from noktvrn.ports.repositories import RunAsset, UnitOfWork
from noktvrn.ports.room_state import Closure
from noktvrn.review.decision import DecisionState, Verdict
from noktvrn.roster.artist import Identity, LifecycleStatus
from noktvrn.services.label import Label
from noktvrn.settings import load_settings
from noktvrn.testing.builders import (
    build_artist,
    build_decision,
    build_event,
    build_link,
    build_release,
    build_run,
    build_step,
)
from noktvrn.testing.clock import NOON, FrozenClock
from noktvrn.testing.identifiers import counted_id
from noktvrn.testing.ledger_contract import build_call, settled
from noktvrn.types import ArtistId, ReleaseId, RunId

NOVA, TANAKA, LONG = ArtistId(counted_id(1)), ArtistId(counted_id(2)), ArtistId(counted_id(3))
RAIN, TOKYO, ENDLESS = RunId(counted_id(1001)), RunId(counted_id(1002)), RunId(counted_id(1003))
MAKING, FAILED, RELEASED = RunId(counted_id(1004)), RunId(counted_id(1005)), RunId(counted_id(990))

WORKER = "w-1"

DURATION_S = 184.0
_FORM = (("intro", 0), ("verse", 16), ("chorus", 48), ("verse", 72), ("chorus", 104), ("bridge", 128), ("chorus", 152))
_LINES = ("Every car that passes", "Spells another name", "Midnight rain, come down", "And wash me clean")


def lay_out(home: Path) -> None:
    """Fill a home."""
    with open_label(load_settings({"home": home}, env={})) as label, label.records.write() as unit:
        for number, name in ((1, "Nova Kestrel"), (2, "田中 花子"), (3, "The Extraordinarily Long Name of One Band")):
            status = (LifecycleStatus.ACTIVE, LifecycleStatus.CANDIDATE, LifecycleStatus.EVOLVING)[number - 1]
            _add_artist(unit, number, name, status)
        _add_song(label, unit, RELEASED, NOVA, "Glasshouse", RunState.RELEASED, days=9)
        _add_song(label, unit, RAIN, NOVA, "Midnight Rain", RunState.NEEDS_DECISION, days=1)
        _add_song(label, unit, TOKYO, TANAKA, "雨の東京、午前三時の高速道路で", RunState.NEEDS_DECISION, days=0.5)
        title = "A Title That Goes On and On, as if Nobody Had Ever Told It How Wide a Terminal Is"
        _add_song(label, unit, ENDLESS, LONG, title, RunState.NEEDS_DECISION, days=0.01)
        _add_moving(unit)
        _add_failed(unit)
        unit.commit()


@contextmanager
def label_at(home: Path, **review: Any) -> Iterator[Label]:
    """Open the label of a home, at a noon that stands still, where a worker is alive."""
    flags = {
        "home": home,
        "review": {"operator": "robin", **review},
        "console": {"refresh_s": 0.2},
        "worker": {"lease_s": 3_600},
    }
    with open_label(load_settings(flags, env={})) as label:
        with label.records.write() as unit:
            unit.workers.beat(WORKER, "studio", 7)
            unit.commit()
        yield replace(label, clock=FrozenClock(NOON))


def _add_artist(unit: UnitOfWork, number: int, name: str, status: LifecycleStatus) -> None:
    slug = ("nova-kestrel", "tanaka-hanako", "the-extraordinarily-long-name")[number - 1]
    identity = Identity(
        name=name,
        story="A night-shift signal operator hums to the antennas. The antennas answer.",
        themes=("night trains", "signals"),
        influences=("eighties arpeggios",),
    )
    artist = ArtistId(counted_id(number))
    unit.artists.add(build_artist(id=artist, slug=slug, identity=identity, status=status))
    unit.artists.add_event(build_event(artist_id=artist))


def _add_song(
    label: Label, unit: UnitOfWork, run_id: RunId, artist: ArtistId, title: str, state: RunState, *, days: float
) -> Run:
    at = NOON - timedelta(days=days)
    deadline = at + timedelta(days=7) if state is RunState.NEEDS_DECISION else None
    run = build_run(
        id=run_id, artist_id=artist, title=title, state=state, created_at=at, updated_at=at, review_deadline=deadline
    )
    unit.runs.add(run)
    for place, step in enumerate(ORDER[: ORDER.index(Step.SEND_FOR_REVIEW) + 1]):
        began = at - timedelta(seconds=60 - 5 * place)
        unit.runs.add_step(
            build_step(
                run_id=run_id,
                step=step,
                outcome=StepOutcome.SUCCEEDED,
                started_at=began,
                ended_at=began + timedelta(seconds=4),
                progress=1.0,
                note=_NOTES.get(step, ""),
                result=_result(step),
            )
        )
    for name, step, text, kind in (
        ("peaks", Step.MEASURE, json.dumps(_peaks()), "application/json"),
        ("preview", Step.SONG, f"the sound of {title}", "audio/mpeg"),
        ("lyrics", Step.WRITE, "\n".join(_LINES), "text/plain"),
    ):
        _add_asset(label, unit, run_id, name, step, text, kind)
    link: ProvenanceLink | None = None
    for asset, role in (("lyrics", "writer"), ("master", "music"), ("cover", "artwork")):
        link = build_link(link, asset=asset, role=role)
        unit.runs.add_provenance(run_id, link)
    if state is RunState.RELEASED:
        unit.decisions.add(
            build_decision(run_id=run_id, state=DecisionState.FINAL, decided_at=at, effective_at=at, reason="")
        )
        unit.releases.add(
            build_release(id=ReleaseId(counted_id(2001)), run_id=run_id, artist_id=artist, title=title, packaged_at=at)
        )
    return run


_NOTES = {Step.SELECT_ARTIST: "as asked", Step.SONG: "3:04, A minor, 105 bpm", Step.GATE: "24 of 25 pass."}


def _result(step: Step) -> Mapping[str, Any]:
    brief = {
        "concept": "A car that never arrives.", "theme": "leaving", "mood": "longing", "genre": "synthwave",
        "bpm": 105.0, "key": "A minor", "energy": 0.5, "length_s": 180.0, "dials": {}, "notes": [],
    }  # fmt: skip
    sections = [
        {"kind": kind, "start_s": float(start), "end_s": float(end), "bars": 8, "energy": 0.5}
        for (kind, start), end in zip(_FORM, [*(start for _, start in _FORM[1:]), DURATION_S], strict=True)
    ]
    figures = {
        "duration_s": DURATION_S, "bpm": 105.0, "bpm_confidence": 0.96, "key": "A minor", "key_confidence": 0.9,
        "loudness_lufs": -14.0, "true_peak_dbtp": -1.2,
    }  # fmt: skip
    passing = [
        {"code": code, "title": name, "severity": "pass", "value": value, "limit": limit, "remedy": "",
         "redo_from": "song"}
        for code, name, value, limit in (
            ("loudness", "Loudness", "-14.0 LUFS", "-14.0 ± 0.3 LUFS"),
            ("true_peak", "True peak", "-1.2 dBTP", "≤ -1.0 dBTP"),
            ("tempo", "Tempo", "105.0 bpm", "105.0 ± 2.1 bpm"),
        )
    ]  # fmt: skip
    late = {
        "code": "hook", "title": "Hook arrives", "severity": "notice", "value": "0:48", "limit": "by 0:45",
        "remedy": "Shorten what comes before the first chorus.", "redo_from": "song",
    }  # fmt: skip
    near = {
        "run_id": RELEASED, "title": "Glasshouse", "artist": "Nova Kestrel", "similarity": 0.61, "melody": 0.61,
        "harmony": 0.4, "why": "melody",
    }  # fmt: skip
    return {
        Step.BRIEF: {"brief": brief},
        Step.SONG: {"sections": sections, "bpm": 105.0},
        Step.MEASURE: {"figures": figures},
        Step.GATE: {"findings": [late, *passing], "blocked": False, "neighbours": [near]},
    }.get(step, {})


def _peaks() -> dict[str, list[float]]:
    loud = {"intro": 0.15, "verse": 0.4, "chorus": 0.8, "bridge": 0.25}
    starts = [(start, loud[kind]) for kind, start in _FORM]
    levels = []
    for place in range(400):
        second = place / 400 * DURATION_S
        level = [value for start, value in starts if start <= second][-1]
        levels.append(round(level * (0.85 + 0.15 * math.sin(place / 3)), 4))
    return {"min": [-level for level in levels], "max": levels, "rms": [level * 0.7 for level in levels]}


def _add_asset(label: Label, unit: UnitOfWork, run_id: RunId, name: str, step: Step, text: str, kind: str) -> None:
    path = label.settings.home / "work" / f"{name}.aside"
    path.write_text(text, encoding="utf-8")
    unit.runs.add_asset(RunAsset(run_id, 1, step, name, label.assets.put(path, kind)))
    path.unlink()


def _add_moving(unit: UnitOfWork) -> None:
    at = NOON - timedelta(seconds=19)
    unit.runs.add(
        build_run(id=MAKING, artist_id=NOVA, state=RunState.MAKING, title="Low Orbit", created_at=at, updated_at=at)
    )
    for step in ORDER[:3]:
        unit.runs.add_step(
            build_step(run_id=MAKING, step=step, outcome=StepOutcome.SUCCEEDED, started_at=at, ended_at=at)
        )
    unit.runs.add_step(build_step(run_id=MAKING, step=Step.SONG, started_at=at, progress=0.61, note="mixing"))


def _add_failed(unit: UnitOfWork) -> None:
    at = NOON - timedelta(minutes=40)
    failure = Failure(
        "render", "The cover could not be painted: the disk is slow.", "cover", "Retry it.", retryable=True
    )
    unit.runs.add(
        build_run(
            id=FAILED,
            artist_id=TANAKA,
            state=RunState.FAILED,
            title="Harbour Lights",
            failure=failure,
            created_at=at,
            updated_at=at,
        )
    )
    unit.runs.add_step(
        build_step(run_id=FAILED, step=Step.SONG, outcome=StepOutcome.SUCCEEDED, started_at=at, ended_at=at)
    )
    unit.runs.add_step(
        build_step(
            run_id=FAILED, step=Step.COVER, outcome=StepOutcome.FAILED, started_at=at, ended_at=at, failure=failure
        )
    )


_CALLS: tuple[tuple[Role, str, str, str, float, Fault | None, str], ...] = (
    (Role.AUTHOR, "openai", "gpt-6-luna", "0.42", 3.4, None, ""),
    (Role.AUTHOR, "anthropic", "claude-haiku-4-5", "0", 0.3, Fault.OUT_OF_CREDIT, "openai:gpt-6-luna"),
    (Role.CRITIC, "openai", "gpt-6-luna", "0.0042", 1.2, None, ""),
    (Role.VALIDATOR, "local", "qwen3-8b", "0", 12.0, None, ""),
)


def spend(label: Label) -> None:
    """Let models have been asked for the run that is made; one of them has no credit left."""
    at = NOON - timedelta(minutes=9)
    with label.records.write() as unit:
        for number, (role, vendor, model, cost, took_s, fault, then) in enumerate(_CALLS):
            entry = build_call(
                number + 1,
                at=at + timedelta(minutes=number),
                role=role,
                artist_id=NOVA,
                run_id=MAKING,
                vendor=vendor,
                model=model,
                reserved_usd=Decimal(cost),
                fault=fault,
                moved_on_to=then,
            )
            pots = pots_of(entry.at, "UTC", role, NOVA, MAKING)
            unit.ledger.reserve(settled(entry, cost, latency_s=took_s), [pot.key for pot in pots])
        unit.room_state.save_closure(
            Closure(
                key="anthropic",
                vendor="anthropic",
                model="",
                fault=Fault.OUT_OF_CREDIT,
                cause="The account has no credit left (402).",
                remedy="Add credit at the vendor, or name another model in models.order.",
                failures=1,
                needs_person=True,
                since=at,
                until=NOON + timedelta(hours=6),
            )
        )
        unit.commit()


def decide_elsewhere(label: Label, run_id: RunId, verdict: Verdict = Verdict.APPROVE) -> None:
    """Let somebody else decide on the page meanwhile."""
    from noktvrn.services.decide import decide

    decide(label, run_id, verdict=verdict, actor="ana", surface="web", reason="it carries")


def lose_worker(label: Label) -> None:
    """Let the only worker be no more."""
    with label.records.write() as unit:
        unit.workers.stop(WORKER)
        unit.commit()


def instant(minutes: float) -> datetime:
    """Return an instant some minutes after noon."""
    return NOON + timedelta(minutes=minutes)
