"""What a process does when it is asked to end, and that it does the old thing again afterwards."""

from __future__ import annotations

import signal
import threading

from noktvrn.ops.signals import on_signals


def test_signals_are_answered_inside_and_as_before_outside():
    came: list[str] = []
    before = {kind: signal.getsignal(kind) for kind in (signal.SIGTERM, signal.SIGINT)}
    with on_signals(lambda: came.append("outer"), signal.SIGTERM):
        with on_signals(lambda: came.append("inner"), signal.SIGTERM, signal.SIGINT):
            signal.raise_signal(signal.SIGTERM)
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) == before[signal.SIGINT]
        signal.raise_signal(signal.SIGTERM)
    assert came == ["inner", "inner", "outer"]
    assert {kind: signal.getsignal(kind) for kind in before} == before


def test_a_thread_beside_the_main_one_changes_nothing():
    seen = []

    def beside() -> None:
        with on_signals(lambda: None, signal.SIGTERM):
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=beside)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGTERM)]
