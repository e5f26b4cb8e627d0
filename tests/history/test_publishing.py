"""What `published` leaves of a map project, held against its rules, minute by minute and square by square."""

from dataclasses import replace
from math import cos, radians

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from controlmap.errors import InputError
from controlmap.history import publishing
from controlmap.history.publishing import published
from controlmap.model import Event, KeptEvaluation, Project, Publish, Report, Source, StoryStep
from controlmap.plane import METRES_A_DEGREE
from tests.edit.maps import project_of
from tests.examples import examples
from tests.sketches import areas_from_sketch, state

GROUND = areas_from_sketch("A")["A"]
A_DAY = np.timedelta64(1, "D")
KNOWN = {"": None, "T12:00": None, "T12:00 hour": "hour", "T12:00 order": "order"}
"""How a time of a day is written, and what is said of how precisely it is known."""


def minute(text: str) -> np.datetime64:
    return np.datetime64(text, "m")


def day(number: int) -> str:
    return f"2024-03-{number:02d}"


def latest(number: int, how: str) -> np.datetime64:
    """The last minute that may be meant: of a day its last one, and so where hours only tell an order."""
    return minute(day(number) + ("T12:00" if how in ("T12:00", "T12:00 hour") else "T23:59"))


def ruled(project: Project, **rules: object) -> Project:
    publish = Publish.model_validate(rules)
    return replace(project, settings=project.settings.model_copy(update={"publish": publish}))


def event(name: str, date: str, **more: object) -> Event:
    said = {"geometry": None, "kind": "clash", "statement": "Seen.", **more}
    return Event.model_validate({"id": name, "date": date, **said})


def report(name: str, date: str, **more: object) -> Report:
    said = {"place": "p", "kind": "held", "controller": "a", "confidence": "high", "statement": "Seen."}
    return Report.model_validate({"id": name, "date": date, **said, **more})


def step(date: str, compare: str | None = None, **more: object) -> StoryStep:
    return StoryStep.model_validate({"date": date, "compare": compare, "text": {"en": "Look."}, **more})


times = st.tuples(st.integers(2, 12), st.sampled_from([*KNOWN]))
nows = st.builds(
    lambda number, late: minute(day(number)) + np.timedelta64(late, "m"),
    st.integers(2, 16),
    st.sampled_from([0, 1, 719, 720, 721, 1439]),
)


@example({2: "T12:00"}, (2, "T12:00"), np.datetime64("2024-03-03", "m"), 12)
@example({2: ""}, (2, ""), np.datetime64("2024-03-03T12:00", "m"), 12)  # just when all is old enough
@settings(max_examples=examples(60))
@given(
    st.dictionaries(*[st.integers(2, 12), st.sampled_from([*KNOWN])], min_size=1, max_size=4),
    times,
    nows,
    st.sampled_from([0.5, 12, 24, 36.5]),
)
def test_what_goes_out_is_the_map_up_to_the_first_change_that_is_too_young(changes, seen, now, hours):
    changes = {1: "", **dict(sorted(changes.items()))}
    starts = [day(number) + how[:6] for number, how in changes.items()]
    states = [
        state(GROUND, "ab"[i % 2], *starts[i : i + 2], id=f"s{i}", precision=KNOWN[how])
        for i, how in enumerate(changes.values())
    ]
    dated = {"date": day(seen[0]) + seen[1][:6], "precision": KNOWN[seen[1]]}
    whole = replace(
        project_of(one=states),
        reports=(report("r", **dated),),
        events=(event("e", **dated),),
        story=(step(day(seen[0])), step(day(2), day(seen[0]))),
    )

    cutoff = now - np.timedelta64(int(hours * 60), "m")
    until = min(
        cutoff,
        *(minute(t) for t, at in zip(starts, changes.items(), strict=True) if latest(*at) >= cutoff),
        now,
    )
    if until <= minute(day(1)):
        with pytest.raises(InputError, match=f"(is|less than) {hours:g} hours (old|ago)"):
            published(ruled(whole, delay_hours=hours), now)
        return
    shown = published(ruled(whole, delay_hours=hours), now)
    old = [minute(text) < until for text in [*starts, "9999"]]
    assert [(s.controller, s.valid_to) for s in shown.layers[0].states] == [
        (s.controller, s.valid_to if ended else None)
        for s, begun, ended in zip(states, old, old[1:], strict=False)
        if begun
    ]
    told = latest(*seen) < until
    assert [bool(shown.reports), bool(shown.events)] == [told] * 2
    assert len(shown.story) == (2 if latest(seen[0], "") < until else 0)
    last = max(minute(text) + A_DAY for text in starts)
    period = shown.settings.period
    assert period and (period.start, period.end) == (minute(day(1)), min(until, last))
    assert shown.held_back and shown.held_back.at == (now if until < last or not told else None)


