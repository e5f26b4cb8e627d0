"""Maps from geometry in memory."""

import json
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import controlmap
from controlmap.api import MapProject
from controlmap.exchange import import_snapshots
from controlmap.history import history_of
from controlmap.store import init_project

WEST, EAST, NORTH = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(0, 1, 1, 2)


def holders(found: controlmap.MapProject, lon: float, lat: float) -> list[str | None]:
    states = [spell.state for spell in found.history().spells(lon, lat)]
    return [state and state.controller for state in states]


def test_ground_that_changes_hands_is_told_from_its_snapshot_on() -> None:
    days = ["2024-01-01", "2024-01-02", "2024-01-04"]
    told = [{"a": WEST, "b": EAST}, {"a": shapely.union(WEST, EAST)}, {"b": WEST}]
    found = controlmap.from_snapshots(days, told)
    assert holders(found, 1.5, 0.5) == ["b", "a", None]
    assert found.areas(["2024-01-02"]).set_index("controller").share["a"] == 1
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
    found = controlmap.from_snapshots(days, [{"a": ground} for ground in told])
    once, twice = found.history(), history_of(found.project)
    for day in days:
        assert once.areas_km2(day) == pytest.approx(twice.areas_km2(day))
    assert (len(once.cells), once.start, once.end) == (len(twice.cells), twice.start, twice.end)


def frame(crs: int | None = 4326, **more) -> gpd.GeoDataFrame:
    """Two rows of `a`, one of `b`."""
    rows = {"controller": ["a", "a", "b"], **more}
    return gpd.GeoDataFrame(rows, geometry=[WEST, EAST, NORTH], crs=crs)


FORMS = {
    "a mapping": {"a": shapely.union(WEST, EAST), "b": NORTH},
    "a frame": frame(),
    "a frame without CRS": frame(None),
    "a frame in a projection": frame().to_crs(32631),
    "a frame with a null geometry": pd.concat([frame(), frame()[2:].assign(geometry=None)]),
    "a series named by controllers": gpd.GeoSeries({"a": shapely.union(WEST, EAST), "b": NORTH}, crs=4326),
    "pairs": [("a", WEST), ("b", NORTH), ("a", EAST)],
    "a generator of pairs": [("a", WEST), ("b", NORTH), ("a", EAST)],
}


@pytest.mark.parametrize("form", FORMS)
def test_all_rows_of_a_controller_count_in_every_form(form: str) -> None:
    snapshot = FORMS[form]
    if form == "a generator of pairs":
        snapshot = (pair for pair in FORMS[form])
    found = controlmap.from_snapshots(["2024-01-01"], [snapshot]).areas().set_index("controller")
    expected = controlmap.from_snapshots(["2024-01-01"], [FORMS["a mapping"]]).areas().set_index("controller")
    assert found.area_km2.to_dict() == pytest.approx(expected.area_km2.to_dict())
    assert found.area_km2["a"] == pytest.approx(2 * found.area_km2["b"], rel=0.001)


def test_another_column_may_name_the_controllers() -> None:
    named = frame().rename(columns={"controller": "holder"})
    found = controlmap.from_snapshots(["2024-01-01"], [named], controller="holder")
    assert holders(found, 1.5, 0.5) == ["a"]


NO_SNAPSHOTS = {
    "a frame without the column": (frame().drop(columns="controller"), "has no column 'controller'"),
    "a frame with nobody in a row": (frame().assign(controller=["a", None, "b"]), "no controller in row 1"),
    "a frame of numbers": (frame().assign(controller=[1, 2, 3]), "1 is no id"),
    "a frame in metres that does not say so": (
        frame().to_crs(32631).set_crs(None, allow_override=True),
        r"outside -180 to 180, -90 to 90.*\n.*look like metres of a projection",
    ),
    "a table without ground": (frame()[["controller"]].copy(), "DataFrame without geometry is no snapshot"),
    "a series without names": (frame().geometry, "index does not name the controllers"),
    "a series with a name twice": (frame().set_index("controller").geometry, "names 'a' twice"),
    "a text": ("a", "str is no snapshot"),
    "a number": (5, "int is no snapshot"),
    "ground alone": (WEST, "Polygon is no snapshot"),
    "things that are no pairs": ([("a", WEST, 5)], "no pair"),
    "a number for a name": ({5: WEST}, "5 is no id"),
    "text for ground": ({"a": "POLYGON EMPTY"}, "a str is no ground"),
    "ground where there is none": ({"a": shapely.Polygon([(0, 0), (1, 0), (1, np.inf)])}, "is no position"),
    "latitude first": ({"a": shapely.box(10, 120, 11, 121)}, r"\[11.0, 120.0\].*\n.*swapped"),
}


