"""The shipped map: what is known for sure must come out of its places, reports and hand features."""

from collections.abc import Sequence
from pathlib import Path

import pyproj
import pytest
import shapely
from agreement import verdicts
from derive_cases import holders, snapshot

from controlmap.dates import parse_instant
from controlmap.derive import derive_project, open_to_derive
from controlmap.model import ControlState, Project
from controlmap.store import open_project

GEODATA = Path(__file__).parents[2] / "geodata"
GEOD = pyproj.Geod(ellps="WGS84")
Derived = dict[str, list[ControlState]]


@pytest.fixture(scope="module")
def project() -> Project:
    return open_to_derive(GEODATA)


@pytest.fixture(scope="module")
def derived(project: Project) -> Derived:
    return derive_project(project)


@pytest.fixture(scope="module")
def everywhere(derived: Derived) -> list[ControlState]:
    return [state for states in derived.values() for state in states]


def km2(shape_lonlat: shapely.Geometry) -> float:
    return abs(GEOD.geometry_area_perimeter(shape_lonlat)[0]) / 1e6


def held_by(states: Sequence[ControlState], controller: str, date: str) -> shapely.Geometry:
    now = snapshot(states, parse_instant(date))
    return shapely.union_all([state.geometry for state in now if state.controller == controller])


ANCHORS = {
    "aleppo": "government 2024-11-26, government 2024-11-28, hts_allied 2024-12-01, hts_allied 2024-12-12",
    "aleppo-sheikh-maqsoud": "kurdish 2024-11-26, kurdish 2024-11-30, kurdish 2024-12-01, kurdish 2024-12-12",
    "aleppo-ashrafiyeh": "kurdish 2024-11-26, kurdish 2024-12-01, kurdish 2024-12-12",
    "aleppo-international-airport": "government 2024-11-29, kurdish 2024-11-30T10:00, hts_allied 2024-12-01",
    "saraqib": "government 2024-11-28, hts_allied 2024-11-29",
    "maarrat-al-numan": "government 2024-11-29, hts_allied 2024-11-30",
    "khan-shaykhun": "government 2024-11-29, hts_allied 2024-11-30",
    "tell-rifaat": "kurdish 2024-11-26, kurdish 2024-11-30, sna 2024-12-01",
    "menagh-airbase": "kurdish 2024-11-30, sna 2024-12-01",
    "manbij": "kurdish 2024-11-26, kurdish 2024-12-07, sna 2024-12-09",
    "kobani": "kurdish 2024-11-26, kurdish 2024-12-12",
    "damascus": "government 2024-12-07, hts_allied 2024-12-08T07:00, hts_allied 2024-12-12",
    "hama": "government 2024-11-26, government 2024-12-04T23:59, hts_allied 2024-12-05",
    "rastan": "government 2024-12-05, hts_allied 2024-12-07",
    "talbiseh": "government 2024-12-05, hts_allied 2024-12-07",
    "homs": "government 2024-12-06, government 2024-12-07T12:00, hts_allied 2024-12-08",
    "daraa": "government 2024-12-05, southern_ops 2024-12-07, southern_ops 2024-12-12",
    "suwayda": "government 2024-12-06, suwayda_factions 2024-12-07T23:59, suwayda_factions 2024-12-12",
    "palmyra": "government 2024-12-06, sfa 2024-12-07, sfa 2024-12-12",
    "deir-ez-zor": "government 2024-12-05, kurdish 2024-12-06, kurdish 2024-12-10, hts_allied 2024-12-11",
    "latakia": "government 2024-12-07, hts_allied 2024-12-09",
    "tartus": "government 2024-12-07, hts_allied 2024-12-09",
    "raqqa": "kurdish 2024-11-26, kurdish 2024-12-12",
    "ras-al-ayn": "sna 2024-11-26, sna 2024-12-12",
    "jableh": "government 2024-12-07, hts_allied 2024-12-09",
    "abu-kamal": "government 2024-12-05, kurdish 2024-12-06, hts_allied 2024-12-11",
    "salamiyah": "government 2024-12-04, hts_allied 2024-12-05",
    "al-kiswah": "government 2024-12-06, southern_ops 2024-12-07",
    "al-sukhnah": "government 2024-12-06, sfa 2024-12-07",
    "al-qusayr": "government 2024-12-07, hts_allied 2024-12-08",
    "qamishli-airport": "government 2024-11-26, kurdish 2024-12-09",
    "hermon-summit": "government 2024-12-06, israel 2024-12-08, israel 2024-12-12",
    "idlib": "hts_allied 2024-11-26, hts_allied 2024-11-30, hts_allied 2024-12-12",
    "afrin": "sna 2024-11-26, sna 2024-12-12",
}


@pytest.mark.parametrize("place", ANCHORS)
def test_a_place_is_in_the_hands_of_those_who_are_known_to_have_held_it(
    place: str, project: Project, everywhere: list[ControlState]
) -> None:
    expected, dates = zip(*(anchor.split() for anchor in ANCHORS[place].split(", ")), strict=True)
    lon, lat = project.places[place].lon, project.places[place].lat
    assert lon is not None
    assert lat is not None
    assert tuple(holders(everywhere, lon, lat, *dates)) == expected


