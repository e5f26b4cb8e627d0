"""Map projects as Python users meet them: open one, ask it, build its page."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from controlmap.dates import parse_instant
from controlmap.errors import InputError, Problem
from controlmap.history import Ground, History, build_history
from controlmap.project import Project, open_project, slug, write_atomically
from controlmap.render.page import page_html
from controlmap.render.payload import payload_bytes

if TYPE_CHECKING:
    from controlmap.render.folium_map import ControlMap

__all__ = ["MapProject", "open_map"]


def open_map(path: str | Path = "geodata") -> MapProject:
    """Return the map project in a folder, or whose controlmap.toml `path` is.

    Raises
    ------
    InputError
        With all problems of all files, when one of them is an error.
    """
    return MapProject(open_project(path))


class MapProject:
    """A map project and what can be asked of it; `project` holds the values read from its files."""

    def __init__(self, project: Project) -> None:
        self.project = project

    def __repr__(self) -> str:
        return (
            f"MapProject({str(self.project.folder)!r}, layers={[layer.id for layer in self.project.layers]})"
        )

    @property
    def title(self) -> str:
        """Title in the project's first language."""
        return self.project.settings.title[self.project.settings.languages[0]]

    def history(self, *, known_on: str | None = None) -> History:
        """Return the cells, spells and arcs; `known_on` as they were on record at an instant.

        Raises
        ------
        InputError
            When `known_on` is no instant, or no state is on record then or at all.
        OverlapError
            When two controllers hold the same ground and the project does not say what that means.
        """
        return self._history if known_on is None else _history_of(self.project, known_on)

    @cached_property
    def _history(self) -> History:
        return _history_of(self.project, None)

    def payload(self, *, known_on: str | None = None) -> bytes:
        """Return the data block of the page, before compression.

        Raises
        ------
        InputError, OverlapError
            As `history` does.
        """
        moment = None if known_on is None else parse_instant(known_on, self.project.zone)
        return payload_bytes(self.project, self.history(known_on=known_on), known_on=moment)

    def html(self, *, known_on: str | None = None) -> str:
        """Return the whole page: one HTML file that asks nobody for anything.

        Raises
        ------
        InputError, OverlapError
            As `history` does.
        """
        language = self.project.settings.languages[0]
        return page_html(self.payload(known_on=known_on), title=self.title, language=language)

    def build(self, path: str | Path | None = None, *, known_on: str | None = None) -> Path:
        """Write the page and return where; by default `output/` and the project's title.

        Raises
        ------
        InputError, OverlapError
            As `history` does; then nothing is written.
        """
        target = Path(path) if path is not None else Path("output") / f"{slug(self.title)}.html"
        data = self.html(known_on=known_on).encode()
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, data)
        return target

    def explore(self) -> ControlMap:
        """Return the map as a folium map: it shows itself in a notebook, and takes further folium layers.

        Raises
        ------
        InputError, OverlapError
            As `history` does.
        """
        from controlmap.render.folium_map import ControlMap

        return ControlMap(self.payload(), title=self.title, language=self.project.settings.languages[0])


def _history_of(project: Project, known_on: str | None) -> History:
    period = project.settings.period
    instant = None if known_on is None else parse_instant(known_on, project.zone)
    states = [state for layer in project.layers for state in layer.states]
    if not any(instant is None or state.known_on(instant) for state in states):
        when = "" if known_on is None else f" on {known_on}"
        raise InputError(Problem(f"no control state was on record{when}", str(project.folder)))
    return build_history(
        [Ground(layer.id, layer.states, layer.extent_lonlat) for layer in project.layers],
        grid=project.grid,
        start=period.start if period else None,
        end=period.end if period else None,
        known_on=instant,
        overlaps=project.settings.overlaps,
    )
