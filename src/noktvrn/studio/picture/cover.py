"""The cover: painted natively at 3000 x 3000, set in type, checked for contrast, unlike its siblings.

A few small studies are painted first; the one that leaves the text its quiet, has a figure, and is no twin of an
earlier cover is painted at full size.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from noktvrn.errors import ParameterError
from noktvrn.studio.picture.examine import CoverFacts, inspect_cover
from noktvrn.studio.picture.families.registry import PAINTERS
from noktvrn.studio.picture.files import check_writable, write_jpeg
from noktvrn.studio.picture.inking import InkedCover, ink_cover
from noktvrn.studio.picture.layouts import CoverType, set_cover
from noktvrn.studio.picture.look import LookSpec, check_look
from noktvrn.studio.picture.moods import coloured
from noktvrn.studio.picture.pace import Cancelled, Pace, Progress, never, unwatched
from noktvrn.studio.picture.palette import oklab, oklab_from_srgb
from noktvrn.studio.picture.raster import Bytes, finish, shrink
from noktvrn.studio.picture.scene import Roles, Scene
from noktvrn.studio.picture.studies import choose_study, nearest_distance
from noktvrn.types import child_seed

COVER_SIZE_PX: Final = 3000
"""Edge length that stores ask for."""

PROOF_SIZES_PX: Final = (64, 300)
"""Edge lengths of the small proofs."""

_FURTHEST_HUE_TURN_DEG = 18.0
_LONGEST_TEXT = 300


@dataclass(frozen=True, slots=True)
class CoverRequest:
    """What to paint.

    Attributes:
        title: Exactly as in the metadata.
        artist: Exactly as in the metadata.
        look: The artist's look.
        seed: Everything random follows from it.
        mood: One word; unknown words leave the palette as it is.
        energy: 0..1, from still to driven.
        avoid_hashes: Difference hashes of covers that the new one must not resemble.
        size_px: Edge length; below 3000 only for proofs and tests.
    """

    title: str
    artist: str
    look: LookSpec
    seed: int
    mood: str = ""
    energy: float = 0.5
    avoid_hashes: tuple[str, ...] = ()
    size_px: int = COVER_SIZE_PX


@dataclass(frozen=True, slots=True)
class CoverResult:
    """What was painted.

    Attributes:
        cover: ``cover.jpg``.
        artwork: ``artwork.jpg``, the same work without text, composed for the whole sheet.
        proofs: The cover at 64 and 300 px.
        facts: Measured on the finished cover.
        rendered_text: Title and artist as set, without changes of case; empty for a cover without text.
        missing_glyphs: Characters that no face could show.
        title_contrast: Contrast ratio of the title on the rendered pixels; 0 without text.
        artist_contrast: The same of the artist.
        title_cap_height: Height of the title's capitals as a share of the edge; 0 without text.
        scrim: Strength 0..1 of the veil under the type.
        nearest_distance: Bits to the most similar of the avoided hashes; 256 when there are none.
        seed: Seed of the study that was chosen.
    """

    cover: Path
    artwork: Path
    proofs: tuple[Path, ...]
    facts: CoverFacts
    rendered_text: tuple[str, ...]
    missing_glyphs: str
    title_contrast: float
    artist_contrast: float
    title_cap_height: float
    scrim: float
    nearest_distance: int
    seed: int


def paint_cover(
    request: CoverRequest,
    out_dir: Path,
    progress: Progress = unwatched,
    cancelled: Cancelled = never,
) -> CoverResult:
    """Paint a cover, and the same work without text: same seed and figure, with no room kept for type.

    Args:
        request: What to paint.
        out_dir: Folder for ``cover.jpg``, ``artwork.jpg``, ``cover_300.jpg`` and ``cover_64.jpg``; made when absent.
        progress: Told the share that is done.
        cancelled: Asked several times a second whether to stop.

    Raises:
        ParameterError: Unknown family, face or layout; a value outside its range.
        RenderError: A file cannot be written.
        NoSpaceError: The disk is full.
        StepCancelledError: ``cancelled`` answered True.
    """
    _check(request)
    check_writable(out_dir / "cover.jpg")
    pace = Pace(progress, cancelled, what="painting the cover")
    roles = song_roles(request.look, request.seed, request.mood)
    study = choose_study(
        request.look,
        roles,
        request.title,
        request.artist,
        request.seed,
        request.energy,
        request.avoid_hashes,
        pace.part(0.0, 0.15, "sketching the cover"),
    )
    words = set_cover(request.title, request.artist, request.look, request.size_px)
    scene = Scene(
        request.size_px,
        roles,
        study.motif,
        request.energy,
        study.seed,
        words.calm,
        words.focus,
        textless=not words.texts,
    )
    inked = ink_cover(
        _painted(scene, request.look, pace.part(0.15, 0.52)),
        words.texts,
        roles,
        grain_strength(request.look),
        study.seed,
    )
    artwork = inked.picture
    if words.texts:
        alone = replace(scene, textless=True)
        artwork = _painted(alone, request.look, pace.part(0.52, 0.9, "painting the artwork without text"))
    paths = _write(artwork, inked.picture, out_dir, pace.part(0.9, 1.0, "writing the cover"))
    return _result(request, words, inked, paths, study.seed)


def _painted(scene: Scene, look: LookSpec, pace: Pace) -> Bytes:
    picture = PAINTERS[look.style_family](replace(scene, pace=pace.part(0.0, 0.88)))
    return finish(picture, grain_strength(look), scene.seed, pace.part(0.88, 1.0))


def song_roles(look: LookSpec, seed: int, mood: str) -> Roles:
    """Return the palette of one song: the artist's own, turned a little and moved by the mood."""
    rng = np.random.Generator(np.random.PCG64(child_seed(seed, "hue")))
    turn = float(rng.uniform(-_FURTHEST_HUE_TURN_DEG, _FURTHEST_HUE_TURN_DEG))
    return coloured(Roles(*look.palette).turned(turn), mood)


