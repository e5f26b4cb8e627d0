"""Map project folders: everything read, every problem of every file gathered."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol, TypeVar
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
from controlmap.project.commit import locked
from controlmap.project.files import inside, read_data
from controlmap.project.layers import ParsedLayer, parse_layer
from controlmap.project.references import check_references
from controlmap.project.rules import refuse, severity
from controlmap.project.settings import SETTINGS_FILE, read_settings
from controlmap.project.sources import parse_sources
from controlmap.project.tables import parse_table
from controlmap.project.where import with_lines

__all__ = ["Layer", "Project", "find_folder", "inspect_project", "open_project"]

Parsed = TypeVar("Parsed")
Parsed_co = TypeVar("Parsed_co", covariant=True)
Keyed = TypeVar("Keyed", Source, Place, Report, Event)


class _Parse(Protocol[Parsed_co]):
    def __call__(self, data: bytes, *, file: str) -> tuple[Parsed_co, list[Problem]]: ...


@dataclass(frozen=True, slots=True)
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
    if not os.path.lexists(folder / SETTINGS_FILE):
        hint = "controlmap init DIR makes a new map project."
        raise InputError(Problem(f"holds no {SETTINGS_FILE}", str(folder), hint=hint, code="CM108"))
    with locked(folder, exclusive=False):
        return _inspect(folder)


def _inspect(folder: Path) -> tuple[Project, list[Problem]]:
    settings = read_settings(read_data(inside(folder, SETTINGS_FILE, SETTINGS_FILE), SETTINGS_FILE))
    grid, zone = Grid.of_size(settings.grid), read_zone(settings.time_zone)
    reading = _Reading(folder, grid, zone)
    project = Project(
        folder=folder,
        settings=settings,
        grid=grid,
        zone=zone,
        layers=tuple(reading.layer(entry) for entry in settings.layers),
        sources=_by_id(reading.optional("sources.json", parse_sources)),
        places=_by_id(reading.optional("places.csv", partial(parse_table, Place, zone=zone))),
        reports=reading.optional("reports.csv", partial(parse_table, Report, zone=zone)),
        events=reading.optional("events.geojson", partial(parse_events, zone=zone)),
        base=tuple(reading.base(entry) for entry in settings.base),
    )
    unread = {problem.file for problem in reading.problems if severity(problem) == "error"}
    dangling = with_lines(check_references(project, unread), folder)
    # A background file that is an extent too is read twice, and its problems found twice.
    return project, list(dict.fromkeys([*reading.problems, *dangling]))


def find_folder(path: str | Path) -> Path:
    """Return the folder of a map project, given it or its controlmap.toml."""
    given = Path(path)
    return given.parent if given.name == SETTINGS_FILE and given.is_file() else given


def _with_digest(parse: _Parse[Parsed]) -> _Parse[tuple[Parsed, str]]:
    """Return a reading that also tells the SHA-256 of what it read."""

    def digested(data: bytes, *, file: str) -> tuple[tuple[Parsed, str], list[Problem]]:
        value, problems = parse(data, file=file)
        return (value, sha256(data).hexdigest()), problems

    return digested


def _by_id(values: Iterable[Keyed]) -> dict[str, Keyed]:
    return {value.id: value for value in values}


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading of a folder: file after file, its problems kept."""

    folder: Path
    grid: Grid
    zone: ZoneInfo
    problems: list[Problem] = field(default_factory=list)

    def layer(self, entry: LayerEntry) -> Layer:
        parse = _with_digest(partial(parse_layer, grid=self.grid, zone=self.zone))
        content, digest = self.file(entry.file, parse, (ParsedLayer(), ""))
        extent = self.extent(entry.extent) if entry.extent else None
        return Layer(entry.id, entry.file, entry.name, content.states, extent, content.members, digest)

    def extent(self, extent: Extent) -> shapely.Geometry | None:
        return self.file(extent.file, partial(parse_extent, ids=extent.ids, grid=self.grid), None)

    def base(self, entry: BaseEntry) -> Base:
        return Base(entry.kind, entry.attribution, self.file(entry.file, parse_base, ()))

    def optional(self, file: str, parse: _Parse[tuple[Keyed, ...]]) -> tuple[Keyed, ...]:
        there = os.path.lexists(self.folder / file)
        return self.file(file, parse, (), named_in=file) if there else ()

    def file(
        self, file: str, parse: _Parse[Parsed], instead: Parsed, *, named_in: str = SETTINGS_FILE
    ) -> Parsed:
        """Return what a file holds, or `instead` where it cannot be read at all."""
        try:
            data = read_data(inside(self.folder, file, named_in), file)
        except InputError as error:
            self.problems.extend(error.problems)
            return instead
        value, problems = parse(data, file=file)
        self.problems.extend(problems)
        return value
