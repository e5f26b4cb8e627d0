"""Map project folders: everything read, every problem of every file gathered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import shapely

from controlmap.dates import read_zone
from controlmap.errors import InputError, Problem
from controlmap.grid import Grid
from controlmap.model import (
    BaseEntry,
    ControlState,
    Event,
    Extent,
    LayerEntry,
    Place,
    Report,
    Settings,
    Source,
    Text,
)
from controlmap.project.background import Base, parse_base, parse_events, parse_extent
from controlmap.project.files import inside, read_data
from controlmap.project.layers import parse_layer
from controlmap.project.references import check_references
from controlmap.project.rules import refuse
from controlmap.project.settings import SETTINGS_FILE, read_settings
from controlmap.project.sources import parse_sources
from controlmap.project.tables import parse_table

__all__ = ["Layer", "Project", "find_folder", "inspect_project", "open_project"]

Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: its control states in the file's order, and the fixed ground that they cut up.

    `file` is the path inside the folder, `extent_lonlat` is None where the layer names no extent: then it is the
    union of the states. `members` are the foreign members of the collection.
    """

    id: str
    file: str
    name: Text
    states: tuple[ControlState, ...] = ()
    extent_lonlat: shapely.Geometry | None = None
    members: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Project:
    """A map project as read from its folder."""

    folder: Path
    settings: Settings
    grid: Grid
    zone: ZoneInfo
    layers: tuple[Layer, ...]
    sources: Mapping[str, Source] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    reports: tuple[Report, ...] = ()
    events: tuple[Event, ...] = ()
    base: tuple[Base, ...] = ()


def open_project(path: str | Path) -> Project:
    """Return the map project in a folder, or whose controlmap.toml `path` is.

    Raises
    ------
    InputError
        With all problems of all files, when one of them is an error.
    """
    project, problems = inspect_project(path)
    refuse(problems)
    return project


def inspect_project(path: str | Path) -> tuple[Project, list[Problem]]:
    """Return what could be read of a map project, and all problems of all files, warnings too.

    Raises
    ------
    InputError
        When controlmap.toml itself cannot be used.
    """
    folder = find_folder(path)
    settings = read_settings(read_data(folder / SETTINGS_FILE, SETTINGS_FILE))
    grid, zone = Grid.of_size(settings.grid), read_zone(settings.time_zone)
    found = _Reader(folder, grid, zone)
    project = Project(
        folder=folder,
        settings=settings,
        grid=grid,
        zone=zone,
        layers=tuple(found.layer(entry) for entry in settings.layers),
        sources={source.id: source for source in found.optional("sources.json", parse_sources, ())},
        places={
            place.id: place
            for place in found.optional(
                "places.csv", lambda d, f: parse_table(Place, d, file=f, zone=zone), ()
            )
        },
        reports=found.optional("reports.csv", lambda d, f: parse_table(Report, d, file=f, zone=zone), ()),
        events=found.optional("events.geojson", lambda d, f: parse_events(d, file=f, zone=zone), ()),
        base=tuple(found.base(entry) for entry in settings.base),
    )
    return project, [*found.problems, *check_references(project)]


def find_folder(path: str | Path) -> Path:
    """Return the folder of a map project, given it or its controlmap.toml."""
    given = Path(path)
    return given.parent if given.name == SETTINGS_FILE and given.is_file() else given


@dataclass(frozen=True, slots=True)
class _Reader:
    """One reading of a folder: parses file after file and keeps the problems."""

    folder: Path
    grid: Grid
    zone: ZoneInfo
    problems: list[Problem] = field(default_factory=list)

    def layer(self, entry: LayerEntry) -> Layer:
        parse = lambda data, file: parse_layer(data, file=file, grid=self.grid, zone=self.zone)  # noqa: E731
        content = self.required(entry.file, parse, None)
        extent = self.extent(entry.extent) if entry.extent else None
        if content is None:
            return Layer(entry.id, entry.file, entry.name, extent_lonlat=extent)
        return Layer(entry.id, entry.file, entry.name, content.states, extent, content.members)

    def extent(self, extent: Extent) -> shapely.Geometry | None:
        parse = lambda data, file: parse_extent(data, extent.ids, file=file, grid=self.grid)  # noqa: E731
        return self.required(extent.file, parse, None)

    def base(self, entry: BaseEntry) -> Base:
        features = self.required(entry.file, lambda data, file: parse_base(data, file=file), ())
        return Base(entry.kind, entry.attribution, features)

    def optional(
        self, file: str, parse: Callable[[bytes, str], tuple[Parsed, list[Problem]]], default: Parsed
    ) -> Parsed:
        return self.required(file, parse, default) if (self.folder / file).exists() else default

    def required(
        self, file: str, parse: Callable[[bytes, str], tuple[Parsed, list[Problem]]], default: Parsed
    ) -> Parsed:
        try:
            data = read_data(inside(self.folder, file, SETTINGS_FILE), file)
        except InputError as error:
            self.problems.extend(error.problems)
            return default
        value, problems = parse(data, file)
        self.problems.extend(problems)
        return value
