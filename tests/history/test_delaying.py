"""With a delay, what goes out is as if what came later had never been entered."""

from dataclasses import replace

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.history import history_of, published
from controlmap.model import (
    ControlState,
    Event,
    MapPeriod,
    Place,
    Project,
    Publish,
    Report,
    Source,
    StoryStep,
    Voices,
)
from controlmap.render import payload_bytes
from tests.edit.maps import project_of
from tests.examples import examples
from tests.sketches import areas_from_sketch, state

LATE = "LATE"
AREAS = areas_from_sketch("AAB AAB CCC")
HALVES = areas_from_sketch("AAB DDB CCC")
NOW = np.datetime64("2024-03-12T00:00", "m")
CUT = 10
"""With a delay of two days the map ends as the 10th begins."""


def day(number: int) -> str:
    return f"2024-03-{number:02d}"


def source(name: str, number: int | None, **more) -> Source:
    issued = {} if number is None else {"issued": {"date-parts": [[2024, 3, number]]}}
    return Source.model_validate({"id": name, "title": f"Of {name}", **issued, **more})


OLD = {one.id: one for one in (source("s1", 1), source("s2", 9, publisher="p"), source("s3", None))}
YOUNG = {
    one.id: one
    for one in (
        source(f"{LATE}-1", 10, mirrors=["s1"]),
        source(f"{LATE}-2", 11, URL=f"https://example.org/{LATE}"),
        source(f"{LATE}-3", None),
        source(f"{LATE}-4", None, publisher=LATE),
    )
}
YOUNG_DATED = [f"{LATE}-1", f"{LATE}-2"]


def report(name: str, number: int, sources: tuple[str, ...], place: str = "p") -> Report:
    said = {"kind": "held", "controller": "a", "confidence": "high", "statement": f"Said {name}."}
    return Report.model_validate(
        {"id": name, "place": place, "date": day(number), "sources": sources, **said}
    )


def event(name: str, number: int, sources: tuple[str, ...]) -> Event:
    said = {"geometry": None, "kind": "clash", "statement": f"Seen {name}."}
    return Event.model_validate({"id": name, "date": day(number), "sources": sources, **said})


def place(name: str) -> Place:
    return Place(id=name, name=name, kind="town", lon=0.0005, lat=0.0005)


@st.composite
def maps(draw: st.DrawFn) -> tuple[Project, Project]:
    """A map, and the same once what came later is entered too, by the rules of edits."""
    some_old = st.lists(st.sampled_from([*OLD]), min_size=1, max_size=2, unique=True).map(tuple)
    voices = Voices.of(OLD, ())
    early: list[ControlState] = []
    whole: list[ControlState] = []
    for letter, ground in AREAS.items():
        sources = draw(some_old)
        one = state(
            ground,
            draw(st.sampled_from("ab")),
            day(draw(st.integers(1, 9))),
            id=f"one-{letter}",
            sources=sources,
            area=letter,
        )
        one = one.model_copy(update={"certainty": voices.earned(sources, one.controller, ("",))})
        early.append(one)
        whole += draw(st.sampled_from([_untouched, _passed, _surer, _corrected, _split]))(draw, one, letter)
    dated = {"a": draw(st.integers(1, 9)), "b": draw(st.integers(1, 9))}
    reports = [report(f"r{name}", number, draw(some_old)) for name, number in dated.items()]
    events = [event(f"e{name}", number, draw(some_old)) for name, number in dated.items()]
    story = [StoryStep.model_validate({"date": day(9), "text": {"en": "Look."}, "sources": ["s1"]})]
    first = _map(early, reports, events, story, OLD, "p")
    told = [replace_sources(one, draw(st.booleans())) for one in (*reports, *events)]
    later = (f"{LATE}-3", f"{LATE}-4", *YOUNG_DATED)
    whole_map = _map(
        whole,
        [
            *told[:2],
            report(f"{LATE}-r", 10, later, f"{LATE}-place"),
            report(f"{LATE}-old", 5, (f"{LATE}-1",)),
        ],
        [*told[2:], event(f"{LATE}-e", 11, later)],
        [*story, StoryStep.model_validate({"date": day(11), "text": {"en": LATE}, "sources": later})],
        {**OLD, **YOUNG},
        "p",
        f"{LATE}-place",
    )
    return first, whole_map


def replace_sources(one, also_later: bool):
    return one.model_copy(update={"sources": (*one.sources, f"{LATE}-2")}) if also_later else one


def _untouched(draw: st.DrawFn, one: ControlState, letter: str) -> list[ControlState]:
    return [one]


def _passed(draw: st.DrawFn, one: ControlState, letter: str) -> list[ControlState]:
    """The ground passes on in the last days, on the word of sources that are the loser's too."""
    date, word = day(draw(st.integers(CUT, 12))), draw(st.sampled_from([(), (f"{LATE}-2", f"{LATE}-3")]))
    lost = one.model_copy(update={"valid_to": np.datetime64(date), "sources": (*one.sources, *word)})
    word = word or (f"{LATE}-2",)
    return [lost, state(one.geometry, "c", date, id=f"{LATE}-{letter}", sources=word, note=LATE)]


