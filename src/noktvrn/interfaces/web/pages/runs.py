"""Runs: the list, one run with its checklist and log, and steering it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.errors import InvalidInputError, NoktvrnError, NotFoundError
from noktvrn.interfaces.errors import Told, told
from noktvrn.interfaces.presenters.checklist import STEP_NAMES, checklist
from noktvrn.interfaces.presenters.commands import run_command, start_command
from noktvrn.interfaces.presenters.findings import finding_rows
from noktvrn.interfaces.presenters.sentences import decision_words, next_command, state_sentence
from noktvrn.interfaces.presenters.standing import Standing, run_standing
from noktvrn.interfaces.presenters.writing import words_by
from noktvrn.interfaces.web.answers import go_to, page
from noktvrn.interfaces.web.house import House, house_of
from noktvrn.interfaces.web.logs import entries_about
from noktvrn.interfaces.web.problems import status_of
from noktvrn.interfaces.web.spending import cost_of_run
from noktvrn.interfaces.web.visitors import Reader, SignedForm, Steerer, Visitor
from noktvrn.journal.run import ENDED, RunState
from noktvrn.journal.steps import FINISHING, REPEATABLE, Step
from noktvrn.ports.language import Role
from noktvrn.ports.repositories import RunFilter
from noktvrn.review.gate import findings_sentence
from noktvrn.services.access import audited
from noktvrn.services.explain_run import explain_run, failure_of
from noktvrn.services.label import Label
from noktvrn.services.look import show_run, summaries
from noktvrn.services.retrying import where_to_retry
from noktvrn.services.start_run import MAX_BRIEF, start_run
from noktvrn.services.steer_run import RESUMABLE, cancel_run, resume_run, retry_run
from noktvrn.services.views import RunSummary, RunView
from noktvrn.types import RunId

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 50
_SEED_DIGITS = 20
_AUTOPILOT = {"on": True, "off": False}
"""Who decides, as the form says it; anything else leaves it to the artist."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed for a new run.

    Attributes:
        artist: Slug; empty lets the label choose.
        brief: What to make; empty leaves it to the artist.
        seed: As typed.
        choice: Who decides: ``"on"`` the autopilot, ``"off"`` a person, empty as the artist is set.
    """

    artist: str = ""
    brief: str = ""
    seed: str = ""
    choice: str = ""


@router.get("/runs")
def listing(
    request: Request,
    visitor: Reader,
    state: str = "",
    artist: str = "",
    before: str | None = None,
    brief: str = "",
    seed: str = "",
    autopilot: str = "",
) -> Response:
    """List runs, newest first; what was typed before a sign-in comes back in the address."""
    lines: list[RunSummary] = []
    unfound = None
    try:
        lines = _listed(house_of(request).label, state, artist, before)
    except NotFoundError as error:
        unfound = told(error)
    more = lines[PAGE_SIZE - 1].run.id if len(lines) > PAGE_SIZE else None
    wished = Wish(request.query_params.get("for", "")[:60], brief[:MAX_BRIEF], seed[:_SEED_DIGITS], autopilot)
    return _list_page(
        request,
        visitor,
        lines[:PAGE_SIZE],
        more,
        state=state,
        artist=artist,
        wish=wished,
        unfound=unfound,
        status=200 if unfound is None else 404,
    )


def _list_page(
    request: Request,
    visitor: Visitor,
    lines: list[RunSummary],
    more: str | None,
    *,
    state: str = "",
    artist: str = "",
    wish: Wish | None = None,
    unfound: Told | None = None,
    error: Told | None = None,
    status: int = 200,
) -> Response:
    wish = wish or Wish()
    return page(
        request,
        "runs",
        visitor,
        status,
        rows=[(line, run_standing(line.run.state, line.decision)) for line in lines],
        more=more,
        states=list(RunState),
        state=state,
        artist=artist,
        wish=wish,
        command_line=start_command(
            artist=wish.artist, brief=wish.brief, seed=wish.seed.strip(), autopilot=_AUTOPILOT.get(wish.choice)
        ),
        max_brief=MAX_BRIEF,
        unfound=unfound,
        step_names=STEP_NAMES,
        error=error,
    )


@router.post("/runs")
def start(request: Request, visitor: Steerer, form: SignedForm) -> Response:
    """Start a run."""
    label, brief, artist = house_of(request).label, form.text("brief"), form.text("artist").strip()
    choice = form.text("autopilot")
    try:
        with audited(label, visitor.caller, "run start", artist, {"brief": brief[:200]}):
            run = start_run(
                label,
                brief=brief,
                artist=artist or None,
                seed=form.whole("seed"),
                autopilot=_AUTOPILOT.get(choice),
                actor=visitor.caller.name,
            )
    except NoktvrnError as error:
        lines = _listed(label, "", "", None)[:PAGE_SIZE]
        wish = Wish(artist, brief, form.text("seed"), choice)
        return _list_page(request, visitor, lines, None, wish=wish, error=told(error), status=status_of(error))
    return go_to(f"/runs/{run.id}")


@router.get("/runs/{run_id}")
def show(request: Request, run_id: str, visitor: Reader) -> Response:
    """Show one run."""
    return _run_page(request, visitor, run_id)


@router.get("/runs/{run_id}/live")
def live(request: Request, run_id: str, visitor: Reader) -> Response:
    """The part of a run's page that changes while it is worked on."""
    label = house_of(request).label
    view = show_run(label, run_id)
    return page(request, "run_live", visitor, **_live_values(label, view))