def test_the_airport_of_aleppo_changes_hands_twice_on_30_november(
    project: Project, everywhere: list[ControlState]
) -> None:
    airport = project.places["aleppo-international-airport"]
    over = [s for s in everywhere if shapely.intersects_xy(s.geometry, airport.lon, airport.lat)]
    begun = sorted((s.valid_from, s.controller) for s in over if str(s.valid_from).startswith("2024-11-30"))
    assert [controller for _, controller in begun] == ["kurdish", "hts_allied"]


@pytest.mark.parametrize("city", ["al-hasakah", "qamishli"])
def test_the_government_shares_the_cities_of_hasakah_until_7_or_8_december(
    project: Project, everywhere: list[ControlState], city: str
) -> None:
    place = project.places[city]
    over = [s for s in everywhere if shapely.intersects_xy(s.geometry, place.lon, place.lat)]
    shared = [s for s in over if "government" in s.others]
    assert {s.controller for s in over} == {"kurdish"}
    assert [str(s.valid_to) for s in shared] in (["2024-12-07"], ["2024-12-08"])


def test_each_place_of_a_governorate_lies_in_its_layer(project: Project) -> None:
    layer_of = {"Rif Dimashq": "Damascus and Rif Dimashq", "Damascus": "Damascus and Rif Dimashq"}
    extents = {layer.name["en"]: layer.extent_lonlat for layer in project.layers}
    points = [p for p in project.places.values() if p.lon is not None and p.kind not in ("road", "district")]
    assert len(points) > 450
    beyond = [
        place.id
        for place in points
        if not shapely.intersects_xy(extents[layer_of.get(place.admin1, place.admin1)], place.lon, place.lat)
    ]
    assert beyond == []


def test_the_layers_join_without_a_gap(project: Project) -> None:
    extents = [layer.extent_lonlat for layer in project.layers]
    assert shapely.coverage_is_valid(extents)
    whole = shapely.get_parts(shapely.coverage_union_all(extents))
    assert len(whole) == 2  # the mainland, and the island of Arwad
    assert all(len(part.interiors) == 0 for part in whole)


@pytest.mark.parametrize("date", ["2024-11-26", "2024-12-01", "2024-12-12"])
def test_the_kurdish_quarters_of_aleppo_are_a_small_area_in_the_north_of_the_city(
    date: str, derived: Derived
) -> None:
    city = shapely.box(37.07, 36.14, 37.2, 36.26)
    assert 3 <= km2(shapely.intersection(held_by(derived["aleppo"], "kurdish", date), city)) <= 5


@pytest.mark.parametrize("quarter", ["aleppo-sheikh-maqsoud", "aleppo-ashrafiyeh"])
def test_the_kurdish_quarters_of_aleppo_are_held_throughout(
    quarter: str, project: Project, everywhere: list[ControlState]
) -> None:
    place = project.places[quarter]
    over = [s for s in everywhere if shapely.intersects_xy(s.geometry, place.lon, place.lat)]
    assert {(s.controller, s.status) for s in over} == {("kurdish", "held")}


@pytest.mark.parametrize("date", ["2024-12-08", "2024-12-08T12:00", "2024-12-12"])
def test_no_ground_is_the_governments_once_it_has_fallen(date: str, everywhere: list[ControlState]) -> None:
    now = snapshot(everywhere, parse_instant(date))
    assert not [s.id for s in now if s.controller == "government" or "government" in s.others]


def test_every_layer_is_covered_at_every_instant_and_nothing_overlaps(
    project: Project, derived: Derived
) -> None:
    extents = {layer.id: layer.extent_lonlat for layer in project.layers}
    for layer, states in derived.items():
        extent = extents[layer]
        assert extent is not None
        for instant in sorted({state.valid_from for state in states}):
            shapes = [state.geometry for state in snapshot(states, instant)]
            assert shapely.coverage_is_valid(shapely.get_parts(shapes))
            # On the plane: straight lines of a map are no geodesics, and a cut in a long one shows in km².
            off = shapely.symmetric_difference(shapely.union_all(shapes), extent)
            assert shapely.area(off) <= shapely.length(extent) * 1e-6


def test_layers_do_not_overlap_each_other(derived: Derived) -> None:
    grounds = [shapely.union_all([state.geometry for state in states]) for states in derived.values()]
    for number, ground in enumerate(grounds):
        for other in grounds[number + 1 :]:
            assert shapely.intersection(ground, other, grid_size=1e-6).area == 0


def test_every_state_says_who_says_so_unless_nobody_knows(everywhere: list[ControlState]) -> None:
    assert [s.id for s in everywhere if not s.sources and s.controller != "unknown"] == []


def test_at_least_95_of_100_reports_agree_with_the_map(
    project: Project, everywhere: list[ControlState]
) -> None:
    found = verdicts(project.reports, project.places, everywhere)
    assert len(found) > 400
    assert sum(verdict.agrees for verdict in found) / len(found) >= 0.95


def test_the_shipped_layers_are_what_derive_makes_of_the_facts(derived: Derived) -> None:
    shipped = {layer.id: layer.states for layer in open_project(GEODATA).layers}
    assert {layer: tuple(s.model_dump() for s in states) for layer, states in shipped.items()} == {
        layer: tuple(s.model_dump() for s in states) for layer, states in derived.items()
    }