def _surer(draw: st.DrawFn, one: ControlState, letter: str) -> list[ControlState]:
    said = {"sources": (*one.sources, *YOUNG_DATED), "certainty": "confirmed", "note": LATE}
    return [one.model_copy(update={**said, "probability": 0.9, "translations": {"note_ar": LATE}})]


def _corrected(draw: st.DrawFn, one: ControlState, letter: str) -> list[ControlState]:
    """A record of the last days says of the same time what it says now; what it said before is closed."""
    when = np.datetime64(day(11))
    return [
        one.model_copy(update={"id": f"{LATE}-{letter}", "controller": "c", "superseded_at": when}),
        one.model_copy(update={"recorded_at": when}),
    ]


def _split(draw: st.DrawFn, one: ControlState, letter: str) -> list[ControlState]:
    """What is drawn in two since the last days, for what happens then to a part of it."""
    parts = [one.geometry] if letter != "A" else [HALVES["A"], HALVES["D"]]
    return [
        one.model_copy(update={"id": f"{LATE}-{letter}-{n}", "geometry": part})
        for n, part in enumerate(parts)
    ]


def _map(states, reports, events, story, sources, *places: str) -> Project:
    project = project_of(one=states)
    period = MapPeriod.model_validate({"from": day(1), "through": day(20)})
    rules = {"publish": Publish(delay_hours=48), "period": period}
    return replace(
        project,
        settings=project.settings.model_copy(update=rules),
        reports=tuple(reports),
        events=tuple(events),
        story=tuple(story),
        sources=sources,
        places={name: place(name) for name in places},
    )


ENTERED = {f"{LATE}-place": np.datetime64(day(11)), "p": np.datetime64(day(12))}


@settings(max_examples=examples(60), deadline=None)
@given(maps())
def test_a_map_goes_out_as_if_what_came_later_had_never_been_entered(both):
    first, whole = (published(one, NOW, entered=ENTERED) for one in both)
    for name in ("reports", "events", "story", "sources", "places", "held_back", "evaluation"):
        assert getattr(first, name) == getattr(whole, name), name
    assert first.settings == whole.settings
    [one], [two] = first.layers, whole.layers
    said = [[state.model_dump() | state.translations for state in layer.states] for layer in (one, two)]
    assert said[0] == said[1]
    assert shapely.equals([s.geometry for s in one.states], [s.geometry for s in two.states]).all()
    cells = [len(history_of(project).cells) for project in (first, whole)]
    assert cells[0] == cells[1]
    assert LATE.encode() not in payload_bytes(whole, history_of(whole))


@settings(max_examples=examples(20), deadline=None)
@given(maps())
def test_a_delay_that_is_over_holds_nothing_back(both):
    _, whole = both
    shown = published(whole, np.datetime64("2024-04-20T00:00", "m"), entered=ENTERED)
    assert shown.held_back and shown.held_back.at is None
    assert (shown.layers, shown.reports, shown.sources) == (whole.layers, whole.reports, whole.sources)


def test_ground_of_which_no_source_may_be_named_says_so_in_each_language():
    only_late = state(AREAS["A"], "a", day(1), sources=(YOUNG_DATED[0],), certainty="confirmed")
    project = _map([only_late], [], [], [], YOUNG)
    languages = {"languages": ("ar", "en", "uk"), "strings": {"uk": {"held_source": "Сховано"}}}
    project = replace(project, settings=project.settings.model_copy(update=languages))
    shown = published(project, NOW)
    [one] = shown.layers[0].states
    assert (one.sources, one.certainty) == (("held-back",), "inferred")
    held = shown.sources["held-back"]
    assert held.title == "مصدر محجوب"
    assert held.in_languages("title") == {"en": "Source held back", "uk": "Сховано"}


def test_what_two_said_of_whom_one_came_later_is_as_sure_as_one_makes_it():
    sources = {**OLD, **YOUNG}
    both = state(AREAS["A"], "a", day(1), sources=("s1", f"{LATE}-2"), certainty="confirmed")
    lower = state(AREAS["B"], "b", day(1), sources=("s1", f"{LATE}-2"), certainty="claimed")
    shown = published(_map([both, lower], [], [], [], sources), NOW)
    assert [one.certainty for one in shown.layers[0].states] == ["reported", "claimed"]


def test_a_source_of_a_month_may_be_of_its_last_day_and_a_range_counts_to_its_end():
    month = {"date-parts": [[2024, 3]]}
    span = {"date-parts": [[2024, 3, 1], [2024, 3, 10]]}
    past = {"date-parts": [[2024, 2]]}
    dates = {"month": month, "span": span, "past": past, "words": {"literal": "in March"}}
    sources = {n: Source.model_validate({"id": n, "title": n, "issued": d}) for n, d in dates.items()}
    shown = published(_map([state(AREAS["A"], "a", day(1), sources=tuple(dates))], [], [], [], sources), NOW)
    assert [*shown.sources] == ["past", "words"]
