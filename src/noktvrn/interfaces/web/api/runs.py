"""Runs and reviews over the API."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from noktvrn.interfaces.presenters.records import (
    decision_record,
    explanation_record,
    review_record,
    run_record,
    run_view_record,
)
from noktvrn.interfaces.web.api import models, models_house
from noktvrn.interfaces.web.api.speaking import PROBLEMS, Cursor, Limit, check_tag, next_cursor, once, place, tagged
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.pages.media import SANDBOX
from noktvrn.interfaces.web.tokens import SURFACE, ApiDecider, ApiReader, ApiSteerer
from noktvrn.journal.run import RunState
from noktvrn.journal.steps import Step
from noktvrn.ports.repositories import RunFilter
from noktvrn.services.access import Caller, audited
from noktvrn.services.decide import decide, undo
from noktvrn.services.explain_run import explain_run
from noktvrn.services.label import Label
from noktvrn.services.look import read_review, show_run, summaries
from noktvrn.services.media import run_asset
from noktvrn.services.queue import queue_page
from noktvrn.services.retrying import where_to_retry
from noktvrn.services.start_run import start_run
from noktvrn.services.steer_run import cancel_run, resume_run, retry_run
from noktvrn.types import RunId

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)

MEDIA: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}},
    206: {"description": "A part of it", "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}},
    304: {"description": "Unchanged"},
    416: {"description": "No such part", "content": {"*/*": {"schema": {"type": "string"}}}},
}
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Unchanged since the tag that was sent"}}


@router.get("/reviews", tags=["review"], response_model=models.Reviews)
def list_reviews(request: Request, caller: ApiReader, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """List what waits for a decision, the one whose time runs out first in front."""
    lines = queue_page(house_of(request).label, limit + 1, place(cursor))
    body = {
        "reviews": [run_record(line) for line in lines[:limit]],
        "next": next_cursor(lines, limit, lambda line: line.run.id),
    }
    return tagged(request, body)


@router.get("/reviews/{run}", tags=["review"], response_model=models.ReviewAnswer, responses=UNCHANGED)
def show_review(request: Request, run: str, caller: ApiReader) -> Response:
    """Show what is needed to decide."""
    return tagged(request, _review(house_of(request).label, run))


@router.post("/reviews/{run}/decisions", tags=["review"], response_model=models.DecisionAnswer, status_code=201)
def take_decision(request: Request, run: str, caller: ApiDecider, wish: models.DecisionWish) -> Response:
    """Approve, reject or ask for changes; saying the same twice changes nothing."""
    label = house_of(request).label

    def work() -> dict[str, Any]:
        check_tag(request, lambda: _review(label, run))
        with audited(label, caller, f"review {wish.verdict.value}", run, {"reason": wish.reason[:200]}):
            made = decide(
                label,
                run,
                verdict=wish.verdict,
                actor=caller.name,
                surface=SURFACE,
                reason=wish.reason,
                chips=tuple(wish.chips),
                pass_no=wish.take,
            )
        return decision_record(made) or {}

    return once(request, caller, wish.model_dump(mode="json"), work, 201)


@router.post("/reviews/{run}/undo", tags=["review"], response_model=models.DecisionAnswer)
def take_back(request: Request, run: str, caller: ApiDecider) -> Response:
    """Take a decision back while it is held."""
    label = house_of(request).label

    def work() -> dict[str, Any]:
        check_tag(request, lambda: _review(label, run))
        with audited(label, caller, "review undo", run):
            return decision_record(undo(label, run, actor=caller.name, surface=SURFACE)) or {}

    return once(request, caller, {}, work)


@router.get("/runs", tags=["run"], response_model=models.Runs)
def list_runs(
    request: Request,
    caller: ApiReader,
    state: RunState | None = None,
    artist: str | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """List runs, newest first."""
    label, before = house_of(request).label, place(cursor)
    with label.records.read() as unit:
        artist_id = unit.artists.find(artist).id if artist else None
        where = RunFilter(artist_id=artist_id, states=(state,) if state else None)
        behind = RunId(before) if before else None
        lines = summaries(unit, unit.runs.select(where, limit=limit + 1, before=behind))
    body = {
        "runs": [run_record(line) for line in lines[:limit]],
        "next": next_cursor(lines, limit, lambda line: line.run.id),
    }
    return tagged(request, body)


@router.post("/runs", tags=["run"], response_model=models.RunWholeAnswer, status_code=201)
def start(request: Request, caller: ApiSteerer, wish: models.RunWish) -> Response:
    """Start a run."""
    label = house_of(request).label

    def work() -> dict[str, Any]:
        with audited(label, caller, "run start", wish.artist or "", {"brief": wish.brief[:200]}):
            run = start_run(
                label,
                brief=wish.brief,
                artist=wish.artist,
                seed=wish.seed,
                autopilot=wish.autopilot,
                actor=caller.name,
            )
        return _whole(label, run.id)

    return once(request, caller, wish.model_dump(mode="json"), work, 201)


@router.get("/runs/{run}", tags=["run"], response_model=models.RunWholeAnswer, responses=UNCHANGED)
def show(request: Request, run: str, caller: ApiReader) -> Response:
    """Show everything about a run."""
    return tagged(request, _whole(house_of(request).label, run))


@router.post("/runs/{run}/cancel", tags=["run"], response_model=models.RunWholeAnswer)
def cancel(
    request: Request, run: str, caller: ApiSteerer, wish: Annotated[models.ReasonWish | None, Body()] = None
) -> Response:
    """Stop a run; what it made is kept."""
    reason = wish.reason if wish else ""
    return _steer(request, caller, run, "cancel", lambda label: cancel_run(label, run, caller.name, reason).id)


@router.post("/runs/{run}/resume", tags=["run"], response_model=models.RunWholeAnswer)
def resume(request: Request, run: str, caller: ApiSteerer) -> Response:
    """Go on where a run stopped."""
    return _steer(request, caller, run, "resume", lambda label: resume_run(label, run, caller.name).id)


@router.post("/runs/{run}/retry", tags=["run"], response_model=models.RunWholeAnswer)
def retry(
    request: Request, run: str, caller: ApiSteerer, wish: Annotated[models.RetryWish | None, Body()] = None
) -> Response:
    """Make a fresh take, from a step on."""
    wanted = wish or models.RetryWish()

    def work(label: Label) -> str:
        step: Step = wanted.from_step or where_to_retry(show_run(label, run))
        return retry_run(label, run, step, wanted.same_seed, caller.name).id

    return _steer(request, caller, run, "retry", work, wanted.model_dump(mode="json"))


@router.post("/runs/{run}/explain", tags=["run"], response_model=models_house.Explained)
def explain(request: Request, run: str, caller: ApiSteerer) -> Response:
    """Say why a run failed and what to do; language models help where any are set up, within the budgets."""
    label = house_of(request).label

    def work() -> dict[str, Any]:
        check_tag(request, lambda: _whole(label, run))
        with audited(label, caller, "run explain", run):
            return explanation_record(explain_run(label, run))

    return once(request, caller, {}, work)


@router.get("/runs/{run}/assets/{name}", tags=["run"], responses=MEDIA, response_class=Response)
def asset(request: Request, run: str, name: str, caller: ApiReader) -> Response:
    """One file of the present take; parts of it by Range."""
    path, found = run_asset(house_of(request).label, run, name)
    tag = f'"{found.ref.sha256}"'
    headers = {"etag": tag, "cache-control": "private, no-cache", "content-security-policy": SANDBOX}
    if request.headers.get("if-none-match") == tag:
        return Response(None, 304, headers)
    return FileResponse(path, headers=headers, media_type=found.ref.media_type)


def _steer(
    request: Request,
    caller: Caller,
    run: str,
    verb: str,
    change: Any,
    wish: dict[str, Any] | None = None,
) -> Response:
    label = house_of(request).label

    def work() -> dict[str, Any]:
        check_tag(request, lambda: _whole(label, run))
        with audited(label, caller, f"run {verb}", run):
            return _whole(label, change(label))

    return once(request, caller, wish or {}, work)


def _whole(label: Label, run: str) -> dict[str, Any]:
    body = run_view_record(show_run(label, run))
    if body["release"]:
        body["release"].pop("path")
    return body


def _review(label: Label, run: str) -> dict[str, Any]:
    body = review_record(read_review(label, run))
    body.pop("paths")
    body["assets"] = run_view_record(show_run(label, run))["assets"]
    return body
