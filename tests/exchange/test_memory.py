"""Maps from geometry in memory."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import controlmap
from controlmap.exchange import history_of_series, states_of_series
from controlmap.history import Ground, build_history
from controlmap.plane.grid import Grid
from controlmap.store import init_project

GRID = Grid(2)
WEST, EAST = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)


def holders(found: controlmap.MapProject, lon: float, lat: float) -> list[str | None]:
    states = [spell.state for spell in found.history().spells(lon, lat)]
    return [state and state.controller for state in states]


def test_ground_that_changes_hands_is_told_from_its_snapshot_on() -> None:
    days = ["2024-01-01", "2024-01-02", "2024-01-04"]
    told = [{"a": WEST, "b": EAST}, {"a": shapely.union(WEST, EAST)}, {"b": WEST}]
    found = controlmap.from_snapshots(days, told)
    assert holders(found, 1.5, 0.5) == ["b", "a", None]
    assert found.areas(["2024-01-02"]).set_index("actor").share["a"] == 1
    assert "controlmap-data" in found.html()


def test_missing_days_are_unknown_if_asked() -> None:
    told = [{"a": WEST}, {"a": WEST}]
    found = controlmap.from_snapshots(["2024-01-01", "2024-01-03"], told, gaps="unknown")
    assert holders(found, 0.5, 0.5) == ["a", None, "a"]


boxes = st.tuples(*[st.integers(0, 6)] * 2, *[st.integers(1, 4)] * 2).map(
    lambda b: shapely.box(b[0], b[1], b[0] + b[2], b[1] + b[3])
)


@given(st.lists(boxes, min_size=1, max_size=6))
def test_ground_cut_once_is_ground_cut_twice(told: list[shapely.Polygon]) -> None:
    days = list(np.datetime64("2024-01-01T00:00") + np.arange(len(told)) * np.timedelta64(1440, "m"))
    snapshots = [{"a": ground} for ground in told]
    once = history_of_series(days, snapshots, layer="l", grid=GRID)
    states = states_of_series(days, snapshots, layer="l", grid=GRID)
    twice = build_history([Ground("l", tuple(states))], grid=GRID, start=once.start, end=once.end)
    for day in days:
        assert once.areas_km2(day) == pytest.approx(twice.areas_km2(day))
    assert len(once.cells) == len(twice.cells)


REFUSED = {
    "dates that do not rise": (["2024-01-02", "2024-01-01"], [{"a": WEST}, {"a": WEST}], "dates: 2024-01-01"),
    "fewer snapshots than dates": (["2024-01-01", "2024-01-02"], [{"a": WEST}], "before 2024-01-02"),
    "more snapshots than dates": (["2024-01-01"], [{"a": WEST}, {"a": WEST}], "more than dates"),
    "a name that is no id": (["2024-01-01"], [{"The North": WEST}], "'The North' is no id"),
    "a point": (["2024-01-01"], [{"a": shapely.Point(0, 0)}], "a Point is no ground"),
    "metres": (["2024-01-01"], [{"a": shapely.box(0, 0, 5000, 1)}], "within -180 to 180"),
    "no ground": (["2024-01-01"], [{"a": shapely.Polygon()}], "hold no ground"),
    "no dates": ([], [], "hold no ground"),
}


@pytest.mark.parametrize(("days", "told", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_series_is_refused(days, told, words) -> None:
    with pytest.raises(controlmap.InputError, match=words):
        controlmap.from_snapshots(days, told)


def test_another_way_with_gaps_is_refused() -> None:
    with pytest.raises(controlmap.InputError, match="'skip' is neither carry nor unknown"):
        controlmap.from_snapshots(["2024-01-01"], [{"a": WEST}], gaps="skip")


@pytest.mark.parametrize("wrong", [{"grid": 2}, {"layer": "The North"}])
def test_another_grid_or_layer_is_refused(wrong: dict) -> None:
    with pytest.raises(controlmap.InputError, match="is no"):
        controlmap.from_snapshots(["2024-01-01"], [{"a": WEST}], **wrong)


def test_it_never_takes_the_current_folder_for_its_own(tmp_path, monkeypatch) -> None:
    init_project(tmp_path / "valley")
    monkeypatch.chdir(tmp_path / "valley")
    found = controlmap.from_snapshots(["2024-01-01"], [{"a": WEST, "b": EAST}])
    with pytest.raises(controlmap.InputError, match="in memory"):
        found.check()


def test_two_holders_of_one_ground_are_refused() -> None:
    with pytest.raises(controlmap.OverlapError):
        controlmap.from_snapshots(["2024-01-01"], [{"a": WEST, "b": WEST}])
