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
