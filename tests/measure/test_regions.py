"""Figures by region, held against an overlay of each cell with each region."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from controlmap.errors import InputError
from controlmap.history import Ground, build_history
from controlmap.measure import area_ranges, areas, change_matrix, changes, region_grounds, shares_of
from controlmap.model import Region
from controlmap.plane import Grid, areas_km2
from tests.examples import examples
from tests.measure.histories import DAYS, histories, holders
from tests.plane.test_partition import polygons
from tests.sketches import areas_from_sketch, middle_of, state

M2 = 1e-6


def regions_from(sketch: str) -> list[Region]:
    return [Region(name, {"en": name}, ground) for name, ground in areas_from_sketch(sketch).items()]


def map_of(sketch: str, later: str | None = None, layers: int = 1):
    """A history that shows one sketch, and from the third day on another."""
    states = [
        state(ground, name.lower(), start, end)
        for picture, start, end in ((sketch, DAYS[0], later and DAYS[2]), (later or "", DAYS[2], None))
        for name, ground in areas_from_sketch(picture).items()
    ]
    grounds = [Ground(f"layer-{i}", tuple(states[i::layers])) for i in range(layers)]
    return build_history(grounds, grid=Grid(5), start=DAYS[0], end=np.datetime64(DAYS[9], "m"))


@st.composite
def regions(draw) -> list[Region]:
    """Regions that overlap each other, the borders of cells, and the edge of the map, as they like."""
    shapes = draw(polygons(3).filter(bool))
    return [Region(f"r{i}", {"en": f"R{i}"}, ground) for i, ground in enumerate(shapes)]


def test_a_region_over_several_layers_has_the_squares_that_the_picture_shows():
    history = map_of("AAB AAB", layers=2)
    table = areas(history, DAYS[0], by=["region", "controller"], regions=regions_from("XXX YYY"))
    square = areas_km2([areas_from_sketch("A")["A"]])[0]
    found = {(row.region, row.controller): row.area_km2 / square for row in table.itertuples()}
    assert found == pytest.approx({("X", "a"): 2, ("X", "b"): 1, ("Y", "a"): 2, ("Y", "b"): 1}, rel=1e-4)
    assert table.groupby("region")["share"].sum().tolist() == pytest.approx([1, 1])
    assert not table["uncovered_km2"].any()


def test_what_a_region_has_beside_the_map_is_told_and_takes_its_part_of_the_shares():
    history = map_of("A..")
    table = areas(history, DAYS[0], by="region", regions=regions_from("XX."))
    assert table["share"].tolist() == pytest.approx([0.5])
    assert table["uncovered_km2"].tolist() == pytest.approx(table["area_km2"].tolist(), rel=1e-4)
    (whole,) = region_grounds(history, regions_from("XX.")).itertuples(index=False)
    assert whole.area_km2 == pytest.approx(whole.covered_km2 + whole.uncovered_km2, abs=M2)


def test_a_border_that_region_and_layer_share_leaves_nothing_between_them():
    slanted = shapely.Polygon([(0, 0), (0.0123, 0.0007), (0.01, 0.009), (0.003, 0.011)])
    crossing = shapely.Polygon([(0.0009, -0.001), (0.0071, 0.012), (0.02, 0.012), (0.02, -0.001)])
    grounds = [Ground("one", (state(slanted.difference(crossing), "a", DAYS[0]),))]
    inner = state(shapely.intersection(slanted, crossing, grid_size=1e-5), "b", DAYS[0])
    history = build_history([*grounds, Ground("two", (inner,))], grid=Grid(5), overlaps="latest")
    (row,) = region_grounds(history, [Region("all", {}, Grid(5).snap(slanted))]).itertuples(index=False)
    assert (row.uncovered_km2, row.covered_km2) == (0, pytest.approx(history.cell_area_km2.sum(), abs=M2))


def test_a_map_without_regions_says_how_to_get_some():
    with pytest.raises(InputError, match="has no regions"):
        areas(map_of("AB"), by="region")


@settings(max_examples=examples(15))
@given(histories(), regions())
def test_an_overlay_of_each_cell_finds_the_area_of_each_controller_in_each_region(history, regions):
    shares = shares_of(history, regions)
    table = areas(history, DAYS[4], by=["region", "controller"], regions=regions)
    held = holders(history, history.moment(DAYS[4]))
    for number, region in enumerate(regions):
        rows = table[table["region"] == region.id]
        met = shapely.intersection(history.cells, region.ground_lonlat, grid_size=1e-5)
        found = dict(zip(rows["controller"], rows["area_km2"], strict=True))
        slow = pd.Series(areas_km2(met)).groupby(held).sum()
        # Borders that cross off the grid are rounded, by each way of cutting in its own order.
        slack = shapely.length(region.ground_lonlat) * 111 * 111 * 1e-5
        assert found == pytest.approx({actor: slow[actor] for actor in found}, abs=slack)
        assert slow.drop(list(found)).sum() <= slack
        assert shares.whole_cm2[number] / 1e10 == pytest.approx(
            areas_km2([region.ground_lonlat])[0], abs=slack
        )


@settings(max_examples=examples(12))
@given(histories(), regions())
def test_rows_by_region_add_up_to_the_ground_of_the_region_that_is_on_the_map(history, regions):
    whole = {r.region: r for r in region_grounds(history, regions).itertuples()}
    for by in (["region"], ["region", "layer", "status"], ["controller", "region"]):
        table = areas(history, by=by, regions=regions)
        for (_, name), rows in table.groupby(["date", "region"]):
            assert rows["area_km2"].sum() == pytest.approx(whole[name].covered_km2, abs=M2)
            uncovered = whole[name].uncovered_km2 / whole[name].area_km2
            assert rows["share"].sum() == pytest.approx(1 - uncovered)
    ranges = area_ranges(history, by=["controller", "region"], regions=regions)
    best = areas(history, by=["controller", "region"], regions=regions)
    both = best.merge(ranges, on=["date", "controller", "region"])
    assert both["area_km2_x"].to_numpy() == pytest.approx(both["area_km2_y"].to_numpy(), abs=M2)
    assert (ranges["area_min_km2"] <= ranges["area_max_km2"]).all()


@settings(max_examples=examples(12))
@given(histories())
def test_one_region_over_the_whole_map_says_what_the_map_says(history):
    everything = [Region("all", {}, shapely.coverage_union_all(history.cells))]
    by_region = changes(history, DAYS[0], DAYS[8], regions=everything)
    plain = changes(history, DAYS[0], DAYS[8])
    assert by_region.drop(columns=["region", "geometry"]).equals(plain.drop(columns="geometry"))
    assert all(map(shapely.equals, by_region.geometry, plain.geometry))


@settings(max_examples=examples(12))
@given(histories(), regions())
def test_what_passed_in_regions_that_share_the_ground_out_is_all_that_passed(history, regions):
    ground = shapely.box(*shapely.total_bounds(history.cells))
    first = shapely.intersection(ground, regions[0].ground_lonlat, grid_size=1e-5)
    rest = shapely.difference(ground, first, grid_size=1e-5)
    assume(first.geom_type in ("Polygon", "MultiPolygon") and not (first.is_empty or rest.is_empty))
    table = changes(history, DAYS[0], DAYS[8], regions=[Region("in", {}, first), Region("out", {}, rest)])
    matrix = change_matrix(history, DAYS[0], DAYS[8])
    # Each region's borders are rounded by themselves where they are cut by the other's.
    slack = shapely.length(first) * 111 * 111 * 1e-5 + M2
    for (old, new), rows in table.groupby(["from", "to"]):
        assert rows["area_km2"].sum() == pytest.approx(matrix.loc[old, new], abs=slack)
    assert table["area_km2"].to_numpy() == pytest.approx(areas_km2(table.geometry.to_numpy()), abs=slack)


def test_ground_that_changed_hands_is_told_by_region_with_its_outline():
    table = changes(map_of("AA", "AB"), DAYS[0], DAYS[3], regions=regions_from("XY"))
    assert table[["region", "from", "to"]].to_numpy().tolist() == [["Y", "a", "b"]]
    assert table.geometry[0].contains(shapely.Point(middle_of(1, 0)))