def test_a_map_without_rules_is_itself_and_one_without_a_delay_keeps_every_instant():
    project = project_of(one=[state(GROUND, "a", "2024-03-01")])
    assert published(project, minute("2020-01-01")) is project
    shown = published(ruled(project, leave_out_events=["clash"]), minute("2020-01-01"))
    assert shown.layers == project.layers
    assert shown.held_back and shown.held_back.at is None


def test_a_month_that_may_still_go_on_is_too_young():
    states = [state(GROUND, "a", "2024-01", "2024-03"), state(GROUND, "b", "2024-03")]
    for now, holders in {"2024-04-01T22:00": "a", "2024-04-02T00:00": "ab"}.items():
        shown = published(ruled(project_of(one=states), delay_hours=24), minute(now))
        assert "".join(s.controller for s in shown.layers[0].states) == holders


@pytest.mark.parametrize(("now", "kept"), [("2024-03-11T00:00", False), ("2024-03-14T00:00", True)])
def test_an_evaluation_and_a_view_go_out_only_with_the_map_they_are_of(now, kept):
    states = [state(GROUND, "a", "2024-03-01", "2024-03-11"), state(GROUND, "b", "2024-03-11")]
    project = project_of(one=states)
    evaluation = KeptEvaluation.model_construct(left_out=())
    view = {"bounds": [0, 0, 1, 1], "date": "2024-03-11"}
    settings = type(project.settings).model_validate(
        {**project.settings.model_dump(by_alias=True), "view": view, "publish": {"delay_hours": 24}}
    )
    shown = published(replace(project, settings=settings, evaluation=evaluation), minute(now))
    assert (shown.evaluation is evaluation) is kept
    assert shown.settings.view and (shown.settings.view.date is not None) is kept


SIDE_KM = 0.1
SKETCH = "AAB CCB CDD"


def coarse_map(**more: object) -> Project:
    """A map of one layer far north, held by four, and of two others."""
    pieces = {
        name: shapely.transform(ground, lambda xy: xy * 3.7 + [0.00013, 60.80007])
        for name, ground in areas_from_sketch(SKETCH).items()
    }
    grounds = [
        state(ground, name.lower() if name in "ABC" else "unknown", "2024-03-01")
        for name, ground in pieces.items()
    ]
    fine = [state(GROUND, "a", "2024-03-01")]
    return replace(project_of(one=grounds, two=fine, bare=[]), **more)


def squares_of(project: Project) -> tuple[int, int]:
    """Width and height, in grid units, of squares in the middle of the coarse map."""
    south, north = shapely.total_bounds([s.geometry for s in project.layers[0].states])[[1, 3]]
    high = SIDE_KM * 1000 / METRES_A_DEGREE / project.grid.size
    return round(high / cos(radians((south + north) / 2))), round(high)


