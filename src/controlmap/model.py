"""The values of a map project: what its files say, checked and typed.

Each model is one row, feature or table of the format in `geodata/SPEC.md`; JSON Schemas are generated from
them. Values are frozen: an edit makes new ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

import numpy as np
import shapely
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from controlmap.dates import format_instant, parse_instant, parse_through, read_zone
from controlmap.errors import InputError, Problem

UNKNOWN = "unknown"
CERTAINTIES = ("inferred", "claimed", "reported", "confirmed")
"""How sure a state is, from least to most."""

Status = Literal["held", "contested", "joint", "besieged"]
Certainty = Literal["confirmed", "reported", "claimed", "inferred"]
Key = Annotated[str, Field(pattern=r"^\S+$")]
"""An id that can stand in a list separated by spaces."""
Number = Annotated[float, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=0)]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A language code, such as `en`, `ar` or `zh-Hant`."""
Text = dict[str, str]
"""One text per language code."""
StringKey = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
"""Name of a text of the page."""


def _instant(value: object, info: ValidationInfo) -> np.datetime64:
    if isinstance(value, np.datetime64):
        return value.astype("datetime64[m]")
    return _worded(parse_instant, value, info)


def _through(value: object, info: ValidationInfo) -> np.datetime64:
    return _worded(parse_through, value, info)


def _worded(parse: Any, value: object, info: ValidationInfo) -> np.datetime64:
    """Let pydantic gather the refusal with the other problems of the same value."""
    try:
        return parse(value, (info.context or {}).get("zone"))
    except InputError as error:
        raise ValueError(error.problems[0].message) from None


def _http(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("only http and https addresses are taken")
    return url


def _csl_date(date: dict[str, Any]) -> dict[str, Any]:
    days = date.get("date-parts", [[0]])
    if not (isinstance(days, list) and 1 <= len(days) <= 2 and all(map(_is_day, days))):
        raise ValueError(
            'date-parts are [[year, month, day]] as far as known; other dates stand in "literal"'
        )
    return date


def _is_day(parts: object) -> bool:
    """Tell whether these are year, month and day, or the first of them."""
    whole = re.compile(r"-?[0-9]{1,6}")
    return isinstance(parts, list) and 1 <= len(parts) <= 3 and all(whole.fullmatch(str(p)) for p in parts)


def _empty_to_none(value: object) -> object:
    return None if value == "" else value


def _words(value: object) -> object:
    return value.split() if isinstance(value, str) else value


_INSTANT_SCHEMA = {
    "type": "string",
    "pattern": r"^(\d{4}|[+-]\d{4,6})-\d\d-\d\d(T\d\d:\d\d(:00(\.0+)?)?(Z|[+-]\d\d:\d\d)?)?$",
    "examples": ["2024-11-30", "2024-11-30T14:00"],
}
Instant = Annotated[
    np.datetime64,
    PlainValidator(_instant),
    PlainSerializer(format_instant, return_type=str),
    WithJsonSchema(_INSTANT_SCHEMA),
]
Through = Annotated[np.datetime64, PlainValidator(_through), WithJsonSchema(_INSTANT_SCHEMA)]
Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
Blank = BeforeValidator(_empty_to_none)


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, allow_inf_nan=False)


class ControlState(_Value):
    """Who controls a piece of ground, how, from when until when, how sure that is, and who says so."""

    model_config = ConfigDict(frozen=True, extra="allow", arbitrary_types_allowed=True)

    id: str
    geometry: Annotated[shapely.Geometry, WithJsonSchema({"type": "object"})] = Field(
        exclude=True, repr=False
    )
    area: str | None = None
    area_ar: str | None = None
    controller: str
    status: Status = "held"
    others: tuple[str, ...] = ()
    valid_from: Instant
    valid_to: Instant | None
    certainty: Certainty = "reported"
    sources: tuple[str, ...] = ()
    evidence_distance_km: Annotated[Number, Field(ge=0)] | None = None
    recorded_at: Instant | None = None
    superseded_at: Instant | None = None
    note: str | None = None
    note_ar: str | None = None

    members: dict[str, Any] = Field(default_factory=dict, exclude=True, repr=False)
    """Foreign members of the GeoJSON feature; under `geometry` and `properties` those that stand in there."""

    numeric_id: bool = Field(default=False, exclude=True, repr=False)
    """Whether the id is written as a whole number."""

    def known_on(self, instant: np.datetime64) -> bool:
        """Whether the record stood at an instant of the second time axis."""
        recorded = self.recorded_at is None or bool(self.recorded_at <= instant)
        return recorded and (self.superseded_at is None or bool(instant < self.superseded_at))