@pytest.mark.parametrize(("snapshot", "words"), NO_SNAPSHOTS.values(), ids=NO_SNAPSHOTS)
def test_what_cannot_be_meant_is_refused_with_its_date(snapshot: object, words: str) -> None:
    with pytest.raises(controlmap.InputError, match=f"snapshots, 2024-01-01: .*{words}"):
        controlmap.from_snapshots(["2024-01-01"], [snapshot])


@pytest.mark.parametrize("one", [frame(), {"a": WEST}, "a", 5], ids=["frame", "mapping", "text", "number"])
def test_one_snapshot_alone_is_not_several(one: object) -> None:
    with pytest.raises(
        controlmap.InputError,
        match=f"snapshots: are one {type(one).__name__}|snapshots takes a list, with one",
    ):
        controlmap.from_snapshots(["2024-01-01"], one)


TORN = {
    "a bowtie": "POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))",
    "a hole outside": "POLYGON ((0 0, 1 0, 1 1, 0 0), (3 3, 4 3, 4 4, 3 3))",
    "parts that overlap": "MULTIPOLYGON (((0 0, 2 0, 2 2, 0 0)), ((1 0, 2 0, 2 2, 1 0)))",
    "less than a unit of the grid": "POLYGON ((0 0, 1e-7 0, 1e-7 1e-7, 0 0))",
    "a spike that snapping closes": "POLYGON ((0 0, 1 0, 1 1, 0.500001 0.000001, 0 1, 0 0))",
    "sound": "POLYGON ((0 0, 1 0, 1 1, 0 0))",
}


@pytest.mark.parametrize("name", TORN)
def test_ground_is_taken_or_refused_alike_from_memory_and_from_files(name: str, tmp_path) -> None:
    ground = shapely.from_wkt(TORN[name])
    feature = {"type": "Feature", "properties": {"by": "a"}, "geometry": shapely.geometry.mapping(ground)}
    (tmp_path / "files").mkdir()
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (tmp_path / "files" / "2024-01-01.geojson").write_text(text)

    def from_files() -> controlmap.MapProject:
        more = {"layer": "series", "controller": "a"}
        import_snapshots(tmp_path / "files", tmp_path / "map", **more)
        return controlmap.open(tmp_path / "map")

    found = [told(from_files), told(lambda: controlmap.from_snapshots(["2024-01-01"], [{"a": ground}]))]
    assert found[0] == found[1]
    assert isinstance(found[0], str) == (name not in ("sound", "a spike that snapping closes"))


def told(make: Callable[[], controlmap.MapProject]) -> str | list[float]:
    """The areas of a map, or in words why there is none."""
    try:
        return make().areas().area_km2.tolist()
    except controlmap.InputError as error:
        return "; ".join(problem.message for problem in error.problems)


@pytest.mark.parametrize(("overlaps", "status"), [("latest", "held"), ("joint", "joint")])
def test_two_controllers_on_one_ground_mean_what_is_said(overlaps: str, status: str) -> None:
    both = frame().assign(geometry=WEST)
    found = controlmap.from_snapshots(["2024-01-01"], [both], overlaps=overlaps)
    assert found.history().at("2024-01-01", by="status")["status"].tolist() == [status]
    assert [state.controller for state in found.project.layers[0].states] == ["a", "b"]
    assert found.areas().equals(MapProject(found.project).areas())


REFUSED = {
    "dates that do not rise": (["2024-01-02", "2024-01-01"], [{"a": WEST}, {"a": WEST}], "dates: 2024-01-01"),
    "fewer snapshots than dates": (["2024-01-01", "2024-01-02"], [{"a": WEST}], "before 2024-01-02"),
    "more snapshots than dates": (["2024-01-01"], [{"a": WEST}, {"a": WEST}], "more than dates"),
    "a name that is no id": (["2024-01-01"], [{"The North": WEST}], "'The North' is no id"),
    "a point": (["2024-01-01"], [{"a": shapely.Point(0, 0)}], "a Point is no ground"),
    "metres": (["2024-01-01"], [{"a": shapely.box(0, 0, 5000, 1)}], "outside -180 to 180"),
    "no ground": (["2024-01-01"], [{"a": shapely.Polygon()}], "hold no ground"),
    "no dates": ([], [], "hold no ground"),
}


@pytest.mark.parametrize(("days", "told", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_series_is_refused(days, told, words) -> None:
    with pytest.raises(controlmap.InputError, match=words):
        controlmap.from_snapshots(days, told)


def test_another_way_with_gaps_is_refused() -> None:
    with pytest.raises(controlmap.InputError, match="gaps takes carry or unknown; found 'skip'"):
        controlmap.from_snapshots(["2024-01-01"], [{"a": WEST}], gaps="skip")


@pytest.mark.parametrize(
    "wrong", [{"grid": 2}, {"layer": "The North"}, {"overlaps": "both"}, {"time_zone": "Mars/Olympus"}]
)
def test_another_grid_layer_rule_or_zone_is_refused(wrong: dict) -> None:
    with pytest.raises(controlmap.InputError, match=r"is no|no time zone|overlaps takes"):
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
