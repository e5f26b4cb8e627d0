"""Ids that are made for records: see test_additions for those of publishers, places and what is said."""

import pytest

from controlmap.edit.log.made_ids import next_number


@pytest.mark.parametrize(
    ("names", "following"),
    [
        ([], "r1"),
        (["x", "r1b"], "r1"),
        (["r0324"], "r0325"),
        (["r0009", "r0010-k3fq"], "r0011"),
        (["r9"], "r10"),
        (["r99", "r100"], "r101"),
        (["a7", "b9", "b8"], "b10"),
        (["r5-ABCD", "r5-abc", "r3"], "r4"),
        (["12"], "13"),
    ],
)
def test_the_next_number_follows_the_greatest_in_its_own_form(names, following):
    assert next_number(names) == following


@pytest.mark.parametrize(
    ("names", "following"),
    [
        (["shusha-1918", "shusha-1919", "hama--44"], "r1"),
        (["shusha-1918", "shusha-1920-lhec"], "r1"),
        (["shusha-1918", "r7-lhec"], "r8"),
        (["sha-1918"], "sha-1919"),
    ],
)
def test_a_year_behind_the_id_of_a_place_is_no_number_of_reports(names, following):
    assert next_number(names, {"shusha", "hama"}) == following
