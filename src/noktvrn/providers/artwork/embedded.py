"""Paints covers with the studio, and the same work without text, from seeds. No key, no network."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from noktvrn.ports.artwork import CoverFigures, CoverRequest, CoverResult
from noktvrn.ports.making import Cancelled, MadeBy, Progress
from noktvrn.services.looks import painted_look
from noktvrn.studio.picture.engine_version import PICTURE_ENGINE_VERSION
from noktvrn.studio.picture.look import DISPLAY_FACES, LAYOUTS, STYLE_FAMILIES, TEXT_FACES

LICENCE: Final = "own work, no rights of others; faces under the SIL Open Font License"
NAME: Final = "embedded"


class EmbeddedArtwork:
    """Paints covers from seeds; the same request always gets the same cover."""

    name = NAME

    def style_families(self) -> tuple[str, ...]:
        """Return the ways of painting."""
        return STYLE_FAMILIES

    def display_faces(self) -> tuple[str, ...]:
        """Return the faces of titles."""
        return DISPLAY_FACES

    def text_faces(self) -> tuple[str, ...]:
        """Return the faces of small text."""
        return TEXT_FACES

    def layouts(self) -> tuple[str, ...]:
        """Return the templates of covers."""
        return LAYOUTS

    def paint_cover(
        self, request: CoverRequest, out_dir: Path, progress: Progress, cancelled: Cancelled
    ) -> CoverResult:
        """Paint ``cover.jpg``, ``artwork.jpg`` and small proofs below ``out_dir``.

        Raises:
            ParameterError: Unknown style family, face or layout; a value outside its range.
            RenderError: A file cannot be written.
            NoSpaceError: The disk is full.
            StepCancelledError: ``cancelled`` answered True.
        """
        # Pillow and numba are slow to load and not needed to answer what is on the lists
        from noktvrn.studio.picture import cover as studio

        painted = studio.paint_cover(
            studio.CoverRequest(
                title=request.title,
                artist=request.artist,
                look=painted_look(request.look),
                seed=request.seed,
                mood=request.mood,
                energy=request.energy,
                avoid_hashes=request.avoid_hashes,
            ),
            out_dir,
            progress,
            cancelled,
        )
        facts = painted.facts
        figures = CoverFigures(
            width_px=facts.width_px,
            height_px=facts.height_px,
            mode=facts.mode,
            format=facts.format,
            has_icc_profile=facts.has_icc_profile,
            size_bytes=facts.size_bytes,
            sharpness=facts.sharpness,
            title_contrast=painted.title_contrast,
            artist_contrast=painted.artist_contrast,
            rendered_text=painted.rendered_text,
            missing_glyphs=painted.missing_glyphs,
            difference_hash=facts.difference_hash,
        )
        return CoverResult(painted.cover, painted.artwork, painted.proofs[-1], figures, _made_by(request, painted.seed))


def _made_by(request: CoverRequest, painted_seed: int) -> MadeBy:
    parameters = {
        "style_family": request.look.style_family,
        "layout": request.look.layout,
        "display_face": request.look.display_face,
        "text_face": request.look.text_face,
        "mood": request.mood,
        "energy": request.energy,
        "avoided_hashes": len(request.avoid_hashes),
        "painted_seed": painted_seed,
    }
    return MadeBy(NAME, f"noktvrn-picture {PICTURE_ENGINE_VERSION}", LICENCE, parameters=parameters, seed=request.seed)
