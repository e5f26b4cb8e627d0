"""What goes out to other programs, and comes back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from controlmap.dates import Instant, Instants
from controlmap.history import History
from controlmap.model import Note, Project
from controlmap.store import open_project

if TYPE_CHECKING:
    from controlmap.api.map_project import MapProject
    from controlmap.api.taking import Names
    from controlmap.exchange import Came, Exported, Source

__all__ = ["Returning"]


class Returning:
    """A layer's way to other programs and back."""

    project: Project

    if TYPE_CHECKING:

        def history(self) -> History: ...  # noqa: D102
        def published(self, *, now: Instant | None = None) -> MapProject: ...  # noqa: D102

    def _become(self, project: Project) -> None:
        self.project = project

    def export(
        self,
        path: str | Path,
        *,
        states: bool = False,
        at: Instants | None = None,
        each: Literal["change", "day"] | None = None,
        changes: tuple[Instant, Instant] | None = None,
        fronts: Instant | None = None,
        cells: bool = False,
        areas: bool = False,
        reports: bool = False,
        package: bool = False,
        layer: str | None = None,
        by: str | Iterable[str] | None = None,
        wide: bool = False,
        geometry: Literal["wkt", "geojson"] | None = None,
        in_full: bool = False,
        now: Instant | None = None,
    ) -> Exported:
        """Write what the map says for other programs, and return what went out.

        Parameters
        ----------
        path
            Where to: a file, whose ending says the format, or for `at` and `each` a folder with a GeoJSON
            file for each date and an index. What an export has left there is written over.
        states
            The states on record, each with its period; `import_layer` brings a layer of them back.
        at, each
            The ground as it is held at the end of one or several dates, or at each change or day.
        changes
            The ground that changed hands from one day to another, both included.
        fronts
            The fronts at the end of a date.
        cells
            The smallest pieces of ground, a row for each stretch of time that one is in one state.
        areas
            Figures: km² and share at the dates of `at` or `each`, by default at each change.
        reports
            The sourced reports on their places.
        package
            All of it as a data package: a folder with tables, geometries, `datapackage.json` with schemas and
            checksums, and `CITATION.cff`.
        layer
            Id of the only layer that is meant, of states, ground on dates, and cells.
        by
            What areas are told apart by: layer, controller, status, certainty; by default the first two.
        wide
            A row a date, with a column of km² for each combination that areas are told apart by.
        geometry
            What a table has its ground in; by default WKT.
        in_full
            With what `[publish]` in controlmap.toml holds back, for one's own use: only a layer of states
            that is whole can come back.
        now
            As in `published`.

        Raises
        ------
        InputError
            When it is not one thing that is asked for, it cannot be had in that format, a date lies outside
            the map's period, there is no such layer, or the target belongs to the map.
            As `published` does, too.

        Examples
        --------
        >>> project.export("valley.gpkg", states=True).rows
        4
        >>> project.export("areas.csv", areas=True, at="2024-03-10", wide=True, by="controller").rows
        1
        >>> import pandas as pd
        >>> pd.read_csv("areas.csv")[["date", "Mountain League", "Republic"]].round(1)
                 date  Mountain League  Republic
        0  2024-03-10            212.5      66.4
        """
        from controlmap.exchange import Wanted, export

        names = (by,) if isinstance(by, str) else None if by is None else tuple(by)
        wanted = Wanted(
            states, at, each, changes, fronts, cells, areas, reports, package, layer, names, wide, geometry
        )
        shown = self if in_full else self.published(now=now)
        return export(shown.project, shown.history, path, wanted)

    def import_layer(
        self,
        source: Source,
        *,
        layer: str,
        rebase: bool = False,
        missing: Literal["keep", "remove"] | None = None,
        keep: str | Iterable[str] = (),
        dry_run: bool = False,
        crs: Any = None,
        encoding: str | None = None,
        table: str | None = None,
        geometry: Names | None = None,
        who: str = "",
        why: str | None = None,
    ) -> Came:
        """Bring back a layer that was copied or exported and changed elsewhere: one edit of what differs.

        Parameters
        ----------
        source
            A GeoDataFrame, or a file in any format that is read, with the ids of the layer's features.
        layer
            Id of the layer.
        rebase
            Where the map has changed since, bring both together instead of refusing.
        missing
            What becomes of features that the source lacks; without it they are removed, unless they are most.
        keep
            Fields to take in that the layer has not had.
        dry_run
            Write nothing.
        crs, encoding, table, geometry
            As for `add_layer`.
        who, why
            What the journal is to say of it.

        Raises
        ------
        InputError
            With all that is wrong with the source, or when there is no such layer.
        StaleError, ConflictError
            When the map has changed since, or was changed otherwise there. Nothing is written then.

        Examples
        --------
        >>> import geopandas as gpd
        >>> frame = gpd.read_file(project.export("valley.gpkg", states=True).file, layer="valley")
        >>> frame.loc[frame["id"] == "valley-0002", "area"] = "Beyond the hills"
        >>> came = project.import_layer(frame, layer="valley", who="Ada")
        >>> came.changed, came.unchanged
        (('valley-0002',), 3)
        """
        from controlmap.api.taking import HowRead
        from controlmap.exchange import import_layer

        how = HowRead(crs, encoding, table, geometry)
        names = (keep,) if isinstance(keep, str) else tuple(keep)
        came = import_layer(
            source,
            self.project.folder,
            layer=layer,
            rebase=rebase,
            missing=missing,
            keep=names,
            dry_run=dry_run,
            reading=how.reading(self.project.zone),
            note=Note("import layer", who, why),
        )
        if came.entry is not None:
            self._become(open_project(self.project.folder))
        return came
