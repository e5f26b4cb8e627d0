"""A folder of dates is read by whoever has Leaflet: a plain page goes through its index, file by file."""

import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from controlmap.api import open_map
from controlmap.store import init_project
from tests.page.static_host import host_without_ranges

pytestmark = pytest.mark.browser
LEAFLET = Path(__file__).parents[2] / "src" / "viewer" / "node_modules" / "leaflet" / "dist"
PAGE = """<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,">
<link rel="stylesheet" href="leaflet.css"><script src="leaflet.js"></script>
<div id="map" style="height: 500px"></div><input id="step" type="range" min="0" value="0"><output></output>
<script>
const map = L.map("map", { zoomAnimation: false });
let shown;
async function show(index, step) {
  const { date, file } = index.dates[step];
  const data = await (await fetch(`dates/${file}`)).json();
  shown?.remove();
  shown = L.geoJSON(data, {
    style: ({ properties }) => ({ color: index.controllers[properties.controller].colour, weight: 1 }),
    onEachFeature: ({ properties }, layer) => layer.bindTooltip(document.createTextNode(properties.label).data
      .replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`)),
  }).addTo(map);
  map.fitBounds(shown.getBounds());
  document.querySelector("output").textContent = date;
}
window.ready = (async () => {
  const index = await (await fetch("dates/index.json")).json();
  const slider = document.querySelector("#step");
  slider.max = index.dates.length - 1;
  slider.oninput = () => (window.ready = show(index, Number(slider.value)));
  await show(index, 0);
})();
window.colours = () =>
  shown.getLayers().map((layer) => [layer.feature.properties.controller, layer.options.color]);
</script>"""


def test_a_plain_leaflet_page_goes_through_the_dates_of_a_folder(browser: Browser, tmp_path: Path) -> None:
    init_project(tmp_path / "map")
    project = open_map(tmp_path / "map")
    site = tmp_path / "site"
    project.export(site / "dates", each="day")
    (site / "index.html").write_text(PAGE, encoding="utf-8")
    for name in ("leaflet.js", "leaflet.css"):
        shutil.copy(LEAFLET / name, site / name)
    index = json.loads((site / "dates" / "index.json").read_text(encoding="utf-8"))
    colours = {actor.id: actor.colour for actor in project.project.settings.actors}
    complaints: list[str] = []
    context = browser.new_context()
    with host_without_ranges(site) as address:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.goto(address)
        page.evaluate("ready")
        for step in (0, len(index["dates"]) - 1):
            page.locator("#step").fill(str(step))
            page.evaluate("ready")
            assert page.locator("output").text_content() == index["dates"][step]["date"]
            assert page.locator("#map .leaflet-overlay-pane path").count() == index["dates"][step]["features"]
            seen = dict(page.evaluate("colours()"))
            assert seen == {name: colours[name] for name in index["dates"][step]["area_km2"]}
        context.close()
    assert complaints == []
