"""The map as it was known before an edit is the map before that edit."""

import json
import shutil

import numpy as np
import pytest
import shapely

import controlmap
from controlmap.cli import main
from controlmap.format import JOURNAL_FILE
from controlmap.store import init_project
from tests.render.payload_reader import read_payload

YESTERDAY = np.datetime64("today") - np.timedelta64(1, "D")
DAYS = ["2024-03-08", "2024-03-13", "2024-03-14", "2024-03-20"]


@pytest.fixture
def valley(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    init_project("map")
    return controlmap.open("map")


def given_away(valley):
    ground = shapely.Point(36.412, 35.274)
    delta = valley.transfer(
        ground, to="republic", on="2024-03-14", radius_km=2, sources=["herald-2024-03-09"]
    )
    valley.apply(delta)


def restated(valley):
    earlier = valley.history().at("2024-03-08")[["controller", "geometry"]]
    valley.append("2024-03-20", earlier, controller="controller")


def held(history):
    """Square kilometres by date and holder."""
    rows = ((date, *row) for date in DAYS for row in history.at(date)[["controller", "area_km2"]].to_numpy())
    return {(date, holder): pytest.approx(area, abs=1e-4) for date, holder, area in rows}


@pytest.mark.parametrize("edit", [given_away, restated])
def test_of_the_day_before_an_edit_the_map_is_the_one_before_it(valley, edit):
    before = held(valley.history())
    edit(valley)
    assert held(valley.history()) != before
    assert held(valley.history(known_on=YESTERDAY)) == before


def dated(folder, number, day):
    """Have an entry of the journal be of another day."""
    journal = folder / JOURNAL_FILE
    lines = journal.read_text("utf-8").splitlines()
    entry = json.loads(lines[number])
    lines[number] = json.dumps(entry | {"when": f"{day}{entry['when'][10:]}"})
    journal.write_text("\n".join(lines) + "\n", "utf-8")


def run(*words):
    with pytest.raises(SystemExit) as ended:
        main([*map(str, words)])
    assert not ended.value.code


@pytest.fixture(scope="module")
def derived_twice(tmp_path_factory):
    """A folder with towns of which days later somebody says that one had changed hands, and both its maps."""
    scratch = tmp_path_factory.mktemp("derived")
    table, folder = scratch / "towns.csv", scratch / "towns"
    rows = "West,40,46,A,{}\nMiddle,40,46.2,A,{}\nEast,40,46.4,A,B\n"
    kept = []
    for number, (day, text) in enumerate([("2024-01-05", ("A", "A")), ("2024-01-09", ("A", "B"))]):
        table.write_text("Place,Lat,Lon,2024-01-01,2024-01-03\n" + rows.format(*text), "utf-8")
        run("import", "marks", table, "--into", folder, "--wide", "--place", "Place")
        run("derive", folder, "-q")
        dated(folder, 2 * number, day)
        dated(folder, 2 * number + 1, day)
        opened = controlmap.open(folder)
        kept.append({d: totals(opened.history(), d) for d in ("2024-01-01", "2024-01-03")})
    return folder, *kept


def totals(history, date):
    return {
        holder: pytest.approx(area, abs=1e-4)
        for holder, area in history.at(date).groupby("controller")["area_km2"].sum().items()
    }


def test_before_a_layer_was_derived_anew_it_is_as_it_was_derived_then(derived_twice):
    folder, first, second = derived_twice
    assert first != second
    opened = controlmap.open(folder)
    for known_on, told in [("2024-01-08", first), ("2024-01-09", second), ("2024-01-05", first)]:
        history = opened.history(known_on=known_on)
        assert {date: totals(history, date) for date in told} == told, known_on


def test_a_derivation_that_was_taken_back_never_was_on_record(derived_twice, tmp_path):
    towns, first, _ = derived_twice
    folder = shutil.copytree(towns, tmp_path / "towns")
    run("undo", folder, "--by", "anybody")
    for known_on in ("2024-01-08", "2024-01-10", None):
        history = controlmap.open(folder).history(known_on=known_on)
        assert {date: totals(history, date) for date in first} == first, known_on


def test_a_page_offers_no_day_for_each_derivation(derived_twice):
    folder, *_ = derived_twice
    header, _ = read_payload(controlmap.open(folder).payload())
    assert not header.get("editions")
