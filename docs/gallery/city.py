"""A city by quarters and hours: two days in a city that is nowhere, in which hours are known."""

import sys
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

import controlmap

CENTRE, WIDE, HIGH = (-30.0, 45.0), 0.055, 0.035
QUARTERS = (
    "Old Harbour", "Rope Walk", "Mint", "Salt Gate", "Tanners", "North Mole", "Observatory", "Botanic Hill",
    "Kiln Lane", "Lower Weir", "Upper Weir", "Lantern Row", "Chandlers", "Cathedral", "Long Meadow",
    "Barracks", "Station", "Glass Works",
)  # fmt: skip
BEGIN = "2031-04-03"
NEWS = [
    ("2031-04-03T05:30", "Guard", "Barracks"),
    ("2031-04-03T06:15", "Guard", "Station"),
    ("2031-04-03T07:00", "Guard", "Long Meadow"),
    ("2031-04-03T09:40", "Guard", "Kiln Lane"),
    ("2031-04-03T11:00", None, "Cathedral"),
    ("2031-04-03T13:20", "Guard", "Tanners"),
    ("2031-04-03T16:45", "Guard", "Cathedral"),
    ("2031-04-03T21:00", "Guard", "Mint"),
    ("2031-04-04T04:10", None, "Salt Gate"),
    ("2031-04-04T08:00", "Guard", "Salt Gate"),
    ("2031-04-04T10:30", "Council", "Mint"),
    ("2031-04-04T12:00", "Council", "Cathedral"),
    ("2031-04-04T18:00", "Guard", "Upper Weir"),
]
"""When who took which quarter; None: it was left, and nobody said who came."""


def quarters() -> dict[str, shapely.Geometry]:
    """Return the city's quarters by name, in degrees (lon, lat)."""
    chance = np.random.default_rng(7)
    turn, far = chance.uniform(0, 2 * np.pi, 400), np.sqrt(chance.uniform(0, 1, 400))
    points = np.column_stack([far * np.cos(turn), far * np.sin(turn)])
    # Of many points those that lie farthest from all before them: quarters of about one size.
    seeds = [points[0]]
    while len(seeds) < len(QUARTERS):
        seeds.append(max(points, key=lambda p: min(np.hypot(*(p - seed)) for seed in seeds)))
    outline = shapely.Point(0, 0).buffer(1.15)
    parts = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds), ordered=True))
    ground = shapely.transform(
        shapely.intersection(parts, outline), lambda xy: CENTRE + xy * np.array([WIDE, HIGH])
    )
    return dict(zip(QUARTERS, ground, strict=True))


def rows() -> gpd.GeoDataFrame:
    """Return a row for each time that a quarter was held: `holder`, `since`, `until`, `quarter`."""
    found = []
    for name, ground in quarters().items():
        taken = [(when, who) for when, who, where in NEWS if where == name]
        changes = [(BEGIN, "Council"), *taken, (None, None)]
        for (since, who), (until, _) in pairwise(changes):
            found.append({"holder": who, "since": since, "until": until, "quarter": name, "geometry": ground})
    return gpd.GeoDataFrame(found, crs=4326)


def city() -> controlmap.MapProject:
    """Return the map."""
    return controlmap.from_frame(
        rows(),
        controller="holder",
        start="since",
        end="until",
        keep="quarter",
        new_values="actor",
        title="A city",
    )


if __name__ == "__main__":
    shown, folder = city(), Path(sys.argv[1])
    print(shown.build(folder / "city.html"))
    print(*shown.frames(folder / "city.webp", ["2031-04-03T14:00"], size=(720, 480), scale=1))
