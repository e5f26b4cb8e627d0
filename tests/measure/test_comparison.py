"""Two maps held against each other: points on a grid, an overlay and dense points along fronts as oracles."""

from collections import defaultdict

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.errors import InputError
from controlmap.history import Ground, build_history
from controlmap.measure import areas, compare
from controlmap.model import UNKNOWN
from controlmap.plane import OUTSIDE, Grid, areas_km2
from tests.examples import examples
from tests.measure.histories import DAYS, histories, spell_of
from tests.measure.test_regions import map_of, regions_from
from tests.sketches import areas_from_sketch, state

GEOD = pyproj.Geod(ellps="WGS84")
SQUARE_KM2 = areas_km2([areas_from_sketch("A")["A"]])[0]


def in_squares(row) -> dict[str, float]:
    return {name[:-4]: round(value / SQUARE_KM2, 2) for name, value in row.items() if name.endswith("_km2")}


def test_what_each_map_says_is_counted_in_the_squares_of_the_picture():
    found = compare(map_of("AAB.", "ABB."), map_of(".BBB"), [DAYS[0], DAYS[5]])
    first, last = map(in_squares, found.agreement.to_dict("records"))
    assert first == {"agree": 1, "differ": 1, "unknown": 0, "only_a": 1, "only_b": 1}
    assert last == {"agree": 2, "differ": 0, "unknown": 0, "only_a": 1, "only_b": 1}
    assert found.agreement["share"].tolist() == pytest.approx([0.5, 1])
    said = found.matrix[found.matrix["date"] == DAYS[0]]
    assert {(row.a_says, row.b_says) for row in said.itertuples()} == {
        ("a", "b"), ("b", "b"), ("a", ""), ("", "b"),
    }  # fmt: skip


def test_ground_that_somebody_says_nobody_knows_is_no_disagreement():
    a, b = (
        build_history(
            [Ground("all", tuple(state(g, names[k], DAYS[0]) for k, g in areas_from_sketch("AB").items()))],
            grid=Grid(5),
        )
        for names in ({"A": "x", "B": UNKNOWN}, {"A": UNKNOWN, "B": UNKNOWN})
    )
    (row,) = compare(a, b).agreement.to_dict("records")
    assert (in_squares(row)["unknown"], np.isnan(row["share"])) == (2, True)


def test_actors_are_matched_as_is_said_and_those_left_out_cover_nothing():
    meant = ({"a": "north", "b": "south"}.get, {"x": "north", "y": None}.get)
    a, b = map_of("AAB"), map_of("XYY")

    def called(names):
        return lambda actor: names(actor, actor)

    (row,) = compare(a, b, DAYS[0], meant=(called(meant[0]), called(meant[1]))).agreement.to_dict("records")
    assert in_squares(row) == {"agree": 1, "differ": 0, "unknown": 0, "only_a": 2, "only_b": 0}


def test_maps_without_common_time_are_refused():
    early, late = (
        build_history([Ground("all", (state(areas_from_sketch("A")["A"], "a", day),))], start=day, end=end)
        for day, end in (("2024-01-01", "2024-02-01"), ("2024-03-01", "2024-04-01"))
    )
    with pytest.raises(InputError, match="no time in common"):
        compare(early, late)


def test_fronts_that_lie_side_by_side_are_as_far_apart_as_they_are():
    found = compare(map_of("AAAABB AAAABB"), map_of("AABBBB AABBBB"), DAYS[0])
    whole, pair = found.fronts.to_dict("records")
    metres = GEOD.inv(0.002, 0.001, 0.004, 0.001)[2]
    assert (whole["one"], pair["one"], pair["two"]) == ("", "a", "b")
    for row in (whole, pair):
        for name in ("mean_a_km", "mean_b_km", "mean_km", "greatest_km"):
            assert row[name] == pytest.approx(metres / 1000, rel=1e-4)


