"""What a process knows of models between two looks at the database: standings, and who is left alone.

Processes share what they learn through the database; each looks again after a few seconds, so that a request need not.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from noktvrn.ports.language import LanguageModel, ModelRef, Role
from noktvrn.ports.repositories import Records
from noktvrn.ports.room_state import Closure, Standing
from noktvrn.services.room.closing import is_closed, model_key, probing, wants_probe

REFRESH_S = 5.0
"""Seconds for which what was read is believed."""


class Board:
    """Standings and closures as they were last read, with what this process learned since.

    Args:
        records: Where they are kept.
    """

    def __init__(self, records: Records) -> None:
        """See the class."""
        self._records = records
        self._read_at: datetime | None = None
        self._standings: dict[tuple[Role, str, str], Standing] = {}
        self._closures: dict[str, Closure] = {}
        self._probes: dict[str, Closure] = {}

    def is_stale(self, at: datetime) -> bool:
        """Return whether it is time to look again."""
        return self._read_at is None or abs(at - self._read_at) > timedelta(seconds=REFRESH_S)

    def read(self, at: datetime) -> None:
        """Look again; blocking."""
        with self._records.read() as unit:
            standings, closures = unit.room_state.standings(), unit.room_state.closures()
        self._standings = {(each.role, each.vendor, each.model): each for each in standings}
        self._closures = {each.key: each for each in closures}
        # Whoever was let in again by hand is not waited for.
        self._probes = {key: probe for key, probe in self._probes.items() if key in self._closures}
        self._read_at = at

    def standing(self, role: Role, ref: ModelRef) -> Standing | None:
        """Return what was learned of a model in a role."""
        return self._standings.get((role, ref.vendor, ref.model))

    def note(self, standing: Standing | None, closure: Closure | None) -> None:
        """Take over what a call taught."""
        if standing is not None:
            self._standings[standing.role, standing.vendor, standing.model] = standing
        if closure is not None:
            self._closures[closure.key] = closure
            self._probes.pop(closure.key, None)

    def closed(self, model: LanguageModel, at: datetime) -> Closure | None:
        """Return why a model is left alone now; None when it may be asked."""
        for key in (model.account, model_key(model)):
            for known in (self._closures.get(key), self._probes.get(key)):
                if known is not None and is_closed(known, at):
                    return known
        return None

    def is_suspect(self, model: LanguageModel) -> bool:
        """Return whether a model failed lately, so that its next success is worth writing down."""
        return model.account in self._closures or model_key(model) in self._closures

    def begin_probe(self, model: LanguageModel, at: datetime) -> None:
        """Keep others of this process waiting while one call finds out whether a model works again."""
        for key in (model.account, model_key(model)):
            known = self._closures.get(key)
            if known is not None and wants_probe(known):
                self._probes[key] = probing(known, at)

    def end_probe(self, model: LanguageModel) -> None:
        """Let the next one find out."""
        for key in (model.account, model_key(model)):
            self._probes.pop(key, None)

    def reopen(self, model: LanguageModel) -> None:
        """Forget that a model failed."""
        for key in (model.account, model_key(model)):
            self._closures.pop(key, None)
            self._probes.pop(key, None)
