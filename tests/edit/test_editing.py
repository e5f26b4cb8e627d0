import inspect
import json
import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from controlmap.api import from_snapshots, open_map
from controlmap.edit import Editing, features_of
from controlmap.errors import InputError
from controlmap.format import feature_text
from controlmap.store import open_project

LINE = "LINESTRING (36 35.25, 37 35.25)"


@pytest.fixture
def editing(valley):
    return Editing(open_project(valley))


@pytest.mark.parametrize(
    "dividers", [{}, {"line": LINE, "on": "2024-03-05"}, {"line": LINE, "area": "The ridge"}]
)
def test_a_state_is_split_in_just_one_way(editing, dividers):
    with pytest.raises(InputError, match="split takes one of line, area and on"):
        editing.split("valley-0001", **dividers)


def test_an_instant_may_be_a_text_a_date_a_datetime_or_a_datetime64(valley):
    found = open_map(valley)
    aware = datetime(2024, 3, 5, tzinfo=found.project.zone).astimezone(UTC)
    days = "2024-03-05", date(2024, 3, 5), np.datetime64("2024-03-05")
    minutes = "2024-03-05T00:00", datetime(2024, 3, 5), aware, np.datetime64("2024-03-05", "s")
    for first, *others in (days, minutes):
        for instant in others:
            assert found.moment(instant) == found.moment(first)
            assert found.fronts(instant).equals(found.fronts(first))
            assert found.split("valley-0001", on=instant) == found.split("valley-0001", on=first)


def test_a_series_in_memory_may_be_dated_by_dates():
    found = from_snapshots([date(2024, 1, 1), datetime(2024, 1, 2)], [{"a": shapely.box(0, 0, 1, 1)}] * 2)
    assert found.project.layers[0].states[0].valid_from == np.datetime64("2024-01-01T00:00")


def test_a_state_is_not_split_by_all_there_is(editing):
    with pytest.raises(InputError, match="not divided by all there is"):
        editing.split("valley-0001", area="all")


def test_every_parameter_of_an_edit_has_a_name():
    for name, method in inspect.getmembers(Editing, inspect.isfunction):
        kinds = {parameter.kind for parameter in inspect.signature(method).parameters.values()}
        assert inspect.Parameter.VAR_KEYWORD not in kinds, name
    assert {"status", "others", "certainty", "sources", "name", "note"} < set(
        inspect.signature(Editing.transfer).parameters
    ) & set(inspect.signature(Editing.correct).parameters)


def test_a_property_that_no_state_has_is_a_mistake_of_the_caller(editing):
    with pytest.raises(TypeError, match="colour"):
        editing.transfer("The ridge", to="republic", on="2024-03-05", colour="red")


@pytest.mark.parametrize("more", [{"status": "hold"}, {"certainty": 3}, {"sources": 5}, {"others": [5]}])
def test_a_value_of_another_kind_is_refused_with_its_name(editing, more):
    with pytest.raises(InputError, match=f"^{next(iter(more))}"):
        editing.transfer("The ridge", to="republic", on="2024-03-05", **more)


def new_state(delta):
    """The state that an edit makes, and not what is left of another."""
    gone = {placed.state.id for placed in delta.removed["valley"]}
    return next(p.state for p in delta.added["valley"] if p.state.id not in gone)


def test_one_source_alone_is_not_its_letters(editing):
    one, two = (
        editing.transfer("The ridge", to="republic", on="2024-03-05", sources=sources)
        for sources in ("herald-2024-03-09", iter(["herald-2024-03-09"]))
    )
    assert new_state(one).sources == new_state(two).sources == ("herald-2024-03-09",)
    assert features_of(editing.retract("valley-0001")) == features_of(editing.retract(["valley-0001"]))
    one, two = (editing.correct(states=ids, certainty="claimed") for ids in ("valley-0001", ["valley-0001"]))
    assert features_of(one).keys() == features_of(two).keys()


def test_names_and_notes_are_said_in_the_languages_of_the_map(editing):
    said = {"name": {"en": "Ridge", "ar": "حافة"}, "note": "as heard"}
    state = new_state(editing.transfer("The ridge", to="republic", on="2024-03-05", **said))
    told = json.loads(feature_text(state, grid=editing.project.grid))["properties"]
    assert (told["area"], told["area_ar"], told["note"]) == ("Ridge", "حافة", "as heard")
    with pytest.raises(InputError, match=r"name: the map has no texts in 'ku'\n.*en, ar"):
        editing.transfer("The ridge", to="republic", on="2024-03-05", name={"ku": "Rez"})


