"""A map project and its layers, as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import shapely

from controlmap.errors import InputError, Problem
from controlmap.model.background import Base
from controlmap.model.evaluation import KeptEvaluation
from controlmap.model.fields import Credit, Text
from controlmap.model.hand import HandFeature
from controlmap.model.known_dates import KnownDates, known_dates
from controlmap.model.named import close_to, id_meant
from controlmap.model.records import Event, Place, Report, Source
from controlmap.model.settings import Publish, Settings
from controlmap.model.states import ControlState
from controlmap.model.story import StoryStep
from controlmap.plane import Grid
from controlmap.words import phrase

__all__ = [
    "IN_MEMORY",
    "HeldBack",
    "Layer",
    "Project",
    "Region",
    "known_in",
    "layer_called",
    "region_called",
    "states_of",
    "with_states",
]


IN_MEMORY = Path("(in memory)")
"""The folder of a project without one: the current folder may well be another map's."""


@dataclass(frozen=True, slots=True, repr=False)
class Layer:
    """A layer: its control states in the file's order, and the fixed ground that they cut up.

    `file` is the path inside the folder. `extent_lonlat` is None where the layer names no extent: then it is
    the union of the states. `members` are the foreign members of the collection, `digest` the SHA-256 of the
    file, unpacked.
    """

    id: str
    file: str
    name: Text
    states: Sequence[ControlState] = ()
    extent_lonlat: shapely.Geometry | None = None
    members: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""

    def __repr__(self) -> str:
        return f"Layer({self.id!r}, {len(self.states)} states)"


@dataclass(frozen=True, slots=True)
class Region:
    """Named ground that figures are told by; `ground_lonlat` is a Polygon or MultiPolygon on the grid.

    It may reach beyond the map, over several layers, and over other regions.
    """

    id: str
    name: Text
    ground_lonlat: shapely.Geometry = field(repr=False)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """That a map is as it may go out: by which rules, and at which moment where the delay cut it."""

    rules: Publish
    at: np.datetime64 | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Project:
    """A map project as read from its folder; `hand` is what was drawn by hand, by layer's id.

    `evaluation` is what `evaluation.json` keeps, whether its evidence is still as it was or not.
    `held_back` is there once what may not go out is taken out of it.
    """

    folder: Path
    settings: Settings
    grid: Grid
    zone: ZoneInfo
    layers: tuple[Layer, ...]
    sources: Mapping[str, Source] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    reports: tuple[Report, ...] = ()
    events: tuple[Event, ...] = ()
    story: tuple[StoryStep, ...] = ()
    regions: tuple[Region, ...] = ()
    base: tuple[Base, ...] = ()
    hand: Mapping[str, tuple[HandFeature, ...]] = field(default_factory=dict)
    evaluation: KeptEvaluation | None = None
    held_back: HeldBack | None = None

    def __repr__(self) -> str:
        return f"Project({str(self.folder)!r}, layers={[layer.id for layer in self.layers]})"

    @property
    def credits(self) -> list[Credit]:
        """All who must be named, each once: for the map's ground, and for the background that shaped it."""
        told = [*self.settings.attribution, *(base.attribution for base in self.base if base.attribution)]
        return [credit for i, credit in enumerate(told) if credit not in told[:i]]


def states_of(project: Project) -> dict[str, Sequence[ControlState]]:
    """Return the control states of each layer by its id."""
    return {layer.id: layer.states for layer in project.layers}


def known_in(project: Project) -> KnownDates:
    """Return how exactly the instants are known at which a map project's states begin and end."""
    return known_dates(*states_of(project).values())


def with_states(project: Project, states: Mapping[str, Sequence[ControlState]]) -> Project:
    """Return a map project with other control states, of each layer by its id."""
    layers = tuple(replace(layer, states=states[layer.id]) for layer in project.layers)
    return replace(project, layers=layers)


def region_called(text: str, regions: Sequence[Region]) -> Region:
    """Return the region with an id, or else the one with a name in any language, once both are folded.

    Raises
    ------
    InputError
        When none is called so, or several are.
    """
    beside = "[[regions]] in controlmap.toml lists them."
    message = phrase("no region is called {text!r}", text=text)
    return _called(text, regions, "region", lambda near: Problem(message, hint=near or beside))


def layer_called(text: str, layers: Sequence[Layer], file: str | None = None) -> Layer:
    """Return the layer with an id, or else the one with a name in any language, once both are folded.

    `file` is what lists them, for the message.

    Raises
    ------
    InputError
        When none is called so, or several are.
    """
    return _called(
        text,
        layers,
        "layer",
        lambda near: Problem(phrase("has no layer {text!r}", text=text), file, hint=near),
    )


_Thing = TypeVar("_Thing", Layer, Region)


def _called(text: str, things: Sequence[_Thing], kind: str, none: Callable[[str | None], Problem]) -> _Thing:
    """Return the thing that is called so; `none` says that there is none, from what is close."""
    name = id_meant(text, things, kind)
    found = next((one for one in things if one.id == name), None)
    if found is None:
        raise InputError(none(close_to(text, things, kind)))
    return found
