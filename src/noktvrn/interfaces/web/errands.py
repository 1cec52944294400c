"""Errands that take longer than a page may: asking vendors, telling people, explaining a failure.

Each runs in a thread of its own while pages go on answering; its page says how it stands and shows what came of it.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Event, Lock, Thread
from typing import Any, Final

from noktvrn.errors import InvalidTransitionError, NoktvrnError
from noktvrn.interfaces.errors import Told, told
from noktvrn.services.access import Caller, audited
from noktvrn.services.label import Label

logger = logging.getLogger(__name__)

SOON_S: Final = 1.0
"""How long a person waits for a short errand rather than be told to come back."""
_AT_ONCE: Final = 4
_KEPT: Final = 40


@dataclass(frozen=True, slots=True)
class Errand:
    """How an errand stands.

    Attributes:
        what: What is being done, as ``"asking Mistral"``.
        began_at: Since when.
        under_way: Whether it goes on.
        result: What came of it; None until then, and when it was given up.
        error: Why it was given up.
    """

    what: str
    began_at: datetime
    under_way: bool = True
    result: Any = None
    error: Told | None = None


class Errands:
    """Runs errands, one of a name at a time, and keeps what came of the latest.

    Args:
        label: The label's means.
    """

    def __init__(self, label: Label) -> None:
        """See the class."""
        self._label = label
        self._lock = Lock()
        self._known: OrderedDict[str, Errand] = OrderedDict()

    def standing(self, name: str) -> Errand | None:
        """Return how the last errand of a name stands; None when there was none."""
        with self._lock:
            return self._known.get(name)

    def begin(self, name: str, what: str, caller: Caller, action: str, subject: str, work: Callable[[], Any]) -> None:
        """Begin an errand, and wait a moment in case it is quickly done.

        Args:
            name: Its name.
            what: What is being done, for those who wait.
            caller: Who wants it.
            action: As it stands in the audit log.
            subject: Of what.
            work: Does it.

        Raises:
            InvalidTransitionError: One of this name is under way, or too many are.
        """
        ended = Event()
        with self._lock:
            busy = [each for each in self._known.values() if each.under_way]
            same = self._known.get(name)
            if len(busy) >= _AT_ONCE or (same is not None and same.under_way):
                raise InvalidTransitionError(
                    f"{(same or busy[0]).what.capitalize()} is under way already.",
                    remedy="Wait until that is done.",
                    stage="errand",
                )
            self._known[name] = Errand(what, self._label.clock.now())
            self._known.move_to_end(name)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        Thread(target=self._run, args=(name, caller, action, subject, work, ended), name=name, daemon=True).start()
        ended.wait(SOON_S)

    def _run(self, name: str, caller: Caller, action: str, subject: str, work: Callable[[], Any], ended: Event) -> None:
        try:
            with audited(self._label, caller, action, subject):
                self._end(name, result=work())
        except NoktvrnError as error:
            self._end(name, error=told(error))
        except Exception as error:  # the edge of this thread: what nobody foresaw is logged and told
            logger.exception("The errand %s broke", name)
            broken = NoktvrnError(f"It broke: {error}.", remedy="See the log.", stage="errand")
            self._end(name, error=told(broken))
        finally:
            ended.set()

    def _end(self, name: str, result: Any = None, error: Told | None = None) -> None:
        with self._lock:
            if name in self._known:
                self._known[name] = replace(self._known[name], under_way=False, result=result, error=error)
