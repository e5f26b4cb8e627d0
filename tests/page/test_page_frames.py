"""What `controlmap frames` draws looks as the page does: the same colours and textures, side by side."""

import io
import math
import re

import numpy as np
import pytest
from PIL import Image

from controlmap.render import Drawing, frames

from .conftest import WIDE, Open
from .small_map import COLUMNS, ROWS, SOUTH, STEP, WEST, small_map

pytestmark = pytest.mark.browser

DATE, ZOOM = "2024-11-30", 9
VIEW = (36.2, 35.3, 37.8, 36.7)
MIDDLE = ((VIEW[0] + VIEW[2]) / 2, 36.0)
TILE = 24
"""Pixels of two tiles of a texture each way: their mean is its colour."""


def world(lon: float, lat: float) -> np.ndarray:
    sine = math.sin(math.radians(lat))
    return 256 * np.array([lon / 360 + 0.5, 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)])


def colours(
    png: bytes, anchor: tuple[np.ndarray, float, float], scale: float
) -> dict[tuple[int, int], np.ndarray]:
    """Mean colour around a spot of each cell, beside its middle; `anchor` is a point and its pixel."""
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(float)
    point, *pixel = anchor
    found = {}
    for column in range(1, COLUMNS - 1):
        for row in range(1, ROWS - 1):
            spot = world(WEST + (column + 0.5) * STEP, SOUTH + (row + 0.25) * STEP)
            x, y = np.rint((spot - point) * scale + pixel).astype(int) - TILE // 2
            found[column, row] = pixels[y : y + TILE, x : x + TILE].mean(axis=(0, 1))
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_colours_and_textures_are_the_page_s(open_page: Open, scheme: str) -> None:
    hash_ = f"#date={DATE}&map={ZOOM}/{MIDDLE[1]}/{MIDDLE[0]}&events=off"
    page = open_page(hash_=hash_, color_scheme=scheme, **WIDE)
    shot = page.locator(".cm-map")
    box = shot.bounding_box()
    seen = colours(shot.screenshot(), (world(*MIDDLE), box["width"] / 2, box["height"] / 2), 2**ZOOM)
    for ending in (".png", ".webp"):
        look = Drawing([DATE], "en", 1000, 1100, VIEW, dark=scheme == "dark")
        ((_, svg),) = frames(small_map(), look, ".svg", scale=1)
        ((_, drawn),) = frames(small_map(), look, ending, scale=1)
        width, height = map(
            float, re.search(rb'id="cm-clip"><rect width="([\d.]+)" height="([\d.]+)"', svg).groups()
        )
        top = float(re.findall(rb"translate\(24 ([\d.]+)\)", svg)[1])
        corners = world(VIEW[0], VIEW[3]), world(VIEW[2], VIEW[1])
        scale = min(np.array([width, height]) / (corners[1] - corners[0]))
        mine = colours(drawn, ((corners[0] + corners[1]) / 2, 24 + width / 2, top + height / 2), scale)
        apart = {cell: np.abs(mine[cell] - seen[cell]).max() for cell in seen}
        near = [cell for cell, far in apart.items() if far < 12]
        assert len(near) >= 0.85 * len(apart), apart  # a name or a line of the background stands on some
        assert np.median(list(apart.values())) < 4
