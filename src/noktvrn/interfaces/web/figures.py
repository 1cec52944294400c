"""Counts for Prometheus: requests of this process, and how the label stands at the moment of asking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from noktvrn.ports.ledger import CallCount
from noktvrn.services.label import Label

if TYPE_CHECKING:
    from noktvrn.interfaces.web.pulse import Pulse

_BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Figures:
    """Everything that ``/metrics`` answers.

    Args:
        label: The label's means.
        pulse: Knows how many pages listen.
    """

    def __init__(self, label: Label, pulse: Pulse) -> None:
        """See the class."""
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "noktvrn_http_requests", "Requests answered.", ["method", "route", "status"], registry=self._registry
        )
        self._durations = Histogram(
            "noktvrn_http_request_seconds",
            "Time to the first byte of an answer.",
            ["route"],
            buckets=_BOUNDS_S,
            registry=self._registry,
        )
        Gauge("noktvrn_listeners", "Pages that listen for changes.", registry=self._registry).set_function(
            lambda: pulse.listeners
        )
        self._registry.register(_LabelCollector(label))

    def count(self, method: str, route: str, status: int, took_s: float) -> None:
        """Count one request; ``route`` is the pattern and never the path, so that the number of series is bounded."""
        self._requests.labels(method, route, str(status)).inc()
        self._durations.labels(route).observe(took_s)

    def text(self) -> bytes:
        """Return all figures in the text format."""
        return generate_latest(self._registry)


class _LabelCollector(Collector):
    def __init__(self, label: Label) -> None:
        self._label = label

    def collect(self) -> Iterator[Metric]:
        with self._label.records.read() as unit:
            runs, artists = unit.overview.state_counts(), unit.overview.artist_counts()
            beats = unit.workers.all()
            calls = unit.ledger.count()
        lease_s = self._label.settings.worker.lease_s
        yield _family("noktvrn_runs", "Runs by state.", "state", {state.value: n for state, n in runs.items()})
        yield _family("noktvrn_artists", "Artists by status.", "status", {each.value: n for each, n in artists.items()})
        alive = sum(beat.is_alive(lease_s) for beat in beats)
        yield GaugeMetricFamily("noktvrn_workers_alive", "Workers that gave a sign of life.", value=alive)
        yield from _calls_of_models(calls)


def _calls_of_models(counts: Sequence[CallCount]) -> Iterator[Metric]:
    """Yield what the ledger counts; its numbers only grow, whatever process they came from."""
    names = ["role", "vendor", "model", "outcome"]
    calls = CounterMetricFamily("noktvrn_model_calls", "Calls of language models by how they ended.", labels=names)
    moved = CounterMetricFamily("noktvrn_model_fallbacks", "Calls after which another was asked.", labels=names)
    spent = CounterMetricFamily("noktvrn_model_cost_usd", "What they cost in US dollars.", labels=names)
    for count in counts:
        labels = [count.role.value, count.vendor, count.model, count.outcome]
        calls.add_metric(labels, count.calls)
        moved.add_metric(labels, count.fallbacks)
        spent.add_metric(labels, float(count.cost_usd))
    yield from (calls, moved, spent)


def _family(name: str, about: str, label: str, counts: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, about, labels=[label])
    for value, count in sorted(counts.items()):
        family.add_metric([value], count)
    return family
