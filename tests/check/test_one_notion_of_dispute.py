"""Findings of the check, their reasons and the list of the page have one notion of disagreeing sources."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.check import agreement, disputed
from controlmap.check.check_input import Subject
from controlmap.check.registry import LOOKING
from controlmap.model import Actor, Source, Voices
from controlmap.render.told_records import reports_told
from tests.check.made import made_project
from tests.check.test_check_reports import PIECES, place, report
from tests.examples import examples
from tests.sketches import state

WHO = ("army", "rebels", "allies")
ACTORS = tuple(
    Actor(id=name, name={"en": name}, colour="#123456", parent="rebels" if name == "allies" else None)
    for name in WHO
)
SOURCES = {
    name: Source(id=name, type="webpage", title="…", publisher=name, lean=lean)
    for name, lean in {"s-army": "army", "s-rebels": "rebels", "s-allies": "allies", "s-none": None}.items()
}
VOICES = Voices.of(SOURCES, ACTORS)
# p0 and p2 lie on one point, p3 has none.
PLACES = [place(0), place(1), place(0, id="p2"), place(0, id="p3", lon=None, lat=None)]


@st.composite
def drawn_reports(draw):
    def one(number):
        holder = draw(st.sampled_from((*WHO, "unknown")))
        status = draw(st.sampled_from(("held", "joint", "contested"))) if holder != "unknown" else "held"
        return report(
            number,
            holder,
            draw(st.sampled_from(("2024-12", "2024-12-01", "2024-12-01T08:00", "2024-12-01T20:00"))),
            draw(st.sampled_from(("p0", "p0", "p1", "p2", "p3"))),
            kind=draw(st.sampled_from(("change", "held"))),
            from_controller=draw(st.sampled_from((None, *(one for one in WHO if one != holder)))),
            status=status,
            others=() if status == "held" else (draw(st.sampled_from([a for a in WHO if a != holder])),),
            sources=tuple(draw(st.sets(st.sampled_from([*SOURCES]), min_size=1, max_size=2))),
        )

    return [one(number) for number in range(draw(st.integers(1, 6)))]


def project_of(reports):
    states = [state(PIECES["A"], "army", "2024-11-26"), state(PIECES["B"], "rebels", "2024-11-26")]
    made = made_project(states, places=PLACES, reports=reports)
    return replace(made, settings=made.settings.model_copy(update={"actors": ACTORS}), sources=SOURCES)


def found_by(subject, code):
    (find,) = (looking.find for looking in LOOKING if looking.code == code)
    return list(find(subject))


def listed_on_the_page(project, history):
    """The ids in the page's list, those of places without a point among them."""
    actor = {name: number for number, name in enumerate(("unknown", *WHO))}
    source = {name: number for number, name in enumerate(SOURCES)}
    told = reports_told(project, history, actor, source, "en")
    columns = told["reports"]
    spread = lambda name: columns[name] * (columns["count"] // len(columns[name]) or 1)  # noqa: E731
    placed = zip(spread("id"), spread("disputed"), strict=True) if columns["count"] else ()
    return {name for name, is_disputed in placed if is_disputed} | {
        one["id"] for one in told.get("reports_unplaced", ()) if one["disputed"]
    }


@settings(max_examples=examples(300), deadline=None)
@given(drawn_reports())
def test_page_check_and_python_list_the_same_reports_as_those_on_which_sources_disagree(reports):
    project = project_of(reports)
    subject = Subject(project)
    found = {name for one in found_by(subject, "CM605") for name in (one.feature, *one.related)}
    assert listed_on_the_page(project, subject.history) == found == disputed(reports, VOICES)


@settings(max_examples=examples(300), deadline=None)
@given(drawn_reports())
def test_where_the_check_says_that_another_report_says_otherwise_both_are_on_the_page_s_list(reports):
    project = project_of(reports)
    subject = Subject(project)
    found = [one for one in found_by(subject, "CM604") if "another report says otherwise" in one.message]
    conflicts = [d for d in agreement(project, subject.history).disagreements if d.reason == "conflict"]
    assert [(one.feature, one.related) for one in found] == [(d.report.id, d.others) for d in conflicts]
    assert {name for one in found for name in (one.feature, *one.related)} <= disputed(reports, VOICES)


def test_each_side_that_gives_a_place_to_itself_at_one_time_disagrees_though_one_could_follow_the_other():
    own, other = (
        report(1, "army", "2024-12-01", sources=("s-army",)),
        report(2, "rebels", "2024-12-01", kind="change", from_controller="army", sources=("s-rebels",)),
    )
    assert disputed([own, other], VOICES) == {"r1", "r2"}
    neutral, admitted = (
        other.model_copy(update={"sources": s}) for s in (("s-none",), ("s-army", "s-rebels"))
    )
    assert disputed([own, neutral], VOICES) == disputed([own, admitted], VOICES) == frozenset()
    allied = other.model_copy(update={"controller": "allies", "from_controller": "rebels"})
    theirs = report(3, "rebels", "2024-12-01", sources=("s-rebels",))
    assert disputed([theirs, allied], VOICES) == frozenset()
