"""What comes in from several files names of each thing the file that says it, and no other."""

import json

import pytest
import shapely

from controlmap.api import open_map
from controlmap.exchange import import_marks, import_snapshots, import_states
from controlmap.exchange.origins import credits_of
from tests.exchange.test_snapshots import write_snapshots
from tests.sketches import areas_from_sketch

DAYS = {"2024-01-01": "AAB", "2024-01-02": "ABB", "2024-01-03": "ABB", "2024-01-04": "ABC"}


def named(folder, prefix: str = "", days: dict[str, str] = DAYS):
    """Files of a series, each with a name of its own inside, where there is a prefix."""
    write_snapshots(folder, {f"{day}.geojson": sketch for day, sketch in days.items()})
    for path in folder.iterdir() if prefix else ():
        whole = json.loads(path.read_text())
        path.write_text(json.dumps({**whole, "name": f"{prefix}{path.stem}"}))
    return folder


def cited(folder) -> set[tuple[str, str, tuple[str, ...]]]:
    """Since when, who, and the titles of the sources of each state that a map lists all of."""
    project = open_map(folder).project
    return {
        (str(s.valid_from), s.controller, tuple(project.sources[one].title for one in s.sources))
        for layer in project.layers
        for s in layer.states
    }


@pytest.mark.parametrize("prefix", ["", "front_of_"])
@pytest.mark.parametrize("at_once", [4, 1])
def test_a_state_names_the_file_of_the_day_on_which_it_begins(tmp_path, prefix, at_once):
    files = sorted(named(tmp_path / "days", prefix).iterdir())
    import_snapshots(files[:at_once], tmp_path / "map", layer="l", controller_from="who")
    if files[at_once:]:
        how = {"controller_from": "who", "append": True}
        import_snapshots(files[at_once:], tmp_path / "map", layer="l", **how)
    found = {(day, who, titles) for day, who, titles in cited(tmp_path / "map") if who in "abc"}
    changes = [("2024-01-01", "a"), ("2024-01-01", "b"), ("2024-01-02", "b"), ("2024-01-04", "c")]
    expected = {(day, who, (f"{prefix}{day}",)) for day, who in changes}
    assert expected <= found
    # An edit leaves a new version of what stays: on the word that it stood on before.
    assert {titles[0].removeprefix(prefix) <= day for day, _, titles in found} == {True}
    listed = {source.title for source in open_map(tmp_path / "map").project.sources.values()}
    assert listed == {f"{prefix}{day}" for day, _ in changes}, "a file of a day on which nothing changes"


@pytest.mark.parametrize("append", [False, True])
def test_of_several_files_of_a_day_each_says_its_own(tmp_path, append):
    into, how = tmp_path / "map", {"layer": "l", "controller_from": "who", "date": "2024-01-02"}
    if append:
        before = named(tmp_path / "before", days={"2024-01-01": "BBA"})
        import_snapshots(before, into, layer="l", controller_from="who")
    sides = write_snapshots(tmp_path / "sides", {"east.geojson": "..B", "west.geojson": "AA."})
    import_snapshots(sides, into, **how, append=append)
    found = {(who, titles) for day, who, titles in cited(into) if day == "2024-01-02"}
    assert found == {("a", ("west",)), ("b", ("east",))}


def test_of_several_files_with_periods_each_says_its_own(tmp_path):
    write_snapshots(tmp_path / "sides", {"east.geojson": "..B"}, since="2024-01-02")
    write_snapshots(tmp_path / "sides", {"west.geojson": "AA."}, since="2024-01-01")
    how = {"layer": "l", "controller_from": "who", "begin": "since"}
    import_states(tmp_path / "sides", tmp_path / "map", **how)
    assert cited(tmp_path / "map") == {("2024-01-01", "a", ("west",)), ("2024-01-02", "b", ("east",))}


def test_of_several_files_with_places_each_says_its_own(tmp_path):
    (tmp_path / "north.csv").write_text("name,lon,lat,holder\nFord,36.1,35.2,League\n")
    (tmp_path / "south.csv").write_text("name,lon,lat,holder\nMill,36.1,35.1,Republic\n")
    import_marks([tmp_path / "north.csv", tmp_path / "south.csv"], tmp_path / "map", date="2024-03-01")
    project = open_map(tmp_path / "map").project
    assert {(r.place, r.sources) for r in project.reports} == {("ford", ("north",)), ("mill", ("south",))}
    assert {(p.id, p.coord_source) for p in project.places.values()} == {("ford", "north"), ("mill", "south")}


def test_files_that_are_called_the_same_inside_are_one_source(tmp_path):
    folder = named(tmp_path / "days", "front")
    for path in folder.iterdir():
        path.write_text(path.read_text().replace(f"front{path.stem}", "front"))
    import_snapshots(folder, tmp_path / "map", layer="l", controller_from="who")
    assert {titles for *_, titles in cited(tmp_path / "map")} == {("front",)}


def test_who_is_to_be_named_for_many_files_says_how_many_more_there_are():
    titles = [{"title": f"day {n}", "rights": "CC BY 4.0"} for n in range(1359)]
    assert credits_of([*titles, {"title": "roads"}]) == {
        "licence": "CC BY 4.0",
        "attribution": ["day 0, day 1, day 2 and 1,356 more (CC BY 4.0)", "roads"],
    }
    assert credits_of(titles[:20])["attribution"] == [f"day {n} (CC BY 4.0)" for n in range(20)]


def test_ground_that_two_files_give_two_holders_jointly_names_both(tmp_path):
    ground = shapely.geometry.mapping(areas_from_sketch("A")["A"])
    for name, who in (("one", "a"), ("two", "b")):
        feature = {"type": "Feature", "properties": {"who": who, "since": "2024"}, "geometry": ground}
        (tmp_path / f"{name}.geojson").write_text(
            json.dumps({"type": "FeatureCollection", "features": [feature]})
        )
    files = [tmp_path / "one.geojson", tmp_path / "two.geojson"]
    how = {"layer": "l", "controller_from": "who", "overlaps": "joint"}
    import_states(files, tmp_path / "states", begin="since", **how)
    import_snapshots(files, tmp_path / "snapshots", date="2024", **how)
    both = {("2024", "a", ("one", "two"))}
    assert (cited(tmp_path / "states"), cited(tmp_path / "snapshots")) == (both, both)
