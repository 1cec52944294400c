"""Small studies before the full-size painting: several seeds are sketched, judged, and the best is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from noktvrn.studio.picture.families.registry import PAINTERS
from noktvrn.studio.picture.fingerprint import HASH_BITS, TWIN_DISTANCE, distance, hash_of
from noktvrn.studio.picture.inking import ink_cover
from noktvrn.studio.picture.layouts import CoverType, set_cover
from noktvrn.studio.picture.look import LookSpec
from noktvrn.studio.picture.pace import Pace
from noktvrn.studio.picture.palette import Floats, contrast_ratio, luminance, srgb
from noktvrn.studio.picture.scene import Box, Roles, Scene
from noktvrn.types import child_seed

STUDY_SIZE_PX: Final = 192
"""Edge length of a study."""

_STUDIES = 5
_MOST_STUDIES = 28
_WHIM = 0.45
_FIRST_FREE = frozenset({"variant", "angle"})
_THEN_FREE = frozenset({"scale", "warp"})


@dataclass(frozen=True, slots=True)
class Study:
    """One sketched seed.

    Attributes:
        seed: Seed of the painting.
        motif: Dials of the painting: the look's, or some of them where its own had run out of new pictures.
        score: Higher is better.
        nearest_distance: Bits to the most similar avoided hash; 256 without any.
    """

    seed: int
    motif: dict[str, float]
    score: float
    nearest_distance: int


def choose_study(
    look: LookSpec,
    roles: Roles,
    title: str,
    artist: str,
    seed: int,
    energy: float,
    avoid_hashes: Sequence[str],
    pace: Pace,
) -> Study:
    """Sketch at least five seeds and return the best that is no twin of an avoided cover.

    Dials come loose as attempts fail, so that an artist of many covers finds new ones; colours, faces and layout stay.
    When every one of twenty-eight is a twin, the one furthest from all avoided covers is returned; its
    ``nearest_distance`` says so.
    """
    words = set_cover(title, artist, look, STUDY_SIZE_PX)
    studies: list[Study] = []
    for attempt in range(_MOST_STUDIES):
        pace.at(min(attempt / _STUDIES, 1.0))
        motif = _loosened(look.motif, attempt)
        sketch = _sketch(look, motif, roles, child_seed(seed, "study", attempt), energy, words, avoid_hashes)
        studies.append(sketch)
        distinct = [study for study in studies if study.nearest_distance > TWIN_DISTANCE]
        if attempt + 1 >= _STUDIES and distinct:
            return max(distinct, key=lambda study: study.score)
    return max(studies, key=lambda study: study.nearest_distance)


def _loosened(motif: dict[str, float], attempt: int) -> dict[str, float]:
    free = _FIRST_FREE if attempt >= _STUDIES + 1 else frozenset()
    if attempt >= _STUDIES + 4:
        free = free | _THEN_FREE
    return {dial: value for dial, value in motif.items() if dial not in free}


def _sketch(
    look: LookSpec,
    motif: dict[str, float],
    roles: Roles,
    seed: int,
    energy: float,
    words: CoverType,
    avoid_hashes: Sequence[str],
) -> Study:
    scene = Scene(STUDY_SIZE_PX, roles, motif, energy, seed, words.calm, words.focus)
    picture = PAINTERS[look.style_family](scene)
    # without a whim the same kind of picture would win each time, and an artist's covers would all be of that kind
    whim = np.random.Generator(np.random.PCG64(child_seed(seed, "whim"))).random()
    score = judge(picture, words.calm, roles) + _WHIM * float(whim)
    if not avoid_hashes:
        return Study(seed, motif, score, HASH_BITS)
    # covers are compared as they will be seen, with their text
    inked = ink_cover(np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8), words.texts, roles, 0.0, seed)
    return Study(seed, motif, score, nearest_distance(hash_of(inked.picture), avoid_hashes))


def nearest_distance(found: str, others: Sequence[str]) -> int:
    """Return the number of bits to the most similar of ``others``; 256 when there are none."""
    return min((distance(found, other) for other in others), default=HASH_BITS)


def judge(picture: Floats, calm: Box, roles: Roles) -> float:
    """Score a sketch: quiet under the text, ink that reads there, a figure elsewhere, tones used but not blown.

    Args:
        picture: Painted study.
        calm: Where the text stands.
        roles: Colours.

    Returns:
        About 0..4; only the order means something.
    """
    size = picture.shape[0]
    light = luminance(picture)
    tone = np.cbrt(light)
    rows = slice(int(calm.top * size), max(int(calm.bottom * size), int(calm.top * size) + 2))
    columns = slice(int(calm.left * size), max(int(calm.right * size), int(calm.left * size) + 2))
    under = light[rows, columns]
    ink = float(luminance(srgb(roles.ink)))
    low, high = np.percentile(under, [5, 95])
    reads = max(contrast_ratio(ink, float(high)), contrast_ratio(ink, float(low))) if ink > high or ink < low else 1.0
    quiet = 1.0 / (1.0 + 14.0 * float(tone[rows, columns].std()))
    spread = float(np.percentile(tone, 97) - np.percentile(tone, 3))
    blown = float((tone > 0.96).mean()) if roles.is_night else 0.0
    coarse = tone[: size // 12 * 12, : size // 12 * 12].reshape(12, size // 12, 12, -1).mean(axis=(1, 3))
    figure = float(coarse.std())
    return 0.8 * quiet + min(reads, 9.0) / 9.0 + 1.2 * min(spread, 0.7) + 3.0 * min(figure, 0.22) - 2.0 * blown
