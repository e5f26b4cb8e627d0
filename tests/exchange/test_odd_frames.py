"""Frames and files that are empty, nowhere, or name nobody: one sentence, the same from every form."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Polygon, box

import controlmap
from controlmap.store import init_project

EMPTY = {
    "a frame without rows": gpd.GeoDataFrame({"who": [], "since": []}, geometry=[], crs=4326),
    "one that says no CRS": gpd.GeoDataFrame({"who": [], "since": []}, geometry=[]),
    "one in metres": gpd.GeoDataFrame({"who": [], "since": []}, geometry=[], crs=32637),
    "one without columns": gpd.GeoDataFrame(),
    "one without geometry": pd.DataFrame({"who": []}),
}


def as_csv(frame, folder):
    with np.errstate(invalid="ignore"):
        texts = frame.assign(wkt=frame.geometry.to_wkt()).drop(columns="geometry")
    texts.to_csv(folder / "rows.csv", index=False)
    return folder / "rows.csv"


def as_geopackage(frame, folder):
    frame.to_file(folder / "rows.gpkg")
    return folder / "rows.gpkg"


def as_parquet(frame, folder):
    frame.to_parquet(folder / "rows.parquet")
    return folder / "rows.parquet"


FORMS = {
    "a frame": lambda frame, folder: frame,
    "CSV": as_csv,
    "GeoPackage": as_geopackage,
    "GeoParquet": as_parquet,
}


@pytest.fixture
def valley(tmp_path):
    init_project(tmp_path / "valley")
    return controlmap.open(tmp_path / "valley")


@pytest.mark.parametrize("empty", EMPTY)
def test_what_has_no_rows_is_said_to_have_none(empty, valley):
    frame, who = EMPTY[empty], {"controller": "who"}
    for bring in (
        lambda: controlmap.from_frame(frame, start="since", **who),
        lambda: controlmap.from_frame(frame, date="2024-03-01", **who),
        lambda: valley.add_layer(frame, layer="hills", start="since", **who),
        lambda: valley.append("2024-03-22", frame, **who),
        lambda: valley.import_layer(frame, layer="valley"),
    ):
        with pytest.raises(controlmap.InputError) as caught:
            bring()
        assert str(caught.value) == "the frame: has no rows"


def ground(x, y):
    with np.errstate(invalid="ignore"):
        return Polygon([(36, 35), (x, y), (37, 36), (36, 35)])


NOWHERE = {
    "[37.0, nan]": ground(37, np.nan),
    "[nan, 35.0]": ground(np.nan, 35),
    "[37.0, inf]": ground(37, np.inf),
    "[-inf, 35.0]": ground(-np.inf, 35),
}


@pytest.mark.parametrize("position", NOWHERE)
@pytest.mark.parametrize("form", FORMS)
def test_a_coordinate_that_is_no_finite_number_is_refused_once_with_its_row(position, form, tmp_path):
    grounds = [box(30, 30, 31, 31), NOWHERE[position]]
    frame = gpd.GeoDataFrame({"who": ["a", "b"], "since": ["2024"] * 2}, geometry=grounds, crs=4326)
    source = FORMS[form](frame, tmp_path)
    with pytest.raises(controlmap.InputError) as caught:
        controlmap.from_frame(source, controller="who", start="since")
    (problem,) = caught.value.problems
    assert problem.message == f"{position} is no position: a coordinate is a finite number"
    assert problem.feature == ("line 3" if form == "CSV" else "number 2")


@pytest.mark.parametrize("crs", [4326, None, 32637])
def test_it_is_named_as_it_stands_in_the_frame_whatever_its_system(crs, valley):
    frame = gpd.GeoDataFrame({"who": ["a"]}, geometry=[NOWHERE["[37.0, nan]"]], crs=crs)
    for bring in (
        lambda: controlmap.from_frame(frame, controller="who", date="2024"),
        lambda: valley.append("2024-03-22", frame, controller="who"),
        lambda: valley.import_layer(frame, layer="valley"),
        lambda: controlmap.from_snapshots(["2024"], [frame], controller="who"),
    ):
        with pytest.raises(controlmap.InputError) as caught:
            bring()
        (problem,) = caught.value.problems
        assert problem.message.startswith("[37.0, nan] is no position")


def test_what_a_projection_cannot_reach_is_told_as_that():
    far = gpd.GeoDataFrame({"who": ["a"]}, geometry=[box(1e8, 0, 1.1e8, 1)], crs=32637)
    with pytest.raises(controlmap.InputError, match="not of the system that is said"):
        controlmap.from_frame(far, controller="who", date="2024")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("values", "names"),
    [
        ([1, 2], ["1", "2"]),
        ([1.0, 2.0], ["1", "2"]),
        (["1.0", "2"], ["1", "2"]),
        ([1, None], ["1", "unknown"]),
    ],
)
def test_numbers_are_taken_for_names_of_controllers_and_told(form, values, names, tmp_path):
    grounds = [box(30, 30, 31, 31), box(32, 30, 33, 31)]
    frame = gpd.GeoDataFrame({"who": pd.Series(values), "since": ["2024"] * 2}, geometry=grounds, crs=4326)
    found = controlmap.from_frame(FORMS[form](frame, tmp_path), controller="who", start="since")
    assert [state.controller for state in found.project.layers[0].states] == names
    listed = ", ".join(name for name in names if name != "unknown")
    wanted = f"numbers taken for names of controllers: {listed}; states says what they mean"
    assert wanted in " ".join(found.told)


def test_of_numbers_that_a_table_explains_nothing_is_told():
    frame = gpd.GeoDataFrame({"who": [1, 2]}, geometry=[box(30, 30, 31, 31), box(32, 30, 33, 31)], crs=4326)
    found = controlmap.from_frame(frame, controller="who", date="2024", states={1: "army", 2: "rebels"})
    assert found.told == ()
