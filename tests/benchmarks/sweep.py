"""Ground over which fronts sweep, cut into as many cells as anybody wants: a history without files.

Cells lie in rows, with shaken corners and a bend in each border. Two fronts pass over them, one after the
other, with ragged edges: each cell has the spells before, between and after. What it costs to cut ground is
no part of this; it is there to see what a page makes of very much of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

import controlmap
from controlmap.history import History
from controlmap.model import Actor, ControlState, Layer, Project
from controlmap.plane import OUTSIDE, Grid, Ints, Topology
from controlmap.store import init_project
from tests.benchmarks.synthetic import UNITS_A_DEGREE

_ACTORS = ("north", "centre", "south")
_COLOURS = ("#8c2d3b", "#3f7fb5", "#e0b33a")
_START = np.datetime64("2020-01-01", "m")


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a sweep is made of: `side` cells from west to east and from south to north, and how many days."""

    side: int
    days: int = 1_000
    degrees: int = 8
    ragged: float = 0.01
    """Share of the days by which cells are taken early or late."""
    seed: int = 1

    @property
    def arcs(self) -> int:
        """Borders between two cells, or a cell and the outside."""
        return 2 * self.side * (self.side + 1)


def sweep_map(plan: Sweep, scratch: Path) -> tuple[Project, History]:
    """Return a map project, for what is said around a map, and the history of the ground that is swept."""
    if not scratch.exists():
        init_project(scratch)
    valley = controlmap.open(scratch).project
    random = np.random.default_rng(plan.seed)
    states = _states(plan.days)
    spell_cell, spell_day, held = _spells(plan, random)
    size = plan.degrees * UNITS_A_DEGREE // plan.side
    history = History(
        grid=Grid(5),
        layers=("sweep",),
        states=states,
        state_layer=np.zeros(len(states), dtype=np.int64),
        start=_START,
        end=_START + np.timedelta64(plan.days, "D"),
        topology=_topology(plan.side, size, random),
        cell_layer=np.zeros(plan.side**2, dtype=np.int64),
        spell_cell=spell_cell,
        spell_start=_START + spell_day * np.timedelta64(1, "D"),
        spell_state=held * plan.days + spell_day,
    )
    settings = valley.settings.model_copy(
        update={
            "title": {"en": "Swept ground"},
            "languages": ("en",),
            "view": None,
            "actors": tuple(
                Actor(id=name, name={"en": name.title()}, colour=colour)
                for name, colour in zip(_ACTORS, _COLOURS, strict=True)
            ),
        }
    )
    layer = Layer("sweep", "sweep.geojson", {"en": "Sweep"}, states)
    empty = {"places": {}, "reports": (), "events": (), "base": (), "regions": ()}
    return replace(valley, settings=settings, layers=(layer,), **empty), history


def _states(days: int) -> tuple[ControlState, ...]:
    """A state of each actor for each day on which it begins."""
    blank = ControlState(
        id="blank", geometry=shapely.box(0, 0, 1, 1), controller="north", valid_from=_START, valid_to=None
    )
    return tuple(
        blank.model_copy(
            update={
                "id": f"{actor}-{day}",
                "controller": actor,
                "valid_from": (_START + day * np.timedelta64(1, "D")).astype("datetime64[D]"),
                "certainty": ("confirmed", "reported", "claimed")[day % 3],
            }
        )
        for actor in _ACTORS
        for day in range(days)
    )


def _spells(plan: Sweep, random: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Return cell, day and holder of each spell: first the north, then the centre, then the south."""
    x, y = np.meshgrid(*[np.linspace(0, 1, plan.side)] * 2, indexing="ij")
    waves = 0.1 * np.sin(9 * x + 4 * y) + 0.05 * np.sin(31 * x - 17 * y)
    noise = plan.ragged * random.standard_normal((2, plan.side, plan.side))
    first = ((y / 2 + waves * 0.5 + noise[0] + 0.05) * plan.days).astype(np.int64)
    second = ((0.5 + x / 2 + waves * 0.5 + noise[1]) * plan.days).astype(np.int64)
    days = np.stack([np.zeros_like(first), first.clip(1, plan.days), second.clip(2, plan.days)])
    begun = [np.ones_like(first, dtype=bool), days[1] < np.minimum(days[2], plan.days), days[2] < plan.days]
    there = np.stack(begun).reshape(3, -1).T
    cell, holder = np.nonzero(there)
    return cell, days.reshape(3, -1).T[there], holder


def _topology(side: int, size: int, random: np.random.Generator) -> Topology:
    """Return cells in rows, each between four arcs of three vertices."""
    corner = np.stack(np.meshgrid(*[np.arange(side + 1) * size] * 2, indexing="ij"), axis=2)
    corner = corner + random.integers(-(size // 5), size // 5 + 1, corner.shape)
    cell = np.full((side + 2, side + 2), OUTSIDE)
    cell[1:-1, 1:-1] = np.arange(side**2).reshape(side, side)
    across = (corner[:-1], corner[1:], cell[1:-1, 1:], cell[1:-1, :-1])
    along = (corner[:, :-1], corner[:, 1:], cell[:-1, 1:-1], cell[1:, 1:-1])
    rows = [_bent(*part, size, random) for part in (across, along)]
    xy, left, right = (np.concatenate(column) for column in zip(*rows, strict=True))
    cells = _cells(rows[0][0].reshape(side, side + 1, 3, 2), rows[1][0].reshape(side + 1, side, 3, 2))
    start = 3 * np.arange(len(left) + 1)
    return Topology(cells, np.arange(side**2), (), xy.reshape(-1, 2), start, left, right)


def _bent(
    begin: Ints, end: Ints, left: Ints, right: Ints, size: int, random: np.random.Generator
) -> tuple[Ints, Ints, Ints]:
    middle = (begin + end) // 2 + random.integers(-(size // 9), size // 9 + 1, begin.shape)
    xy = np.stack([begin, middle, end], axis=-2).reshape(-1, 3, 2)
    return xy, left.reshape(-1), right.reshape(-1)


def _cells(across: Ints, along: Ints) -> NDArray[np.object_]:
    """Return the polygons between arcs from west to east and from south to north."""
    south, north, west, east = across[:, :-1], across[:, 1:], along[:-1], along[1:]
    parts: Sequence[Ints] = [south, east[:, :, 1:], north[:, :, 1::-1], west[:, :, 1::-1]]
    # A column at a time: all rings at once are larger than the polygons.
    columns: list[NDArray[np.object_]] = []
    for i in range(len(south)):
        rings = np.concatenate([part[i] for part in parts], axis=1)
        columns.append(np.asarray(shapely.polygons(rings.astype(float))))
    return np.concatenate(columns)
