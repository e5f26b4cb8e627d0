import json

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.api import open_map
from controlmap.dates import format_instant
from controlmap.errors import InputError
from controlmap.exchange import import_snapshots
from controlmap.exchange.snapshots import cut_states
from controlmap.history import Ground, build_history
from controlmap.plane.grid import Grid
from controlmap.store import init_project
from tests.examples import examples
from tests.plane.test_partition import polygons
from tests.sketches import areas_from_sketch, middle_of

GRID = Grid(5)


def write_snapshots(folder, sketches: dict[str, str], **properties):
    """One file a name, with one feature a letter."""
    folder.mkdir(exist_ok=True)
    for name, sketch in sketches.items():
        features = [
            {
                "type": "Feature",
                "properties": {"who": letter, **properties},
                "geometry": shapely.geometry.mapping(area),
            }
            for letter, area in areas_from_sketch(sketch).items()
        ]
        (folder / name).write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return folder


def states_of(dates, snapshots, gaps="carry"):
    """The states that dated snapshots tell."""
    return cut_states(dates, snapshots, layer="l", grid=GRID, gaps=gaps)[0]


def told(states) -> list[tuple[str, str, str | None]]:
    return [
        (s.controller, format_instant(s.valid_from), s.valid_to and format_instant(s.valid_to))
        for s in states
    ]


def test_ground_that_stays_becomes_one_state_and_ground_that_is_gained_another():
    days = np.array(["2024-01-01", "2024-01-02"], dtype="datetime64[m]")
    one, two = (areas_from_sketch(sketch)["A"] for sketch in ("A.", "AA"))
    states = states_of(list(days), [{"a": one}, {"a": two}])
    assert told(states) == [("a", "2024-01-01", None), ("a", "2024-01-02", None)]
    assert [shapely.equals(s.geometry, g) for s, g in zip(states, (one, two - one), strict=True)] == [
        True,
        True,
    ]


def test_ground_that_is_lost_and_regained_has_two_states():
    days = [np.datetime64(f"2024-01-0{d}", "m") for d in (1, 2, 3)]
    ground = areas_from_sketch("A")["A"]
    states = states_of(days, [{"a": ground}, {}, {"a": ground}])
    assert told(states) == [("a", "2024-01-01", "2024-01-02"), ("a", "2024-01-03", None)]


@pytest.mark.parametrize(
    ("gaps", "periods"),
    [
        ("carry", [("a", "2024-01-01", None)]),
        ("unknown", [("a", "2024-01-01", "2024-01-02"), ("a", "2024-01-04", None)]),
    ],
)
def test_a_missing_day_is_carried_over_or_unknown_as_asked(gaps, periods):
    days = [np.datetime64("2024-01-01", "m"), np.datetime64("2024-01-04", "m")]
    ground = areas_from_sketch("A")["A"]
    states = states_of(days, [{"a": ground}, {"a": ground}], gaps=gaps)
    assert told(states) == periods


def test_a_handover_between_two_controllers_leaves_neither_hole_nor_overlap():
    days = [np.datetime64("2024-01-01", "m"), np.datetime64("2024-01-02", "m")]
    series = [areas_from_sketch("AAB AAB"), areas_from_sketch("ABB AAB")]
    states = states_of(days, series)
    history = build_history([Ground("l", tuple(states))], grid=GRID)
    assert [s.controller for s in history.spells(*middle_of(1, 1))] == ["A", "B"]
    assert history.overlaps == ()


@settings(max_examples=examples(80))
@given(st.lists(polygons(3).map(shapely.union_all), min_size=1, max_size=5))
def test_the_map_on_each_date_is_the_snapshot_of_that_date(snapshots):
    days = [np.datetime64("2024-01-01", "m") + np.timedelta64(1440 * i, "m") for i in range(len(snapshots))]
    states = states_of(days, [{"a": area} for area in snapshots])
    if states:
        end = days[-1] + np.timedelta64(1440, "m")
        history = build_history([Ground("l", tuple(states))], grid=GRID, start=days[0], end=end)
        for day, area in zip(days, snapshots, strict=True):
            shown = history.at(day).set_index("controller").geometry.get("a", shapely.Polygon())
            assert shapely.symmetric_difference(shown, area, grid_size=1e-7).buffer(-1.5e-5).is_empty


def test_an_import_makes_a_project_that_opens_and_adds_to_it_later(tmp_path):
    sketches = {"20240101.geojson": "AB", "20240102.geojson": "BB"}
    folder = write_snapshots(tmp_path / "in", sketches)
    target = tmp_path / "map"
    import_snapshots(folder, target, layer="first", controller="x", controller_from="who")
    elsewhere = write_snapshots(tmp_path / "elsewhere", {"20240101.geojson": "..C"})
    import_snapshots(elsewhere, target, layer="second-one", controller="x")
    project = open_map(target).project
    assert [layer.id for layer in project.layers] == ["first", "second-one"]
    assert [a.id for a in project.settings.actors] == ["a", "b", "x"]
    assert [a.name["en"] for a in project.settings.actors] == ["A", "B", "x"]
    assert len({a.colour for a in project.settings.actors}) == 3
    assert project.settings.period is not None


