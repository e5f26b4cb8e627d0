"""A series that nobody drew: parallel fronts that move by steps, the same for the same parameters.

Actors hold vertical strips of a box. Each day one front moves along a few stretches, as a rule forwards; so
every day adds new border segments along them, and restates all the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from tests.benchmarks.series import Series, day

FIRST_DATE = np.datetime64("2000-01-01T00:00", "m")
UNITS_A_DEGREE = 100_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What a series is made of; every number counts."""

    dates: int
    vertices: int = 2_000
    """Vertices of each front."""
    actors: int = 3
    stretch: int = 19
    """Vertices that move together."""
    stretches: int = 10
    """Stretches that move in one day."""
    spacing: int = 40
    """How far a vertex is north of the one before, in grid units."""
    seed: int = 1

    @property
    def segments(self) -> int:
        """About how many distinct border segments fronts have in all."""
        return self.vertices * (self.actors - 1) + self.dates * self.stretch * self.stretches


def dates_of(plan: Plan) -> list[np.datetime64]:
    """Return the dates of a plan's snapshots: one a day."""
    return list(FIRST_DATE + np.arange(plan.dates) * np.timedelta64(1440, "m"))


def snapshots_of(plan: Plan) -> Iterator[dict[str, shapely.Geometry]]:
    """Yield the ground (lon, lat) of each actor, date after date."""
    for fronts in front_lines(plan):
        strips = _strips(fronts, plan.spacing)
        yield {f"actor{i + 1}": strip for i, strip in enumerate(strips)}


def series_of(plan: Plan) -> Series:
    """Return a whole series in memory."""
    return Series(dates_of(plan), list(snapshots_of(plan)))


def front_lines(plan: Plan) -> Iterator[NDArray[np.int64]]:
    """Yield x (actors + 1, vertices) of all borders between strips in grid units, date after date."""
    random = np.random.default_rng(plan.seed)
    gap = 8 * UNITS_A_DEGREE // plan.actors
    rough = random.integers(-60, 60, (plan.actors + 1, plan.vertices)).cumsum(axis=1)
    borders = np.arange(plan.actors + 1)[:, None] * gap + rough.clip(-gap // 8, gap // 8)
    borders[[0, -1]] = [[0], [plan.actors * gap]]
    home = borders.copy()
    for _ in range(plan.dates):
        yield borders.copy()
        front = random.integers(1, plan.actors) if plan.actors > 1 else 0
        for low in random.integers(0, plan.vertices - plan.stretch, plan.stretches):
            moved = slice(low, low + plan.stretch)
            step = random.integers(5, 30) * (1 if random.random() < 0.9 else -1)
            borders[front, moved] = (borders[front, moved] + step).clip(
                home[front, moved] - gap // 4, home[front, moved] + gap // 2
            )


def _strips(borders: NDArray[np.int64], spacing: int) -> list[shapely.Polygon]:
    x, y = borders + 30 * UNITS_A_DEGREE, np.arange(borders.shape[1]) * spacing + 35 * UNITS_A_DEGREE
    lines = np.stack([x, np.broadcast_to(y, x.shape)], axis=2) / UNITS_A_DEGREE
    return [shapely.Polygon(np.concatenate([west, east[::-1]])) for west, east in pairwise(lines)]


def write_snapshots(plan: Plan, folder: Path) -> Path:
    """Write a series as a folder of GeoJSON files, one a date, and return the folder."""
    return write_dated((snapshot.items() for snapshot in snapshots_of(plan)), folder, "actor")


def write_dated(
    snapshots: Iterable[Iterable[tuple[str, shapely.Geometry]]], folder: Path, field: str
) -> Path:
    """Write a file a day of features that say in a field what they are, and return the folder."""
    folder.mkdir(parents=True)
    for number, snapshot in enumerate(snapshots):
        features = [
            {
                "type": "Feature",
                "properties": {field: name},
                "geometry": json.loads(shapely.to_geojson(ground)),
            }
            for name, ground in snapshot
        ]
        text = json.dumps({"type": "FeatureCollection", "features": features})
        date = day(FIRST_DATE + number * np.timedelta64(1440, "m"))
        (folder / f"synthetic_{date}.geojson").write_text(text)
    return folder