class Actor(_Value):
    """A party."""

    id: Identifier
    name: Text
    short: Text | None = None
    in_text: Text | None = None
    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
    pattern: Literal["none", "lines", "cross", "dots"] = "none"
    parent: Identifier | None = None


class Extent(_Value):
    """Where the fixed ground of a layer is drawn: features of a GeoJSON file."""

    file: str
    ids: tuple[str, ...] = ()


class LayerEntry(_Value):
    """A layer as `controlmap.toml` lists it."""

    id: Identifier
    file: str
    name: Text
    extent: Extent | None = None


class BaseEntry(_Value):
    """A background file as `controlmap.toml` lists it."""

    file: str
    kind: Literal["country", "governorate", "urban", "water", "river", "road", "settlement", "line"]
    attribution: str | None = None


class Silence(_Value):
    """A finding that the mappers know of and keep, and why."""

    rule: Annotated[str, Field(pattern=r"^CM\d{3}$")]
    feature: Annotated[str, Field(min_length=1)]
    reason: Annotated[str, Field(pattern=r"\S")]


class View(_Value):
    """The first view: west, south, east, north in degrees."""

    bounds: tuple[Number, Number, Number, Number]

    @model_validator(mode="after")
    def _in_order(self) -> View:
        west, south, east, north = self.bounds
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValueError("bounds are west, south, east, north in degrees")
        return self


class Period(_Value):
    """The stretch of time that a map shows; `through` is converted to its exclusive end on reading."""

    start: Instant = Field(alias="from")
    end: Through = Field(alias="through")

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.end <= self.start:
            raise ValueError("the period ends before it begins")
        return self


def _grid_size(value: float) -> float:
    if value not in (1e-5, 1e-6, 1e-7):
        raise ValueError("1e-5, 1e-6 or 1e-7 is expected")
    return value


def _zone_name(value: str) -> str:
    try:
        read_zone(value)
    except InputError as error:
        raise ValueError(error.problems[0].message) from None
    return value


