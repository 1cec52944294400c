"""One look through the folder of clips at a time, while pages go on answering."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from noktvrn.app import footage_folder, footage_source
from noktvrn.errors import InvalidTransitionError, NoktvrnError
from noktvrn.interfaces.errors import Told, told
from noktvrn.interfaces.presenters.footage import scan_facts
from noktvrn.services.access import Caller, audited
from noktvrn.services.footage import scan_footage
from noktvrn.services.label import Label

logger = logging.getLogger(__name__)

_SOON_S = 1.0
"""How long a person waits for a small folder rather than be told to come back."""


@dataclass(frozen=True, slots=True)
class ScanStanding:
    """How the last look through the folder stands.

    Attributes:
        under_way: Whether it goes on.
        fraction: How far it is, 0..1.
        what: What is being done.
        found: What it found, once it is over.
        error: Why it was given up.
    """

    under_way: bool = False
    fraction: float = 0.0
    what: str = ""
    found: tuple[tuple[str, str], ...] = ()
    error: Told | None = None


class Scans:
    """Looks through the folder of clips in a thread of its own.

    Args:
        label: The label's means.
    """

    def __init__(self, label: Label) -> None:
        """See the class."""
        self._label = label
        self._lock = Lock()
        self._stops = False
        self._thread: Thread | None = None
        self.standing = ScanStanding()

    @property
    def folder(self) -> Path:
        """The folder of the settings; other ones are for those who sit at the machine."""
        return footage_folder(self._label.settings).absolute()

    def begin(self, caller: Caller, *, take_back: bool) -> None:
        """Begin to look, and wait a moment in case it is quickly done.

        Raises:
            InvalidTransitionError: A look is under way already.
        """
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                raise InvalidTransitionError(
                    "The folder is being looked through already.", remedy="Wait until that is done.", stage="footage"
                )
            self.standing = ScanStanding(under_way=True, what="begins")
            self._thread = Thread(target=self._look, args=(caller, take_back), name="footage-scan", daemon=True)
            self._thread.start()
        self._thread.join(_SOON_S)

    def stop(self) -> None:
        """Stop looking; clips that were seen are kept."""
        self._stops = True
        if self._thread is not None:
            self._thread.join()

    def _look(self, caller: Caller, take_back: bool) -> None:
        try:
            with audited(self._label, caller, "footage scan", str(self.folder)):
                report = scan_footage(
                    self._label,
                    footage_source(self.folder),
                    take_back=take_back,
                    progress=self._progress,
                    cancelled=lambda: self._stops,
                )
        except NoktvrnError as error:
            self.standing = ScanStanding(error=told(error))
        except Exception as error:  # the edge of this thread: what nobody foresaw is logged and told
            logger.exception("The look through %s broke", self.folder)
            broken = NoktvrnError(f"The look broke: {error}.", remedy="See the log.", stage="footage")
            self.standing = ScanStanding(error=told(broken))
        else:
            self.standing = ScanStanding(found=tuple(scan_facts(self.folder, report)))

    def _progress(self, fraction: float, what: str) -> None:
        self.standing = ScanStanding(under_way=True, fraction=fraction, what=what)
