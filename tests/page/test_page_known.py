"""As known on a day: what was superseded comes back, and what was published later is gone."""

import json
import random
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import expect

import controlmap
from controlmap.dates import format_instant
from controlmap.errors import InputError
from controlmap.history import history_of
from controlmap.model import Project

from .conftest import Open

DAYS = [f"2024-03-{day:02}" for day in range(1, 13)]
"""Days of the map; records are made and replaced in May."""
RECORDED = [f"2024-05-{day:02}" for day in range(1, 13)]

SETTINGS = """format = 1
title = {{ en = "A plain", ar = "سهل" }}
time_zone = "Asia/Damascus"
languages = ["en", "ar"]
grid = 1e-6
overlaps = "{overlaps}"
{period}
[[actors]]
id = "east"
name = {{ en = "East", ar = "الشرق" }}
colour = "#4e6cba"
[[actors]]
id = "west"
name = {{ en = "West", ar = "الغرب" }}
colour = "#ffda4d"
[[actors]]
id = "south"
name = {{ en = "South", ar = "الجنوب" }}
colour = "#8e0c1d"
[[layers]]
id = "plain"
file = "plain.geojson"
name = {{ en = "Plain", ar = "السهل" }}
"""
PERIOD = 'period = { from = "2024-03-01", through = "2024-03-12" }'


def feature(number: int, ground: shapely.Geometry, **properties) -> dict:
    return {
        "type": "Feature",
        "id": f"plain-{number:04}",
        "geometry": json.loads(shapely.to_geojson(ground)),
        "properties": {"valid_to": None, "certainty": "reported", "sources": [], **properties},
    }


def write(folder: Path, features: list[dict], *, overlaps: str = "latest", period: str = PERIOD) -> Path:
    folder.mkdir(parents=True)
    collection = {"type": "FeatureCollection", "features": features}
    (folder / "plain.geojson").write_text(json.dumps(collection), encoding="utf-8")
    (folder / "controlmap.toml").write_text(
        SETTINGS.format(overlaps=overlaps, period=period), encoding="utf-8"
    )
    (folder / "sources.json").write_text(json.dumps(SOURCES), encoding="utf-8")
    (folder / "places.csv").write_text(PLACES, encoding="utf-8")
    (folder / "reports.csv").write_text(REPORTS, encoding="utf-8")
    return folder


def source(name: str, *day: int) -> dict:
    title, publisher = f"Bulletin {name}", f"{name.title()} Radio"
    return {
        "id": name,
        "type": "report",
        "title": title,
        "publisher": publisher,
        "issued": {"date-parts": [list(day)]},
    }


SOURCES = [source("early", 2024, 3, 5), source("late", 2024, 5, 9), source("rival", 2024, 5, 6)]
PLACES = """id,name_en,name_ar,kind,admin1,lon,lat,coord_source,coord_accuracy_m,population,cell,note
mill,Mill,الطاحونة,town,Plain,36.45,35.45,invented,200,12000,yes,
ford,Ford,المخاضة,village,Plain,36.75,35.25,invented,200,900,yes,
"""
REPORTS = """\
id,place,date,kind,from_controller,controller,status,others,named,confidence,statement,sources,note
r1,mill,2024-03-05,held,,west,held,,named,medium,Western units hold the Mill.,early,
r2,mill,2024-03-05,held,,east,held,,named,medium,The Mill has been eastern all week.,rival,
r3,ford,2024-03-07,held,,east,held,,named,medium,The Ford is quiet.,late,
"""


