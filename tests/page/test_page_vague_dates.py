"""No text of the page tells a day or month that no data gave, on maps whose dates are known unequally well.

All that is written on it is read: texts, labels for screen readers, fields, address, pictures.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from controlmap.render import Drawing, frames
from controlmap.render.page import page_html

from .conftest import Open
from .rest import rest
from .small_map import small_map

Given = list[tuple[str, str]]
MAPS: dict[str, tuple[Given, str]] = {
    "years and days": (
        [("1900", "year"), ("1919", "year"), ("1919-09-02", "day"), ("1930", "year"), ("1945-05-08", "day")],
        "1951-01-01",
    ),
    "months and days": (
        [
            ("1919-01", "month"),
            ("1919-03", "month"),
            ("1919-03-09", "day"),
            ("1919-06", "month"),
            ("1919-08-15", "day"),
        ],
        "1920-01-01",
    ),
    "years and months": (
        [("1900", "year"), ("1919", "year"), ("1919-09", "month"), ("1930", "year"), ("1945-05", "month")],
        "1951-01-01",
    ),
    "years, months and days within one another": (
        [("1900", "year"), ("1919", "year"), ("1919-05", "month"), ("1919-05-08", "day"), ("1930", "year")],
        "1951-01-01",
    ),
    "years and minutes": (
        [
            ("1900", "year"),
            ("1919", "year"),
            ("1919-09-02T14:00", "minute"),
            ("1930", "year"),
            ("1945-05-08T14:00", "minute"),
        ],
        "1951-01-01",
    ),
    "years, and months of a thousand": (
        [("1000", "year"), ("1119", "year"), ("1130", "year"), ("1945", "year"), ("1945-05-08", "day")],
        "1951-01-01",
    ),
}  # fmt: skip
STEPS = {
    "years and days": ["1900", "1919/1", "1919-09-02", "1930", "1945-05-08"],
    "months and days": ["1919-01", "1919-03/1", "1919-03-09", "1919-06", "1919-08-15"],
    "years and months": ["1900", "1919/1", "1919-09", "1930", "1945-05"],
    "years, months and days within one another": ["1900", "1919/1", "1919-05/1", "1919-05-08", "1930"],
    "years and minutes": ["1900", "1919/1", "1919-09-02", "1930", "1945-05-08"],
    "years, and months of a thousand": ["1000", "1119", "1130", "1945/1", "1945-05"],
}
"""What the page's address calls the map after each change."""

ENGLISH = re.split(
    ", ",
    "January, February, March, April, May, June, July, August, September, October, November, December",
)
ARABIC = re.split(
    ", ",
    "كانون الثاني, شباط, آذار, نيسان, أيار, حزيران, تموز, آب, أيلول, تشرين الأول, تشرين الثاني, كانون الأول",
)
MONTHS = {
    name: i + 1 for names in (ENGLISH, [one[:3] for one in ENGLISH], ARABIC) for i, name in enumerate(names)
}
MONTHS["Sept"] = 9
WORDED = re.compile(
    rf"(?:(?<!\d)(\d{{1,2}}) )?({'|'.join(sorted(MONTHS, key=len, reverse=True))})\b(?: (\d{{4}}))?"
)
ISO = re.compile(r"\b(\d{4})-(\d\d)(?:-(\d\d))?")

WRITTEN = """() => [
  document.title, location.hash,
  ...[...document.body.querySelectorAll("*:not(script, style)")].flatMap((one) => [
    ...[...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data),
    `${one.value ?? ""}`,
    ...["aria-label", "aria-valuetext", "title", "data-words", "placeholder", "alt"]
      .map((name) => one.getAttribute(name) ?? ""),
  ]),
].join("\\n")"""


