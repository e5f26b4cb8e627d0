"""A colour that somebody writes into a table of values is kept, or it is said what became of it."""

import pytest

from controlmap.exchange.actors import cast_of
from controlmap.exchange.claims import Said
from controlmap.exchange.states_table import read_states_table
from controlmap.model import Actor

MAP = (Actor(id="a", name={"en": "Army"}, colour="#ff0000"),)


def cast(table: str, *, known=(), colours=None):
    rows = read_states_table(f"who,controller,name,colour\n{table}".encode(), file="t.csv").rows
    meanings = {}
    for row in rows:
        meanings.setdefault(row.controller, row)
    said = [Said(row.controller) for row in rows]
    found = cast_of(said, known=known, languages=["en"], meanings=meanings, colours=colours or {})
    return {actor["id"]: actor["colour"] for actor in found.new}, " ".join(found.told)


@pytest.mark.parametrize(
    ("table", "known", "colours", "kept", "told"),
    [
        ("A,a,,#ff0000\nB,b,,#00ff00", (), {}, {"a": "#ff0000", "b": "#00ff00"}, []),
        ("A,a,,#ff0000\nB,b,,#fe0505", (), {}, {"a": "#ff0000", "b": "#fe0505"}, ["a #ff0000 and b #fe0505"]),
        ("A,a,,#ff0000\nB,a,,#0000ff", (), {}, {"a": "#ff0000"}, ["a: rows", "not #0000ff"]),
        ("A,a,,\nB,a,,#0000ff", (), {}, {"a": "#0000ff"}, []),
        ("A,a,Army,#ff0000\nB,a,Band,#ff0000", (), {}, {"a": "#ff0000"}, ["Army #ff0000, not Band"]),
        ("A,a,,#0000ff", MAP, {}, {}, ["a #ff0000, not #0000ff"]),
        ("A,a,,#ff0000\nB,b,,#fe0505", MAP, {}, {"b": "#fe0505"}, ["a #ff0000 and b #fe0505"]),
        ("A,a,,#ff0000\nB,b,,", (), {"b": "#fe0505"}, {"a": "#ff0000"}, ["b #fe0505 ("]),
    ],
)
def test_a_table_s_colour_is_kept_or_told(table, known, colours, kept, told):
    found, words = cast(table, known=known, colours=colours)
    assert {actor: found[actor] for actor in kept} == kept
    assert all(sentence in words for sentence in told), words
    assert bool(words) == bool(told), words
