"""What the page gives to take along is what `controlmap export` gives, on the shipped map."""

import json
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import Page

from controlmap.api import open_map

from .conftest import Open

pytestmark = pytest.mark.browser
SHIPPED = Path(__file__).parents[2] / "geodata"


def downloaded(page: Page) -> dict:
    page.get_by_role("tab", name="More").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="GeoJSON").click()
    return json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))


@pytest.mark.parametrize("date", ["2024-11-30", "2024-12-08"])
def test_the_page_s_geojson_of_a_date_is_the_export_s(open_page: Open, syria, tmp_path, date: str) -> None:
    path = open_map(SHIPPED).export(tmp_path / "syria.geojson", at=date).file
    exported = json.loads(path.read_text(encoding="utf-8"))
    page = downloaded(open_page(syria, f"#date={date}"))
    features, expected = page.pop("features"), exported.pop("features")
    assert page == exported
    assert len(features) == len(expected) > 50
    for one, other in zip(features, expected, strict=True):
        mine, theirs = one["properties"], other["properties"]
        # The page has its cells' areas as whole square metres.
        assert mine.pop("area_km2") == pytest.approx(theirs.pop("area_km2"), abs=1e-3)
        assert mine == theirs
        assert one["geometry"]["type"] == other["geometry"]["type"]
        assert shapely.equals(*(shapely.geometry.shape(row["geometry"]) for row in (one, other)))
