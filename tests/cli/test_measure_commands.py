"""`controlmap areas`, `changes`, `fronts` and `at`, on the example's valley."""

import csv
import io
import json
import shlex
from pathlib import Path

import click
import pytest
import shapely

from controlmap.api import open_map

from .conftest import Run
from .every_command import COMMANDS


def test_areas_have_a_row_for_each_date_layer_and_controller(run: Run, project: Path) -> None:
    rows = run("areas", project, "--json").document["rows"]
    assert [(r["date"], r["layer"], r["controller"]) for r in rows] == [
        (date, "valley", name) for date in ("2024-03-01", "2024-03-09") for name in ("league", "republic")
    ]
    total = open_map(project).history().cell_area_km2.sum()
    for date in ("2024-03-01", "2024-03-09"):
        assert sum(r["area_km2"] for r in rows if r["date"] == date) == pytest.approx(total, abs=1e-5)
        assert sum(r["share"] for r in rows if r["date"] == date) == pytest.approx(1, abs=1e-5)


def test_areas_by_one_label_span_all_layers(run: Run, project: Path) -> None:
    rows = run("areas", project, "--by", "certainty", "--at", "2024-03-10", "--json").document["rows"]
    assert [(r["layer"], r["controller"], r["certainty"]) for r in rows] == [
        (None, None, "inferred"),
        (None, None, "reported"),
    ]


def test_areas_as_csv_say_the_same_as_json(run: Run, project: Path) -> None:
    asked = ("areas", project, "--every", "10d", "--by", "controller")
    table = list(csv.DictReader(io.StringIO(run(*asked, "--csv").out)))
    rows = run(*asked, "--json").document["rows"]
    assert [row["date"] for row in table] == ["2024-03-01", "2024-03-01", "2024-03-11", "2024-03-11"]
    assert [float(row["area_km2"]) for row in table] == [row["area_km2"] for row in rows]


def test_areas_as_text_are_a_table(run: Run, project: Path) -> None:
    lines = run("areas", project, "--at", "2024-03-09").out.splitlines()
    assert lines[0].split()[:3] == ["date", "layer", "controller"]
    assert [line.split()[2] for line in lines[1:]] == ["league", "republic"]


def test_an_offset_is_converted_to_the_time_zone_of_the_project(run: Run, project: Path) -> None:
    rows = run("areas", project, "--at", "2024-03-08T22:00Z", "--json").document["rows"]
    assert {row["date"] for row in rows} == {"2024-03-09T01:00"}


def test_changes_balance_and_name_the_place_with_its_source(run: Run, project: Path) -> None:
    document = run("changes", "2024-03-01", "2024-03-10", project, "--json").document
    (row,) = document["matrix"]
    before, after = (
        {
            r["controller"]: r["area_km2"]
            for r in run("areas", project, "--at", day, "--json").document["rows"]
        }
        for day in ("2024-03-01", "2024-03-10")
    )
    assert (row["from"], row["to"]) == ("republic", "league")
    assert row["area_km2"] == pytest.approx(after["league"] - before["league"], abs=1e-5)
    (place,) = document["places"]
    assert (place["place"], place["from"], place["to"]) == ("lower-town", "republic", "league")
    assert place["changes"][0] == {
        "date": "2024-03-09",
        "precision": "day",
        "from": "republic",
        "to": "league",
        "state": "valley-0004",
        "certainty": "reported",
        "sources": ["herald-2024-03-09"],
        "note": "The Republic has not spoken of it.",
    }


def test_changes_as_geojson_are_the_ground_that_passed(run: Run, project: Path) -> None:
    (feature,) = run("changes", "2024-03-01", "2024-03-10", project, "--geojson").document["features"]
    ground = shapely.geometry.shape(feature["geometry"])
    assert ground.covers(shapely.Point(36.412, 35.274))
    assert feature["properties"]["sources"] == ["herald-2024-03-09"]


def test_where_nothing_changed_it_says_so(run: Run, project: Path) -> None:
    asked = ("changes", "2024-03-10", "2024-03-11", project)
    assert run(*asked).out == "nothing changed hands\n"
    assert run(*asked, "--json").document == {
        "matrix": [],
        "places": [],
        "doubts": [],
        "doubtful_places": [],
    }
    assert run(*asked, "--geojson").document == {"type": "FeatureCollection", "features": []}


