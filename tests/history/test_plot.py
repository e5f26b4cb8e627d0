"""A date is drawn with matplotlib on the axes that it is given, in the colours of the map."""

import sys

import numpy as np
import pytest
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from controlmap.errors import InputError
from controlmap.history import NO_RECORD, Ground, build_history
from controlmap.history.build import areas_of
from controlmap.model import Actor
from controlmap.plane import Grid, cut_ground
from tests.sketches import areas_from_sketch, middle_of, state

ACTORS = (
    Actor(id="a", name={"en": "Army", "ar": "الجيش"}, colour="#ff0000"),
    Actor(id="b", name={"en": "Band"}, colour="#0000ff", pattern="cross"),
)


def drawn(*states, **options):
    history = build_history([Ground("layer", states)], grid=Grid(5))
    object.__setattr__(history, "actors", ACTORS)
    axes = Figure(figsize=(4, 4), dpi=100).subplots()
    assert history.plot("2024-11-01", ax=axes, **options) is axes
    return axes


def texts(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def pixel(axes, lon, lat):
    """The colour of a place in the picture."""
    canvas = FigureCanvasAgg(axes.figure)
    canvas.draw()
    picture = np.asarray(canvas.buffer_rgba())
    x, y = axes.transData.transform((lon, lat))
    return to_hex(picture[len(picture) - 1 - round(y), round(x)] / 255)


def test_ground_has_the_colour_of_who_holds_it_and_a_hole_has_none():
    ground = areas_from_sketch("AAA ABA AAA")
    axes = drawn(state(ground["A"], "a", "2024-11-01", certainty="confirmed"))
    red = pixel(axes, *middle_of(0, 1))
    assert red[1:3] > "f0"
    assert red[3:] < "3535"
    assert pixel(axes, *middle_of(1, 1)) == "#faf8f3"
    assert texts(axes) == ["Army"]
    assert axes.get_title() == "2024-11-01"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_how_ground_is_held_and_how_surely_shows_on_it_and_in_the_legend(scheme):
    ground = areas_from_sketch("ABCDEF")
    axes = drawn(
        state(ground["A"], "a", "2024-11-01", certainty="confirmed"),
        state(ground["B"], "b", "2024-11-01", certainty="inferred"),
        state(ground["C"], "a", "2024-11-01", certainty="claimed", status="contested", others=("b",)),
        state(ground["D"], "a", "2024-11-01", certainty="confirmed", status="besieged"),
        state(ground["E"], "stranger", "2024-11-01", certainty="reported"),
        state(ground["F"], "unknown", "2024-11-01", certainty="inferred"),
        scheme=scheme,
        language="ar",
    )
    assert texts(axes) == [
        "Band", "stranger", "الجيش", "الجيش · besieged", "الجيش · contested", "غير معروف",
        "claimed", "inferred", "reported",
    ]  # fmt: skip
    hatches = {patch.get_label(): patch.get_hatch() for patch in axes.get_legend().get_patches()}
    assert hatches["الجيش"] is None
    assert all(hatches[text] for text in texts(axes) if text not in ("الجيش", "stranger")), hatches
    FigureCanvasAgg(axes.figure).draw()


@pytest.mark.parametrize("sketch", ["ABC", "CBA", "A B C", "C B A"])
def test_two_controllers_are_parted_by_a_line_and_two_states_of_one_are_not(sketch):
    ground = areas_from_sketch(sketch)
    axes = drawn(
        state(ground["A"], "a", "2024-11-01"),
        state(ground["B"], "a", "2024-11-01", certainty="claimed"),
        state(ground["C"], "b", "2024-11-01"),
    )
    (lines,) = axes.collections
    (line,) = [shapely.LineString(path) for path in lines.get_segments()]
    assert shapely.equals(line, shapely.intersection(ground["B"], ground["C"]))


def test_a_degree_of_longitude_is_as_much_shorter_as_it_is_in_the_middle_of_the_map():
    north = shapely.box(10, 59, 12, 61)
    history = build_history([Ground("layer", (state(north, "a", "2024-11-01"),))], grid=Grid(5))
    axes = history.plot("2024-11-01", ax=Figure().subplots())
    assert axes.get_aspect() == pytest.approx(1 / np.cos(np.radians(60)), rel=1e-3)


def test_without_axes_new_ones_are_made_and_without_a_legend_there_is_none(monkeypatch):
    history = build_history([Ground("layer", (state(areas_from_sketch("A")["A"], "a", "2024-11-01"),))])
    made = Figure().subplots()
    monkeypatch.setattr("matplotlib.pyplot.subplots", lambda: (made.figure, made))
    assert history.plot("2024-11-01", legend=False) is made
    assert made.get_legend() is None
    with pytest.raises(InputError, match="outside the map's period"):
        history.plot("2025-11-01")


def test_what_one_power_shares_with_another_is_hatched_in_the_other_s_colour():
    ground = areas_from_sketch("AB")
    axes = drawn(
        state(ground["A"], "a", "2024-11-01", status="joint", others=("b",), certainty="confirmed"),
        state(ground["B"], "b", "2024-11-01", certainty="confirmed"),
    )
    hatches = {patch.get_label(): patch.get_edgecolor() for patch in axes.get_legend().get_patches()}
    assert hatches["Army · joint"] == pytest.approx((0, 0, 1, 1))
    assert hatches["Band"][:3] == (1, 1, 1)


def test_ground_that_nothing_on_record_covers_is_not_drawn():
    ground = areas_from_sketch("AB")
    east = state(ground["B"], "b", "2024-11-01", superseded_at="2024-12-01", certainty="confirmed")
    states = state(ground["A"], "a", "2024-11-01", certainty="confirmed"), east
    layers = [Ground("layer", states)]
    history = build_history(layers, grid=Grid(5), topology=cut_ground(areas_of(layers), Grid(5)))
    assert NO_RECORD in history.cell_layer
    axes = history.plot("2024-11-01", ax=Figure().subplots())
    assert axes.get_xlim()[1] < middle_of(1, 0)[0]
    assert texts(axes) == ["a"]


def test_the_line_between_two_controllers_is_seen():
    ground = areas_from_sketch("AB")
    axes = drawn(state(ground["A"], "a", "2024-11-01"), state(ground["B"], "b", "2024-11-01"))
    (lines,) = axes.collections
    assert lines.get_linewidths() == pytest.approx([0.9])


def test_who_lacks_matplotlib_is_told_what_brings_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    history = build_history([Ground("layer", (state(areas_from_sketch("A")["A"], "a", "2024-11-01"),))])
    with pytest.raises(InputError, match=r"controlmap\[plot\]"):
        history.plot("2024-11-01")