def random_map(folder: Path, seed: int) -> Path:
    """Crooked grounds that overlap in space and time, made and some of them replaced in the course of May."""
    chance = random.Random(seed)
    features = []
    for number in range(14):
        middle = [chance.uniform(36.2, 36.8), chance.uniform(35.2, 35.8)]
        corners = [[round(m + chance.uniform(-0.3, 0.3), 6) for m in middle] for _ in range(5)]
        start, end = sorted(chance.sample(range(len(DAYS)), 2))
        made, replaced = sorted(chance.sample(range(len(RECORDED)), 2))
        features.append(
            feature(
                number,
                shapely.MultiPoint(corners).convex_hull,
                controller=chance.choice(["east", "west", "south"]),
                valid_from=chance.choice([DAYS[start], f"{DAYS[start]}T12:00"]),
                valid_to=chance.choice([DAYS[end], None]),
                recorded_at=chance.choice(
                    [RECORDED[made], RECORDED[made], f"{RECORDED[made]}T09:30"] + [None] * (seed % 2)
                ),
                superseded_at=chance.choice([RECORDED[replaced], None]),
            )
        )
    features.append(
        feature(
            99,
            shapely.box(36.4, 35.4, 36.5, 35.5),
            controller="west",
            valid_from="2024-03-02",
            recorded_at="2024-05-01",
        )
    )
    overlaps = ("latest", "joint")[seed // 2 % 2]
    return write(folder, features, overlaps=overlaps, period=PERIOD if seed % 3 else "")


SPELLS = """points => points.map(([lon, lat]) => controlmap.at(lon, lat) && controlmap.spells(lon, lat).map(
    ({ id, controller, status, from, to }) => [id ?? "", controller, status, from, to]))"""


FOLLOW = """hash => new Promise(done => {
    addEventListener("hashchange", done, { once: true });
    location.hash = hash;
})"""
"""Follow a link in the open page; the page hears of it first."""


def told(project: Project, day: str | None, points: list[tuple[float, float]]) -> list:
    """What the history tells of points, in the page's words; only what is inside of the map."""
    history = history_of(project, day)
    found = []
    for lon, lat in points:
        spells = history.spells(lon, lat)
        rows = [
            [
                "" if s.state is None else s.state.id,
                s.controller,
                "held" if s.state is None else s.state.status,
                format_instant(s.start),
                None if s.end == history.end else format_instant(s.end),
            ]
            for s in spells
        ]
        found.append(rows or None)
    return found


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_a_page_tells_of_each_day_what_was_on_record_then(open_page: Open, tmp_path: Path, seed: int) -> None:
    project = controlmap.open(random_map(tmp_path / "map", seed))
    chance = random.Random(seed)
    points = [(chance.uniform(35.9, 37.1), chance.uniform(34.9, 36.1)) for _ in range(80)]
    path = project.build(tmp_path / "map.html")
    page = open_page(path)
    assert page.evaluate(SPELLS, points) == told(project.project, None, points)
    compared = 0
    for day in ["2024-04-30", *RECORDED[::2], "2024-06-01"]:
        page.evaluate(FOLLOW, f"#known={day}")
        try:
            expected = told(project.project, day, points)
        except InputError:
            assert page.locator(".cm-known").count() == 0
            continue
        compared += 1
        assert page.locator(".cm-known").count() == 1
        assert page.evaluate(SPELLS, points) == expected, day
    assert compared >= 6


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    """The page of a map that was corrected on 8 May: it had said that the East held the middle."""
    west, middle, right = (shapely.box(w, 35, w + 0.333, 36) for w in (36.0, 36.333, 36.666))
    one = {"valid_from": "2024-03-01", "recorded_at": "2024-05-01"}
    features = [
        feature(1, west, controller="west", **one),
        feature(2, right, controller="east", **one),
        feature(3, middle, controller="east", area="Middle", superseded_at="2024-05-08", **one),
        feature(
            4, middle, controller="west", area="Middle", valid_from="2024-03-01", recorded_at="2024-05-08"
        ),
    ]
    return controlmap.open(write(tmp_path / "map", features, overlaps="error")).build(tmp_path / "map.html")


def test_a_reader_goes_back_by_keyboard_to_what_was_known_and_returns(
    open_page: Open, corrected: Path
) -> None:
    page = open_page(corrected, "#tab=sources&lang=en")
    holder = "() => controlmap.at(36.5, 35.5).controller"
    assert page.evaluate(holder) == "west"
    field = page.get_by_label("Show the map as known on")
    assert field.get_attribute("min") == "2024-05-01"
    field.fill("2024-05-05")
    field.press("Enter")
    sign = page.locator(".cm-known")
    assert "As known on 5 May 2024" in sign.inner_text()
    assert "As known on 5 May 2024" in page.title()
    assert page.evaluate(holder) == "east"
    assert "known=2024-05-05" in page.evaluate("location.hash")
    # Reports that were published later are gone, and who contradicted whom with them.
    assert page.locator(".cm-know details", has_text="Places and dates").count() == 0
    assert page.get_by_text("Records that were corrected").count() == 0
    sign.get_by_role("button", name="Show what is known now").press("Enter")
    assert sign.count() == 0
    assert page.evaluate(holder) == "west"
    assert "known" not in page.evaluate("location.hash")
    assert page.get_by_text("Places and dates: 1").count() == 1
    assert page.get_by_text("Records that were corrected: 1").count() == 1


def test_a_corrected_record_is_dated_as_exactly_as_it_was(open_page: Open, tmp_path: Path) -> None:
    ground = shapely.box(36, 35, 37, 36)
    old = {"controller": "east", "recorded_at": "2024-05-01", "superseded_at": "2024-05-08"}
    features = [
        feature(1, ground, valid_from="2024", **old),
        feature(2, ground, valid_from="2024-03-03T09:00", precision="order", **old),
        feature(3, ground, controller="west", valid_from="2024", recorded_at="2024-05-08"),
    ]
    page = open_page(
        controlmap.open(write(tmp_path / "map", features)).build(tmp_path / "map.html"), "#tab=sources"
    )
    page.get_by_text("Records that were corrected: 2").click()
    since = page.locator(".cm-list").last.locator("tbody td:last-child")
    expect(since).to_have_text(["2024", "3 March 2024"])


def test_pictures_paper_and_arabic_say_as_of_when_the_map_was_known(open_page: Open, corrected: Path) -> None:
    page = open_page(corrected, "#known=2024-05-05&lang=ar", width=390, height=844)
    assert "بحسب ما كان معروفاً في" in page.locator(".cm-known").inner_text()
    page.emulate_media(media="print")
    assert "بحسب ما كان معروفاً في" in (page.locator(".cm-paper svg").text_content() or "")


ZOOM_AND_FOLLOW = """async ([hash, begun]) => {
    const frame = () => new Promise(requestAnimationFrame);
    const zooming = () => document.querySelector(".leaflet-zoom-anim") !== null;
    document.querySelector('[aria-label="Zoom in"]').click();
    for (let n = 0; n < 60 && begun && !zooming(); n++) await frame();
    const onItsWay = zooming();
    location.hash = hash;
    await new Promise(done => addEventListener("hashchange", done, { once: true }));
    // Leaflet ends a zoom by a timer, and an address is written by another, of which nothing tells.
    await new Promise(done => setTimeout(done, 700));
    return onItsWay;
}"""


@pytest.mark.parametrize("begun", [False, True])
def test_a_page_is_another_day_s_while_the_map_is_still_zooming(
    open_page: Open, corrected: Path, begun: bool
) -> None:
    page = open_page(corrected, "#lang=en")
    assert page.evaluate(ZOOM_AND_FOLLOW, ["#known=2024-05-05&lang=en", begun]) is begun
    expect(page.locator(".cm-known")).to_be_visible()
    assert "known=2024-05-05" in page.evaluate("location.hash")
