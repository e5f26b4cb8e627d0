"""Exports tell no hour that no source gave; records that come back keep theirs, beside what is known."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import numpy as np
import pandas as pd
import pytest
from pmtiles.reader import MmapSource, all_tiles

from controlmap.api import MapProject, open_map
from controlmap.exchange import WHATS, Reading, possible, read_parts
from controlmap.exchange.readers import READERS
from controlmap.exchange.writers import FOLDER
from tests.in_order import HOUR, valley_in_order

from .test_export import ASKED

RECORDS = {"valid_from", "valid_to"}
"""What states say so that they come back: `precision`, `since` and `until` beside it say what is known."""
AXES = {"starts", "ends", "begin", "end"}
"""What programs play a map by, in the order of its changes."""


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> MapProject:
    """The valley with two days of which only the order of changes is known, or the part of the day."""
    return open_map(valley_in_order(tmp_path_factory.mktemp("in order") / "valley"))


OUT = [(what, ending) for what in WHATS for ending in possible(what)]


@pytest.mark.parametrize(("what", "ending"), OUT)
def test_no_export_tells_an_hour_that_no_source_gave(
    valley: MapProject, tmp_path: Path, what: str, ending: str
) -> None:
    path = tmp_path / ("folder" if ending == FOLDER else f"file{ending}")
    told = valley.export(path, **ASKED[what])
    assert told.rows > 0
    for row in rows_of(path):
        assert hours_in(row) <= RECORDS | AXES, row
        if hours_in(row) & RECORDS:
            assert what in ("states", "package")
            assert row["precision"] in ("order", "part_of_day")
    for file in told.files:
        assert not any(HOUR.search(text) for text in texts_in(file)), file.name


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The fields of all rows in a file, or in those of a folder."""
    if path.is_dir():
        for file in path.iterdir():
            yield from rows_of(file) if file.name not in ("index.json", "datapackage.json") else ()
    elif path.suffix == ".pmtiles":
        with path.open("rb") as stream:
            for _, data in all_tiles(MmapSource(stream)):
                for layer in mapbox_vector_tile.decode(gzip.decompress(data)).values():
                    yield from ({**f["properties"]} for f in layer["features"])
    elif path.suffix == ".parquet":
        yield from pd.read_parquet(path).to_dict("records")  # type: ignore[misc]
    elif path.suffix in READERS:
        for part in read_parts(path, Reading()):
            yield from (row.fields for row in part.rows)


def hours_in(row: dict[str, Any]) -> set[str]:
    """The fields that hold an hour: as text, as a time, as milliseconds since 1970, or as a part of a day."""
    return {name for name, value in row.items() if is_hour(name, value)}


def is_hour(name: str, value: Any) -> bool:
    if isinstance(value, int | float) and name in ("starts", "ends"):
        value = np.datetime64(int(value), "ms")
    return bool(HOUR.search(str(value))) or (name == "days" and float(value) % 1 > 0)


def texts_in(file: Path) -> Iterator[str]:
    """What people read in a file that is no table of rows, or beside these."""
    if file.suffix == ".kml":
        yield from re.findall("<(?:description|name)>.*?</", file.read_text(encoding="utf-8"))
    elif file.suffix not in (*READERS, ".dbf") or file.name in ("index.json", "datapackage.json"):
        yield file.read_bytes().decode("utf-8", "replace") if file.suffix != ".pmtiles" else ""


@pytest.mark.parametrize("ending", [ending for ending in possible("states") if ending in READERS])
def test_what_is_known_stands_beside_the_hour_that_shows_an_order(
    valley: MapProject, tmp_path: Path, ending: str
) -> None:
    path = valley.export(tmp_path / f"file{ending}", states=True).file
    days = {f"{row['since']}{row['until'] if isinstance(row['until'], str) else ''}" for row in rows_of(path)}
    assert days == {
        "2024-02-01",
        "2024-02-012024-03-09",
        "2024-03-092024-03-15",
        "2024-03-152024-03-15",
        "2024-03-15",
    }


@pytest.mark.parametrize("ending", [".geojson", ".gpkg", ".csv", ".parquet", ".kml", ".fgb"])
def test_a_layer_of_which_no_hour_is_known_comes_back_without_a_change(
    valley: MapProject, tmp_path: Path, ending: str
) -> None:
    more = {"geometry": "wkt"} if ending == ".csv" else {}
    path = valley.export(tmp_path / f"file{ending}", states=True, **more).file
    before = (valley.project.folder / "valley.geojson").read_bytes()
    valley.import_layer(path, layer="valley")
    assert (valley.project.folder / "valley.geojson").read_bytes() == before
