"""What a 3000 px cover costs: time, memory and bytes for each style family."""

from __future__ import annotations

import resource
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.harness import Figure, at_most, median_cost, report, spend
from noktvrn.studio.picture.cover import CoverRequest, CoverResult, paint_cover
from noktvrn.studio.picture.look import LAYOUTS, STYLE_FAMILIES, LookSpec
from noktvrn.studio.picture.schemes import generate_palette

NAME = "Cover"
SEED = 1
STORE_LIMIT_MB = 10.0
LEAST_CONTRAST = 4.5
MOST_CPU_S = 8.0


def run(quick: bool) -> dict[str, Any]:
    rounds = 1 if quick else 3
    figures: list[Figure] = []
    painted: list[CoverResult] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for family in STYLE_FAMILIES:
            paint_cover(_request(family, 0, 64), folder)
            requests = [_request(family, seed, 3000) for seed in range(SEED, SEED + rounds)]
            costs = [spend(partial(_paint, request, folder, painted)) for request in requests]
            figures.append(at_most(f"{family}, 3000 x 3000", median_cost(costs).cpu_s, "CPU s", MOST_CPU_S))
    figures += [
        Figure("file, median", median(result.facts.size_bytes for result in painted) / 1e6, "MB"),
        at_most("file, largest", max(result.facts.size_bytes for result in painted) / 1e6, "MB", STORE_LIMIT_MB),
        _at_least("contrast of the title, lowest", min(result.title_contrast for result in painted)),
        _at_least("contrast of the artist, lowest", min(result.artist_contrast for result in painted)),
        Figure("memory, peak of all", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB"),
    ]
    return report(
        NAME,
        method="Sketches, painting with and without room for text, type, contrast, four JPEG files and the measurement "
        "of the finished cover, in one process with compiled kernels; contrast is measured on the rendered pixels.",
        figures=figures,
        seed=SEED,
    )


def _paint(request: CoverRequest, folder: Path, painted: list[CoverResult]) -> None:
    painted.append(paint_cover(request, folder))


def _at_least(what: str, value: float) -> Figure:
    return Figure(what, value, "", goal=f">= {LEAST_CONTRAST:g}", met=value >= LEAST_CONTRAST)


def _request(family: str, seed: int, size_px: int) -> CoverRequest:
    layout = LAYOUTS[(seed + STYLE_FAMILIES.index(family)) % len(LAYOUTS)]
    palette = generate_palette(seed, "dreamy", 0.6)
    look = LookSpec(family, palette, "geometric_extrabold", "grotesk_semibold", layout)
    return CoverRequest("Midnight Rain", "Nova Kestrel", look, seed, "dreamy", 0.6, size_px=size_px)
