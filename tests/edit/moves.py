"""Random moves of borders, and what each must leave as it was, found by other roads than the move itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from controlmap.dates import first_minute
from controlmap.edit import Delta, Editing, effect_of
from controlmap.history import precedence_in
from controlmap.model import ControlState, Project, states_of
from controlmap.plane import Network
from tests.benchmarks.synthetic import Plan, dates_of, snapshots_of
from tests.edit.maps import GRID, after, project_of, states_valid

SCOPES = ("everywhere", "everywhere", "from", "while")


@dataclass(frozen=True)
class Move:
    """A move as `move_border` takes it, and the points (lon, lat) around all that it may touch."""

    asked: dict
    reach: shapely.Geometry

    @property
    def scope(self) -> str:
        return self.asked["scope"]


def dense_series(dates: int = 20, vertices: int = 120) -> Project:
    """A map of three fronts that move day by day, restated as long as nothing moves."""
    plan = Plan(dates, vertices, actors=4, stretch=7, stretches=3)
    names = ("a", "b", "c", "unknown")
    series = [*zip(dates_of(plan), snapshots_of(plan), strict=True)]
    states = []
    for actor in range(plan.actors):
        grounds = [(date, snapshot[f"actor{actor + 1}"]) for date, snapshot in series]
        runs = [grounds[0], *(two for one, two in pairwise(grounds) if not shapely.equals(one[1], two[1]))]
        ends = [*(date for date, _ in runs[1:]), None]
        for (start, ground), end in zip(runs, ends, strict=True):
            name = f"one-{len(states) + 1:04d}"
            said = {"id": name, "controller": names[actor], "valid_from": start, "valid_to": end}
            states.append(ControlState(geometry=GRID.snap(ground), **said))
    return project_of(one=states)


class Chooser:
    """Makes moves of a map's borders, the same for the same seed."""

    def __init__(self, project: Project, seed: int, degrees: float, near: shapely.Geometry | None = None):
        self.project, self.chance, self.degrees = project, random.Random(seed), degrees
        live = [s for layer in project.layers for s in layer.states if s.superseded_at is None]
        self.dates = sorted({first_minute(s.valid_from) for s in live})
        inside = shapely.union_all([s.geometry for s in live], grid_size=project.grid.size)
        self.near = inside if near is None else shapely.intersection(inside, near)
        shapely.prepare(self.near)
        self.known: dict[object, tuple[Network, list]] = {}

    @property
    def has_borders(self) -> bool:
        """Whether there is one inside the map on each date."""
        return all(self._network(date)[1] for date in [None, *self.dates])

    def moves(self) -> Iterator[Move]:
        while True:
            kind = self.chance.choice([self.drag, self.drag, self.drag, self.lead, self.drop, self.thin])
            move = kind(self.chance.choice([None, *self.dates]))
            if move is not None:
                yield move

    def drag(self, on: np.datetime64 | None) -> Move:
        """Junctions more often than not."""
        network, points = self._network(on)
        junctions = [point for point in points if len(network.neighbours(point)) > 2]
        point = self.chance.choice(junctions if junctions and self.chance.random() < 0.7 else points)
        end = self._shifted([point])[0]
        around = [point, *network.neighbours(point)]
        return self._move(on, [*around, end], vertices=[(self._lonlat(point), self._lonlat(end))])

    def drop(self, on: np.datetime64 | None) -> Move:
        network, points = self._network(on)
        point = self.chance.choice(points)
        around = [point, *network.neighbours(point)]
        return self._move(on, around, vertices=[(self._lonlat(point), None)])

    def lead(self, on: np.datetime64 | None) -> Move | None:
        """A stretch of an arc, shifted."""
        network, points = self._network(on)
        arc = network.arc(network.catch(self._lonlat(self.chance.choice(points)), 0.1))
        if len(arc) < 3 or arc[0] == arc[-1]:
            return None
        low, high = sorted(self.chance.sample(range(len(arc)), 2))
        old = arc[low : high + 1]
        new = [old[0], *(self._shifted(old[1:-1]) or self._shifted(old[:1])), old[-1]]
        line = shapely.LineString([self._lonlat(point) for point in new])
        middle = np.add(self._lonlat(old[0]), self._lonlat(old[1])) / 2
        return self._move(on, [*old, *new], line=line, at=tuple(middle.tolist()))

    def thin(self, on: np.datetime64 | None) -> Move:
        network, points = self._network(on)
        at = network.catch(self._lonlat(self.chance.choice(points)), 0.1)
        tolerance_m = self.degrees * 111_195 * self.chance.uniform(0.02, 1)
        return self._move(on, network.arc(at), tolerance_m=tolerance_m, at=self._lonlat(at.point))

    def _move(self, on: np.datetime64 | None, points: list, **asked) -> Move:
        scope = "everywhere" if on is None else self.chance.choice(SCOPES)
        reach = shapely.MultiPoint([self._lonlat(point) for point in points])
        return Move({**asked, "on": on, "scope": scope}, reach)

    def _network(self, on: np.datetime64 | None) -> tuple[Network, list]:
        if on not in self.known:
            live = [s for layer in self.project.layers for s in layer.states if s.superseded_at is None]
            seen = live if on is None else states_valid(self.project, on)
            network = Network.of([s.geometry for s in seen], self.project.grid)
            points = network.points
            lonlat = shapely.points(self.project.grid.to_degrees(np.array(points)))
            inside = np.asarray(shapely.contains_properly(self.near, lonlat))
            points = [point for point, kept in zip(points, inside, strict=True) if kept]
            self.known[on] = network, points
        return self.known[on]

    def _shifted(self, points: list) -> list:
        units = self.degrees / self.project.grid.size * self.chance.choice([0.05, 0.3, 1])
        shift = [round(self.chance.uniform(-units, units)) for _ in range(2)]
        return [(x + shift[0], y + shift[1]) for x, y in points]

    def _lonlat(self, point) -> tuple[float, float]:
        lon, lat = self.project.grid.to_degrees(np.array(point)).tolist()
        return lon, lat


