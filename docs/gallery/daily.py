"""A long daily series: 400 restatements of one front, which moves a little somewhere each day."""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import shapely

import controlmap

WEST, SOUTH, EAST, NORTH = -32.0, 34.0, -28.0, 37.0
DAYS, VERTICES = 400, 121
FIRST_DAY = date(2030, 1, 1)


def fronts() -> Iterator[np.ndarray]:
    """Yield the front of each day, from south to north, in degrees (lon, lat)."""
    chance = np.random.default_rng(11)
    lat = np.linspace(SOUTH, NORTH, VERTICES)
    lon = -30 + 0.4 * np.sin(np.linspace(0, 5, VERTICES))
    for _ in range(DAYS):
        middle, width = chance.integers(6, VERTICES - 6), chance.integers(3, 12)
        bump = np.exp(-(((np.arange(VERTICES) - middle) / width) ** 2))
        bump[bump < 0.02] = 0  # The rest of the front stays where it was, to the last digit.
        lon = np.clip(lon + chance.normal(0, 0.05) * bump, WEST + 0.2, EAST - 0.2).round(5)
        yield np.column_stack([lon, lat.round(5)])


def days() -> Iterator[dict[str, shapely.Geometry]]:
    """Yield who held what, in full, on each day."""
    for front in fronts():
        yield {
            "west": shapely.Polygon([(WEST, NORTH), (WEST, SOUTH), *front]),
            "east": shapely.Polygon([(EAST, SOUTH), (EAST, NORTH), *front[::-1]]),
        }


def daily() -> controlmap.MapProject:
    """Return the map."""
    dates = [FIRST_DAY + timedelta(days=n) for n in range(DAYS)]
    return controlmap.from_snapshots(dates, days(), title="A long series")


if __name__ == "__main__":
    shown, folder = daily(), Path(sys.argv[1])
    print(shown.build(folder / "daily.html"))
    print(*shown.frames(folder / "daily.webp", ["2030-09-10"], size=(720, 480), scale=1))
