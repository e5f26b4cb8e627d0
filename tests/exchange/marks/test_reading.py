"""Rows of any reader as marks: a place, a date, who holds it; what is not understood is refused or told."""

from pathlib import Path

import pytest
import shapely

from controlmap.errors import InputError
from controlmap.exchange.holders import Holders
from controlmap.exchange.marks.mark import Marking
from controlmap.exchange.marks.reading import marks_in
from controlmap.exchange.readers import Row, Rows, read_rows
from controlmap.exchange.states_table import read_states_table
from controlmap.exchange.when import Reckoning

DAY = "2024-03-01"


def rows(*fields: dict, file: str = "a.csv", **more) -> Rows:
    points = [Row(f"line {i}", shapely.Point(20 + i, 14), f, i) for i, f in enumerate(fields, 2)]
    return Rows(file, tuple(points), **more)


def table(text: str):
    return read_states_table(text.encode(), file="table.csv")


def told(found) -> list[tuple[str, str, str]]:
    return [(mark.place, mark.when.text, mark.said.controller) for mark in found.marks]


def test_each_row_is_a_mark_of_the_one_date():
    found = marks_in(
        [rows({"name": "Ford", "side": "A"}, {"name": "Mill", "side": "B"})], Marking(Holders(), date=DAY)
    )
    assert told(found) == [("Ford", DAY, "A"), ("Mill", DAY, "B")]


def test_a_date_may_stand_in_a_field_in_the_files_name_or_be_the_formats_own():
    field = rows({"name": "Ford", "side": "A", "on": "2024-03"}, {"name": "Mill", "side": "A", "on": "1914"})
    assert [m.when.text for m in marks_in([field], Marking(Holders(), date_from="on")).marks] == [
        "2024-03",
        "1914",
    ]
    named = rows({"name": "Ford", "side": "A"}, file=f"towns_{DAY}.csv")
    assert told(marks_in([named], Marking(Holders()))) == [("Ford", DAY, "A")]
    pattern = rows({"name": "Ford", "side": "A"}, file="t 01.03.2024.csv")
    assert told(marks_in([pattern], Marking(Holders(), pattern="t %d.%m.%Y"))) == [("Ford", DAY, "A")]
    own = rows({"name": "Ford", "side": "A", "begin": DAY}, begin="begin")
    assert told(marks_in([own], Marking(Holders()))) == [("Ford", DAY, "A")]


def test_without_a_date_it_is_asked_for():
    with pytest.raises(InputError, match="does not say of which date") as caught:
        marks_in([rows({"name": "Ford", "side": "A"}, file="vale 3.lua")], Marking(Holders()))
    assert "--date" in str(caught.value)


def test_a_column_for_each_date_where_an_empty_cell_is_no_report():
    wide = rows({"Ort": "Ford", "45352": "A", "45353": " ", "2024-03-05": "B"})
    found = marks_in([wide], Marking(Holders(), Reckoning(excel=True), place="Ort", wide=True))
    assert told(found) == [("Ford", "2024-03-01", "A"), ("Ford", "2024-03-05", "B")]


@pytest.mark.parametrize("columns", ["value,controller", "holder,controller"])
def test_the_table_says_what_a_cell_means_whatever_its_column_is_called(columns):
    wide = rows({"Ort": "Ford", DAY: "A?", "2024-03-02": "A"})
    meaning = table(f"{columns},certainty\nA?,a,claimed\nA,a,\n")
    found = marks_in([wide], Marking(Holders(table=meaning, certainty="confirmed"), place="Ort", wide=True))
    assert [(m.said.controller, m.said.certainty) for m in found.marks] == [
        ("a", "claimed"),
        ("a", "confirmed"),
    ]


def test_a_value_that_the_table_does_not_list_is_refused_with_the_place_and_date_where_it_occurs():
    wide = rows({"Ort": "Ford", DAY: "A"}, {"Ort": "Mill", DAY: "X"}, {"Ort": "Oak", DAY: "X"})
    holders = Holders(table=table("value,controller\nA,a\n"))
    with pytest.raises(InputError) as caught:
        marks_in([wide], Marking(holders, place="Ort", wide=True))
    (problem,) = caught.value.problems
    assert (problem.feature, problem.line) == ("Mill", 3)
    assert "'X'" in problem.message and DAY in problem.message and "1 more" in problem.message
    assert "--new-values actor" in (problem.hint or "")


def test_new_values_become_actors_and_some_are_skipped():
    given = rows({"name": "Ford", "side": "X"}, {"name": "Mill", "side": "ruin"})
    holders = Holders(table=table("side,controller\nruin,skip\n"), new_values=True)
    assert told(marks_in([given], Marking(holders, date=DAY))) == [("Ford", DAY, "X")]


MODULE = {"holder": "party", "colour": "tint"}


