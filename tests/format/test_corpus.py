"""Files that nobody here wrote: none crashes the reader, and each is judged as its index says.

The collection lies beside the repository; without it these tests are skipped.
"""

import csv
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from controlmap.errors import InputError
from controlmap.format import parse_layer, severity, write_layer
from controlmap.format.document import Document
from controlmap.format.geojson import check_geojson, is_error, raw_features
from controlmap.format.json import read_json
from controlmap.format.snapping import settle
from controlmap.plane.grid import Grid

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the collection of odd files is not here")
GRID = Grid(7)
WGS84_RULES = ("CM113", "CM206", "CM215")


def rows():
    with (CORPUS / "index.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def stage(data):
    """Return at which stage of reading a file is refused: json, structure, geometry, wgs84, or sound.

    Many files are valid GeoJSON in planar coordinates: those pass all stages but `wgs84`.
    """
    try:
        document = read_json(data, file="x.geojson")
    except InputError:
        return "json"
    errors = [fault for fault in check_geojson(document) if is_error(fault)]
    if any(fault.code not in WGS84_RULES for fault in errors):
        return "structure"
    shaped = [feature for feature in features_of(document.value) if feature.value["geometry"]]
    return "geometry" if settle(shaped, GRID)[1] else "wgs84" if errors else "sound"


def features_of(value):
    """Return the features of GeoJSON of any type, a bare geometry as one."""
    if value["type"] not in ("FeatureCollection", "Feature"):
        value = {"type": "Feature", "geometry": value, "properties": None}
    if value["type"] == "Feature":
        value = {"type": "FeatureCollection", "features": [value]}
    return raw_features(Document("x", "", value))


@pytest.mark.filterwarnings("ignore:(invalid value|overflow) encountered:RuntimeWarning")
def test_each_file_is_judged_as_its_index_says():
    verdicts = Counter()
    wrong = []
    for row in rows():
        found = stage((CORPUS / row["path"]).read_bytes())
        expected = f"{row['expected']} {row['why'].partition(']')[0].strip('[')}".split()
        kind = " ".join(expected[:2]) if row["expected"] == "invalid" else row["expected"]
        verdicts[kind, found] += 1
        if found not in ALLOWED[kind]:
            wrong.append((row["path"], kind, found))
    print(*(f"{kind}: {found} {count}" for (kind, found), count in sorted(verdicts.items())), sep="\n")
    assert wrong == []
    # Valid text whose rings cross: legal by the letter of RFC 7946, but no ground.
    assert verdicts["valid", "geometry"] <= 15


ALLOWED = {
    "valid": {"sound", "wgs84", "geometry"},
    "invalid structure": {"json", "structure"},
    "invalid geometry": {"geometry"},
    "odd": {"json", "structure", "geometry", "wgs84", "sound"},
}


def test_as_a_layer_each_file_is_refused_with_a_place_or_read_without_loss():
    for row in rows():
        data = (CORPUS / row["path"]).read_bytes()
        layer, problems = parse_layer(data, file=row["path"], grid=GRID, zone=ZoneInfo("UTC"))
        refused = [problem for problem in problems if severity(problem) == "error"]
        assert refused or not layer.states or row["expected"] != "invalid"
        assert all(p.file == row["path"] and p.code for p in problems)
        assert all(p.line or p.code == "CM106" for p in problems), row["path"]
        written = write_layer(layer, grid=GRID)
        again, _ = parse_layer(written, file="again", grid=GRID, zone=ZoneInfo("UTC"))
        assert write_layer(again, grid=GRID) == written


def test_date_texts_are_judged_as_their_index_says():
    with (CORPUS / "dates.csv").open(encoding="utf-8", newline="") as stream:
        dates = list(csv.DictReader(stream))
    assert len(dates) > 100
    for row in dates:
        if row["expected"] == "invalid":
            assert "CM301" in codes_of_date(row["text"]), row


def codes_of_date(text):
    from tests.format.layer_cases import codes, collection, feature

    return codes(collection(feature(valid_from=text)))
