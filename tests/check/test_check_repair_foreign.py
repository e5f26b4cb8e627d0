"""Layers that other programs saved over a project's file, mended to the byte."""

import json
import re
import shutil
import warnings
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

from controlmap.check import check, repairs
from controlmap.check.check_input import read_subject

SHIPPED = Path(__file__).parents[2] / "geodata"


def by_geopandas(path):
    """Read and write with geopandas: lists become the text of an array."""
    frame = gpd.read_file(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame.to_file(path, driver="GeoJSON")


def by_gdal(path):
    """Read and write with GDAL alone, as ogr2ogr does: lists become what GDAL writes of them in text."""
    meta, _, geometry, fields = pyogrio.raw.read(path, datetime_as_string=True)
    texts = [
        [None if value is None else f"({len(value)}:{','.join(value)})" for value in field]
        if str(kind).startswith("list")
        else field
        for field, kind in zip(fields, meta["dtypes"], strict=True)
    ]
    names = meta["fields"].tolist()
    write_raw(path, names, texts, geometry, meta)


def write_raw(path, names, fields, geometry, meta):
    import numpy as np

    arrays = [np.array(field, dtype=object) if isinstance(field, list) else field for field in fields]
    pyogrio.raw.write(
        path, geometry, arrays, names, driver="GeoJSON", geometry_type="Unknown", crs="EPSG:4326"
    )


def in_place(path):
    """Save in place, as QGIS does: ids and lists stay where they are, and days become timestamps."""
    value = json.loads(path.read_text(encoding="utf-8"))
    features = [
        {
            "type": "Feature",
            "id": f["id"],
            "properties": timestamps(f["properties"]),
            "geometry": f["geometry"],
        }
        for f in value["features"]
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "name": path.stem, "features": features}))


def timestamps(properties):
    return {
        name: f"{value}T00:00:00" if name.startswith("valid_") and value and "T" not in value else value
        for name, value in properties.items()
    }


@pytest.fixture(params=["aleppo.geojson", "damascus.geojson"])
def layer(request, tmp_path):
    folder = tmp_path / "map"
    shutil.copytree(SHIPPED, folder)
    return folder / request.param


@pytest.mark.parametrize("save", [by_geopandas, by_gdal, in_place])
def test_a_layer_saved_by_another_program_is_mended_to_the_byte(layer, save):
    before = layer.read_bytes()
    minutes = re.findall(rb'"valid_from": "[^"]*T', before)
    save(layer)
    assert layer.read_bytes() != before
    (repair,) = repairs(read_subject(layer.parent))
    assert repair.file == layer.name
    assert any("a midnight is a day" in change for change in repair.changes)
    assert repair.data == before
    assert len(re.findall(rb'"valid_from": "[^"]*T', repair.data)) == len(minutes)


def test_a_layer_that_geopandas_saved_has_errors_and_none_when_it_is_mended(tmp_path):
    path = tmp_path / "layer.geojson"
    shutil.copy(SHIPPED / "damascus.geojson", path)
    by_geopandas(path)
    assert {"CM120", "CM124"} <= {f.code for f in check(path).found if f.severity == "error"}
    (repair,) = repairs(read_subject(path))
    path.write_bytes(repair.data)
    assert check(path).count("error") == 0


def test_an_id_beside_another_id_stays_where_it_is(tmp_path):
    path = tmp_path / "layer.geojson"
    value = json.loads((SHIPPED / "damascus.geojson").read_text(encoding="utf-8"))
    value["features"][0]["properties"]["id"] = "somebody's own"
    path.write_text(json.dumps(value), encoding="utf-8")
    (repair,) = repairs(read_subject(path))
    first = json.loads(repair.data)["features"][0]
    assert (first["id"], first["properties"]["id"]) == (value["features"][0]["id"], "somebody's own")
