"""What `[publish]` holds back is nowhere in what goes out, and all the rest is."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import controlmap
from controlmap.api import MapProject
from controlmap.cli import cli
from controlmap.dates import end_of, parse_instant
from controlmap.errors import InputError
from controlmap.history import published
from controlmap.model import Publish
from controlmap.plane import Squares
from controlmap.render import read_page
from controlmap.store import init_project
from tests.examples import examples

EVENTS = [
    ("e1", "air_strike", "2024-03-05", "A strike on the mill.", "mill-news"),
    ("e2", "clash", "2024-03-05T10:00", "A clash at the ford.", "ford-news"),
    ("e3", "clash", "2024-03-12", "A clash at the bridge.", "bridge-news"),
]


@pytest.fixture
def valley(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    init_project("valley")
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [36.31234, 35.24321]},
            "id": name,
            "properties": {"kind": kind, "date": date, "statement": text, "sources": [source]},
        }
        for name, kind, date, text, source in EVENTS
    ]
    Path("valley/events.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    sources = json.loads(Path("valley/sources.json").read_text())
    sources += [{"id": source, "title": f"The word of {source}"} for *_, source in EVENTS]
    Path("valley/sources.json").write_text(json.dumps(sources))
    return Path("valley")


def rule(folder, text):
    file = folder / "controlmap.toml"
    file.write_text(f"{file.read_text()}\n[publish]\n{text}\n")
    return controlmap.open(folder)


def all_that_goes_out(project, now=None):
    """The text of page, exports and a picture, coordinates apart."""
    project.export("out.geojson", states=True, now=now)
    project.export("reports.csv", reports=True, now=now)
    [picture] = project.frames("out.svg", "day", panels=0, events=True, now=now)
    page = read_page(project.html(now=now).encode(), file="page").header
    files = "".join(Path(name).read_text() for name in ("out.geojson", "reports.csv", picture))
    return json.dumps(page, ensure_ascii=False) + files


def test_a_map_that_holds_nothing_back_is_itself(valley):
    project = controlmap.open(valley)
    assert project.published(now="2024-03-02") is project
    assert "held_back" not in all_that_goes_out(project)


def test_nothing_that_is_younger_than_the_delay_is_in_what_goes_out(valley):
    project = rule(valley, "delay_hours = 24")
    young = ["Lower Town from the ridge", "valley-0004", "herald-2024-03-09", "bridge"]
    everything = all_that_goes_out(project, now="2024-03-25")
    assert [text for text in young if text not in everything] == []
    told = all_that_goes_out(project, now="2024-03-10T12:00")
    assert [text for text in young if text in told] == []
    assert all(text in told for text in ("valley-0003", "mill", "ford"))


def test_a_map_ends_before_the_first_change_that_is_too_young_and_what_stood_stands_open(valley):
    project = rule(valley, "delay_hours = 24").published(now="2024-03-10T12:00")
    history = project.history()
    assert (str(history.start), str(history.end)) == ("2024-03-01T00:00", "2024-03-09T00:00")
    assert all(state.valid_to is None for state in history.states)
    assert "league" in history.areas_km2("2024-03-08")


def test_a_change_of_which_the_day_is_known_counts_as_of_its_end(valley):
    project = rule(valley, "delay_hours = 24")
    for now, until in {
        "2024-03-10T23:58": "2024-03-09T00:00",
        "2024-03-11T00:01": "2024-03-10T00:01",
    }.items():
        assert str(project.published(now=now).history().end) == until


@pytest.mark.parametrize(
    ("asked", "told"), [("2024-03-14", True), ("2024-03-09", True), ("2023-12-01", False)]
)
def test_a_date_that_is_held_back_is_told_apart_from_one_that_the_map_does_not_have(valley, asked, told):
    held = rule(valley, "delay_hours = 48").published(now="2024-03-10")
    with pytest.raises(InputError, match="outside the map's period") as refused:
        held.history().at(asked)
    assert ("holds back what is younger than 48 hours" in str(refused.value)) == told
    with pytest.raises(InputError, match="outside the map's period") as refused:
        controlmap.open(valley).history().at("2030-01-01")
    assert "holds back" not in str(refused.value)


def test_a_map_of_which_nothing_is_old_enough_does_not_go_out(valley):
    with pytest.raises(InputError, match=r"delay_hours: nothing of the map is 24 hours old"):
        rule(valley, "delay_hours = 24").build(now="2024-02-01T12:00")
    assert not Path("output").exists()


def test_kinds_of_events_are_left_out_with_the_sources_that_speak_for_nothing_else(valley):
    told = all_that_goes_out(rule(valley, 'leave_out_events = ["clash"]'))
    gone = ["ford", "bridge"]
    assert [word for word in gone if word in told] == []
    assert "mill-news" in told


def test_a_layer_that_is_coarsened_has_no_border_of_its_own_left(valley):
    whole = controlmap.open(valley)
    coarse = rule(valley, "coarsen_km = { valley = 2 }").published()
    [layer], grid = coarse.project.layers, coarse.project.grid
    _, south, _, north = shapely.total_bounds([state.geometry for state in whole.project.layers[0].states])
    squares = Squares.of_size(2, (south + north) / 2, grid)
    units = grid.to_units(shapely.get_coordinates([state.geometry for state in layer.states]))
    assert not (units % [squares.wide, squares.high]).any()
    assert all(str(event.geometry) != "POINT (36.31234 35.24321)" for event in coarse.project.events)
    areas = (one.history().areas_km2("2024-03-10") for one in (whole, coarse))
    exact, told = areas
    assert told == {name: pytest.approx(km2, rel=0.2) for name, km2 in exact.items()}


def test_the_page_says_what_it_holds_back_and_is_known_again(valley):
    text = 'delay_hours = 24\ncoarsen_km = { valley = 2 }\nleave_out_events = ["clash"]'
    project = rule(valley, text)
    page = project.build("held.html", now="2024-03-10T12:00")
    assert read_page(page.read_bytes(), file="page").header["held_back"] == {
        "delay_hours": 24,
        "coarse": [[0, 2]],
        "kinds": ["clash"],
        "at": "2024-03-10T12:00",
    }
    assert controlmap.verify(page, valley).match == "same page"


def test_two_maps_are_compared_whichever_of_them_is_coarse(valley):
    plain = controlmap.open(valley)
    coarse = rule(valley, "delay_hours = 24\ncoarsen_km = { valley = 2 }")
    for one, two, km in ((plain, coarse, 2), (coarse, plain, 2), (coarse, coarse, 2), (plain, plain, None)):
        page = one.build_comparison(two, "both.html", now="2024-03-10T12:00")
        header = read_page(page.read_bytes(), file="page").header
        assert header.get("held_back", {}).get("coarse") == (km and [[0, km]])
        assert ("herald-2024-03-09" in json.dumps(header)) is (one is plain or two is plain)


def test_pictures_say_in_a_few_words_what_they_hold_back(valley):
    project = rule(valley, 'delay_hours = 24\ncoarsen_km = { valley = 2 }\nleave_out_events = ["clash"]')
    said = {"en": "Held back: the last hours (24), exact borders and some events", "ar": "محجوب: الساعات"}
    for language, words in said.items():
        [picture] = project.frames("held.svg", language=language, now="2024-03-10T12:00")
        assert words in Path(picture).read_text()


def test_the_small_page_of_a_difference_keeps_to_it_and_says_so(valley):
    rule(valley, "delay_hours = 24\ncoarsen_km = { valley = 2 }")
    late = ["diff", "2024-03-05", "2024-03-09", "valley", "--html", "d.html"]
    early = ["diff", "2024-03-05", "2024-03-08", "valley", "--html", "d.html", "--now", "2024-03-10T12:00"]
    run = CliRunner().invoke
    assert "lies outside" in str(run(cli, [*late, "--now", "2024-03-10T12:00"]).exception)
    assert not Path("d.html").exists()
    assert run(cli, early).exit_code == 0
    page = Path("d.html").read_text()
    assert "Nothing changed hands" in page and "in the last 24 hours" in page and "valley (2 km)" in page
    assert run(cli, [*late, "--in-full"]).exit_code == 0
    assert "121.0" in Path("d.html").read_text() and "Held back" not in Path("d.html").read_text()


def test_the_small_page_of_two_records_has_no_feature_of_what_is_held_back(valley, tmp_path):
    shutil.copytree(valley, tmp_path / "before")
    for folder in (valley, tmp_path / "before"):
        rule(folder, "delay_hours = 24")
    project = controlmap.open(valley)
    project.apply(
        project.transfer("36.3,35.2", to="league", on="2024-03-15", radius_km=4, sources="herald-2024-03-09")
    )
    [new] = {s.id for s in project.project.layers[0].states if s.area is None}
    call = ["diff", "before", "valley", "--html", "d.html", "--now", "2024-03-15T12:00"]
    for more, shown in (([], False), (["--in-full"], True)):
        assert CliRunner().invoke(cli, [*call, *more]).exit_code == 0
        assert (new in Path("d.html").read_text()) is shown


SHIPPED = Path(__file__).parents[2] / "geodata"


@pytest.mark.parametrize("day", ["2024-11-30", "2024-12-04", "2024-12-08"])
def test_the_shipped_map_goes_out_without_a_word_of_the_days_that_are_held_back(day, monkeypatch):
    """Without the work of deriving it anew: what then goes out is all on the word of earlier sources."""
    monkeypatch.setattr("controlmap.api.map_project.redrawn", lambda whole, kept: {})
    whole = controlmap.open(SHIPPED).project
    rules = whole.settings.model_copy(update={"publish": Publish(delay_hours=48)})
    project = MapProject(replace(whole, settings=rules))
    shown = project.published(now=f"{day}T12:00")
    page = read_page(shown.html().encode(), file="page").header
    end = parse_instant(page["period"][1])
    issued = {name: one.issued_text or "" for name, one in whole.sources.items()}
    late = {n: whole.sources[n] for n, text in issued.items() if str(end)[:10] <= text < "3"}
    assert late and not {one["id"] for one in page["sources"]} & {*late}
    for dated in (page["reports"]["date"], [one["date"] for one in page["events"]], page["states"]["from"]):
        assert max(map(parse_instant, dated), default=end - 1) < end
    text = json.dumps(page, ensure_ascii=False)
    urls = {one.URL for one in late.values() if one.URL} - {one.URL for one in shown.project.sources.values()}
    assert [url for url in urls if f'"{url}"' in text] == []


def test_a_delay_that_cuts_nothing_makes_the_same_page_at_every_time(valley):
    project = rule(valley, "delay_hours = 24")
    assert project.html(now="2024-03-25") == project.html(now="2031-01-01") == project.html()


def test_what_is_made_in_python_goes_out_at_the_moment_that_is_to_make_it_the_same_again(valley, monkeypatch):
    project = rule(valley, "delay_hours = 24")
    moment = datetime(2024, 3, 10, 9, tzinfo=UTC)
    asked = project.payload(now=moment), project.build(now=moment).read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))
    assert project.payload() == asked[0] == project.payload(now=moment)
    assert project.build().read_bytes() == asked[1]
    assert project.payload(now="2024-03-25") != asked[0]


def test_commands_take_the_moment_from_an_option_or_from_where_builds_are_made_the_same(valley, monkeypatch):
    rule(valley, "delay_hours = 24")
    call = ["export", "valley", "out.geojson", "--states"]
    run = CliRunner().invoke
    assert run(cli, [*call, "--now", "2024-03-10T12:00"]).exit_code == 0
    asked = Path("out.geojson").read_bytes()
    moment = datetime(2024, 3, 10, 9, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))
    assert run(cli, call).exit_code == 0
    assert Path("out.geojson").read_bytes() == asked
    assert run(cli, [*call, "--in-full"]).exit_code == 0
    assert b"valley-0004" in Path("out.geojson").read_bytes() and b"valley-0004" not in asked
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    refused = run(cli, call).exception
    assert isinstance(refused, InputError) and "SOURCE_DATE_EPOCH is a number of seconds" in str(refused)


def test_what_goes_out_incomplete_does_not_come_back_as_if_it_were_whole(valley):
    project = rule(valley, "delay_hours = 24")
    project.export("out.geojson", states=True, now="2024-03-10T12:00")
    with pytest.raises(InputError, match="without what is younger than 24 hours"):
        project.import_layer("out.geojson", layer="valley")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("coarsen_km = { hills = 5 }", "coarsens 'hills', which is no layer: valley"),
        ("delay_hours = -1", "delay_hours"),
        ("coarsen_km = { valley = 0 }", "coarsen_km"),
        ("delay = 5", "delay"),
    ],
)
def test_rules_that_cannot_be_kept_are_refused(valley, text, said):
    with pytest.raises(InputError) as raised:
        rule(valley, text)
    assert said in str(raised.value)


def test_a_layer_is_not_drawn_in_more_squares_than_can_be(valley):
    project = rule(valley, "coarsen_km = { valley = 0.1 }").project
    [layer] = project.layers
    far = layer.states[0].model_copy(update={"geometry": shapely.box(36, 10, 38, 12)})
    wide = replace(project, layers=(replace(layer, states=(far,)),))
    with pytest.raises(InputError, match=r"coarsen_km.valley: .* squares: more than 250,000"):
        MapProject(wide).published()


@settings(max_examples=examples(40), deadline=None)
@given(st.integers(0, 60 * 24 * 40), st.sampled_from([1, 12, 24, 300.5]))
def test_no_instant_of_what_goes_out_lies_within_the_delay(tmp_path_factory, minutes, hours):
    folder = tmp_path_factory.getbasetemp() / "kept-valley"
    if not folder.exists():
        init_project(folder)
    project = controlmap.open(folder).project
    rules = project.settings.model_copy(update={"publish": Publish(delay_hours=hours)})
    now = parse_instant("2024-02-20T00:00") + np.timedelta64(minutes, "m")
    cutoff = now - np.timedelta64(round(60 * hours), "m")
    shown = published(replace(project, settings=rules), now)
    times = [t for s in shown.layers[0].states for t in (s.valid_from, s.valid_to) if t is not None]
    times += [one.date for one in (*shown.reports, *shown.events)]
    assert all(time.astype("datetime64[D]") + np.timedelta64(1, "D") <= cutoff for time in times)
    assert MapProject(shown).history().end <= max(cutoff, end_of(shown.settings.period.start))


@pytest.mark.parametrize("command", ["build", "export", "frames"])
def test_a_moment_that_is_none_is_refused_whether_or_not_something_is_held_back(command, tmp_path):
    init_project(tmp_path / "valley")
    target = {"build": ["-o", "a.html"], "export": ["a.geojson", "--states"], "frames": ["-o", "a.png"]}
    words = [command, str(tmp_path / "valley"), *target[command], "--now", "garbage"]
    told = CliRunner().invoke(cli, words)
    assert isinstance(told.exception, InputError) and "'garbage' is not an instant" in str(told.exception)
