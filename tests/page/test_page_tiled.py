"""Tiled pages: they come from a web host, load what is looked at, and say what the single page says."""

import difflib
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

import controlmap
from controlmap.api.map_project import MapProject
from controlmap.render.tiled import ledger, levels, overview, packed_map
from controlmap.store import init_project
from tests.benchmarks.sweep import Sweep, sweep_map
from tests.render.hostile_project import HOSTILE, text_in, write_project
from tests.tabs import FILES, HERE, tabs_of

from .static_host import host_of_nginx, host_with_ranges, host_without_ranges, nginx_path

pytestmark = pytest.mark.browser

NEAR = "#map=36.9,36.0,37.4,36.4&date=2024-12-01"


class Both(NamedTuple):
    """A map as a folder for a web host, and as a single page."""

    folder: Path
    single: Path


@pytest.fixture(scope="module")
def syria(tmp_path_factory) -> Both:
    made = tmp_path_factory.mktemp("tiled-syria")
    project = controlmap.open(Path(__file__).parents[2] / "geodata")
    project.build_tiled(made / "tiled")
    return Both(made / "tiled", project.build(made / "single.html"))


@pytest.fixture(scope="module")
def swept(tmp_path_factory) -> Both:
    """A map of several levels."""
    made = tmp_path_factory.mktemp("tiled-swept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(levels, "MOST_SEGMENTS", 40)
        patch.setattr(overview, "FINEST_STEPS", 64)
        project = MapProject(*sweep_map(Sweep(14, days=30), made / "valley"))
        project.build_tiled(made / "tiled")
    return Both(made / "tiled", project.build(made / "single.html"))


@pytest.fixture(scope="module")
def patchy(tmp_path_factory) -> Both:
    """A small map: of some ground nothing is on record at first, and few records name a source."""
    made = tmp_path_factory.mktemp("tiled-patchy")
    init_project(made / "valley")
    file = made / "valley" / "valley.geojson"
    layer = json.loads(file.read_text())
    for feature in layer["features"]:
        feature["properties"].update(sources=[], certainty="reported")
    late = next(one for one in layer["features"] if one["properties"]["valid_from"] <= "2024-03-01")
    late["properties"].update(valid_from="2024-03-02", certainty="confirmed", sources=["herald-2024-03-09"])
    file.write_text(json.dumps(layer))
    project = controlmap.open(made / "valley")
    project.build_tiled(made / "tiled")
    return Both(made / "tiled", project.build(made / "single.html"))


@pytest.fixture(scope="module")
def wordy(syria, tmp_path_factory) -> Both:
    """The shipped map, with sources, reports and events in the file of tiles."""
    made = tmp_path_factory.mktemp("tiled-wordy")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed_map, "MOST_WORDS", 0)
        controlmap.open(Path(__file__).parents[2] / "geodata").build_tiled(made / "tiled")
    return Both(made / "tiled", syria.single)


class Visit(NamedTuple):
    """An open page, and what it asked of its host: the name of the file, the range, and the status."""

    page: Page
    asked: list[tuple[str, str | None, int]]


@contextmanager
def visited(
    browser: Browser, address: str, *, fine: str | None = None, changed: bool = False
) -> Iterator[Visit]:
    """Open a page; afterwards complain of requests to others, errors, and of what the console says."""
    complaints: list[str] = []
    asked: list[tuple[str, str | None, int]] = []
    # The script of a page that a test changes is not the one that its policy lets run.
    reader = {"bypass_csp": True} if changed else {}
    site = FILES if address.startswith("file:") else HERE
    page = tabs_of(browser, site, **reader).open({"width": 1200, "height": 800})
    home = address.partition("#")[0].rpartition("/")[0]

    def refuse(route) -> None:
        complaints.append(f"request: {route.request.url}")
        route.abort()

    page.route(lambda url: not url.startswith(home), refuse)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "response",
        lambda answer: asked.append(
            (answer.url.rpartition("/")[2], answer.request.headers.get("range"), answer.status)
        ),
    )
    try:
        page.goto(address)
        page.evaluate("controlmap.ready")
        yield Visit(page, asked)
    finally:
        page.close()
    assert [text for text in complaints if not (fine and fine in text)] == []


