"""`controlmap import marks`: from what somebody publishes to a page, and back."""

import pytest

from controlmap.store import init_project, open_project
from tests.cli.conftest import files_under

MODULE = """--EDIT THE SOUTH IN ANOTHER MODULE
return {
    secondaryModules = { [[Module:South|the south]] },
    marks = {
        { lat = "14.50", long = "20.50", mark = "Location dot red.svg", label = "[[Highgate]]" },
        { lat = "14.55", long = "20.60", mark = "80x80-red-yellow-anim.gif", label = "[[Milltown]]" },
        { lat = "14.40", long = "20.60", mark = "Map-ctl2-yellow+red.svg", label = "Fordham" },
        { lat = "14.60", long = "20.40", mark = "Location dot yellow.svg", label = "Oak" },
        { lat = "14.60", long = "20.40", mark = "map-arcNW-red.svg" },
        { lat = "14.33", long = "20.33", mark = "Gota07.svg", label = "Oil field" },
    },
    containerArgs = { caption = [=[[[File:Location dot red.svg|11px]] League ;
        [[File:Dot yellow ff4.svg|11px]] Republic]=] }
}"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vale.lua").write_text(MODULE, encoding="utf-8")
    return tmp_path


def test_a_module_is_looked_at_named_by_a_table_derived_checked_and_built(run, module):
    looked = run("import", "look", "vale.lua", "--write-table", "parties.csv")
    assert "controlmap import marks vale.lua --into vale-map --date DATE" in looked.out
    table = module / "parties.csv"
    assert table.read_text().splitlines()[1:] == [
        "League,,League,League,#9c1f2e,,,,",
        "Republic,,Republic,Republic,#ffda4d,,,,",
        ",Gota07.svg,skip,,,,,,",
    ]
    table.write_text(table.read_text().replace(",League,League,", ",league,Mountain League,"))
    found = run(
        "import", "marks", "vale.lua", "--into", "vale", "--date", "2024-03-01", "--states", "parties.csv"
    )
    assert (found.code, found.out) == (0, "places: 4 new; reports: 4 new, 0 changed\n")
    assert "league: 2 places on 2024-03-01" in found.err
    assert "which was not fetched: Module:South" in found.err
    assert "Next: controlmap derive vale" in found.err
    for words in (("derive", "vale"), ("check", "vale"), ("build", "vale", "-o", "vale.html")):
        assert run(*words).code == 0
    rows = run("areas", "vale", "--by", "status", "--json").document["rows"]
    assert {row["status"] for row in rows if row["area_km2"] > 1} == {
        "held",
        "contested",
        "joint",
        "besieged",
    }


def test_without_a_date_it_is_asked_for_and_nothing_is_written(run, module):
    found = run("import", "marks", "vale.lua", "--into", "vale")
    assert found.code == 2
    assert "--date DATE" in found.err
    assert not (module / "vale").exists()


def test_a_value_that_the_table_lacks_is_named_with_its_place_and_date(run, module):
    (module / "parties.csv").write_text("party,controller\nLeague,league\n")
    found = run(
        "import", "marks", "vale.lua", "--into", "vale", "--date", "2024-03-01", "--states", "parties.csv"
    )
    assert found.code == 2
    assert (
        "vale.lua, feature Milltown: the table does not say what 'Republic' means, on 2024-03-01 (and 2 more)"
        in found.err
    )


def test_a_wide_table_of_excels_days_is_offered_as_such_and_taken_when_that_is_said(run, module):
    text = "Ort;Lat;Lon;45352;45355\nHighgate;14,50;20,50;League;Republic\n"
    text += "مدينة;١٤٫٥٢;٢٠٫٧٠;League; \nNowhere;;;League;\n"
    (module / "towns.csv").write_text(text, encoding="utf-8")
    looked = run("import", "look", "towns.csv")
    assert "45352 as 2024-03-01" in looked.out
    assert looked.out.splitlines()[-1].endswith("--wide --place Ort --excel-dates")
    assert run("import", "marks", "towns.csv", "--into", "m", "--wide", "--place", "Ort").code == 2
    found = run(
        "import", "marks", "towns.csv", "--into", "m", "--wide", "--place", "Ort", "--excel-dates", "--json"
    )
    assert {name: found.document[name] for name in ("places", "reports", "changed")} == {
        "places": 2, "reports": 3, "changed": 0
    }  # fmt: skip
    assert {name: found.document[name] for name in ("from", "through", "rows")} == {
        "from": "2024-03-01",
        "through": "2024-03-04",
        "rows": [{"controller": "republic", "places": 1}, {"controller": "league", "places": 1}],
    }
    assert any("Nowhere" in sentence for sentence in found.document["told"])


def test_the_same_file_again_changes_nothing_and_undo_takes_it_back(run, module):
    init_project(module / "valley")
    before = files_under(module / "valley")
    words = ("import", "marks", "vale.lua", "--into", "valley", "--layer", "vale", "--date", "2024-03-19")
    assert run(*words).code == 0
    once = files_under(module / "valley")
    again = run(*words)
    assert "nothing differs: nothing was written" in again.err
    assert files_under(module / "valley") == once
    assert run("undo", "valley").code == 0
    after = files_under(module / "valley")
    assert {name: after[name] for name in before} == before
    assert not (module / "valley" / "base" / "vale-extent.geojson").exists()


def test_a_file_that_is_there_already_is_not_written_over(run, module):
    init_project(module / "valley")
    (module / "valley" / "vale.geojson").write_text("mine")
    found = run("import", "marks", "vale.lua", "--into", "valley", "--layer", "vale", "--date", "2024-03-19")
    assert (found.code, (module / "valley" / "vale.geojson").read_text()) == (2, "mine")


def test_positions_of_units_are_named_as_no_control_by_the_look_and_the_import(run, module):
    point = {"type": "Point", "coordinates": [20, 14]}
    feature = {"type": "Feature", "properties": {"unit": "4th Brigade"}, "geometry": point}
    (module / "units.geojson").write_text(
        str({"type": "FeatureCollection", "features": [feature]}).replace("'", '"')
    )
    said = "positions alone, of units or events, are no control"
    assert said in run("import", "look", "units.geojson").out
    found = run("import", "marks", "units.geojson", "--into", "m", "--date", "2024-03-01")
    assert (found.code, said in found.err) == (2, True)


def test_a_check_says_that_a_derivation_is_due_and_a_report_that_it_comes_next(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "towns.csv").write_text("name,lon,lat,side\nFord,36.1,35.2,North\nMill,36.3,35.2,South\n")
    assert run("import", "marks", "towns.csv", "--into", "m", "--date", "2024-03-01").code == 0
    found = run("check", "m").out
    assert "is not derived yet, and 2 reports speak against it: ford-2024-03-01, mill-2024-03-01" in found
    assert found.count("CM604") == 1 and "controlmap derive m draws its areas" in found
    assert run("derive", "m").code == 0
    assert "CM604" not in run("check", "m").out
    said = ("--place", "ford", "--date", "2024-03-01", "--controller", "south", "--source", "towns")
    told = ("--statement", "South holds Ford.")
    tried = run("report", "add", "m", *said, *told, "--dry-run")
    assert (tried.code, "Next" in tried.err) == (0, False)
    assert run("report", "add", "m", *said, *told).err.splitlines()[-1] == "Next: controlmap derive m"
    assert run("undo", "m").code == 0
    (tmp_path / "later.csv").write_text("name,lon,lat,side\nFord,36.1,35.2,South\n")
    assert run("import", "marks", "later.csv", "--into", "m", "--date", "2024-03-09").code == 0
    due = "(the report came or changed after the areas were last derived: controlmap derive)"
    assert run("check", "m").out.count(due) == 1
    assert run("derive", "m").code == 0
    assert "CM604" not in run("check", "m").out


def test_no_derivation_is_due_on_areas_that_were_drawn(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    init_project(tmp_path / "valley")
    said = ("--place", "lower-town", "--date", "2024-03-14", "--controller", "republic")
    source = next(iter(open_project(tmp_path / "valley").sources))
    added = run("report", "add", "valley", *said, "--source", source, "--statement", "It is the republic's.")
    assert (added.code, "Next" in added.err) == (0, False)
