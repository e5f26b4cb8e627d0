"""Ways to a map project: from its folder, and from geometry in memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from controlmap.api.map_project import MapProject
from controlmap.dates import Instants, instants_of, read_zone
from controlmap.errors import InputError, Problem
from controlmap.exchange import Held, project_of_series
from controlmap.plane import Grid
from controlmap.store import open_project

__all__ = ["from_snapshots", "open_map"]


def open_map(path: str | Path = "geodata") -> MapProject:
    """Return the map project in a folder, or whose controlmap.toml `path` is.

    Raises
    ------
    InputError
        With all problems of all files, when one of them is an error.

    Examples
    --------
    >>> controlmap.open("valley")           # a folder that `controlmap init valley` makes
    MapProject('valley', layers=['valley'])
    """
    return MapProject(open_project(path))


def from_snapshots(
    dates: Instants,
    snapshots: Iterable[Held],
    *,
    controller: str = "controller",
    title: str = "Series",
    layer: str = "series",
    grid: int = 5,
    gaps: Literal["carry", "unknown"] = "carry",
    overlaps: Literal["error", "latest", "joint"] = "error",
    time_zone: str = "UTC",
) -> MapProject:
    """Return the map of dated full restatements that are in memory; it has no files.

    Parameters
    ----------
    dates
        When each snapshot was true, rising; civil time of `time_zone`.
    snapshots
        Who held what, for each of `dates`; read one at a time, so that a generator will do. Each is a mapping
        of controllers' ids to polygons, a GeoDataFrame, a GeoSeries whose index has the ids, or pairs of id
        and polygon. Rows of one controller are joined. A frame with a CRS is converted; other coordinates are
        longitude and latitude (WGS 84). Invalid polygons are refused, as in files.
    controller
        Column of the frames that has the ids: small letters, digits, `-` and `_`.
    title, layer
        Name of the map, and id of its one layer.
    grid
        Decimals of a degree to which coordinates are rounded: 5, 6 or 7.
    gaps
        What a day without a snapshot means: "carry" the one before it, or "unknown".
    overlaps
        What two controllers on one ground mean: an "error", "latest" (one of them has it: see the format's
        specification), or "joint" control.
    time_zone
        Name of the project's zone, as "Asia/Damascus".

    Raises
    ------
    InputError
        When a date is no instant or does not come after the one before it, a snapshot is none or does not
        give valid polygons by controller, or another parameter is something else than is said here.
    OverlapError
        When two controllers hold the same ground on the same date, and `overlaps` is "error".

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> before = gpd.GeoDataFrame(
    ...     {"holder": ["a", "a", "b"]},
    ...     geometry=[box(37, 36, 38, 37), box(37, 35, 38, 36), box(38, 36, 39, 37)],
    ...     crs=4326,
    ... )
    >>> after = {"a": box(37, 35, 38, 37), "b": box(38, 36, 38.5, 37)}
    >>> found = controlmap.from_snapshots(["2024-11-29", "2024-11-30"], [before, after], controller="holder")
    >>> found.areas().pivot(index="date", columns="controller", values="area_km2").round(1)
    controller        a       b  unknown
    date
    2024-11-29  20007.9  9941.6      0.0
    2024-11-30  20007.9  4970.8   4970.8
    """
    if grid not in (5, 6, 7):
        raise InputError(Problem(f"{grid!r} is none of 5, 6 and 7 decimals", property="grid"))
    project, history = project_of_series(
        instants_of(dates, read_zone(time_zone)),
        snapshots,
        controller=controller,
        title=title,
        layer=layer,
        grid=Grid(grid),
        gaps=gaps,
        overlaps=overlaps,
        time_zone=time_zone,
    )
    return MapProject(project, history)
