"""Every error that a model can raise is told in this project's words."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

import controlmap.edit
import controlmap.serve.bodies
from controlmap.errors import InputError
from controlmap.model import validated
from controlmap.model.wanted import SPELLINGS, WANTED, wanted

assert controlmap.edit and controlmap.serve.bodies, "so that their models are known"

RAISED = {
    "bool": {"bool_type", "bool_parsing"},
    "dict": {"dict_type"},
    "float": {"float_type", "float_parsing", "finite_number"},
    "int": {"int_type", "int_parsing", "int_from_float", "int_parsing_size", "finite_number"},
    "is-instance": {"is_instance_of"},
    "list": {"list_type"},
    "literal": {"literal_error"},
    "model": {"model_type"},
    "named-tuple": {"named_tuple_type"},
    "str": {"string_type", "string_unicode"},
    "tuple": {"tuple_type"},
    "ge": {"greater_than_equal"},
    "gt": {"greater_than"},
    "le": {"less_than_equal"},
    "lt": {"less_than"},
    "min_length": {"string_too_short", "too_short"},
    "max_length": {"string_too_long", "too_long"},
}
"""What pydantic raises of a kind of value, and of what is asked of one besides."""
SAYS_NOTHING = {"any", "default", "definition-ref", "definitions", "function-after", "function-before"}
SAYS_NOTHING |= {"function-plain", "function-wrap", "model-field", "model-fields", "nullable"}
SAYS_NOTHING |= {"no-info", "with-info", "arguments", "call", "named-tuple-field", "function", "union"}
"""Kinds that raise what is in them, or a `ValueError` in words, or what is missing or too much."""
ODD = [None, True, 0, -1, 2.5, 1e300, float("inf"), 10**30, "", " ", "x y", "Ä", "9" * 5000, "\ud800", [], {}]
ODD += [[1], ["", 1], {"": 1}, {"x y": "z"}, [[]] * 300, {"en": None}, [{}], b"x"]
THEIRS = re.compile(
    r"(?i)input should|should |\bvalid (string|dict|tuple|list|number)|instance|pydantic|\[a-z"
)


def models() -> list[type[BaseModel]]:
    """All models of the project."""

    def below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
        for one in model.__subclasses__():
            yield from (one, *below(one))

    found = {model for model in below(BaseModel) if model.__module__.startswith("controlmap.")}
    return sorted(found, key=lambda model: (model.__module__, model.__qualname__))


def schemas_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """All core schemas in one."""
    if isinstance(value, Mapping):
        yield from [value] if isinstance(value.get("type"), str) else []
        for inner in value.values():
            yield from schemas_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from schemas_in(inner)


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_every_type_of_error_that_a_model_can_raise_has_words(model: type[BaseModel]) -> None:
    for schema in schemas_in(model.__pydantic_core_schema__):
        kind = schema["type"]
        assert kind in RAISED or kind in SAYS_NOTHING, kind
        for said in {kind, *schema} & RAISED.keys():
            assert RAISED[said] <= WANTED.keys(), (kind, said)
        if kind == "str" and "pattern" in schema:
            assert schema["pattern"] in SPELLINGS


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_whatever_stands_in_a_field_no_word_is_pydantics(model: type[BaseModel]) -> None:
    names = [field.validation_alias or field.alias or name for name, field in model.model_fields.items()]
    for name in map(str, names):
        for value in ODD:
            with pytest.raises(InputError) as refused:
                validated(model, {name: value, "no such field": 1})
            for problem in refused.value.problems:
                assert not THEIRS.search(problem.message), problem
                assert "[key]" not in (problem.property or "")


def test_a_text_in_languages_is_refused_once() -> None:
    area = {"type": "Point", "coordinates": [1, 2]}
    told = {"kind": "transfer", "area": area, "to": "a", "on": "2024", "sources": ["s"], "note": 3}
    with pytest.raises(InputError) as refused:
        controlmap.edit.act_of(told | {"area": [1]})
    assert [(one.property, one.message) for one in refused.value.problems] == [
        ("area", "a geometry as GeoJSON, or a name, is expected; found [1]"),
        ("note", "a text, or a table of one text per language, is expected"),
    ]


def test_what_is_expected_is_said_with_its_limits() -> None:
    assert wanted("less_than_equal", {"le": 10**10}) == "a number of at most 10,000,000,000"
    assert wanted("greater_than", {"gt": 0.5}) == "a number greater than 0.5"
    assert wanted("string_too_short", {"min_length": 1}) == "a text that is not empty"
    assert wanted("too_short", {"min_length": 2, "actual_length": 1}) == "a list of at least 2"
    assert wanted("something new", {}) is None


def test_a_value_of_two_kinds_is_told_for_each() -> None:
    class Timed(BaseModel):
        when: int | float

    with pytest.raises(ValidationError):
        Timed.model_validate({"when": "soon"})
    with pytest.raises(InputError, match=r"is expected; found 'soon'"):
        validated(Timed, {"when": "soon"})
