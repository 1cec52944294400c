"""What every request needs, put together once when the page starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request

from noktvrn.ports.access import PasswordHasher
from noktvrn.services.label import Label

if TYPE_CHECKING:
    from noktvrn.interfaces.web.errands import Errands
    from noktvrn.interfaces.web.figures import Figures
    from noktvrn.interfaces.web.levels import Levels
    from noktvrn.interfaces.web.pulse import Pulse
    from noktvrn.interfaces.web.scans import Scans
    from noktvrn.interfaces.web.sheets import Sheets


@dataclass(frozen=True, slots=True)
class House:
    """The page's means.

    Attributes:
        label: The label's means.
        hasher: Checks passwords.
        redact: Masks secrets in what is shown.
        log_path: Log of this program.
        secure: Whether browsers reach the page by HTTPS.
        origins: Addresses under which it is reached, as browsers name them in ``Origin``.
        pulse: Tells open pages what has changed.
        figures: Counts for ``/metrics``.
        sheets: Reads what the review page shows.
        scans: Looks through the folder of clips.
        errands: Does what takes longer than a page may.
        levels: Makes quieter renditions.
    """

    label: Label
    hasher: PasswordHasher
    redact: Callable[[str], str]
    log_path: Path
    secure: bool
    origins: frozenset[str]
    pulse: Pulse
    figures: Figures
    sheets: Sheets
    scans: Scans
    errands: Errands
    levels: Levels

    @property
    def cookie(self) -> str:
        """Name of the session's cookie; the prefix forbids other hosts and plain HTTP to set it."""
        return "__Host-noktvrn" if self.secure else "noktvrn"


def house_of(request: Request) -> House:
    """Return the means of the application that a request came to."""
    house: House = request.app.state.house
    return house


def address_of(request: Request) -> str:
    """Return from where a request came."""
    return request.client.host if request.client else ""
