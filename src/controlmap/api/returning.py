"""What goes out to other programs, and comes back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from controlmap.exchange import Came, Exported, Source, export_states, import_layer
from controlmap.model import Note, Project
from controlmap.store import open_project

__all__ = ["Returning"]


class Returning:
    """A layer's way to other programs and back."""

    project: Project

    def _become(self, project: Project) -> None:
        self.project = project

    def export_states(self, path: str | Path, *, layer: str | None = None) -> Exported:
        """Write the states on record of a layer for other programs, and return what went out.

        The file's ending says the format: `.geojson`, `.gpkg`, `.fgb`, `.shp` or `.parquet`. A field
        `map_digest` says which version of the layer it is.

        Parameters
        ----------
        path
            Where to; what is there is written over.
        layer
            Id of the layer; not needed where the map has one only.

        Raises
        ------
        InputError
            When there is no such layer, or no writer for such files.

        Examples
        --------
        >>> project.export_states("valley.gpkg").states
        4
        """
        return export_states(self.project, path, layer=layer)

    def import_layer(
        self,
        source: Source,
        *,
        layer: str,
        rebase: bool = False,
        missing: Literal["keep", "remove"] | None = None,
        keep: str | Iterable[str] = (),
        dry_run: bool = False,
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
        >>> frame = gpd.read_file(project.export_states("valley.gpkg").file)
        >>> frame.loc[frame["id"] == "valley-0002", "area"] = "Beyond the hills"
        >>> came = project.import_layer(frame, layer="valley", who="Ada")
        >>> came.changed, came.unchanged
        (('valley-0002',), 3)
        """
        names = (keep,) if isinstance(keep, str) else tuple(keep)
        came = import_layer(
            source,
            self.project.folder,
            layer=layer,
            rebase=rebase,
            missing=missing,
            keep=names,
            dry_run=dry_run,
            note=Note("import layer", who, why),
        )
        if came.entry is not None:
            self._become(open_project(self.project.folder))
        return came
