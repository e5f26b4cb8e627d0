"""Series that nobody drew, of the kinds that are hardest: dense daily restatements, and very many actors.

The dense one is drawn as live maps are: statuses lie over each other, each day restates all of them, lines
move by steps, and stretches that did not move are redrawn a grid unit off. With many actors, ground of many
tiles changes hands tile by tile. Both are the same for the same parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from tests.benchmarks.synthetic import UNITS_A_DEGREE, write_dated

CORNER = np.array([30, 35]) * UNITS_A_DEGREE
WIDE = 2 * UNITS_A_DEGREE
_STEP = 40
"""Grid units from one vertex of a line to the next."""


@dataclass(frozen=True, slots=True)
class Dense:
    """What a dense series is made of."""

    dates: int
    vertices: int = 3_000
    """Vertices of each line."""
    statuses: int = 4
    """Lines; what lies east of one has its status, however many more lie there too."""
    pockets: int = 60
    """Patches of a status of their own, over the lines; a few come and go each day."""
    stretch: int = 12
    """Vertices that move, or are redrawn, together."""
    moving: int = 3
    """Stretches of each line that move in a day."""
    noisy: int = 2
    """Stretches of each line that are redrawn a grid unit off in a day."""
    seed: int = 1


def dense_snapshots(plan: Dense) -> Iterator[list[tuple[str, shapely.Geometry]]]:
    """Yield what each date claims, status by status: ground (lon, lat) that lies over other ground."""
    random = np.random.default_rng(plan.seed)
    rough = random.integers(-60, 60, (plan.statuses, plan.vertices)).cumsum(axis=1).clip(-9_000, 9_000)
    lines = rough[0] + WIDE // 2 + 900 * np.arange(plan.statuses)[:, None]
    home = lines.copy()
    pockets = [_pocket(random, lines) for _ in range(plan.pockets)]
    for _ in range(plan.dates):
        claimed = [(f"status{i + 1}", _east_of(line)) for i, line in enumerate(lines)]
        yield claimed + [("pocket", pocket) for pocket in pockets]
        for line, first in zip(lines, home, strict=True):
            for low in random.integers(0, plan.vertices - plan.stretch, plan.moving):
                moved = slice(low, low + plan.stretch)
                line[moved] = (line[moved] + random.integers(-40, 60)).clip(
                    first[moved] - 5_000, first[moved] + 5_000
                )
            for low in random.integers(0, plan.vertices - plan.stretch, plan.noisy):
                line[low : low + plan.stretch] += random.integers(-1, 2, plan.stretch)
        pockets = [*pockets[2:], *(_pocket(random, lines) for _ in pockets[:2])]


def _east_of(line: NDArray[np.int64]) -> shapely.Polygon:
    """Return the ground from a line to the east of the map."""
    y = np.arange(len(line)) * _STEP
    east = [[WIDE, y[-1]], [WIDE, 0]]
    return _ground(np.concatenate([np.column_stack([line, y]), east]))


def _pocket(random: np.random.Generator, lines: NDArray[np.int64]) -> shapely.Polygon:
    """Return a patch somewhere on a line."""
    at = random.integers(0, lines.shape[1])
    middle = np.array([random.choice(lines[:, at]), at * _STEP])
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    reach = random.integers(200, 700, 24)
    return _ground(
        middle + np.rint(np.column_stack([np.cos(turn), np.sin(turn)]) * reach[:, None]).astype(int)
    )


def _ground(units: NDArray[np.int64]) -> shapely.Polygon:
    return shapely.Polygon((units + CORNER) / UNITS_A_DEGREE)


def write_dense(plan: Dense, folder: Path) -> tuple[Path, Path]:
    """Write a dense series as GeoJSON, a file a date; return its folder, and the table of what statuses mean.

    Every other status is one actor's, the rest the other's; ranks say who has ground of several statuses.
    """
    write_dated(dense_snapshots(plan), folder, "kind")
    kinds = ("held", "contested", "besieged")
    rows = [
        f"status{i + 1},{us},{kind},{them if kind == 'contested' else ''},{plan.statuses - i}"
        for i in range(plan.statuses)
        for us, them, kind in [(f"actor{i % 2 + 1}", f"actor{2 - i % 2}", kinds[i % 3])]
    ]
    table = folder.with_suffix(".csv")
    head = "kind,controller,status,others,rank"
    table.write_text("\n".join([head, *rows, "pocket,actor3,held,,0"]) + "\n")
    return folder, table


@dataclass(frozen=True, slots=True)
class Crowd:
    """What a series of many actors is made of."""

    actors: int = 1_500
    dates: int = 30
    side: int = 120
    """Tiles from west to east, and from south to north."""
    taken: int = 40
    """Tiles that change hands in a day."""
    seed: int = 1


def crowd_snapshots(plan: Crowd) -> Iterator[Mapping[str, shapely.Geometry]]:
    """Yield the ground (lon, lat) of each actor, date after date."""
    random = np.random.default_rng(plan.seed)
    tiles = _tiles(random, plan.side)
    seats = random.choice(plan.side**2, plan.actors, replace=False)
    middle = np.column_stack(np.divmod(np.arange(plan.side**2), plan.side))
    nearest = shapely.STRtree(shapely.points(middle[seats].astype(float)))
    owner = np.asarray(nearest.nearest(shapely.points(middle.astype(float))))
    held: dict[int, shapely.Geometry] = {}
    for _ in range(plan.dates):
        for actor in {*range(plan.actors)} - held.keys():
            own = tiles[owner == actor]
            held[actor] = shapely.coverage_union_all(own)
        yield {f"actor{i + 1}": ground for i, ground in held.items() if not ground.is_empty}
        for tile in random.integers(plan.side, plan.side * (plan.side - 1), plan.taken):
            taker = owner[tile + random.choice([-plan.side, plan.side])]
            held.pop(int(owner[tile]), None)
            held.pop(int(taker), None)
            owner[tile] = taker


def _tiles(random: np.random.Generator, side: int) -> NDArray[np.object_]:
    """Return tiles that share their corners, which are shaken."""
    size = 10 * UNITS_A_DEGREE // side
    corner = np.stack(np.meshgrid(*[np.arange(side + 1) * size] * 2, indexing="ij"), axis=2)
    corner = corner + random.integers(-size // 4, size // 4, corner.shape)
    around = [corner[:-1, :-1], corner[1:, :-1], corner[1:, 1:], corner[:-1, 1:]]
    rings = (np.stack(around, axis=2).reshape(-1, 4, 2) + CORNER) / UNITS_A_DEGREE
    return np.asarray(shapely.polygons(rings))


def write_crowd(plan: Crowd, folder: Path) -> Path:
    """Write a series of many actors as GeoJSON, a file a date, and return its folder."""
    return write_dated((held.items() for held in crowd_snapshots(plan)), folder, "actor")