def test_a_front_that_only_one_map_has_is_no_distance_away():
    whole, *pairs = compare(map_of("AB"), map_of("AA"), DAYS[0]).fronts.to_dict("records")
    assert len(pairs) == 1
    for row in (whole, *pairs):
        assert row["length_a_km"] > 0
        assert row["length_b_km"] == 0
        assert np.isnan([row["mean_km"], row["greatest_km"]]).all()


def holder(history, lon: float, lat: float, moment) -> str | None:
    cell = history.cell_under(lon, lat)
    return None if cell == OUTSIDE else spell_of(history, cell, moment).controller


def kind_of(a: str | None, b: str | None) -> str | None:
    if a is None or b is None:
        return None if a is b else "only_b" if a is None else "only_a"
    return "unknown" if UNKNOWN in (a, b) else "agree" if a == b else "differ"


@settings(max_examples=examples(12))
@given(histories(), histories(), st.sampled_from(DAYS[:9]))
def test_points_on_a_grid_see_as_much_agreement_and_an_overlay_the_same_matrix(a, b, day):
    found = compare(a, b, day)
    (row,) = found.agreement.to_dict("records")
    moment = a.moment(day)
    both = shapely.union_all([*a.cells, *b.cells])
    west, south, east, north = shapely.bounds(both)
    n = 40
    # Off the borders, which lie on whole numbers of the grid.
    lons = west + (np.arange(n) + 0.4973) * (east - west) / n
    lats = south + (np.arange(n) + 0.5019) * (north - south) / n
    seen = [kind_of(holder(a, x, y, moment), holder(b, x, y, moment)) for x in lons for y in lats]
    squares = [
        shapely.box(x, y, x + (east - west) / n, y + (north - south) / n)
        for x in west + np.arange(n) * (east - west) / n
        for y in south + np.arange(n) * (north - south) / n
    ]
    outlines = shapely.length([*a.cells, *b.cells]).sum()
    borders = shapely.union_all(shapely.boundary([*a.cells, *b.cells]))
    shapely.prepare(borders)
    km2 = areas_km2(squares)
    # A square is seen wrongly only where a border goes through it.
    slack = km2[shapely.intersects(borders, squares)].sum()
    for kind in ("agree", "differ", "unknown", "only_a", "only_b"):
        here = km2[[one == kind for one in seen]].sum()
        assert row[f"{kind}_km2"] == pytest.approx(here, abs=slack)
    slow: dict[tuple[str, str], float] = defaultdict(float)
    for i, one in enumerate(a.cells):
        for j, two in enumerate(b.cells):
            if one.intersects(two):
                names = (spell_of(h, k, moment).controller for h, k in ((a, i), (b, j)))
                slow[tuple(names)] += areas_km2([shapely.intersection(one, two, grid_size=1e-5)])[0]
    fast = {(r.a_says, r.b_says): r.area_km2 for r in found.matrix.itertuples() if r.a_says and r.b_says}
    rounding = outlines * 111 * 111 * 1e-5
    for key in {*slow, *fast}:
        assert fast.get(key, 0) == pytest.approx(slow.get(key, 0), abs=rounding)


@settings(max_examples=examples(12))
@given(histories(), histories())
def test_rows_and_columns_of_the_matrix_are_the_areas_of_either_map(a, b):
    matrix = compare(a, b).matrix
    for history, column in ((a, "a_says"), (b, "b_says")):
        said = matrix[matrix[column] != ""].groupby(["date", column])["area_km2"].sum()
        rounding = shapely.length([*a.cells, *b.cells]).sum() * 111 * 111 * 1e-5
        own = areas(history, sorted({str(d) for d, _ in said.index})[-1].replace(" ", "T")[:16])
        last = said[said.index.get_level_values(0).max()]
        for row in own.itertuples():
            assert last.get(row.controller, 0) == pytest.approx(row.area_km2, abs=rounding)


