"""Text from data is shown as text: no template, parser or script takes it for its own."""

import json
import random
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import controlmap
from controlmap.api import MapProject
from tests.quiet import quiet_page

from .hostile_project import HARMLESS, HOSTILE, text_in, write_project

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
LISTS = ("ssti.txt", "xss.txt", "csv_injection.txt")
BLOCK = re.compile(r'(<script type="text/plain" id="controlmap-data)[^"]*(">)[A-Za-z0-9+/=]+(</script>)')
TITLE = re.compile(r'<(title|h1 dir="auto")>(?:[^\W_]|[ &#;])*</')


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> MapProject:
    return controlmap.open(write_project(tmp_path_factory.mktemp("hostile"), HOSTILE))


def frame_of(page: str, places: tuple[str, ...]) -> str:
    """A page without its data block and its title in its places, each of which must have its safe form."""
    page, blocks = BLOCK.subn(r"\1\2\3", page)
    assert (blocks, tuple(TITLE.findall(page))) == (1, places)
    return TITLE.sub("", page)


def policy_free(page: str) -> str:
    """A folium page without what its policy and ids take from the data: letters and digits only."""
    page = re.sub(r"'sha256-[A-Za-z0-9+/=]+'", "", page)
    return re.sub(r"((?:map|timeline|data)[_-])[0-9a-f]{16}", r"\1", page)


def test_a_page_is_the_same_around_its_data_whatever_the_data_says(
    hostile: MapProject, tmp_path: Path
) -> None:
    harmless = controlmap.open(write_project(tmp_path, HARMLESS))
    places = ("title", 'h1 dir="auto"')  # the second for those without scripts
    assert frame_of(hostile.html(), places) == frame_of(harmless.html(), places)


def test_a_folium_page_is_the_same_around_its_data_whatever_the_data_says(
    hostile: MapProject, tmp_path: Path
) -> None:
    harmless = controlmap.open(write_project(tmp_path, HARMLESS))
    drawn = [one.explore().get_root().render() for one in (hostile, harmless)]
    pages = [policy_free(frame_of(page, ("title",))) for page in drawn]
    assert pages[0] == pages[1]


@pytest.mark.browser
def test_hostile_text_is_shown_as_it_is_written(
    hostile: MapProject, browser: Browser, tmp_path: Path
) -> None:
    path = hostile.build(tmp_path / "page.html")
    with quiet_page(browser, path) as page:
        english = everything_shown(page)
        page.get_by_role("button", name="العربية").click()
        arabic = everything_shown(page)
        title = page.title()
        assert page.evaluate("window.ran") is None
    shown_in_english = ["title", "description", "licence", "attribution", "base attribution", "actor"]
    shown_in_english += ["author", "publisher"]
    shown_in_english += [f"state {name}" for name in ("area", "note")]
    shown_in_english += [f"source {name}" for name in ("title", "publisher", "issued")]
    shown_in_english += [f"event {name}" for name in ("place", "statement", "reported_by", "note")]
    assert [field for field in shown_in_english if text_in(field) not in english] == []
    shown_in_arabic = ["title ar", "description ar", "actor ar", "state area_ar", "state note_ar"]
    shown_in_arabic += ["event place_ar", "event statement_ar"]
    assert [field for field in shown_in_arabic if text_in(field) not in arabic] == []
    assert "{{ 7*7 }} {% raw %}" in title


@pytest.mark.browser
def test_hostile_text_is_shown_as_it_is_written_on_a_folium_map(
    hostile: MapProject, browser: Browser, tmp_path: Path
) -> None:
    hostile.explore().save(tmp_path / "map.html")
    with quiet_page(browser, tmp_path / "map.html") as page:
        assert "{{ 7*7 }} {% raw %}" in page.title()
        shown = ""
        for tab in ("#cm-tab-about", "#cm-tab-sources"):
            page.locator(tab).click()
            shown += page.locator(".cm-attached").text_content() or ""
        assert text_in("title") in shown
        assert text_in("attribution") in shown
        assert page.evaluate("window.ran") is None


@pytest.mark.browser
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the collection of payload lists is not here")
def test_payloads_that_others_collected_are_shown_as_they_are_written(
    browser: Browser, tmp_path: Path
) -> None:
    payloads = collected_payloads()
    folder = write_project(tmp_path / "map", HARMLESS, statements=payloads)
    page_path = controlmap.open(folder).build(tmp_path / "page.html")
    with quiet_page(browser, page_path) as page:
        page.locator("#cm-tab-events").click()
        page.locator(".cm-filters select").select_option("until")
        shown = set(page.locator(".cm-event-card p").all_text_contents())
        assert page.evaluate("window.ran") is None
    assert [payload for payload in payloads if payload not in shown] == []


def collected_payloads(limit: int = 400) -> list[str]:
    """A fixed choice from the lists, small enough for one page."""
    lines = [line for name in LISTS for line in (CORPUS / name).read_text(encoding="utf-8").splitlines()]
    lines += json.loads((CORPUS / "xss_multiline.json").read_text(encoding="utf-8"))
    lines += json.loads((CORPUS / "blns.json").read_text(encoding="utf-8"))
    usable = sorted({line for line in lines if line.strip()})
    return random.Random(7).sample(usable, min(limit, len(usable)))


def everything_shown(page: Page) -> str:
    """The text of all panels, with the middle of the map chosen as the place."""
    texts = []
    page.locator(".cm-map").click(position={"x": 420, "y": 330})
    for tab in page.get_by_role("tab").all():
        tab.click()
        if page.locator(".cm-filters select").is_visible():
            page.locator(".cm-filters select").select_option("until")
        texts.append(page.locator("#controlmap-app").text_content() or "")
    return "\n".join(texts)
