"""The payload says what the map project says, in the form that PAYLOAD.md describes."""

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import controlmap
from controlmap.api import MapProject
from controlmap.dates import format_instant
from controlmap.render.integers import encode_integers
from controlmap.store import init_project

from .hostile_project import HARMLESS, text_in, write_project
from .payload_reader import points, read_integers, read_payload, runs

DESCRIPTION = Path(__file__).parents[2] / "src" / "viewer" / "PAYLOAD.md"
INT64 = st.integers(-(2**62), 2**62)


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> MapProject:
    folder = tmp_path_factory.mktemp("valley") / "map"
    init_project(folder)
    return controlmap.open(folder)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict:
    project = controlmap.open(write_project(tmp_path_factory.mktemp("plain"), HARMLESS))
    return read_payload(project.payload())[0]


@given(st.lists(INT64))
def test_integers_come_back(values: list[int]) -> None:
    coded = encode_integers(np.array(values, dtype=np.int64))
    assert read_integers(coded, 0, len(values)) == values


@given(st.lists(INT64, min_size=1))
def test_each_integer_takes_the_fewest_bytes(values: list[int]) -> None:
    coded = encode_integers(np.array(values, dtype=np.int64))
    zigzag = [2 * value if value >= 0 else -2 * value - 1 for value in values]
    assert len(coded) == sum(max(1, -(-value.bit_length() // 7)) for value in zigzag)


@pytest.mark.parametrize(
    ("value", "coded"),
    [(0, "00"), (-1, "01"), (63, "7e"), (64, "8001"), (-64, "7f"), (2**53, "8080808080808020")],
)
def test_known_integers_have_known_bytes(value: int, coded: str) -> None:
    assert encode_integers(np.array([value])).hex() == coded


def described(heading: str, *, rows: str) -> set[str]:
    """Names in the first column of the table under a heading of PAYLOAD.md."""
    part = DESCRIPTION.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    cells = re.findall(rows, part, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def members_of(name: str) -> set[str]:
    """Members that PAYLOAD.md lists for the entries of a list in the header."""
    row = re.search(
        rf"^\| `{name}` \| .*?`\{{([^}}]*)\}}", DESCRIPTION.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert row
    return {member.split(":")[0].strip() for member in row[1].split(",")}


def test_header_and_sections_are_those_described(valley: MapProject) -> None:
    header, sections = read_payload(valley.payload())
    # The valley's records say when they were entered, so that it is of a day.
    assert set(header) - {"sections", "issued"} == described("Header", rows=r"^\|([^|]*)\|")
    assert set(sections) == described("Sections", rows=r"^\|([^|]*)\|")


@pytest.mark.parametrize("name", ["actors", "layers", "sources", "places", "events"])
def test_entries_have_the_members_described(plain: dict, name: str) -> None:
    assert plain[name]
    assert {frozenset(entry) for entry in plain[name]} == {frozenset(members_of(name))}


def test_states_are_columns_of_the_members_described(plain: dict) -> None:
    count = plain["states"]["count"]
    columns = {name: column for name, column in plain["states"].items() if name != "count"}
    assert set(columns) == members_of("states")
    assert {len(column) for column in columns.values()} == {1, count}
    assert all(len(column) == 1 for column in columns.values() if all(x == column[0] for x in column))


def test_every_text_of_the_files_is_there(plain: dict) -> None:
    said = set(texts(plain))
    fields = [
        "title",
        "title ar",
        "description",
        "licence",
        "author",
        "author ar",
        "publisher",
        "attribution",
        "base attribution",
        "actor",
        "short",
        "in_text",
    ]
    fields += ["layer", "state area", "state area_ar", "state note", "state note_ar", "state id"]
    fields += ["source title", "source publisher", "source issued", "place name_en", "place name_ar"]
    fields += ["base name_en", "base name_ar", "base class", "event place", "event place_ar", "event kind"]
    fields += [
        "event statement",
        "event statement_ar",
        "event actor_reported",
        "event actor_reported_ar",
        "event reported_by",
        "event note",
    ]
    assert [field for field in fields if text_in(field, HARMLESS) not in said] == []


def test_an_edition_is_of_the_day_that_the_map_says_or_else_of_its_last_record(tmp_path: Path) -> None:
    folder = tmp_path / "map"
    init_project(folder)
    toml, layer = folder / "controlmap.toml", folder / "valley.geojson"
    said, recorded = toml.read_text(encoding="utf-8"), layer.read_text(encoding="utf-8")
    last = max(re.findall(r'"recorded_at": "([\d-]+)"', recorded))
    assert read_payload(controlmap.open(folder).payload())[0]["issued"] == last
    toml.write_text(said.replace("format = 1", 'format = 1\nissued = "2024-06"', 1), encoding="utf-8")
    assert read_payload(controlmap.open(folder).payload())[0]["issued"] == "2024-06"


def test_a_map_that_says_nothing_of_its_day_is_of_none(plain: dict) -> None:
    assert "issued" not in plain


def texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in texts(part)]


def test_arcs_draw_the_cells_that_they_name(valley: MapProject) -> None:
    header, sections = read_payload(valley.payload())
    arcs = runs(sections["arc_lengths"], points(sections["arc_xy"]))
    for number, cell in enumerate(valley.history().cells, start=1):
        sides = zip(sections["arc_left"], sections["arc_right"], arcs, strict=True)
        border = [arc for left, right, arc in sides if (left == number) != (right == number)]
        lines = shapely.multilinestrings(
            [shapely.linestrings(np.array(arc) * header["grid"]) for arc in border]
        )
        assert shapely.get_parts(shapely.polygonize([lines]))[0].symmetric_difference(cell).area < 1e-12
    inside = Counter([*sections["arc_left"], *sections["arc_right"]])
    assert set(inside) == set(range(len(sections["cell_area"]) + 1))


def test_spells_say_who_held_each_cell_on_each_date(valley: MapProject) -> None:
    header, sections = read_payload(valley.payload())
    history = valley.history()
    ids = [None, *header["states"]["id"]]
    begins = runs(
        sections["spell_counts"], list(zip(sections["spell_dates"], sections["spell_states"], strict=True))
    )
    for cell, spells in enumerate(begins):
        assert spells[0][0] == 0
        point = history.cells[cell].representative_point()
        told = [(header["dates"][date], ids[state]) for date, state in spells]
        found = [(format_instant(s.start), s.state and s.state.id) for s in history.spells(point.x, point.y)]
        assert told == found


def test_areas_are_square_metres_of_the_ground(valley: MapProject) -> None:
    _, sections = read_payload(valley.payload())
    assert sum(sections["cell_area"]) / 1e6 == pytest.approx(valley.history().cell_area_km2.sum(), rel=1e-6)


def test_a_source_s_date_parts_become_one_text(valley: MapProject) -> None:
    header, _ = read_payload(valley.payload())
    assert [source["issued"] for source in header["sources"]] == ["2024-03-09"]


def test_the_same_project_gives_the_same_payload(valley: MapProject) -> None:
    assert valley.payload() == controlmap.open(valley.project.folder).payload()


def test_the_map_as_known_on_a_date_says_so(valley: MapProject) -> None:
    header, _ = read_payload(valley.payload(known_on="2024-04-01"))
    assert header["known_on"] == "2024-04-01"
    assert read_payload(valley.payload())[0]["known_on"] is None


def test_background_keeps_its_parts(plain: dict, tmp_path: Path) -> None:
    header, sections = read_payload(controlmap.open(write_project(tmp_path, HARMLESS)).payload())
    drawn = runs(sections["base_lengths"], points(sections["base_xy"]))
    (feature,) = header["base"][0]["features"]
    assert (feature["shape"], feature["parts"]) == ("point", 1)
    assert [tuple(round(v * header["base_grid"], 4) for v in xy) for part in drawn for xy in part] == [
        (36.1, 35.1)
    ]


def test_precision_stands_where_it_is_not_what_the_text_says(valley: MapProject) -> None:
    folder = valley.project.folder.parent / "precise"
    init_project(folder)
    layer = folder / "valley.geojson"
    told = layer.read_text(encoding="utf-8")
    hours = '"valid_from": "2024-03-09T14:00", "valid_to": null, "precision": "order"'
    told = told.replace('"valid_from": "2024-03-09", "valid_to": null', hours)
    told = told.replace('"valid_to": "2024-03-09"', '"valid_to": "2024-03-09T14:00"')
    layer.write_text(told.replace('"valid_from": "2024-02-01"', '"valid_from": "2024-02"'), encoding="utf-8")
    header, states = (lambda h: (h, h["states"]))(read_payload(controlmap.open(folder).payload())[0])
    assert set(zip(states["from"], states["from_precision"], strict=True)) == {
        ("2024-02-01", "month"),
        ("2024-03-09T14:00", "order"),
    }
    assert dict(zip(header["dates"], header["date_precision"], strict=True)) == {
        "2024-03-01": None,
        "2024-03-09T14:00": "order",
    }
    plain = read_payload(valley.payload())[0]
    assert plain["date_precision"] == plain["states"]["from_precision"] == [None]


def test_regions_are_told_with_what_the_map_covers_of_them(valley: MapProject) -> None:
    header, sections = read_payload(valley.payload())
    table = valley.regions().set_index("region")
    cell_area = sections["cell_area"]
    for region, cells, areas in zip(
        header["regions"],
        runs(sections["region_counts"], sections["region_cells"]),
        runs(sections["region_counts"], sections["region_areas"]),
        strict=True,
    ):
        found = table.loc[region["id"]]
        assert sum(areas) / 1e6 == pytest.approx(found.covered_km2, abs=1e-5)
        assert region["area"] / 1e6 == pytest.approx(found.area_km2, abs=1e-5)
        assert all(area <= cell_area[cell] for cell, area in zip(cells, areas, strict=True))
    assert [region["name"]["ar"] for region in header["regions"]] == ["الغرب", "الشرق"]