def mark_row(name: str, party: str, status: str = "held", others: str = "", **more: str) -> dict:
    return {"name": name, "mark": f"{party}.svg", "party": party, "status": status, "others": others, **more}


def test_what_the_reader_says_of_status_and_others_is_kept_and_mapped_by_the_table():
    besieged = mark_row("Mill", "Red", "besieged", "Blue", note="by Blue")
    given = rows(mark_row("Ford", "Red", "joint", "Blue"), besieged, **MODULE)
    holders = Holders(table=table("party,controller\nRed,r\nBlue,b\n"))
    found = marks_in([given], Marking(holders, date=DAY))
    assert [(m.said.controller, m.said.status, m.said.others) for m in found.marks] == [
        ("r", "joint", ("b",)), ("r", "besieged", ("b",))
    ]  # fmt: skip
    assert found.marks[1].note == "by Blue"


def test_two_parties_that_are_one_actor_hold_what_they_share():
    given = rows(mark_row("Ford", "Red", "contested", "Blue"), **MODULE)
    holders = Holders(table=table("party,controller\nRed,r\nBlue,r\n"))
    (mark,) = marks_in([given], Marking(holders, date=DAY)).marks
    assert (mark.said.controller, mark.said.status, mark.said.others) == ("r", "held", ())


def test_a_table_by_icon_has_the_last_word():
    given = rows(mark_row("Ford", "Red", "joint", "Blue"), {"name": "Dam", "mark": "dam.svg"}, **MODULE)
    meaning = table("mark,controller,status,others\nRed.svg,Free Towns,contested,Old Guard;r\ndam.svg,r,,\n")
    found = marks_in([given], Marking(Holders(table=meaning), date=DAY))
    assert [(m.said.controller, m.said.status, m.said.others) for m in found.marks] == [
        ("Free Towns", "contested", ("Old Guard", "r")), ("r", "held", ())
    ]  # fmt: skip


def test_contested_with_nobody_is_refused_where_the_table_says_so():
    holders = Holders(table=table("side,controller,status\nA,a,contested\n"))
    with pytest.raises(InputError, match="not with whom"):
        marks_in([rows({"name": "Ford", "side": "A"})], Marking(holders, date=DAY))


def test_words_that_mean_nothing_without_a_table_are_refused_without_one():
    given = rows(mark_row("Ford", "red"), coded=True, **MODULE)
    with pytest.raises(InputError, match="whose colour is whose"):
        marks_in([given], Marking(Holders(), date=DAY))
    holders = Holders(table=table("party,controller\nred,r\n"))
    assert told(marks_in([given], Marking(holders, date=DAY))) == [("Ford", DAY, "r")]


def test_what_is_no_mark_is_told_and_an_unnamed_one_is_called_by_its_point():
    line = Row("line 9", shapely.LineString([(0, 0), (1, 1)]), {"name": "Road", "side": "A"}, 9)
    ground = Row("line 8", shapely.box(0, 0, 1, 1), {"name": "Ground", "side": "A"}, 8)
    nowhere = Row("line 7", None, {"name": "Nowhere", "side": "A"}, 7)
    points = rows({"name": "Ford", "side": "A"}, {"name": "", "side": "A"}, {"name": "Pass", "side": ""})
    given = Rows("a.csv", (*points.rows, line, ground, nowhere))
    found = marks_in([given], Marking(Holders(), date=DAY))
    assert [mark.place for mark in found.marks] == ["Ford", "14.0000° N, 23.0000° E"]
    sentences = " ".join(found.told)
    for said in (
        "1 line left out",
        "1 polygon left out",
        "1 row without a point",
        "1 mark without a holder",
        "Pass",
    ):
        assert said in sentences


def test_a_file_without_points_says_what_it_holds_and_how_that_comes_in():
    ground = Rows("a.kml", (Row("Ground", shapely.box(0, 0, 1, 1), {"name": "Ground", "side": "A"}),))
    with pytest.raises(InputError, match="holds no points: 1 polygon") as caught:
        marks_in([ground], Marking(Holders(), date=DAY))
    assert "import snapshots" in str(caught.value)
    with pytest.raises(InputError, match=r"holds no points$"):
        marks_in([Rows("a.kml", ())], Marking(Holders(), date=DAY))


def _frame():
    import geopandas as gpd

    points = [shapely.Point(20, 14), shapely.Point(20.5, 14.5)]
    return gpd.GeoDataFrame({"name": ["Ford", "Mühle"], "side": ["A", "B"]}, geometry=points, crs=4326)


def _kml() -> str:
    folders = (
        f"<Folder><name>{side}</name><Placemark><name>{name}</name>"
        f"<Point><coordinates>{at}</coordinates></Point></Placemark></Folder>"
        for name, side, at in (("Ford", "A", "20,14,0"), ("Mühle", "B", "20.5,14.5"))
    )
    return f"<kml><Document>{''.join(folders)}</Document></kml>"