def test_a_layer_with_which_the_map_would_not_build_is_refused(tmp_path):
    folder = write_snapshots(tmp_path / "in", {"20240101.geojson": "AB"})
    import_snapshots(folder, tmp_path / "map", layer="first", controller_from="who")
    before = {path: path.read_bytes() for path in (tmp_path / "map").iterdir()}
    with pytest.raises(InputError, match=r"the map would not build") as refused:
        import_snapshots(folder, tmp_path / "map", layer="second", controller="x")
    assert "first-00001 (a)" in str(refused.value)
    assert {path: path.read_bytes() for path in (tmp_path / "map").iterdir()} == before


def test_a_broken_snapshot_is_named_and_nothing_is_written(tmp_path):
    folder = write_snapshots(tmp_path / "in", {"20240101.geojson": "A"})
    (folder / "20240102.geojson").write_text('{"type": "FeatureCollection", "features": [')
    with pytest.raises(InputError, match=r"20240102.geojson:1:\d+: is not JSON"):
        import_snapshots(folder, tmp_path / "map", layer="l", controller="a")
    assert not (tmp_path / "map").exists()


@pytest.fixture
def beside(tmp_path):
    """A new map project, beside a folder of two snapshots."""
    write_snapshots(tmp_path / "in", {"20240101.geojson": "A.", "20240102.geojson": "AA"})
    init_project(tmp_path / "map")
    return tmp_path / "map"


def import_beside(project, layer: str, **options) -> str:
    """Import a layer that is refused: nothing is written; return what is said."""
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    with pytest.raises(InputError) as refused:
        import_snapshots(project.parent / "in", project, layer=layer, controller="league", **options)
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before
    return str(refused.value)


@pytest.mark.parametrize("layer", ["events", "north", "packed"])
def test_an_import_writes_over_no_file(beside, layer):
    (beside / "valley.geojson").rename(beside / "north.geojson")
    settings = beside / "controlmap.toml"
    settings.write_text(settings.read_text().replace("valley.geojson", "north.geojson"))
    (beside / "packed.geojson.gz").write_bytes(b"kept")
    assert f"{layer}.geojson" in import_beside(beside, layer)


def test_settings_that_take_no_table_are_left_alone(beside):
    settings = beside / "controlmap.toml"
    head, _, _ = settings.read_text().partition("[[layers]]")
    listed = 'layers = [{ id = "valley", file = "valley.geojson", name = { en = "Valley" } }]'
    settings.write_text(head.replace("format = 1", f"format = 1\n{listed}"))
    open_map(beside)
    assert "[[layers]]" in import_beside(beside, "front")


def test_names_in_any_script_become_actors_with_ids_of_their_own(tmp_path):
    folder = tmp_path / "in"
    write_snapshots(folder, {"20240101.geojson": "A"}, who="فصائل")
    write_snapshots(folder, {"20240102.geojson": "B"}, who="Союз")
    write_snapshots(folder, {"20240103.geojson": "A"}, who="union!")
    write_snapshots(folder, {"20240104.geojson": "B"}, who="union?")
    import_snapshots(folder, tmp_path / "map", layer="l", controller_from="who")
    actors = open_map(tmp_path / "map").project.settings.actors
    assert [actor.name["en"] for actor in actors] == ["فصائل", "Союз", "union!", "union?"]
    assert all(actor.id.isascii() for actor in actors)
    assert len({actor.id for actor in actors}) == 4


@pytest.mark.parametrize("nothing", [None, "", " ", "nan", "NaN", "None", "null", "NULL", "<Null>", "<NA>"])
def test_ground_of_which_a_field_says_nothing_is_unknown_and_told_with_its_area(tmp_path, nothing):
    folder = write_snapshots(tmp_path / "s", {"2024-01-01.geojson": "AB"})
    path = folder / "2024-01-01.geojson"
    collection = json.loads(path.read_text())
    collection["features"][1]["properties"]["who"] = nothing
    path.write_text(json.dumps(collection))
    brought = import_snapshots(folder, tmp_path / "map", layer="l", controller_from="who")
    assert set(brought.area_km2) == {"a", "unknown"}
    assert any("km² say no controller: unknown ground" in sentence for sentence in brought.told)


def test_fields_that_come_to_nothing_are_told(tmp_path):
    folder = write_snapshots(
        tmp_path / "s", {"2024-01-01.geojson": "AB"}, name="Hill", remark="a paper", day=None
    )
    brought = import_snapshots(folder, tmp_path / "map", layer="l", controller_from="who", keep=["name"])
    assert [text for text in brought.told if "fields left out" in text] == [
        "2024-01-01.geojson: fields left out: remark; --keep takes a name and a note along"
    ]
