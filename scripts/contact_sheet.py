"""Paint and film every style family for three songs, and lay it all on one sheet: docs/explanation/covers.jpg.

For each song of each family: the cover, a frame of the teaser, a frame of the film. ``make sheet`` runs it.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from noktvrn.studio.measure.features import follow
from noktvrn.studio.picture.cover import CoverRequest, CoverResult, paint_cover, roles_of_artwork
from noktvrn.studio.picture.files import read_picture, write_jpeg
from noktvrn.studio.picture.film.compositor import BANDS, Compositor
from noktvrn.studio.picture.film.flashes import calmed
from noktvrn.studio.picture.film.furniture import Furniture
from noktvrn.studio.picture.film.hearing import Hearing, hear
from noktvrn.studio.picture.film.lyrics import SungLine, spread_words
from noktvrn.studio.picture.film.planes import Planes
from noktvrn.studio.picture.film.sound import LISTENING_RATE_HZ, read_mono
from noktvrn.studio.picture.film.treatments import treatment_of
from noktvrn.studio.picture.film.vertical import TALL_SCENES, plan_teaser
from noktvrn.studio.picture.full_film import FilmRequest, plan_film
from noktvrn.studio.picture.look import DISPLAY_FACES, LAYOUTS, STYLE_FAMILIES, LookSpec
from noktvrn.studio.picture.palette import Floats
from noktvrn.studio.picture.previews.sheet import Inks, blank, picture_of, set_type
from noktvrn.studio.picture.raster import Bytes, shrink
from noktvrn.studio.picture.schemes import generate_palette
from noktvrn.studio.song import SongRequest, make_song
from noktvrn.types import child_seed

ROOT = Path(__file__).resolve().parent.parent
SHEET = ROOT / "docs" / "explanation" / "covers.jpg"
SEED = 12
COVER_PX = 720
TILE_PX = 152
GAP_PX = 8
MARGIN_PX = 36
LABEL_PX = 22
RATE = 30
TEASER_S = 15
SONGS = (("synthwave", "Midnight Rain"), ("lofi", "Paper Lanterns"), ("techno", "Northern Line"))
ARTISTS = ("Nova Kestrel", "Hollow Pines", "Ada Vane")
MOODS = ("dreamy", "calm", "fierce")
WORDS = ("The rain keeps time", "and every window answers", "we are the lights below")


@dataclass(frozen=True)
class Recording:
    """One song that is filmed in every look."""

    title: str
    path: Path
    mono: Floats
    heard: Hearing
    lines: tuple[SungLine, ...]


def record(genre: str, title: str, folder: Path) -> Recording:
    """Make a short song and listen to it."""
    song = make_song(SongRequest(genre=genre, seed=SEED, length_s=48), folder / genre)
    mono = read_mono(song.master)
    spoken = (spread_words(4.0 + 4 * number, 7.6 + 4 * number, WORDS[number % 3]) for number in range(11))
    return Recording(title, song.master, mono, hear(song.master, mono), tuple(line for line in spoken if line))


def look_of(family: str, number: int) -> LookSpec:
    """Return a look: one artist for each family and song, with dials of its own."""
    rng = random.Random(child_seed(SEED, family, number))
    layouts = [layout for layout in LAYOUTS if layout != "headline"] if family == "tile_grid" else list(LAYOUTS)
    return LookSpec(
        family,
        generate_palette(rng.getrandbits(32), MOODS[number], 0.6),
        rng.choice(DISPLAY_FACES),
        "grotesk_semibold",
        rng.choice(layouts),
        {dial: rng.random() for dial in ("scale", "density", "contrast", "warp", "angle", "variant")},
    )


def tiles_of(family: str, number: int, recording: Recording, folder: Path) -> tuple[Bytes, Bytes, Bytes]:
    """Return cover, teaser frame and film frame, each as tall as a tile."""
    look = look_of(family, number)
    request = CoverRequest(recording.title, ARTISTS[number], look, SEED + number, MOODS[number], 0.6, size_px=COVER_PX)
    painted = paint_cover(request, folder / f"{family}{number}")
    return (
        _fitted(read_picture(painted.cover), TILE_PX),
        _fitted(teaser_frame(look, recording, painted, number), TILE_PX * 9 // 16),
        _fitted(film_frame(look, recording, painted, number), TILE_PX * 16 // 9),
    )


def teaser_frame(look: LookSpec, recording: Recording, painted: CoverResult, number: int) -> Bytes:
    """Draw one frame of the teaser, from its middle."""
    artwork = read_picture(painted.artwork)
    treatment = treatment_of(look.style_family)
    room = Furniture(
        (540, 960),
        look,
        roles_of_artwork(look, artwork),
        treatment,
        artwork,
        (recording.title, ARTISTS[number]),
        recording.lines,
        (),
        SEED,
    )
    frames = TEASER_S * RATE
    sound = calmed(follow(recording.mono[: TEASER_S * LISTENING_RATE_HZ], LISTENING_RATE_HZ, RATE, BANDS))
    shots = plan_teaser(recording.heard.downbeats_s, frames, RATE, treatment, True)
    compositor = Compositor(room, shots, sound, frames, RATE, TALL_SCENES, closing_s=0.5)
    return _drawn(compositor, 540, 960, int(frames * 0.55))


def film_frame(look: LookSpec, recording: Recording, painted: CoverResult, number: int) -> Bytes:
    """Draw one frame of the film; each song shows another part of it."""
    planned = plan_film(
        FilmRequest(
            recording.path,
            painted.artwork,
            look,
            recording.title,
            ARTISTS[number],
            SEED,
            lines=recording.lines,
            parts=recording.heard.parts,
            downbeats_s=recording.heard.downbeats_s,
            width_px=960,
            height_px=540,
        )
    )
    return _drawn(planned.compositor, 960, 540, int(planned.frames * (0.3 + 0.2 * number)))


def _drawn(compositor: Compositor, width_px: int, height_px: int, frame: int) -> Bytes:
    planes = Planes.empty(width_px, height_px)
    compositor.draw(planes, frame)
    return picture_of((planes.y, planes.u, planes.v))


def _fitted(picture: Bytes, width_px: int) -> Bytes:
    height = round(width_px * picture.shape[0] / picture.shape[1])
    return np.clip(np.rint(shrink(picture, width_px, height)), 0, 255).astype(np.uint8)


def lay_out(rows: Iterator[tuple[str, list[Bytes]]]) -> Bytes:
    """Lay rows of tiles below each other, each under the name of its family."""
    inks = Inks()
    bands = []
    for family, tiles in rows:
        width = sum(tile.shape[1] + GAP_PX for tile in tiles) + 2 * 2 * GAP_PX
        band = blank(width + 2 * MARGIN_PX, TILE_PX + LABEL_PX + 2 * GAP_PX, inks.ground)
        set_type(band, family.replace("_", " "), inks.quiet, MARGIN_PX, 4, em_px=15, room_px=400)
        left = MARGIN_PX
        for number, tile in enumerate(tiles):
            band[LABEL_PX : LABEL_PX + tile.shape[0], left : left + tile.shape[1]] = tile
            left += tile.shape[1] + GAP_PX * (3 if number % 3 == 2 else 1)
        bands.append(band)
        sys.stderr.write(f"{family}\n")
    edge = blank(bands[0].shape[1], MARGIN_PX, inks.ground)
    return np.concatenate([edge, *bands, edge])


def painted_rows(folder: Path) -> Iterator[tuple[str, list[Bytes]]]:
    """Paint and film family by family."""
    recordings = [record(genre, title, folder) for genre, title in SONGS]
    for family in STYLE_FAMILIES:
        yield (
            family,
            [tile for number, each in enumerate(recordings) for tile in tiles_of(family, number, each, folder)],
        )


def main() -> None:
    """Write the sheet."""
    with tempfile.TemporaryDirectory() as name:
        sheet = lay_out(painted_rows(Path(name)))
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else SHEET
    write_jpeg(sheet, out, quality=58)
    sys.stdout.write(f"{out} ({out.stat().st_size // 1000} kB)\n")


if __name__ == "__main__":
    main()