POINTS = {
    "a.geojson": lambda path: _frame().to_file(path, driver="GeoJSON"),
    "a.gpkg": lambda path: _frame().to_crs(32634).to_file(path, driver="GPKG"),
    "a.shp": lambda path: _frame().to_file(path, driver="ESRI Shapefile", encoding="utf-8"),
    "a.fgb": lambda path: _frame().to_file(path, driver="FlatGeobuf", SPATIAL_INDEX="NO"),
    "wkt.csv": lambda path: path.write_text(
        "name,side,geom\nFord,A,POINT (20 14)\nMühle,B,POINT (20.5 14.5)\n", encoding="utf-8"
    ),
    "a.kml": lambda path: path.write_text(_kml(), encoding="utf-8"),
}  # fmt: skip


@pytest.mark.parametrize("name", POINTS)
def test_points_are_marks_whatever_the_format(tmp_path, name):
    POINTS[name](tmp_path / name)
    who = ("folder",) if name.endswith(".kml") else ("side",)
    found = marks_in([read_rows(tmp_path / name)], Marking(Holders(fields=who), date=DAY))
    assert told(found) == [("Ford", DAY, "A"), ("Mühle", DAY, "B")]
    assert [mark.lonlat for mark in found.marks] == [(20, 14), (20.5, 14.5)]


def test_positions_that_say_no_holder_are_no_control_in_one_sentence():
    with pytest.raises(InputError, match="positions alone, of units or events, are no control"):
        marks_in([rows({"name": "4th Brigade", "sidc": "SFGP"})], Marking(Holders(), date=DAY))


def test_longitudes_over_180_come_round():
    given = Rows("a.csv", (Row("x", shapely.Point(190, 10), {"name": "Atoll", "side": "A"}),))
    (mark,) = marks_in([given], Marking(Holders(), date=DAY)).marks
    assert mark.lonlat == (-170, 10)


def test_two_holders_of_one_place_on_one_date_are_refused_or_settled():
    twice = Rows("a.csv", tuple(Row(f"line {i}", shapely.Point(20, 14), {"name": "Ford", "side": s}, i)
                                for i, s in enumerate("AAB", 2)))  # fmt: skip
    with pytest.raises(InputError, match="held by A and held by B on 2024-03-01"):
        marks_in([twice], Marking(Holders(), date=DAY))
    for rule, kept in (("first", "A"), ("last", "B")):
        found = marks_in([twice], Marking(Holders(), date=DAY, twice=rule))
        assert told(found) == [("Ford", DAY, kept)]
        assert f"the {rule} taken: Ford" in " ".join(found.told)


def test_a_date_that_is_only_about_is_noted_and_years_of_another_calendar_are_refused():
    about = rows({"name": "Ford", "side": "A", "on": "1914-07~"})
    found = marks_in([about], Marking(Holders(), date_from="on"))
    assert found.marks[0].note == "the date is approximate: about 1914-07"
    islamic = rows(*({"name": "Ford", "side": "A", "on": on} for on in ("2023", "2024", "1445")))
    with pytest.raises(InputError, match="Islamic calendar"):
        marks_in([islamic], Marking(Holders(), date_from="on"))


def test_all_dates_that_cannot_be_read_are_told_at_once():
    given = rows(*({"name": name, "side": "A", "on": "soon"} for name in ("Ford", "Mill")))
    with pytest.raises(InputError) as caught:
        marks_in([given], Marking(Holders(), date_from="on"))
    assert [problem.feature for problem in caught.value.problems] == ["Ford", "Mill"]


def test_fields_that_are_not_there_are_refused_with_those_that_are():
    given = [rows({"name": "Ford", "side": "A"})]
    for how in (Marking(Holders(), date_from="on"), Marking(Holders(), place="Ort", date=DAY),
                Marking(Holders(fields=("who",)), date=DAY)):  # fmt: skip
        with pytest.raises(InputError, match="has no field") as caught:
            marks_in(given, how)
        assert "name, side" in str(caught.value)


CASES = Path(__file__).parents[3] / "shared" / "cases" / "formats"


@pytest.mark.skipif(not CASES.exists(), reason="the cases lie outside the project")
def test_the_wide_table_of_the_cases_reads_right():
    for name in ("marks.csv", "marks-utf8bom.csv"):
        read = read_rows(CASES / "07-csv-wide-serials" / name)
        found = marks_in([read], Marking(Holders(), Reckoning(excel=True), place="Ort", wide=True))
        last = [mark.said.controller for mark in found.marks if mark.when.text == "2024-03-04"]
        assert last == ["Republic", "Republic?", "Free Towns"]
        assert len(found.marks) == 8
