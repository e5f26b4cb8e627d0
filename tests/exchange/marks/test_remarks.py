"""What an import of marks says of what it made: actors and places that look like slips."""

import pytest

from controlmap.exchange import import_marks

SPAIN = [(-3.7, 40.4), (-0.4, 39.5), (2.2, 41.4), (-5.9, 37.4), (-8.4, 43.4)]


def table(*rows):
    lines = [f"{name},{lon},{lat},{side}" for name, lon, lat, side in rows]
    return "\n".join(["name,lon,lat,side", *lines, ""])


@pytest.fixture
def told(tmp_path):
    def bring(*rows, date="1936-07-20"):
        (tmp_path / "guerra.csv").write_text(table(*rows), encoding="utf-8")
        return import_marks(tmp_path / "guerra.csv", tmp_path / "map", date=date).told

    return bring


def sides(*names):
    return [(f"T{i}", *SPAIN[i % 5], name) for i, name in enumerate(names)]


def test_new_actors_are_told_the_rarest_first_and_slips_beside_what_they_are_near(told):
    found = told(*sides("Nationalists", "Nationalits", "Nationalists", "Republic", "Republic"))
    assert "new actors: 'Nationalits' (1 report), 'Nationalists' (2 reports), 'Republic' (2 reports)" in found
    assert "'Nationalits' (1 report) is near 'Nationalists' (2): --states says what values mean" in found
    later = told(("T0", *SPAIN[0], "Republik"), ("T1", *SPAIN[1], "Nationalists"), date="1936-08-20")
    assert "new actors: 'Republik' (1 report)" in later
    assert "'Republik' (1 report) is near 'Republic' (2): --states says what values mean" in later


def test_values_that_are_no_actors_are_told(told):
    (found,) = [one for one in told(*sides("?", "Red/White", "Red", "Red", "Unclear")) if "contested" in one]
    assert found.startswith("'?' (1 report), 'Red/White' (1 report), 'Unclear' (1 report): a table says")


def test_letters_that_are_turned_round_are_one_slip(told):
    assert any(
        "'Leauge' (1 report) is near 'League' (2)" in one
        for one in told(*sides("League", "League", "Leauge"))
    )


def test_names_that_are_meant_are_no_slips(told):
    found = told(*sides("North", "South", "South", "1st Brigade", "2nd Brigade", "2nd Brigade"))
    assert not [one for one in found if "is near" in one or "contested" in one]


def test_swapped_coordinates_are_told_and_a_far_place_is_not(told):
    rows = [(f"T{i}", *lonlat, "R") for i, lonlat in enumerate(SPAIN)]
    found = told(*rows, ("Teruel", 40.3, -1.1, "R"), ("Melilla", -2.9, 35.3, "R"), ("Habana", -82, 23, "R"))
    swapped = [one for one in found if "swapped" in one]
    assert swapped == ["longitude and latitude swapped? far from all others: 'Teruel' at 40.3, -1.1"]
    assert not [one for one in told(*rows, date="1936-08-01") if "swapped" in one]


def test_places_of_one_name_are_told(told):
    found = told(("Teruel", -1.1, 40.3, "R"), ("Teruel", -1.2, 40.3, "R"), ("Caspe", 0, 41.2, "R"))
    assert "several new places of one name: 'Teruel' (2)" in found


def test_a_corrected_coordinate_that_makes_a_second_place_is_told(told):
    told(("Teruel", -1.1, 40.3, "R"), ("Caspe", 0, 41.2, "R"))
    near = told(("Teruel", -1.1, 40.315, "R"), ("Caspe", 0, 41.205, "R"))
    (found,) = [one for one in near if "of the same name" in one]
    assert found.startswith("new places near a known one of the same name: 'Teruel', 1.7 km from teruel; ")
    far = told(("Caspe", 0, 41.3, "R"))
    assert not [one for one in far if "of the same name" in one]
