"""Places, sources and reports added: ids that say something, and nothing said twice."""

import re

import pytest

from controlmap.edit import add_place, add_record, add_report, add_source
from controlmap.edit.log.additions import csl_date
from controlmap.errors import InputError
from controlmap.store import open_project

DATED = {"issued": {"date-parts": [[2023, 12, 18]]}}
HALT = {"kind": "village", "lon": 36.2, "lat": 35.2}
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


MILL = {"name": "The Mill", "kind": "village", "lon": 36.35, "lat": 35.25}


def test_a_place_is_called_after_its_name_in_whatever_script_and_no_two_have_one_id(valley):
    assert add_place(valley, MILL).id == "the-mill"
    assert add_place(valley, {**MILL, "name": {"en": "Souk", "ar": "سوق"}}).id == "souk"
    assert add_place(valley, {**MILL, "name": "سوق الحميدية"}).id == "سوق-الحميدية"
    far = add_place(valley, {**MILL, "lon": 36.5})
    assert re.fullmatch("the-mill-[a-z2-7]{4}", far.id)
    places = open_project(valley).places
    assert (places["souk"].name, places["souk"].translations["name_ar"]) == ("Souk", "سوق")
    assert places[far.id].lon == 36.5


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (MILL, "is there already: 'The Mill', id the-mill, 0.00 km away"),
        ({**MILL, "lat": 35.251}, "is there already: 'The Mill', id the-mill, 0.11 km away"),
        ({**MILL, "name": "Else", "id": "the-mill"}, "the-mill"),
        ({**MILL, "name": "Else", "lon": 361.0}, "lon"),
        ({**MILL, "name": "Else", "lat": None}, "lat"),
        ({**MILL, "name": "Else", "kind": "planet"}, "kind"),
        ({**MILL, "name": {"xx": "Else"}}, "no texts in 'xx'"),
    ],
)
def test_a_place_that_cannot_be_or_is_there_already_is_refused_and_nothing_is_written(valley, said, why):
    add_place(valley, MILL)
    before = {path: path.read_bytes() for path in valley.iterdir() if path.is_file()}
    with pytest.raises(InputError, match=re.escape(why)):
        add_place(valley, said)
    assert {path: path.read_bytes() for path in valley.iterdir() if path.is_file()} == before


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2024", [2024]),
        ("2024-12", [2024, 12]),
        ("2024-12-31", [2024, 12, 31]),
        ("0001-01-01", [1, 1, 1]),
        ("-0049", [-49]),
        ("-0044-03-15", [-44, 3, 15]),
        ("+12024-02", [12024, 2]),
    ],
)
def test_a_date_of_a_source_is_a_day_a_month_or_a_year(text, parts):
    assert csl_date(text) == {"date-parts": [parts]}
    assert csl_date(None) is None


@pytest.mark.parametrize(
    "text",
    ["", "0", "10000", "2024-0", "2024-13", "2024-12-0", "2024-02-30", "2024-12-31-1", "May 2024", "2024-"],
)
def test_what_is_no_date_of_a_source_is_refused(text):
    with pytest.raises(InputError, match="is not an instant"):
        csl_date(text)


def test_a_source_has_no_hour():
    with pytest.raises(InputError, match="has an hour"):
        csl_date("2024-12-02T14:00")


@pytest.mark.parametrize(
    "url", ["http://", "https://exa mple.org/", "https://example.org/<x>", "news.org", "https:///a"]
)
def test_a_source_has_an_address_with_a_host_and_no_blanks(valley, url):
    with pytest.raises(InputError, match="an address like https://"):
        add_source(valley, {"title": "A note", "URL": url})


