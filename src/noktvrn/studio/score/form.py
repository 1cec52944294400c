"""The form: a genre's own, or one in the order in which real songs put their sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Final

from noktvrn.studio.genres.profile import SectionShape
from noktvrn.studio.score.harmony_corpus import SECTION_ORDER

Form = tuple[SectionShape, ...]

OWN_SHARE: Final = 0.35
"""How often a form is taken from the genre's list as it stands."""

WALKS: Final = 80
FEWEST, MOST = 6, 9
MOST_CHORUSES: Final = 3
LATEST_HOOK: Final = 4
"""Sections within which the first chorus comes."""

RESTING: Final = frozenset({"bridge", "break"})


def choose_form(forms: Sequence[Form], rng: Random) -> Form:
    """Return one of the genre's forms, or a new order of its sections.

    The order is a walk through what follows what in real songs; a section of each kind looks as the genre has it, its
    later showings as the genre's later ones.
    """
    base = rng.choice(forms)
    if rng.random() < OWN_SHARE:
        return base
    known = {shape.kind for form in forms for shape in form}
    walks = (_walk(known, rng) for _ in range(WALKS))
    order = next((walk for walk in walks if _is_song(walk)), None)
    return _dressed(order, base, forms) if order else base


def _walk(known: set[str], rng: Random) -> list[str]:
    kinds = ["intro"]
    while len(kinds) <= MOST and kinds[-1] != "outro":
        row = {kind: weight for kind, weight in SECTION_ORDER[kinds[-1]].items() if kind in known and kind != kinds[-1]}
        kinds.append(rng.choices(list(row), list(row.values()))[0])
    return kinds


def _is_song(kinds: list[str]) -> bool:
    """Whether a walk has what a listener waits for, and no two rests in a row."""
    ends = kinds[-1] == "outro" and kinds[-2] != "prechorus" and FEWEST <= len(kinds) <= MOST
    holds = "verse" in kinds and 2 <= kinds.count("chorus") <= MOST_CHORUSES and bool(RESTING & set(kinds))
    rests = any({before, after} <= RESTING for before, after in pairwise(kinds))
    early = "chorus" in kinds[:LATEST_HOOK] and not RESTING & set(kinds[: kinds.index("chorus")]) if holds else False
    return ends and holds and not rests and early


def _dressed(order: list[str], base: Form, forms: Sequence[Form]) -> Form:
    dressed, seen = [], dict.fromkeys(order, 0)
    for kind in order:
        shapes = _shapes(kind, base, forms)
        last = seen[kind] + 1 == order.count(kind)
        # The last chorus is the genre's greatest.
        shape = shapes[-1] if last and kind == "chorus" else shapes[min(seen[kind], len(shapes) - 1)]
        dressed.append(shape if last else replace(shape, lift=0))
        seen[kind] += 1
    return tuple(dressed)


def _shapes(kind: str, base: Form, forms: Sequence[Form]) -> list[SectionShape]:
    own = [shape for shape in base if shape.kind == kind]
    return own or [shape for form in forms for shape in form if shape.kind == kind]


def fit_form(form: Form, bars: int) -> Form:
    """Stretch or cut a form to about so many bars.

    Sections change by whole four-bar phrases (two bars in very short songs); the one that is longest against its
    usual length gives first, and so the proportions stay.
    """
    shapes = list(form)
    unit = 4 if bars >= 32 else 2 if bars >= 12 else 1
    if bars < 4 * len(shapes):
        shapes = _short_form(form)
    lengths = [max(unit, unit * round(s.bars * bars / sum(x.bars for x in shapes) / unit)) for s in shapes]
    usual = [s.bars for s in shapes]
    while abs(bars - sum(lengths)) > unit / 2:
        missing = bars - sum(lengths)
        order = sorted(range(len(lengths)), key=lambda i: lengths[i] / usual[i])
        grow = [i for i in order if shapes[i].kind not in {"intro", "outro"}] or order
        shrink = [i for i in reversed(order) if lengths[i] > unit]
        if missing > 0:
            lengths[grow[0]] += unit
        elif shrink:
            lengths[shrink[0]] -= unit
        else:
            break
    return tuple(replace(shape, bars=length) for shape, length in zip(shapes, lengths, strict=True))


def _short_form(form: Form) -> list[SectionShape]:
    """Keep the first of intro, verse and chorus, and the outro."""
    kept = []
    for kind in ("intro", "verse", "chorus", "outro"):
        found = next((shape for shape in form if shape.kind == kind), None)
        if found:
            kept.append(replace(found, lift=0))
    return kept
