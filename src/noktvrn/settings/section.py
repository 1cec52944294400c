"""What every section of the settings is made of."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints


def _listed(value: object) -> object:
    """Variables hold text: a comma parts the names."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^\S+$")]


Names = Annotated[tuple[Name, ...], BeforeValidator(_listed)]


HOUR = r"^([01]\d|2[0-3]):[0-5]\d$|^$"


EndpointName = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z0-9][a-z0-9_-]*$")]


RoutingMode = Literal["ranked", "cheapest", "fastest", "best"]


RoleName = Literal["author", "helper", "validator", "critic", "reflector", "analyzer", "engineer", "check"]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise ValueError("input should be a time zone such as Europe/Berlin") from exc
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]


class Section(BaseModel):
    """A group of settings: nothing unknown in it, nothing changed after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, hide_input_in_errors=True)
