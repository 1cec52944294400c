"""Paint covers of one artist that are siblings and no twins: ``python examples/covers.py [FOLDER]``."""

# ruff: noqa: T201 - an example speaks to whoever runs it

from __future__ import annotations

import sys
from pathlib import Path

from noktvrn.studio.picture.cover import CoverRequest, paint_cover
from noktvrn.studio.picture.look import look_spec

INK, PAPER = (0.97, 0.01, 90.0), (0.20, 0.03, 260.0)
LOOK = look_spec(
    "aura",
    palette=(PAPER, (0.62, 0.17, 25.0), (0.45, 0.12, 300.0), (0.80, 0.14, 70.0), INK),
    display_face="serif_italic",
    text_face="grotesk_semibold",
    layout="bottom_left",
    motif={"scale": 0.6},
)
"""The artist's look; colours are OKLCH: lightness, chroma, hue in degrees."""


def main(folder: Path) -> None:
    """Paint a proof for each title, unlike those before it."""
    painted: tuple[str, ...] = ()
    for seed, title in enumerate(("Night Bus", "Paper Lanterns", "Northern Line"), start=1):
        wish = CoverRequest(title, "Vela Marsh", LOOK, seed, mood="dreamy", avoid_hashes=painted, size_px=600)
        cover = paint_cover(wish, folder / title.lower().replace(" ", "-"))
        painted += (cover.facts.difference_hash,)
        print(f"{cover.cover}: contrast of the title {cover.title_contrast:.1f}, {cover.nearest_distance} bits apart")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "covers"))
