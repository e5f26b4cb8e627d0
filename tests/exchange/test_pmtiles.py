"""Vector tiles say at each zoom what the map says, and a border is one line on both its sides."""

import gzip
import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from pmtiles.reader import MmapSource, Reader, all_tiles

from controlmap.api import MapProject, open_map
from controlmap.exchange.writers.pmtiles import _box
from controlmap.exchange.writers.tiling import EXTENT, deepest
from controlmap.store import init_project

SHIPPED = Path(__file__).parents[2] / "geodata"
TILE = shapely.box(0, 0, EXTENT, EXTENT)
Row = tuple[dict, shapely.Geometry]


@pytest.fixture
def valley(tmp_path: Path) -> MapProject:
    init_project(tmp_path / "map")
    return open_map(tmp_path / "map")


def tiles(path: Path) -> Iterator[tuple[tuple[int, int, int], dict[str, list[Row]]]]:
    """Each tile of a file with the rows of its layers, cut off at its sides."""
    with path.open("rb") as stream:
        for zxy, data in all_tiles(MmapSource(stream)):
            found = mapbox_vector_tile.decode(gzip.decompress(data), default_options={"y_coord_down": True})
            yield (
                zxy,
                {
                    name: [
                        (
                            one["properties"],
                            shapely.intersection(shapely.geometry.shape(one["geometry"]), TILE),
                        )
                        for one in layer["features"]
                    ]
                    for name, layer in found.items()
                },
            )


def about(path: Path) -> tuple[dict, dict]:
    with path.open("rb") as stream:
        reader = Reader(MmapSource(stream))
        return reader.header(), reader.metadata()


def style_of(path: Path) -> dict:
    return json.loads(path.with_suffix(".style.json").read_text(encoding="utf-8"))


def worked_out(expression, row: dict):
    """What MapLibre makes of an expression, as far as the styles here go."""
    if not isinstance(expression, list):
        return expression
    name, *words = expression
    if name == "get":
        return row.get(words[0])
    values = [worked_out(word, row) for word in words]
    return {
        "all": lambda: all(values),
        "<=": lambda: values[0] <= values[1],
        ">": lambda: values[0] > values[1],
        "number": lambda: next(value for value in values if isinstance(value, int | float)),
    }[name]()


def on(style: dict, date: str) -> list:
    """The filter of a style's first layer of the map, with another date in place of its own."""
    at = int(np.datetime64(date, "ms").astype(np.int64))
    keyword, since, until = style["layers"][1]["filter"]
    return [keyword, [*since[:2], at], [*until[:2], at]]


def test_each_zoom_has_the_ground_of_a_date_without_gap_or_overlap(valley: MapProject, tmp_path) -> None:
    path = valley.export(tmp_path / "valley.pmtiles", states=True).file
    wanted = on(style_of(path), "2024-03-12T12:00")
    history = valley.history()
    seen: dict[int, dict[str, float]] = {}
    for (zoom, *_), layers in tiles(path):
        rows = [(row, ground) for row, ground in layers["valley"] if worked_out(wanted, row)]
        for (_, one), (_, other) in combinations(rows, 2):
            # Farther out the whole valley is a few pixels, and its borders cross within one.
            assert zoom < 8 or shapely.intersection(one, other).area < 1
        ground = shapely.union_all([ground for _, ground in rows])
        everything = shapely.union_all([ground for _, ground in layers["valley"]])
        assert ground.area == pytest.approx(everything.area)
        held = seen.setdefault(zoom, {})
        for row, ground in rows:
            held[row["controller"]] = held.get(row["controller"], 0) + ground.area
    assert [*seen] == list(range(11))
    km2 = history.areas_km2("2024-03-12")
    for zoom, held in seen.items():
        if zoom >= 8:  # where the valley is more than a few units wide
            for controller, area in held.items():
                told = km2[controller] / sum(km2.values())
                assert area / sum(held.values()) == pytest.approx(told, abs=0.02 if zoom < 10 else 0.002)