def test_an_empty_text_takes_a_name_away(editing):
    state = new_state(editing.correct(states="valley-0001", name={"en": "", "ar": ""}))
    told = json.loads(feature_text(state, grid=editing.project.grid))["properties"]
    assert not told["area"] and not told.get("area_ar")


PLOT, BESIDE = shapely.box(36.4, 35.2, 36.45, 35.25), shapely.box(36.45, 35.2, 36.5, 35.25)
FRAME = gpd.GeoDataFrame({"date": pd.to_datetime(["2024-03-01"] * 2)}, geometry=[PLOT, BESIDE], crs=4326)
WHOLE = shapely.union(PLOT, BESIDE)
AREAS = {
    "a frame": FRAME,
    "a frame in a projection": FRAME.to_crs(32637),
    "a frame without CRS": FRAME.set_crs(None, allow_override=True),
    "a frame with a row that has no geometry": pd.concat([FRAME, FRAME[:1].assign(geometry=None)]),
    "a series": FRAME.geometry,
    "a series in a projection": FRAME.geometry.to_crs(3857),
    "a geometry": WHOLE,
    "a mapping": json.loads(FRAME.geometry.to_json()),
    "a mapping with numbers of NumPy": {
        "type": "Polygon",
        "coordinates": [list(np.array(WHOLE.exterior.coords))],
    },
    "what speaks GeoJSON": SimpleNamespace(__geo_interface__=FRAME.geometry.__geo_interface__),
    "WKT": WHOLE.wkt,
    "GeoJSON": FRAME.geometry.to_json(),
}


@pytest.mark.parametrize("form", AREAS)
def test_ground_is_the_same_in_every_form(editing, form, tmp_path):
    asked, given = (
        editing.preview(editing.transfer(area, to="republic", on="2024-03-14")).effect.moved_km2
        for area in (WHOLE, AREAS[form])
    )
    assert given == pytest.approx(asked, rel=1e-5)
    path = tmp_path / "ground.geojson"
    path.write_text(FRAME.geometry.to_json())
    assert editing.preview(editing.transfer(path, to="republic", on="2024-03-14")).effect.moved_km2 == asked


BOWTIE = shapely.Polygon([(36.4, 35.2), (36.5, 35.3), (36.5, 35.2), (36.4, 35.3), (36.4, 35.2)])
NO_AREAS = {
    "metres": (FRAME.to_crs(3857).set_crs(None, allow_override=True), "look like metres of a projection"),
    "a bowtie": (gpd.GeoSeries([BOWTIE], crs=4326), "not valid: self-intersection"),
    "an empty frame": (FRAME[:0], "GeoDataFrame: holds no geometry"),
    "a point": (gpd.GeoSeries([shapely.Point(36.4, 35.2)]), "no ground by itself"),
}


@pytest.mark.parametrize(("area", "words"), NO_AREAS.values(), ids=NO_AREAS)
def test_a_frame_that_is_no_ground_is_refused(editing, area, words):
    with pytest.raises(InputError, match=words):
        editing.transfer(area, to="republic", on="2024-03-14")


def test_values_show_themselves_in_one_short_line(valley):
    found = open_map(valley)
    delta = found.transfer("Lower Town", radius_km=2, to="republic", on="2024-03-14")
    shown = found.preview(delta)
    entry = found.apply(delta, who="Ada")
    for value in (found, found.project, found.project.layers[0], found.history(), delta, shown, entry):
        assert repr(value).startswith(type(value).__name__)
        assert len(repr(value)) < 120 and "\n" not in repr(value)
    assert repr(shown) == "Preview(league → republic 12.6 km²; 2 added, 1 closed)"
    assert repr(delta) == "Delta(removed=1, added=3, rewrites=0)"


def test_a_preview_is_a_table_in_a_notebook(valley):
    found = open_map(valley)
    shown = found.preview(found.transfer("Lower Town", radius_km=2, to="republic", on="2024-03-14"))
    assert re.findall(r"<td>(.*?)</td>", shown._repr_html_())[:2] == ["league", "republic"]
