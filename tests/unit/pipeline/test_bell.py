"""A bell wakes a thread of the engine, and stops it."""

from __future__ import annotations

import inspect

from dbos._queue import queue_worker_thread

from noktvrn.pipeline.bell import Bell

LONG_S = 600.0
"""Longer than a test may take: nobody waits for it to pass."""


def test_a_ring_ends_the_next_wait_once_and_stops_nothing() -> None:
    bell = Bell()
    bell.ring()
    assert bell.wait(LONG_S) is False
    assert bell.wait(0.001) is False
    assert not bell.is_set()


def test_stop_ends_every_wait() -> None:
    bell = Bell()
    bell.set()
    assert bell.wait(LONG_S) is True
    bell.ring()
    assert bell.wait(LONG_S) is True


def test_the_engines_thread_for_a_queue_takes_what_stops_it_and_waits_on_that_alone() -> None:
    assert list(inspect.signature(queue_worker_thread).parameters) == ["stop_event", "dbos", "queue"]
    waits = [line.strip() for line in inspect.getsource(queue_worker_thread).splitlines() if ".wait(" in line]
    assert waits == ["if stop_event.wait(timeout=polling_interval * random.uniform(0.95, 1.05)):"]
