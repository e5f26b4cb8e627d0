"""A layer that was changed in another program comes back as one edit of what is different there."""

import json
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.api import open_map
from controlmap.edit import read_journal
from controlmap.errors import ConflictError, InputError, StaleError
from controlmap.exchange import import_layer, look, possible
from controlmap.exchange.readers import READERS
from controlmap.format import write_layer, write_sources
from controlmap.model import Layer, Source
from controlmap.store import open_project
from tests.edit.maps import GRID, project_of, worlds, write_project
from tests.examples import examples
from tests.exchange.programs import WAYS, saved
from tests.sketches import areas_from_sketch, state

LONG = "A note that is longer than what a Shapefile has room for. " * 8
ARABIC = "حلب الغربية كما ذكرت وكالات عدة في ذلك اليوم. " * 8
AREAS = areas_from_sketch("AAB AAB CCB")


NOTCHED = shapely.Polygon(
    [(0, 0), (0.002, 0), (0.002, 0.001), (0.00133, 0.001), (0.001, 0.0007), (0, 0.0007)]
)
"""The area C, which leaves its border with A at a point where A has no vertex."""


def states():
    """Three areas whose states say all that a program may make something of."""
    ring = shapely.difference(AREAS["A"], shapely.box(0.0005, 0.0015, 0.001, 0.002))
    said = {"sources": ("s-1", "s-2"), "area": "West", "area_ar": ARABIC, "note": LONG}
    return [
        state(ring, "a", "2024-11-26", "2024-11-30", id="one-1", **said),
        state(ring, "b", "2024-11-30T14:30", None, id="one-2", status="contested", others=("a",),
              certainty="confirmed", sources=("s-1",), evidence_distance_km=5.3),
        state(shapely.MultiPolygon([AREAS["B"]]), "b", "2024-11", None, id="one-3", area="East"),
        state(AREAS["C"], "c", "2024", None, id="one-4", sources=("s-2",), note=""),
        state(AREAS["C"], "a", "2023", None, id="one-0", superseded_at="2024-12-24"),
    ]  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    made = write_project(tmp_path / "map", project_of(one=[], two=[])).folder
    with (made / "controlmap.toml").open("a", encoding="utf-8") as stream:
        stream.write('languages = ["en", "ar"]\n')
    listed = [Source(id=name, type="article", title=name) for name in ("s-1", "s-2", "s-3")]
    (made / "sources.json").write_bytes(write_sources(listed))
    (made / "one.geojson").write_bytes(write_layer(project_of(one=states()).layers[0], grid=GRID))
    return made


def back(folder, path, **how):
    return import_layer(path, folder, layer="one", **how)


def changed(folder, change):
    """Save the layer by way of geopandas, changed on the way."""
    return saved(change(gpd.read_file(folder / "one.geojson")), folder.parent / "changed.gpkg")


def with_value(name, column, value):
    def change(frame):
        frame.loc[frame["id"] == name, column] = value
        return frame

    return change


def with_row(frame, values):
    """A table with one more row, whatever pandas says of types."""
    rows = [*frame.astype(object).to_dict("records"), {**dict.fromkeys(frame.columns), **values}]
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=frame.crs)


def by_id(folder):
    return {s.id: s for s in open_project(folder).layers[0].states}


def lines(folder):
    return (folder / "one.geojson").read_bytes().split(b"\n")


@pytest.mark.parametrize("way", WAYS)
def test_what_nobody_changed_is_not_different(folder, tmp_path, way):
    before = (folder / "one.geojson").read_bytes()
    came = back(folder, WAYS[way](folder / "one.geojson", tmp_path))
    assert (came.changed, came.added, came.removed, came.unchanged) == ((), (), (), 4)
    assert came.told[-1] == "nothing differs: nothing was written"
    assert (folder / "one.geojson").read_bytes() == before
    assert not (folder / "journal.jsonl").exists()


@settings(max_examples=examples(5))
@pytest.mark.parametrize("way", ["geopandas .geojson", "GDAL .gpkg", "GDAL .shp", "geopandas .fgb"])
@given(world=worlds())
def test_no_random_layer_is_different_when_nobody_changed_it(tmp_path_factory, way, world):
    folder = tmp_path_factory.mktemp("world")
    made = write_project(folder / "map", world)
    for layer in made.layers:
        if layer.states:
            path = WAYS[way](folder / "map" / layer.file, folder)
            assert not import_layer(path, folder / "map", layer=layer.id).changed
    assert not (folder / "map" / "journal.jsonl").exists()


