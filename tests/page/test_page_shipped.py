"""The shipped map in the browser: what is known to be true on it, its size, its speed."""

import csv
import gzip
import json
import re
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import expect

import controlmap
from controlmap.cli import main
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


@pytest.mark.parametrize(
    ("language", "date", "sentence"),
    [
        (
            "en",
            "Saturday, 30 November 2024",
            r"Since 26 November 2024, Hay'at .* gained .* lost .+ km²\.",
        ),
        ("ar", "٣٠ تشرين الثاني ٢٠٢٤", r"منذ ٢٦ تشرين الثاني ٢٠٢٤.*كم²\."),
    ],
)
def test_the_page_opens_on_all_of_syria_on_a_chosen_date_with_one_sentence(
    open_page: Open, syria: Path, language: str, date: str, sentence: str
) -> None:
    page = open_page(syria, hash_=f"#lang={language}")
    expect(page.locator(".cm-headline")).to_have_text(re.compile(f"^{sentence}$"))
    expect(page.get_by_text(date).first).to_be_visible()
    project = controlmap.open(ROOT / "geodata").project
    assert project.settings.view is not None
    shown = shapely.box(*project.settings.view.bounds)
    assert all(shapely.within(layer.extent_lonlat, shown) for layer in project.layers)


def test_from_8_december_no_ground_is_the_governments(open_page: Open, syria: Path) -> None:
    page = open_page(syria)
    assert page.evaluate("controlmap.areas('2024-12-07').government") > 0
    assert "government" not in page.evaluate("controlmap.areas('2024-12-08T12:00')")


def test_areas_add_up_to_the_same_extent_on_each_date(open_page: Open, syria: Path) -> None:
    rows = open_page(syria).evaluate("controlmap.dates.map(date => controlmap.areas(date))")
    sums = [sum(row.values()) for row in rows]
    assert sums == pytest.approx([sums[0]] * len(sums))


ANYWHERE = [
    (36.30, 34.95, "2024-12-07"),
    (38.90, 34.60, "2024-12-05"),
    (36.70, 35.40, "2024-12-02"),
    (40.20, 36.30, "2024-11-30"),
    (37.60, 35.80, "2024-12-12"),
    (36.30, 33.80, "2024-12-05"),
    (36.10, 32.75, "2024-12-08"),
    (40.60, 35.00, "2024-12-11"),
    (36.05, 35.35, "2024-12-09"),
    (37.05, 36.35, "2024-11-29"),
]
"""Ten pieces of ground, most of them with no place of a report on them."""


LISTS = {
    "reports": "Reports that this rests on",
    "other_reports": "What else these sources report of the holder",
}
"""What the command calls them, and the page."""


def test_from_any_ground_a_reader_comes_to_every_sentence_that_it_rests_on_and_no_other(
    open_page: Open, syria: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = controlmap.open(ROOT / "geodata")
    history = project.history()
    page = open_page(syria)
    places = project.project.places
    hama = (places["hama"].lon, places["hama"].lat, "2024-12-03")
    for lon, lat, date in (*ANYWHERE, hama):
        spell = next(s for s in history.spells(lon, lat) if s.start <= project.moment(date) < s.end)
        behind = {one.id: one for state in spell.states for one in project.reports_behind(state.id)}
        others = {one.id: one for state in spell.states for one in project.other_reports(state.id)}
        told = {"reports": behind, "other_reports": {k: v for k, v in others.items() if k not in behind}}
        with pytest.raises(SystemExit):
            main(["at", f"{lon},{lat}", str(ROOT / "geodata"), "--on", date, "--reports", "--json"])
        (said,) = json.loads(capsys.readouterr().out)["spells"]
        page.evaluate("text => { location.hash = text }", f"#date={date}&place={lon:.5f},{lat:.5f}")
        for key, title in LISTS.items():
            assert {one["id"] for one in said[key]} == {*told[key]}
            folded = page.locator("#cm-panel-place .cm-folded").filter(has_text=title)
            if not told[key]:
                expect(folded).to_have_count(0)
                continue
            expect(folded.locator("summary").first).to_have_text(f"{title}: {len(told[key])}")
            folded.locator("summary").first.click()
            sentences = folded.locator(".cm-saying > p:nth-of-type(2)")
            expect(sentences).to_have_count(len(told[key]))
            assert sorted(sentences.all_inner_texts()) == sorted(
                r.statement or "" for r in told[key].values()
            )
        assert behind


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


def test_where_sources_disagree_is_listed_and_marked(open_page: Open, syria: Path) -> None:
    """Damascus, Safirah and Khanasir, and villages by Deir ez-Zor; two have no point, and none to go to."""
    page = open_page(syria, hash_="#date=2024-12-03&tab=sources")
    page.get_by_text("Places and dates: 10").click()
    listed = page.locator(".cm-know details").filter(has_text="Places and dates: 10").locator("ol > li")
    names = listed.locator("> button").all_inner_texts()
    assert {"Damascus", "al-Safirah", "Khanasir"} < {*names}
    assert page.locator(".cm-dispute").count() == 0
    page.get_by_label("Mark these places on the map").check()
    assert page.locator(".cm-dispute").count() == len(names) == 8
    unplaced = listed.filter(has_text="not on the map: no point of it is known")
    assert unplaced.locator("> p b").all_inner_texts() == ["al-Salhiyah", "al-Tabiyah"]
    # At the place itself it is told too.
    listed.filter(has_text="Khanasir").locator("> button").first.click()
    expect(page.locator(".cm-side")).to_contain_text("Sources disagree about this.")


def test_contested_ground_that_is_too_small_to_be_seen_stands_in_the_key(
    open_page: Open, syria: Path
) -> None:
    page = open_page(syria, hash_="#date=2024-12-03")
    named = page.locator(".cm-contested button")
    # The panel is filled once the first picture is on the screen.
    expect(named.last).to_have_text("Khasham")
    expect(named.nth(-2)).to_have_text("Marrat")
    page.evaluate("controlmap.goTo('2024-12-07')")
    expect(named).to_have_text(["Manbij"])
    named.click()
    expect(page.locator(".cm-holder")).to_contain_text("contested")


def test_page_and_bundle_stay_small(syria: Path) -> None:
    bundle = "".join(bundle_text(name) for name in BUNDLE)
    assert len(gzip.compress(bundle.encode(), 9)) < 150_000
    assert syria.stat().st_size < 730_000
