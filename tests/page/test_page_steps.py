"""What a step writes to the page, what only now and then, and what each frame has to put together."""

import pytest
from playwright.sync_api import Page

from .conftest import Open
from .rest import rest

pytestmark = pytest.mark.browser

WALK = """([steps, ms]) => {
  const [own, begun] = [performance.now, performance.now()];
  const written = {date: 0, figures: 0, same: []};
  const isText = (node) => node.nodeType === Node.TEXT_NODE;
  const nameOf = (node) => isText(node) ? nameOf(node.parentElement) : `${node.className}`;
  const nowOf = ({target, attributeName}) =>
    isText(target) ? target.data : target.getAttribute(attributeName);
  const observer = new MutationObserver(() => {});
  observer.observe(document.body, {
    subtree: true, childList: true, characterDataOldValue: true, attributeOldValue: true,
  });
  steps.forEach((step, i) => {
    performance.now = () => begun + i * ms;
    controlmap.goTo(controlmap.dates[step]);
    const records = observer.takeRecords();
    written.date += records.some(({target}) => nameOf(target) === 'cm-track');
    written.figures += records.some(({target}) => /cm-number/.test(nameOf(target)));
    for (const record of records)
      if (record.type !== 'childList' && record.oldValue === nowOf(record))
        written.same.push(`${nameOf(record.target)} ${record.attributeName}`);
  });
  performance.now = own;
  return written;
}"""
"""Go through steps as if so many ms lay between them.

The answer is how many changed what, and what was written though it was so already.
"""

ON_AND_BACK = [1, 2, 3, 4, 3, 2, 1, 0, 1, 2]


def figures(page: Page) -> list[str]:
    return page.locator(".cm-actors .cm-number").all_inner_texts()


def test_figures_change_now_and_then_while_the_date_moves_which_changes_at_each_step(open_page: Open) -> None:
    page = open_page()
    rest(page)
    written = page.evaluate(WALK, [ON_AND_BACK, 10])
    assert (written["date"], written["figures"]) == (len(ON_AND_BACK), 1)
    rest(page)
    told = figures(page)
    page.reload()  # the address names the date
    page.evaluate("controlmap.ready")
    rest(page)
    assert figures(page) == told


def test_figures_follow_the_fastest_play(open_page: Open) -> None:
    page = open_page()
    rest(page)
    assert page.evaluate(WALK, [ON_AND_BACK, 125])["figures"] == len(ON_AND_BACK)


def test_a_step_writes_nothing_that_was_so_already(open_page: Open) -> None:
    page = open_page()
    rest(page)
    assert page.evaluate(WALK, [ON_AND_BACK, 125])["same"] == []


def test_only_the_canvas_that_changes_with_the_date_is_copied_in_each_frame(open_page: Open) -> None:
    """Pictures of the panels are no canvases, and all other canvases show a bitmap, which is not copied."""
    page = open_page()
    rest(page)
    assert page.locator(".cm-side img.cm-swatch").count() > 0
    assert page.locator(".cm-side canvas").count() == 0
    live = "canvas => canvas.getContext('2d') && canvas.parentElement.className"
    found = [handle.evaluate(live) for handle in page.query_selector_all("canvas")]
    assert len(found) > 3
    assert [name for name in found if name] == ["leaflet-pane leaflet-cm-control-pane"]


def test_a_canvas_with_nothing_on_it_is_no_layer(open_page: Open) -> None:
    page = open_page(allow="tile.openstreetmap.org")
    rest(page)
    lines = page.locator(".leaflet-cm-lines-pane canvas")
    assert lines.is_visible()
    page.get_by_label("Online map").check()  # in place of land and lines
    assert [page.locator(f".leaflet-cm-{name}-pane canvas").is_visible() for name in ("ground", "lines")] == [
        False,
        False,
    ]
    page.get_by_label("Degrees").check()
    assert lines.is_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_thumb_stands_at_its_date_in_both_directions(open_page: Open, language: str) -> None:
    page = open_page(hash_=f"#lang={language}")
    share = """() => {
      const track = document.querySelector('.cm-track').getBoundingClientRect();
      const thumb = document.querySelector('.cm-thumb').getBoundingClientRect();
      const apart = document.dir === 'rtl' ? track.right - thumb.right : thumb.left - track.left;
      return (apart - 14) / (track.width - 28);
    }"""
    for key, expected in (("Home", 0), ("End", None)):
        page.locator(".cm-track").press(key)
        rest(page)
        found = page.evaluate(share)
        assert found == pytest.approx(expected, abs=0.002) if expected is not None else found > 0.5
    page.set_viewport_size({"width": 390, "height": 844})
    rest(page)
    assert page.evaluate(share) == pytest.approx(found, abs=0.002)
