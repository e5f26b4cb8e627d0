"""The types that fields of values have: ids, languages, instants, lists of words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)

from controlmap.dates import (
    Said,
    exact_text,
    instant_of,
    parse_instant,
    parse_through,
    precision_of,
)
from controlmap.errors import InputError
from controlmap.model.ids import FEATURE_ID, IDENTIFIER, KEY, LONGEST_ID
from controlmap.model.languages import LANGUAGE
from controlmap.words import phrase

Status = Literal["held", "contested", "joint", "besieged"]


SHARED = ("contested", "joint")
"""Statuses in which further actors are on the ground."""


Certainty = Literal["confirmed", "reported", "claimed", "inferred"]


OverlapRule = Literal["error", "first", "last", "smallest", "joint", "rank"]
"""Who has ground that several rows of an import claim."""


Key = Annotated[str, Field(pattern=KEY, max_length=LONGEST_ID)]
"""An id that can stand in a list separated by spaces."""


FeatureId = Annotated[str, Field(pattern=FEATURE_ID, max_length=LONGEST_ID)]
"""An id that stays on its line, wherever ids are listed."""


Number = Annotated[float, Field(strict=True)]


Count = Annotated[int, Field(strict=True, ge=0)]


Identifier = Annotated[str, Field(pattern=IDENTIFIER, max_length=LONGEST_ID)]


Language = Annotated[str, Field(pattern=f"^{LANGUAGE}$")]
"""A language code, such as `en`, `ar` or `zh-Hant`."""


Text = dict[str, str]
"""One text per language code."""


def _texts(value: object) -> object:
    texts = value.values() if isinstance(value, dict) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("a text, or a table of one text per language, is expected")
    return value


Texts = Annotated[str | Text, BeforeValidator(_texts)]
"""A text for readers of all languages, or one per language code."""


Credit = Texts
"""Who must be named."""


def credit_in(credit: Credit, languages: Iterable[str]) -> str:
    """Return a credit in the first of `languages` that it is there in, else in any."""
    if isinstance(credit, str):
        return credit
    return next(
        (credit[language] for language in languages if credit.get(language)), next(iter(credit.values()), "")
    )


StringKey = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
"""Name of a text of the page."""


def _instant(value: object, info: ValidationInfo) -> np.datetime64:
    if isinstance(value, np.datetime64):
        return instant_of(value)
    return _worded(parse_instant, value, info)


def _through(value: object, info: ValidationInfo) -> np.datetime64:
    return _worded(parse_through, value, info)


def _worded(parse: Any, value: object, info: ValidationInfo) -> np.datetime64:
    """Let pydantic gather the refusal with the other problems of the same value."""
    try:
        return parse(value, (info.context or {}).get("zone"))
    except InputError as error:
        raise ValueError(error.problems[0].message) from None


def _empty_to_none(value: object) -> object:
    return None if value == "" else value


def _words(value: object) -> object:
    return value.split() if isinstance(value, str) else value


_INSTANT_SCHEMA = {
    "type": "string",
    "pattern": (
        r"^(\d{4}|[+-]\d{4,6})"
        r"(-\d\d(-\d\d([T ]\d\d:\d\d(:00(\.0+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$"
    ),
    "examples": ["2024-11-30", "2024-11-30T14:00", "2024-11"],
}


Instant = Annotated[
    np.datetime64,
    PlainValidator(_instant),
    PlainSerializer(exact_text, return_type=str),
    WithJsonSchema(_INSTANT_SCHEMA),
]


def refuse_precision(instant: np.datetime64, said: Said | None) -> None:
    """Refuse, within a validator, a precision that only a date-time can have.

    Raises
    ------
    ValueError
        When the instant is a day, a month or a year.
    """
    if said is not None and precision_of(instant) != "minute":
        words = (
            "precision {said!r} is said of date-times; {instant} is none: it is as precise as it is written"
        )
        raise ValueError(phrase(words, said=said, instant=exact_text(instant)))


Through = Annotated[np.datetime64, PlainValidator(_through), WithJsonSchema(_INSTANT_SCHEMA)]


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]


Blank = BeforeValidator(_empty_to_none)


class Value(BaseModel):
    """What all values of a map project are: frozen, with no fields but their own, and no infinities."""

    # Made ready when the first value of a kind is read: most commands read few kinds.
    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, allow_inf_nan=False, defer_build=True
    )
