"""Areas plot themselves over time in the colours of the map, and are a frame as any other besides."""

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from controlmap.api import open_map
from controlmap.store import init_project


@pytest.fixture
def valley(tmp_path):
    init_project(tmp_path / "map")
    return open_map(tmp_path / "map")


def axes_of(table, **options):
    axes = Figure().subplots()
    assert table.plot(ax=axes, **options) is axes
    return axes


def heights(layer):
    """The upper edge of a stacked layer, as (date, height) in order, each once."""
    return sorted(
        {(round(x, 3), round(y, 3)) for path in layer.get_paths() for x, y in path.vertices.tolist()}
    )


def test_areas_stack_in_the_colours_of_the_map_up_to_its_end(valley):
    table = valley.areas()
    axes = axes_of(table, language="ar")
    colours = {actor.id: actor.colour for actor in valley.project.settings.actors}
    assert [to_hex(layer.get_facecolor()) for layer in axes.collections] == [
        colours["league"],
        colours["republic"],
    ]
    names = {actor.id: actor.name["ar"] for actor in valley.project.settings.actors}
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [names["league"], names["republic"]]
    whole = table.groupby("date")["area_km2"].sum().iloc[0]
    assert max(y for _, y in heights(axes.collections[-1])) == pytest.approx(whole, abs=1e-3)
    days = [pd.Timestamp("1970-01-01") + pd.Timedelta(days=x) for x in axes.get_xlim()]
    assert [str(day.date()) for day in days] == ["2024-03-01", "2024-03-21"]


def test_what_is_chosen_of_the_table_plots_too(valley):
    table = valley.areas(["2024-03-08", "2024-03-10"], by=["layer", "controller"])
    axes = axes_of(table[table["controller"] == "league"], y="share", legend=False)
    assert axes.get_ylabel() == "share"
    assert axes.get_legend() is None
    tops = {y for _, y in heights(axes.collections[0])}
    assert tops == {0.0, *table.query("controller == 'league'")["share"].round(3)}


def test_with_a_kind_or_without_areas_it_is_the_plot_of_pandas(valley):
    table = valley.areas()
    axes = Figure().subplots()
    table.plot(kind="scatter", x="date", y="area_km2", ax=axes)
    assert len(axes.collections[0].get_offsets()) == len(table)
    lines = Figure().subplots()
    table.pivot(index="date", columns="controller", values="area_km2").plot(ax=lines)
    assert [line.get_label() for line in lines.get_lines()] == ["league", "republic"]
    bars = Figure().subplots()
    table["share"].plot.bar(ax=bars)
    table.plot.scatter(x="date", y="share", ax=Figure().subplots())
    assert len(bars.patches) == len(table)
