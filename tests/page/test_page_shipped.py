"""The shipped map in the browser: what is known to be true on it, its size, its speed."""

import csv
import gzip
from pathlib import Path

import pytest

from controlmap.render.page import bundle_text

from .conftest import Open

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
BUNDLE = ("leaflet.js", "leaflet.css", "viewer.js", "viewer.css")


ANCHORS = {
    "aleppo": {"2024-11-26": "government", "2024-12-01": "hts_allied"},
    "aleppo-sheikh-maqsoud": {"2024-11-26": "kurdish", "2024-12-01": "kurdish"},
    "idlib": {"2024-11-26": "hts_allied", "2024-12-12": "hts_allied"},
    "saraqib": {"2024-11-28": "government", "2024-11-30": "hts_allied"},
    "aleppo-international-airport": {"2024-11-29": "government", "2024-12-01": "hts_allied"},
    "damascus": {"2024-12-07": "government"},
    "hama": {"2024-12-04": "government", "2024-12-05": "hts_allied"},
    "deir-ez-zor": {"2024-12-05": "government", "2024-12-06": "kurdish", "2024-12-11": "hts_allied"},
}


def points() -> dict[str, list[float]]:
    with (ROOT / "geodata/places.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["id"]: [float(row["lon"]), float(row["lat"])] for row in csv.DictReader(file) if row["lon"]
        }


def test_what_is_known_is_so_on_the_page(open_page: Open, syria: Path) -> None:
    page = open_page(syria)
    at = points()
    for name, holders in ANCHORS.items():
        for date, holder in holders.items():
            found = page.evaluate("p => controlmap.at(...p)", [*at[name], date])
            assert (name, date, found["controller"]) == (name, date, holder)


def test_from_8_december_no_ground_is_the_governments(open_page: Open, syria: Path) -> None:
    page = open_page(syria)
    assert page.evaluate("controlmap.areas('2024-12-07').government") > 0
    assert "government" not in page.evaluate("controlmap.areas('2024-12-08T12:00')")


def test_areas_add_up_to_the_same_extent_on_each_date(open_page: Open, syria: Path) -> None:
    rows = open_page(syria).evaluate("controlmap.dates.map(date => controlmap.areas(date))")
    sums = [sum(row.values()) for row in rows]
    assert sums == pytest.approx([sums[0]] * len(sums))


def test_every_date_in_both_languages_is_shown_without_complaint(open_page: Open, syria: Path) -> None:
    for language in ("en", "ar"):
        page = open_page(syria, hash_=f"#lang={language}")
        for tab in page.get_by_role("tab").all():
            tab.click()
            page.evaluate("controlmap.dates.forEach(date => controlmap.goTo(date))")


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", ["Golan, occupied", "by Israel"]), ("ar", ["الجولان المحتل", "من إسرائيل"])],
)
def test_ground_in_dispute_has_its_name_from_the_background(
    open_page: Open, syria: Path, language: str, name: list[str]
) -> None:
    page = open_page(syria, hash_=f"#map=9/33.0/35.8&lang={language}")
    page.get_by_role("tab").last.click()
    with page.expect_download() as waiting:
        page.locator(".cm-sharing button").nth(3).click()
    picture = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert all(f">{line}<" in picture for line in name)


def test_page_and_bundle_stay_small(syria: Path) -> None:
    bundle = "".join(bundle_text(name) for name in BUNDLE)
    assert len(gzip.compress(bundle.encode(), 9)) < 150_000
    assert syria.stat().st_size < 700_000
