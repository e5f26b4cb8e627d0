"""A map of many cells: while the date moves its pixels are looked up, and look as they do at rest."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely
from playwright.sync_api import Page

from controlmap import from_snapshots
from tests.engines import firefox, is_there
from tests.webdriver import Window

from .rest import PUT_OFF, REST, rest

Open = Callable[..., Page]

SIDE, DATES, CORNER = 48, 8, (36.0, 34.0)
ALIKE = 0.03
"""So much of a picture that moves may differ from that at rest: its edges are not soft."""

PIXELS = """() => {
  const canvas = document.querySelector('.leaflet-cm-control-pane canvas');
  const copy = Object.assign(document.createElement('canvas'), {width: canvas.width, height: canvas.height});
  copy.getContext('2d').drawImage(canvas, 0, 0);
  return copy.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
}"""
READ = """() => {
  const context = document.createElement('canvas').getContext('2d');
  context.fillStyle = 'rgb(0, 128, 255)';
  context.fillRect(0, 0, 9, 9);
  return [...context.getImageData(4, 4, 1, 1).data].slice(0, 3);
}"""
LONG_REST = "() => new Promise((done) => setTimeout(done, 900))"
# What a step shows at once, beside what stands once it rests, and how often pixels were put on the map.
STEPS = f"""async (dates) => {{
  const [pixels, rest] = [{PIXELS}, {REST}];
  // A driven window knows only from here on what it has put off.
  await ({LONG_REST})();
  if (!window.putOff) {PUT_OFF};
  const put = CanvasRenderingContext2D.prototype.putImageData;
  let times = 0;
  CanvasRenderingContext2D.prototype.putImageData = function (...asked) {{
    times++;
    return put.apply(this, asked);
  }};
  const shares = [];
  for (const date of dates) {{
    controlmap.goTo(date);
    const moving = pixels();
    await rest();
    const resting = pixels();
    let [other, ground] = [0, 0];
    for (let i = 0; i < moving.length; i += 4) {{
      if (resting[i + 3]) ground++;
      if ([0, 1, 2, 3].some((part) => Math.abs(moving[i + part] - resting[i + part]) > 48)) other++;
    }}
    shares.push(other / ground);
  }}
  return {{shares, times}};
}}"""


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a board whose squares change hands at random: as many cells as squares, nearly."""
    random = np.random.default_rng(5)
    across, down = np.meshgrid(CORNER[0] + np.arange(SIDE) / 16, CORNER[1] + np.arange(SIDE) / 16)
    squares = shapely.box(across, down, across + 1 / 16, down + 1 / 16).ravel()
    owner = random.integers(0, 3, SIDE**2)
    snapshots = []
    for _ in range(DATES):
        snapshots.append({name: shapely.union_all(squares[owner == i]) for i, name in enumerate("abc")})
        owner[random.integers(0, SIDE**2, 900)] = random.integers(0, 3)
    dates = np.datetime64("2024-03-01") + np.arange(DATES)
    project = from_snapshots(dates, snapshots)
    assert len(project.history().cells) > 1_500
    path = tmp_path_factory.mktemp("board") / "board.html"
    path.write_text(project.html(), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("hash_", "options"),
    [
        ("", {}),
        ("#map=8/35.5/37.5", {"color_scheme": "dark"}),
        ("#map=9/35.1/37.2", {"device_scale_factor": 1.5}),
    ],
)
def test_a_step_shows_at_once_what_it_shows_at_rest(
    open_page: Open, board: Path, hash_: str, options: dict
) -> None:
    page = open_page(board, hash_, **options)
    seen = page.evaluate(STEPS, ["2024-03-04", "2024-03-05", "2024-03-02"])
    assert seen["times"] > 0
    assert max(seen["shares"]) < ALIKE


def test_so_it_does_after_a_choice_and_a_move(open_page: Open, board: Path) -> None:
    page = open_page(board)
    rest(page)
    page.locator(".cm-actors input").nth(1).uncheck()
    page.evaluate("location.hash = '#map=9/35.1/37.2&actors=a,b'")
    seen = page.evaluate(STEPS, ["2024-03-06", "2024-03-03"])
    assert seen["times"] > 0
    assert max(seen["shares"]) < ALIKE


@pytest.mark.browser
def test_so_it_does_in_other_browsers(window: Window, board: Path) -> None:
    window.open(board)
    window.evaluate("controlmap.ready")
    seen = window.evaluate(f"({STEPS})(['2024-03-04', '2024-03-02'])")
    assert seen["times"] > 0
    assert max(seen["shares"]) < ALIKE


@pytest.mark.browser
def test_a_browser_that_hides_what_is_drawn_is_shown_nothing_made_of_it(board: Path, tmp_path: Path) -> None:
    """As Tor's does: what a page reads from a canvas is noise there."""
    if not is_there("firefox"):
        pytest.skip("firefox is not installed; `python tests/browser.py` does that on Debian")
    with firefox(tmp_path, **{"privacy.resistFingerprinting": True}) as window:
        window.open(board)
        window.evaluate("controlmap.ready")
        assert window.evaluate(f"({READ})()") != [0, 128, 255]
        assert window.evaluate(f"({STEPS})(['2024-03-04', '2024-03-02'])")["times"] == 0
        # Swatches are no pictures of a canvas either, and no PNG is offered.
        swatch = window.locator(".cm-actors .cm-swatch").bounding_box()
        assert swatch
        assert len(window.colours(swatch)) < 8
        window.evaluate("[...document.querySelectorAll('[role=tab]')].at(-1).click()")
        window.until(
            "document.querySelector('.cm-sharing')?.innerText.includes('The SVG is the same picture')"
        )
        assert "PNG)" not in window.evaluate("document.querySelector('.cm-sharing').innerText")
