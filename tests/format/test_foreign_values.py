"""What other programs make of a control state's values, and what the map makes of that."""

import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlmap.format import as_ours, property_names, says_the_same

DAMASCUS = ZoneInfo("Asia/Damascus")
WORDS = st.lists(st.text("abcdefghij-0123456789", min_size=1, max_size=12), min_size=1, max_size=5)

LISTS = {
    "JSON": lambda words: "[ " + ", ".join(f'"{word}"' for word in words) + " ]",
    "GDAL": lambda words: f"({len(words)}:{','.join(words)})",
    "NumPy": lambda words: str(np.array(words)),
    "Python": lambda words: str(words),
    "QGIS": ",".join,
    "spaces": " ".join,
    "array": np.array,
    "tuple": tuple,
    "text in a list": lambda words: [str(np.array(words))],
}


@pytest.mark.parametrize("way", LISTS)
@given(words=WORDS)
def test_a_list_is_the_same_in_whatever_way_it_is_written(way, words):
    written = LISTS[way](words)
    assert as_ours("sources", written) == words
    assert says_the_same("sources", words, written)
    assert not says_the_same("sources", [*words, "another"], written)


@pytest.mark.parametrize(
    "nothing",
    [None, "", " ", "NULL", "null", "None", "nan", "NaN", "NaT", "<NA>", float("nan"), pd.NaT, pd.NA],
)
def test_nothing_is_written_in_many_ways(nothing):
    assert as_ours("note", nothing) is None
    assert says_the_same("note", None, nothing)


DAY = [
    "2024-11-30",
    "2024/11/30",
    "2024/11/30 00:00:00",
    "2024-11-30T00:00:00",
    "2024-11-30 00:00:00",
    "2024-11-30T00:00:00Z",
    "2024-11-30T00:00:00.000Z",
    "2024/11/30 00:00:00+00",
    pd.Timestamp("2024-11-30"),
    datetime.date(2024, 11, 30),
    datetime.datetime(2024, 11, 30),
    np.datetime64("2024-11-30", "ns"),
]


@pytest.mark.parametrize("written", DAY, ids=str)
def test_a_day_comes_back_as_a_day(written):
    assert as_ours("valid_from", written) == "2024-11-30"
    assert says_the_same("valid_from", "2024-11-30", written, zone=DAMASCUS)
    assert not says_the_same("valid_from", "2024-12-01", written, zone=DAMASCUS)


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("2024-11", "2024-11-01T00:00:00", True),
        ("2024-11", "2024-11-01", False),
        ("2024", "2024/01/01 00:00:00", True),
        ("2024-11-30T14:00", "2024-11-30T14:00:00Z", True),
        ("2024-11-30T14:00", "2024-11-30T14:00:00+03:00", True),
        ("2024-11-30T14:00", "2024-11-30T14:00:00+02:00", False),
        ("2024-11-30T00:00", "2024-11-30T00:00:00", True),
        ("2024-11-30T14:00", "2024-11-30", False),
        ("-0044-03-15", "-0044-03-15", True),
        ("2024-11-30", "soon", False),
    ],
)
def test_an_instant_is_the_same_where_no_precision_was_lost_or_won(ours, theirs, same):
    assert says_the_same("valid_from", ours, theirs, zone=DAMASCUS) is same


def test_an_hour_that_a_column_of_days_cannot_hold_is_not_lost():
    assert says_the_same("valid_from", "2024-11-30T14:00", "2024-11-30", days_only=True)
    assert not says_the_same("valid_from", "2024-11-30T14:00", "2024-12-01", days_only=True)


@given(st.text(min_size=150, max_size=400).filter(lambda text: text == text.strip()))
def test_a_text_that_a_shapefile_cut_is_the_same(text):
    cut = text.encode()[:254].decode("utf-8", "ignore")
    same = cut == text or len(cut.encode()) >= 240
    assert says_the_same("note", text, cut) is same


def test_letters_that_an_encoding_lacks_are_the_same_as_question_marks():
    assert says_the_same("area_ar", "حلب", "???")
    assert says_the_same("area", "Çobanbey حلب", "Çobanbey ???")
    assert not says_the_same("area", "Aleppo", "Aleppo?")


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (5.3, 5.3, True),
        (5.3, "5.3", True),
        (5, 5.0, True),
        (5.3, 5.4, False),
        (5.3, "far", False),
        (5, None, False),
    ],
)
def test_numbers_are_the_same_whatever_their_type(ours, theirs, same):
    assert says_the_same("evidence_distance_km", ours, theirs) is same


def test_columns_are_found_by_names_that_a_format_cut_or_spelt_otherwise():
    columns = ["FID", "Controller", "evidence_d", "area_zh-Ha", "area_zh-_1", "VALID_FROM"]
    known = ["controller", "valid_from", "evidence_distance_km", "area_zh-Hant", "area_zh-Hans"]
    assert property_names(columns, known) == {
        "Controller": "controller",
        "VALID_FROM": "valid_from",
        "evidence_d": "evidence_distance_km",
        "area_zh-Ha": "area_zh-Hant",
        "area_zh-_1": "area_zh-Hans",
    }
