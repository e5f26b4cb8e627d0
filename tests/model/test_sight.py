"""Colours are compared as the page shows them, by a formula that gives the published numbers."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from controlmap.format import read_settings
from controlmap.model import (
    LEAST_APART,
    PALETTE,
    apart,
    apart_in_grey,
    as_shown,
    ciede2000,
    least_apart,
    pairs_apart,
)
from controlmap.model.sight import FILL, INKS, MIXES, PAPERS, lines_apart

ROOT = Path(__file__).parents[2]
SCENE = ROOT / "src/viewer/src/scene"


def shipped_actors():
    actors = read_settings((ROOT / "geodata/controlmap.toml").read_bytes()).actors
    return [actor for actor in actors if actor.id != "unknown"]


# Pairs and differences of table 1 of Sharma, Wu and Dalal (2005): small and large ones, and hues on both
# sides of 0.
@pytest.mark.parametrize(
    ("one", "two", "difference"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (56, -27, -3), 31.903),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_differences_are_those_that_were_published(one, two, difference):
    one, two = np.array(one, dtype=float), np.array(two, dtype=float)
    assert ciede2000(one, two) == pytest.approx(difference, abs=5e-5)
    assert ciede2000(two, one) == pytest.approx(difference, abs=5e-5)


def test_every_two_colours_of_the_palette_are_told_apart_by_everybody():
    for one, two in combinations(PALETTE, 2):
        assert apart(one, two) >= LEAST_APART, (one, two)


def test_every_two_actors_of_the_shipped_map_are_too_and_its_two_main_sides_in_grey():
    actors = [
        a for a in read_settings((ROOT / "geodata/controlmap.toml").read_bytes()).actors if a.id != "unknown"
    ]
    for one, two in combinations(actors, 2):
        assert apart(one.colour, two.colour) >= LEAST_APART, (one.id, two.id)
    colours = {actor.id: actor.colour for actor in actors}
    assert apart_in_grey(colours["government"], colours["hts_allied"]) >= LEAST_APART


def test_a_red_and_a_green_are_apart_for_most_and_not_for_all():
    assert apart("#c03050", "#308030") < LEAST_APART
    assert apart("#000000", "#ffffff") > 40


def test_ground_is_compared_as_the_page_draws_it():
    theme = (SCENE / "theme.ts").read_text(encoding="utf-8")
    assert tuple(re.findall(r'covered: "(#\w+)"', theme)) == PAPERS
    (fill,) = re.findall(r"FILL = ([\d.]+);", (SCENE / "filling.ts").read_text(encoding="utf-8"))
    assert float(fill) == FILL
    patterns = (SCENE / "patterns.ts").read_text(encoding="utf-8")
    inks = dict(re.findall(r"(light|dark): ([\d.]+)", patterns))
    assert (float(inks["light"]), float(inks["dark"])) == INKS
    # Each stripe is as long as a tile's diagonal, on a tile of 12 by 12.
    (stripes,) = re.findall(r"stripes: (.*)", patterns)
    shares = [float(width) * 2**0.5 / 12 for width in re.findall(r"(?:light|dark)\(([\d.]+)", stripes)]
    assert ((0, 0), pytest.approx(shares, abs=0.0005)) == MIXES


def test_lines_of_textures_are_seen_on_every_colour_by_day_and_by_night_by_everybody():
    for colour in {*PALETTE, *(actor.colour for actor in shipped_actors())}:
        assert lines_apart(colour) >= LEAST_APART, colour


def test_the_table_in_the_documentation_is_that_of_the_shipped_map():
    actors = shipped_actors()
    text = (ROOT / "docs/colours.md").read_text(encoding="utf-8")
    for one in actors:
        cells = ["–" if one is two else f"{apart(one.colour, two.colour):.1f}" for two in actors]
        assert f"| {one.id} `{one.colour}` | {' | '.join(cells)} |" in text


def test_ground_that_stayed_between_two_dates_is_paler_and_still_told_apart(monkeypatch):
    css = (ROOT / "src/viewer/src/viewer.css").read_text(encoding="utf-8")
    (faded,) = re.findall(r"\.cm-comparing [^{]*\{ opacity: ([\d.]+);", css)
    (saved,) = re.findall(r"FADED = ([\d.]+);", (SCENE / "../picture/controlPicture.ts").read_text("utf-8"))
    assert float(faded) == float(saved)
    monkeypatch.setattr("controlmap.model.sight.FILL", FILL * float(faded))
    monkeypatch.setattr("controlmap.model.sight.MIXES", MIXES[:1])
    least = min(apart(one.colour, two.colour) for one, two in combinations(shipped_actors(), 2))
    assert least >= LEAST_APART
    assert f"the nearest two are {least:.1f} apart" in (ROOT / "docs/colours.md").read_text(encoding="utf-8")


def test_many_pairs_at_once_are_apart_as_each_of_them_is():
    pairs = [*combinations([*PALETTE, "#000000", "#ffffff"], 2), ("#123456", "#123456")]
    each = [least_apart(as_shown([one]), as_shown([two]))[0, 0] for one, two in pairs]
    assert pairs_apart(pairs) == pytest.approx(each)
    assert pairs_apart(pairs)[-1] == 0
    assert pairs_apart([]).shape == (0,)
