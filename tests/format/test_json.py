"""JSON as this project reads it: what the standard library lets through is refused, with its place."""

import json
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlmap.errors import InputError
from controlmap.format.document import located
from controlmap.format.json import MAX_BYTES, MAX_DEPTH, _brackets, _without_strings, read_json
from tests.format.layer_cases import json_values


def read(text):
    return read_json(text if isinstance(text, bytes) else text.encode(), file="x.json").value


def refusals(text):
    with pytest.raises(InputError) as caught:
        read(text)
    return [(p.code, p.line, p.column) for p in caught.value.problems]


@given(json_values, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_what_is_sound_is_read_as_the_standard_library_reads_it(value, indent, ascii_only):
    assert read(json.dumps(value, indent=indent, ensure_ascii=ascii_only)) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1,\n "b": 2, "a": 3}', [("CM103", 2, 15)]),
        ('[{"a": {"x": 1, "x": 2}},\n {"b": 1, "b": 1, "b": 1}]', [("CM103", 1, 22), ("CM103", 2, 24)]),
        ('{"\\u0061": 1, "a": 2}', [("CM103", 1, 20)]),
        ("[1, NaN]", [("CM104", 1, 5)]),
        ("[Infinity,\n-Infinity]", [("CM104", 1, 2), ("CM104", 2, 1)]),
        ("[1e308, 1e309, -1e309]", [("CM104", 1, 9), ("CM104", 1, 16)]),
        ("[9007199254740991, 9007199254740992]", [("CM104", 1, 20)]),
        (f"[{'9' * 5000}]", [("CM104", 1, 2)]),
        ('["\\ud83d\\ude00", "\\ud83d"]', [("CM105", 1, 18)]),
        ('{"\\udc00": 1}', [("CM105", 1, 1)]),
        ('["\\ud800", NaN]', [("CM105", 1, 2), ("CM104", 1, 12)]),
        ("", [("CM102", 1, 1)]),
        ("[1,]", [("CM102", 1, 3 if sys.version_info >= (3, 13) else 4)]),
        ('{"a": 1}\n{"b": 2}', [("CM102", 2, 1)]),
        ("{'a': 1}", [("CM102", 1, 2)]),
        ('["a\tb"]', [("CM102", 1, 4)]),
        ("[1] // done", [("CM102", 1, 5)]),
        (b"[\xff]", [("CM101", 1, None)]),
        (b'{"a":\n"\xc3"}', [("CM101", 2, None)]),
        (b"\xef\xbb\xbf[]", [("CM101", 1, 1)]),
        ("[]".encode("utf-16"), [("CM101", 1, 1)]),
        (b'["\xed\xa0\x80"]', [("CM101", 1, None)]),
    ],
)
def test_what_is_not_is_refused_where_it_stands(text, found):
    assert refusals(text) == found


@pytest.mark.parametrize(
    "text", ['["\\\\ud800"]', '["\\ud83d\\ude00"]', "[-9007199254740991]", '["[[["]', "[1E2]"]
)
def test_what_only_looks_wrong_is_read(text):
    assert read(text) == json.loads(text)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_depth_is_limited_before_the_scanner_recurses(opening, closing):
    nested = lambda depth: opening * depth + "1" + closing * depth  # noqa: E731
    assert read(nested(MAX_DEPTH)) is not None
    assert refusals(nested(MAX_DEPTH + 1)) == [("CM106", None, None)]
    assert refusals(opening * 1_000_000) == [("CM106", None, None)]


def test_brackets_in_texts_are_no_depth():
    assert read(json.dumps(["\\" * 3 + '"' + "[{" * 200])) is not None


def test_a_text_of_escaped_quotes_without_end_is_refused_at_once():
    assert refusals('["' + '\\"' * 500_000)[0][0] == "CM102"


def test_size_is_limited(monkeypatch):
    assert MAX_BYTES == 2 * 2**30
    monkeypatch.setattr("controlmap.format.json.MAX_BYTES", 3)
    assert read("[1]") == [1]
    assert refusals("[12]") == [("CM107", None, None)]


def paths_in(value, path=()):
    """Yield each path of a JSON value with what is there."""
    yield path, value
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from paths_in(inner, (*path, key))


@given(json_values, st.sampled_from([None, 2]))
def test_a_path_is_located_where_its_value_begins(value, indent):
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    lines = text.split("\n")
    for path, inner in paths_in(value):
        line, column = located(text, {path})[path]
        rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        assert json.JSONDecoder().raw_decode(rest)[0] == inner


def test_a_path_that_is_not_there_is_located_at_its_deepest_part_that_is():
    assert located('{"a":\n {"b": 1}}', {("a", "c", 3)}) == {("a", "c", 3): (2, 2)}
    assert located("[1, 2]", {("x",)}) == {("x",): (1, 1)}


@given(
    st.recursive(
        st.text() | st.integers(0, 9) | st.none(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_strings_are_left_out_wherever_a_piece_ends(value):
    data = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    expected = re.sub(rb'"[^"\\]*+(?:\\.[^"\\]*+)*"?', b"", data, flags=re.DOTALL)
    for piece in (1, 2, 3, 7, 1 << 22):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("controlmap.format.json._PIECE", piece)
            assert _without_strings(data) == expected


def test_a_large_text_that_ends_too_soon_is_refused_before_its_values_are_made(monkeypatch):
    monkeypatch.setattr("controlmap.format.json._LARGE", 10)
    with pytest.raises(InputError) as refused:
        read_json(b'{"a": [\n1, 2, "]]}}", [3', file="a.json")
    (problem,) = refused.value.problems
    assert problem.message == "is not JSON: it is cut off, and ends with 3 brackets that are never closed"
    assert (problem.line, problem.column, problem.code) == (2, 17, "CM102")
    assert read_json(b'{"a": [\n1, 2, "]]}}", [3]]}', file="a.json").value["a"][3] == [3]


def test_of_several_values_the_second_is_named_as_too_much():
    with pytest.raises(InputError, match=r"a.json:1:9: is not JSON: extra data"):
        read_json(b'{"a": 1}{"a": 1}', file="a.json")


@pytest.mark.parametrize("piece", [1, 2, 3, 7])
def test_brackets_are_counted_alike_in_pieces_of_any_size(monkeypatch, piece):
    texts = [
        "",
        "1",
        "[]",
        "[[],[]]",
        "[][]",
        "[] {}",
        "[[",
        "[]]",
        "[[]",
        "  [ ] [",
        "{}1[]",
        "[" * 64,
        "][",
    ]
    whole = [_brackets(bytearray(text.encode()), "a.json") for text in texts]
    monkeypatch.setattr("controlmap.format.json._PIECE", piece)
    assert [_brackets(bytearray(text.encode()), "a.json") for text in texts] == whole
    assert [found.left_open for found in whole[:8]] == [0, 0, 0, 0, 0, 0, 2, -1]
    assert [found.are_one for found in whole[:6]] == [True, True, True, True, False, False]
    with pytest.raises(InputError, match="nested"):
        _brackets(bytearray(b"[" * 65), "a.json")
