"""Values made of what files say: all that is wrong with one told at once, in this project's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from controlmap.errors import InputError, Problem
from controlmap.model.localized_text import SPELLED
from controlmap.model.wanted import wanted
from controlmap.words import Phrase

__all__ = ["validated"]

Model = TypeVar("Model", bound=BaseModel)


_PLAIN_WORDS = {
    "extra_forbidden": "is not known here",
    "missing": "is missing",
    "missing_argument": "is missing",
    "unexpected_keyword_argument": "is not known here",
    "unexpected_positional_argument": "is one too many",
}
_AS_WRITTEN = {None: "nothing", True: "true", False: "false"}
_SHOWN = 80
"""Letters of what was found that a message shows."""


def validated(model: type[Model], data: Mapping[str, Any], *, zone: Any = None, **place: Any) -> Model:
    """Return the value that `data` describes, or raise all that is wrong with it at once.

    `zone` is the time zone that offsets are converted to; `place` says where the data is from, as fields of
    `Problem`.

    Raises
    ------
    InputError
        With one problem a wrong, missing or unexpected property.
    """
    try:
        return model.model_validate(data, context={"zone": zone})
    except ValidationError as error:
        raise InputError(_problems(error, place)) from None


def _problems(error: ValidationError, place: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(
            _message(item),
            **{**place, "property": _property(item["loc"]), "code": _code(item)},
        )
        for item in _told(error.errors(include_url=False))
    ]


def _told(items: Sequence[Any]) -> list[Any]:
    """Return errors without what follows from others: pydantic counts only what is right in a list."""
    places = [item["loc"] for item in items]
    return [
        item
        for item in items
        if item["type"] != "too_short"
        or not any(place != item["loc"] and place[: len(item["loc"])] == item["loc"] for place in places)
    ]


def _property(place: Sequence[Any]) -> str | None:
    """Return where a pydantic error stands: entries are counted from 1, further languages are like others."""
    inner = [part + 1 if isinstance(part, int) else part for part in place if part != "[key]"]
    return ".".join(map(str, inner[1:] if inner[:1] == [SPELLED] else inner)) or None


def _code(item: Any) -> str:
    """Return the reading rule (see `controlmap.format.reading_rules`) that a pydantic error breaks."""
    if item["type"] == "value_error" and " is not an instant: " in item["msg"]:
        return "CM301"
    return {"missing": "CM122", "extra_forbidden": "CM123"}.get(item["type"], "CM124")


def _message(item: Any) -> str:
    """Return a pydantic error in this project's words: what is expected, and what was found."""
    if item["type"] == "value_error":
        told = item["ctx"]["error"].args[0]  # with what it was made of, if it is a phrase
        return told if isinstance(told, Phrase) else item["msg"].removeprefix("Value error, ")
    if item["type"] in _PLAIN_WORDS:
        return _PLAIN_WORDS[item["type"]]
    expected = wanted(item["type"], item.get("ctx", {}))
    return f"{expected} is expected; found {_found(item['input'])}" if expected else item["msg"]


def _found(value: Any) -> str:
    """Return a value as files have it rather than Python, cut short."""
    text = _AS_WRITTEN[value] if value is None or isinstance(value, bool) else repr(value)
    return text if len(text) < _SHOWN else f"{text[: _SHOWN - 3]}..."
