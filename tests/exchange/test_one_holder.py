"""Files that name one holder only do not say who has the rest: the import says so, and what to do."""

import json
import re
import shlex

import geopandas as gpd
import pytest
import shapely
from shapely import box

import controlmap
from controlmap.exchange import import_snapshots, import_states
from tests.cli.test_taken_back import done

TOLD = "one holder only is named"


def feature(who, ground, **more):
    said = {"who": who, "since": "2024-03-01", **more}
    shape = json.loads(shapely.to_geojson(shapely.orient_polygons(ground)))
    return {"type": "Feature", "id": str(who), "properties": said, "geometry": shape}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features})


def brought(kind, folder, *features):
    """Return what an import tells of features."""
    folder.mkdir(exist_ok=True)
    (folder / "2024-03-01.geojson").write_text(collection(*features))
    how = {"layer": "front", "controller_from": "who"}
    if kind == "states":
        return import_states(folder / "2024-03-01.geojson", folder / "map", begin="since", **how)
    return import_snapshots(folder / "2024-03-01.geojson", folder / "map", **how)


@pytest.mark.parametrize("kind", ["snapshots", "states"])
def test_what_is_proposed_makes_the_rest_unknown(tmp_path, kind):
    (said,) = (
        one
        for one in brought(kind, tmp_path, feature("occupied", box(36, 35, 36.5, 35.5))).told
        if TOLD in one
    )
    assert f"{TOLD}, occupied" in said
    (command,) = re.findall("`(controlmap .*)`", said)
    country = collection(feature("country", box(36, 35, 37, 35.5)))
    (tmp_path / "map" / "base").mkdir()
    (tmp_path / "map" / "base" / "country.geojson").write_text(country)
    settings = tmp_path / "map" / "controlmap.toml"
    extent = 'id = "front"\nextent = {file = "base/country.geojson"}'
    settings.write_text(settings.read_text().replace('id = "front"', extent))
    assert done(*shlex.split(command)[1:]) == 0
    table = controlmap.open(tmp_path / "map").areas("2024-03-01")
    shares = dict(zip(table["controller"], table["share"].round(2), strict=True))
    assert shares == {"occupied": 0.5, "unknown": 0.5}


@pytest.mark.parametrize("kind", ["snapshots", "states"])
@pytest.mark.parametrize(
    "more",
    [("A", {}), ("", {}), ("unknown", {})],
    ids=["somebody else", "a row without a holder", "unknown ground"],
)
def test_nothing_is_said_where_files_tell_of_the_rest(tmp_path, kind, more):
    who, fields = more
    told = brought(
        kind,
        tmp_path,
        feature("occupied", box(36, 35, 36.5, 35.5)),
        feature(who, box(36.5, 35, 37, 35.5), **fields),
    ).told
    assert not [one for one in told if TOLD in one]


def test_a_map_in_memory_is_told_of_rows():
    frame = gpd.GeoDataFrame({"who": ["occupied"]}, geometry=[box(36, 35, 36.5, 35.5)], crs=4326)
    told = controlmap.from_frame(frame, controller="who", date="2024-03-01").told
    (said,) = (one for one in told if TOLD in one)
    assert said.endswith("add rows for it whose holder is 'unknown'")
    frame = gpd.GeoDataFrame(
        {"who": ["occupied", "unknown"]},
        geometry=[box(36, 35, 36.5, 35.5), box(36.5, 35, 37, 35.5)],
        crs=4326,
    )
    told = controlmap.from_frame(frame, controller="who", date="2024-03-01").told
    assert not [one for one in told if TOLD in one]


def test_a_layer_of_one_holder_more_is_told_of_its_extent(tmp_path):
    brought("states", tmp_path, feature("a", box(36, 35, 36.5, 35.5)), feature("b", box(36.5, 35, 37, 35.5)))
    project = controlmap.open(tmp_path / "map")
    frame = gpd.GeoDataFrame({"who": ["a"]}, geometry=[box(38, 35, 38.5, 35.5)], crs=4326)
    told = project.add_layer(frame, layer="east", controller="who", date="2024-03-01").told
    assert [one for one in told if TOLD in one and "CM403" in one and one.startswith("east: ")]
