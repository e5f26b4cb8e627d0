"""Map project folders: everything read, every problem of every file gathered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

import shapely

from controlmap.dates import read_zone
from controlmap.errors import InputError, Problem
from controlmap.format import (
    EVALUATION_FILE,
    HAND_FOLDER,
    JOURNAL_FILE,
    SETTINGS_FILE,
    STORY_FILE,
    ParsedLayer,
    check_hand,
    check_references,
    hand_file,
    parse_base,
    parse_evaluation,
    parse_events,
    parse_extent,
    parse_hand,
    parse_layer,
    parse_sources,
    parse_story,
    parse_table,
    read_settings,
    refuse,
    severity,
)
from controlmap.model import (
    Base,
    BaseEntry,
    Event,
    Extent,
    HandFeature,
    KeptEvaluation,
    Layer,
    LayerEntry,
    Place,
    Project,
    Region,
    RegionEntry,
    Report,
    Settings,
    Source,
    StoryStep,
    nearest,
)
from controlmap.plane import Grid
from controlmap.store.files import inside, read_data, read_lying
from controlmap.store.kept_project import kept_layer
from controlmap.store.line_numbers import with_lines
from controlmap.store.locks import Lock
from controlmap.store.transaction import finish_left, locked
from controlmap.store.unsound import unsound_entries

__all__ = ["beside_the_map", "find_folder", "inspect_project", "open_project", "settings_in"]


_BESIDE = (EVALUATION_FILE, JOURNAL_FILE)
_NOTHING: tuple[ParsedLayer, str] = ParsedLayer(), ""
"""What is read of a layer that cannot be read at all, and its digest."""

Parsed = TypeVar("Parsed")


Parsed_co = TypeVar("Parsed_co", covariant=True)


Keyed = TypeVar("Keyed", Source, Place, Report, Event, HandFeature)


class _Parse(Protocol[Parsed_co]):
    def __call__(self, data: bytes, *, file: str) -> tuple[Parsed_co, list[Problem]]: ...


def beside_the_map(file: str | None) -> bool:
    """Tell whether a file says how the map came about, and no page needs it.

    Such are hand features, the journal and an evaluation. What is wrong with one is told by a check, and by
    what needs it: it keeps no map from being shown.
    """
    return file is not None and (file in _BESIDE or file.startswith(f"{HAND_FOLDER}/"))


def open_project(path: str | Path, *, held: Lock | None = None) -> Project:
    """Return the map project in a folder, or whose controlmap.toml `path` is.

    `held` is the lock of its folder, where the caller holds one already.

    Raises
    ------
    InputError
        With all problems of all files that the map is made of, when one of them is an error.
    """
    project, problems = inspect_project(path, held=held)
    refuse(
        (problem for problem in problems if not beside_the_map(problem.file)), listed_by="controlmap check"
    )
    return project


def inspect_project(path: str | Path, *, held: Lock | None = None) -> tuple[Project, list[Problem]]:
    """Return what could be read of a map project, and all problems of all files, warnings too.

    `held` is the lock of its folder, where the caller holds one already.

    Raises
    ------
    InputError
        When controlmap.toml itself cannot be used.
    """
    folder = find_folder(path)
    if held is None:
        finish_left(folder)
    map_folder(folder)
    with locked(folder, exclusive=False, held=held):
        return _inspect(folder)


def map_folder(path: str | Path) -> Path:
    """Return the folder of a map project, given it or its controlmap.toml.

    Raises
    ------
    InputError
        When there is none.
    """
    folder = find_folder(path)
    if not os.path.lexists(folder / SETTINGS_FILE):
        hint = "controlmap init DIR makes a new map project."
        raise InputError(Problem(f"holds no {SETTINGS_FILE}", str(folder), hint=hint, code="CM108"))
    return folder


def settings_in(path: str | Path) -> Settings:
    """Return the settings of the map project in a folder, or whose controlmap.toml `path` is.

    Raises
    ------
    InputError
        When they cannot be used.
    """
    found = inside(find_folder(path), SETTINGS_FILE, SETTINGS_FILE)
    return read_settings(read_data(found, SETTINGS_FILE))


def _inspect(folder: Path) -> tuple[Project, list[Problem]]:
    settings = settings_in(folder)
    grid, zone = Grid.of_size(settings.grid), read_zone(settings.time_zone)
    languages = settings.languages
    reading = _Reading(folder, grid, zone, languages)
    project = Project(
        folder=folder,
        settings=settings,
        grid=grid,
        zone=zone,
        layers=tuple(reading.layer(entry) for entry in settings.layers),
        sources=_by_id(reading.optional("sources.json", parse_sources)),
        places=_by_id(
            reading.optional("places.csv", partial(parse_table, Place, zone=zone, languages=languages))
        ),
        reports=reading.optional("reports.csv", partial(parse_table, Report, zone=zone, languages=languages)),
        events=reading.optional("events.geojson", partial(parse_events, zone=zone, languages=languages)),
        story=reading.story(),
        regions=tuple(reading.regions(settings.regions)),
        base=tuple(reading.base(entry) for entry in settings.base),
        hand={entry.id: reading.hand(entry) for entry in settings.layers},
        evaluation=reading.evaluation(),
    )
    unread = {problem.file for problem in reading.problems if severity(problem) == "error"}
    unsound = unsound_entries(folder, reading.problems)
    dangling = [*check_references(project, unread, unsound), *check_hand(project, unread, unsound)]
    stray = _stray_hand(folder, settings)
    # A background file that is an extent too is read twice, and its problems found twice.
    return project, list(dict.fromkeys([*reading.problems, *with_lines(dangling, folder), *stray]))


def _stray_hand(folder: Path, settings: Settings) -> Iterator[Problem]:
    """Yield a problem for each file of `hand/` that is no layer's: a derivation would pass over it."""
    expected = [hand_file(entry.id) for entry in settings.layers]
    for path in sorted((folder / HAND_FOLDER).glob("*.geojson*")):
        name = path.relative_to(folder).as_posix()
        if name not in expected:
            hint = nearest(name, expected, "files") or f"Expected: {', '.join(expected)}."
            yield Problem("belongs to no layer, and is not read", name, hint=hint, code="CM145")


