"""Folium maps: the timeline on anybody's map, and a whole map that needs no network."""

import html
import re
from pathlib import Path

import folium
import pytest
from playwright.sync_api import Browser

from controlmap.render.folium_map import ControlMap, ControlTimeline
from controlmap.render.page import bundle_text
from tests.page.small_map import LAST, STEPS, small_map
from tests.quiet import quiet_page

GROUND = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "Ground"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[36.5, 36.3], [37.5, 36.3], [37.5, 36.6], [36.5, 36.3]]],
            },
        }
    ],
}


def page_of(element: folium.Map) -> str:
    return element.get_root().render()


def policy_of(page: str) -> str | None:
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    return found and found[1]


def leaflet_only(url: str) -> str:
    """Serve the Leaflet that folium asks for from the package, and nothing for its other libraries."""
    name = url.rsplit("/", 1)[1]
    return bundle_text(name) if name in ("leaflet.js", "leaflet.css") else ""


def test_the_same_payload_gives_the_same_bytes_each_time() -> None:
    maps = [ControlMap(small_map(), title="A") for _ in range(2)]
    assert page_of(maps[0]) == page_of(maps[1]) == page_of(maps[0])


def test_a_control_map_names_no_other_host_and_leaves_folium_as_it_was() -> None:
    before = list(folium.Map.default_js), list(folium.Map.default_css)
    page = page_of(ControlMap(small_map()))
    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", page)
    assert (folium.Map.default_js, folium.Map.default_css) == before
    assert "cdn.jsdelivr.net" in page_of(folium.Map())


def test_the_policy_allows_the_pages_own_scripts_and_no_others() -> None:
    policy = policy_of(page_of(ControlMap(small_map())))
    assert policy
    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    assert "https: " not in policy


def test_tiles_are_let_through_when_they_have_been_added() -> None:
    policy = policy_of(
        page_of(ControlMap(small_map(), tiles="https://tiles.example.org/{z}/{x}/{y}", attr="A"))
    )
    assert policy
    assert "img-src data: blob: https:;" in policy


def test_a_page_that_loads_scripts_from_elsewhere_has_no_policy() -> None:
    one = ControlMap(small_map())
    one.get_root().header.add_child(folium.JavascriptLink("https://example.org/a.js"))  # type: ignore[attr-defined]
    assert policy_of(page_of(one)) is None


def test_a_language_that_is_none_cannot_say_more_than_letters() -> None:
    page = page_of(ControlMap(small_map(), language='ar"});window.ran=1;//{{ 7*7 }}'))
    assert '"language": "arwindowran177"' in page


def test_a_timeline_without_a_map_says_so() -> None:
    with pytest.raises(ValueError, match=r"add it to a folium\.Map"):
        ControlTimeline(small_map()).render()


def test_a_notebook_shows_the_whole_page_in_a_frame() -> None:
    shown = ControlMap(small_map(), title="A")._repr_html_()
    frame = re.search(r'<iframe srcdoc="([^"]*)"', shown)
    assert frame
    assert html.unescape(frame[1]) == page_of(ControlMap(small_map(), title="A"))


@pytest.mark.browser
def test_a_control_map_works_without_network(browser: Browser, tmp_path: Path) -> None:
    ControlMap(small_map(), title="A small map").save(tmp_path / "map.html")
    with quiet_page(browser, tmp_path / "map.html") as page:
        assert page.title() == "A small map"
        assert page.evaluate("controlmap.dates") == STEPS
        page.get_by_role("slider").first.press("End")
        assert page.evaluate("controlmap.date") == LAST
        assert page.evaluate("controlmap.at(36.1, 35.3).controller") == "hts_allied"
        assert painted(page)