def tiles_asked(visit: Visit, least: int) -> list[tuple[str, str | None, int]]:
    """Return what was asked of the file of tiles, once it is so much, and for a while no more."""
    came: list[tuple[str, str | None, int]] = []
    quiet = 0
    while len(came) < least or quiet < 5:
        visit.page.wait_for_timeout(100)
        before, came = came, [one for one in visit.asked if one[0].endswith(".tiles")]
        quiet = quiet + 1 if len(came) == len(before) else 0
    return came


def test_only_parts_of_the_file_come_and_from_nobody_else(browser, syria):
    with host_with_ranges(syria.folder) as host, visited(browser, host) as visit:
        first = tiles_asked(visit, 1)
        # In sight as a whole it is shown in outline, and the figures are asked for.
        assert [status for _, _, status in first] == [206]
        visit.page.evaluate(f"location.hash = {NEAR!r}")
        # What lists the tiles, and the tiles.
        assert [status for _, _, status in tiles_asked(visit, 3)] == 3 * [206]


def test_the_page_may_ask_its_own_host_and_a_single_one_nobody(syria):
    tiled, single = (path.read_text() for path in (syria.folder / "index.html", syria.single))
    assert "connect-src 'self';" in tiled
    assert "connect-src" not in single.partition("<title>")[0]


POINTS = """async ([points, dates]) => {
  const told = [];
  for (const [lon, lat] of points) {
    told.push(await controlmap.spells(lon, lat));
    for (const date of dates) told.push(await controlmap.at(lon, lat, date));
  }
  return told;
}"""
AREAS = "() => controlmap.dates.map((date) => controlmap.areas(date))"


