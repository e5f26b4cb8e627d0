"""Neighbours that look alike are found, and only those that are neighbours at one time."""

import re
import shutil

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.check import check
from controlmap.check.meaning import _neighbours
from controlmap.exchange.memory import project_of_series
from controlmap.plane import Grid
from tests.check.cases import SOUND
from tests.examples import examples
from tests.sketches import areas_from_sketch


def looks(folder, old: str = "", new: str = "") -> list[str]:
    """Return what is found of the sound valley's looks once a part of its controlmap.toml is another."""
    shutil.copytree(SOUND, folder)
    path = folder / "controlmap.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return [finding.message for finding in check(folder, select=["CM705"]).found]


def test_colours_that_are_far_apart_are_nothing_to_speak_of(tmp_path):
    assert looks(tmp_path / "map") == []


def test_a_pattern_tells_two_of_one_colour_apart(tmp_path):
    assert len(looks(tmp_path / "plain", "#f0c75e", "#7a8b99")) == 1
    assert looks(tmp_path / "dots", 'colour = "#f0c75e"', 'colour = "#7a8b99"\npattern = "dots"') == []


def test_a_red_and_a_green_that_only_some_confuse_are_found_with_colours_that_pass(tmp_path):
    red, green = "#c03050", "#308030"
    text = (SOUND / "controlmap.toml").read_text(encoding="utf-8")
    alike = text.replace("#7a8b99", red).replace("#f0c75e", green)
    (found,) = looks(tmp_path / "map", text, alike)
    assert red in found and green in found
    (finding,) = check(tmp_path / "map", select=["CM705"]).found
    proposed = re.findall(r'(\w+) "(#\w+)"', finding.hint)
    assert len(proposed) == 1
    assert looks(tmp_path / "mended", text, _mended(text, red, green, dict(proposed))) == []


def _mended(text: str, republic: str, league: str, new: dict[str, str]) -> str:
    return text.replace("#7a8b99", new.get("republic", republic)).replace(
        "#f0c75e", new.get("league", league)
    )


@settings(max_examples=examples(30), deadline=None)
@given(st.lists(st.text("ABC.", min_size=9, max_size=9), min_size=1, max_size=4))
def test_neighbours_are_those_whose_ground_meets_on_some_date(days):
    sketches = [" ".join(day[i : i + 3] for i in (0, 3, 6)) for day in days]
    held = [{name.lower(): area for name, area in areas_from_sketch(sketch).items()} for sketch in sketches]
    if not any(held):
        return
    dates = [np.datetime64("2024-01-01", "m") + np.timedelta64(1440 * i, "m") for i in range(len(days))]
    _, history = project_of_series(
        dates, held, title="t", layer="l", controller="controller", grid=Grid(5), gaps="carry",
        overlaps="error", time_zone="UTC",
    )  # fmt: skip
    meet = {
        (one, two)
        for day in held
        for one in day
        for two in day
        if one < two and shapely.length(shapely.intersection(day[one].boundary, day[two].boundary)) > 0
    }
    assert set(_neighbours(history)) == meet
