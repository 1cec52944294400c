"""Tile grid: a quilt of plain geometric shapes, printed flat, after the poster schools of the nineteen-twenties.

Variants are ways of arranging: ``quilt`` (mixed), ``mirror`` (left and right alike), ``rhythm`` (one shape that turns),
``heroes`` (large tiles among small ones), ``sparse`` (shapes on much empty ground).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from noktvrn.studio.picture.families.tile_vocabulary import tile_shares
from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.noise import noise2
from noktvrn.studio.picture.palette import Floats, Oklch, oklab, srgb
from noktvrn.studio.picture.scene import Box, Scene

VARIANTS = ("quilt", "mirror", "rhythm", "heroes", "sparse")
_LEAST_DIFFERENCE = 0.17


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile.

    Attributes:
        column: In cells from the left.
        row: In cells from the top.
        cells: Edge length in cells.
        kind: Number of the shape in ``tile_vocabulary.KINDS``.
        turn: Quarter turns.
        colours: Numbers of ground, second and third colour.
    """

    column: int
    row: int
    cells: int
    kind: int
    turn: int
    colours: tuple[int, int, int]


@kernel
def _print_tile(
    target: Floats, left: Scalar, top: Scalar, edge: Scalar, kind: int, turn: int, inks: Floats, seed: int
) -> None:
    size = target.shape[0]
    soft = 0.5 / edge
    for row in range(max(int(top), 0), min(int(top + edge) + 1, size)):
        for column in range(max(int(left), 0), min(int(left + edge) + 1, size)):
            inside_x = min(max(min(column + 1 - left, left + edge - column), 0.0), 1.0)
            inside_y = min(max(min(row + 1 - top, top + edge - row), 0.0), 1.0)
            x = min(max((column + 0.5 - left) / edge, 0.0), 1.0)
            y = min(max((row + 0.5 - top) / edge, 0.0), 1.0)
            for _ in range(turn):
                x, y = y, 1.0 - x
            second, third = tile_shares(kind, x, y, soft)
            # flat ink never lies quite evenly on paper
            worn = 1.0 - 0.05 * max(noise2(np.float32(column / size * 260), np.float32(row / size * 260), seed), 0.0)
            share = inside_x * inside_y
            for channel in range(3):
                colour = inks[0, channel]
                colour += second * (inks[1, channel] - colour)
                colour += third * (inks[2, channel] - colour)
                paper = target[row, column, channel]
                target[row, column, channel] = paper + share * (colour * worn + (1 - worn) * paper - paper)


def paint(scene: Scene) -> Floats:
    """Paint a tile grid; see the module."""
    variant = scene.pick("variant", VARIANTS)
    target = np.empty((scene.size_px, scene.size_px, 3), np.float32)
    target[:] = srgb(scene.roles.ground)
    columns = _columns(scene, round(scene.dial("scale", 3, 6.4)))
    grid, rows, cell = _grid(scene, columns)
    tiles = [tile for tile in arrange(scene, variant, columns, rows) if not _under_text(tile, grid, cell, scene.quiet)]
    inks = np.array([srgb(colour) for colour in _inks(scene)])
    for number, tile in enumerate(tiles):
        # whole pixels, or neighbours of one colour would show a hairline between them
        cell_px = max(round(cell * scene.size_px), 2)
        left = round(grid.left * scene.size_px) + tile.column * cell_px
        top = round(grid.top * scene.size_px) + tile.row * cell_px
        edge = tile.cells * cell_px
        colours = inks[list(tile.colours)]
        _print_tile(
            target, float(left), float(top), float(edge), tile.kind, tile.turn, colours, scene.kernel_seed("wear")
        )
        scene.pace.at((number + 1) / len(tiles))
    return target


def _columns(scene: Scene, wanted: int) -> int:
    """Return the number of columns, near the wanted one, whose rows fill the room best; one row alone is a border."""
    room = scene.room
    width = 0.88 if room.width > 0.75 else room.width

    def misfit(columns: int) -> float:
        cell = width / columns
        rows = max(int(room.height / cell + 0.12), 1)
        return abs(room.height - rows * cell) + 0.3 * (rows == 1) + 0.035 * abs(columns - wanted)

    return min(range(max(wanted - 1, 2), wanted + 4), key=misfit)


