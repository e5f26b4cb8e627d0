"""A map project and its layers, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import shapely

from controlmap.model.background import Base
from controlmap.model.fields import Text
from controlmap.model.hand import HandFeature
from controlmap.model.records import Event, Place, Report, Source
from controlmap.model.settings import Settings
from controlmap.model.states import ControlState
from controlmap.model.story import StoryStep
from controlmap.plane import Grid

__all__ = ["Layer", "Project"]


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
    states: tuple[ControlState, ...] = ()
    extent_lonlat: shapely.Geometry | None = None
    members: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""

    def __repr__(self) -> str:
        return f"Layer({self.id!r}, {len(self.states)} states)"


@dataclass(frozen=True, slots=True, repr=False)
class Project:
    """A map project as read from its folder; `hand` is what was drawn by hand, by layer's id."""

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
    base: tuple[Base, ...] = ()
    hand: Mapping[str, tuple[HandFeature, ...]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Project({str(self.folder)!r}, layers={[layer.id for layer in self.layers]})"
