"""A picture that the reader saves shows what the screen shows, and its legend says no more and no less."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from .conftest import Open
from .small_map import ACTORS
from .test_page_share import saved

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
COLOUR = {id_: colour for id_, _, _, colour, _ in ACTORS}


# For each name of a picture whether it meets a pin.
MEETINGS = """(source) => {
  const parsed = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
  const root = document.body.appendChild(document.importNode(parsed, true));
  const boxes = name =>
    [...root.querySelectorAll(name)].map(one => [one.textContent, one.getBoundingClientRect()]);
  const pins = boxes("#events circle");
  const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const found = boxes("#names text").map(([text, box]) => [text, pins.some(([, pin]) => meets(box, pin))]);
  root.remove();
  return Object.fromEntries(found);
}"""


class Picture:
    """A saved picture's layers and legend."""

    def __init__(self, page: Page) -> None:
        self.root = ElementTree.fromstring(saved(page, "Picture (SVG)")[1])

    def layer(self, name: str) -> ElementTree.Element | None:
        return self.root.find(f".//{SVG}g[@id='{name}']")

    def texts(self, name: str) -> list[str]:
        layer = self.layer(name)
        return [] if layer is None else [text.text or "" for text in layer.iter(f"{SVG}text")]

    def cut(self, name: str) -> list[float]:
        """Left edge and width of what is shown of a layer."""
        rect = self.layer(name).find(f"{SVG}clipPath/{SVG}rect")
        return [float(rect.get(side)) for side in ("x", "width")]

    def strokes(self, name: str) -> set[str]:
        layer = self.layer(name)
        return set() if layer is None else {path.get("stroke", "") for path in layer.iter(f"{SVG}path")}


def show_fronts(page: Page, how: str) -> None:
    page.get_by_role("tab", name="Map").click()
    page.locator("summary", has_text="Front lines").click()
    page.get_by_role("radio", name=how).check()


def test_plainly_it_has_one_date_and_nothing_more(open_page: Open) -> None:
    picture = Picture(open_page(hash_="#date=2024-11-26"))
    for absent in ("changes", "control-before", "fronts", "events", "chosen", "handle", "graticule"):
        assert picture.layer(absent) is None, absent
    assert not any("→" in text for text in picture.texts("legend"))


