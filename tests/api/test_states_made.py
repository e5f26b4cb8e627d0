"""Whatever is asked of a map that is kept: each state is made once, and none is gone through for another."""

from collections.abc import Callable
from pathlib import Path

import pytest

from controlmap.api import open_map
from controlmap.check import check
from controlmap.exchange import import_snapshots, read_states_table
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


@pytest.mark.parametrize("asked", ASKED)
def test_each_state_is_made_once_however_often_it_is_asked_for(
    dense: Path, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "WORTH_KEEPING", 0)
    made: list[int] = []
    make = kept_states._Kept._made_of

    def counting(states, numbers):
        made.append(max(1, len(numbers)))
        return make(states, numbers)

    monkeypatch.setattr(kept_states._Kept, "_made_of", counting)
    ASKED[asked](dense)
    states = len(open_map(dense).project.layers[0].states)
    assert sum(made) <= states + 20
