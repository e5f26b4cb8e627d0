"""Random histories with all statuses and certainties, in two layers, and slow answers to hold against."""

from collections import defaultdict

import numpy as np
from hypothesis import strategies as st

from controlmap.history import Ground, History, Spell, build_history
from controlmap.model import UNKNOWN
from controlmap.plane.grid import Grid
from tests.plane.test_partition import polygons
from tests.sketches import state

DAYS = [f"2024-11-{day:02d}" for day in range(1, 11)]
ACTORS = ("a", "b", "c", UNKNOWN)
CERTAINTIES = st.sampled_from(["confirmed", "claimed", "claimed", "reported", "inferred"])
STATUSES = st.sampled_from(["held", "held", "contested", "joint", "besieged"])


@st.composite
def histories(draw) -> History:
    """Overlapping polygons with periods of their own, the latest on top: ground changes hands often."""
    shapes = draw(polygons(6).filter(bool))
    states = []
    for i, geometry in enumerate(shapes):
        start = draw(st.integers(0, 7))
        end = draw(st.none() | st.integers(start + 1, 9))
        more = {
            "id": f"s{i}",
            "certainty": draw(CERTAINTIES),
            "status": draw(STATUSES),
            "others": tuple(draw(st.sets(st.sampled_from(ACTORS[:3]), max_size=2))),
            "sources": (f"x{i}", "y"),
        }
        actor = draw(st.sampled_from(ACTORS))
        states.append(state(geometry, actor, DAYS[start], end and DAYS[end], **more))
    half = draw(st.integers(0, len(states)))
    layers = [Ground("north", tuple(states[:half])), Ground("south", tuple(states[half:]))]
    period = {"start": np.datetime64(DAYS[0], "m"), "end": np.datetime64(DAYS[9], "m")}
    return build_history(layers, grid=Grid(5), overlaps="latest", **period)


def spell_of(history: History, cell: int, moment: np.datetime64) -> Spell:
    return next(s for s in history.spells_of(cell) if s.start <= moment < s.end)


def holders(history: History, moment: np.datetime64) -> list[str]:
    """Controller of each cell, looked up cell by cell."""
    return [spell_of(history, cell, moment).controller for cell in range(len(history.cells))]


def slow_areas(history: History, moment: np.datetime64) -> dict[str, float]:
    found = defaultdict(float)
    for actor, area in zip(holders(history, moment), history.cell_area_km2, strict=True):
        found[actor] += area
    return found
