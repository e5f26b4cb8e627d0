"""What somebody writes who uses controlmap from Python: `make types` reads it as strictly as mypy can.

It shows the other side of `py.typed`: whoever checks types is told what each door gives.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import shapely

import controlmap
from controlmap import ConflictError, InputError, StaleError


def faults(folder: Path) -> list[str]:
    """Look for mistakes, as a nightly job does."""
    found = controlmap.open(folder).check()
    return [f"{one.file}: {one.message}" for one in found if one.severity == "error"]


def ask(folder: Path) -> dict[str, float]:
    """Ask who holds how much, and who held a point."""
    project = controlmap.open(folder)
    history = project.history()
    frame = history.at(dt.date(2024, 3, 9))
    for spell in history.spells(36.412, 35.274):
        print(spell.start, spell.end, spell.controller)
    print(project.areas(every="1d").head(), project.changes("2024-03-01", "2024-03-15"))
    return dict(zip(frame["controller"].tolist(), frame["area_km2"].tolist(), strict=True))


def update(folder: Path) -> str | None:
    """Move ground as the news says, unless somebody else was there before."""
    project = controlmap.open(folder)
    news = project.transfer("Lower Town", radius_km=2, to="republic", on="2024-03-14", certainty="claimed")
    try:
        return project.apply(news, who="Ada", why="The evening bulletin").id
    except (ConflictError, StaleError, InputError) as error:
        print(error)
        return None


def publish(folder: Path, target: Path) -> list[str]:
    """Build the page and export the records."""
    project = controlmap.open(folder)
    project.build(target / "map.html")
    project.export(target / "records.gpkg", states=True)
    return sorted(path.name for path in target.iterdir())


def from_memory() -> int:
    """Make a map of what is in memory."""
    north, south = shapely.box(37, 36, 38, 37), shapely.box(37, 35, 38, 36)
    series = controlmap.from_snapshots(["2024-11-29", "2024-11-30"], [{"a": north}, {"a": north, "b": south}])
    return len(series.areas())
