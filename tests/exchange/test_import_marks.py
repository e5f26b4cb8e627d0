"""Marks put into a map project: one edit, taken back by undo; then the map is derived, checked and built."""

import json
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.api import open_map
from controlmap.derive import derive_project, derived_files, open_to_derive
from controlmap.edit import refuse_lost_edits, rewrite_files
from controlmap.errors import InputError
from controlmap.exchange import (
    Reckoning,
    Rows,
    StatesTable,
    import_marks,
    import_snapshots,
    read_states_table,
)
from controlmap.exchange.readers import Row
from controlmap.model import Note
from controlmap.store import init_project
from tests.examples import examples
from tests.exchange.test_snapshots import write_snapshots

TOWNS = "name,lon,lat,side\nFord,36.1,35.2,North\nMill,36.3,35.2,South\n"
DAY = "2024-03-01"

pytestmark = pytest.mark.usefixtures("coarse")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "towns.csv").write_text(TOWNS, encoding="utf-8")
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    found = {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    return {name: data for name, data in found.items() if not name.startswith("journal")}


def derive(folder: Path) -> None:
    project = open_to_derive(folder)
    refuse_lost_edits(project, [layer.id for layer in project.layers])
    rewrite_files(project, derived_files(project, derive_project(project)), Note("derive"))


def table(text: str) -> StatesTable:
    return read_states_table(text.encode(), file="table.csv")


def test_a_new_map_builds_at_once_and_agrees_with_its_reports_once_it_is_derived(folder):
    brought = import_marks(folder / "towns.csv", folder / "map", date=DAY)
    assert (brought.places, brought.reports, brought.layer) == (2, 2, "towns")
    assert brought.held == {"north": 1, "south": 1}
    project = open_map(folder / "map")
    assert set(project.areas()["controller"]) == {"unknown"}
    assert len(project.log()) == 1
    derive(folder / "map")
    project = open_map(folder / "map")
    assert project.agreement().rate == 1
    assert not project.check().found
    project.build(folder / "map.html")
    assert [actor.name["en"] for actor in project.project.settings.actors] == ["North", "South"]
    assert [source.title for source in project.project.sources.values()] == ["towns"]


def test_the_same_file_twice_changes_nothing_and_says_so(folder):
    import_marks(folder / "towns.csv", folder / "map", date=DAY)
    before = files(folder / "map")
    brought = import_marks(folder / "towns.csv", folder / "map", date=DAY)
    assert files(folder / "map") == before
    assert "nothing differs: nothing was written" in brought.told
    assert len(open_map(folder / "map").log()) == 1


def test_the_next_day_is_one_edit_that_undo_takes_back(folder):
    import_marks(folder / "towns.csv", folder / "map", date=DAY)
    derive(folder / "map")
    before = files(folder / "map")
    later = TOWNS.replace("Ford,36.1,35.2,North", "Ford,36.1004,35.2,East") + "Oak,36.2,35.25,North\n"
    (folder / "later.csv").write_text(later)
    brought = import_marks(folder / "later.csv", folder / "map", date="2024-03-09")
    assert (brought.places, brought.reports, brought.layer) == (1, 3, None)
    project = open_map(folder / "map")
    assert [report.place for report in project.project.reports] == ["ford", "mill", "ford", "mill", "oak"]
    assert str(project.project.settings.period.end) == "2024-03-10T00:00"
    project.undo()
    assert files(folder / "map") == before


def test_a_corrected_file_changes_its_own_reports_and_no_others(folder):
    import_marks(folder / "towns.csv", folder / "map", date=DAY)
    (folder / "other.csv").write_text(TOWNS)
    import_marks(folder / "other.csv", folder / "map", date=DAY)
    (folder / "towns.csv").write_text(TOWNS.replace("36.3,35.2,South", "36.3,35.2,North"))
    brought = import_marks(folder / "towns.csv", folder / "map", date=DAY)
    assert (brought.reports, brought.changed) == (0, 1)
    reports = [(r.id, r.controller, r.sources) for r in open_map(folder / "map").project.reports]
    assert reports == [
        ("ford-2024-03-01", "north", ("towns",)), ("mill-2024-03-01", "north", ("towns",)),
        ("ford-2024-03-01-2", "north", ("other",)), ("mill-2024-03-01-2", "south", ("other",)),
    ]  # fmt: skip


def test_one_report_for_each_place_and_date_as_exactly_as_the_file_says_it(folder):
    (folder / "wide.csv").write_text(
        "Ort;Lat;Lon;1914;1914-08;1914-09-01\nFord;35,2;36,1;North;;South\nMill;35,2;36,3;;North;North\n"
    )
    import_marks(folder / "wide.csv", folder / "map", wide=True, place="Ort")
    table_text = (folder / "map" / "reports.csv").read_text()
    assert [line.split(",")[1:3] for line in table_text.splitlines()[1:]] == [
        ["ford", "1914"], ["ford", "1914-09-01"], ["mill", "1914-08"], ["mill", "1914-09-01"]
    ]  # fmt: skip
    derive(folder / "map")
    assert open_map(folder / "map").agreement().rate == 1


def test_names_and_colours_come_from_the_table_in_any_language(folder):
    states = table(
        "side,controller,name,name_ar,colour\nNorth,n,The North,الشمال,#aa0000\nSouth,s,The South,,\n"
    )
    import_marks(folder / "towns.csv", folder / "map", date=DAY, states=states)
    settings = open_map(folder / "map").project.settings
    assert settings.languages == ("en", "ar")
    first, second = settings.actors
    assert (first.id, first.name, first.colour) == ("n", {"en": "The North", "ar": "الشمال"}, "#aa0000")
    assert second.id == "s"


def test_places_may_have_names_in_several_languages(folder):
    (folder / "towns.csv").write_text(
        "name,name_ar,kind,lon,lat,side\nFord,مخاضة,town,36.1,35.2,North\n", encoding="utf-8"
    )
    import_marks(folder / "towns.csv", folder / "map", date=DAY)
    (place,) = open_map(folder / "map").project.places.values()
    assert (place.kind, place.text("name").by_language("en")) == ("town", {"en": "Ford", "ar": "مخاضة"})


def test_an_existing_map_takes_marks_as_reports_its_tables_otherwise_as_written(folder):
    init_project(folder / "valley")
    before = {name: (folder / "valley" / name).read_text() for name in ("places.csv", "reports.csv")}
    near = "name,lon,lat,side\nلبلدة السفلى,1,1,x\n".replace("لبلدة", "البلدة").replace(
        ",1,1,x", ",36.413,35.274,Mountain League"
    )
    (folder / "near.csv").write_text(near + "Nowhere,10,10,republic\n", encoding="utf-8")
    brought = import_marks(folder / "near.csv", folder / "valley", date="2024-03-19")
    assert (brought.places, brought.reports) == (1, 2)
    assert any("lies outside all layers: Nowhere" in sentence for sentence in brought.told)
    for name, text in before.items():
        assert (folder / "valley" / name).read_text().startswith(text)
    reports = {report.place: report for report in open_map(folder / "valley").project.reports[1:]}
    assert reports["lower-town"].controller == "league"
    assert (reports["nowhere"].kind, reports["nowhere"].controller) == ("context", "republic")


def test_a_new_layer_beside_others_has_what_they_leave_and_is_undone_with_its_extent(folder):
    init_project(folder / "valley")
    before = files(folder / "valley")
    (folder / "near.csv").write_text("name,lon,lat,side\nRidge,36.412,35.30,league\nFar,36.9,35.3,league\n")
    brought = import_marks(folder / "near.csv", folder / "valley", date="2024-03-19", layer="east")
    assert brought.layer == "east"
    project = open_map(folder / "valley")
    assert {finding.code[:3] for finding in project.check().found} <= {"CM6"}
    project.undo()
    assert files(folder / "valley") == before


def test_an_extent_may_be_said_for_a_new_layer_only(folder):
    import_marks(folder / "towns.csv", folder / "map", date=DAY, extent="36,35,36.2,36", layer="box")
    text = json.loads((folder / "map" / "base" / "box-extent.geojson").read_text())
    assert len(text["features"][0]["geometry"]["coordinates"][0]) == 5
    with pytest.raises(InputError, match="no new layer"):
        import_marks(folder / "towns.csv", folder / "map", date=DAY, extent="36,35,37,36", layer="box")


def test_a_layer_without_an_extent_takes_reports_and_says_that_it_cannot_be_derived(folder):
    days = write_snapshots(folder / "days", {"2024-03-01.geojson": "AB"})
    import_snapshots(days, folder / "map", layer="l", controller_from="who")
    brought = import_marks(folder / "towns.csv", folder / "map", date=DAY, layer="l")
    assert any("'l' has no extent" in sentence for sentence in brought.told)


def test_what_is_wrong_leaves_nothing_behind(folder):
    states = table("side,controller\nNorth,n\n")
    for said in ({}, {"date": DAY, "states": states}, {"date": DAY, "sources": ["nobody"]},
                 {"date": DAY, "layer": "No id"}, {"date": DAY, "extent": "1,2,3"}):  # fmt: skip
        with pytest.raises(InputError):
            import_marks(folder / "towns.csv", folder / "map", **said)
        assert not (folder / "map").exists()


def test_marks_on_both_sides_of_the_antimeridian_make_a_sound_map(folder):
    (folder / "fiji.csv").write_text("name,lon,lat,side\nWest,179.95,-17,A\nEast,-179.95,-17,B\n")
    import_marks(folder / "fiji.csv", folder / "map", date=DAY)
    assert not any(finding.severity == "error" for finding in open_map(folder / "map").check().found)


def test_files_are_dated_by_their_names_and_brought_in_together(folder):
    for day in ("2024-03-01", "2024-03-05"):
        (folder / f"towns_{day}.csv").write_text(TOWNS)
    brought = import_marks(sorted(folder.glob("towns_*.csv")), folder / "map")
    assert (brought.places, brought.reports, brought.date) == (2, 4, "2024-03-05")


def test_instants_are_civil_time_of_the_map(folder):
    init_project(folder / "valley")
    (folder / "a.csv").write_text("name,lon,lat,side,at\nFord,36.4,35.3,league,2024-03-18T22:30:00Z\n")
    import_marks(folder / "a.csv", folder / "valley", date_from="at", reckoning=Reckoning())
    assert str(open_map(folder / "valley").project.reports[-1].date) == "2024-03-19T01:30"


MARKS = st.lists(
    st.tuples(
        st.tuples(st.integers(0, 40), st.integers(0, 40)),
        st.sampled_from("ABC"),
        st.sampled_from(["2024", "2024-03", "2024-03-01", "2024-03-05"]),
    ),
    min_size=1,
    max_size=10,
    unique_by=lambda mark: (mark[0], mark[2]),
)


@settings(max_examples=examples(5))
@given(MARKS)
def test_whatever_marks_say_the_map_that_is_derived_from_them_agrees_with_each(tmp_path_factory, marks):
    rows = (
        Row("x", shapely.Point(36 + x / 200, 35 + y / 200), {"name": f"{x} {y}", "side": side, "on": on})
        for (x, y), side, on in marks
    )
    folder = tmp_path_factory.mktemp("marks")
    brought = import_marks(Rows("marks", tuple(rows)), folder, date_from="on")
    assert brought.reports == len(marks)
    derive(folder)
    project = open_map(folder)
    assert len(project.agreement().agreeing) == len(marks)


def test_ground_that_somebody_brought_is_not_derived_over_and_a_layer_made_for_marks_is(folder):
    import geopandas as gpd

    import_marks(folder / "towns.csv", folder / "map", date=DAY)
    derive(folder / "map")
    ground = gpd.GeoDataFrame({"who": ["North"]}, geometry=[shapely.box(40, 35, 41, 36)], crs=4326)
    open_map(folder / "map").add_layer(ground, layer="drawn", controller="who", date=DAY)
    days = write_snapshots(folder / "days", {"2024-03-01.geojson": "AB"})
    import_snapshots(days, folder / "map", layer="days", controller_from="who")
    project = open_to_derive(folder / "map")
    refuse_lost_edits(project, ["towns"])
    for layer in ("drawn", "days"):
        with pytest.raises(InputError, match="would lose what was edited"):
            refuse_lost_edits(project, [layer])


MODULE = Path(__file__).parents[3] / "shared" / "cases" / "formats" / "06-lua-detailed-map" / "vale.lua"


@pytest.mark.skipif(not MODULE.exists(), reason="the cases lie outside the project")
def test_the_module_of_the_cases_gives_six_places(tmp_path):
    brought = import_marks(MODULE, tmp_path / "map", date=DAY)
    reports = open_map(tmp_path / "map").project.reports
    assert [(r.place, r.controller, r.status, r.others) for r in reports] == [
        ("highgate", "league", "held", ()), ("fordham", "league", "joint", ("republic",)),
        ("zahle-rabi-ah", "free-towns", "besieged", ("league",)),
        ("milltown", "league", "contested", ("republic",)), ("red-positions", "league", "held", ()),
        ("vale-airport", "republic", "held", ()),
    ]  # fmt: skip
    assert [r.note for r in reports if r.note] == [
        "besieged from the north-east by League", "presence in the countryside"
    ]  # fmt: skip
    assert "2 marks without a holder left out" in " ".join(brought.told)


def test_a_table_that_is_imported_again_says_which_reports_it_names_no_more_and_that_they_stay(folder):
    table, into = folder / "towns.csv", folder / "map"
    rows = ["Ford,36.1,35.2,League,League", "Mill,36.3,35.2,Republic,Republic"]

    def brought(*rows):
        table.write_text("\n".join(["name,lon,lat,2024-05-01,2024-05-08", *rows]) + "\n")
        return import_marks(table, into, place="name", wide=True)

    assert not any("any more" in one for one in brought(*rows).told)
    assert not any("any more" in one for one in brought(*rows).told)
    cleared = brought("Ford,36.1,35.2,League,", rows[1])
    said = "1 report of the same source stays, of which these files say nothing any more: ford on 2024-05-08"
    assert said in cleared.told
    without_a_row = brought(rows[1])
    both = "ford on 2024-05-01, ford on 2024-05-08"
    assert any(one.startswith("2 reports") and one.endswith(both) for one in without_a_row.told)
    assert len(open_map(into).project.reports) == 4


def test_a_table_of_another_date_says_nothing_of_the_reports_of_earlier_ones(folder):
    table, into = folder / "towns.csv", folder / "map"
    table.write_text("name,lon,lat,holder\nFord,36.1,35.2,League\nMill,36.3,35.2,Republic\n")
    for date in ("2024-05-01", "2024-05-08"):
        told = import_marks(table, into, place="name", date=date).told
        assert not any("any more" in one for one in told)
    table.write_text("name,lon,lat,holder\nFord,36.1,35.2,League\n")
    told = import_marks(table, into, place="name", date="2024-05-08").told
    assert any(one.endswith("any more: mill on 2024-05-08") for one in told)