def _grid(scene: Scene, columns: int) -> tuple[Box, int, float]:
    """Fit square cells into the focus; what is left over goes to the side of the text."""
    focus = scene.room
    left, right = (0.06, 0.94) if focus.width > 0.75 else (focus.left, focus.right)
    cell = (right - left) / columns
    rows = max(int(focus.height / cell + 0.12), 1)
    if rows * cell > focus.height:
        cell = focus.height / rows
        left = right - columns * cell if focus.left > 0.2 else (1 - columns * cell) / 2
    text_above = scene.calm.centre[1] < focus.centre[1]
    top = min(focus.bottom, 0.94) - rows * cell if text_above else max(focus.top, 0.06)
    if scene.textless:
        top = (1 - rows * cell) / 2
    return Box(left, top, left + columns * cell, top + rows * cell), rows, cell


def _under_text(tile: Tile, grid: Box, cell: float, calm: Box) -> bool:
    left, top = grid.left + tile.column * cell, grid.top + tile.row * cell
    edge = tile.cells * cell
    clear = calm.grown(0.012)
    return left < clear.right and left + edge > clear.left and top < clear.bottom and top + edge > clear.top


def _inks(scene: Scene) -> tuple[Oklch, ...]:
    roles = scene.roles
    return roles.ground, roles.dominant, roles.support, roles.accent, roles.ink


def arrange(scene: Scene, variant: str, columns: int, rows: int) -> list[Tile]:
    """Return the tiles of a grid, from the top left."""
    rng = scene.rng("tiles")
    words = _vocabulary(scene, rng)
    pairs = _pairs(scene)
    big = 0.34 if variant == "heroes" else 0.08
    taken = np.zeros((rows, columns), bool)
    tiles: list[Tile] = []
    for row in range(rows):
        for column in range(columns):
            if taken[row, column]:
                continue
            fits = row + 1 < rows and column + 1 < columns and not taken[row : row + 2, column : column + 2].any()
            cells = 2 if fits and variant != "mirror" and rng.random() < big else 1
            taken[row : row + cells, column : column + cells] = True
            if variant == "sparse" and rng.random() < 0.16:
                continue
            kind = words[int(rng.integers(len(words)))]
            turn = int(rng.integers(4))
            if variant == "rhythm":
                kind, turn = words[(row // 2) % 2], (row + column + 2 * (row % 2)) % 4
            tiles.append(Tile(column, row, cells, kind, turn, pairs[int(rng.integers(len(pairs)))]))
    return _mirrored(tiles, columns) if variant == "mirror" else tiles


def _vocabulary(scene: Scene, rng: np.random.Generator) -> list[int]:
    """Choose few shapes: five to eight give a family look, all fifteen a sample card."""
    count = round(scene.dial("density", 4, 7))
    calm_words = [1, 2, 3, 4, 7, 10]
    driven_words = [5, 6, 8, 9, 11, 12, 13, 14]
    weights = [1.0] * len(calm_words) + [0.25 + 1.1 * scene.energy] * len(driven_words)
    chances = np.array(weights) / sum(weights)
    words = rng.choice(calm_words + driven_words, size=count, replace=False, p=chances)
    return [int(word) for word in words]


def _pairs(scene: Scene) -> list[tuple[int, int, int]]:
    """Return triples of colours that stand apart from each other, the quiet ones more often."""
    weights = {0: 3, 1: 3, 2: 2, 3: 1, 4: 2}
    labs = [oklab(colour) for colour in _inks(scene)]
    triples = []
    for ground in range(5):
        for second in range(5):
            if ground == second or np.linalg.norm(labs[ground] - labs[second]) < _LEAST_DIFFERENCE:
                continue
            for third in range(5):
                if third != second and np.linalg.norm(labs[third] - labs[second]) >= _LEAST_DIFFERENCE:
                    triples += [(ground, second, third)] * (weights[ground] * weights[second])
    return triples or [(0, 4, 3)]


def _mirrored(tiles: list[Tile], columns: int) -> list[Tile]:
    """Repeat the left half on the right, shapes turned to face it."""
    left = [tile for tile in tiles if tile.column < (columns + 1) // 2]
    faces = {0: 3, 3: 0, 1: 2, 2: 1}
    right = [
        Tile(columns - 1 - tile.column, tile.row, 1, tile.kind, faces[tile.turn], tile.colours)
        for tile in left
        if columns - 1 - tile.column != tile.column
    ]
    return left + right