@settings(max_examples=examples(12))
@given(histories())
def test_a_map_agrees_with_itself_and_its_fronts_lie_on_each_other(history):
    found = compare(history, history)
    assert not found.agreement[["differ_km2", "only_a_km2", "only_b_km2"]].to_numpy().any()
    assert not found.fronts[["mean_km", "greatest_km"]].to_numpy().any()
    assert found.fronts["length_a_km"].tolist() == found.fronts["length_b_km"].tolist()


@settings(max_examples=examples(10))
@given(histories(), histories(), st.sampled_from(DAYS[:9]))
def test_dense_points_along_both_fronts_find_the_same_distances(a, b, day):
    """Both maps are laid on one extent, so that all of each front counts."""
    everything = shapely.union_all([*a.cells, *b.cells], grid_size=1e-5)
    framed = [framed_by(history, everything, day) for history in (a, b)]
    fronts = compare(*framed, day).fronts
    for row in fronts.to_dict("records"):
        if row["one"] or np.isnan(row["mean_km"]):
            continue
        lines = [front_of(history, day) for history in framed]
        (to_b, most_b), (to_a, most_a) = (walk(lines[i], lines[1 - i]) for i in (0, 1))
        assert row["mean_a_km"] == pytest.approx(to_b, rel=0.02, abs=0.2)
        assert row["mean_b_km"] == pytest.approx(to_a, rel=0.02, abs=0.2)
        assert row["greatest_km"] == pytest.approx(max(most_a, most_b), rel=0.02, abs=0.4)


def framed_by(history, ground, day):
    """The map of a day with "z" wherever nobody is known to be."""
    held = history.at(day)
    known = held[held["controller"] != UNKNOWN]
    states = [state(row.geometry, row.controller, DAYS[0]) for row in known.itertuples()]
    taken = shapely.union_all([s.geometry for s in states], grid_size=1e-5)
    rest = [
        part
        for part in shapely.get_parts(shapely.difference(ground, taken, grid_size=1e-5))
        if part.geom_type == "Polygon"
    ]
    states += [state(part, "z", DAYS[0], id=f"z{i}") for i, part in enumerate(rest)]
    return build_history(
        [Ground("all", tuple(states))], grid=Grid(5), start=DAYS[0], end=DAYS[9], overlaps="latest"
    )


def front_of(history, day) -> shapely.Geometry:
    held = history.at(day)
    ground = list(held.geometry)
    met = [x.boundary.intersection(y.boundary) for i, x in enumerate(ground) for y in ground[i + 1 :]]
    return shapely.union_all([part for m in met for part in shapely.get_parts(m) if part.length])


def walk(line: shapely.Geometry, other: shapely.Geometry) -> tuple[float, float]:
    """Mean and greatest of the least geodesic distances from points along a line to points along another."""
    here, there = (shapely.get_coordinates(shapely.segmentize(x, 0.002)) for x in (line, other))
    parts = [p for p in shapely.get_parts(shapely.segmentize(line, 0.002)) if p.length]
    xy, index = shapely.get_coordinates(parts, return_index=True)
    same = index[1:] == index[:-1]
    middle, weight = ((xy[:-1] + xy[1:]) / 2)[same], np.linalg.norm(np.diff(xy, axis=0), axis=1)[same]
    near = shapely.STRtree(shapely.points(there)).nearest(shapely.points(middle))
    km = np.asarray(GEOD.inv(*middle.T.copy(), *there[near].T.copy())[2]) / 1000
    assert len(here)
    return float(np.average(km, weights=weight)), float(km.max())


def test_figures_by_region_share_out_what_the_maps_say():
    found = compare(map_of("AAB"), map_of("ABB"), DAYS[0], regions=regions_from("XXY"))
    rows = {row["region"]: in_squares(row) for row in found.agreement.to_dict("records")}
    assert rows["X"] == {"agree": 1, "differ": 1, "unknown": 0, "only_a": 0, "only_b": 0}
    assert rows["Y"]["agree"] == 1
