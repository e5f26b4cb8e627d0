"""What a message proposes works: run where the reader stands, it is about the reader's map and no other."""

import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from click.testing import CliRunner

from controlmap.cli import cli
from controlmap.store import init_project

from .conftest import Run, files_under
from .proposals import lines_proposed, options_lacking

SOURCE = ("--source", "herald-2024-03-09")
FALL = ("--to", "league", "--on", "2024-03-05")
REPORT = ("--date", "2024-03-11", "--controller", "league", "--statement", "It holds.", "--source", "towns")
HERE = "Karte 'خريطة' \"a\" $HOME"


def swap(file: str, old: str, new: str) -> Callable[[Path], None]:
    """Return what a hand does to a file of a map."""

    def change(map_: Path) -> None:
        text = (map_ / file).read_text(encoding="utf-8")
        assert old in text
        (map_ / file).write_text(text.replace(old, new), encoding="utf-8")

    return change


def recode(map_: Path) -> None:
    places = map_ / "places.csv"
    places.write_bytes(places.read_text(encoding="utf-8").encode("cp1256"))


def empty(map_: Path) -> None:
    (map_ / "valley.geojson").write_text('{"type": "FeatureCollection", "features": []}\n', encoding="utf-8")


def called(*words: str | Path) -> None:
    done = CliRunner().invoke(cli, [*map(str, words)])
    assert done.exit_code == 0, done.output


def with_a_patch(map_: Path) -> None:
    called("transfer", map_, *FALL, "--area", "all", *SOURCE, "--patch", "p.patch")


def with_towns(map_: Path) -> None:
    shutil.rmtree(map_)
    rows = "name,lon,lat,holder\nFord,36.4,35.2,League\nMill,36.6,35.2,Republic\n"
    Path("towns.csv").write_text(rows, encoding="utf-8")


def derived(map_: Path) -> None:
    with_towns(map_)
    called("import", "marks", "towns.csv", "--into", map_, "--date", "2024-03-02")
    called("derive", map_)


def edited(map_: Path) -> None:
    derived(map_)
    words = ("--to", "republic", "--on", "2024-03-02", "--area", "Ford", "--radius-km", "2")
    called("transfer", map_, *words, "--source", "towns")


def evaluated(map_: Path) -> None:
    (map_ / "evaluation.json").write_text('{"format": 1}\n', encoding="utf-8")