@pytest.mark.browser
def test_further_folium_layers_work_on_it(browser: Browser, tmp_path: Path) -> None:
    one = ControlMap(small_map())
    folium.Marker([36.45, 36.3], tooltip="A tip", popup="<b>A popup</b>").add_to(one)
    folium.Marker(
        [36.45, 37.2], icon=folium.Icon(color="green"), popup=folium.Popup("Late", lazy=True)
    ).add_to(one)
    folium.Marker([36.5, 37.4]).add_to(one)
    folium.CircleMarker([36.5, 37.7]).add_to(one)
    ground = folium.GeoJson(GROUND, name="My ground", tooltip=folium.GeoJsonTooltip(["name"])).add_to(one)
    one.keep_in_front(ground)
    folium.LayerControl(collapsed=False).add_to(one)
    one.save(tmp_path / "map.html")
    with quiet_page(browser, tmp_path / "map.html") as page:
        pins = page.locator(".leaflet-marker-icon:has(svg)")
        assert pins.count() == 3
        pins.first.hover()
        assert page.locator(".leaflet-tooltip").inner_text() == "A tip"
        pins.first.click()
        assert page.locator(".leaflet-popup b").inner_text() == "A popup"
        pins.nth(1).click()
        page.get_by_text("Late").wait_for()
        assert page.locator("path.leaflet-interactive").count() == 2
        page.get_by_text("My ground").click()
        assert page.locator("path.leaflet-interactive").count() == 1


@pytest.mark.browser
def test_a_later_view_of_the_authors_own_wins(browser: Browser, tmp_path: Path) -> None:
    one = ControlMap(small_map())
    one.fit_bounds([[35.5, 36.5], [35.6, 36.6]])
    one.save(tmp_path / "map.html")
    with quiet_page(browser, tmp_path / "map.html") as page:
        assert page.evaluate(f"{one.get_name()}.getZoom()") > 11


@pytest.mark.browser
def test_a_timeline_joins_anybodys_map(browser: Browser, tmp_path: Path) -> None:
    theirs = folium.Map([36.0, 37.0], zoom_start=8, tiles=None)
    ControlTimeline(small_map(), language="ar").add_to(theirs)
    theirs.save(tmp_path / "map.html")
    with quiet_page(browser, tmp_path / "map.html", serve=leaflet_only) as page:
        assert page.locator(".cm-attached").get_attribute("dir") == "rtl"
        page.evaluate("controlmap.goTo('2024-11-30T14:00')")
        assert page.evaluate("controlmap.date") == "2024-11-30"
        assert page.evaluate(f"{theirs.get_name()}.getZoom()") == 8
        assert painted(page)


@pytest.mark.browser
def test_two_maps_on_a_page_have_their_own_timelines(browser: Browser, tmp_path: Path) -> None:
    figure = folium.Figure()
    for payload in (small_map(), small_map(lambda header: header.update(title={"en": "Another"}))):
        part = figure.add_subplot(1, 2, 1 + len(figure.html._children))
        one = folium.Map([36.0, 37.0], tiles=None, height="400px")
        part.add_child(one)
        ControlTimeline(payload).add_to(one)
    figure.save(tmp_path / "map.html")
    with quiet_page(browser, tmp_path / "map.html", serve=leaflet_only, until=".cm-time >> nth=1") as page:
        titles = page.locator(".cm-attached h1").all_inner_texts()
        assert sorted(titles) == ["A small map near Aleppo", "Another"]


def painted(page) -> bool:
    """Whether the control layer shows anything."""
    return page.locator(".leaflet-cm-control-pane canvas").evaluate(
        "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean)"
    )


@pytest.mark.browser
def test_it_works_in_a_notebook_s_frame(browser: Browser, tmp_path: Path) -> None:
    shown = ControlMap(small_map(), title="A small map")._repr_html_()
    (tmp_path / "notebook.html").write_text(f"<!DOCTYPE html><meta charset='utf-8'>{shown}", encoding="utf-8")
    with quiet_page(browser, tmp_path / "notebook.html", until="iframe") as page:
        frame = page.frame_locator("iframe")
        frame.get_by_role("slider").first.press("End")
        assert "12 December" in frame.locator(".cm-date").inner_text()