def roles_of_artwork(look: LookSpec, artwork: Bytes) -> Roles:
    """Return the artist's palette, turned by as much as the artwork was: what moves beside it shares its hues.

    Any picture will do; one that is not of the palette at all gets the turn that suits it best.
    """
    pixels = oklab_from_srgb(shrink(artwork, 24, 24).reshape(-1, 3) / 255.0)[:, 1:]

    def misfit(turn_deg: float) -> float:
        tints = np.array([oklab(colour)[1:] for colour in Roles(*look.palette).turned(turn_deg)])
        return float(np.linalg.norm(pixels[:, None] - tints[None], axis=2).min(axis=1).mean())

    turns = np.linspace(-_FURTHEST_HUE_TURN_DEG, _FURTHEST_HUE_TURN_DEG, 13)
    return Roles(*look.palette).turned(min((float(turn) for turn in turns), key=misfit))


def grain_strength(look: LookSpec) -> float:
    """Return the grain of a style family as a share of full scale."""
    return {"aura": 0.055, "silk": 0.022, "attractor": 0.018, "halftone": 0.02, "voronoi": 0.02}.get(
        look.style_family, 0.03
    )


def _check(request: CoverRequest) -> None:
    check_look(request.look)
    if not 0 <= request.energy <= 1:
        raise ParameterError(f"The energy is {request.energy!r}.", remedy="Give an energy from 0 to 1.")
    if not 64 <= request.size_px <= 6000:
        raise ParameterError(
            f"The edge length is {request.size_px!r} pixels.", remedy="Give an edge length from 64 to 6000 pixels."
        )
    for name, text in (("title", request.title), ("artist", request.artist)):
        if not text.strip() or len(text) > _LONGEST_TEXT:
            raise ParameterError(
                f"The {name} has {len(text)} characters.", remedy=f"Give a {name} of 1 to {_LONGEST_TEXT} characters."
            )


def _write(artwork: Bytes, cover: Bytes, out_dir: Path, pace: Pace) -> tuple[Path, Path, tuple[Path, ...]]:
    cover_path, artwork_path = out_dir / "cover.jpg", out_dir / "artwork.jpg"
    write_jpeg(artwork, artwork_path)
    pace.at(0.4)
    write_jpeg(cover, cover_path)
    pace.at(0.8)
    proofs = []
    for size in PROOF_SIZES_PX:
        path = out_dir / f"cover_{size}.jpg"
        small = shrink(cover, min(size, cover.shape[1]), min(size, cover.shape[0]))
        write_jpeg(np.clip(small + 0.5, 0, 255).astype(np.uint8), path)
        proofs.append(path)
    pace.at(1.0)
    return cover_path, artwork_path, tuple(proofs)


def _result(
    request: CoverRequest,
    words: CoverType,
    inked: InkedCover,
    paths: tuple[Path, Path, tuple[Path, ...]],
    seed: int,
) -> CoverResult:
    cover, artwork, proofs = paths
    facts = inspect_cover(cover, request.title, request.artist, words.rendered)
    caps = [text.cap_height_px / request.size_px for text in words.texts if text.role == "title"]
    return CoverResult(
        cover=cover,
        artwork=artwork,
        proofs=proofs,
        facts=facts,
        rendered_text=words.rendered,
        missing_glyphs=words.missing,
        title_contrast=inked.title_contrast,
        artist_contrast=inked.artist_contrast,
        title_cap_height=caps[0] if caps else 0.0,
        scrim=inked.scrim,
        nearest_distance=nearest_distance(facts.difference_hash, request.avoid_hashes),
        seed=seed,
    )