@pytest.mark.parametrize("fixed", [False, True])
def test_a_coarse_layer_is_in_each_square_as_the_map_is_at_its_middle_and_others_stay(fixed):
    project = coarse_map()
    ground = shapely.union_all([s.geometry for s in project.layers[0].states])
    if fixed:
        project = replace(
            project, layers=(replace(project.layers[0], extent_lonlat=ground), *project.layers[1:])
        )
    wide, high = squares_of(project)
    shown = published(ruled(project, coarsen_km={"one": SIDE_KM, "bare": 5}), minute("2024-04-01"))
    assert shown.layers[1:] == project.layers[1:]
    extent = shown.layers[0].extent_lonlat
    assert extent is None if not fixed else extent.equals(ground)
    corners = project.grid.to_units(np.array(ground.bounds).reshape(2, 2)) // [wide, high]
    (west, south), (east, north) = corners.tolist()
    seen = 0
    for column in range(west, east + 1):
        for row in range(south, north + 1):
            middle = (column * wide + wide // 2, row * high + high // 2)
            point = shapely.Point(project.grid.to_degrees(np.array(middle)))
            holders = [
                [s.controller for s in layer.states if shapely.contains(s.geometry, point)]
                for layer in (project.layers[0], shown.layers[0])
            ]
            if len(holders[0]) == 1:
                assert holders[0] == holders[1], (column, row)
                seen += 1
    assert seen > 10


def test_events_on_coarse_ground_stand_in_the_middle_of_their_square_and_others_where_they_were():
    inside, outside = shapely.Point(0.0005, 60.8006), shapely.Point(0.5, 60.8)
    spots = {"in": inside, "out": outside, "none": None}
    project = coarse_map(events=tuple(event(n, "2024-03-05", geometry=spot) for n, spot in spots.items()))
    shown = published(ruled(project, coarsen_km={"one": SIDE_KM}), minute("2024-04-01"))
    moved = {one.id: one.geometry for one in shown.events}
    assert (moved["out"], moved["none"]) == (outside, None)
    size = np.array(squares_of(project))
    units = project.grid.to_units(shapely.get_coordinates([inside, moved["in"]]))
    assert (units[0] // size == units[1] // size).all()
    assert (units[1] % size == size // 2).all()


def test_a_layer_of_as_many_squares_as_can_be_drawn_is_drawn_and_of_one_more_is_not(monkeypatch):
    project = ruled(coarse_map(), coarsen_km={"one": SIDE_KM})
    wide, high = squares_of(project)
    low, high_end = project.grid.to_units(
        shapely.total_bounds([s.geometry for s in project.layers[0].states]).reshape(2, 2)
    ) // np.array([wide, high])
    count = int(np.prod(high_end - low + 1))
    monkeypatch.setattr(publishing, "_MOST_SQUARES", count)
    assert published(project, minute("2024-04-01")).layers[0].states
    monkeypatch.setattr(publishing, "_MOST_SQUARES", count - 1)
    with pytest.raises(InputError, match=f"coarsen_km.one: .* be {count} squares: more than {count - 1}"):
        published(project, minute("2024-04-01"))


def test_so_many_squares_can_be_drawn_and_no_more():
    """A strip along the equator, one square high: a square more, and it is refused before any is drawn."""
    _, high = squares_of(coarse_map())
    strip = shapely.box(0, 0, (250_000.5 * high) / 10**5, high / 2 / 10**5)
    project = ruled(project_of(one=[state(strip, "a", "2024-03-01")]), coarsen_km={"one": SIDE_KM})
    with pytest.raises(InputError, match="be 250,001 squares: more than 250,000"):
        published(project, minute("2024-04-01"))


def test_sources_of_what_is_held_back_go_with_it_and_those_that_nobody_cites_stay():
    names = ["kept", "both", "gone", "mirror", "uncited"]
    sources = {n: Source.model_validate({"id": n, "title": n}) for n in names}
    sources["kept"] = sources["kept"].model_copy(update={"mirrors": ("both", "gone")})
    project = replace(
        project_of(one=[state(GROUND, "a", "2024-03-01", sources=("kept",))]),
        events=(
            event("e1", "2024-03-05", sources=("both", "gone")),
            event("e2", "2024-03-05", kind="strike", sources=("both",)),
        ),
        sources=sources,
    )
    shown = published(ruled(project, leave_out_events=["clash"]), minute("2024-04-01"))
    assert [*shown.sources] == ["kept", "both", "mirror", "uncited"]
    assert shown.sources["kept"].mirrors == ("both",)
    assert [one.id for one in shown.events] == ["e2"]


def test_the_record_that_is_not_known_to_be_old_enough_is_named() -> None:
    vague, old = state(GROUND, "a", "2020", id="vague"), state(GROUND, "a", "2020-03-01", id="old")
    now = minute("2020-11-09T12:00")
    with pytest.raises(InputError, match="vague: is dated 2020, which may be less than 48 hours ago"):
        published(ruled(project_of(one=[vague]), delay_hours=48), now)
    assert published(ruled(project_of(one=[old]), delay_hours=48), now).layers[0].states