@settings(max_examples=examples(6))
@pytest.mark.parametrize("way", ["geopandas .geojson", "geopandas .shp", "GDAL .gpkg"])
@given(world=worlds(), data=st.data())
def test_just_what_was_changed_at_random_comes_back(tmp_path_factory, way, world, data):
    folder = tmp_path_factory.mktemp("world")
    made = write_project(folder / "map", world)
    layer = max(made.layers, key=lambda one: len(one.states))
    names = data.draw(st.sets(st.sampled_from([s.id for s in layer.states]), min_size=1, max_size=3))
    gone = data.draw(st.sets(st.sampled_from([s.id for s in layer.states]), max_size=len(layer.states) // 2))
    new = [
        s.model_copy(update={"controller": "a" if s.controller != "a" else "b"}) if s.id in names else s
        for s in layer.states
        if s.id not in gone
    ]
    (folder / "new.geojson").write_bytes(write_layer(replace(layer, states=tuple(new)), grid=GRID))
    if not new:
        return
    came = import_layer(WAYS[way](folder / "new.geojson", folder), folder / "map", layer=layer.id)
    assert (set(came.changed), came.added, set(came.removed)) == (names - gone, (), gone)
    after = {s.id: s for s in open_project(folder / "map").layers[made.layers.index(layer)].states}
    assert all(after[s.id].controller == s.controller for s in new)
    assert {name for name in after if name in gone} == set()


CHANGES = [
    ("controller", "c", "controller", "c"),
    ("valid_to", np.datetime64("2024-12-05"), "valid_to", "2024-12-05"),
    ("certainty", "claimed", "certainty", "claimed"),
    ("area", "North", "area", "North"),
    ("note", "Seen from afar", "note", "Seen from afar"),
]


@pytest.mark.parametrize(("column", "value", "name", "expected"), CHANGES, ids=[c[0] for c in CHANGES])
def test_a_changed_value_is_one_edit_that_undo_takes_back(folder, column, value, name, expected):
    before, old = lines(folder), by_id(folder)["one-3"]
    came = back(folder, changed(folder, with_value("one-3", column, value)))
    assert (came.changed, came.added, came.removed, came.unchanged) == (("one-3",), (), (), 3)
    new = by_id(folder)["one-3"]
    assert str(getattr(new, name)) == expected
    assert old.saying({name: getattr(new, name), "recorded_at": new.recorded_at}) == new
    unlike = [line for line in lines(folder) if line not in before]
    assert all(b'"one-3"' in line or b"superseded_at" in line for line in unlike)
    (entry,) = read_journal(folder)
    assert (entry.id, entry.note.command) == (came.entry, "import layer")
    open_map(folder).undo()
    assert lines(folder) == before


def test_what_is_claimed_anew_keeps_what_was_claimed_before_closed(folder):
    old = by_id(folder)["one-3"]
    back(folder, changed(folder, with_value("one-3", "controller", "a")))
    closed = [s for s in by_id(folder).values() if s.superseded_at is not None and s.id != "one-0"]
    assert [(s.controller, s.geometry, s.valid_from) for s in closed] == [("b", old.geometry, old.valid_from)]
    assert by_id(folder)["one-3"].recorded_at == closed[0].superseded_at
    history = open_map(folder).history
    known = history(known_on="2025-01-01").at("2024-12-01"), history().at("2024-12-01")
    assert [sorted(frame["controller"]) for frame in known] == [["b", "c"], ["a", "b", "c"]]


def test_names_and_ends_that_are_set_close_no_record(folder):
    back(folder, changed(folder, with_value("one-3", "area", "North")))
    back(folder, changed(folder, with_value("one-3", "valid_to", np.datetime64("2025-01-01"))))
    assert len(by_id(folder)) == 5


def test_another_controller_on_the_old_sources_is_told(folder):
    came = back(folder, changed(folder, with_value("one-3", "controller", "c")))
    assert "another controller on the sources of the one before: one-3" in came.told


def test_a_midnight_of_another_day_is_that_day(folder):
    came = back(folder, changed(folder, with_value("one-1", "valid_from", "2024-11-27")))
    assert came.changed == ("one-1",)
    assert str(by_id(folder)["one-1"].valid_from) == "2024-11-27"


def test_what_a_program_took_away_is_away(folder):
    back(folder, changed(folder, with_value("one-2", "evidence_distance_km", np.nan)))
    assert by_id(folder)["one-2"].evidence_distance_km is None
    assert "evidence_distance_km" not in by_id(folder)["one-2"].model_fields_set


def test_a_feature_that_is_removed_stays_as_a_closed_record(folder):
    before = lines(folder)
    came = back(folder, changed(folder, lambda frame: frame[frame["id"] != "one-4"]))
    assert (came.removed, came.unchanged) == (("one-4",), 3)
    assert "one-4" not in by_id(folder)
    assert [row["to"] for row in came.moved] == ["unknown"]
    (bare,) = came.unrecorded
    assert (bare["since"], bare["until"]) == ("2024", None)
    assert bare["area_km2"] == came.moved[0]["area_km2"]
    assert sum(s.superseded_at is not None for s in by_id(folder).values()) == 2
    open_map(folder).undo()
    assert lines(folder) == before


def test_a_feature_that_is_added_gets_an_id_and_is_on_record_from_now(folder):
    square = shapely.box(0.004, 0, 0.005, 0.001)

    def change(frame):
        values = {"controller": "a", "valid_from": "2024-12-01", "sources": "s-3", "geometry": square}
        return with_row(frame, values)

    came = back(folder, changed(folder, change))
    (name,) = came.added
    new = by_id(folder)[name]
    assert (new.controller, str(new.valid_from), new.valid_to) == ("a", "2024-12-01", None)
    assert new.sources == ("s-3",)
    assert new.recorded_at is not None
    assert new.geometry.equals(square)
    assert "note" not in new.model_fields_set


def test_a_feature_that_was_split_gives_its_id_to_the_larger_part(folder):
    def change(frame):
        row = frame[frame["id"] == "one-3"].iloc[0]
        west, south, east, north = row.geometry.bounds
        parts = shapely.box(west, south, east, 0.001), shapely.box(west, 0.001, east, north)
        frame.loc[frame["id"] == "one-3", "geometry"] = gpd.GeoSeries([parts[0]] * 1, index=[row.name])
        return with_row(frame, {**row.to_dict(), "geometry": parts[1]})

    came = back(folder, changed(folder, change))
    assert (came.changed, len(came.added), came.moved) == (("one-3",), 1, [])
    kept, new = by_id(folder)["one-3"], by_id(folder)[came.added[0]]
    assert kept.geometry.area > new.geometry.area
    assert (new.controller, new.area, str(new.valid_from)) == ("b", "East", "2024-11")


def test_a_copy_that_says_something_else_of_another_period_is_a_new_feature(folder):
    def change(frame):
        row = frame[frame["id"] == "one-3"].iloc[0]
        frame.loc[frame["id"] == "one-3", "valid_to"] = np.datetime64("2024-12-05")
        copy = {**row.to_dict(), "controller": "c", "valid_from": np.datetime64("2024-12-05")}
        return with_row(frame, copy)

    came = back(folder, changed(folder, change))
    assert (came.changed, len(came.added)) == (("one-3",), 1)
    assert [(row["from"], row["to"]) for row in came.moved] == [("b", "c")]
    new = by_id(folder)[came.added[0]]
    assert (new.controller, str(new.valid_from), new.valid_to) == ("c", "2024-12-05", None)
    assert not [s for s in by_id(folder).values() if s.superseded_at is not None and s.id != "one-0"]


def with_ground(**grounds):
    def change(frame):
        for name, ground in grounds.items():
            chosen = frame["id"] == name.replace("_", "-")
            frame.loc[chosen, "geometry"] = gpd.GeoSeries([ground], index=frame.index[chosen])
        return frame

    return change


def test_a_border_moved_with_its_neighbour_stays_shared(folder):
    west, south = AREAS["C"], AREAS["B"]
    bent = shapely.Polygon([(0, 0), (0.0021, 0), (0.002, 0.001), (0, 0.001)])
    beside = shapely.Polygon([(0.0021, 0), (0.003, 0), (0.003, 0.003), (0.002, 0.003), (0.002, 0.001)])
    came = back(folder, changed(folder, with_ground(one_4=bent, one_3=beside)))
    assert came.changed == ("one-3", "one-4")
    after = by_id(folder)
    assert after["one-4"].geometry.equals(bent)
    assert after["one-3"].geometry.intersection(after["one-4"].geometry).area == 0
    assert not west.equals(bent)
    assert isinstance(after["one-3"].geometry, shapely.MultiPolygon)
    assert south.area < beside.union(bent).area


def test_ground_of_two_controllers_is_refused_with_its_size(folder):
    before = lines(folder)
    wider = shapely.box(0, 0, 0.0025, 0.001)
    with pytest.raises(InputError, match=r"one-3 and one-4 would both hold 0\.01 km² from 2024-11"):
        back(folder, changed(folder, with_ground(one_4=wider)))
    assert lines(folder) == before


def test_a_neighbour_gets_a_vertex_where_a_new_border_ends_on_its_own(tmp_path):
    north = shapely.Polygon([(0, 0), (0.003, 0.001), (0.003, 0.004), (0, 0.004)])
    south = shapely.Polygon([(0, 0), (0.003, 0.001), (0.003, -0.002), (0, -0.002)])
    both = [state(north, "a", "2024-11-26", id="n"), state(south, "b", "2024-11-26", id="s")]
    made = write_project(tmp_path / "map", project_of(one=both)).folder
    # The end on the border lies off the grid: rounded, it is 0.4 units beside the straight line.
    cut = shapely.Polygon([(0, 0), (0.00145, 0.001 * 0.145 / 0.3), (0.0015, -0.002), (0, -0.002)])
    came = back(made, changed(made, with_ground(s=cut)))
    assert came.changed == ("s",)
    after = by_id(made)
    end = shapely.get_coordinates(GRID.snap(cut))[1].tolist()
    assert all(end in shapely.get_coordinates(s.geometry).tolist() for s in after.values())
    assert after["n"].geometry.intersection(after["s"].geometry).area == 0
    assert [row["to"] for row in came.moved] == ["unknown"]


def exported(folder, ending=".gpkg"):
    return open_map(folder).export(folder.parent / f"out{ending}", states=True, layer="one").file


def rewritten(path, change):
    return saved(change(gpd.read_file(path, layer=pyogrio.list_layers(path)[0][0])), path)


@pytest.mark.parametrize("ending", [ending for ending in possible("states") if ending in READERS])
def test_what_was_exported_comes_back_unchanged(folder, ending):
    came = back(folder, exported(folder, ending))
    assert (came.unchanged, came.entry) == (4, None)


@pytest.mark.parametrize("ending", [".geojson", ".gpkg", ".shp"])
def test_a_file_of_an_older_version_is_refused_and_rebased(folder, ending):
    path = rewritten(exported(folder, ending), with_value("one-3", "area", "North"))
    project = open_map(folder)
    project.apply(project.correct(states="one-4", certainty="confirmed"), command="correct", who="Ada")
    heir = next(s.id for s in by_id(folder).values() if s.controller == "c" and s.superseded_at is None)
    before = lines(folder)
    with pytest.raises(StaleError, match=rf"correct, Ada.*\n.*{heir}"):
        back(folder, path)
    assert lines(folder) == before
    assert back(folder, path, rebase=True).changed == ("one-3",)
    after = by_id(folder)
    assert (after["one-3"].area, after[heir].certainty) == ("North", "confirmed")


def test_a_copy_without_a_digest_is_held_against_the_version_that_it_came_from(folder):
    path = changed(folder, with_value("one-3", "area", "North"))
    project = open_map(folder)
    entry = project.apply(project.correct(states="one-4", certainty="confirmed"))
    with pytest.raises(StaleError, match=entry.id):
        back(folder, path)
    came = back(folder, path, rebase=True)
    assert any(f"before entry {entry.id}" in sentence for sentence in came.told)
    assert came.changed == ("one-3",)


def test_what_both_changed_otherwise_is_named(folder):
    path = changed(folder, with_value("one-3", "area", "North"))
    back(folder, changed(folder, with_value("one-3", "area", "South")))
    path = saved(gpd.read_file(path), path)
    with pytest.raises(ConflictError, match="one-3: area is South in the map since, North in the file"):
        back(folder, exported_with(folder, path), rebase=True)


def exported_with(folder, path):
    """The first export of the layer with another name in it."""
    open_map(folder).undo()
    out = rewritten(exported(folder), with_value("one-3", "area", "North"))
    open_map(folder).redo()
    return out


def test_what_was_removed_in_one_and_changed_in_the_other_is_named(folder):
    out = rewritten(exported(folder), lambda frame: frame[frame["id"] != "one-3"])
    back(folder, changed(folder, with_value("one-3", "area", "South")))
    with pytest.raises(ConflictError, match="one-3 is removed in the file; since then"):
        back(folder, out, rebase=True)


def test_work_goes_on_in_one_file_that_is_brought_back_again_and_again(folder):
    out = exported(folder)
    square = shapely.box(0.004, 0, 0.005, 0.001)

    def first(frame):
        frame.loc[frame["id"] == "one-3", "controller"] = "c"
        new = {"controller": "a", "valid_from": "2024-12-01", "geometry": square}
        return with_row(frame, new)

    assert len(back(folder, rewritten(out, first)).added) == 1
    assert back(folder, out).entry is None
    came = back(folder, rewritten(out, with_ground(one_4=NOTCHED)))
    assert (came.changed, came.added) == (("one-4",), ())
    assert back(folder, out).entry is None
    assert back(folder, rewritten(out, with_value("one-1", "area", "Far west"))).changed == ("one-1",)


def test_a_digest_that_the_journal_does_not_know_is_refused(folder):
    out = rewritten(exported(folder), lambda frame: frame.assign(map_digest="0123456789"))
    with pytest.raises(InputError, match="a version of the layer that the journal does not know: 0123456789"):
        back(folder, out)


def test_most_of_a_layer_is_not_removed_without_a_word(folder):
    path = changed(folder, lambda frame: frame[frame["id"] == "one-3"])
    with pytest.raises(InputError, match=r"lacks 3 of the layer's features, and holds 1\n.*--missing"):
        back(folder, path)
    assert back(folder, path, missing="keep").entry is None
    assert back(folder, path, missing="remove").removed == ("one-1", "one-2", "one-4")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda frame: frame.drop(columns="id").set_geometry(frame.translate(1)),
            "holds no id of the layer's features",
        ),
        (with_ground(one_4=None), "one-4: has no ground any more"),
        (with_ground(one_4=shapely.Polygon([(0, 0), (0.001, 0.001), (0.001, 0), (0, 0.001)])), "not valid"),
        (with_value("one-3", "controller", "nobody-known"), "nobody-known"),
        (with_value("one-3", "sources", "s-9"), "s-9"),
        (with_value("one-3", "status", "lost"), "lost"),
        (with_value("one-3", "status", "contested"), "is contested, but names nobody else"),
        (with_value("one-1", "valid_to", np.datetime64("2024-11-01")), "the period is empty"),
        (with_value("one-3", "controller", None), "controller"),
    ],
)  # fmt: skip
def test_what_cannot_be_brought_back_is_refused_and_nothing_is_written(folder, change, message):
    before = lines(folder)
    with pytest.raises(InputError, match=message):
        back(folder, changed(folder, change))
    assert lines(folder) == before
    assert not (folder / "journal.jsonl").exists()


