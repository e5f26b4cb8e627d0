"""A century of borders, by year: an island that is nowhere, whose provinces change hands."""

import sys
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

import controlmap

CENTRE, WIDE, HIGH = (-35.0, 30.0), 6.0, 4.0
PROVINCES = 48
CAPITALS = {
    "Arden": (-0.6, 0.4),
    "Belmar": (0.5, 0.5),
    "Corvan": (0.0, -0.1),
    "Dorne": (-0.5, -0.6),
    "Esk": (0.6, -0.5),
}
EVENTS = [
    (1908, "Corvan", "Arden", 4),
    (1919, "Arden", "Corvan", 3),
    (1921, "Esk", "Belmar", 2),
    (1938, "Belmar", "Corvan", 5),
    (1940, "Dorne", "Corvan", 30),
    (1945, "Corvan", "Dorne", 6),
    (1945, "Corvan", "Belmar", 5),
    (1961, "Arden", "Free Coast", 3),
    (1991, "Esk", "Free Coast", 4),
]
"""In a year, from whom to whom, how many provinces: those that lie nearest to who takes them."""


def provinces() -> tuple[np.ndarray, np.ndarray]:
    """Return the island's provinces, in degrees (lon, lat), and their middles from -1 to 1."""
    chance = np.random.default_rng(3)
    seeds = chance.uniform(-1, 1, (PROVINCES, 2))
    turns = np.linspace(0, 2 * np.pi, 73)[:-1]
    coast = 1 + 0.12 * np.sin(3 * turns + 1) + 0.07 * np.sin(7 * turns)
    island = shapely.Polygon(np.column_stack([coast * np.cos(turns), coast * np.sin(turns)]))
    parts = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds), ordered=True))
    parts = shapely.intersection(parts, island)
    parts = parts[~shapely.is_empty(parts)]
    middles = shapely.get_coordinates(shapely.centroid(parts))
    return shapely.transform(parts, lambda xy: CENTRE + xy * np.array([WIDE, HIGH])), middles


def owners_by_year() -> dict[int, list[str]]:
    """Return who has each province from which year on."""
    _, middles = provinces()
    capitals = np.array([*CAPITALS.values()])
    nearest = np.hypot(*(middles[:, None] - capitals).transpose(2, 0, 1)).argmin(axis=1)
    owners = {1900: [[*CAPITALS][i] for i in nearest]}
    for year, loser, winner, count in EVENTS:
        now = [*owners[max(owners)]]
        theirs = [i for i, owner in enumerate(now) if owner == loser]
        home = middles[[i for i, owner in enumerate(now) if owner == winner] or theirs[:1]]
        theirs.sort(key=lambda i: float(np.hypot(*(home - middles[i]).T).min()))
        for i in theirs[:count]:
            now[i] = winner
        owners[year] = now
    return owners


def rows() -> gpd.GeoDataFrame:
    """Return a row for each country and stretch of years: `country`, `since`, `until`."""
    ground, _ = provinces()
    found = []
    for (since, now), (until, _) in pairwise([*owners_by_year().items(), (None, [])]):
        for country in sorted(set(now)):
            land = shapely.union_all(ground[[owner == country for owner in now]])
            ends = None if until is None else str(until)
            found.append({"country": country, "since": str(since), "until": ends, "geometry": land})
    return gpd.GeoDataFrame(found, crs=4326)


def century() -> controlmap.MapProject:
    """Return the map."""
    return controlmap.from_frame(
        rows(), controller="country", start="since", end="until", new_values="actor", title="A century"
    )


if __name__ == "__main__":
    shown, folder = century(), Path(sys.argv[1])
    print(shown.build(folder / "century.html"))
    print(*shown.frames(folder / "century.webp", ["1941"], size=(720, 480), scale=1))