class Known:
    """What was so of a map before a move."""

    def __init__(self, project: Project):
        self.project = project
        self.live = [s for layer in project.layers for s in layer.states if s.superseded_at is None]
        self.dates = sorted({first_minute(s.valid_from) for s in self.live})
        self.held = [self.twice_held(project, date) for date in self.dates]
        self.transfers = self._transfers()

    def twice_held(self, project: Project, date: np.datetime64) -> int:
        """Twice the area of all that is valid on a date, in square units, without a rounding."""
        return sum(_double_area(s.geometry, project.grid) for s in states_valid(project, date))

    def _transfers(self) -> set[tuple[np.datetime64, str, str]]:
        """Who takes something from whom when: an old state and a new one share ground that is no sliver."""
        found = set()
        for date in self.dates[1:]:
            old, new = (states_valid(self.project, at) for at in (date - np.timedelta64(1, "m"), date))
            old = [s for s in old if s.id not in {t.id for t in new}]
            new = [s for s in new if s.valid_from == date]
            tree = shapely.STRtree([s.geometry for s in old])
            for i, j in zip(*tree.query([s.geometry for s in new], predicate="intersects"), strict=True):
                if new[i].controller != old[j].controller and shapely.relate_pattern(
                    new[i].geometry, old[j].geometry, "T********"
                ):
                    found.add((date, old[j].controller, new[i].controller))
        return found

    def assert_kept(self, move: Move, delta: Delta, points: np.ndarray, *, slack: int = 0) -> Project:
        """What must be so after each move; `slack` are square units that an inexact map may lose in all."""
        project = after(self.project, delta)
        before, now = states_of(self.project), states_of(project)
        assert states_of(after(project, ~delta)) == before, "undoing gives the same states"
        self._assert_partition(project, points, slack)
        self._assert_others_stay(move, delta)
        effect = effect_of(before, now, delta, project.grid, precedence_in(project))
        assert not effect.overlaps
        if move.scope == "everywhere":
            rows = [row for row in effect.by_date if first_minute(row.date) != self.dates[0]]
            assert {(first_minute(r.date), r.loser, r.gainer) for r in rows} <= self.transfers
            assert all(row.meant for row in effect.by_date)
        return project

    def _assert_partition(self, project: Project, points: np.ndarray, slack: int) -> None:
        for date, held in zip(self.dates, self.held, strict=True):
            assert abs(self.twice_held(project, date) - held) <= slack, date
            was, is_ = (_counts(states_valid(p, date), points) for p in (self.project, project))
            assert (was == is_).all(), date

    def _assert_others_stay(self, move: Move, delta: Delta) -> None:
        """Beyond the reach of a move every border lies where it lay.

        A vertex may come or go there on an edge that leads into the reach: to the grid such an edge is
        bent by a unit where it is cut, and bent back further on, so that no area changes.
        """
        west, south, east, north = shapely.bounds(move.reach).tolist()
        slip = 2 * self.project.grid.size
        box = shapely.box(west - slip, south - slip, east + slip, north + slip)
        old = {p.state.id: p.state for group in delta.removed.values() for p in group}
        for group in delta.added.values():
            for placed in group:
                if placed.state.id in old:
                    was, is_ = old[placed.state.id].geometry, placed.state.geometry
                    for one, other in ((was, is_), (is_, was)):
                        points = shapely.points(shapely.get_coordinates(one))
                        beyond = points[~shapely.intersects(box, points)]
                        far = shapely.distance(other.boundary, beyond) > slip
                        assert not far.any(), (placed.state.id, beyond[far])


def tried(known: Known, move: Move) -> Delta:
    """The delta of a move of a map as it was."""
    return Editing(known.project).move_border(**move.asked)


def _counts(states: list[ControlState], points: np.ndarray) -> np.ndarray:
    tree = shapely.STRtree([s.geometry for s in states])
    found, _ = tree.query(shapely.points(points), predicate="intersects")
    return np.bincount(found, minlength=len(points))


def _double_area(area: shapely.Geometry, grid) -> int:
    total = 0
    for polygon in shapely.get_parts(area):
        for i, ring in enumerate(shapely.get_rings(polygon)):
            xy = grid.to_units(shapely.get_coordinates(ring))
            local = xy - xy[0]
            double = int((local[:-1, 0] * local[1:, 1] - local[1:, 0] * local[:-1, 1]).sum())
            total += -abs(double) if i else abs(double)
    return total
