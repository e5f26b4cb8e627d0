"""Three series that ask much of a page, drawn by nobody: two are dense, the other has many actors.

All are the same for the same plan. *Noisy*: strips as in `synthetic`, but each side of a border is restated
by itself, now and then and a little off, so that strips overlap and gape and their borders cross again and
again. *Dense* and *crowded*: `Dense` and `Crowd` of `dense`, statuses that lie over each other, restated each
day, and tiles that hundreds of actors hold, and that pass to neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap import MapProject, from_snapshots
from controlmap.api import open_map
from controlmap.exchange import import_snapshots, read_states_table
from tests.benchmarks.dense import Crowd, Dense, crowd_snapshots, write_dense
from tests.benchmarks.synthetic import FIRST_DATE, UNITS_A_DEGREE, write_dated


@dataclass(frozen=True, slots=True)
class Noisy:
    """Restatements that are never quite the same."""

    dates: int = 1_359
    actors: int = 8
    vertices: int = 1_200
    """Vertices of each side of a border."""
    still: int = 0
    """The northernmost of them that are never restated."""
    stretch: int = 15
    """Vertices that are restated together."""
    stretches: int = 3
    """Stretches that are restated in one day."""
    noise: int = 120
    """How far off, in units of the grid."""
    seed: int = 1


LIVE = Noisy(vertices=810, still=342, stretches=2, stretch=14)
"""As large as the series of a live map: 17.6 million vertices, some 118,000 cells, 740,000 spells."""
PLANS = {"noisy": Noisy(), "dense": Dense(dates=150), "crowded": Crowd()}
Snapshot = Mapping[str, shapely.Geometry]


def days_of(plan: Noisy | Dense | Crowd) -> list[np.datetime64]:
    """Return the dates of a plan's snapshots: one a day."""
    return list(FIRST_DATE + np.arange(plan.dates) * np.timedelta64(1440, "m"))


def map_of(plan: Noisy | Dense | Crowd, scratch: Path) -> MapProject:
    """Return the map of a plan's series; files that it comes from are written to a folder."""
    if isinstance(plan, Dense):
        folder, table = write_dense(plan, scratch / "restated")
        states = read_states_table(table.read_bytes(), file=table.name)
        import_snapshots(folder, scratch / "restated-map", layer="series", states=states, overlaps="rank")
        return open_map(scratch / "restated-map")
    snapshots = noisy_snapshots(plan) if isinstance(plan, Noisy) else crowd_snapshots(plan)
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
        for low in random.integers(0, plan.vertices - plan.still - plan.stretch, plan.stretches):
            actor, side = random.integers(plan.actors), random.integers(2)
            at = np.s_[actor, side, low : low + plan.stretch]
            sides[at] = true[at] + random.integers(-plan.noise, plan.noise, plan.stretch)


def write_noisy(plan: Noisy, folder: Path) -> Path:
    """Write a noisy series as GeoJSON, a file a date, and return its folder."""
    return write_dated((held.items() for held in noisy_snapshots(plan)), folder, "actor")


def _strip(west: NDArray[np.int64], east: NDArray[np.int64]) -> shapely.Polygon:
    y = np.arange(len(west)) * 160 + 35 * UNITS_A_DEGREE
    lines = [np.stack([x + 30 * UNITS_A_DEGREE, y], axis=1) for x in (west, east)]
    return shapely.Polygon(np.concatenate([lines[0], lines[1][::-1]]) / UNITS_A_DEGREE)
