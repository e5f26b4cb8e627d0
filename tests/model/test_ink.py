"""Lines on ground are seen on whatever colour somebody gives an actor."""

from itertools import product

import pytest

from controlmap.model.ink import contrast, hatch_contrast, ink_on, over
from controlmap.model.sight import FILL, PAPERS

COLOURS = ["#990012", *("#" + bytes(rgb).hex() for rgb in product((0, 64, 128, 192, 255), repeat=3))]
HATCHES = ("contested", "joint", "besieged", "lines", "cross", "dots")


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("hatch", HATCHES)
def test_a_hatch_stands_out_from_every_ground(hatch: str, paper: str) -> None:
    for colour in COLOURS:
        ground = over(colour, FILL, over(paper))
        line = over(*ink_on(colour, hatch_contrast(hatch), paper=paper), ground)
        assert contrast(line, ground) >= hatch_contrast(hatch), colour


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(over("#000000"), over("#ffffff")) == pytest.approx(21)
    assert contrast(over("#777777"), over("#ffffff")) == pytest.approx(4.48, abs=0.005)
