import json
from zoneinfo import ZoneInfo

import pytest

from controlmap.format import parse_layer, pieces
from controlmap.format.canonical import write_layer
from controlmap.plane import Grid
from tests.sketches import areas_from_sketch, state

HOW = {"file": "layer.geojson", "grid": Grid(5), "zone": ZoneInfo("UTC")}


@pytest.fixture
def text() -> bytes:
    ground = areas_from_sketch("ABC")
    states = [state(ground["ABC"[i % 3]], "red", "2024-01-01", id=f"one-{i}") for i in range(60)]
    return write_layer(type("Layer", (), {"states": states, "members": {"kept": [1]}}), grid=HOW["grid"])


@pytest.fixture
def in_pieces(monkeypatch):
    """Make pieces small, from when it is called on."""
    return lambda: monkeypatch.setattr(pieces, "_PIECE", 1_000)


def test_a_layer_is_the_same_whether_it_is_read_whole_or_in_pieces(text, in_pieces):
    whole = parse_layer(text, **HOW)
    assert [*pieces.pieces_of(text)] == []
    in_pieces()
    found = [*pieces.pieces_of(text)]
    assert len(found) > 5
    assert sum(len(json.loads(piece)["features"]) for piece in found) == 60
    assert parse_layer(text, **HOW) == whole
    assert whole[1] == []
    assert whole[0].members == {"kept": [1]}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"id": "one-40"', b'"id": "one-3"'),
        (b'"id": "one-40", ', b""),
        (b'"valid_from": "2024-01-01"', b'"valid_from": "2024-13-01"'),
        (b'},\n{"type": "Feature", "id": "one-40"', b'}], "x": [{"type": "Feature", "id": "one-40"'),
        (b'},\n{"type": "Feature", "id": "one-40"', b'}], "features": [{"type": "Feature", "id": "one-40"'),
        (b'},\n{"type": "Feature", "id": "one-40"', b'}\n{"type": "Feature", "id": "one-40"'),
        (b'{"type": "FeatureCollection", ', b'{"type": "FeatureCollection", "crs": {}, '),
        (b"\n]}\n", b"\n]}\n\n"),
        (b"\n]}\n", b"\n"),
    ],
)
def test_what_is_wrong_with_a_layer_is_told_alike(text, in_pieces, old, new):
    changed = text.replace(old, new, 1)
    assert changed != text
    whole = told(changed)
    in_pieces()
    assert told(changed) == whole


def told(data: bytes) -> object:
    layer, problems = parse_layer(data, **HOW)
    return layer, [str(problem) for problem in problems]


def test_features_that_are_written_over_several_lines_are_read_too(text, in_pieces):
    spread = json.dumps(json.loads(text), indent=1).encode().replace(b"\n ]\n}", b"\n]}\n")
    whole = told(spread)
    in_pieces()
    assert told(spread) == whole
    assert len(whole[0].states) == 60
