"""Whatever is asked of a map that is kept: each state is made once, and none is gone through for another."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely

from controlmap.api import MapProject, open_map
from controlmap.check import check
from controlmap.edit import Delta
from controlmap.exchange import import_snapshots, read_states_table
from controlmap.model import ControlState, bounds_of, told
from controlmap.store import kept as kept_files
from controlmap.store import kept_states
from tests.benchmarks.dense import Dense, write_dense

ASKED: dict[str, Callable[[Path], object]] = {
    "check": check,
    "build": lambda folder: open_map(folder).build(folder.parent / "map.html"),
    "payload": lambda folder: open_map(folder).payload(),
    "areas": lambda folder: open_map(folder).areas(),
    "states": lambda folder: [
        state.id for layer in open_map(folder).project.layers for state in layer.states
    ],
    "changes": lambda folder: open_map(folder).changes("2000-01-01", "2000-01-12"),
}


@pytest.fixture(scope="module")
def dense(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A map of a dozen days, kept beside its files as a large one is."""
    base = tmp_path_factory.mktemp("dense")
    folder, table = write_dense(Dense(dates=12, vertices=60, pockets=12, stretch=4), base / "days")
    how = {"states": read_states_table(table.read_bytes(), file=table.name), "overlaps": "rank"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_files, "WORTH_KEEPING", 0)
        import_snapshots(folder, base / "map", layer="l", **how)
        open_map(base / "map").history()
    return base / "map"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of states, each time that some are made; -1 where it is none."""
    monkeypatch.setattr(kept_files, "WORTH_KEEPING", 0)
    found: list[int] = []
    make = kept_states._Kept._made_of

    def counting(states, numbers):
        found.extend(numbers.tolist() or [-1])
        return make(states, numbers)

    monkeypatch.setattr(kept_states._Kept, "_made_of", counting)
    return found


@pytest.mark.parametrize("asked", ASKED)
def test_each_state_is_made_once_however_often_it_is_asked_for(
    dense: Path, asked: str, made: list[int]
) -> None:
    ASKED[asked](dense)
    states = len(open_map(dense).project.layers[0].states)
    assert len(made) <= states + 20


EDITED: dict[str, Callable[[MapProject, ControlState], Delta]] = {
    "transfer": lambda project, state: project.transfer(
        shapely.box(*state.geometry.bounds), to="unknown", on=state.valid_from
    ),
    "correct": lambda project, state: project.correct(states=[state.id], certainty="claimed"),
    "split": lambda project, state: project.split(state.id, on=state.valid_from + np.timedelta64(60, "m")),
}


@pytest.mark.parametrize("edit", EDITED)
def test_an_edit_of_some_ground_makes_the_states_around_it_alone(
    dense: Path, edit: str, made: list[int]
) -> None:
    project = open_map(dense)
    states = project.project.layers[0].states
    boxes = bounds_of(states)
    smallest = int(np.argmin(np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)))
    delta = EDITED[edit](project, states[smallest])
    project.preview(delta)
    changed = [placed.state.geometry for side in delta.removed.values() for placed in side]
    west, south, east, north = shapely.total_bounds(shapely.buffer(changed, 0.001)).tolist()
    near = (boxes[:, 0] <= east) & (boxes[:, 1] <= north) & (boxes[:, 2] >= west) & (boxes[:, 3] >= south)
    assert near.sum() < len(states) / 2
    numbers = [int(name.rpartition("-")[2]) for name in told(states, "id").each()]
    assert {*made} - {-1} <= {*np.flatnonzero(near).tolist(), len(states) - 1, int(np.argmax(numbers))}
