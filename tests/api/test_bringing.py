"""Frames and files as maps, as layers of a map, and as what a layer goes on with."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import controlmap
from controlmap.api import MapProject
from controlmap.errors import InputError, StaleError
from controlmap.store import init_project

WEST, EAST = shapely.box(37, 36, 38, 37), shapely.box(38, 36, 39, 37)


def frame(**columns: Any) -> gpd.GeoDataFrame:
    """Rows with ground in the west, in the east, and in the east again."""
    return gpd.GeoDataFrame(columns, geometry=[WEST, EAST, EAST], crs=4326)


def periods(found: MapProject) -> list[tuple[str, str, str | None]]:
    states = [state for layer in found.project.layers for state in layer.states]
    return [(s.controller, str(s.valid_from), s.valid_to and str(s.valid_to)) for s in states]


@pytest.fixture
def valley(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MapProject:
    monkeypatch.chdir(tmp_path)
    init_project("map")
    return controlmap.open("map")


HELD = {
    "who": ["a", "b", "a"],
    "since": ["2024-11-29", "2024-11-29", "2024-11-30"],
    "until": [None, "2024-11-30", None],
}


def test_rows_with_periods_hold_for_theirs() -> None:
    found = controlmap.from_frame(frame(**HELD), controller="who", start="since", end="until")
    assert periods(found) == [
        ("a", "2024-11-29", None),
        ("b", "2024-11-29", "2024-11-30"),
        ("a", "2024-11-30", None),
    ]
    assert "controlmap-data" in found.html()


@pytest.mark.parametrize(
    "dates",
    [
        pytest.param(lambda texts: texts, id="texts"),
        pytest.param(pd.to_datetime, id="timestamps"),
        pytest.param(lambda texts: pd.to_datetime(texts).tz_localize("UTC"), id="timestamps with a zone"),
        pytest.param(lambda texts: [t and pd.Timestamp(t).date() for t in texts], id="dates"),
        pytest.param(lambda texts: pd.array(texts, dtype="string"), id="strings that may be missing"),
    ],
)
def test_days_are_days_in_whatever_way_pandas_has_them(dates: Any) -> None:
    held = frame(who=HELD["who"], since=dates(HELD["since"]), until=dates(HELD["until"]))
    found = controlmap.from_frame(held, controller="who", start="since", end="until")
    assert periods(found)[1] == ("b", "2024-11-29", "2024-11-30")


def test_hours_are_told_in_the_maps_zone() -> None:
    since = pd.to_datetime(["2024-11-29 22:30"] * 3, utc=True)
    held = frame(who=["a", "b", "b"], since=since).iloc[:2]
    found = controlmap.from_frame(held, controller="who", start="since", time_zone="Asia/Damascus")
    assert {start for _, start, _ in periods(found)} == {"2024-11-30T01:30"}


def test_rows_with_a_date_hold_until_the_next_one() -> None:
    days = ["2024-11-29", "2024-11-29", "2024-12-02"]
    found = controlmap.from_frame(frame(who=["a", "b", "c"], day=days), controller="who", date="day")
    assert periods(found) == [
        ("a", "2024-11-29", "2024-12-02"),
        ("b", "2024-11-29", "2024-12-02"),
        ("c", "2024-12-02", None),
    ]


def test_one_date_may_be_that_of_all_rows() -> None:
    held = frame(who=["a", "b", "b"])
    found = controlmap.from_frame(held, controller="who", date="2024-11-29")
    assert {start for _, start, _ in periods(found)} == {"2024-11-29"}


def test_names_in_any_script_become_actors_with_ids() -> None:
    held = frame(who=["قوات", "Збройні сили", "Збройні сили"])
    found = controlmap.from_frame(held, controller="who", date="2024-11-29")
    named = {actor.name["en"]: actor.id for actor in found.project.settings.actors}
    assert set(named) == {"قوات", "Збройні сили"}
    assert all(name.isascii() for name in named.values())


def test_what_nobody_is_said_to_hold_is_unknown_ground() -> None:
    held = frame(who=["a", None, float("nan")])
    found = controlmap.from_frame(held, controller="who", date="2024-11-29")
    assert {controller for controller, *_ in periods(found)} == {"a", "unknown"}
    assert [actor.id for actor in found.project.settings.actors if actor.id != "unknown"] == ["a"]


def test_values_mean_what_states_say() -> None:
    held = frame(code=[1, 2, 3], name=["x", "y", "z"])
    states = {1: "Army", 2: "skip", 3: "Rebels"}
    found = controlmap.from_frame(held, controller="code", date="2024-11-29", states=states, keep="name")
    assert [controller for controller, *_ in periods(found)] == ["army", "rebels"]
    assert [str(state.area) for state in found.project.layers[0].states if state.area] == ["x", "z"]
    with pytest.raises(InputError, match="does not say what '3' means"):
        controlmap.from_frame(held, controller="code", date="2024-11-29", states={1: "Army", 2: "skip"})


def test_a_table_in_a_file_says_it_too(tmp_path: Path) -> None:
    table = tmp_path / "meanings.csv"
    table.write_text("code,controller,name\n1,army,The army\n2,skip,\n3,skip,\n", encoding="utf-8")
    held = frame(code=[1, 2, 3])
    found = controlmap.from_frame(held, controller="code", date="2024-11-29", states=table)
    assert [actor.name["en"] for actor in found.project.settings.actors] == ["The army"]


def test_a_projected_frame_is_converted_and_one_that_does_not_say_so_is_refused() -> None:
    held = frame(who=["a", "b", "b"]).iloc[:2]
    utm = held.to_crs(32637)
    said = controlmap.from_frame(held, controller="who", date="2024-11-29")
    same = controlmap.from_frame(utm, controller="who", date="2024-11-29")
    assert abs(said.areas().area_km2.to_numpy() - same.areas().area_km2.to_numpy()).max() < 0.01
    bare = utm.set_crs(None, allow_override=True)
    with pytest.raises(InputError, match="does not say what its coordinates are in"):
        controlmap.from_frame(bare, controller="who", date="2024-11-29")
    told = controlmap.from_frame(bare, controller="who", date="2024-11-29", crs="EPSG:32637")
    assert told.areas().area_km2.tolist() == same.areas().area_km2.tolist()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"start": "since", "date": "2024-11-29"}, "start and date exclude each other"),
        ({}, "neither start nor date"),
        ({"start": "since", "controller": "whom"}, "has no column 'whom'"),
        ({"start": "begin"}, "has no column 'begin'"),
        ({"start": "since", "end": "finis"}, "has no column 'finis'"),
        ({"start": "since", "keep": ["nothing"]}, "has no column 'nothing'"),
        ({"date": "2024-11-29", "end": "until"}, "goes with start"),
        ({"date": "someday"}, "'someday' is not an instant"),
        ({"start": "since"}, "a and b hold the same ground"),
        ({"start": "who"}, "'a' is no date"),
        ({"start": "since", "grid": 3}, "none of 5, 6 and 7"),
        ({"start": "since", "end": "until", "time_zone": "Mars"}, "Mars"),
        ({"start": "since", "end": "until", "layer": "no id"}, "is no id"),
    ],
)
def test_what_cannot_be_meant_is_refused(said: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        controlmap.from_frame(frame(**HELD), **{"controller": "who", **said})


@given(st.lists(st.lists(st.sampled_from("ab."), min_size=4, max_size=4), min_size=1, max_size=4))
def test_a_frame_with_dates_tells_what_its_snapshots_do(days: list[list[str]]) -> None:
    cells = [shapely.box(i, 0, i + 1, 1) for i in range(4)]
    rows = [
        {"day": f"2024-01-{n:02d}", "who": who, "geometry": cells[i]}
        for n, day in enumerate(days, 1)
        for i, who in enumerate(day)
        if who != "."
    ]
    if not rows:
        return
    held = gpd.GeoDataFrame(rows, crs=4326)
    dates = sorted({row["day"] for row in rows})
    snapshots = [held[held.day == day] for day in dates]
    expected = controlmap.from_snapshots(dates, snapshots, controller="who").areas()
    found = controlmap.from_frame(held, controller="who", date="day").areas()
    pd.testing.assert_frame_equal(_sizes(found), _sizes(expected))


def _sizes(areas: pd.DataFrame) -> pd.DataFrame:
    known = areas[(areas.controller != "unknown") & (areas.area_km2 > 0)]
    return known[["date", "controller", "area_km2"]].sort_values(["date", "controller"], ignore_index=True)


def test_a_layer_is_added_as_one_edit_that_undo_takes_back(valley: MapProject) -> None:
    before = {path.name: path.read_bytes() for path in Path("map").iterdir() if path.is_file()}
    rows = frame(
        who=["a", "b", "a"],
        since=["2024-03-01", "2024-03-01", "2024-03-08"],
        until=[None, "2024-03-08", None],
    )
    said = {"controller": "who", "start": "since", "end": "until"}
    brought = valley.add_layer(rows, layer="more", who="Ada", why="news", **said)
    assert (brought.states, brought.file.name) == (3, "more.geojson")
    assert [layer.id for layer in valley.project.layers] == ["valley", "more"]
    assert len(valley.check().found) == 0
    entry = valley.log()[-1]
    assert (entry.note.who, entry.note.why) == ("Ada", "news")
    valley.undo()
    after = {path.name: path.read_bytes() for path in Path("map").iterdir() if path.is_file()}
    assert {**after, "journal.jsonl": b""} == {**before, "journal.jsonl": b""}


def test_a_layer_that_is_there_is_not_added_again(valley: MapProject) -> None:
    with pytest.raises(InputError, match="has a layer 'valley' already"):
        valley.add_layer(frame(**HELD), layer="valley", controller="who", start="since", end="until")


def test_a_layer_comes_from_a_file_too(valley: MapProject, tmp_path: Path) -> None:
    path = tmp_path / "rows.geojson"
    frame(**HELD).to_file(path, driver="GeoJSON")
    assert valley.add_layer(path, layer="more", controller="who", start="since", end="until").states == 3


def test_the_next_day_is_an_edit_of_what_differs(valley: MapProject) -> None:
    held = valley.history().at("2024-03-20")[["controller", "geometry"]]
    states = len(valley.project.layers[0].states)
    same = valley.append("2024-03-20", held, controller="controller")
    assert "nothing differs" in " ".join(same.told)
    assert (len(valley.project.layers[0].states), valley.log()) == (states, [])
    valley.append("2024-03-21", held.replace("league", "republic"), controller="controller", why="news")
    on = valley.areas("2024-03-21").set_index("controller").area_km2
    assert on.get("league", 0) == 0
    assert valley.log()[-1].note.why == "news"
    assert controlmap.open("map").project.layers[0].states == valley.project.layers[0].states


def test_several_layers_are_told_apart_by_name(valley: MapProject) -> None:
    valley.add_layer(frame(**HELD), layer="more", controller="who", start="since", end="until")
    held = frame(who=["b", "b", "b"]).iloc[:2]
    with pytest.raises(InputError, match="does not say which layer"):
        valley.append("2024-12-01", held, controller="who")
    valley.append("2024-12-01", held, controller="who", layer="more")
    with pytest.raises(InputError, match="has no layer 'les'"):
        valley.append("2024-12-01", held, controller="who", layer="les")


def test_somebody_elses_edit_is_not_written_over(valley: MapProject) -> None:
    held = valley.history().at("2024-03-20")[["controller", "geometry"]].replace("league", "republic")
    path = Path("map/valley.geojson")
    path.write_text(path.read_text(encoding="utf-8").replace('"reported"', '"claimed"'), encoding="utf-8")
    with pytest.raises(StaleError):
        valley.append("2024-03-21", held, controller="controller")


def test_a_map_in_memory_has_no_files_to_change() -> None:
    found = controlmap.from_frame(frame(**HELD), controller="who", start="since", end="until")
    for change in (
        lambda: found.append("2024-12-01", frame(**HELD), controller="who"),
        lambda: found.add_layer(frame(**HELD), layer="more", controller="who", date="2024-11-29"),
    ):
        with pytest.raises(InputError, match="has no files to change"):
            change()


def test_a_frame_that_is_named_as_the_source_stands_in_sources(valley: MapProject) -> None:
    valley.add_layer(frame(**HELD), layer="more", controller="who", start="since", end="until")
    sources = json.loads(Path("map/sources.json").read_text(encoding="utf-8"))
    more = next(layer for layer in valley.project.layers if layer.id == "more")
    assert {name for state in more.states for name in state.sources} <= {source["id"] for source in sources}


def test_borders_that_are_meant_as_one_become_one() -> None:
    rows = gpd.GeoDataFrame(
        {"who": ["a", "b"]},
        geometry=[shapely.box(37, 36, 38, 37), shapely.box(38.0003, 36, 39, 37)],
        crs=4326,
    )
    apart = controlmap.from_frame(rows, controller="who", date="2024-11-29")
    joined = controlmap.from_frame(rows, controller="who", date="2024-11-29", snap_m=50)
    assert apart.fronts("2024-11-29").length_km.sum() < 1
    assert round(joined.fronts("2024-11-29").length_km.sum()) == 111


@pytest.mark.parametrize(
    "day", ["2024-03-20", pd.Timestamp("2024-03-20").date(), np.datetime64("2024-03-20")]
)
def test_a_day_is_one_in_whatever_way_it_is_given(valley: MapProject, day: Any) -> None:
    held = valley.history().at("2024-03-20")[["controller", "geometry"]]
    assert "nothing differs" in " ".join(valley.append(day, held, controller="controller").told)
    with pytest.raises(InputError, match="NaT is not an instant"):
        valley.append(pd.NaT, held, controller="controller")


def _appended(project: MapProject, day: str, holder: str) -> None:
    held = project.history().at("2024-03-20")[["controller", "geometry"]].assign(controller=holder)
    project.append(day, held, controller="controller")


SPOT = shapely.box(36.35, 35.25, 36.36, 35.26)
CALLS: list[Callable[[MapProject], object]] = [
    lambda p: _appended(p, "2024-03-21", "republic"),
    lambda p: _appended(p, "2024-03-22", "league"),
    lambda p: p.add_layer(frame(**HELD), layer="more", controller="who", start="since", end="until"),
    lambda p: p.add("place", {"name": "The Ford", "kind": "village", "lon": 37.2, "lat": 36.2}),
    lambda p: p.change("place", "The Ford", {"aliases": "Old Ford"}),
    lambda p: p.remove("place", "The Ford"),
    lambda p: p.apply(p.transfer(SPOT, to="league", on="2024-03-10")),
    lambda p: p.undo(),
    lambda p: p.redo(),
    lambda p: p.apply(p.extend_period(p.transfer(SPOT, to="republic", on="2024-12-10"))),
    lambda p: p.revert(p.log()[-1].id),
]


def test_after_each_call_that_writes_an_open_map_is_what_its_files_are(valley: MapProject) -> None:
    for call in CALLS:
        call(valley)
        again = controlmap.open("map").project
        for one in ("settings", "sources", "places", "reports", "events"):
            assert getattr(valley.project, one) == getattr(again, one)
        assert [(a.id, a.digest, [*a.states]) for a in valley.project.layers] == [
            (b.id, b.digest, [*b.states]) for b in again.layers
        ]
        valley.html()


def test_what_frames_said_before_is_no_edit_by_hand_and_who_is_not_named_is_nobody(
    valley: MapProject,
) -> None:
    held = valley.history().at("2024-03-20")[["controller", "geometry"]]
    valley.append("2024-03-21", held.assign(controller="league"), controller="controller")
    told = valley.append("2024-03-22", held.assign(controller="republic"), controller="controller").told
    assert not [line for line in told if "says otherwise" in line]
    valley.apply(valley.transfer(SPOT, to="league", on="2024-03-22"), command="transfer")
    entry = valley.log()[-1]
    told = valley.append("2024-03-22", held.assign(controller="republic"), controller="controller").told
    assert f"valley: says otherwise than transfer, {entry.when} (entry {entry.id})" in told


def test_what_is_left_out_of_rows_is_told_of_a_map_in_memory_as_of_a_layer(valley: MapProject) -> None:
    ground = [WEST, None, shapely.Point(3, 3), shapely.Polygon([(5, 0), (6, 0), (5, 0)]), EAST]
    rows = gpd.GeoDataFrame(
        {"who": ["a", "b", "c", "d", None], "more": list("vwxyz")}, geometry=ground, crs=4326
    )
    how: dict[str, Any] = {"controller": "who", "date": "2024-03-05", "repair": True, "layer": "more"}
    found, brought = controlmap.from_frame(rows, **how), valley.add_layer(rows, **how)
    assert len(found.told) >= 5
    assert found.told == brought.told
    assert all(sentence in repr(found) for sentence in found.told)
    assert controlmap.from_frame(frame(**HELD), controller="who", start="since", end="until").told == ()