def test_a_file_of_another_layer_is_told_so(folder):
    other = state(shapely.box(1, 1, 1.1, 1.1), "a", "2024-11-26", id="two-1")
    (folder / "two.geojson").write_bytes(write_layer(project_of(two=[other]).layers[0], grid=GRID))
    with pytest.raises(InputError, match="holds ids of two"):
        back(folder, folder / "two.geojson")


@pytest.mark.parametrize("ending", [".geojson", ".gpkg", ".shp"])
def test_ids_that_a_program_lost_are_told_by_what_features_say(tmp_path, ending):
    areas = areas_from_sketch("AB CD")
    numbered = [
        state(area, name.lower() if name != "D" else "a", "2024-11-26", id=str(number), numeric_id=True)
        for number, (name, area) in enumerate(areas.items(), 7)
    ]
    made = write_project(tmp_path / "map", project_of(one=numbered)).folder
    frame = gpd.read_file(made / "one.geojson")
    assert "id" not in frame
    path = saved(frame, tmp_path / f"lost{ending}")
    came = back(made, path)
    assert (came.unchanged, came.entry) == (4, None)
    assert "no field holds the layer's ids: features are told by what they say" in came.told
    frame.loc[1, "controller"] = "c"
    frame.loc[2, "geometry"] = shapely.box(0, 0, 0.001, 0.0005)
    assert set(back(made, saved(frame, path)).changed) == {numbered[1].id, numbered[2].id}
    assert [s.numeric_id for s in by_id(made).values()].count(True) == 4


