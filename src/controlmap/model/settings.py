"""What `controlmap.toml` says of a map: its actors, layers, period, first view and background."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from controlmap.dates import read_zone
from controlmap.errors import InputError
from controlmap.model.fields import (
    Credit,
    Identifier,
    Instant,
    Language,
    Number,
    StringKey,
    Text,
    Through,
    Value,
)

__all__ = [
    "Actor",
    "BaseEntry",
    "Extent",
    "LayerEntry",
    "MapPeriod",
    "Publish",
    "RegionEntry",
    "Section",
    "Settings",
    "Silence",
    "View",
]


class Actor(Value):
    """A party."""

    id: Identifier
    name: Text
    short: Text | None = None
    in_text: Text | None = None
    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
    pattern: Literal["none", "lines", "cross", "dots"] = "none"
    parent: Identifier | None = None


class Extent(Value):
    """Where the fixed ground of a layer is drawn: features of a GeoJSON file."""

    file: str
    ids: tuple[str, ...] = ()


class LayerEntry(Value):
    """A layer as `controlmap.toml` lists it."""

    id: Identifier
    file: str
    name: Text
    extent: Extent | None = None


class RegionEntry(Value):
    """Named ground that figures are told by, as `controlmap.toml` lists it."""

    id: Identifier
    name: Text
    extent: Extent


class BaseEntry(Value):
    """A background file as `controlmap.toml` lists it."""

    file: str
    kind: Literal["country", "governorate", "urban", "water", "river", "road", "settlement", "line"]
    attribution: Credit | None = None


class Silence(Value):
    """Findings that the mappers know of and keep, about a feature or all in a layer, and why.

    In a layer they may be those alone that were there when it was imported: `imported` is the file that tells
    what was.
    """

    rule: Annotated[str, Field(pattern=r"^CM\d{3}$")]
    feature: Annotated[str, Field(min_length=1)] | None = None
    layer: Annotated[str, Field(min_length=1)] | None = None
    imported: Annotated[str, Field(min_length=1)] | None = None
    reason: Annotated[str, Field(pattern=r"\S")]

    @model_validator(mode="after")
    def _about_one(self) -> Silence:
        if (self.feature is None) == (self.layer is None):
            raise ValueError("a silence is about a feature, or about a layer")
        if self.imported is not None and self.layer is None:
            raise ValueError("what was imported is a layer")
        return self


class View(Value):
    """The first view: west, south, east, north in degrees, and the date that is shown first."""

    bounds: tuple[Number, Number, Number, Number]
    date: Instant | None = None

    @model_validator(mode="after")
    def _in_order(self) -> View:
        west, south, east, north = self.bounds
        if not (-180 <= west < east <= west + 360 and west <= 180 and -90 <= south < north <= 90):
            raise ValueError("bounds are west, south, east, north in degrees")
        return self


class Section(Value):
    """A part of what a map says of itself: how it was made, what it cannot tell."""

    title: Text
    text: Text


class Publish(Value):
    """What is held back from all that goes out: pages, pictures and exports; the files keep it.

    Nothing that happened within the last `delay_hours` goes out; the ground of the layers in `coarsen_km` is
    drawn in squares of so many km; events of the kinds in `leave_out_events` are left out.
    """

    delay_hours: Annotated[Number, Field(ge=0, le=24 * 3660)] = 0
    coarsen_km: dict[Identifier, Annotated[Number, Field(ge=0.1, le=500)]] = Field(default_factory=dict)
    leave_out_events: tuple[Annotated[str, Field(min_length=1)], ...] = ()


class MapPeriod(Value):
    """The stretch of time that a map shows; `through` is converted to its exclusive end on reading."""

    start: Instant = Field(alias="from")
    end: Through = Field(alias="through")

    @model_validator(mode="after")
    def _in_order(self) -> MapPeriod:
        if self.end <= self.start:
            raise ValueError("the period ends before it begins")
        return self


def _no_truth(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError(f"1 is expected; found {str(value).lower()}")
    return value


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


def _ring(parents: Mapping[str, str | None]) -> list[str]:
    """Return the first actors whose parents lead back to them, the first listed first; none where none do."""
    ended: set[str | None] = {None}
    for actor in parents:
        line: dict[str, None] = {}
        above: str | None = actor
        while above not in ended and above is not None and above not in line:
            line[above] = None
            above = parents.get(above)
        if above in line:
            return [*line][[*line].index(str(above)) :]
        ended.update(line)
    return []


class Settings(Value):
    """What `controlmap.toml` says."""

    format: Annotated[Literal[1], BeforeValidator(_no_truth)]
    title: Text
    description: Text = Field(default_factory=dict)
    time_zone: Annotated[str, AfterValidator(_zone_name)] = "UTC"
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en",)
    grid: Annotated[Number, AfterValidator(_grid_size)] = 1e-6
    overlaps: Literal["error", "latest", "joint"] = "error"
    period: MapPeriod | None = None
    author: tuple[Credit, ...] = ()
    publisher: Credit | None = None
    issued: Instant | None = None
    licence: str = ""
    attribution: tuple[Credit, ...] = ()
    view: View | None = None
    about: tuple[Section, ...] = ()
    actors: tuple[Actor, ...]
    layers: Annotated[tuple[LayerEntry, ...], Field(min_length=1)]
    regions: tuple[RegionEntry, ...] = ()
    base: tuple[BaseEntry, ...] = ()
    silence: tuple[Silence, ...] = ()
    publish: Publish | None = None
    strings: dict[Language, dict[StringKey, str]] = Field(default_factory=dict)

    @property
    def actor_ids(self) -> tuple[str, ...]:
        """Ids of the actors by rank: of two claims alike in all else the first's counts."""
        return tuple(actor.id for actor in self.actors)

    @model_validator(mode="after")
    def _consistent(self) -> Settings:
        if not self.title.get(self.languages[0], "").strip():
            raise ValueError(f"title has no text in {self.languages[0]!r}, the first language")
        ring = _ring({actor.id: actor.parent for actor in self.actors})
        if ring:
            way = f", by way of {', '.join(map(repr, ring[1:]))}" if ring[1:] else ""
            raise ValueError(f"actor {ring[0]!r} is its own parent{way}")
        listed = {
            "actor": [actor.id for actor in self.actors],
            "layer": [layer.id for layer in self.layers],
            "region": [region.id for region in self.regions],
            "language": self.languages,
        }
        for kind, names in listed.items():
            twice = sorted(name for name, times in Counter(names).items() if times > 1)
            if twice:
                raise ValueError(f"{kind} {twice[0]!r} is listed twice")
        layers = [layer.id for layer in self.layers]
        strange = sorted(self.publish.coarsen_km.keys() - layers) if self.publish else []
        if strange:
            raise ValueError(f"publish coarsens {strange[0]!r}, which is no layer: {', '.join(layers)} are")
        return self
