"""The notebook in docs/ runs as it stands, and the map that it makes has room for other people's controls."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from controlmap.render.page import bundle_text
from tests.quiet import quiet_page

ROOT = Path(__file__).parent.parent
PLUGINS = {
    "leaflet.markercluster.js": "L.markerClusterGroup = (options) => L.featureGroup([], options)",
    "Control.MiniMap.js": """
        L.Control.MiniMap = L.Control.extend({onAdd: () => {
          const box = L.DomUtil.create('div', 'leaflet-control-minimap');
          return Object.assign(box.style, {width: '150px', height: '150px'}), box;
        }})""",
}
"""What plugins that the notebook uses do to a map, as far as it concerns others on it."""


def run(path: Path) -> list[list[str]]:
    """Run a notebook where it lies, and return which kinds of output each cell of code has."""
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "run_notebook.py", path],
        cwd=path.parent, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def served(url: str) -> str:
    name = url.rsplit("/", 1)[1]
    return bundle_text(name) if name in ("leaflet.js", "leaflet.css") else PLUGINS.get(name, "")


@pytest.mark.browser
def test_the_notebook_runs_and_its_map_has_room_for_other_controls(browser: Browser, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "geodata", tmp_path / "geodata")
    (tmp_path / "docs").mkdir()
    path = Path(shutil.copy(ROOT / "docs" / "notebook.ipynb", tmp_path / "docs"))
    kinds = run(path)
    assert sum("image/png" in kind for kind in kinds) == 2
    assert sum("text/html" in kind for kind in kinds) == 2  # a table, and the page
    assert not [kind for kind in kinds if "stderr" in kind]
    assert {"mine.html", "states.gpkg", "km2.csv"} <= {file.name for file in path.parent.iterdir()}
    with quiet_page(browser, path.parent / "mine.html", serve=served) as page:
        page.evaluate("controlmap.goTo('2024-12-08')")
        assert page.evaluate("controlmap.date") == "2024-12-08"
        page.get_by_role("tab").first.click()
        boxes = [page.locator(name).bounding_box() for name in (".cm-time", ".leaflet-control-minimap")]
        time, small = (box for box in boxes if box)
        assert small["y"] + small["height"] <= time["y"]
        panel, zoom = (page.locator(name).bounding_box() for name in (".cm-side", ".leaflet-control-zoom"))
        assert panel
        assert zoom
        assert panel["x"] >= zoom["x"] + zoom["width"] or panel["y"] >= zoom["y"] + zoom["height"]
        assert page.locator(".leaflet-control-layers-overlays label").count() == 2