def test_changed_ground_is_striped_over_a_faded_map(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-29&compare=2024-11-26")
    picture = Picture(page)
    changes = picture.layer("changes")
    assert changes is not None
    stripes = [path.get("stroke") for path in changes.iterfind(f"{SVG}pattern/{SVG}path")]
    fills = [path.get("fill") for path in changes.iterfind(f"{SVG}path")]
    assert stripes[0][:7] == COLOUR["government"]
    assert fills[0][:7] == COLOUR["hts_allied"]
    assert picture.layer("control").get("opacity") == "0.85"
    assert picture.texts("legend")[0] == "Syrian government → HTS and allies · 2,405 km²"
    assert "From 26 November 2024 to 29 November 2024, both included" in picture.root.itertext()


def test_two_dates_stand_side_by_side_at_the_handle(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-12-08&compare=2024-11-26")
    page.get_by_role("checkbox", name="side by side").check()
    for _ in range(5):
        page.get_by_role("slider", name="Border between the two dates").press("ArrowLeft")
    width = page.locator(".cm-map").bounding_box()["width"]
    picture = Picture(page)
    cuts = {name: picture.cut(name) for name in ("control-before", "control")}
    assert cuts["control-before"] == pytest.approx([0, width / 4])
    assert cuts["control"] == pytest.approx([width / 4, width * 3 / 4])
    assert picture.texts("handle") == ["26 November 2024", "8 December 2024"]
    held = [text for text in picture.texts("legend") if text.startswith("HTS and allies")]
    areas = [page.evaluate(f"controlmap.areas('{date}').hts_allied") for date in ("2024-11-26", "2024-12-08")]
    assert held == [f"HTS and allies · {areas[0]:,.0f} km² → {areas[1]:,.0f} km²"]


def test_in_arabic_the_earlier_date_stands_on_the_right_as_on_the_slider(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-12-08&compare=2024-11-26&lang=ar")
    page.locator(".cm-chooser input[type=checkbox]").check()
    expect(page.locator(".cm-swipe-right")).to_have_text("٢٦ تشرين الثاني ٢٠٢٤")
    width = page.locator(".cm-map").bounding_box()["width"]
    edges = page.evaluate("""() => ["before", "control"].map(name => {
      const pane = document.querySelector(`.leaflet-cm-${name}-pane`);
      return parseFloat(getComputedStyle(pane).clipPath.replace("polygon(", ""));
    })""")
    assert edges[0] == pytest.approx(width / 2, abs=1)
    assert edges[1] < 0


@pytest.mark.parametrize("how", ["bold", "by age"])
def test_fronts_are_drawn_as_on_the_screen(open_page: Open, how: str) -> None:
    page = open_page(hash_="#date=2024-11-30")
    show_fronts(page, how)
    picture = Picture(page)
    ages = {"#d02f27", "#f0893a", "#b497d6", "#6d7fb3"}
    keys = [text for text in picture.texts("legend") if text.startswith("Front lines")]
    if how == "bold":
        assert not ages & picture.strokes("fronts")
        assert keys == ["Front lines"]
    else:
        assert len(ages & picture.strokes("fronts")) == len(keys) == 3


def test_events_are_pinned_and_no_name_lies_under_a_pin(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-29")
    picture = Picture(page)
    names = page.evaluate(MEETINGS, ElementTree.tostring(picture.root, encoding="unicode"))
    assert {"Aleppo", "Idlib", "Saraqib"} <= names.keys()
    assert not any(names.values())
    assert picture.texts("events") == ["2"]
    assert any(text.startswith("Events · On this date: ") for text in picture.texts("legend"))
    page.get_by_role("tab", name="Map").click()
    page.get_by_role("checkbox", name="Events of the day").uncheck()
    picture = Picture(page)
    assert picture.layer("events") is None
    assert not any(text.startswith("Events · On this date") for text in picture.texts("legend"))


def test_the_chosen_place_has_its_ring_and_its_holder(open_page: Open) -> None:
    picture = Picture(open_page(hash_="#date=2024-11-30&place=saraqib"))
    assert picture.layer("chosen") is not None
    assert picture.texts("legend")[-1] == "Saraqib · HTS and allies · since 30 November 2024"


def test_certainty_shows_in_looks_and_legend(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-30/1")
    picture = Picture(page)
    assert any(text.startswith("claimed: ") for text in picture.texts("legend"))
    # Each texture is laid over the colours by a mask of its own, within the outline of all ground.
    soft = [one for one in picture.root.iter(f"{SVG}g") if "cm-ground-" in one.get("clip-path", "")]
    assert len(soft) == 1
    assert len(soft[0].findall(f"{SVG}mask")) >= 2
    page.get_by_role("tab", name="Map").click()
    page.get_by_role("radio", name="confirmed").check()
    picture = Picture(page)
    assert not any(text.startswith("claimed: ") for text in picture.texts("legend"))
    assert any(text.startswith("Less sure · ") for text in picture.texts("legend"))
    assert any(re.search("only what is confirmed$", text) for text in picture.root.itertext())


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_cut_off(open_page: Open, width: int) -> None:
    """Every text of the picture ends within it, on a phone too, in both directions."""
    for language in ("en", "ar"):
        page = open_page(hash_=f"#date=2024-12-08&compare=2024-11-26&lang={language}", width=width)
        page.get_by_role("tab").last.click()
        with page.expect_download() as waiting:
            page.locator(".cm-sharing button").nth(3).click()
        page.set_content(Path(waiting.value.path()).read_text(encoding="utf-8"))
        out = page.evaluate("""() => {
          const all = document.querySelector("svg").getBoundingClientRect();
          return [...document.querySelectorAll("svg > g > text, #legend text")]
            .map(text => ({text: text.textContent, box: text.getBoundingClientRect()}))
            .filter(({box}) => box.left < all.left || box.right > all.right)
            .map(({text}) => text);
        }""")
        assert out == []
