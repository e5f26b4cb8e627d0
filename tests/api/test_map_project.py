"""Map projects as Python users meet them."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import folium
import pytest

import controlmap
from controlmap.api import MapProject
from controlmap.errors import InputError, OverlapError
from controlmap.render.folium_map import ControlMap
from controlmap.store import init_project


@pytest.fixture
def valley(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MapProject:
    monkeypatch.chdir(tmp_path)
    init_project("map")
    return controlmap.open("map")


def rewrite(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def test_a_project_opens_by_its_folder_or_its_settings_file(valley: MapProject) -> None:
    assert repr(valley) == "MapProject('map', layers=['valley'])"
    assert controlmap.open(Path("map") / "controlmap.toml").title == valley.title == "An invented valley"


def test_a_snapshot_is_a_frame_of_controllers(valley: MapProject) -> None:
    before, after = (valley.history().at(date) for date in ("2024-03-08", "2024-03-09"))
    assert set(before["controller"]) == set(after["controller"]) == {"league", "republic"}
    area = {name: frame.set_index("controller")["area_km2"] for name, frame in (("a", before), ("b", after))}
    assert area["b"]["league"] > area["a"]["league"]
    assert area["a"].sum() == pytest.approx(area["b"].sum(), abs=1e-9)


def test_the_history_is_made_once(valley: MapProject) -> None:
    assert valley.history() is valley.history()


def test_known_on_hides_later_records(valley: MapProject) -> None:
    assert valley.history(known_on="2024-03-21").dates.size == 2
    with pytest.raises(InputError, match="no control state was on record on 2024-03-20"):
        valley.history(known_on="2024-03-20")
    with pytest.raises(InputError, match="is not an instant"):
        valley.history(known_on="yesterday")


def test_a_project_without_states_has_no_history(valley: MapProject) -> None:
    Path("map/valley.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    with pytest.raises(InputError, match="no control state was on record"):
        controlmap.open("map").history()


def test_build_writes_what_html_returns(valley: MapProject) -> None:
    assert valley.build() == Path("output/an-invented-valley.html")
    assert Path("output/an-invented-valley.html").read_text(encoding="utf-8") == valley.html()
    assert valley.build("deep/er/page.html").is_file()
    assert [p.name for p in Path("deep/er").iterdir()] == ["page.html"]


def test_a_frame_names_the_page_beside_it_whatever_that_is_called(valley: MapProject) -> None:
    page = valley.build("output/javascript:alert(1) & more.html")
    frame = valley.embed(page)
    assert frame == Path("output/javascript:alert(1) & more-embed.html")
    address = "javascript%3Aalert%281%29%20%26%20more.html#embed=1"
    assert frame.read_text(encoding="utf-8").startswith(f'<iframe src="{address}" title="An invented valley"')


def test_there_is_no_frame_of_a_page_that_is_not_there(valley: MapProject) -> None:
    with pytest.raises(InputError, match="build the map first"):
        valley.embed("output/none.html")
    assert not Path("output").exists()


def test_a_failed_build_leaves_the_old_page(valley: MapProject) -> None:
    page = valley.build()
    page.write_text("the old page")
    rewrite(Path("map"), "valley.geojson", '"valid_to": "2024-03-09"', '"valid_to": null')
    with pytest.raises(OverlapError):
        controlmap.open("map").build()
    assert page.read_text() == "the old page"


def test_explore_is_a_folium_map_of_the_project(valley: MapProject) -> None:
    shown = valley.explore()
    assert isinstance(shown, folium.Map)
    assert isinstance(shown, ControlMap)
    assert "<title>An invented valley</title>" in shown.get_root().render()
    assert valley.explore().get_root().render() == shown.get_root().render()


@pytest.mark.parametrize("module", ["controlmap", "controlmap.cli", "controlmap.errors"])
def test_importing_is_light(module: str) -> None:
    heavy = "('geopandas', 'shapely', 'numpy', 'pandas', 'folium', 'pydantic')"
    code = f"import sys, {module}; print(*[name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_title_without_latin_letters_leaves_the_page_its_folders_name(valley: MapProject) -> None:
    rewrite(Path("map"), "controlmap.toml", 'languages = ["en", "ar"]', 'languages = ["ar", "en"]')
    assert controlmap.open("map").build() == Path("output/map.html")
    Path("map").rename("خريطة")
    assert controlmap.open("خريطة").build() == Path("output/map.html")


def test_a_project_all_of_whose_states_are_superseded_has_no_history(valley: MapProject) -> None:
    layer = Path("map/valley.geojson")
    value = json.loads(layer.read_text(encoding="utf-8"))
    for feature in value["features"]:
        feature["properties"] |= {"recorded_at": "2024-01-01", "superseded_at": "2024-01-02"}
    layer.write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(InputError, match="no control state was on record"):
        controlmap.open("map").history()
    assert controlmap.open("map").history(known_on="2024-01-01").states


def test_what_was_not_found_gives_no_ground_away(valley: MapProject) -> None:
    news = {"to": "republic", "on": "2024-03-12"}
    with pytest.raises(InputError, match="no ground is given"):
        valley.transfer(None, **news)
    with pytest.raises(InputError, match="no date is given"):
        valley.transfer("all", to="republic", on=None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda p: p.areas(every=5), "every takes a step of time such as 1d, 6h, 30min or 2w; found 5"),
        (lambda p: p.areas(every=timedelta(days=1)), "every takes a step of time"),
        (
            lambda p: p.ground("Lower Town", radius_km="2"),
            "radius_km takes a number of km from 0 on",
        ),
        (lambda p: p.history().spells("36.4", "35.3"), "lon takes a number; found '36.4'"),
        (lambda p: p.history().spells(float("nan"), 35.3), "lon takes a number; found nan"),
        (lambda p: p.place(None), "name takes a text; found None"),
    ],
)
def test_what_is_something_else_than_is_asked_for_is_refused_in_words(
    valley: MapProject, asked: Callable[[MapProject], Any], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        asked(valley)
