"""What a vendor's server can do to a request."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from noktvrn.ports.language import Fault


class Scene(StrEnum):
    """One way to answer a request."""

    WELL = "well"
    """The answer asked for."""
    RATE_LIMITED = "rate_limited"
    """429, with 7 seconds to wait."""
    OUT_OF_CREDIT = "out_of_credit"
    """The account's credit is used up, in the vendor's own way of saying so."""
    KEY_REFUSED = "key_refused"
    """The key is wrong, in the vendor's own way of saying so; the key sent is in the answer."""
    MODEL_UNKNOWN = "model_unknown"
    """There is no such model."""
    SERVER_ERROR = "server_error"
    """500."""
    OVERLOADED = "overloaded"
    """503 or 529, as the vendor has it."""
    FILTERED_REQUEST = "filtered_request"
    """The request is stopped by the filter: 400, or a blocked prompt."""
    TOO_LONG = "too_long"
    """The prompt does not fit the window."""
    HANGS = "hangs"
    """The request is taken and never answered."""
    FILTERED_EMPTY = "filtered_empty"
    """200, stopped by the filter before the first word."""
    FILTERED_PARTLY = "filtered_partly"
    """200, stopped by the filter within the answer."""
    REFUSAL_MARKED = "refusal_marked"
    """200, with the vendor's own mark of a refusal."""
    CUT_OFF = "cut_off"
    """200, ended by the limit within the answer."""
    REFUSAL_IN_WORDS = "refusal_in_words"
    """200, with an apology where the answer was due."""
    BROKEN_JSON = "broken_json"
    """200, with JSON that does not parse."""
    WRONG_SHAPE = "wrong_shape"
    """200, with JSON of another shape."""
    EMPTY = "empty"
    """200, with nothing in it."""
    HTML = "html"
    """200, with a page of HTML."""
    DROPPED = "dropped"
    """The connection ends within the answer."""

    REFUSAL_IN_FIELDS = "refusal_in_fields"
    """200, of the right shape, with an apology in the fields."""
    SCHEMA_REFUSED = "schema_refused"
    """400: the vendor cannot express the schema."""
    VAST = "vast"
    """200, with 50 MB that begin like an answer."""
    VAST_PACKED = "vast_packed"
    """200, with 50 MB packed into some kilobytes."""
    PACKED = "packed"
    """The answer asked for, packed although that was not asked for."""
    DRIPS = "drips"
    """200, with a byte of garbage every now and then, for ever."""
    GARBAGE = "garbage"
    """200, with bytes that are no text, called JSON."""
    REDIRECTED = "redirected"
    """307 to another address of the same server, which would answer well."""
    PROXY_PAGE = "proxy_page"
    """502 with a proxy's page of HTML."""
    ERROR_IN_OK = "error_in_ok"
    """200, with the error object of an empty account, as gateways send it."""
    IN_PROSE = "in_prose"
    """The answer asked for, in a fence after a sentence, as models without tools give it."""


NINETEEN: Final = tuple(
    scene for scene in Scene if scene is not Scene.WELL and list(Scene).index(scene) <= list(Scene).index(Scene.DROPPED)
)
"""The nineteen faults that every vendor's adapter must tell apart."""

_FAULTS: Final[Mapping[Scene, Fault | None]] = {
    Scene.WELL: None,
    Scene.RATE_LIMITED: Fault.RATE_LIMITED,
    Scene.OUT_OF_CREDIT: Fault.OUT_OF_CREDIT,
    Scene.KEY_REFUSED: Fault.KEY_REFUSED,
    Scene.MODEL_UNKNOWN: Fault.MODEL_UNKNOWN,
    Scene.SERVER_ERROR: Fault.SERVER_ERROR,
    Scene.OVERLOADED: Fault.OVERLOADED,
    Scene.FILTERED_REQUEST: Fault.CONTENT_FILTERED,
    Scene.TOO_LONG: Fault.TOO_LONG,
    Scene.HANGS: Fault.TIMED_OUT,
    Scene.FILTERED_EMPTY: Fault.CONTENT_FILTERED,
    Scene.FILTERED_PARTLY: Fault.CONTENT_FILTERED,
    Scene.REFUSAL_MARKED: Fault.REFUSED,
    Scene.CUT_OFF: Fault.CUT_OFF,
    Scene.REFUSAL_IN_WORDS: Fault.REFUSED,
    Scene.BROKEN_JSON: Fault.NOT_JSON,
    Scene.WRONG_SHAPE: Fault.WRONG_SHAPE,
    Scene.EMPTY: Fault.EMPTY,
    Scene.HTML: Fault.NOT_API,
    Scene.DROPPED: Fault.UNREACHABLE,
    Scene.REFUSAL_IN_FIELDS: Fault.REFUSED,
    Scene.SCHEMA_REFUSED: Fault.REQUEST_REFUSED,
    Scene.VAST: Fault.NOT_API,
    Scene.VAST_PACKED: Fault.NOT_API,
    Scene.PACKED: None,
    Scene.DRIPS: Fault.TIMED_OUT,
    Scene.GARBAGE: Fault.NOT_API,
    Scene.REDIRECTED: Fault.NOT_API,
    Scene.PROXY_PAGE: Fault.SERVER_ERROR,
    Scene.ERROR_IN_OK: Fault.OUT_OF_CREDIT,
    Scene.IN_PROSE: None,
}


def fault_of_scene(scene: Scene, vendor: str) -> Fault | None:
    """Return the fault as which a scene must come out; None where the answer is good.

    Anthropic has one mark for what its filter stops and what its model declines.
    """
    if vendor == "anthropic" and scene in {Scene.FILTERED_EMPTY, Scene.FILTERED_PARTLY}:
        return Fault.REFUSED
    return _FAULTS[scene]
