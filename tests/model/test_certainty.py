"""How sure a statement is follows from who says so."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlmap.model import CERTAINTIES, Actor, Report, Source, Voices, certainty_of, earned, validated
from controlmap.model.certainty import Voice, independent

ACTORS = (
    Actor(id="brigade", name={"en": "Brigade"}, colour="#112233", parent="league"),
    Actor(id="league", name={"en": "League"}, colour="#223344"),
    Actor(id="republic", name={"en": "Republic"}, colour="#334455"),
    Actor(id="guard", name={"en": "Guard"}, colour="#445566", parent="republic"),
)
SOURCES = {
    name: Source(id=name, title="News", publisher=publisher, lean=lean, mirrors=mirrors)
    for name, publisher, lean, mirrors in (
        ("wire", "Wire", None, ()),
        ("second-wire", "Second Wire", None, ()),
        ("wire-again", "Wire", None, ()),
        ("gazette", "Gazette", None, ("wire",)),
        ("courier", "Courier", None, ("gazette",)),
        ("digest", "Digest", None, ("wire", "second-wire")),
        ("herald", "Herald", "league", ()),
        ("leaflet", "Leaflet", None, ("herald",)),
        ("monitor", "Monitor", "republic", ()),
        ("abroad", "Abroad", "elsewhere", ()),
    )
}
VOICES = Voices.of(SOURCES, ACTORS)


@pytest.mark.parametrize(
    ("sources", "gained", "held"),
    [
        ("", "inferred", "inferred"),
        ("herald", "claimed", "reported"),
        ("leaflet", "claimed", "reported"),
        ("herald leaflet", "claimed", "reported"),
        ("wire", "reported", "reported"),
        ("wire herald", "reported", "confirmed"),
        ("wire wire-again", "reported", "reported"),
        ("gazette courier wire", "reported", "reported"),
        ("wire second-wire", "confirmed", "confirmed"),
        ("digest", "reported", "reported"),
        ("digest wire", "reported", "reported"),
        ("digest wire second-wire", "confirmed", "confirmed"),
        ("monitor", "confirmed", "confirmed"),
        ("abroad", "reported", "confirmed"),
        ("nobody-lists-this", "reported", "reported"),
    ],
)
def test_what_a_brigade_of_the_league_gains_from_the_guard_or_holds_is_as_sure_as_who_says_so(
    sources, gained, held
):
    assert VOICES.earned(sources.split(), "brigade", ["guard"]) == gained
    assert VOICES.earned(sources.split(), "brigade", []) == held


def test_who_repeats_a_circle_has_one_voice_with_it():
    mirrors = {"a": ("b",), "b": ("a",), "c": ("a",)}
    sources = {name: Source(id=name, title=name, mirrors=m) for name, m in mirrors.items()}
    assert independent(Voices.of(sources, ()).of_all(sources)) == 1


def report(confidence, sources, **more):
    kind = more.get("kind", "change")
    said = {
        "id": f"{confidence}-{sources}".replace(" ", "-"),
        "place": "ford",
        "date": "2024-03-09",
        "kind": kind,
        "from_controller": "republic" if kind == "change" else None,
        "controller": "league",
        "confidence": confidence,
        "statement": "The ford is taken.",
        "sources": sources.split(),
    }
    return validated(Report, {**said, **more})


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([report("high", "wire second-wire")], "confirmed"),
        ([report("high", "wire")], "reported"),
        ([report("medium", "wire second-wire")], "reported"),
        ([report("low", "wire second-wire")], "claimed"),
        ([report("high", "herald")], "claimed"),
        ([report("high", "wire second-wire", named="inferred")], "inferred"),
        ([report("high", "")], "reported"),
        ([report("high", "wire"), report("high", "second-wire")], "confirmed"),
        ([report("high", "wire"), report("low", "second-wire")], "reported"),
        ([report("high", "herald"), report("medium", "wire")], "reported"),
        ([report("high", "monitor", kind="baseline")], "confirmed"),
        ([], "inferred"),
    ],
)
def test_confidence_lowers_what_sources_earn_and_never_raises_it(reports, expected):
    assert certainty_of(reports, VOICES) == expected


SOME_VOICES = st.lists(
    st.builds(
        Voice,
        st.frozensets(st.sampled_from("abcd"), min_size=1, max_size=3),
        st.sampled_from([None, "league", "republic", "elsewhere"]),
    ),
    max_size=6,
)


@given(SOME_VOICES)
def test_independent_voices_are_as_many_as_the_largest_set_without_a_word_in_common(voices):
    words = {voice.origins for voice in voices}
    apart = (
        size
        for size in range(len(words), -1, -1)
        for chosen in combinations(words, size)
        if sum(map(len, chosen)) == len(frozenset().union(*chosen))
    )
    assert independent(voices) <= next(apart)
    assert (independent(voices) > 0) == bool(voices)


@given(SOME_VOICES, SOME_VOICES, st.sampled_from([(), ("republic",)]))
def test_one_more_voice_without_a_word_in_common_makes_nothing_less_sure(voices, more, losers):
    fresh = [Voice(frozenset(f"{one}'" for one in voice.origins), voice.lean) for voice in more]
    sure = [CERTAINTIES.index(earned(told, ("league",), losers)) for told in (voices, [*voices, *fresh])]
    assert sure[0] <= sure[1]
