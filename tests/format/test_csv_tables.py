"""The tables: read strictly, written canonically."""

from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlmap.format import parse_table, write_table
from controlmap.format.csv_tables import COLUMNS, row_lines
from controlmap.model import Place, Report, validated

ZONE = ZoneInfo("Asia/Damascus")
NEEDED = COLUMNS[Place][:-1]  # all but the aliases
PLACES = ",".join(NEEDED).replace("name", "name_en,name_ar")
REPORTS = ",".join(column for column in COLUMNS[Report] if column != "precision")


def parse(model, *lines):
    data = "\n".join(lines).encode() + b"\n"
    return parse_table(model, data, file="table.csv", zone=ZONE)


def problems(model, *lines):
    return [(p.code, p.line, p.property) for p in parse(model, *lines)[1]]


# The csv module does not give a lone carriage return back; no text of ours has one.
cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=10)
there = cells.map("A{}".format)
keys = st.from_regex(r"[a-z0-9_][a-z0-9_-]{0,7}", fullmatch=True)
places = st.builds(
    lambda place, point: validated(Place, {**place, **point}),
    st.fixed_dictionaries(
        {
            "id": keys,
            "name_en": there,
            "name_ar": cells,
            "kind": st.sampled_from(["city", "road"]),
            "coord_accuracy_m": st.none() | st.integers(0, 10_000).map(lambda n: n / 4),
            "population": st.none() | st.integers(0, 10**8),
            "note": cells,
        }
    ),
    st.fixed_dictionaries({"lon": st.integers(-18000, 18000).map(lambda n: n / 100), "lat": st.just(35.5)})
    | st.just({}),
)
reports = st.builds(
    lambda values: validated(Report, values),
    st.fixed_dictionaries(
        {
            "id": keys,
            "place": keys,
            "date": st.sampled_from(["2024-03-09", "2024-03-09T14:00"]),
            "kind": st.just("held"),
            "from_controller": st.none() | keys,
            "controller": keys,
            "others": st.lists(keys, max_size=3).map(tuple),
            "confidence": st.just("low"),
            "statement": there,
            "sources": st.lists(keys, max_size=3).map(tuple),
        }
    ),
)


@pytest.mark.parametrize(("model", "rows"), [(Place, places), (Report, reports)])
def test_what_is_written_is_read_again_as_the_same_rows_and_bytes(model, rows):
    @given(st.lists(rows, max_size=4, unique_by=lambda row: row.id))
    def check(values):
        data = write_table(model, values)
        found, wrong = parse_table(model, data, file="table.csv", zone=ZONE)
        assert (list(found), wrong) == (values, [])
        assert write_table(model, found) == data

    check()


def test_columns_may_stand_in_any_order():
    ((place,), wrong) = parse(
        Place, ",".join(reversed(COLUMNS[Place])), "Furd; Fort,,yes,,,,35.3,36.7,,village,Ford,ford"
    )
    assert wrong == []
    assert (place.id, place.lon, place.lat, place.kind) == ("ford", 36.7, 35.3, "village")
    assert place.also_called == ("Furd", "Fort")


def test_an_offset_in_a_report_is_converted():
    ((report,), _) = parse(
        Report, REPORTS, "r,p,2024-11-30T11:00Z,change,,league,held,,named,high,Taken.,a b,"
    )
    assert report.date == np.datetime64("2024-11-30T14:00")
    assert report.sources == ("a", "b")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([], [("CM140", 1, name) for name in NEEDED]),
        ([PLACES.replace("lat,", "")], [("CM140", 1, "lat")]),
        ([f"{PLACES},lat"], [("CM140", 1, "lat")]),
        ([f"{PLACES},height"], [("CM123", 1, None)]),
        ([PLACES.replace(",", ";")], [("CM140", 1, None)]),
        ([PLACES, "a,b"], [("CM141", 2, None)]),
        ([PLACES, 'a,"b\nc",,city,,,,,,,yes,', "d,e"], [("CM141", 4, None)]),
        ([PLACES, "", "a,b,,city,,,,,,,yes,", "", "a,b,,city,,,,,,,yes,"], [("CM121", 5, "id")]),
        ([PLACES, ",b,,city,,,,,,,yes,"], [("CM124", 2, "id")]),
        ([PLACES, "a b,b,,city,,,,,,,yes,"], [("CM124", 2, "id")]),
        ([PLACES, "a,b,,city,,181,x,,,,yes,"], [("CM124", 2, "lon"), ("CM124", 2, "lat")]),
        ([PLACES, "a,b,,city,,nan,35,,inf,,yes,"], [("CM124", 2, "lon"), ("CM124", 2, "coord_accuracy_m")]),
        ([PLACES, "a,b,,city,,,,,,-1,maybe,"], [("CM124", 2, "population"), ("CM124", 2, "cell")]),
        ([PLACES, 'a,"b"c,,city,,,,,,,yes,'], [("CM141", 2, None)]),
        ([PLACES, 'a,"b'], [("CM141", 2, None)]),
    ],
)
def test_each_mistake_is_named_with_its_line(lines, found):
    assert problems(Place, *lines) == found


def test_lines_count_from_where_a_row_begins():
    data = f'{PLACES}\na,"b\nc",,city,,,,,,,yes,\nd,e,,city,,,,,,,yes,\n'.encode()
    assert row_lines(data, file="x") == {"a": 2, "d": 4}


def test_tables_in_other_encodings_are_refused():
    assert parse_table(Place, PLACES.encode("utf-8-sig"), file="x", zone=ZONE)[1][0].code == "CM101"
    assert parse_table(Place, b"\xe9", file="x", zone=ZONE)[1][0].code == "CM101"


def test_figures_are_written_without_exponents_and_trailing_zeros():
    place = validated(Place, {"id": "a", "name_en": "A", "kind": "city", "lon": 0.00001, "lat": 35.0})
    assert write_table(Place, [place]).decode().splitlines()[1] == "a,A,city,,0.00001,35,,,,yes,"


def test_the_precision_of_a_report_has_a_column_where_one_is_told():
    row = "r,p,2024-11-30T09:00,change,,league,held,,named,high,Taken.,a b,"
    (plain,), _ = parse(Report, REPORTS, row)
    (told,), _ = parse(Report, f"{REPORTS},precision", f"{row},order")
    assert (plain.precision, told.precision) == (None, "order")
    assert write_table(Report, [plain]).decode() == f"{REPORTS}\n{row}\n"
    assert write_table(Report, [told]).decode() == f"{REPORTS},precision\n{row},order\n"


def test_a_report_of_a_day_has_no_hour_to_be_precise_to():
    row = "r,p,2024-11,change,,league,held,,named,high,Taken.,a b,"
    (month,), _ = parse(Report, f"{REPORTS},precision", f"{row},")
    assert write_table(Report, [month]).decode() == f"{REPORTS},precision\n{row},\n"
    (), (problem,) = parse(Report, f"{REPORTS},precision", f"{row},order")
    assert "precision 'order' is said of date-times" in problem.message