Prepare = Callable[[Path], None] | None
SAID: dict[str, tuple[Prepare, tuple[str, ...]]] = {
    "a new map": (lambda map_: shutil.rmtree(map_), ("init", "MAP")),
    "not canonical": (
        swap("valley.geojson", '{"type": "Feature",', '  {"type": "Feature",'),
        ("check", "MAP"),
    ),
    "an overlap": (swap("valley.geojson", '"valid_to": "2024-03-09"', '"valid_to": null'), ("check", "MAP")),
    "an encoding": (recode, ("check", "MAP")),
    "an encoding, built": (recode, ("build", "MAP")),
    "columns without commas": (swap("places.csv", ",", ";"), ("check", "MAP")),
    "no ground yet": (empty, ("build", "MAP")),
    "no such entry": (None, ("revert", "99", "MAP")),
    "words swapped": (None, ("at", "MAP", "Lower Town")),
    "a patch after the map": (with_a_patch, ("apply", "MAP", "p.patch")),
    "no actor": (None, ("transfer", "MAP", *FALL[2:], "--to", "leage", "--area", "all", *SOURCE)),
    "an evaluation": (evaluated, ("build", "MAP", "-o", "page.html")),
    "marks": (
        with_towns,
        ("import", "marks", "towns.csv", "--into", "MAP", "--date", "2024-03-02"),
    ),
    "a report more": (derived, ("report", "add", "MAP", "--place", "Ford", *REPORT)),
    "a report more, after an edit": (edited, ("report", "add", "MAP", "--place", "Ford", *REPORT)),
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, where another map is what commands take that name none."""
    (tmp_path / "stand").mkdir()
    monkeypatch.chdir(tmp_path / "stand")
    init_project(Path("geodata"))
    init_project(tmp_path / HERE)
    return tmp_path / HERE


@pytest.mark.parametrize("what", SAID)
def test_what_is_proposed_is_about_the_map_that_was_named(run: Run, here: Path, what: str) -> None:
    prepare, words = SAID[what]
    if prepare is not None:
        prepare(here)
    decoy = files_under(Path("geodata"))
    outcome = run(*(str(here) if word == "MAP" else word for word in words))
    text = f"{outcome.out}\n{outcome.err}"
    assert options_lacking(words, outcome.err) == []
    calls = lines_proposed(text)
    assert calls or what in NONE_STAND, text
    for call in calls:
        done = CliRunner().invoke(cli, call)
        assert done.exit_code in (0, 1), (call, done.output)
        assert call[0] == "explain" or "--help" in call or str(here) in call, call
    assert files_under(Path("geodata")) == decoy


NONE_STAND = {"no ground yet", "no actor"}
"""What only has lines with a place for the reader's own words."""


UNREAD = {
    "two tables": ("two.gpkg", "|layername="),
    "no system of coordinates": ("utm.shp", "degrees on WGS 84"),
    "an encoding": ("old.csv", "UTF-8"),
}


@pytest.fixture
def unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with files that do not say how they are to be read, and a map."""
    monkeypatch.chdir(tmp_path)
    ground = gpd.GeoDataFrame({"name": ["A"]}, geometry=[shapely.box(36.3, 35.2, 36.4, 35.3)], crs=4326)
    for table in ("one", "two"):
        ground.to_file("two.gpkg", layer=table)
    ground.to_crs(32637).to_file("utm.shp")
    Path("utm.prj").unlink()
    Path("old.csv").write_bytes('name,wkt\nЛес,"POLYGON ((36 35, 37 35, 37 36, 36 35))"\n'.encode("cp1251"))
    init_project(Path("valley"))
    with_towns(Path("valley"))
    init_project(Path("valley"))
    return tmp_path


TAKING_A_FILE = {
    "transfer": ("transfer", "valley", *FALL, *SOURCE, "--area", "FILE"),
    "correct": ("correct", "valley", "--on", "2024-03-05", "--certainty", "claimed", "--area", "FILE"),
    "split": ("split", "valley", "--state", "valley-0001", "--line", "FILE"),
    "init": ("init", "new", "--extent", "FILE", "--from", "2024", "--through", "2024", "--actor", "A"),
    "import marks": ("import", "marks", "towns.csv", "--into", "new", "--date", "2024", "--extent", "FILE"),
    "import layer": ("import", "layer", "FILE", "--into", "valley", "--layer", "valley"),
    "import states": ("import", "states", "FILE", "--into", "valley", "--layer", "new"),
    "frames": ("frames", "valley", "-o", "picture.svg", "--area", "FILE"),
}


@pytest.mark.parametrize("what", UNREAD)
@pytest.mark.parametrize("command", TAKING_A_FILE)
def test_what_is_to_be_said_of_a_file_can_be_said(run: Run, unread: Path, command: str, what: str) -> None:
    file, instead = UNREAD[what]
    words = [file if word == "FILE" else word for word in TAKING_A_FILE[command]]
    refused = run(*words)
    assert refused.code == 2
    assert options_lacking(words, refused.err) == []
    assert "--" in refused.err or instead in refused.err or command == "frames", refused.err


@pytest.mark.parametrize("command", ["transfer", "init", "import marks"])
def test_a_table_is_named_behind_its_file(run: Run, unread: Path, command: str) -> None:
    words = [word.replace("FILE", "two.gpkg|layername=one") for word in TAKING_A_FILE[command]]
    assert run(*words).code == 0
