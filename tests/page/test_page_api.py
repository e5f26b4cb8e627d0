"""`window.controlmap`, against what the small map was made from."""

import pytest

from .conftest import Open
from .small_map import ACTORS, COLUMNS, LAST, ROWS, SOUTH, STEP, STEPS, WEST, _cell_area_m2, holder

pytestmark = pytest.mark.browser


def middle(column: int, row: int) -> tuple[float, float]:
    return WEST + STEP * (column + 0.5), SOUTH + STEP * (row + 0.5)


def test_dates_are_the_maps_own_in_every_time_zone(open_page: Open) -> None:
    for zone in ("America/Los_Angeles", "Pacific/Auckland"):
        page = open_page(timezone_id=zone)
        assert page.evaluate("controlmap.dates") == STEPS
        assert page.locator(".cm-date").inner_text() == "Tuesday, 26 November 2024"
        page.evaluate("controlmap.goTo('2024-11-30')")
        assert page.evaluate("controlmap.date") == "2024-11-30"
        assert page.locator(".cm-date").inner_text() == "Saturday, 30 November 2024"


def test_go_to_means_whole_days_and_very_instants(open_page: Open) -> None:
    page = open_page()
    for asked, expected in [
        ("2024-11", STEPS[3]),
        ("2024-11-30T13:59", STEPS[2]),
        ("2024-12-05", "2024-12-05"),
        ("2030-01-01", LAST),
        ("2000-01-01", STEPS[0]),
    ]:
        page.evaluate("iso => controlmap.goTo(iso)", asked)
        assert page.evaluate("controlmap.date") == expected


def test_at_says_who_holds_the_middle_of_each_cell_on_each_date(open_page: Open) -> None:
    points = [(c, r, i) for c in range(COLUMNS) for r in range(ROWS) for i in range(len(STEPS))]
    asked = [[*middle(c, r), STEPS[i]] for c, r, i in points]
    found = open_page().evaluate("all => all.map(p => controlmap.at(...p))", asked)
    for (column, row, date), state in zip(points, found, strict=True):
        actor, status, certainty, others = holder(column, row, date)
        expected = (ACTORS[actor][0], status, certainty, [ACTORS[i][0] for i in others])
        assert (state["controller"], state["status"], state["certainty"], state["others"]) == expected


def test_at_is_null_outside(open_page: Open) -> None:
    assert open_page().evaluate("controlmap.at(30, 30)") is None


def test_spells_join_end_to_start(open_page: Open) -> None:
    spells = open_page().evaluate("p => controlmap.spells(...p)", middle(3, 3))
    assert [one["from"] for one in spells] == ["2024-11-26", "2024-11-29", "2024-11-30"]
    assert [one["to"] for one in spells] == ["2024-11-29", "2024-11-30", None]
    assert [one["controller"] for one in spells] == ["government", "government", "hts_allied"]
    assert spells[0]["valid_from"] == "2020-03-05"
    assert spells[0]["sources"] == ["one", "two"]


def test_areas_are_sums_of_cells(open_page: Open) -> None:
    page = open_page()
    for date, iso in enumerate(STEPS):
        expected: dict[str, float] = {}
        for column in range(COLUMNS):
            for row in range(ROWS):
                actor = ACTORS[holder(column, row, date)[0]][0]
                expected[actor] = expected.get(actor, 0) + _cell_area_m2(row) / 1e6
        assert page.evaluate("iso => controlmap.areas(iso)", iso) == pytest.approx(expected)
