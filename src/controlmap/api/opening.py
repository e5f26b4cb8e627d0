"""Ways to a map project: from its folder, and from geometry in memory."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from controlmap.api.map_project import MapProject
from controlmap.arguments import checked
from controlmap.dates import Instant, Instants, instants_of, read_zone
from controlmap.errors import InputError, OverlapError, Problem
from controlmap.in_python import told_in_python
from controlmap.model import Certainty, OverlapRule
from controlmap.plane import Grid
from controlmap.store import open_project

if TYPE_CHECKING:
    from controlmap.api.taking import Dates, Names, States
    from controlmap.exchange import Era, Held, Source

__all__ = ["from_frame", "from_snapshots", "open_map"]


@checked
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
    return MapProject(open_project(path), as_read=True)


@checked
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
        When each snapshot was true, rising; civil time of `time_zone`. The map goes on through the year,
        month or day of the last one, for 24 hours where that is known to the minute.
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
        What a day without a snapshot means: "carry" the one before it, or "unknown". A snapshot of a year or
        a month tells of all of its days.
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
    from controlmap.exchange import project_of_series

    try:
        project, history = project_of_series(
            instants_of(dates, read_zone(time_zone)),
            snapshots,
            controller=controller,
            title=title,
            layer=layer,
            grid=_grid(grid),
            gaps=gaps,
            overlaps=overlaps,
            time_zone=time_zone,
        )
    except OverlapError as error:
        raise OverlapError(error.overlaps, _SAY_OVERLAPS) from None
    return MapProject(project, history)


_SAY_OVERLAPS = 'Mend the snapshots, or give overlaps="latest" or overlaps="joint".'


@checked
def from_frame(
    frame: Source,
    *,
    controller: Names,
    start: str | None = None,
    end: str | None = None,
    date: Instant | None = None,
    states: States = None,
    new_values: Literal["refuse", "actor"] = "refuse",
    keep: Names = (),
    certainty: Certainty = "reported",
    end_is_inclusive: bool = False,
    open_after: Instant | None = None,
    gaps: Literal["carry", "unknown"] = "carry",
    skip_bad: bool = False,
    date_pattern: str | None = None,
    dates: Dates = None,
    day_first: bool | None = None,
    bce: Era | None = None,
    excel_dates: bool = False,
    of_range: Literal["earliest", "latest"] | None = None,
    overlaps: OverlapRule = "error",
    repair: bool = False,
    snap_m: float = 0.0,
    crs: Any = None,
    encoding: str | None = None,
    table: str | None = None,
    geometry: Names | None = None,
    title: str = "Map",
    layer: str = "layer",
    grid: int = 5,
    time_zone: str = "UTC",
) -> MapProject:
    """Return the map that the rows of a GeoDataFrame tell; it has no files.

    What is left out of the rows, or taken otherwise than it stands there, is in `told` of the map, and in its
    `repr`. Rows have a period each (`start`, and `end`), or a date from which they hold until the next one
    (`date`, or one in the name of each file, `date_pattern`). A frame from PostGIS
    (`geopandas.read_postgis`) is one like any other.

    Parameters
    ----------
    frame
        A GeoDataFrame with polygons, a file in any format that is read, or several of them. A CRS is
        converted; without one coordinates are longitude and latitude on WGS 84, and refused where they cannot
        be.
    controller
        Column that says who holds the ground, or several: the first one with a value counts. Names may be in
        any script: ids are made of them. No value is unknown ground, and so is "unknown" in capitals or not,
        or what exports call it.
    start, end
        Columns that say since when, and until when (exclusive; nothing, or the year 9999: still so). Texts
        are read as in files. Timestamps that are all at midnight are days; one with another hour makes
        instants of all of both columns, or of its own column where `end_is_inclusive`.
    date
        The column that says on which date a row is true, or the one date of all rows; midnights as above.
    states
        What values mean: a mapping of value to controller (`"skip"` leaves rows out), or the path of a table
        as `controlmap import look --write-table` begins one.
    new_values
        What values are that `states` does not list: to "refuse", or each an "actor".
    keep
        Columns whose texts are kept: the first as the area's name, the second as a note.
    certainty
        How sure the states are, where neither `states` nor controlmap's own columns say it: beside a column
        `controller` of ids, `status`, `others`, `certainty` and `sources` are such.
    end_is_inclusive
        Whether a period holds through its last day, month or year.
    open_after
        From this date on, an end is where the data end, and none; the map goes on through this date.
    gaps
        What a day without rows means: "carry" the one before it, or "unknown".
    skip_bad
        Leave out rows without a sound period, and say so.
    date_pattern
        How names of files read that hold their dates, in codes of strptime and `*` for any letters, as in
        "frontline_%d.%m.%Y"; instead of `start` and `date`.
    dates
        Dates of files by their names, with the ending or without, or the path of a table (CSV) with the
        columns name and date, for names that hold none; instead of `start` and `date`.
    day_first
        Whether 01/03/2024 is 1 March, or 3 January (False); without it, one date of a column may tell it.
    bce
        What years below 1 are: with a year 0 ("iso": -43 is 44 BC), as controlmap writes them itself, or
        without one ("historical").
    excel_dates
        Whether numbers such as 45352 are Excel's days.
    of_range
        Which date of a range such as 18xx or 1915/1916 counts: the "earliest" or the "latest".
    overlaps
        Who has ground that several claim: an "error", the "first", "last" or "smallest" row, the one with the
        least "rank" in `states`, or all of them, "joint".
    repair
        Mend broken polygons, or leave them out.
    snap_m
        Make one of borders that are at most this far apart, in metres: they are meant as one.
    crs
        What coordinates are in, as pyproj takes it, instead of the frame's own.
    encoding
        Encoding of the texts of files, as "cp1251", where they do not say it.
    table
        The table, layer, object or packed file that is meant, of a file that has several.
    geometry
        The column that has the ground, of a frame or file with several; of a table that with WKT or GeoJSON,
        or two: with longitude and latitude.
    title, layer
        Name of the map, and id of its one layer.
    grid
        Decimals of a degree to which coordinates are rounded: 5, 6 or 7.
    time_zone
        Name of the map's zone, as "Asia/Damascus"; instants with an offset are converted to it.

    Raises
    ------
    InputError
        With all that is wrong with the rows: a column that is missing, ground that is no valid polygon or
        that two hold at once, a date that cannot be read, a value that `states` does not list.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> held = gpd.GeoDataFrame(
    ...     {"who": ["A", "B", "A"], "since": ["2024-11-29", "2024-11-29", "2024-11-30"],
    ...      "until": [None, "2024-11-30", None]},
    ...     geometry=[box(37, 36, 38, 37), box(38, 36, 39, 37), box(38, 36, 39, 37)],
    ...     crs=4326,
    ... )
    >>> found = controlmap.from_frame(held, controller="who", start="since", end="until")
    >>> found.areas().pivot(index="date", columns="controller", values="area_km2").round(1)
    controller        a       b
    date
    2024-11-29   9941.6  9941.6
    2024-11-30  19883.3     0.0
    """
    from controlmap.api.taking import Dated, HowRead, Taking, incoming
    from controlmap.exchange import project_of_incoming

    how = HowRead(crs, encoding, table, geometry)
    taking = Taking(controller, states, new_values, keep, certainty, (), overlaps, repair, snap_m, how)
    when = (start, end, date, end_is_inclusive, open_after, gaps)
    dated = Dated(*when, skip_bad, date_pattern, dates, day_first, bce, excel_dates, of_range)
    zone = read_zone(time_zone)
    found = incoming(frame, taking, dated, layer=layer, grid=_grid(grid), zone=zone)
    project = project_of_incoming(found, title=title, time_zone=time_zone)
    told = told_in_python(found.found.sentences(), signature(from_frame).parameters)
    return MapProject(project, told=told)


def _grid(decimals: int) -> Grid:
    if decimals not in (5, 6, 7):
        raise InputError(Problem(f"{decimals!r} is none of 5, 6 and 7 decimals", property="grid"))
    return Grid(decimals)