@pytest.mark.parametrize("which", ["syria", "swept"])
def test_points_and_areas_are_those_of_the_single_page(browser, request, which):
    both = request.getfixturevalue(which)
    with visited(browser, both.single.as_uri()) as single:
        west, south, east, north = single.page.evaluate(VIEW)
        dates = single.page.evaluate("controlmap.dates")
        random = np.random.default_rng(5)
        points = random.uniform([west, south], [east, north], (80, 2)).tolist()
        asked = [points, [dates[0], dates[len(dates) // 2], dates[-1]]]
        told, areas = single.page.evaluate(POINTS, asked), single.page.evaluate(AREAS)
    assert any(told)
    with host_with_ranges(both.folder) as host, visited(browser, host) as tiled:
        assert tiled.page.evaluate("controlmap.dates") == dates
        assert tiled.page.evaluate(AREAS) == areas
        assert tiled.page.evaluate(POINTS, asked) == told


VIEW = """async () => {
  for (;;) {
    const map = new URLSearchParams(location.hash.slice(1)).get('map');
    if (map) return map.split(',').map(Number);
    controlmap.goTo(controlmap.dates.at(-1));
    await new Promise((done) => setTimeout(done, 300));
  }
}"""


@pytest.mark.parametrize("share", [1, 0.4, 0.06])
def test_what_is_seen_is_what_the_single_page_shows(browser, swept, share):
    with visited(browser, swept.single.as_uri()) as single:
        west, south, east, north = single.page.evaluate(VIEW)
        x, y = (west + east) / 2, (south + north) / 2
        w, h = share * (east - west) / 2, share * (north - south) / 2
        hash_ = f"#map={x - w},{y - h},{x + w},{y + h}&date=2020-01-16"
    pictures = []
    with host_with_ranges(swept.folder) as host:
        for address in (f"{swept.single.as_uri()}{hash_}", f"{host}{hash_}"):
            with visited(browser, address) as visit:
                if address.startswith("http"):
                    tiles_asked(visit, 1)
                visit.page.wait_for_timeout(600)
                pictures.append(pixels(visit.page))
    one, other = pictures
    assert len(np.unique(one.reshape(-1, 3), axis=0)) > 20
    # The outline is as coarse as four pixels here: borders may lie elsewhere, ground may not.
    differing = (abs(one.astype(int) - other) > 40).any(axis=2).mean()
    assert differing < (0.08 if share == 1 else 0.02)


@pytest.mark.parametrize("choice", ["compare=2024-11-26", "compare=2024-11-26&swipe=1", "fronts=age"])
def test_dates_compared_and_fronts_look_as_in_the_single_page(browser, syria, choice):
    pictures = []
    with host_with_ranges(syria.folder) as host:
        for address in (syria.single.as_uri(), host):
            with visited(browser, f"{address}{NEAR}&{choice}") as visit:
                if address == host:
                    tiles_asked(visit, 1)
                visit.page.wait_for_timeout(600)
                pictures.append(pixels(visit.page))
    one, other = pictures
    assert (abs(one.astype(int) - other) > 40).any(axis=2).mean() < 0.02


def pixels(page: Page) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(page.locator(".cm-map").screenshot())).convert("RGB"))


@pytest.mark.parametrize("place", ["37.12,36.17", "aleppo", "homs", "36.3,33.51", "38.2,35.4"])
def test_a_place_is_told_as_in_the_single_page(browser, syria, place):
    """With the fronts near it, the shares of a city, and what reports say of its ground."""
    said = []
    with host_with_ranges(syria.folder) as host:
        for address in (syria.single.as_uri(), host):
            with visited(browser, f"{address}#date=2024-12-01&place={place}&tab=place") as visit:
                panel = visit.page.locator(".cm-place")
                expect(panel.locator(".cm-holder")).to_be_visible()
                # Figures, fronts, names of places near it and what is said of it come one after the other.
                for line in said[0] if said else ():
                    expect(panel).to_contain_text(line)
                said.append([line for line in panel.inner_text().split("\n") if line])
    assert said[0] == said[1]
    assert any("Sources" in line for line in said[0])


@pytest.mark.parametrize("dates", [
    "date=2024-12-08&compare=2024-11-26",
    "date=2024-12-08&compare=2024-11-30",
    "date=2024-11-30&compare=2024-11-30",
    "date=2024-12-01&compare=2024-11-27&least=reported",
])  # fmt: skip
def test_changes_are_told_as_in_the_single_page(browser, syria, dates):
    said = []
    with host_with_ranges(syria.folder) as host:
        for address in (syria.single.as_uri(), host):
            with visited(browser, f"{address}#{dates}&tab=changes") as visit:
                panel = visit.page.locator("#cm-panel-changes")
                expect(panel.locator(".cm-matrix")).to_be_visible()
                panel.locator("details:has(.cm-in-order) > summary").click()
                expect(panel.locator(".cm-in-order li").first).to_be_visible()
                said.append(panel.inner_text())
    assert said[0] == said[1]


def test_only_changes_of_the_time_that_is_asked_for_are_loaded(browser, tmp_path, monkeypatch):
    monkeypatch.setattr(ledger, "CHANGES_A_PAGE", 500)
    project = MapProject(*sweep_map(Sweep(60, days=40), tmp_path / "valley"))
    single = project.build(tmp_path / "single.html").as_uri()
    page = project.build_tiled(tmp_path / "tiled")
    # Small maps are loaded as a whole, unasked; this one is to be taken for a large one.
    text, limits = re.subn(r"(?<=[\w$]=)4e5(?=[,;])", "1e3", page.read_text())
    assert limits == 2
    page.with_name("large.html").write_text(text)
    loaded = []
    with host_with_ranges(page.parent) as host:
        for first in ("2020-01-01", "2020-01-29", "2020-01-09"):
            said = []
            for address in (single, f"{host}large.html"):
                shown = f"{address}#date=2020-01-30&compare={first}&tab=changes"
                with visited(browser, shown, changed=True) as visit:
                    panel = visit.page.locator("#cm-panel-changes")
                    expect(panel.locator(".cm-matrix")).to_be_visible()
                    said.append(panel.inner_text())
                    parts = [range_ for file, range_, _ in visit.asked if file.endswith(".tiles")]
            loaded.append(bytes_from_the_first([bounds_of(one) for one in parts if one]))
            assert said[0] == said[1]
    # Since the first date it is told for the whole map; small pages that lie together are read together.
    since_the_first, two_days, weeks = loaded
    assert since_the_first < min(two_days, weeks)


def bytes_from_the_first(asked: list[tuple[int, int]]) -> int:
    """Return how many bytes are asked for from the first on, without a gap.

    The ledger and what changes stand first in the file; ground that is looked at may be loaded meanwhile.
    """
    end = start = min(asked)[0]
    for first, last in sorted(asked):
        end = max(end, last + 1) if first <= end else end
    return end - start


def bounds_of(range_: str) -> tuple[int, int]:
    """Return the first and the last byte that a request for a range asks for."""
    first, last = range_.removeprefix("bytes=").split("-")
    return int(first), int(last)


def test_regions_and_places_are_told_as_in_the_single_page(browser, syria):
    said = []
    with host_with_ranges(syria.folder) as host:
        for address in (syria.single.as_uri(), host):
            with visited(browser, f"{address}#date=2024-12-03&tab=map") as visit:
                regions = visit.page.locator(".cm-regions")
                regions.locator("summary").click()
                expect(regions.locator("tbody td").first).to_be_visible()
                said.append(regions.inner_text())
    assert said[0] == said[1]


UNFOLDED = """(panel) => {
  const exact = 'details:not(.cm-legend > details:last-child)';
  panel.querySelectorAll(exact).forEach((one) => (one.open = true));
  panel.querySelectorAll('li:has(> .cm-contested)').forEach((one) => one.remove());
}"""


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("which", ["syria", "wordy", "patchy"])
def test_all_that_panels_say_is_what_the_single_page_says(browser, request, which, language):
    both = request.getfixturevalue(which)
    said = []
    with host_with_ranges(both.folder) as host:
        for address in (both.single.as_uri(), host):
            with visited(browser, f"{address}#lang={language}") as visit:
                said.append({tab: panel_lines(visit.page, tab) for tab in SAID_ALIKE})
                if address == host:
                    tiles_asked(visit, 1)
                    said[1] = {tab: panel_lines(visit.page, tab) for tab in SAID_ALIKE}
    for tab in SAID_ALIKE:
        differing = "\n".join(difflib.unified_diff(said[0][tab], said[1][tab], "single", "tiled", n=1))
        assert not differing, f"the panel {tab!r} says something else in tiles:\n{differing}"


SAID_ALIKE = ("map", "events", "sources", "story")


def panel_lines(page: Page, tab: str) -> list[str]:
    """Return all that a panel says, unfolded, without what docs/any-size.md says is another in tiles.

    That is the list of contested ground, and since when places are held, as the map's dates tell it.
    """
    if not (button := page.locator(f"#cm-tab-{tab}")).count():
        return []
    button.click()
    panel = page.locator(f"#cm-panel-{tab}")
    panel.evaluate(UNFOLDED)
    page.wait_for_timeout(400)
    # How the map is cited has the address at which it was seen.
    lines = (re.sub(r"\. http://127\S+ \(.*\)", "", line) for line in panel.inner_text().split("\n"))
    return [line for line in lines if line.strip()]


FRONTS = """() => [...document.querySelectorAll('.cm-fronts tbody tr')].map((row) => row.innerText)"""


def test_fronts_are_as_long_as_in_the_single_page_however_sure_ground_has_to_be(browser, syria):
    said = []
    with host_with_ranges(syria.folder) as host:
        for address in (syria.single.as_uri(), host):
            told = []
            for choice in ("date=2024-11-30", "date=2024-12-12", "date=2024-12-12&least=reported"):
                with visited(browser, f"{address}#{choice}&tab=map") as visit:
                    visit.page.locator(".cm-fronts summary").click()
                    expect(visit.page.locator(".cm-fronts td.cm-number").first).to_be_visible()
                    told.append(visit.page.evaluate(FRONTS))
            said.append(told)
    assert said[0] == said[1]
    assert len({str(one) for one in said[0]}) == 3


@pytest.mark.parametrize(("choice", "said"), [
    ("tab=about", "cannot be downloaded here"),
])  # fmt: skip
def test_what_a_map_in_tiles_does_not_tell_is_said(browser, syria, choice, said):
    with host_with_ranges(syria.folder) as host, visited(browser, f"{host}#{choice}") as visit:
        expect(visit.page.get_by_text(said)).to_be_visible()
    with visited(browser, f"{syria.single.as_uri()}#{choice}") as visit:
        expect(visit.page.get_by_text(said)).to_have_count(0)


def test_a_host_without_ranges_gives_a_small_file_whole(browser, syria):
    with host_without_ranges(syria.folder) as host, visited(browser, f"{host}{NEAR}") as visit:
        came = tiles_asked(visit, 1)
        assert {status for _, _, status in came} == {200}
        assert len(came) <= 2
        assert visit.page.evaluate("controlmap.at(37.12, 36.17)")["controller"]
        expect(visit.page.locator(".cm-tiles-note")).to_be_hidden()


def test_opened_from_a_file_it_shows_the_outline_and_says_what_it_needs(browser, syria):
    address = (syria.folder / "index.html").as_uri()
    with visited(browser, f"{address}{NEAR}") as visit:
        expect(visit.page.locator(".cm-tiles-note")).to_contain_text("web host")
        expect(visit.page.locator(".cm-actors").first).to_contain_text("km²")
        visit.page.locator(".cm-fronts summary").click()
        expect(visit.page.locator(".cm-fronts")).to_contain_text("web host")
        visit.page.get_by_role("tab", name="Changes").click()
        visit.page.get_by_role("button", name="Since the start").click()
        expect(visit.page.locator("#cm-panel-changes")).to_contain_text("web host")
        visit.page.get_by_role("tab", name="Place").click()
        visit.page.locator(".cm-map").click(position={"x": 300, "y": 300})
        expect(visit.page.locator(".cm-place")).to_contain_text("web host")


def test_text_in_tiles_is_shown_as_it_is_written(browser, tmp_path):
    project = controlmap.open(write_project(tmp_path / "hostile", HOSTILE))
    project.build_tiled(tmp_path / "tiled")
    west, south, east, north = project.history().cells[0].bounds
    spot = f"{(west + east) / 2},{(south + north) / 2}"
    with host_with_ranges(tmp_path / "tiled") as host, visited(browser, f"{host}#place={spot}") as visit:
        visit.page.locator("#cm-tab-place").click()
        expect(visit.page.locator(".cm-place .cm-note")).to_contain_text(text_in("state note"))
        assert visit.page.evaluate("window.ran") is None


def test_tiles_that_are_gone_are_told_of_in_the_readers_language(browser, syria, tmp_path):
    (tmp_path / "index.html").write_bytes((syria.folder / "index.html").read_bytes())
    fine = "Failed to load resource"
    with host_with_ranges(tmp_path) as host, visited(browser, f"{host}{NEAR}&lang=ar", fine=fine) as visit:
        expect(visit.page.locator(".cm-tiles-note")).to_contain_text("أعد تحميل الصفحة")


@pytest.mark.skipif(nginx_path() is None, reason="nginx is not installed")
def test_nginx_gives_parts_as_they_are_though_it_packs_all_it_can(browser, syria):
    with host_of_nginx(syria.folder) as host, visited(browser, f"{host}{NEAR}") as visit:
        assert {status for _, _, status in tiles_asked(visit, 3)} == {206}
        assert visit.page.evaluate("controlmap.at(37.12, 36.17)")["controller"]
        expect(visit.page.locator(".cm-tiles-note")).to_be_hidden()


def test_back_online_the_page_loads_what_is_in_sight_and_takes_its_notice_back(browser, syria):
    with host_with_ranges(syria.folder) as host, visited(browser, host, fine="Failed to load") as visit:
        tiles_asked(visit, 1)
        page = visit.page
        page.context.set_offline(True)
        try:
            page.evaluate(f"location.hash = {NEAR!r}")
            expect(page.locator(".cm-tiles-note")).to_be_visible()
        finally:
            page.context.set_offline(False)
        expect(page.locator(".cm-tiles-note")).to_be_hidden()


CUT = (lambda sound: sound[:5000], "made anew meanwhile")
CHANGED = (lambda sound: bytes(byte ^ 5 for byte in sound), "otherwise than they were written")


@pytest.mark.parametrize(("changed", "said"), [CUT, CHANGED], ids=["cut short", "changed"])
def test_tiles_that_are_others_are_told_of_and_never_drawn(browser, syria, tmp_path, changed, said):
    for path in syria.folder.iterdir():
        data = path.read_bytes()
        (tmp_path / path.name).write_bytes(changed(data) if path.suffix == ".tiles" else data)
    fine = "Failed to load resource"
    with host_with_ranges(tmp_path) as host, visited(browser, f"{host}{NEAR}", fine=fine) as visit:
        expect(visit.page.locator(".cm-tiles-note")).to_contain_text(said)
        expect(visit.page.locator(".cm-actors").first).to_contain_text("km²")


def test_many_sources_and_events_are_read_when_they_are_looked_at(browser, tmp_path, monkeypatch):
    monkeypatch.setattr(packed_map, "MOST_WORDS", 0)
    project = controlmap.open(Path(__file__).parents[2] / "geodata")
    project.build_tiled(tmp_path / "tiled")
    with host_with_ranges(tmp_path / "tiled") as host, visited(browser, f"{host}{NEAR}") as visit:
        visit.page.get_by_role("tab", name="Events").click()
        expect(visit.page.locator(".cm-events > *").first).to_be_visible()
        visit.page.evaluate("location.hash = '#place=37.12,36.17&tab=place'")
        expect(visit.page.locator(".cm-place")).to_contain_text("Sources")
    opened = (tmp_path / "tiled" / "index.html").as_uri()
    with visited(browser, opened) as visit:
        visit.page.get_by_role("tab", name="Events").click()
        expect(visit.page.locator(".cm-tiles-note")).to_contain_text("web host")


TOLD = """() => {
  window.told = [];
  const telling = (owner, name, what) => {
    const own = owner.prototype[name];
    owner.prototype[name] = function (...asked) {
      told.push(what);
      return own.apply(this, asked);
    };
  };
  telling(Response, 'arrayBuffer', 'came');
  telling(CanvasRenderingContext2D, 'putImageData', 'drawn');
  const frame = () => (told.push('frame'), requestAnimationFrame(frame));
  requestAnimationFrame(frame);
}"""


def test_ground_that_came_is_made_ready_in_parts_with_frames_between(
    browser: Browser, tmp_path: Path
) -> None:
    """Who steps meanwhile is not kept waiting for all of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(levels, "MOST_SEGMENTS", 2_000)
        patch.setattr(overview, "FINEST_STEPS", 64)
        MapProject(*sweep_map(Sweep(80, days=30), tmp_path / "valley")).build_tiled(tmp_path / "tiled")
    with host_with_ranges(tmp_path) as host, visited(browser, f"{host}tiled/index.html") as visit:
        page = visit.page
        page.add_init_script(f"({TOLD})()")
        page.reload()
        page.evaluate("controlmap.ready")
        page.wait_for_function("() => told.lastIndexOf('drawn') > told.lastIndexOf('came')")
        told = page.evaluate("told")
        came = max(i for i, what in enumerate(told) if what == "came")
        drawn = told.index("drawn", came)
        assert told[came:drawn].count("frame") >= 5
        page.evaluate("controlmap.goTo(controlmap.dates[12])")
        assert page.evaluate("told").count("drawn") > told.count("drawn")
