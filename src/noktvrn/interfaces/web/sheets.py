"""What the review page shows of a take: read once while the run rests, however many people look at it.

A take does not change while its run rests: whatever changes what a run has changes its version. What may change is
read anew for each look and stands elsewhere: the decision, the queue, the artist's last release. A sheet is kept for
half a minute, so that damage to what is stored does not stay hidden behind it.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from noktvrn.catalogue.page.glow import Glow
from noktvrn.catalogue.page.marks import Mark
from noktvrn.catalogue.provenance import verify_chain
from noktvrn.interfaces.presenters.figures import figure_facts
from noktvrn.interfaces.presenters.findings import FindingRow, finding_rows
from noktvrn.interfaces.presenters.release_words import ReleaseWords, release_words
from noktvrn.interfaces.presenters.standing import Standing
from noktvrn.interfaces.web.drawing.wave import Waves, light_of, marks_of, waves_of
from noktvrn.interfaces.web.makers import Maker, makers
from noktvrn.interfaces.web.spending import cost_of_run
from noktvrn.journal.run import AT_REST, Run
from noktvrn.ports.repositories import ReleaseRecord, RunAsset
from noktvrn.review.gate import findings_sentence
from noktvrn.services.label import Label
from noktvrn.services.listening import Comparison, SungStanza, last_release_beside, sung_stanzas
from noktvrn.services.look import read_review, show_run
from noktvrn.services.views import ReviewView
from noktvrn.types import RunId

FRESH_S = 30.0
_MOST_KEPT = 200
_FIRST_FACTS = ("Key", "Tempo", "Length", "Loudness")

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the review page about one take.

    Attributes:
        view: The words of the song, its figures and findings.
        assets: Its files, by name.
        duration_s: Its length.
        marks: Its sections, above the waveform.
        waves: The waveform; None when no peaks are stored.
        light: The light of the cover; None without a cover.
        stanzas: The words in time.
        words: The text of the release that it will become.
        first_facts: The measures that stand beside the cover.
        facts: The other measures.
        wanting: Findings that want a look.
        passing: Findings that pass.
        verdict_line: All findings in a few words.
        makers: Who made what.
        links: Links of the provenance.
        cost: What language models cost for it; empty when none was asked.
        broken_link: The first link that does not fit; None when the chain is intact.
    """

    view: ReviewView
    assets: Mapping[str, RunAsset]
    duration_s: float
    marks: tuple[Mark, ...]
    waves: Waves | None
    light: Glow | None
    stanzas: tuple[SungStanza, ...]
    words: ReleaseWords
    first_facts: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    wanting: tuple[FindingRow, ...]
    passing: tuple[FindingRow, ...]
    verdict_line: str
    makers: tuple[Maker, ...]
    links: int
    cost: str
    broken_link: int | None


class Sheets:
    """Reads sheets, and keeps those of runs at rest for a while.

    Args:
        label: The label's means.
        clock: Seconds of a clock that never goes back.
    """

    def __init__(self, label: Label, clock: Callable[[], float] = time.monotonic) -> None:
        """See the class."""
        self._label = label
        self._sheets: Kept[tuple[RunId, int], Sheet] = Kept(clock)
        self._besides: Kept[tuple[RunId, int, str], Comparison | None] = Kept(clock)

    def sheet(self, run: Run) -> Sheet:
        """Return the sheet of a run.

        Raises:
            NotFoundError: Nothing of the run is ready to be judged.
            AssetMissingError: The lyrics are gone from the store.
            AssetCorruptError: The lyrics have changed.
        """
        if run.state not in AT_REST:
            return read_sheet(self._label, run.id)
        return self._sheets.get((run.id, run.version), lambda: read_sheet(self._label, run.id))

    def beside(self, run: Run, earlier: ReleaseRecord | None) -> Comparison | None:
        """Return the artist's last release at the same loudness as a song; None when there is none to compare with."""
        if earlier is None:
            return None
        return self._besides.get((run.id, run.version, earlier.id), lambda: last_release_beside(self._label, run.id))


class Kept(Generic[K, V]):
    """Values that were read lately.

    Args:
        clock: Seconds of a clock that never goes back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        """See the class."""
        self._clock = clock
        self._lock = Lock()
        self._values: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def get(self, key: K, read: Callable[[], V]) -> V:
        """Return the value of a key, read anew when it is older than half a minute."""
        with self._lock:
            kept = self._values.get(key)
        if kept is not None and self._clock() - kept[0] < FRESH_S:
            return kept[1]
        value = read()
        with self._lock:
            self._values[key] = (self._clock(), value)
            self._values.move_to_end(key)
            while len(self._values) > _MOST_KEPT:
                self._values.popitem(last=False)
        return value


def read_sheet(label: Label, run_id: RunId) -> Sheet:
    """Read everything about the present take of a run; see :meth:`Sheets.sheet` for what may go wrong."""
    whole = show_run(label, run_id)
    view = read_review(label, run_id)
    facts = dict(figure_facts(view.figures))
    first = tuple((name, facts.pop(name)) for name in _FIRST_FACTS if name in facts)
    duration_s = float(view.figures.get("duration_s") or 0.0)
    rows = finding_rows(view.findings)
    return Sheet(
        view=view,
        assets=whole.assets,
        duration_s=duration_s,
        marks=marks_of(view.sections, duration_s),
        waves=waves_of(label, run_id),
        light=light_of(label, run_id),
        stanzas=sung_stanzas(label, run_id),
        words=release_words(view),
        first_facts=first,
        facts=tuple(facts.items()),
        wanting=tuple(row for row in rows if row.standing is not Standing.DONE),
        passing=tuple(row for row in rows if row.standing is Standing.DONE),
        verdict_line=findings_sentence(view.findings),
        makers=tuple(makers(whole.provenance)),
        links=len(whole.provenance),
        cost=cost_of_run(label, run_id),
        broken_link=verify_chain(whole.provenance),
    )
