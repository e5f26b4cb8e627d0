"""Small map projects as values, random ones among them, and an oracle that knows points only."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely
from hypothesis import strategies as st

from controlmap.dates import OPEN_END, read_zone
from controlmap.format import write_layer
from controlmap.history import Ground, build_history
from controlmap.model import ControlState, Layer, Project, Settings
from controlmap.plane.grid import Grid
from controlmap.plane.partition import cut_ground
from controlmap.store import open_project

GRID = Grid(5)
ACTORS = ("a", "b", "c", "unknown")
NOW = np.datetime64("2025-01-01", "m")
FIRST = np.datetime64("2024-11-01", "m")
WORLD = shapely.box(0, 0, 0.012, 0.012)


def day(number: int) -> np.datetime64:
    """The instant that begins a day of November 2024."""
    return FIRST + np.timedelta64(number - 1, "D")


def settings_of(*layers: str) -> Settings:
    return Settings.model_validate(
        {
            "format": 1,
            "title": {"en": "Test"},
            "grid": GRID.size,
            "actors": [{"id": a, "name": {"en": a}, "colour": "#aabbcc"} for a in ACTORS],
            "layers": [{"id": i, "file": f"{i}.geojson", "name": {"en": i}} for i in layers],
        }
    )


def project_of(folder: Path = Path("nowhere"), /, **layers: list[ControlState]) -> Project:
    """A map project in memory, one layer a keyword."""
    return Project(
        folder=folder,
        settings=settings_of(*layers),
        grid=GRID,
        zone=read_zone("UTC"),
        layers=tuple(Layer(i, f"{i}.geojson", {"en": i}, tuple(states)) for i, states in layers.items()),
    )


def with_extent(project: Project, extent: shapely.Geometry) -> Project:
    return replace(project, layers=tuple(replace(x, extent_lonlat=extent) for x in project.layers))


def after(project: Project, delta) -> Project:
    """The map project with a delta applied, in memory."""
    states = delta.applied_to({layer.id: layer.states for layer in project.layers})
    return replace(project, layers=tuple(replace(x, states=states[x.id]) for x in project.layers))


def states_valid(project: Project, on: np.datetime64) -> list[ControlState]:
    """The control states on record that are valid at an instant."""
    return [
        s
        for layer in project.layers
        for s in layer.states
        if s.superseded_at is None and s.valid_from <= on and (s.valid_to is None or on < s.valid_to)
    ]


def history_of(project: Project):
    grounds = [Ground(x.id, x.states, x.extent_lonlat) for x in project.layers]
    return build_history(grounds, grid=GRID, start=FIRST, end=day(30), overlaps="latest")


def quads(scale: float = 1e-5):
    """Convex polygons with corners anywhere on the grid."""
    corner = st.tuples(st.integers(0, 1200), st.integers(0, 1200))
    hulls = st.lists(corner, min_size=3, max_size=5).map(lambda c: shapely.convex_hull(shapely.MultiPoint(c)))
    return hulls.filter(lambda h: h.area > 1000).map(
        lambda h: shapely.transform(h, lambda xy: GRID.to_degrees(xy))
    )


@st.composite
def worlds(draw):
    """A map of one or two layers that covers the same square at each instant, with handovers."""
    cutters = draw(st.lists(quads(), max_size=4))
    topology = cut_ground([WORLD, *cutters], GRID)
    cells = [shapely.transform(c, lambda xy: GRID.to_degrees(xy)) for c in topology.cells]
    layers: dict[str, list[ControlState]] = {"one": [], "two": []}
    for cell in cells:
        layer = draw(st.sampled_from(["one", "two"]))
        changes = sorted(draw(st.sets(st.integers(2, 29), max_size=2)))
        bounds = [FIRST, *(day(c) for c in changes), None]
        for start, end in pairwise(bounds):
            name = f"{layer}-{len(layers[layer]) + 1:04d}"
            layers[layer].append(
                ControlState(
                    id=name,
                    geometry=cell,
                    controller=draw(st.sampled_from(ACTORS)),
                    valid_from=start,
                    valid_to=end,
                )
            )
    return project_of(**layers)


Spells = list[tuple[np.datetime64, np.datetime64, str]]


class Oracle:
    """Who holds some points, from when to when, without any geometry but point in polygon."""

    def __init__(self, project: Project, points: list[tuple[float, float]]):
        self.points = points
        self.spells: list[Spells] = [
            _merged(
                (s.valid_from, OPEN_END if s.valid_to is None else s.valid_to, s.controller)
                for layer in project.layers
                for s in layer.states
                if s.superseded_at is None and shapely.contains_xy(s.geometry, *point)
            )
            for point in points
        ]

    def give(self, ground, to, on, until=None, from_controller=None) -> None:
        for i, point in enumerate(self.points):
            if ground is None or shapely.contains_xy(ground, *point):
                self.spells[i] = _merged(
                    piece for s in self.spells[i] for piece in _given(s, to, on, until, from_controller)
                )

    def holders(self, on: np.datetime64) -> list[str]:
        return [next(c for start, end, c in spells if start <= on < end) for spells in self.spells]


def _merged(spells) -> Spells:
    """The spells in order, those of one holder without a break as one."""
    merged: Spells = []
    for start, end, controller in sorted(spells):
        if merged and merged[-1][1:] == (start, controller):
            start, _, _ = merged.pop()
        merged.append((start, end, controller))
    return merged


def _given(spell, to, on, until, from_controller):
    start, end, controller = spell
    touched = start < until and end > on if until is not None else start <= on < end
    if not touched or controller == to or from_controller not in (None, controller):
        return [spell]
    low, high = max(start, on), end if until is None else min(end, until)
    parts = [(start, low, controller), (low, high, to), (high, end, controller)]
    return [p for p in parts if p[0] < p[1]]


def chequered(side: int, folder: Path = Path("nowhere"), *, width: int = 100) -> Project:
    """A map of side × side squares held by turns, of some grid units' width; day 15 changes all."""
    states = []
    for row in range(side):
        for column in range(side):
            corner = np.array([column, row]) * width
            box = shapely.transform(shapely.box(*corner, *(corner + width)), GRID.to_degrees)
            for start, end in ((FIRST, day(15)), (day(15), None)):
                states.append(
                    ControlState(
                        id=f"one-{len(states) + 1:04d}",
                        geometry=box,
                        controller=ACTORS[(row + column + len(states) % 2) % 3],
                        valid_from=start,
                        valid_to=end,
                    )
                )
    return project_of(folder, one=states)


TOML = """format = 1
title = { en = "Test" }
grid = 1e-5
actors = [%s]
layers = [%s]
"""


def write_project(folder: Path, project: Project) -> Project:
    """Write a map project to a folder, and return it as read again."""
    folder.mkdir(exist_ok=True)
    actors = ", ".join(f'{{ id = "{a}", name = {{ en = "{a}" }}, colour = "#aabbcc" }}' for a in ACTORS)
    layers = ", ".join(
        f'{{ id = "{x.id}", file = "{x.file}", name = {{ en = "{x.id}" }} }}' for x in project.layers
    )
    (folder / "controlmap.toml").write_text(TOML % (actors, layers))
    for layer in project.layers:
        (folder / layer.file).write_bytes(write_layer(layer, grid=project.grid))
    return open_project(folder)


def assert_sound(before: Project, now: Project, *, edits: int) -> None:
    """No overlap, no hole, and the same area as before, to a square metre an edit."""
    old, new = history_of(before), history_of(now)
    assert not new.overlaps
    assert (new.spell_state >= 0).all(), "a hole"
    assert abs(new.cell_area_km2.sum() - old.cell_area_km2.sum()) < edits * 1e-6
