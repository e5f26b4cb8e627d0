"""controlmap's own way from a series to a page, in memory and from files."""

from __future__ import annotations

from pathlib import Path

from controlmap.api import MapProject
from controlmap.dates import read_zone
from controlmap.exchange import states_of_series
from controlmap.grid import Grid
from controlmap.model import Actor, LayerEntry, Settings
from controlmap.project import Layer, Project
from tests.benchmarks.series import Series

GRID = Grid(5)
COLOURS = ("#4878a8", "#d98c5f", "#6a9f6d", "#b07aa1", "#c2b04a", "#5fb0b7")


def controlmap_page(series: Series) -> str:
    """Return the page of a series in memory: cut, joined to states, cut to a history, drawn up."""
    states = states_of_series(series.dates, series.snapshots, layer="series", grid=GRID)
    entry = LayerEntry(id="series", file="series.geojson", name={"en": "Series"})
    actors = sorted({state.controller for state in states})
    settings = Settings(
        format=1,
        title={"en": "Series"},
        grid=GRID.size,
        actors=tuple(
            Actor(id=actor, name={"en": actor}, colour=COLOURS[i % len(COLOURS)])
            for i, actor in enumerate(actors)
        ),
        layers=(entry,),
    )
    layer = Layer(entry.id, entry.file, entry.name, tuple(states))
    return MapProject(Project(Path(), settings, GRID, read_zone("UTC"), (layer,))).html()
