"""Random edits in a row, over HTTP and in Python at once: the same files, no overlap, no hole.

Beside the history, which is made of the same cells as the edits, two oracles look at the bare polygons: after
each edit points, which one controller holds at each instant, and at the end of a run a snapped overlay.
"""

from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import shapely
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from controlmap.model import Project
from controlmap.plane import slivers
from tests.edit.maps import states_valid
from tests.serve.test_serve_machine import Acts
from tests.torture.row import Cases, part_of

RUNS, STEPS, POINTS = 2000, 50, 200
TOGETHER = 10
"""Runs of one search, which are told together; the first is the shortest that there is."""
SQUARE_METRE = 1e-10
"""In square degrees, about."""


class Watched(Acts):
    """The acts, looked at by oracles that know polygons only."""

    counted: Counter[str]

    def act(self, who: str, kind: str, **said: object) -> None:
        super().act(who, kind, **said)
        self.counted["edits tried"] += 1

    def look_at_cells(self, cells: np.ndarray) -> None:
        thin = cells[slivers(cells)]
        assert not len(thin), f"{thin[0].wkt[:200]} (grid units) is narrower than two units of the grid"
        self.counted["cells looked at"] += len(cells)

    @invariant()
    def one_state_holds_each_point(self) -> None:
        if not hasattr(self, "direct"):
            return
        days = self.direct.history().dates
        if not hasattr(self, "points"):
            self.points, self.known = _points_in(self.direct.project, days[0]), dict[bytes, np.ndarray]()
        for day in days:
            holders = np.sum([self.meeting(one) for one in _held(self.direct.project, day)], axis=0)
            bad = self.points[holders != 1]
            assert not len(bad), f"{bad[0].wkt} is held by {holders[holders != 1][0]} on {day}"
            self.counted["points looked at"] += len(self.points)

    def meeting(self, ground: shapely.Geometry) -> np.ndarray:
        """Tell which points some ground has; most is the same after an edit as before it."""
        name = shapely.to_wkb(ground)
        if name not in self.known:
            self.known[name] = shapely.intersects(ground, self.points)
        return self.known[name]

    def teardown(self) -> None:
        self.counted["runs"] += 1
        if not hasattr(self, "running"):
            return
        try:
            self.no_ground_is_held_twice()
        finally:
            super().teardown()

    def no_ground_is_held_twice(self) -> None:
        days = self.direct.history().dates
        held = [sorted(map(shapely.to_wkb, _held(self.direct.project, day))) for day in days]
        for pair in {pair for grounds in held for pair in combinations(grounds, 2)}:
            shared = shapely.intersection(*shapely.from_wkb(pair), grid_size=self.direct.project.grid.size)
            assert shapely.area(shared) < SQUARE_METRE, f"two hold {shared.wkt[:200]}"
            self.counted["overlays"] += 1


def _held(project: Project, day: np.datetime64) -> list[shapely.Geometry]:
    """The ground of each state that is valid at an instant, as it stands in the files."""
    return [state.geometry for state in states_valid(project, day)]


def _points_in(project: Project, day: np.datetime64) -> np.ndarray:
    """Random points of all ground but its outermost ten metres, which edits may bend."""
    ground = shapely.buffer(shapely.union_all(_held(project, day)), -1e-4)
    west, south, east, north = ground.bounds
    scattered = np.random.default_rng(10).uniform((west, south), (east, north), (2 * POINTS, 2))
    return shapely.points(scattered[shapely.contains_xy(ground, *scattered.T)][:POINTS])


def run(share: float, scratch: Path) -> Cases:
    counted: Counter[str] = Counter()
    machine = type("Counted", (Watched,), {"counted": counted})
    calm = settings(
        max_examples=TOGETHER,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for number in range(max(1, part_of(RUNS, share) // TOGETHER)):
        before = counted["runs"]
        fault = None
        try:
            run_state_machine_as_test(seed(number)(machine), settings=calm)
        except Exception as error:
            fault = f"{type(error).__name__}: {str(error)[:300]}"
        yield fault
        for _ in range(counted["runs"] - before - 1):
            yield None
    return ", ".join(f"{number:,} {what}" for what, number in counted.items()) + f" of up to {STEPS} steps"