def vague_map(given: Given, end: str) -> bytes:
    """The small map with other dates; an event of each, and nothing else that has one."""
    begins = [(date + "-01-01")[:10] if len(date) < 10 else date for date, _ in given]
    begins = [
        f"{date[:7]}-01" if known == "month" else one
        for one, (date, known) in zip(begins, given, strict=True)
    ]

    def dated(header: dict) -> None:
        old = dict(zip(header["dates"], zip(begins, [known for _, known in given], strict=True), strict=True))
        header |= {"dates": begins, "date_precision": [known for _, known in given]}
        header |= {"period": [begins[0], end], "story": []}
        states = header["states"]
        starts = [old.get(one, old["2024-11-26"]) for one in states["from"]]
        ends = [old[one] if one else (None, None) for one in states["to"]]
        states |= {"from": [one for one, _ in starts], "from_precision": [known for _, known in starts]}
        states |= {"to": [one for one, _ in ends], "to_precision": [known for _, known in ends]}
        first = header["events"][0]
        header["events"] = [
            {**first, "id": f"e{i}", "date": begin, "precision": known}
            for i, (begin, (_, known)) in enumerate(zip(begins, given, strict=True))
        ]
        for source in header["sources"]:
            source["issued"] = None

    return small_map(dated)


def invented(text: str, given: Given, end: str) -> set[str]:
    """Days and months that a text tells and that are neither of the data nor the ends of the period."""
    last = f"{int(end[:4]) - 1}-12-31"
    known = {date[:size] for date, _ in given for size in (7, 10) if len(date) >= size} | {last, last[:7]}
    yearless = {one[5:] for one in known}
    found = set()
    for day, month, year in WORDED.findall(text.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789"))):
        date = f"{MONTHS[month]:02}" + (f"-{int(day):02}" if day else "")
        if (f"{year}-{date}" not in known) if year else (date not in yearless):
            found.add(f"{day} {month} {year}".strip())
    return found | {"-".join(filter(None, one)) for one in ISO.findall(text)} - known


def all_written(page: Page) -> str:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    rest(page)
    return page.evaluate(WRITTEN)


@pytest.fixture
def write(tmp_path: Path):
    def written(name: str) -> Path:
        path = tmp_path / "vague.html"
        path.write_text(page_html(vague_map(*MAPS[name]), title="Vague", language="en"), encoding="utf-8")
        return path

    return written


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "language"), [*((name, "en") for name in MAPS), ("years and minutes", "ar")]
)
def test_no_text_of_the_page_tells_a_day_or_month_that_no_data_gave(
    open_page: Open, write, name: str, language: str
) -> None:
    page = open_page(write(name), f"#lang={language}")
    first, *_ = steps = STEPS[name]
    assert page.evaluate("controlmap.dates") == steps
    shown = [f"date={step}&compare={step}&tab=changes" for step in steps]
    shown += [f"date={step}&compare={first}&swipe=1&tab=changes&chart=km2" for step in steps[1:]]
    shown += [f"date={step}&place=aleppo&events=1&window=range&tab=place" for step in steps]
    shown += [f"date={steps[2]}&tab={tab}" for tab in ("map", "events", "sources", "about")]
    for one in shown:
        page.evaluate("hash => { location.hash = hash }", f"lang={language}&{one}")
        text = all_written(page)
        assert invented(text, *MAPS[name]) == set(), one


@pytest.mark.browser
@pytest.mark.parametrize("name", MAPS)
def test_a_change_is_told_by_the_slider_as_exactly_as_it_is_known(open_page: Open, write, name: str) -> None:
    page = open_page(write(name), "#lang=en")
    for step, (date, _) in zip(STEPS[name], MAPS[name][0], strict=True):
        page.evaluate("date => controlmap.goTo(date)", step)
        assert page.evaluate("controlmap.date") == step
        rest(page)
        year, *rest_of_date = re.split("[-T]", date)
        month = [ENGLISH[int(one) - 1] for one in rest_of_date[:1]]
        told = " ".join([*(str(int(one)) for one in rest_of_date[1:2]), *month, year])
        parts = page.locator(".cm-date").inner_text(), page.locator(".cm-date-change").inner_text()
        exact = told if "thousand" not in name else told.removeprefix("8 ")
        assert parts[0].split(", ")[-1] == exact


@pytest.mark.parametrize("chart", [False, True])
@pytest.mark.parametrize("name", MAPS)
def test_no_picture_tells_a_day_or_month_that_no_data_gave(name: str, chart: bool) -> None:
    for panels in (None, 2):
        look = Drawing("change", "en", 1000, 1100, events=True, chart=chart, panels=panels)
        drawn = list(frames(vague_map(*MAPS[name]), look, ".svg"))
        if panels is None:
            assert [one for one, _ in drawn] == STEPS[name]
        for step, svg in drawn:
            text = " ".join(re.findall(r">([^<>]+)<", svg.decode()))
            assert invented(text, *MAPS[name]) == set(), step
