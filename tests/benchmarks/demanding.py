"""Two series that ask much of a page, drawn by nobody: one is dense, the other has many actors.

Both are the same for the same plan. *Noisy*: strips as in `synthetic`, but each side of a border is restated
by itself, now and then and a little off, so that strips overlap and gape and their borders cross again and
again. *Crowded*: the world in tiles that hundreds of actors hold, and that pass to neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap import MapProject, from_snapshots
from tests.benchmarks.synthetic import FIRST_DATE, UNITS_A_DEGREE


@dataclass(frozen=True, slots=True)
class Noisy:
    """Restatements that are never quite the same."""

    dates: int = 1_359
    actors: int = 8
    vertices: int = 1_200
    """Vertices of each side of a border."""
    stretch: int = 15
    """Vertices that are restated together."""
    stretches: int = 3
    """Stretches that are restated in one day."""
    noise: int = 120
    """How far off, in units of the grid."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Crowded:
    """A world of many small holders."""

    dates: int = 60
    actors: int = 1_500
    columns: int = 180
    rows: int = 100
    passing: int = 20
    """Tiles that pass to a neighbour in one day."""
    seed: int = 1


PLANS = {"noisy": Noisy(), "crowded": Crowded()}
Snapshot = dict[str, shapely.Geometry]


def days_of(plan: Noisy | Crowded) -> list[np.datetime64]:
    """Return the dates of a plan's snapshots: one a day."""
    return list(FIRST_DATE + np.arange(plan.dates) * np.timedelta64(1440, "m"))


def map_of(plan: Noisy | Crowded) -> MapProject:
    """Return the map of a plan's series."""
    snapshots = noisy_snapshots(plan) if isinstance(plan, Noisy) else crowded_snapshots(plan)
    return from_snapshots(days_of(plan), snapshots, overlaps="joint")


def noisy_snapshots(plan: Noisy) -> Iterator[Snapshot]:
    """Yield the ground (lon, lat) of each actor, date after date; neighbours overlap."""
    random = np.random.default_rng(plan.seed)
    gap = 8 * UNITS_A_DEGREE // plan.actors
    fronts = np.arange(plan.actors + 1) * gap
    rough = random.integers(-60, 60, (plan.actors + 1, plan.vertices)).cumsum(axis=1)
    lines = fronts[:, None] + rough.clip(-gap // 8, gap // 8)
    # Of each actor its western side and its eastern one: a front is a side of both its neighbours.
    true = np.stack([lines[:-1], lines[1:]], axis=1)
    sides = true.copy()
    for _ in range(plan.dates):
        yield {f"actor{i + 1}": _strip(*pair) for i, pair in enumerate(sides)}
        for low in random.integers(0, plan.vertices - plan.stretch, plan.stretches):
            actor, side = random.integers(plan.actors), random.integers(2)
            at = np.s_[actor, side, low : low + plan.stretch]
            sides[at] = true[at] + random.integers(-plan.noise, plan.noise, plan.stretch)


def _strip(west: NDArray[np.int64], east: NDArray[np.int64]) -> shapely.Polygon:
    y = np.arange(len(west)) * 160 + 35 * UNITS_A_DEGREE
    lines = [np.stack([x + 30 * UNITS_A_DEGREE, y], axis=1) for x in (west, east)]
    return shapely.Polygon(np.concatenate([lines[0], lines[1][::-1]]) / UNITS_A_DEGREE)


def crowded_snapshots(plan: Crowded) -> Iterator[Snapshot]:
    """Yield the ground (lon, lat) of each actor, date after date."""
    random = np.random.default_rng(plan.seed)
    tiles = _tiles(plan, random)
    holders = _first_holders(plan)
    held: dict[Any, Any] = {}
    stale = set(holders.flat)
    for _ in range(plan.dates):
        held |= {actor: shapely.union_all(tiles[holders == actor]) for actor in stale}
        yield {f"actor{actor + 1}": ground for actor, ground in sorted(held.items()) if not ground.is_empty}
        before = holders.copy()
        rows = random.integers(plan.rows, size=plan.passing)
        columns = random.integers(1, plan.columns, plan.passing)
        holders[rows, columns] = holders[rows, columns - 1]
        moved = before != holders
        stale = set(chain(before[moved], holders[moved]))


def _first_holders(plan: Crowded) -> NDArray[np.int64]:
    """Return for each tile the number of its holder: blocks of tiles, row after row."""
    wide = int(np.ceil(np.sqrt(plan.actors * plan.columns / plan.rows)))
    high = int(np.ceil(plan.actors / wide))
    row, column = np.indices((plan.rows, plan.columns))
    return np.minimum(row * high // plan.rows * wide + column * wide // plan.columns, plan.actors - 1)


def _tiles(plan: Crowded, random: np.random.Generator) -> NDArray[np.object_]:
    """Return polygons (rows, columns) that share uneven edges."""
    parts = 4  # steps of an edge
    shape = (plan.rows * parts + 1, plan.columns * parts + 1)
    y, x = np.indices(shape).astype(float)
    off = random.uniform(-0.35, 0.35, (2, *shape))
    lon, lat = -170 + 340 * (x + off[0]) / shape[1], -58 + 130 * (y + off[1]) / shape[0]
    lines = np.stack([lon, lat], axis=2).round(5)
    rising, falling = np.arange(parts), parts - np.arange(parts)
    first, last = np.zeros(parts, int), np.full(parts, parts)
    down = np.concatenate([first, rising, last, falling])
    right = np.concatenate([rising, last, falling, first])
    row, column = np.indices((plan.rows, plan.columns)) * parts
    return np.asarray(shapely.polygons(lines[row[..., None] + down, column[..., None] + right]))
