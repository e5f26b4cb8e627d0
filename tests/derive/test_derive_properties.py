"""What holds for any places, extents, reports and hand features."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from derive_cases import GRID, START, derived, hand, place, report, snapshot
from hypothesis import assume, given, settings
from tests.examples import examples

from controlmap.derive import METHODS, surface
from controlmap.model import ControlState, HandFeature, Method, Place, Report

METRES_A_DEGREE = 111_320
ACTORS = ("red", "blue", "green", "unknown")


@dataclass(frozen=True)
class Case:
    extent: shapely.Polygon
    places: list[Place]
    reports: list[Report]
    features: list[HandFeature]


spots = st.integers(-200, 1200).map(lambda n: n / 1000)
days = st.integers(19, 39).map(lambda n: str(np.datetime64("2024-11-01") + np.timedelta64(n, "D")))
actors = st.sampled_from(ACTORS)


@st.composite
def shapes(draw: st.DrawFn) -> shapely.Polygon:
    """A star about a middle: valid, and seldom on round coordinates."""
    corners = draw(st.integers(3, 9))
    radii = draw(st.lists(st.floats(0.05, 0.5), min_size=corners, max_size=corners))
    x, y = draw(st.floats(0.2, 0.8)), draw(st.floats(0.2, 0.8))
    angles = np.arange(corners) * 2 * np.pi / corners
    ring = np.column_stack([x + radii * np.cos(angles), y + radii * np.sin(angles)])
    return shapely.Polygon(GRID.to_degrees(GRID.to_units(ring)))


@st.composite
def terms(draw: st.DrawFn, role: str) -> dict[str, str]:
    """What a hand feature of a role says beside its ground and controller."""
    since = {} if role == "baseline" else {"valid_from": draw(days)}
    return since | ({"to": draw(actors)} if role == "collapse" else {})


@st.composite
def cases(draw: st.DrawFn) -> Case:
    points = draw(st.lists(st.tuples(spots, spots), max_size=15))
    places = [
        place(f"p{n}", *point, cell=draw(st.sampled_from(["yes", "yes", "no"])))
        for n, point in enumerate(points)
    ]
    told = draw(st.lists(st.sampled_from(places), max_size=12)) if places else []
    kinds = st.sampled_from(["baseline", "change", "held"])
    confidence = st.sampled_from(["high", "medium", "low"])
    reports = [
        report(f"r{n}", one.id, draw(days), draw(actors), kind=draw(kinds), confidence=draw(confidence))
        for n, one in enumerate(told)
    ]
    roles = draw(st.lists(st.sampled_from(["baseline", "override", "collapse"]), max_size=4))
    features = [
        hand(f"h{n}", role, draw(actors), draw(shapes()), **draw(terms(role))) for n, role in enumerate(roles)
    ]
    return Case(draw(shapes()), places, reports, features)


def run(case: Case, method: Method) -> list[ControlState]:
    found = derived(
        case.places, case.reports, case.features, {"country": case.extent}, method=method, most_cells=400
    )
    return found["country"]


methods = st.sampled_from(METHODS)


def instants(states: Sequence[ControlState]) -> list[np.datetime64]:
    return sorted({START, *(state.valid_from for state in states)})


def area_m2(shape: shapely.Geometry) -> float:
    return shapely.area(shape) * METRES_A_DEGREE**2


@settings(max_examples=examples(60), deadline=None)
@given(cases(), methods)
def test_the_states_cover_the_extent_at_every_instant_without_overlap_or_hole(
    case: Case, method: Method
) -> None:
    states = run(case, method)
    ground_m2 = area_m2(shapely.union_all([state.geometry for state in snapshot(states, START)]))
    for instant in instants(states):
        shapes = [state.geometry for state in snapshot(states, instant)]
        # Lines that cross the edge of the extent between grid points bend it there by half a unit at most.
        bend_m2 = shapely.length(case.extent) * METRES_A_DEGREE * 0.5 * GRID.size * METRES_A_DEGREE
        assert area_m2(shapely.symmetric_difference(shapely.union_all(shapes), case.extent)) <= bend_m2
        # Merged or not, the ground is the same to the square metre.
        assert sum(map(area_m2, shapes)) == pytest.approx(ground_m2, abs=1)


@settings(max_examples=examples(60), deadline=None)
@given(cases(), methods)
def test_states_are_valid_and_on_the_grid_and_share_their_borders(case: Case, method: Method) -> None:
    states = run(case, method)
    assert all(state.geometry.is_valid and not state.geometry.is_empty for state in states)
    assert all(GRID.snap(state.geometry).equals_exact(state.geometry, 0) for state in states)
    for instant in instants(states):
        parts = shapely.get_parts([state.geometry for state in snapshot(states, instant)])
        assert shapely.coverage_is_valid(parts)


@settings(max_examples=examples(40), deadline=None)
@given(cases(), methods, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(case: Case, method: Method, random: Random) -> None:
    shuffled = Case(
        case.extent,
        random.sample(case.places, len(case.places)),
        random.sample(case.reports, len(case.reports)),
        random.sample(case.features, len(case.features)),
    )
    assert told(run(shuffled, method)) == told(run(case, method))


def told(states: Sequence[ControlState]) -> list[tuple[dict, str]]:
    return [(state.model_dump(), shapely.to_wkt(state.geometry, rounding_precision=-1)) for state in states]


@settings(max_examples=examples(40), deadline=None)
@given(cases(), methods, actors, days)
def test_after_a_collapse_the_fallen_hold_nothing(case: Case, method: Method, fallen: str, day: str) -> None:
    heir = next(actor for actor in ACTORS if actor != fallen)
    fall = hand("fall", "collapse", fallen, None, to=heir, valid_from=day)
    before = [feature for feature in case.features if feature.role == "baseline"]
    states = run(Case(case.extent, case.places, case.reports, [*before, fall]), method)
    since = max(np.datetime64(day, "m"), START)
    assert all(
        state.controller != fallen
        for instant in (since, *instants(states))
        if instant >= since
        for state in snapshot(states, instant)
    )


@settings(max_examples=examples(60), deadline=None)
@given(
    st.lists(st.tuples(spots, spots), min_size=1, max_size=15, unique=True),
    st.floats(0.01, 0.99),
    st.floats(0.01, 0.99),
)
def test_a_spot_is_in_the_hands_of_whoever_holds_the_nearest_place(
    points: list[tuple[float, float]], lon: float, lat: float
) -> None:
    places = [place(f"p{n}", *point) for n, point in enumerate(points)]
    reports = [
        report(f"r{n}", f"p{n}", "2024-11-26", f"actor{n}", kind="baseline") for n in range(len(points))
    ]
    # On the equator a degree is 0.7 % longer from west to east than from south to north (WGS 84).
    near = np.hypot(*((np.array(points) - (lon, lat)) * (1, 0.9933)).T)
    first, *rest = np.argsort(near)
    assume(not rest or near[rest[0]] - near[first] > 0.001)
    extent = {"country": shapely.box(0, 0, 1, 1)}
    states = derived(places, reports, [], extent, reach_km=500)["country"]
    (state,) = (s for s in states if at_spot(s, lon, lat))
    assert state.controller == f"actor{first}"


def at_spot(state: ControlState, lon: float, lat: float) -> bool:
    return bool(shapely.intersects_xy(state.geometry, lon, lat))


elsewhere = st.tuples(
    st.one_of(st.floats(-180, -40), st.floats(40, 180)), st.floats(-90, 90), st.sampled_from(["yes", "no"])
)


@settings(max_examples=examples(40), deadline=None)
@given(cases(), methods, elsewhere)
def test_what_is_reported_on_the_other_side_of_the_earth_says_nothing_of_the_ground(
    case: Case, method: Method, far: tuple[float, float, str]
) -> None:
    lon, lat, cell = far
    off, says = place("off", lon, lat, cell=cell), report("off", "off", "2024-11-28", "green")
    told = replace(case, places=[*case.places, off], reports=[*case.reports, says])
    assert run(told, method) == run(case, method)


@st.composite
def known_places(draw: st.DrawFn) -> Case:
    """Places of which somebody is known to hold each from the first day on, and nothing drawn by hand."""
    inside = st.integers(100, 900).map(lambda n: n / 1000)
    points = draw(st.lists(st.tuples(inside, inside), min_size=3, max_size=5, unique=True))
    places = [place(f"p{n}", *point) for n, point in enumerate(points)]
    first = [report(f"f{n}", one.id, str(START), "red", kind="held") for n, one in enumerate(places)]
    told = draw(st.lists(st.sampled_from(places), min_size=1, max_size=5))
    later = [
        report(f"r{n}", one.id, draw(days), draw(actors.filter(_is_known))) for n, one in enumerate(told)
    ]
    return Case(shapely.box(0, 0, 1, 1), places, first + later, [])


def _is_known(actor: str) -> bool:
    return actor != "unknown"


@settings(max_examples=examples(60), deadline=None)
@given(known_places(), methods)
def test_where_no_report_says_that_somebody_has_left_no_ground_comes_to_be_unknown(
    case: Case, method: Method
) -> None:
    """What lies between two who are as likely is of one of both, and what nobody tells of stays so."""
    with pytest.MonkeyPatch.context() as patch:
        # As on a map of a million cells a place speaks of a part of the ground only.
        patch.setattr(surface, "LENGTH_CELLS", 6)
        nobodys = [state for state in run(case, method) if state.controller == "unknown"]
    assert {(state.valid_from, state.valid_to) for state in nobodys} <= {(START, None)}


@settings(max_examples=examples(60), deadline=None)
@given(known_places())
def test_ground_becomes_nobodys_who_gains_no_place_on_that_day(case: Case) -> None:
    """An estimate that moves as others gain and lose far away is no capture."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surface, "LENGTH_CELLS", 30)
        states = run(case, "kriging")
    for instant in instants(states)[1:]:
        told = {one.controller for one in case.reports if one.date == instant}
        before = snapshot(states, instant - np.timedelta64(1, "m"))
        for new in (state for state in states if state.valid_from == instant):
            others = [state.geometry for state in before if state.controller != new.controller]
            taken = shapely.area(shapely.intersection(new.geometry, shapely.union_all(others)))
            assert taken < 1e-9 or new.controller in told, (instant, new.controller)
