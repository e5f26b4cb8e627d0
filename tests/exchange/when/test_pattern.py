"""Dates in names, as patterns read them."""

import pytest

from controlmap.exchange.when import Reckoning, read_when


@pytest.mark.parametrize(("written", "pattern"), [("31-12-9999", "%d-%m-%Y"), ("map 9999", "map %Y")])
def test_a_pattern_reads_the_year_9999_as_an_open_end_too(written, pattern):
    assert read_when(written, Reckoning(pattern=pattern)) is None


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("map%Y%m*", "map1861020", "1861-02"),
        ("map%Y%m*", "map186102", "1861-02"),
        ("*_%Y%m%d", "front_line_20241129", "2024-11-29"),
        ("*_%d.%m.%Y_v*", "front_29.11.2024_v2", "2024-11-29"),
        ("%Y*", "1914 (second printing)", "1914"),
    ],
)
def test_a_star_in_a_pattern_stands_for_any_letters(pattern, name, expected):
    assert read_when(name, Reckoning(pattern=pattern)).text == expected


@pytest.mark.parametrize(("pattern", "name"), [("map%Y%m*", "mop186102"), ("*_%Y", "front"), ("*", "1914")])
def test_a_name_that_does_not_fit_a_pattern_with_a_star_is_named(pattern, name):
    with pytest.raises(ValueError, match="does not read"):
        read_when(name, Reckoning(pattern=pattern))
