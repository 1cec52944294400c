"""The songs of the label that are nearest to one, a line each."""

from __future__ import annotations

from collections.abc import Sequence

from noktvrn.review.facts import Neighbour


def neighbour_facts(neighbours: Sequence[Neighbour]) -> list[tuple[str, str]]:
    """Return for each neighbour its similarity and who it is: ``("0.31", "Night Bus, Nova Lux: harmony 0.48")``."""
    return [(f"{near.similarity:.2f}", f"{near.title}, {near.artist}: {_parts(near)}") for near in neighbours]


def _parts(near: Neighbour) -> str:
    parts = {"melody": near.melody, "harmony": near.harmony}
    return ", ".join(f"{name} {value:.2f}" for name, value in parts.items() if value is not None)