def test_a_layer_that_is_not_there_is_refused_with_the_nearest(folder):
    with pytest.raises(InputError, match=r"has no layer 'onne'"):
        import_layer(folder / "one.geojson", folder, layer="onne")


def test_fields_that_the_layer_has_not_had_are_told_and_kept_on_request(folder):
    path = changed(folder, lambda frame: frame.assign(quality=["good"] * len(frame)))
    came = back(folder, path)
    assert (came.entry, came.told[0]) == (None, "fields left out, which the layer does not have: quality")
    assert len(back(folder, path, keep=["quality"]).changed) == 4
    assert by_id(folder)["one-1"].model_extra == {"quality": "good"}


def test_a_dry_run_writes_nothing(folder):
    before = lines(folder)
    came = back(folder, changed(folder, with_value("one-3", "controller", "c")), dry_run=True)
    assert (came.changed, came.entry, lines(folder) == before) == (("one-3",), None, True)


def test_a_copy_edited_as_text_comes_back_too(folder, tmp_path):
    value = json.loads((folder / "one.geojson").read_text(encoding="utf-8"))
    value["features"][2]["properties"]["valid_from"] = "2024-12"
    del value["features"][0]["properties"]["area"]
    del value["features"][1]["properties"]["evidence_distance_km"]
    path = tmp_path / "text.geojson"
    path.write_text(json.dumps(value), encoding="utf-8")
    came = back(folder, path)
    assert came.changed == ("one-1", "one-3")
    assert "left as they are, for want of a field: evidence_distance_km" in came.told
    assert str(by_id(folder)["one-3"].valid_from) == "2024-12"
    assert by_id(folder)["one-1"].area is None


