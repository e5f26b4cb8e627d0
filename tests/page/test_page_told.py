"""What a place's panel says of reports that tell late, and of those that name nobody."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

import controlmap
from controlmap.cli import cli

from .conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("coarse")]

TOWNS = """Place,Lat,Lon,2024-05-01,2024-05-08,2024-05-15
Highgate,36.20,37.15,League,League,Republic
Fordham,36.30,37.45,League,Republic,Republic
Quayside,36.50,37.80,,Nobody,League
"""
VALUES = "value,controller,name\nNobody,unknown,\nLeague,league,League\nRepublic,republic,Republic\n"


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("towns")
    for name, text in (("towns.csv", TOWNS), ("values.csv", VALUES)):
        (folder / name).write_text(text, encoding="utf-8")
    table, values, vale = (str(folder / name) for name in ("towns.csv", "values.csv", "vale"))
    for words in (
        ["import", "marks", table, "--into", vale, "--wide", "--place", "Place", "--states", values],
        ["derive", vale],
    ):
        done = CliRunner().invoke(cli, words)
        assert done.exit_code == 0, done.output
    return controlmap.open(vale).build(folder / "towns.html")


@pytest.mark.parametrize(
    ("place", "date", "says", "silent"),
    [
        (
            "highgate",
            "2024-05-15",
            "Passed from League between 8 May 2024 and 15 May 2024: no report says when.",
            "the hour is not known",
        ),
        ("highgate", "2024-05-08", "League", "passed"),
        (
            "highgate",
            "2024-05-12",
            "May have passed to Republic already: it did between 8 May 2024 and 15 May 2024, and no report",
            "Passed from",
        ),
        ("quayside", "2024-05-08", "The last report on it names no holder", "No report says who holds it"),
        ("quayside", "2024-05-08", "Unknown", "Left by who held it"),
        ("quayside", "2024-05-01", "No report says who holds it", "names no holder"),
        ("quayside", "2024-05-15", "League", "Passed from"),
    ],
)
def test_a_panel_says_what_reports_let_it(
    open_page: Open, towns: Path, place: str, date: str, says: str, silent: str
) -> None:
    page = open_page(towns, f"#date={date}&place={place}")
    panel = page.locator(".cm-place")
    expect(panel).to_contain_text(says)
    expect(panel).not_to_contain_text(silent)
