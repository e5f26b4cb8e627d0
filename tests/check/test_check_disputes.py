"""Where sources disagree: reports that contradict each other, and gains that outlets of two sides tell."""

from controlmap.check import contradictions, disputed, rival_claims
from controlmap.model import Actor, Report, Source, Voices
from tests.check.test_check_reports import report


def told(number, controller, date, lost=None, **more) -> Report:
    return report(number, controller, date, kind="change", from_controller=lost, **more)


VOICES = Voices.of(
    {
        name: Source(id=name, type="webpage", title="…", publisher=name, lean=lean)
        for name, lean in {"theirs": "rebels", "ours": "army", "other": None}.items()
    },
    [Actor(id=name, name={"en": name}, colour="#123456") for name in ("rebels", "army", "allies")],
)


def pairs(*reports):
    return [(one.id, two.id) for one, two in contradictions(reports, VOICES)]


def rivals(*reports):
    return [([one.id for one in together], near) for together, near in rival_claims(reports, VOICES)]


def test_two_holders_at_one_instant_contradict_each_other_unless_one_is_a_change_from_the_other():
    assert pairs(told(1, "army", "2024-12-08"), told(2, "rebels", "2024-12-08")) == [("r1", "r2")]
    assert pairs(told(1, "army", "2024-12-08"), told(2, "rebels", "2024-12-08", "army")) == []
    assert pairs(told(1, "army", "2024-12-08"), told(2, "rebels", "2024-12-09")) == []


def test_who_took_it_from_the_same_loser_on_one_day_is_told_in_two_ways():
    day, morning = told(1, "allies", "2024-12-08", "army"), told(2, "rebels", "2024-12-08T06:15", "army")
    assert pairs(day, morning) == [("r1", "r2")]
    between = told(3, "army", "2024-12-08T05:00", "allies")
    assert pairs(day, between, morning) == []
    assert pairs(day, told(2, "rebels", "2024-12-08T06:15")) == []


def test_a_gain_that_outlets_of_two_sides_tell_is_a_rival_claim():
    shared = {"status": "contested", "others": ("rebels",)}
    both = told(1, "army", "2024-12-03", sources=("theirs", "ours"), **shared)
    assert rivals(both) == [(["r1"], ("army", "rebels"))]
    assert rivals(told(1, "army", "2024-12-03", sources=("ours", "other"), **shared)) == []


def test_joint_ground_that_one_side_tells_alone_beside_another_report_is_a_rival_claim():
    shared = {"status": "joint", "others": ("allies",)}
    own = told(1, "rebels", "2024-12-01", sources=("theirs",), **shared)
    other = told(2, "rebels", "2024-12-01", sources=("other",), **shared)
    assert rivals(own, other) == [(["r1", "r2"], ("rebels",))]
    assert rivals(own) == rivals(other) == []
    assert disputed([own, other], VOICES) == {"r1", "r2"}


def test_ground_that_was_shared_from_the_beginning_is_no_dispute():
    both = report(
        1,
        "army",
        "2024-11-26",
        kind="baseline",
        status="joint",
        others=("rebels",),
        sources=("theirs", "ours"),
    )
    assert rivals(both) == []