def test_fronts_come_by_pair_with_their_length(run: Run, project: Path) -> None:
    document = run("fronts", "2024-03-10", project, "--json").document
    (row,) = document["rows"]
    assert row["pair"] == ["league", "republic"]
    assert document["with_unknown"] == []
    (feature,) = run("fronts", "2024-03-10", project, "--geojson").document["features"]
    assert feature["geometry"]["type"] == "MultiLineString"
    assert feature["properties"] == row


def test_the_ages_of_a_front_add_up_to_its_length(run: Run, project: Path) -> None:
    (whole,) = run("fronts", "2024-03-10", project, "--json").document["rows"]
    rows = run("fronts", "2024-03-10", project, "--ages", "--json").document["rows"]
    assert [(row["since"], row["days"]) for row in rows] == [("2024-03-09", 2), ("2024-03-01", 10)]
    assert sum(row["length_km"] for row in rows) == pytest.approx(whole["length_km"], abs=1e-5)


def test_durations_put_the_longest_hold_first_and_say_where(run: Run, project: Path) -> None:
    rows = run("durations", project, "--json").document["rows"]
    assert [row["longest_days"] for row in rows] == sorted((r["longest_days"] for r in rows), reverse=True)
    assert {"layer", "controller", "days", "times", "area_km2", "lon", "lat", "places"} <= rows[0].keys()
    history = open_map(project).history()
    assert all(history.cell_under(row["lon"], row["lat"]) >= 0 for row in rows)
    assert any("lower-town" in row["places"] for row in rows)


def test_contested_ground_is_what_changed_hands_most_often(run: Run, project: Path) -> None:
    rows = run("durations", project, "--contested", "--json").document["rows"]
    assert [row["changes"] for row in rows] == sorted((row["changes"] for row in rows), reverse=True)
    assert "lower-town" in rows[0]["places"]
    assert len(run("durations", project, "--contested", "--limit", "1").out.splitlines()) == 2


def test_durations_as_csv_say_the_same_as_json(run: Run, project: Path) -> None:
    table = list(csv.DictReader(io.StringIO(run("durations", project, "--csv").out)))
    rows = run("durations", project, "--json").document["rows"]
    assert [(row["controller"], float(row["days"])) for row in table] == [
        (r["controller"], r["days"]) for r in rows
    ]


def test_population_is_that_of_the_settlements(run: Run, project: Path) -> None:
    rows = run("population", "2024-03-10", project, "--json").document["rows"]
    places = open_map(project).population("2024-03-10")
    assert [(row["controller"], row["population"]) for row in rows] == list(
        places[["controller", "population"]].itertuples(index=False, name=None)
    )
    assert run("population", "2024-03-10", project).out.split()[:2] == ["controller", "population"]


def test_a_raster_that_is_not_there_is_named(run: Run, project: Path) -> None:
    asked = run("population", "2024-03-10", project, "--raster", "no.tif")
    assert (asked.code, asked.out) == (2, "")
    assert "no.tif" in asked.err


@pytest.mark.parametrize("name", ["lower-town", "Lower Town", "lowertown", "البَلدة السُفلى", "36.412,35.274"])
def test_a_place_answers_to_id_name_and_point(run: Run, project: Path, name: str) -> None:
    document = run("at", name, project, "--json").document
    assert [(s["from"], s["controller"], s["certainty"]) for s in document["spells"]] == [
        ("2024-03-01", "republic", "inferred"),
        ("2024-03-09", "league", "reported"),
    ]
    assert document["layer"] == "valley"
    assert document["spells"][1]["sources"][0]["id"] == "herald-2024-03-09"


def test_a_date_picks_the_one_spell(run: Run, project: Path) -> None:
    for day, controller in (("2024-03-08T23:59", "republic"), ("2024-03-09", "league"), ("2024", "league")):
        (spell,) = run("at", "lower-town", project, "--on", day, "--json").document["spells"]
        assert spell["controller"] == controller


@pytest.mark.parametrize(("asked", "changed"), [("2024-03-09", 1), ("2024-03", 1), ("2024-03-10", 0)])
def test_a_day_tells_who_lost_the_place_in_the_course_of_it(
    run: Run, project: Path, asked: str, changed: int
) -> None:
    document = run("at", "lower-town", project, "--on", asked, "--json").document
    assert document["on"] == asked
    assert [(c["from"], c["to"]) for c in document["changes"]] == [("republic", "league")] * changed
    assert run("at", "lower-town", project, "--on", asked).out.count("republic → league") == changed


