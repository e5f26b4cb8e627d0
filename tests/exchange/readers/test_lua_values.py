"""What a Lua module writes down is read as it stands; whatever would have to be run is refused."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlmap.errors import InputError
from controlmap.exchange.readers.lua_values import returned_value

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=12)
NAMES = st.text(string.ascii_letters + "_", min_size=1, max_size=6).filter(
    lambda name: name not in ("true", "false", "nil", "local", "return")
)
VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(-(10**12), 10**12), st.floats(-1e9, 1e9), TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: dict(enumerate(items, 1))),
        st.dictionaries(NAMES, inner, max_size=4),
    ),
    max_leaves=12,
)


def written(value) -> str:
    """Write a value as Lua does."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\0": "\\0"}
        return '"' + "".join(escapes.get(c, c) for c in value) + '"'
    keys = [f'["{key}"] = ' if isinstance(key, str) else "" for key in value]
    return "{" + ", ".join(k + written(v) for k, v in zip(keys, value.values(), strict=True)) + "}"


@given(VALUES)
def test_values_come_back_as_they_were_written(value):
    assert returned_value(f"return {written(value)} -- the end", file="a.lua") == value


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_words(text):
    try:
        returned_value(text, file="a.lua")
    except InputError as error:
        assert error.problems[0].line >= 1


def test_texts_may_be_long_joined_and_escaped():
    text = r"""return { [=[
a ]] b]=], "x" .. "y" .. 1, "\195\169\
\065;", 'it\'s' }"""
    assert list(returned_value(text, file="a.lua").values()) == ["a ]] b", "xy1", "é\nA;", "it's"]


def test_keys_number_from_one_and_signs_may_trail():
    text = "return { 'a', x = 1; 'b', [5] = 2, ['y z'] = -.5e1, nil, }"
    assert returned_value(text, file="a.lua") == {1: "a", "x": 1, 2: "b", 5: 2, "y z": -5.0, 3: None}


def test_names_stand_for_what_was_written_down_before():
    text = 'mk = { red = "dot", [2] = "two" }\nlocal all = { mk.red, mk["red"] };\nreturn { marks = all }'
    assert returned_value(text, file="a.lua") == {"marks": {1: "dot", 2: "dot"}}


@pytest.mark.parametrize(
    "text",
    [
        "return os.execute('x')", "local m = require('Module:Other')\nreturn m", "while true do end",
        "function f() end return f", "return { f{} }", "return 1 + 1", "return { [{}] = 1 }",
        "return {} return {}", "return { 1 2 }", "return { a = }", "return 'unclosed", "return [[unclosed",
        "return -'x'", "x = 1", "return unknown.name", "return {} .. 'x'", "return", "return { a", "",
        "return " + "{" * 40 + "}" * 40,
    ],
)  # fmt: skip
def test_what_is_no_value_is_refused_with_its_line_and_not_run(text):
    with pytest.raises(InputError) as caught:
        returned_value(text, file="a.lua")
    assert caught.value.problems[0].line is not None
    assert "nothing" in str(caught.value)
