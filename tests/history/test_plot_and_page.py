"""A plot has the page's colours, and of each hatch and texture as much ink: read from the page's own code."""

import re
from pathlib import Path

import numpy as np
import pytest
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from controlmap.history import plot
from controlmap.model.ink import QUIET_CONTRAST, SIGN_CONTRAST, hatch_contrast

SCENE = Path(__file__).parents[2] / "src" / "viewer" / "src" / "scene"
THEME, PATTERNS, FILLING, INK = (
    (SCENE / name).read_text(encoding="utf-8") for name in ("theme.ts", "patterns.ts", "filling.ts", "ink.ts")
)
TILE = 12
NAMED = dict(re.findall(r'const (RISING|FALLING) = "(.+)"', PATTERNS))


def path_of(text: str) -> str:
    """The drawing of a tile, as the page's code says it: paths by name, in quotes, or one after the other."""
    return "".join(NAMED.get(part, part.strip('"')) for part in text.split(" + "))


def lines_of(path: str) -> list[shapely.Geometry]:
    """The lines of a path of moves, straight lines and circles, in tile units."""
    found: list[shapely.Geometry] = []
    for stroke in path.split("M")[1:]:
        numbers = [float(n) for n in re.findall(r"-?\d*\.?\d+", stroke)]
        at = numbers[:2]
        if "a" in stroke:
            found.append(shapely.Point(at[0], at[1] + numbers[2]).buffer(numbers[2], 32).exterior)
        else:
            rest = {"h": [at[0] + numbers[2], at[1]], "V": [at[0], numbers[2]]}
            other = next((end for letter, end in rest.items() if letter in stroke), numbers[2:4])
            found.append(shapely.LineString([at, other]))
    return found


def on_page(path: str, width: float) -> float:
    """Which share of the ground a drawing of the page covers."""
    inked = shapely.union_all([line.buffer(width / 2) for line in lines_of(path)])
    return inked.intersection(shapely.box(0, 0, TILE, TILE)).area / TILE**2


def in_plot(stroke: plot._Stroke) -> float:
    """Which share of the ground a hatch of a plot covers."""
    figure = Figure(figsize=(3, 3), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.add_patch(Rectangle((0, 0), 1, 1, facecolor="white", **plot._hatched(stroke, ("black", 1))))
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return float(1 - np.asarray(canvas.buffer_rgba())[..., 0].mean() / 255)


HATCHES = {
    name: (path_of(path), float(width))
    for name, path, width in re.findall(r"(\w+): \{ d: (.+?), width: ([\d.]+) \}", PATTERNS)
}
GRAINS = {
    name: [
        (path_of(path), float(width))
        for width, path in re.findall(r"(?:light|dark)\(([\d.]+), (.+?)\)", line)
    ]
    for name, line in re.findall(r"  (\w+): \[(light.+)\],", PATTERNS)
}


@pytest.mark.parametrize("name", plot._HATCHES)
def test_a_hatch_covers_as_much_as_on_the_page(name):
    assert in_plot(plot._HATCHES[name]) == pytest.approx(on_page(*HATCHES[name]), rel=0.05)


def test_unknown_ground_is_hatched_as_where_no_successor_is_known():
    assert in_plot(plot._UNKNOWN_HATCH) == pytest.approx(on_page(*HATCHES["no_successor"]), rel=0.05)


@pytest.mark.parametrize("name", plot._TEXTURES)
def test_of_a_texture_as_much_white_and_as_much_black_is_seen_as_on_the_page(name):
    _, letters, widths = plot._TEXTURES[name]
    all_of_it, black = (in_plot(plot._Stroke(letters, width)) for width in widths)
    assert (all_of_it - black, black) == pytest.approx([on_page(*one) for one in GRAINS[name]], rel=0.1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_are_those_of_the_page(scheme):
    (block,) = re.findall(rf"const {scheme.upper()}: Theme = {{(.+?)}}", THEME, re.DOTALL)
    told = dict(re.findall(r'(\w+): "(#\w+)"', block))
    names = ("covered", "unknown", "front")
    assert plot._THEMES[scheme][:3] == tuple(told[name] for name in names)


def test_opacities_are_those_of_the_page():
    (fill,) = re.findall(r"FILL = ([\d.]+)", FILLING)
    (grey,) = re.findall(r'"no_successor" \? ([\d.]+)', FILLING)
    assert (float(fill), float(grey)) == (plot._FILL, plot._UNKNOWN_FILL)


def test_hatches_stand_out_as_much_as_on_the_page():
    told = {name: float(value) for name, value in re.findall(r"const (\w+)_CONTRAST = ([\d.]+)", INK)}
    assert told == {"SIGN": SIGN_CONTRAST, "QUIET": QUIET_CONTRAST}
    (signs,) = re.findall(r"new Set<Hatch>\(\[(.+?)\]\)", FILLING)
    signs = re.findall(r'"(\w+)"', signs)
    assert {name: hatch_contrast(name) for name in HATCHES} == {
        name: SIGN_CONTRAST if name in signs else QUIET_CONTRAST for name in HATCHES
    }