def test_areas_come_under_the_date_that_was_asked_for(run: Run, project: Path) -> None:
    asked = ["2024-03", "2024-03-08", "2024-03-09", "2024-03-09T00:00", "2024-03-08T22:00Z"]
    at = [word for date in asked for word in ("--at", date)]
    rows = run("areas", project, "--by", "controller", *at, "--json").document["rows"]
    assert list(dict.fromkeys(row["date"] for row in rows)) == [
        "2024-03-08", "2024-03-09T00:00", "2024-03-09T01:00", "2024-03-09", "2024-03",
    ]  # fmt: skip
    areas = {row["date"]: row["area_km2"] for row in rows if row["controller"] == "league"}
    assert areas["2024-03-08"] < areas["2024-03-09T00:00"] == areas["2024-03-09"] == areas["2024-03"]


def test_at_in_words_has_names_dates_and_sources(run: Run, project: Path) -> None:
    out = run("at", "lower-town", project).out
    assert out.startswith("Lower Town البلدة السفلى (lower-town)\n")
    assert "1 March 2024 until 9 March 2024  republic" in out
    assert "since 9 March 2024  league, held, reported" in out
    assert "The Valley Herald (invented). League enters the lower town" in out


def test_a_point_outside_is_told_in_words(run: Run, project: Path) -> None:
    assert "lies outside the map\n" in run("at", "-5.5,30", project).out
    assert "36.412, 35.274 is inside: longitude comes first" in run("at", "35.274,36.412", project).out
    document = run("at", "-5.5,30", project, "--json").document
    assert (document["layer"], document["spells"]) == (None, [])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("at", "Lover Tawn"), "Did you mean 'Lower Town' (id lower-town)?"),
        (("at", "lower-town", "--on", "2025-01-01"), "outside the map's period"),
        (("at", "200,10"), "no longitude and latitude"),
        (("areas", "--at", "2025-01-01"), "outside the map's period"),
        (("areas", "--at", "9.3.2024"), "did you mean 2024-03-09?"),
        (("areas", "--every", "soon"), "not a step of time"),
        (("areas", "--at", "2024-03-02", "--every", "1d"), "exclude each other"),
        (("areas", "--json", "--csv"), "exclude each other"),
        (("areas", "--by", "colour"), "colour"),
        (("changes", "2024-03-10", "2024-03-01"), "lies after"),
        (("fronts", "2023-01-01"), "outside the map's period"),
        (("fronts", "2024-03-10", "--json", "--geojson"), "exclude each other"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_code_2(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(project)
    outcome = run(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err


def test_python_gives_the_same_numbers(run: Run, project: Path) -> None:
    found = open_map(project)
    rows = run("areas", project, "--by", "controller", "--json").document["rows"]
    assert found.area_ranges()["area_km2"].round(6).tolist() == [row["area_km2"] for row in rows]
    assert found.areas(every="1d", by="layer")["date"].nunique() == 20
    assert found.change_matrix("2024-03-01", "2024-03-10").loc["republic", "league"] > 0
    assert [c.place.id for c in found.changed_places("2024-03-01", "2024-03-10")] == ["lower-town"]
    # Lengths of several dates are summed in whole millimetres.
    [row] = run("fronts", "2024-03-10", project, "--json").document["rows"]
    assert found.front_lengths(["2024-03-10"])["length_km"].tolist() == [
        pytest.approx(row["length_km"], abs=2e-6)
    ]
    assert found.population("2024-03-10").values.tolist() == [["league", 12000, 1, 0]]
    assert found.durations()["longest_days"].max() == 20
    assert found.turnover()["changes"].tolist() == [1, 0, 0]


def test_the_output_is_json_that_keeps_arabic_readable(run: Run, project: Path) -> None:
    out = run("at", "lower-town", project, "--json").out
    assert "البلدة السفلى" in out
    assert json.loads(out)["place"]["name_ar"] == "البلدة السفلى"


def test_no_hour_is_told_that_no_source_gave(run: Run, project: Path) -> None:
    town = ("--area", "lower-town", "--radius-km", "2", "--source", "herald-2024-03-09")
    for actor, hour in (("republic", "09:00"), ("league", "12:00")):
        on = f"2024-03-12T{hour}"
        assert run("transfer", project, "--to", actor, "--on", on, "--precision", "order", *town).code == 0
    asked = [
        ("at", "lower-town"),
        ("at", "lower-town", "--on", "2024-03-12"),
        ("changes", "2024-03", "2024-03"),
    ]
    for command, *rest in asked:
        outs = [run(command, *rest, project, *more).out for more in ([], ["--json"])]
        assert all("order" in out and "09:00" not in out and "12:00" not in out for out in outs)
    assert "during 12 March 2024 (order known, hours not)  republic" in run("at", "lower-town", project).out
    assert ":00" not in run("areas", project).out + run("fronts", "2024-03-12", project, "--ages").out
    rows = run("areas", project, "--json").document["rows"]
    told = {(row["date"], row["precision"], row["of_day"]) for row in rows if row["of_day"]}
    assert told == {("2024-03-12", "order", "1/2"), ("2024-03-12", "order", "2/2")}
    lines = (project / "valley.geojson").read_text(encoding="utf-8").splitlines()
    assert all('"precision": "order"' in line for line in lines if '"valid_from": "2024-03-12T' in line)


def test_a_month_stays_a_month_from_the_edit_to_the_answer(run: Run, project: Path) -> None:
    town = ("--area", "lower-town", "--radius-km", "2", "--source", "herald-2024-03-09")
    settings = project / "controlmap.toml"
    told = settings.read_text(encoding="utf-8").replace("2024-03-20", "2024-05-31")
    settings.write_text(told, encoding="utf-8")
    assert run("transfer", project, "--to", "republic", "--on", "2024-04", *town).code == 0
    before = (project / "valley.geojson").read_bytes()
    assert b'"valid_from": "2024-04", "valid_to": null' in before
    assert b'"valid_to": "2024-04", "certainty"' in before
    assert run("format", project).code == 0
    assert (project / "valley.geojson").read_bytes() == before
    assert "since April 2024  republic" in run("at", "lower-town", project).out
    last = run("at", "lower-town", project, "--json").document["spells"][-1]
    assert (last["from"], last["from_precision"]) == ("2024-04", "month")
    assert run("undo", project).code == run("redo", project).code == 0
    assert (project / "valley.geojson").read_bytes() == before


def test_an_hour_cannot_be_said_of_a_day(run: Run, project: Path) -> None:
    town = ("--area", "lower-town", "--radius-km", "2", "--source", "herald-2024-03-09")
    outcome = run(
        "transfer", project, "--to", "republic", "--on", "2024-03-12", "--precision", "order", *town
    )
    assert outcome.code == 2
    assert "2024-03-12 has no hour to be precise to" in outcome.err


@pytest.mark.parametrize(
    ("name", "number"),
    [
        (name, number)
        for name, command in COMMANDS.items()
        for number, argument in enumerate(p for p in command.params if isinstance(p, click.Argument))
        if argument.make_metavar(click.Context(command)) in ("DATE", "FROM", "TO")
    ],
)
def test_a_map_project_in_the_place_of_a_date_is_told(
    run: Run, project: Path, name: str, number: int
) -> None:
    done = run(name, *["2024-03-09"] * number, project)
    assert done.code == 2
    assert "is a map project: a date goes before it" in done.err


@pytest.mark.parametrize(
    ("command", "first", "what"), [("at", "Lower Town", "a place"), ("revert", "1", "an entry")]
)
def test_words_in_the_wrong_order_are_told_in_the_right_one(
    run: Run, project: Path, command: str, first: str, what: str
) -> None:
    told = run(command, project, first)
    assert told.code == 2
    assert f"is a map project: {what} goes before it" in told.err
    assert f"controlmap {command} {shlex.quote(first)} {project}" in told.err
    assert f"{what} goes before it" in run(command, project).err


def test_of_many_reports_the_nearest_are_shown_and_the_others_counted(run: Run, project: Path) -> None:
    source = ("--source", "herald-2024-03-09")
    for number in range(6):
        said = ("--statement", f"Quiet, {number}.", "--controller", "league", "--date", f"2024-03-1{number}")
        assert run("report", "add", project, "--place", "lower-town", *said, *source).code == 0
    shown = run("at", "lower-town", project, "--on", "2024-03-18", "--reports").out
    assert "(Lower Town, 0 km, 2024-03-15): Quiet, 5." in shown
    assert shown.count("(Lower Town, 0 km") == 5
    assert "and 2 more: --all-reports tells them" in shown
    whole = run("at", "lower-town", project, "--on", "2024-03-18", "--all-reports").out
    assert whole.count("(Lower Town, 0 km") == 7


def test_where_nothing_is_as_wide_as_is_asked_it_is_not_said_that_nobody_faces_anybody(
    run: Run, project: Path
) -> None:
    assert run("fronts", "2024-03-10", project).out.startswith("pair")
    wide = run("fronts", "2024-03-10", project, "--across-m", "10000")
    assert "ground narrower than 10000 m is left out" in wide.out and "nobody faces" not in wide.out
