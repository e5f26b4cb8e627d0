"""What is checked: a map project as far as it could be read, or one layer file alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from controlmap.errors import InputError, OverlapError, Problem
from controlmap.format import SETTINGS_FILE, ParsedLayer, of_ground, parse_layer, severity
from controlmap.history import History, between_controllers, history_of
from controlmap.model import ControlState, Layer, LayerEntry, Project, Settings
from controlmap.plane import OUTSIDE, Grid, areas_of
from controlmap.store import (
    Lock,
    find_folder,
    inside,
    inspect_project,
    journal_problems,
    kept_history,
    read_data,
)

__all__ = ["Subject", "Unusable", "read_subject"]


@dataclass(frozen=True)
class Subject:
    """A map project, what its reader found, and what is made of it only if a rule asks.

    `alone` says that it is one layer file, for which the rest of a map project was made up. `anew` are bytes
    that take the place of those of files, as a repair makes them.
    """

    project: Project
    problems: tuple[Problem, ...] = ()
    alone: bool = False
    anew: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def history(self) -> History | None:
        """The map's history, gone on with where overlaps would stop it; None without states."""
        if not any(state.superseded_at is None for layer in self.project.layers for state in layer.states):
            return None
        if self.alone or self.anew:
            return history_of(self.project, refuse_overlaps=False)
        try:
            return kept_history(self.project)
        except OverlapError:
            return history_of(self.project, refuse_overlaps=False)

    @cached_property
    def disputed(self) -> bool:
        """Whether states of different controllers claim the same ground."""
        history = self.history
        return history is not None and bool(between_controllers(history.overlaps, history.recorded))

    @cached_property
    def covers(self) -> list[frozenset[int]]:
        """For each item of the topology's `cover_runs` the areas in it: recorded states, then the extents."""
        return [] if self.history is None else [areas_of(runs) for runs in self.history.topology.cover_runs]

    def areas_over(self, cell: int) -> frozenset[int]:
        """Return the areas that cover a cell: none for the outside."""
        if self.history is None or cell == OUTSIDE:
            return frozenset()
        return self.covers[self.history.topology.covers[cell]]

    @cached_property
    def broken(self) -> frozenset[str]:
        """Files that hold an error, so that what they would say is not known in full."""
        return frozenset(p.file or SETTINGS_FILE for p in self.problems if severity(p) == "error")

    @property
    def whole(self) -> bool:
        """Whether every file could be read in full: else what seems to be missing may be there."""
        return not self.broken

    def data(self, file: str) -> bytes:
        """Return the bytes of a file of the map project, unpacked.

        Raises
        ------
        InputError
            When it cannot be read, or lies outside the folder.
        """
        if file in self.anew:
            return self.anew[file]
        folder = self.project.folder
        return read_data(folder / file if self.alone else inside(folder, file, SETTINGS_FILE), file)

    @cached_property
    def states_by_name(self) -> Mapping[tuple[str, str], ControlState]:
        """The states, by their file and id."""
        return {(layer.file, state.id): state for layer in self.project.layers for state in layer.states}

    @cached_property
    def _marks(self) -> dict[int, str]:
        return {}

    def mark(self, state: ControlState) -> str:
        """Return the digest of a state's ground."""
        if id(state) not in self._marks:
            self._marks[id(state)] = of_ground(state.geometry)
        return self._marks[id(state)]

    def file_of(self, state_index: int) -> str:
        """Return the file of a state of the history."""
        history = self.history
        return "" if history is None else self.project.layers[history.state_layer[state_index]].file


@dataclass(frozen=True)
class Unusable:
    """A map project whose controlmap.toml cannot be used: only its problems are known."""

    folder: Path
    problems: tuple[Problem, ...]


def read_subject(path: str | Path, *, held: Lock | None = None) -> Subject | Unusable:
    """Return what there is to check at a path: a map project's folder, its controlmap.toml or a layer file.

    `held` is the lock of its folder, where the caller holds one already.

    Raises
    ------
    InputError
        When there is neither.
    """
    folder = find_folder(path)
    if Path(path).is_file() and folder == Path(path):
        return _layer_alone(Path(path))
    try:
        project, problems = inspect_project(path, held=held)
    except InputError as error:
        if not (folder / SETTINGS_FILE).is_file():
            raise
        return Unusable(folder, error.problems)
    # Whoever opens a map project needs no journal, which may be long; a check looks at every file.
    return Subject(project, (*problems, *journal_problems(folder)))


def _layer_alone(path: Path) -> Subject:
    """Return one layer file as the only one of a made-up map project: grid 1e-6 degrees, zone UTC."""
    entry = LayerEntry(id="layer", file=path.name, name={"en": path.name})
    settings = Settings(format=1, title={"en": path.name}, actors=(), layers=(entry,))
    grid, zone = Grid.of_size(settings.grid), ZoneInfo(settings.time_zone)
    try:
        content, problems = parse_layer(read_data(path, path.name), file=path.name, grid=grid, zone=zone)
    except InputError as error:
        content, problems = ParsedLayer(), error.problems
    layer = Layer(entry.id, entry.file, entry.name, content.states, None, content.members)
    return Subject(Project(path.parent, settings, grid, zone, (layer,)), tuple(problems), alone=True)
