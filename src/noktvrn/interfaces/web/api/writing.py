"""How an artist writes, and what roles remember of it, over the API."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.interfaces.presenters.memory import forgotten_record, memory_record
from noktvrn.interfaces.presenters.records import writer_record
from noktvrn.interfaces.vendors import askable_models
from noktvrn.interfaces.web.api import models_writing as models
from noktvrn.interfaces.web.api.runs import UNCHANGED
from noktvrn.interfaces.web.api.speaking import PROBLEMS, check_tag, once, tagged
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.tokens import ApiReader, ApiSteerer
from noktvrn.services.access import audited
from noktvrn.services.look import show_artist
from noktvrn.services.remembered import forget, remembered_of
from noktvrn.services.set_writer import WriterChanges, set_writer

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)


@router.get("/artists/{artist}/writer", tags=["artist"], response_model=models.WriterAnswer, responses=UNCHANGED)
def writer(request: Request, artist: str, caller: ApiReader) -> Response:
    """Show how an artist writes, and which language models are asked for it."""
    return tagged(request, writer_record(show_artist(house_of(request).label, artist).artist))


@router.post("/artists/{artist}/writer", tags=["artist"], response_model=models.WriterAnswer)
def change_writer(request: Request, artist: str, caller: ApiSteerer, wish: models.WriterWish) -> Response:
    """Say how an artist writes from its next lyrics on; ``If-Match`` refuses it where somebody changed it meanwhile."""
    label = house_of(request).label
    changes = WriterChanges(**wish.model_dump())

    def work() -> dict[str, Any]:
        check_tag(request, lambda: writer_record(show_artist(label, artist).artist))
        with audited(label, caller, "artist writer", artist):
            return writer_record(set_writer(label, artist, changes, askable_models(label.settings), caller.name))

    return once(request, caller, wish.model_dump(mode="json"), work)


@router.get("/room/memory/{artist}", tags=["room"], response_model=models.Memory, responses=UNCHANGED)
def memory(request: Request, artist: str, caller: ApiReader) -> Response:
    """Show what roles remember of an artist: what songs were about, and what was learned."""
    return tagged(request, memory_record(remembered_of(house_of(request).label, artist)))


@router.post("/room/memory/{artist}/forget", tags=["room"], response_model=models.Forgotten)
def erase(
    request: Request, artist: str, caller: ApiSteerer, wish: Annotated[models.ForgetWish | None, Body()] = None
) -> Response:
    """Erase what roles remember of an artist; ``If-Match`` refuses it where they remember more than was read."""
    label, wanted = house_of(request).label, wish or models.ForgetWish()

    def work() -> dict[str, Any]:
        check_tag(request, lambda: memory_record(remembered_of(label, artist)))
        with audited(label, caller, "room forget", artist, {"role": wanted.role or ""}):
            return forgotten_record(forget(label, artist, wanted.role or ""))

    return once(request, caller, wanted.model_dump(mode="json"), work)
