"""Compiling before somebody waits for it."""

from __future__ import annotations

import pytest

from noktvrn.errors import StepCancelledError
from noktvrn.studio.warm import warm_studio


def test_warming_says_what_it_makes_and_stops_when_it_is_asked_to():
    told: list[tuple[float, str]] = []
    with pytest.raises(StepCancelledError):
        warm_studio(lambda share, what: told.append((share, what)), cancelled=lambda: True)
    assert told == [(0.0, "a song, ambient")]
