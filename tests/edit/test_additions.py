"""Sources and reports added: ids that say something, and nothing said twice."""

import re

import pytest

from controlmap.edit import add_report, add_source
from controlmap.errors import InputError
from controlmap.store import open_project

DATED = {"issued": {"date-parts": [[2023, 12, 18]]}}
REPORT = {
    "place": "lower-town",
    "date": "2024-03-11",
    "kind": "held",
    "controller": "league",
    "confidence": "medium",
    "statement": "Quiet.",
    "sources": ("herald-2024-03-09",),
}


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"publisher": "Valley Radio", "title": "x"}, "valley-radio-2023-12-18"),
        ({"publisher": "سانا", "title": "Bulletin"}, "bulletin-2023-12-18"),
        ({"publisher": "سانا", "title": "حلب", "URL": "https://www.sana.sy/a?b=1"}, "sana-sy-2023-12-18"),
        ({"publisher": "الوكالة السورية", "title": "حلب"}, "الوكالة-السورية-2023-12-18"),
        ({"publisher": "سانا", "title": "حلب", "URL": "https://سانا.مثال/"}, "سانا-2023-12-18"),
        ({"title": "हिन्दी समाचार"}, "हिन्दी-समाचार-2023-12-18"),
    ],
)
def test_an_id_says_who_published_in_whatever_script(valley, said, name):
    first = add_source(valley, {**DATED, **said}).id
    second = add_source(valley, {**DATED, **said, "note": "the second"}, dry_run=True).id
    assert first != second
    assert all(re.fullmatch(rf"{name}-[a-z2-7]{{4}}", own) for own in (first, second))


def test_a_report_has_the_next_number_and_an_id_that_only_the_same_report_has(valley):
    first, same, other = (
        add_report(valley, {**REPORT, "statement": said}, dry_run=True).id
        for said in ("Quiet.", "Quiet.", "Loud.")
    )
    assert first == same != other
    assert all(re.fullmatch("r2-[a-z2-7]{4}", name) for name in (first, other))
    add_report(valley, REPORT)
    assert add_report(valley, {**REPORT, "statement": "Loud."}).id.startswith("r3-")


def test_sources_keep_the_order_of_ids_but_none_is_put_behind_the_last_line(valley):
    for name in ("b", "z", "a", "y"):
        add_source(valley, {"id": name, "title": name})
    assert [*open_project(valley).sources] == ["a", "b", "y", "z", "herald-2024-03-09"]


def test_the_same_report_is_taken_once(valley):
    name = add_report(valley, REPORT).id
    before = (valley / "reports.csv").read_bytes()
    for said in (REPORT, {**REPORT, "id": "another"}, {**REPORT, "confidence": "high"}):
        with pytest.raises(InputError, match=f"the report is there already, as '{name}'"):
            add_report(valley, said)
    assert (valley / "reports.csv").read_bytes() == before
    assert add_report(valley, {**REPORT, "statement": "Quiet still."}).id != name
