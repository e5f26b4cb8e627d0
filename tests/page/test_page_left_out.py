"""What the page says of reports that were left out of the map."""

from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect

from controlmap.render import page_html
from tests.page.conftest import Open
from tests.page.small_map import small_map

ROWS = [
    {"km": 0, "trials": 285, "foretold": 198, "between": [0.6122, 0.7529]},
    {"km": 15, "trials": 285, "foretold": 151, "between": [0.4521, 0.6174]},
]
REPORT = {
    "id": "R1",
    "place": 0,
    "date": "2024-11-26",
    "precision": None,
    "kind": "baseline",
    "from": None,
    "controller": 1,
    "status": "held",
    "others": [],
    "named": "named",
    "confidence": "high",
    "statement": None,
    "sources": [0],
    "note": None,
    "verdict": "agrees",
    "disputed": False,
    "disputes": [],
}
TOLD = {
    "en": [
        "With all reports on its place left out, the map foretold 198 of 285 (69%; 95 %: 61% to 75%).",
        "With all within 15 km left out: 151 of 285 (53%; 95 %: 45% to 62%).",
    ],
    "ar": ["١٩٨", "ضمن ١٥ كم"],
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """The small map with what is known of reports left out, and without."""
    folder = tmp_path_factory.mktemp("left-out")
    for told in (True, False):
        more = {"reports": {"count": 1, **{name: [value] for name, value in REPORT.items()}}}
        data = small_map(partial(dict.update, **more, **({"left_out": ROWS} if told else {})))
        html = page_html(data, title="Left out", language="en")
        (folder / f"{told}.html").write_text(html, encoding="utf-8")
    return {told: folder / f"{told}.html" for told in (True, False)}


@pytest.mark.parametrize("language", TOLD)
def test_reports_that_were_left_out_stand_beside_the_agreement(
    open_page: Open, pages: dict[bool, Path], language: str
) -> None:
    page = open_page(pages[True], hash_=f"#lang={language}&tab=sources")
    items = page.locator(".cm-left-out li")
    expect(items).to_have_count(2)
    for item, words in zip(items.all(), TOLD[language], strict=True):
        expect(item).to_contain_text(words)


def test_a_map_that_kept_nothing_says_nothing_of_it(open_page: Open, pages: dict[bool, Path]) -> None:
    page = open_page(pages[False], hash_="#tab=sources")
    expect(page.get_by_role("heading", name="Agreement with the reports")).to_be_visible()
    expect(page.locator(".cm-left-out")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "told", "counted"),
    [
        ("en", "The map names the same holder, but another one before.", "Where it says so in part only: 1"),
        ("ar", "تسمّي الخريطة المسيطر نفسه", "جزئياً فقط"),
    ],
)
def test_a_report_that_agrees_on_the_holder_only_says_so_wherever_it_is_listed(
    open_page: Open, tmp_path: Path, language: str, told: str, counted: str
) -> None:
    reports = {"count": 1, **{name: [value] for name, value in (REPORT | {"differs": "before"}).items()}}
    data = small_map(partial(dict.update, reports=reports))
    path = tmp_path / "in-part.html"
    path.write_text(page_html(data, title="In part", language="en"), encoding="utf-8")
    page = open_page(path, hash_=f"#lang={language}&tab=sources")
    summary = page.get_by_text(counted)
    summary.click()
    expect(page.locator(".cm-sayings:visible")).to_contain_text(told)
    page = open_page(path, hash_=f"#lang={language}&place=aleppo")
    page.locator(".cm-said > summary").click()
    expect(page.locator(".cm-said")).to_contain_text(told)
