"""The series that all contestants draw: one snapshot a date, each the ground of every actor."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from controlmap.dates import parse_instant
from controlmap.exchange.names import date_in

REAL_SERIES = Path(__file__).parents[3] / "shared" / "series" / "daily-snapshots"
ACTOR = "holder"
"""Actor of a series whose files do not name one."""


class Snapshot(NamedTuple):
    """A file that says who held what on a date."""

    date: np.datetime64
    path: Path


def find_snapshots(folder: Path) -> list[Snapshot]:
    """The GeoJSON files of a folder in order of the dates in their names."""
    paths = (path for path in folder.iterdir() if path.name.endswith((".geojson", ".json", ".geojson.gz")))
    return sorted(Snapshot(parse_instant(date_in(path.name.split(".")[0])), path) for path in paths)


@dataclass(frozen=True, slots=True)
class Series:
    """Snapshots in order of their dates; each maps actors to ground (lon, lat)."""

    dates: list[np.datetime64]
    snapshots: list[dict[str, shapely.Geometry]]


def read_with_geopandas(folder: Path) -> Series:
    """Read a folder of dated GeoJSON files the way a user of geopandas would."""
    found = find_snapshots(folder)
    return Series([s.date for s in found], [_by_actor(gpd.read_file(s.path)) for s in found])


def _by_actor(frame: gpd.GeoDataFrame) -> dict[str, shapely.Geometry]:
    if "actor" not in frame:
        return {ACTOR: frame.geometry.iloc[0] if len(frame) == 1 else frame.geometry.union_all()}
    # A mapping made of two columns would keep the last row of an actor that has several.
    rows = frame if frame["actor"].is_unique else frame.dissolve("actor", as_index=False)
    return dict(zip(rows["actor"], rows.geometry, strict=True))


def intervals(series: Series) -> gpd.GeoDataFrame:
    """Return a row for each stretch of days on which an actor's ground stays the same: actor, start, end."""
    rows, held = [], {}
    after = day(series.dates[-1] + np.timedelta64(1, "D"))
    for date, snapshot in zip(series.dates, series.snapshots, strict=True):
        for actor, ground in snapshot.items():
            row = held.get(actor)
            if row and shapely.equals_identical(row["geometry"], ground):
                continue
            if row:
                row["end"] = day(date)
            held[actor] = {"actor": actor, "start": day(date), "end": after, "geometry": ground}
            rows.append(held[actor])
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=4326)


def where_it_moves(folder: Path) -> tuple[float, float]:
    """Return the middle (lon, lat) of all ground gained or lost between the first and the last file."""
    found = find_snapshots(folder)
    first, last = (_by_actor(gpd.read_file(s.path)) for s in (found[0], found[-1]))
    moved = [first[actor].symmetric_difference(last[actor]) for actor in {*first} & {*last}]
    middle = shapely.union_all(moved).centroid
    return middle.x, middle.y


def day(date: np.datetime64) -> str:
    """Return a date as YYYY-MM-DD."""
    return str(date.astype("datetime64[D]"))


def seconds(date: np.datetime64) -> int:
    """Return a date as seconds of the Unix epoch."""
    return int(date.astype("datetime64[s]").astype(int))


def link_first(folder: Path, days: int, into: Path) -> Path:
    """Return a new folder with links to the first files of a series."""
    into.mkdir(parents=True)
    for snapshot in find_snapshots(folder)[:days]:
        (into / snapshot.path.name).symlink_to(snapshot.path.resolve())
    return into