class Settings(_Value):
    """What `controlmap.toml` says."""

    format: Literal[1]
    title: Text
    description: Text = Field(default_factory=dict)
    time_zone: Annotated[str, AfterValidator(_zone_name)] = "UTC"
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en",)
    grid: Annotated[Number, AfterValidator(_grid_size)] = 1e-6
    overlaps: Literal["error", "latest", "joint"] = "error"
    period: Period | None = None
    licence: str = ""
    attribution: tuple[str, ...] = ()
    view: View | None = None
    actors: tuple[Actor, ...]
    layers: Annotated[tuple[LayerEntry, ...], Field(min_length=1)]
    base: tuple[BaseEntry, ...] = ()
    silence: tuple[Silence, ...] = ()
    strings: dict[Language, dict[StringKey, str]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> Settings:
        if self.languages[0] not in self.title:
            raise ValueError(f"title has no text in {self.languages[0]!r}, the first language")
        for kind, ids in (("actor", [a.id for a in self.actors]), ("layer", [x.id for x in self.layers])):
            twice = sorted({i for i in ids if ids.count(i) > 1})
            if twice:
                raise ValueError(f"{kind} {twice[0]!r} is listed twice")
        return self


class Source(_Value):
    """A bibliography entry in CSL-JSON, with the side it leans to where that is known."""

    model_config = ConfigDict(frozen=True, extra="allow", arbitrary_types_allowed=True)

    id: Key
    type: str = "webpage"
    title: str
    publisher: str | None = None
    issued: Annotated[dict[str, Any], AfterValidator(_csl_date)] | None = None
    URL: Annotated[str, AfterValidator(_http)] | None = None
    lean: str | None = None


class Place(_Value):
    """A row of the gazetteer; `lon` and `lat` are None where no point is known."""

    id: Key
    name_en: str
    name_ar: str = ""
    kind: Literal["city", "town", "village", "neighbourhood", "airport", "base", "site", "district", "road"]
    admin1: str = ""
    lon: Annotated[Annotated[float, Field(ge=-180, le=180)] | None, Blank] = None
    lat: Annotated[Annotated[float, Field(ge=-90, le=90)] | None, Blank] = None
    coord_source: str = ""
    coord_accuracy_m: Annotated[Annotated[float, Field(ge=0)] | None, Blank] = None
    population: Annotated[Annotated[int, Field(ge=0)] | None, Blank] = None
    cell: Literal["yes", "no"] = "yes"
    note: str = ""

    @model_validator(mode="after")
    def _whole_point(self) -> Place:
        if (self.lon is None) != (self.lat is None):
            raise ValueError("lon and lat must both be given or both be empty")
        return self


class Report(_Value):
    """One sourced statement that a place was in somebody's hands on a date."""

    id: Key
    place: str
    date: Instant
    kind: Literal["baseline", "change", "held", "context"]
    from_controller: Annotated[str | None, Blank] = None
    controller: str
    status: Status = "held"
    others: Words = ()
    named: Literal["named", "inferred", "not_named"] = "named"
    confidence: Literal["high", "medium", "low"]
    statement: str
    sources: Words = ()
    note: str = ""


class Event(_Value):
    """A dated point; `geometry` is None where the place has no point."""

    id: Key
    geometry: Annotated[shapely.Point | None, WithJsonSchema({"type": ["object", "null"]})] = Field(
        exclude=True
    )
    date: Instant
    date_precision: Literal["minute", "hour", "night", "day", "month", "year"] = "day"
    place: str | None = None
    place_ar: str | None = None
    kind: str
    statement: str
    statement_ar: str | None = None
    actor_reported: str | None = None
    actor_reported_ar: str | None = None
    killed_total: Count | None = None
    killed_children: Count | None = None
    injured_total: Count | None = None
    count_basis: Literal["incident", "aggregate", "cumulative", "claim"] | None = None
    reported_by: str | None = None
    sources: tuple[str, ...] = ()
    note: str | None = None


Model = TypeVar("Model", bound=BaseModel)
_PLAIN_WORDS = {"missing": "is missing", "extra_forbidden": "is not known here"}
_WORDS = {
    "a valid tuple": "a list",
    "a valid string": "a text",
    "a valid dictionary": "a table of texts",
    "a valid number": "a number",
    "a valid integer": "a whole number",
    "String should match pattern": "a text that matches",
}


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
            **{**place, "property": ".".join(map(str, item["loc"])) or None, "code": _code(item)},
        )
        for item in error.errors(include_url=False)
    ]


def _code(item: Any) -> str:
    """Return the reading rule (see `controlmap.project.rules`) that a pydantic error breaks."""
    if item["type"] == "value_error" and " is not an instant: " in item["msg"]:
        return "CM301"
    return {"missing": "CM122", "extra_forbidden": "CM123"}.get(item["type"], "CM124")


def _message(item: Any) -> str:
    """Return a pydantic error in this project's words: what is expected, and what was found."""
    text = item["msg"].removeprefix("Value error, ")
    if item["type"] == "value_error":
        return text
    if item["type"] in _PLAIN_WORDS:
        return _PLAIN_WORDS[item["type"]]
    expected = text.removeprefix("Input should be ")
    for theirs, ours in _WORDS.items():
        expected = expected.replace(theirs, ours)
    found = repr(item["input"])
    return f"{expected} is expected; found {found if len(found) < 80 else found[:77] + '...'}"
