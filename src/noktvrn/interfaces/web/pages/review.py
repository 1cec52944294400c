"""The review page: hear a song, see what the gate found, decide, undo; the next one follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.errors import (
    DecisionConflictError,
    InvalidInputError,
    InvalidTransitionError,
    NotFoundError,
    VersionConflictError,
)
from noktvrn.interfaces.errors import Told, told
from noktvrn.interfaces.presenters.commands import decide_command
from noktvrn.interfaces.presenters.sentences import queue_sentence
from noktvrn.interfaces.presenters.standing import verdict_word
from noktvrn.interfaces.web.answers import go_to, page
from noktvrn.interfaces.web.bar import Bar, bar_of, can_undo
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.problems import status_of
from noktvrn.interfaces.web.sheets import Sheet
from noktvrn.interfaces.web.visitors import SURFACE, Decider, Reader, SignedForm, Visitor
from noktvrn.review.decision import REASON_CHIPS, Verdict
from noktvrn.review.facts import GateLimits
from noktvrn.services.access import audited
from noktvrn.services.decide import MAX_REASON, decide, undo
from noktvrn.services.glance import ReviewGlance, glance_at
from noktvrn.services.look import show_run
from noktvrn.services.queue import place_in_queue, queue_length, queue_page, with_cover

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person had typed; kept whatever happens."""

    reason: str = ""
    chips: tuple[str, ...] = ()
    error: Told | None = None


@router.get("/review")
def queue(request: Request, visitor: Reader, after: str | None = None, done: str = "") -> Response:
    """What waits for a decision."""
    label = house_of(request).label
    waiting = queue_page(label, PAGE_SIZE + 1, after)
    return page(
        request,
        "queue",
        visitor,
        waiting=waiting[:PAGE_SIZE],
        covers=with_cover(label, (each.run.id for each in waiting)),
        more=waiting[PAGE_SIZE - 1].run.id if len(waiting) > PAGE_SIZE else None,
        headline=queue_sentence(queue_length(label)),
        after=after,
        notice=_notice(request, done),
    )


@router.get("/review/{run_id}")
def sheet(request: Request, run_id: str, visitor: Reader, done: str = "") -> Response:
    """One song to decide on; what was typed before a sign-in comes back in the address."""
    typed = Typed(request.query_params.get("reason", "")[:MAX_REASON], _known(request.query_params.getlist("chip")))
    return _sheet(request, visitor, run_id, typed, done=done)


@router.get("/review/{run_id}/live")
def live(request: Request, run_id: str, visitor: Reader, take: Annotated[int, Query(ge=1)] = 1) -> Response:
    """The parts of a review page that change while somebody looks at it, for the take that they look at."""
    house = house_of(request)
    glance = glance_at(house.label, run_id)
    bar = bar_of(glance, visitor, house.label.clock.now(), take)
    sheet = house.sheets.sheet(glance.summary.run) if bar.can_decide else None
    return page(request, "review_live", visitor, **_moving(glance, bar, sheet, Typed()))


@router.post("/review/{run_id}")
def take_decision(request: Request, run_id: str, visitor: Decider, form: SignedForm) -> Response:
    """Decide, and go on to the next song."""
    label = house_of(request).label
    typed = Typed(form.text("reason"), _known(form.texts("chip")))
    run = show_run(label, run_id).summary.run
    following = place_in_queue(label, run.id).following
    try:
        verdict = _verdict(form.text("verdict"))
        with audited(label, visitor.caller, f"review {verdict.value}", run.id, _details(typed)):
            decide(
                label,
                run.id,
                verdict=verdict,
                actor=visitor.caller.name,
                surface=SURFACE,
                reason=typed.reason,
                chips=typed.chips,
                pass_no=form.whole("take"),
            )
    except (DecisionConflictError, InvalidTransitionError, VersionConflictError, InvalidInputError) as error:
        kept = Typed(typed.reason, typed.chips, told(error))
        return _sheet(request, visitor, run.id, kept, status=status_of(error))
    if following is None or following == run.id:
        following = next((each.run.id for each in queue_page(label, 1)), None)
    if following is not None:
        return go_to(f"/review/{following}", done=run.id)
    return go_to("/review", done=run.id)


@router.post("/review/{run_id}/undo")
def take_back(request: Request, run_id: str, visitor: Decider, form: SignedForm) -> Response:
    """Take a decision back while it is held; what was typed and not sent before stays typed."""
    label = house_of(request).label
    typed = form.text("reason"), _known(form.texts("chip"))
    run = show_run(label, run_id).summary.run
    try:
        with audited(label, visitor.caller, "review undo", run.id):
            undo(label, run.id, actor=visitor.caller.name, surface=SURFACE)
    except (DecisionConflictError, InvalidTransitionError, VersionConflictError) as error:
        return _sheet(request, visitor, run.id, Typed(*typed, told(error)), status=status_of(error))
    kept: dict[str, str | list[str]] = {"reason": typed[0], "chip": list(typed[1])} if any(typed) else {}
    return go_to(f"/review/{run.id}", **kept)


def _sheet(
    request: Request, visitor: Visitor, run_id: str, typed: Typed, *, status: int = 200, done: str = ""
) -> Response:
    house = house_of(request)
    glance = glance_at(house.label, run_id)
    run = glance.summary.run
    bar = bar_of(glance, visitor, house.label.clock.now(), run.pass_no)
    sheet = house.sheets.sheet(run)
    return page(
        request,
        "review",
        visitor,
        status,
        **_moving(glance, bar, sheet, typed),
        beside=house.sheets.beside(run, glance.earlier),
        similarity_max=GateLimits().similarity_max,
        notice=_notice(request, done),
    )


def _moving(glance: ReviewGlance, bar: Bar, sheet: Sheet | None, typed: Typed) -> dict[str, Any]:
    """What the parts show that change while somebody looks."""
    run = glance.summary.run
    return {
        "waiting_count": glance.place.total,
        "sheet": sheet,
        "summary": glance.summary,
        "run": run,
        "place": glance.place,
        "bar": bar,
        "chips": tuple(REASON_CHIPS),
        "typed": typed,
        "max_reason": MAX_REASON,
        "commands": [
            (decide_command(run.id, verdict, typed.reason, typed.chips), decide_command(run.id, verdict))
            for verdict in Verdict
        ],
    }


def _notice(request: Request, run_id: str) -> Mapping[str, Any] | None:
    """What was decided a moment ago, with the way to take it back."""
    if not run_id:
        return None
    try:
        summary = show_run(house_of(request).label, run_id).summary
    except NotFoundError:
        return None
    if summary.decision is None:
        return None
    undoable = can_undo(summary.decision, house_of(request).label.clock.now())
    return {
        "run": summary.run,
        "word": verdict_word(summary.decision.verdict),
        "until": summary.decision.effective_at if undoable else None,
    }


def _verdict(word: str) -> Verdict:
    if word not in set(Verdict):
        raise InvalidInputError(
            f"{word[:40]!r} is no decision.", remedy="Approve, reject, or ask for changes.", stage="review"
        )
    return Verdict(word)


def _known(chips: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chip for chip in chips if chip in REASON_CHIPS))


def _details(typed: Typed) -> dict[str, Any]:
    return {"reason": typed.reason[:200], "chips": list(typed.chips)}
