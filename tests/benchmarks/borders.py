"""What borders look like that nobody drew: how much is circles, and how much follows roads and waters.

`python -m tests.benchmarks.borders` measures the shipped map by each method of `controlmap derive`. A front
is free where it lies further than 200 m from what is drawn by hand and from the edges of layers. It is a
circle where six vertices in a row lie within 3 % of one, and turn by 40 degrees or more. It follows a road or
water where it lies within 700 m of one: outlines are simplified by as much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.derive import METHODS, derive_project, open_to_derive
from controlmap.history import History, history_of
from controlmap.measure import fronts
from controlmap.model import Project

MAP = Path(__file__).parents[2] / "geodata"
DATES = ("2024-11-30", "2024-12-05", "2024-12-08", "2024-12-12")
METRES = np.array([111_195 * np.cos(np.radians(35)), 111_195])
"""A degree of longitude and of latitude in the middle of Syria."""
FREE_M, NEAR_M = 200, 700
WINDOW, LEAST_TURN = 6, np.radians(40)
RADII_M = (500.0, 30_000.0)
OFF, LEAST_OFF_M = 0.03, 40.0
WATERS = ("river", "road", "water")
MAIN_RANK = 2


class Borders(NamedTuple):
    """Kilometres of free border, and the shares of it that are circles and that follow roads and waters."""

    free_km: float
    circles: float
    roads_and_waters: float


def measure(project: Project, history: History, dates: Sequence[str] = DATES) -> Borders:
    """Return what the free borders of a map look like, over some dates together."""
    drawn = [feature.geometry for some in project.hand.values() for feature in some if feature.geometry]
    fixed = _metres([*drawn, *(layer.extent_lonlat for layer in project.layers)])
    kept_off = shapely.buffer(shapely.union_all([shapely.boundary(one) for one in fixed]), FREE_M)
    along = shapely.buffer(shapely.union_all(_metres(_lines(project))), NEAR_M)
    whole = [_metres(fronts(history, date, with_unknown=True).geometry.to_list()) for date in dates]
    free = [shapely.difference(shapely.line_merge(shapely.union_all(one)), kept_off) for one in whole]
    length = sum(shapely.length(one) for one in free)
    near = sum(shapely.length(shapely.intersection(one, along)) for one in free)
    round_m = sum(circles_m(shapely.get_coordinates(part)) for one in free for part in shapely.get_parts(one))
    return Borders(length / 1000, round_m / length, near / length)


def circles_m(xy: NDArray[np.float64]) -> float:
    """Return how much of a line, in its own unit, lies on circles."""
    if len(xy) < WINDOW:
        return 0.0
    on = np.zeros(len(xy) - 1, dtype=bool)
    for start in range(len(xy) - WINDOW + 1):
        if _is_arc(xy[start : start + WINDOW]):
            on[start : start + WINDOW - 1] = True
    return float(np.hypot(*np.diff(xy, axis=0).T)[on].sum())


def _is_arc(xy: NDArray[np.float64]) -> bool:
    """Tell whether points lie on a circle, one after the other."""
    steps = np.diff(xy, axis=0)
    heading = np.arctan2(steps[:, 1], steps[:, 0])
    turns = (np.diff(heading) + np.pi) % (2 * np.pi) - np.pi
    if abs(turns.sum()) < LEAST_TURN or len({*np.sign(turns)}) > 1:
        return False
    here = xy - xy.mean(axis=0)
    # The circle through points by least squares (I. Kåsa, IEEE Trans. Instrum. Meas. 25, 1976).
    system = np.column_stack([2 * here, np.ones(len(here))])
    x, y, rest = np.linalg.lstsq(system, (here**2).sum(axis=1), rcond=None)[0]
    radius = float(np.sqrt(max(rest + x * x + y * y, 0)))
    off = np.abs(np.hypot(*(here - (x, y)).T) - radius).max()
    return bool(RADII_M[0] < radius < RADII_M[1] and off < max(OFF * radius, LEAST_OFF_M))


def _lines(project: Project) -> list[shapely.Geometry]:
    """Roads, rivers and the shores of lakes: the main ones, which `derive` knows too."""
    return [
        feature.geometry if base.kind != "water" else shapely.boundary(feature.geometry)
        for base in project.base
        if base.kind in WATERS
        for feature in base.features
        if base.kind == "water" or feature.properties.get("rank", 1) <= MAIN_RANK
    ]


def _metres(shapes: Sequence[shapely.Geometry | None]) -> list[shapely.Geometry]:
    there = [shape for shape in shapes if shape is not None]
    return [shapely.transform(shape, lambda xy: xy * METRES) for shape in there]


def derived(project: Project, method: str) -> Project:
    """Return a map project with its layers drawn anew by a method."""
    states = derive_project(project, method=method)
    return replace(project, layers=tuple(replace(x, states=tuple(states[x.id])) for x in project.layers))


def main() -> None:
    """Print a line a method."""
    project = open_to_derive(MAP)
    for method in METHODS:
        anew = derived(project, method)
        found = measure(anew, history_of(anew))
        shares = f"circles {found.circles:.1%}, along roads and waters {found.roads_and_waters:.1%}"
        print(f"{method}: {found.free_km:,.0f} km of free border on {len(DATES)} dates; {shares}")


if __name__ == "__main__":
    main()
