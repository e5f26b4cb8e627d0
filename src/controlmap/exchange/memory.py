"""A map project from geometry in memory, without files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely

from controlmap.dates import read_zone
from controlmap.errors import InputError, Problem
from controlmap.exchange.naming import IDENTIFIER, colour
from controlmap.exchange.snapshots import history_of_series
from controlmap.history import History
from controlmap.model import Actor, Layer, LayerEntry, Project, Settings
from controlmap.plane import Grid

__all__ = ["project_of_series"]

NOWHERE = Path("(in memory)")
"""The folder of a project without one: the current folder may well be another map's."""


def project_of_series(
    dates: Sequence[np.datetime64],
    snapshots: Iterable[Mapping[str, shapely.Geometry]],
    *,
    title: str,
    layer: str,
    grid: Grid,
    gaps: str,
    time_zone: str,
) -> tuple[Project, History]:
    """Return a project with one layer, and its history; parameters as `states_of_series`.

    Raises
    ------
    InputError
        When dates do not rise, there are more or fewer snapshots than dates, a name or the layer is no id,
        ground is no polygon in degrees, there is none at all, or `gaps` is something else.
    OverlapError
        When two names hold the same ground on the same date.
    """
    if not IDENTIFIER.fullmatch(layer):
        raise InputError(Problem(f"{layer!r} is no id: a to z, 0 to 9, - and _ are taken", property="layer"))
    if gaps not in ("carry", "unknown"):
        raise InputError(Problem(f"{gaps!r} is neither carry nor unknown", property="gaps"))
    for one, two in pairwise(dates):
        if not one < two:
            raise InputError(Problem(f"{two} does not come after {one}: dates are to rise", property="dates"))
    zone = read_zone(time_zone)
    cut = _checked(dates, snapshots)
    history = history_of_series(dates, cut, layer=layer, grid=grid, gaps=gaps, zone=zone)
    entry = LayerEntry(id=layer, file=f"{layer}.geojson", name={"en": title})
    names = sorted({state.controller for state in history.states})
    settings = Settings(
        format=1,
        title={"en": title},
        time_zone=time_zone,
        grid=grid.size,
        actors=tuple(Actor(id=name, name={"en": name}, colour=colour(i)) for i, name in enumerate(names)),
        layers=(entry,),
    )
    states = Layer(entry.id, entry.file, entry.name, history.states)
    return Project(NOWHERE, settings, grid, zone, (states,)), history


def _checked(
    dates: Sequence[np.datetime64], snapshots: Iterable[Mapping[str, shapely.Geometry]]
) -> Iterator[Mapping[str, shapely.Geometry]]:
    """Yield snapshots that can be cut."""
    some = False
    rest = iter(snapshots)
    for date in dates:
        snapshot = next(rest, None)
        if snapshot is None:
            raise InputError(Problem(f"end before {date}: there are fewer than dates", property="snapshots"))
        for name, ground in snapshot.items():
            wrong = _wrong_with(name, ground)
            if wrong:
                raise InputError(Problem(wrong, feature=name, property=f"snapshots, {date}"))
            some = some or not shapely.is_empty(ground)
        yield snapshot
    if next(rest, None) is not None:
        raise InputError(Problem("are more than dates", property="snapshots"))
    if not some:
        raise InputError(Problem("hold no ground", property="snapshots"))


def _wrong_with(name: str, ground: shapely.Geometry) -> str | None:
    """What keeps ground from being cut, in words."""
    if not IDENTIFIER.fullmatch(name):
        return f"{name!r} is no id: a to z, 0 to 9, - and _ are taken"
    if not isinstance(ground, shapely.Polygon | shapely.MultiPolygon):
        return f"a {type(ground).__name__} is no ground: a polygon is expected"
    if shapely.is_empty(ground):
        return None
    west, south, east, north = shapely.bounds(ground)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return "does not lie within -180 to 180, -90 to 90: longitude and latitude are expected"
    return None
