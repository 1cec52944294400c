"""Whether fifty covers of one artist are siblings and no twins, for each style family.

Each cover is painted as the label paints it: told the hashes of the earlier ones. Twins are told by the difference
hash; siblings by colour, which differs less between covers of one artist than between covers of different artists.
"""

from __future__ import annotations

import tempfile
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.harness import Figure, at_most, report
from noktvrn.studio.picture.cover import CoverRequest, paint_cover
from noktvrn.studio.picture.files import read_picture
from noktvrn.studio.picture.fingerprint import TWIN_DISTANCE, distance
from noktvrn.studio.picture.look import LAYOUTS, STYLE_FAMILIES, LookSpec
from noktvrn.studio.picture.palette import oklab_from_srgb
from noktvrn.studio.picture.schemes import generate_palette

NAME = "Cover siblings"
SEED = 1
SIZE_PX = 192
STRANGERS = 12
MOST_RATIO = 0.6
_FIRSTS = ("Midnight", "Glass", "Slow", "Northern", "Paper", "Silver", "Hollow", "Winter", "Distant", "Golden")
_LASTS = ("Rain", "Harbour", "Year", "Line", "Lanterns")
_MOODS = ("dreamy", "melancholic", "fierce", "calm", "happy")


def run(quick: bool) -> dict[str, Any]:
    covers = 8 if quick else 50
    figures: list[Figure] = []
    lowest: list[int] = []
    ratios: list[float] = []
    for family in STYLE_FAMILIES:
        hashes, colours = _catalogue(family, covers)
        apart = [distance(a, b) for a, b in combinations(hashes, 2)]
        strangers = np.array([_cover(family, 100 + artist, artist, ())[1] for artist in range(STRANGERS)])
        ratio = _spread(colours) / _spread(strangers)
        lowest.append(min(apart))
        ratios.append(ratio)
        figures += [
            Figure(f"{family}: nearest two of {covers}", float(min(apart)), "bits of 256"),
            Figure(f"{family}: median of all pairs", float(median(apart)), "bits of 256"),
            Figure(f"{family}: colour, siblings to strangers", ratio, ""),
        ]
    figures += [
        Figure(
            "nearest two of any family",
            float(min(lowest)),
            "bits of 256",
            goal=f">= {0.8 * TWIN_DISTANCE:.0f}",
            met=min(lowest) >= 0.8 * TWIN_DISTANCE,
        ),
        at_most("colour, siblings to strangers, worst family", max(ratios), "", MOST_RATIO),
    ]
    return report(
        NAME,
        method=f"{covers} covers of one artist for each family at {SIZE_PX} px, each told the earlier ones; difference "
        f"hash with text; mean OKLab distance of colours, against {STRANGERS} artists of the same family.",
        figures=figures,
        seed=SEED,
    )


def _catalogue(family: str, covers: int) -> tuple[list[str], Any]:
    hashes: list[str] = []
    colours = []
    for song in range(covers):
        found, colour = _cover(family, SEED, song, tuple(hashes))
        hashes.append(found)
        colours.append(colour)
    return hashes, np.array(colours)


def _cover(family: str, artist: int, song: int, avoid: tuple[str, ...]) -> tuple[str, Any]:
    """Paint one cover; return its hash, and mean and spread of its artwork's colours."""
    dials = np.random.default_rng(artist).uniform(0.15, 0.85, 6)
    names = ("scale", "density", "contrast", "warp", "angle", "variant")
    look = LookSpec(
        family,
        generate_palette(artist, "dreamy", 0.6),
        "geometric_extrabold",
        "grotesk_semibold",
        LAYOUTS[(artist + STYLE_FAMILIES.index(family)) % len(LAYOUTS)],
        dict(zip(names, (float(dial) for dial in dials), strict=True)),
    )
    title = f"{_FIRSTS[song % len(_FIRSTS)]} {_LASTS[song // len(_FIRSTS) % len(_LASTS)]}"
    wanted = CoverRequest(
        title, "Nova Kestrel", look, song + 1, _MOODS[song % 5], 0.3 + 0.1 * (song % 5), avoid, SIZE_PX
    )
    with tempfile.TemporaryDirectory() as folder:
        painted = paint_cover(wanted, Path(folder))
        lab = oklab_from_srgb(read_picture(painted.artwork)[::4, ::4].reshape(-1, 3) / 255.0)
    return painted.facts.difference_hash, np.concatenate([lab.mean(axis=0), lab.std(axis=0)])


def _spread(colours: Any) -> float:
    return float(np.mean([np.linalg.norm(a - b) for a, b in combinations(colours, 2)]))
