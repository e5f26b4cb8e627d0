"""Sources and reports added: ids that say something, and nothing said twice."""

import pytest

from controlmap.edit import add_report, add_source
from controlmap.errors import InputError

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
    assert add_source(valley, {**DATED, **said}).id == name
    assert add_source(valley, {**DATED, **said, "note": "the second"}, dry_run=True).id == f"{name}-2"


def test_the_same_report_is_taken_once(valley):
    name = add_report(valley, REPORT).id
    before = (valley / "reports.csv").read_bytes()
    for said in (REPORT, {**REPORT, "id": "another"}, {**REPORT, "confidence": "high"}):
        with pytest.raises(InputError, match=f"the report is there already, as '{name}'"):
            add_report(valley, said)
    assert (valley / "reports.csv").read_bytes() == before
    assert add_report(valley, {**REPORT, "statement": "Quiet still."}).id != name