def find_folder(path: str | Path) -> Path:
    """Return the folder of a map project, given it or its controlmap.toml."""
    given = Path(path)
    return given.parent if given.name == SETTINGS_FILE and given.is_file() else given


def _by_id(values: Iterable[Keyed]) -> dict[str, Keyed]:
    return {value.id: value for value in values}


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading of a folder: file after file, its problems kept."""

    folder: Path
    grid: Grid
    zone: ZoneInfo
    languages: Sequence[str]
    problems: list[Problem] = field(default_factory=list)

    def layer(self, entry: LayerEntry) -> Layer:
        parse = partial(self._layer, entry.id)
        content, digest = self.file(entry.file, parse, _NOTHING, take=read_lying)
        extent = self.extent(entry.extent) if entry.extent else None
        return Layer(entry.id, entry.file, entry.name, content.states, extent, content.members, digest)

    def _layer(self, layer: str, data: bytes, *, file: str) -> tuple[tuple[ParsedLayer, str], list[Problem]]:
        """Return what a layer's file holds, as it lies on the disk, and the SHA-256 of that, unpacked."""
        how = {"grid": self.grid, "zone": self.zone, "languages": self.languages}
        parse = partial(parse_layer, file=file, **how)
        try:
            return kept_layer(self.folder, layer, data, parse, file=file, **how)
        except InputError as error:
            return _NOTHING, [*error.problems]

    def extent(self, extent: Extent) -> shapely.Geometry | None:
        return self.file(extent.file, partial(parse_extent, ids=extent.ids, grid=self.grid), None)

    def regions(self, entries: Iterable[RegionEntry]) -> Iterator[Region]:
        """Yield the regions whose ground could be read."""
        for entry in entries:
            ground = self.extent(entry.extent)
            if ground is not None and not shapely.is_empty(ground):
                yield Region(entry.id, entry.name, ground)

    def base(self, entry: BaseEntry) -> Base:
        return Base(entry.kind, entry.attribution, self.file(entry.file, parse_base, ()))

    def story(self) -> tuple[StoryStep, ...]:
        there = os.path.lexists(self.folder / STORY_FILE)
        parse = partial(parse_story, zone=self.zone)
        return self.file(STORY_FILE, parse, (), named_in=STORY_FILE) if there else ()

    def evaluation(self) -> KeptEvaluation | None:
        there = os.path.lexists(self.folder / EVALUATION_FILE)
        return self.file(EVALUATION_FILE, parse_evaluation, None, named_in=EVALUATION_FILE) if there else None

    def hand(self, entry: LayerEntry) -> tuple[HandFeature, ...]:
        return self.optional(
            hand_file(entry.id), partial(parse_hand, grid=self.grid, zone=self.zone, languages=self.languages)
        )

    def optional(self, file: str, parse: _Parse[tuple[Keyed, ...]]) -> tuple[Keyed, ...]:
        there = os.path.lexists(self.folder / file)
        return self.file(file, parse, (), named_in=file) if there else ()

    def file(
        self,
        file: str,
        parse: _Parse[Parsed],
        instead: Parsed,
        *,
        named_in: str = SETTINGS_FILE,
        take: Callable[[Path, str], bytes] = read_data,
    ) -> Parsed:
        """Return what a file holds, or `instead` where it cannot be read at all."""
        try:
            data = take(inside(self.folder, file, named_in), file)
        except InputError as error:
            self.problems.extend(error.problems)
            return instead
        value, problems = parse(data, file=file)
        self.problems.extend(problems)
        return value