def test_a_layer_without_states_takes_new_ones(folder, tmp_path):
    layer = Layer("x", "x", {}, (state(shapely.box(1, 1, 1.1, 1.1), "a", "2024-11-26", id="n"),))
    path = tmp_path / "new.geojson"
    path.write_bytes(write_layer(layer, grid=GRID))
    came = import_layer(path, folder, layer="two")
    assert came.added == ("n",)


PUBLISHED = {
    "coarsen_km = { one = 0.1 }": "drawn in squares of 0.1 km",
    "delay_hours = 24": "without what is younger than 24 hours",
}


def publishing(folder, rule, states):
    """The map with a layer of which not all may go out."""
    with (folder / "controlmap.toml").open("a", encoding="utf-8") as stream:
        stream.write(f"[publish]\n{rule}\n")
    (folder / "one.geojson").write_bytes(write_layer(project_of(one=states).layers[0], grid=GRID))
    return open_map(folder)


@pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson"])
@pytest.mark.parametrize("rule", PUBLISHED)
def test_an_export_that_something_was_held_back_of_says_why_it_does_not_fit(folder, rule, ending):
    project = publishing(folder, rule, states()[:2])
    path = folder.parent / f"out{ending}"
    made = project.export(path, states=True, layer="one", now="2024-11-29").file
    with pytest.raises(InputError, match=f"as \\[publish\\] has it, {PUBLISHED[rule]}.*\n.*--in-full"):
        back(folder, made)
    told = f"{PUBLISHED[rule]}: only one with --in-full comes back"
    assert any(told in one for one in look(made).told)
    assert back(folder, project.export(path, states=True, layer="one", in_full=True).file).unchanged == 2


def test_an_export_of_what_is_old_enough_is_of_no_version_and_says_why_and_what_comes_back(folder):
    project = publishing(folder, "delay_hours = 24", [state(AREAS["A"], "a", "2024-11-26", id="one-1")])
    ground = shapely.box(0, 0.001, 0.001, 0.002)
    project.apply(project.transfer(ground, to="c", on="2024-12-05", sources=["s-1"]))
    made = project.export(folder.parent / "out.gpkg", states=True, layer="one", now="2024-12-04").file
    for rebase in (False, True):
        with pytest.raises(InputError, match="as \\[publish\\] has it, without what is younger") as refused:
            back(folder, made, rebase=rebase)
        assert "--in-full" in str(refused.value)