@router.get("/runs/{run_id}/explain")
def explained(request: Request, run_id: str, visitor: Reader) -> Response:
    """Why a run failed and what to do, as it was explained last."""
    house = house_of(request)
    run = show_run(house.label, run_id).summary.run
    errand = house.errands.standing(_explanation(run.id))
    if errand is None:
        failure_of(run)  # Refuses one that did not fail.
    return page(
        request,
        "explained",
        visitor,
        run=run,
        errand=errand,
        asks_models=house.label.room.is_open(Role.ANALYZER),
    )


@router.post("/runs/{run_id}/explain")
def explain(request: Request, run_id: str, visitor: Steerer, form: SignedForm) -> Response:
    """Have it explained why a run failed; models may be asked, which takes its time."""
    house = house_of(request)
    label, run = house.label, show_run(house.label, run_id).summary.run
    try:
        house.errands.begin(
            _explanation(run.id),
            "explaining the failure",
            visitor.caller,
            "run explain",
            run.id,
            lambda: explain_run(label, run.id),
        )
    except NoktvrnError as error:
        return _run_page(request, visitor, run.id, error=told(error), status=status_of(error))
    return go_to(f"/runs/{run.id}/explain")


def _explanation(run_id: str) -> str:
    return f"run explain {run_id}"


@router.post("/runs/{run_id}/{verb}")
def steer(request: Request, run_id: str, verb: str, visitor: Steerer, form: SignedForm) -> Response:
    """Cancel, resume or retry a run."""
    label, actor = house_of(request).label, visitor.caller.name
    run = show_run(label, run_id).summary.run
    try:
        with audited(label, visitor.caller, f"run {verb[:20]}", run.id):
            if verb == "cancel":
                cancel_run(label, run.id, actor, form.text("reason"))
            elif verb == "resume":
                resume_run(label, run.id, actor)
            elif verb == "retry":
                retry_run(label, run.id, _step(form.text("from")), form.text("same_seed") == "on", actor)
            else:
                raise InvalidInputError(
                    f"A run cannot be asked to {verb[:20]!r}.", remedy="Cancel, resume or retry it.", stage="run"
                )
    except NoktvrnError as error:
        return _run_page(request, visitor, run.id, error=told(error), status=status_of(error))
    return go_to(f"/runs/{run.id}")


def _listed(label: Label, state: str, artist: str, before: str | None) -> list[RunSummary]:
    with label.records.read() as unit:
        artist_id = unit.artists.find(artist).id if artist else None
        where = RunFilter(artist_id=artist_id, states=(RunState(state),) if state in set(RunState) else None)
        behind = RunId(before) if before else None
        return summaries(unit, unit.runs.select(where, limit=PAGE_SIZE + 1, before=behind))


def _run_page(
    request: Request, visitor: Visitor, run_id: str, *, error: Told | None = None, status: int = 200
) -> Response:
    house: House = house_of(request)
    label = house.label
    view = show_run(label, run_id)
    run = view.summary.run
    rows = finding_rows(view.findings)
    from_step = where_to_retry(view)
    return page(
        request,
        "run",
        visitor,
        status,
        **_live_values(label, view),
        decisions=[(decision, decision_words(decision)) for decision in view.decisions],
        wanting=[row for row in rows if row.standing is not Standing.DONE],
        verdict_line=findings_sentence(view.findings),
        cost=cost_of_run(label, run.id),
        written=words_by(view.provenance),
        can_cancel=run.state not in ENDED | {RunState.CANCELLED},
        can_resume=run.state in RESUMABLE,
        can_retry=run.state in RESUMABLE | {RunState.NEEDS_DECISION, RunState.EXPIRED},
        from_step=from_step,
        repeatable=(*REPEATABLE, *FINISHING),
        step_names=STEP_NAMES,
        log=entries_about(house.log_path, run.id),
        commands={
            "cancel": run_command("cancel", run.id),
            "resume": run_command("resume", run.id),
            "retry": run_command("retry", run.id, "--from", from_step.value),
            "start": start_command(artist=view.summary.artist_slug, brief=run.brief, seed=str(run.seed)),
        },
        error=error,
    )


def _live_values(label: Label, view: RunView) -> dict[str, Any]:
    now = label.clock.now()
    run = view.summary.run
    with label.records.read() as unit:
        beats = unit.workers.all()
    alive = any(beat.is_alive(label.settings.worker.lease_s) for beat in beats)
    return {
        "view": view,
        "run": run,
        "standing": run_standing(run.state, view.summary.decision),
        "state_line": state_sentence(view.summary, now),
        "steps": checklist(run, view.steps, now),
        "next_command": next_command(view.summary, worker_alive=alive),
        "worker_alive": alive,
    }


def _step(word: str) -> Step:
    if word not in set(Step):
        raise InvalidInputError(
            f"There is no step {word[:40]!r}.",
            remedy=f"Use one of: {', '.join((*REPEATABLE, *FINISHING))}.",
            stage="run",
        )
    return Step(word)
