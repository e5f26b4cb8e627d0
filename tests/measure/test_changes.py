import numpy as np
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.dates import end_of, first_minute
from controlmap.errors import InputError
from controlmap.history import Ground, build_history
from controlmap.measure import areas, change_matrix, changed_places, changes
from controlmap.model import Place
from tests.examples import examples
from tests.measure.histories import DAYS, histories, holders
from tests.sketches import areas_from_sketch, middle_of, state

M2 = 1e-6
GEOD = pyproj.Geod(ellps="WGS84")
days = st.lists(st.sampled_from(DAYS[:9]), min_size=3, max_size=3).map(sorted)
instants = days.map(lambda dates: [f"{day}T00:00" for day in dates])


@settings(max_examples=examples(30))
@given(histories(), instants)
def test_the_matrix_balances_with_the_areas_of_both_dates(history, dates):
    first, _, last = dates
    matrix = change_matrix(history, first, last)
    for sums, day in ((matrix.sum(axis=1), first), (matrix.sum(axis=0), last)):
        area = areas(history, [day]).set_index("controller")["area_km2"]
        assert sums[sums > 0].to_dict() == pytest.approx(area.to_dict(), abs=M2)
    gained = (matrix.T - matrix).sum(axis=1)
    assert gained.to_dict() == pytest.approx((matrix.sum(axis=0) - matrix.sum(axis=1)).to_dict(), abs=M2)


@settings(max_examples=examples(30))
@given(histories(), instants)
def test_two_steps_in_time_agree_with_one_cell_by_cell(history, dates):
    one, two, three = (holders(history, np.datetime64(day, "m")) for day in dates)
    actors = change_matrix(history, dates[0], dates[2]).index.tolist()
    paths = np.zeros((len(actors),) * 3)
    for cell, path in enumerate(zip(one, two, three, strict=True)):
        paths[tuple(map(actors.index, path))] += history.cell_area_km2[cell]
    for pair, axis in (((0, 1), 2), ((1, 2), 0), ((0, 2), 1)):
        matrix = change_matrix(history, *(dates[i] for i in pair))
        assert matrix.to_numpy() == pytest.approx(paths.sum(axis=axis), abs=M2)


@settings(max_examples=examples(30))
@given(histories(), days)
def test_the_ground_that_changed_is_what_the_matrix_has_off_its_diagonal(history, dates):
    first, _, last = dates
    found, matrix = changes(history, first, last), change_matrix(history, first, last)
    rows = {(f, t): area for f, t, area in found[["from", "to", "area_km2"]].itertuples(index=False)}
    stacked = matrix.mask(np.eye(len(matrix), dtype=bool), 0).stack()
    assert rows == pytest.approx(stacked[stacked > 0].to_dict(), abs=M2)
    measured = [abs(GEOD.geometry_area_perimeter(ground)[0]) / 1e6 for ground in found.geometry]
    assert found["area_km2"].tolist() == pytest.approx(measured, abs=1e-3)
    assert found["area_km2"].is_monotonic_decreasing


@settings(max_examples=examples(25))
@given(histories(), st.sampled_from(DAYS[:9]))
def test_nothing_changes_between_an_instant_and_itself(history, day):
    found = changes(history, f"{day}T00:00", f"{day}T00:00")
    assert (len(found), found.crs.to_epsg()) == (0, 4326)


@settings(max_examples=examples(30))
@given(histories(), days)
def test_days_from_one_to_another_include_both(history, dates):
    """What changed is what the holders at the end of the last day and of the day before the first say."""
    first, last = np.datetime64(dates[0]), np.datetime64(dates[2])
    minute = np.timedelta64(1, "m")
    before = max(first_minute(first) - minute, history.start)
    after = min(end_of(last), history.end) - minute
    if first_minute(first) >= history.end or end_of(last) <= history.start:
        return
    was, now = holders(history, before), holders(history, after)
    moved = sum(
        history.cell_area_km2[i] for i, pair in enumerate(zip(was, now, strict=True)) if len({*pair}) > 1
    )
    assert changes(history, dates[0], dates[2])["area_km2"].sum() == pytest.approx(moved, abs=M2)


def taken_back():
    ground = areas_from_sketch("AB")
    return build_history(
        [
            Ground(
                "here",
                (
                    state(ground["A"], "army", "2024-11-01", id="a1"),
                    state(ground["B"], "army", "2024-11-01", "2024-11-03", id="b1"),
                    state(ground["B"], "rebels", "2024-11-03", "2024-11-05", id="b2", sources=("wire",)),
                    state(ground["B"], "army", "2024-11-05", "2024-11-06", id="b3"),
                ),
            )
        ]
    )


def place(id, column, **more) -> Place:
    lon, lat = middle_of(column, 0)
    return Place.model_validate(
        {"id": id, "name_en": id.title(), "kind": "town", "lon": lon, "lat": lat, **more}
    )


def test_states_and_sources_say_whence_a_change_is_known():
    row = changes(taken_back(), "2024-11-01", "2024-11-04").iloc[0]
    assert (row["from"], row["to"], row["states"], row["sources"]) == ("army", "rebels", ("b2",), ("wire",))


def test_places_that_changed_hands_come_with_each_handover_and_its_sources():
    found = changed_places(taken_back(), [place("west", 0), place("east", 1)], "2024-11-01", "2024-11-06")
    assert [changed.place.id for changed in found] == ["east"]
    told = [(str(h.date)[:10], h.before, h.after, h.sources) for h in found[0].handovers]
    assert told == [
        ("2024-11-03", "army", "rebels", ("wire",)),
        ("2024-11-05", "rebels", "army", ()),
        ("2024-11-06", "army", "unknown", ()),
    ]


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2024-11-03", "2024-11-04", ["03"]),
        ("2024-11-02", "2024-11-03", ["03"]),
        ("2024-11-03", "2024-11-03", ["03"]),
        ("2024-11-04", "2024-11-04", []),
        ("2024-11-03", "2024-11-05", ["03", "05"]),
        ("2024-11", "2024-11", ["03", "05", "06"]),
        ("2024", "2024-11-05", ["03", "05"]),
        ("2024-11-03T00:00", "2024-11-04", []),
        ("2024-11-02T23:59", "2024-11-03T00:00", ["03"]),
    ],
)
def test_handovers_of_the_first_day_and_of_the_last_count_and_a_date_time_is_an_instant(start, end, days):
    found = changed_places(taken_back(), [place("east", 1)], start, end)
    assert [str(h.date)[8:10] for changed in found for h in changed.handovers] == days


def test_labels_pointless_places_and_those_outside_change_no_hands():
    others = [
        place("road", 1, kind="road"),
        place("district", 1, kind="district"),
        place("nowhere", 1, lon=None, lat=None),
        place("abroad", 7),
    ]
    assert changed_places(taken_back(), others, "2024-11-01", "2024-11-06") == ()


def test_dates_in_the_wrong_order_are_refused():
    for ask in (changes, change_matrix):
        with pytest.raises(InputError, match="2024-11-04 lies after 2024-11-02"):
            ask(taken_back(), "2024-11-04", "2024-11-02")
