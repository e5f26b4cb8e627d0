"""What is no map of control is said in one sentence by each command, and nothing is written."""

import json

import pytest
from shapely import LineString, Point

from controlmap.cli import main
from tests.exchange.readers.files import feature


def collection(*shapes) -> str:
    features = [feature("North", shape, since="2024-03-01") for shape in shapes]
    return json.dumps({"type": "FeatureCollection", "features": features})


NO_MAPS = {
    "a pointer": ("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 4940\n", "Git LFS pointer"),
    "a web page": ("<!DOCTYPE html><html></html>", "is a web page, not a map"),
    "an error": ('{"error": {"code": 400, "message": "Invalid query", "details": []}}', "400 Invalid query"),
    "nothing": (collection(), "empty collection|holds no points"),
    "lines": (collection(LineString([(20, 14), (21, 15)])), "only lines|holds no points"),
}
TARGET = ["--into", "map", "--controller", "a"]
VERBS = {
    "look": [],
    "snapshots": [*TARGET, "--layer", "l", "--date", "2024-03-01"],
    "states": [*TARGET, "--layer", "l", "--from", "since"],
    "marks": [*TARGET, "--date", "2024-03-01"],
}


def refused(capsys, words: list[str]) -> str:
    """Return what a command says that cannot do what is asked."""
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("what", NO_MAPS)
def test_what_is_no_map_is_said_in_one_sentence(tmp_path, monkeypatch, capsys, what, verb):
    monkeypatch.chdir(tmp_path)
    content, sentence = NO_MAPS[what]
    (tmp_path / "a.geojson").write_text(content)
    said = refused(capsys, ["import", verb, "a.geojson", *VERBS[verb]])
    assert any(part in said for part in sentence.split("|")), said
    assert said.startswith("error: ") and said.count("a.geojson") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.geojson"]


@pytest.mark.parametrize("verb", ["snapshots", "states"])
def test_positions_are_no_ground(tmp_path, monkeypatch, capsys, verb):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.geojson").write_text(collection(Point(20, 14), Point(21, 15)))
    said = refused(capsys, ["import", verb, "a.geojson", *VERBS[verb]])
    assert "only points" in said and "import marks" in said
    assert [path.name for path in tmp_path.iterdir()] == ["a.geojson"]