@pytest.mark.parametrize(
    ("kind", "said", "property"),
    [
        ("place", {**HALT, "name": "The\nHalt"}, "name"),
        ("place", {**HALT, "name": {"en": "Halt", "ar": "\u202eHalt"}}, "name"),
        ("source", {"title": "A\x1b[2Jnote"}, "title"),
        ("actor", {"name": "The\u2066 League of the Hills"}, "name"),
        ("source", {"title": "A note", "publisher": "A\tdesk"}, "publisher"),
    ],
)
def test_a_name_with_a_sign_that_nobody_sees_is_refused(valley, kind, said, property):
    with pytest.raises(InputError, match="which nobody sees") as refused:
        add_record(valley, kind, said)
    assert [problem.property for problem in refused.value.problems] == [property]


def test_places_of_one_name_are_one_within_a_kilometre_and_two_beyond(valley):
    add_place(valley, MILL)
    for north, there in {0.0089: True, 0.0092: False}.items():
        said = {**MILL, "lat": MILL["lat"] + north}
        if there:
            with pytest.raises(InputError, match=r"0\.99 km away"):
                add_place(valley, said, dry_run=True)
        else:
            assert add_place(valley, said, dry_run=True).id != "the-mill"
    assert add_place(valley, {**MILL, "name": "Mill"}, dry_run=True).id == "mill"
    add_place(valley, {"name": "Nowhere", "kind": "road"})
    assert add_place(valley, {**MILL, "name": "Nowhere"}, dry_run=True).id.startswith("nowhere-")
    assert add_place(valley, {"name": "The Mill", "kind": "road"}, dry_run=True).id.startswith("the-mill-")


def test_a_source_that_is_listed_under_another_id_is_refused_and_one_without_a_name_needs_an_id(valley):
    add_source(valley, {"id": "b", "title": "B", "publisher": "P"})
    with pytest.raises(InputError, match="listed already, as 'b'"):
        add_source(valley, {"id": "c", "title": "B", "publisher": "P"})
    with pytest.raises(InputError, match="the id 'b' is taken"):
        add_source(valley, {"id": "b", "title": "C"})
    with pytest.raises(InputError, match="say an id"):
        add_source(valley, {"title": "!!!"})


LONG = "a" * 10_000
SAID = {
    "actor": {"name": "Valley Guard"},
    "place": {"name": "Milltown", "lon": 36.3, "lat": 35.1},
    "source": {"title": "The news"},
    "report": {
        "place": "lower-town",
        "date": "2024-03-05",
        "controller": "league",
        "kind": "held",
        "named": "named",
        "confidence": "high",
        "statement": "It holds.",
        "sources": ["herald-2024-03-09"],
    },
}


@pytest.mark.parametrize("kind", ["actor", "place", "source", "report"])
@pytest.mark.parametrize("name", ["../x", "-x", "a..b", "a b", "a;b", "a\u202eb", LONG])
def test_an_id_that_is_none_is_refused_whatever_it_is_for(valley, kind, name):
    with pytest.raises(InputError, match=r"is expected; found|which nobody sees") as error:
        add_record(valley, kind, {**SAID[kind], "id": name})
    assert len(str(error.value)) < 500
    assert not (valley / "journal.jsonl").exists()


@pytest.mark.parametrize(
    "name",
    [
        "ma'arrat-al-nu'man",
        "حلب-الغربية",
        "http://zotero.org/users/12/items/AB",
        "10.1016/S0140(24)011",
        "r0325",
    ],
)
def test_an_id_of_other_programs_and_scripts_is_one(valley, name):
    assert add_record(valley, "source", {**SAID["source"], "id": name}).id == name


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"type": "webpag"}, "type: 'webpag' is no type of CSL-JSON\n.*Did you mean 'webpage'"),
        (
            {"language": "zz-!!"},
            "language: a language's code, like en, ar or zh-Hant, is expected; found 'zz-!!'",
        ),
    ],
)
def test_codes_of_a_source_are_checked(valley, said, told):
    with pytest.raises(InputError, match=told):
        add_record(valley, "source", {**SAID["source"], **said})


def test_an_actor_has_a_name(valley):
    with pytest.raises(InputError, match="name is empty in every language"):
        add_record(valley, "actor", {"name": " "})
