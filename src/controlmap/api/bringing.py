"""What comes from frames and files: a map of its own, a layer more, a layer that goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from controlmap.dates import Instant
from controlmap.errors import InputError, Problem
from controlmap.in_python import told_in_python
from controlmap.model import Certainty, Note, OverlapRule, Project
from controlmap.store import open_project, refuse_no_files

if TYPE_CHECKING:
    from controlmap.api.taking import Dates, Names, States
    from controlmap.exchange import Brought, Era, Source

__all__ = ["Importing"]


class Importing:
    """What can be brought into a map project from frames and files."""

    project: Project

    def _become(self, project: Project) -> None:
        self.project = project

    def add_layer(
        self,
        source: Source,
        *,
        layer: str,
        controller: Names,
        start: str | None = None,
        end: str | None = None,
        date: Instant | None = None,
        states: States = None,
        new_values: Literal["refuse", "actor"] = "refuse",
        keep: Names = (),
        certainty: Certainty = "reported",
        sources: Names = (),
        end_is_inclusive: bool = False,
        open_after: Instant | None = None,
        gaps: Literal["carry", "unknown"] = "carry",
        skip_bad: bool = False,
        date_pattern: str | None = None,
        dates: Dates = None,
        day_first: bool | None = None,
        bce: Era | None = None,
        excel_dates: bool = False,
        of_range: Literal["earliest", "latest"] | None = None,
        overlaps: OverlapRule = "error",
        repair: bool = False,
        snap_m: float = 0.0,
        crs: Any = None,
        encoding: str | None = None,
        table: str | None = None,
        geometry: Names | None = None,
        who: str = "",
        why: str | None = None,
    ) -> Brought:
        """Put frames or files into the map project as a new layer: one edit, which `undo` takes back.

        Parameters
        ----------
        source
            A GeoDataFrame, a file or folder in any format that is read, or several of them. What says no CRS
            is longitude and latitude on WGS 84 if it can be, and refused if not.
        layer
            Id of the new layer.
        controller, start, end, date, states, new_values, keep, end_is_inclusive
            As for `controlmap.from_frame`.
        open_after, gaps, skip_bad, date_pattern, dates, day_first, bce, excel_dates, of_range
            As for `controlmap.from_frame`.
        overlaps, repair, snap_m
            As for `controlmap.from_frame`.
        certainty, sources
            How sure the states are, and who says so, where the table `states` does not say it. Without
            `sources`, the frame or file itself becomes a source.
        crs
            What coordinates are in, as pyproj takes it, where the source does not say it, or says it wrongly.
        encoding, table, geometry
            As for `controlmap.from_frame`.
        who, why
            What the journal is to say of it.

        Raises
        ------
        InputError
            With all that is wrong with the rows, or when the map would not build with the layer, or has it
            already. Nothing is written then.

        Examples
        --------
        >>> import geopandas as gpd
        >>> from shapely import box
        >>> hills = gpd.GeoDataFrame(
        ...     {"holder": ["Republic", "League"], "since": ["2024-03-01", "2024-03-08"]},
        ...     geometry=[box(37, 36, 37.1, 36.1), box(37.1, 36, 37.2, 36.1)],
        ...     crs=4326,
        ... )
        >>> brought = project.add_layer(hills, layer="hills", controller="holder", start="since")
        >>> brought.states
        2
        """
        from controlmap.api.taking import Dated, HowRead, Taking, incoming
        from controlmap.exchange import grid_of, put_layer

        folder = self._folder()
        how = HowRead(crs, encoding, table, geometry)
        taking = Taking(
            controller, states, new_values, keep, certainty, sources, overlaps, repair, snap_m, how
        )
        when = (start, end, date, end_is_inclusive, open_after, gaps)
        dated = Dated(*when, skip_bad, date_pattern, dates, day_first, bce, excel_dates, of_range)
        grid = grid_of(folder, layer, None)
        found = incoming(source, taking, dated, layer=layer, grid=grid, zone=self.project.zone)
        brought = put_layer(folder, found, Note("add layer", who, why))
        self._become(open_project(folder))
        return _in_python(brought, self.add_layer)

    def append(
        self,
        date: Instant,
        source: Source,
        *,
        controller: Names,
        layer: str | None = None,
        states: States = None,
        new_values: Literal["refuse", "actor"] = "refuse",
        keep: Names = (),
        certainty: Certainty = "reported",
        sources: Names = (),
        overlaps: OverlapRule = "error",
        repair: bool = False,
        snap_m: float = 0.0,
        crs: Any = None,
        encoding: str | None = None,
        table: str | None = None,
        geometry: Names | None = None,
        who: str = "",
        why: str | None = None,
    ) -> Brought:
        """Let a layer go on with who holds what from a date on: one edit of what differs.

        Ground that stays with who had it keeps its states, with their names and sources; the same frame twice
        changes nothing. A date before the layer's last one corrects what it says until its next one.

        Parameters
        ----------
        date
            From when the restatement holds.
        source
            Who holds all the ground of the layer: a GeoDataFrame or files, as for `add_layer`.
        layer
            Id of the layer; not needed where the map has one only.
        controller, states, new_values, keep, certainty, sources, overlaps, repair, snap_m, crs
            As for `add_layer`.
        encoding, table, geometry, who, why
            As for `add_layer`.

        Raises
        ------
        InputError
            With all that is wrong with the rows, or when there is no such layer. Nothing is written then.
        StaleError
            When the files have changed since the project was opened.

        Examples
        --------
        >>> import geopandas as gpd
        >>> held = project.history().at("2024-03-20")[["controller", "geometry"]]
        >>> held = held.replace("league", "republic")
        >>> brought = project.append("2024-03-21", held, controller="controller")
        >>> brought.file.name
        'valley.geojson'
        """
        from controlmap.api.taking import HowRead, Taking, restating_on
        from controlmap.exchange import append_snapshots, read_parts, snapshots_in

        self._folder()
        named = [one.id for one in self.project.layers]
        if layer is None and len(named) != 1:
            hint = f"Name one of {', '.join(named)}: layer=..."
            raise InputError(Problem("does not say which layer goes on", property="layer", hint=hint))
        how = HowRead(crs, encoding, table, geometry)
        taking = Taking(
            controller, states, new_values, keep, certainty, sources, overlaps, repair, snap_m, how
        )
        rows = read_parts(source, taking.reading(self.project.zone))
        how = restating_on(date, rows, taking, self.project.zone)
        snapshots, note = snapshots_in(rows, how), Note("append", who, why)
        project, brought = append_snapshots(self.project, layer or named[0], snapshots, how, note)
        self._become(project)
        return _in_python(brought, self.append)

    def _folder(self) -> Path:
        """Return the folder of the map project; refuse one that has no files."""
        refuse_no_files(self.project.folder)
        return self.project.folder


def _in_python(brought: Brought, function: Callable[..., Brought]) -> Brought:
    """Return what came in with parameters of the function where its sentences name options."""
    return replace(brought, told=told_in_python(brought.told, signature(function).parameters))
