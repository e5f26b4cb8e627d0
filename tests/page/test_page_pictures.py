"""The main views against reference pictures, with a tolerance for fonts and smoothing.

`RENEW_PICTURES=1 pytest tests/page/test_page_pictures.py` draws the references anew; look at them before you
commit them.
"""

import base64
import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from .conftest import WIDE, Open
from .rest import rest

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parent / "pictures"
RENEW = bool(os.environ.get("RENEW_PICTURES"))

VIEWS = {
    "map": ("#date=2024-11-29", {}),
    "dark-arabic": ("#date=2024-12-08&lang=ar", {"color_scheme": "dark"}),
    "tablet-place": ("#date=2024-11-30&place=saraqib", {"width": 1024, "height": 768}),
    "changes": ("#date=2024-12-08&compare=2024-11-29", {}),
    "phone": ("#date=2024-11-30", {"width": 390, "height": 844}),
}

# A quarter of the size: what is left are areas, colours and layout, not the shapes of letters.
SMALLER = """async (source) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width / 4, image.height / 4].map(Math.round);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL();
}"""

DIFFERENT = """async (sources) => {
  const [a, b] = await Promise.all(sources.map(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext("2d", {willReadFrequently: true});
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, canvas.width, canvas.height).data;
  }));
  if (a.length !== b.length) return 1;
  let far = 0;
  for (let i = 0; i < a.length; i += 4) {
    if (Math.max(...[0, 1, 2].map((k) => Math.abs(a[i + k] - b[i + k]))) > 40) far++;
  }
  return far / (a.length / 4);
}"""


def small_picture(page: Page) -> str:
    rest(page)
    source = f"data:image/png;base64,{base64.b64encode(page.screenshot()).decode()}"
    return page.evaluate(SMALLER, source)


def reference(name: str) -> str:
    return f"data:image/png;base64,{base64.b64encode((FOLDER / f'{name}.png').read_bytes()).decode()}"


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_looks_as_it_did(open_page: Open, view: str) -> None:
    hash_, options = VIEWS[view]
    page = open_page(hash_=hash_, **{**WIDE, **options})
    picture = small_picture(page)
    if RENEW:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{view}.png").write_bytes(base64.b64decode(picture.split(",")[1]))
    different = page.evaluate(DIFFERENT, [picture, reference(view)])
    assert different < 0.02, f"{view!r} looks otherwise; if it is meant to, RENEW_PICTURES=1 draws it anew"


def test_another_date_does_not_pass_for_it(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-30T14:00", **WIDE)
    assert page.evaluate(DIFFERENT, [small_picture(page), reference("map")]) > 0.04
