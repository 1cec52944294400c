"""Requests for small pictures."""

from __future__ import annotations

from pathlib import Path

from noktvrn.studio.picture.cover import CoverRequest
from noktvrn.studio.picture.look import LookSpec
from noktvrn.studio.picture.teaser import TeaserRequest

NIGHT = ((0.15, 0.03, 285.0), (0.42, 0.17, 295.0), (0.62, 0.17, 262.0), (0.85, 0.13, 200.0), (0.96, 0.01, 95.0))
PAPER = ((0.95, 0.018, 85.0), (0.55, 0.17, 30.0), (0.72, 0.13, 65.0), (0.40, 0.12, 330.0), (0.22, 0.05, 310.0))
SMALL_PX = 240


def look(family: str = "ink_flow", layout: str = "bottom_left", *, night: bool = True, **motif: float) -> LookSpec:
    return LookSpec(family, NIGHT if night else PAPER, "geometric_extrabold", "grotesk_semibold", layout, motif)


def request(
    family: str = "ink_flow", layout: str = "bottom_left", title: str = "Midnight Rain", **more
) -> CoverRequest:
    values = {"artist": "Nova Kestrel", "seed": 7, "mood": "calm", "energy": 0.6, "size_px": SMALL_PX, **more}
    return CoverRequest(title=title, look=values.pop("look", look(family, layout)), **values)


def teaser_request(recording: Path, artwork: Path, **more) -> TeaserRequest:
    values = {
        "look": look(),
        "title": "Midnight Rain",
        "artist": "Nova Kestrel",
        "start_s": 2.1,
        "length_s": 15.0,
        "seed": 3,
        "captions": ((2.0, 6.0, "The rain keeps time"), (6.0, 9.0, "Όλα τα φώτα")),
        "downbeats_s": (0.0, 2.0, 4.0),
        "width_px": 180,
        "height_px": 320,
        "preset": "ultrafast",
        **more,
    }
    return TeaserRequest(audio=recording, artwork=artwork, **values)