def test_a_border_of_the_shipped_map_is_the_same_line_on_both_sides_at_every_zoom(tmp_path) -> None:
    project = open_map(SHIPPED)
    path = project.export(tmp_path / "syria.pmtiles", at="2024-12-01").file
    inside = shapely.box(8, 8, EXTENT - 8, EXTENT - 8)
    overlapping = covered = 0.0
    for _, layers in tiles(path):
        grounds = np.array(
            [shapely.intersection(ground, inside) for _, ground in layers["ground"]], dtype=object
        )
        covered += shapely.union_all(grounds).area
        overlapping += shapely.area(grounds).sum() - shapely.union_all(grounds).area
    assert covered > 0
    assert overlapping <= 1e-4 * covered


def test_rows_say_what_the_export_says_elsewhere(valley: MapProject, tmp_path) -> None:
    plain = valley.export(tmp_path / "plain.geojson", states=True).file
    said = {one["id"]: one["properties"] for one in json.loads(plain.read_text(encoding="utf-8"))["features"]}
    path = valley.export(tmp_path / "valley.pmtiles", states=True).file
    found = {row["id"]: row for _, layers in tiles(path) for row, _ in layers["valley"]}
    assert found.keys() == said.keys()
    for name, row in found.items():
        told = {
            key: value
            for key, value in said[name].items()
            if value is not None and value != [] and value != [None]
        }
        assert row.keys() - {"id", "starts", "ends"} == told.keys()
        assert all(row[key] == value for key, value in told.items() if isinstance(value, str | float))


def test_the_file_says_whose_it_is_where_it_lies_and_what_is_in_it(valley: MapProject, tmp_path) -> None:
    path = valley.export(tmp_path / "valley.pmtiles", states=True).file
    header, metadata = about(path)
    bounds = [header[f"{name}_e7"] / 1e7 for name in ("min_lon", "min_lat", "max_lon", "max_lat")]
    ground = [state.geometry for state in valley.project.layers[0].states]
    assert bounds == pytest.approx(shapely.total_bounds(ground).tolist())
    assert (metadata["name"], metadata["as_of"]) == ("An invented valley", "2024-03-20")
    (layer,) = metadata["vector_layers"]
    assert (layer["id"], layer["fields"]["starts"], layer["fields"]["controller"]) == (
        "valley",
        "Number",
        "String",
    )


@pytest.mark.parametrize(
    ("asked", "kind"),
    [({"states": True}, "fill"), ({"fronts": "2024-03-10"}, "line"), ({"reports": True}, "circle")],
)
def test_the_style_draws_each_kind_and_shows_its_last_date(valley: MapProject, tmp_path, asked, kind) -> None:
    path = valley.export(tmp_path / "valley.pmtiles", **asked).file
    style = style_of(path)
    assert style["version"] == 8
    assert style["sources"]["control"]["url"] == "pmtiles://valley.pmtiles"
    paper, drawn = style["layers"]
    assert (paper["type"], drawn["type"], drawn["source"]) == ("background", kind, "control")
    rows = [row for _, layers in tiles(path) for row, _ in layers[drawn["source-layer"]]]
    shown = [row for row in rows if worked_out(drawn["filter"], row)]
    assert shown
    assert all(row["colour"].startswith("#") for row in rows)
    assert drawn["filter"][1][2] == max(style["metadata"]["controlmap:dates"])


def test_a_map_of_the_west_lies_in_the_west(valley: MapProject, tmp_path) -> None:
    west = [shapely.box(-70.1, -33.3, -70.05, -33.2), shapely.box(-71.123457, -33.5, -71.1, -33.3)]
    assert _box(west) == shapely.total_bounds(west).tolist()


def test_a_map_of_the_whole_world_is_not_cut_into_millions_of_tiles() -> None:
    assert deepest([shapely.box(-180, -85, 180, 85)]) <= 5
    assert deepest([shapely.box(36, 35, 36.5, 35.4)]) == 10
