"""A layer that is to be derived: its extent, and a file in which all of it is unknown ground so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.marks.extents import Extent
from controlmap.format import write_layer
from controlmap.model import UNKNOWN, ControlState, Layer
from controlmap.plane import Grid, areas_km2

__all__ = ["NewLayer", "ground_of", "new_layer"]


@dataclass(frozen=True, slots=True)
class NewLayer:
    """A layer that is to be made: its ground (lon, lat) is nobody's yet."""

    id: str
    ground_lonlat: shapely.Geometry

    @property
    def file(self) -> str:
        """Its file in the map project."""
        return f"{self.id}.geojson"

    @property
    def extent_file(self) -> str:
        """The file of its extent."""
        return f"base/{self.id}-extent.geojson"

    def entry(self, language: str) -> dict[str, Any]:
        """Return what controlmap.toml says of it."""
        name = {language: self.id}
        return {"id": self.id, "file": self.file, "name": name, "extent": {"file": self.extent_file}}

    def files(self, since: np.datetime64, grid: Grid) -> dict[str, bytes]:
        """Return its file, in which all of it is unknown ground, and that of its extent."""
        state = ControlState(
            id=f"{self.id}-00001",
            geometry=self.ground_lonlat,
            controller=UNKNOWN,
            valid_from=since,
            valid_to=None,
            certainty="inferred",
        )
        layer = write_layer(Layer(self.id, "", {}, (state,)), grid=grid)
        return {self.file: layer, self.extent_file: _extent(self.id, self.ground_lonlat)}


def _extent(name: str, ground_lonlat: shapely.Geometry) -> bytes:
    text = shapely.to_geojson(ground_lonlat)
    feature = f'{{"type": "Feature", "id": "{name}", "properties": {{}}, "geometry": {text}}}'
    return f'{{"type": "FeatureCollection", "features": [\n{feature}\n]}}\n'.encode()


def new_layer(name: str, extent: Extent, known: Sequence[Layer], grid: Grid) -> tuple[NewLayer, str]:
    """Return a layer with what of an extent no other layer has, and a sentence on it.

    Raises
    ------
    InputError
        When others have all of it.
    """
    taken = shapely.union_all([ground_of(layer) for layer in known], grid_size=grid.size)
    free = _polygons(shapely.difference(extent.ground_lonlat, taken, grid_size=grid.size), grid)
    if shapely.is_empty(free):
        raise InputError(Problem("other layers have all the ground of a new one", property="layer"))
    area = float(areas_km2([free])[0])
    return NewLayer(name, free), f"the layer {name!r} is new, {area:,.0f} km²: {extent.told}"


def _polygons(geometry: shapely.Geometry, grid: Grid) -> shapely.Geometry:
    parts = [part for part in shapely.get_parts(geometry) if isinstance(part, shapely.Polygon)]
    return grid.snap(parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts))


def ground_of(layer: Layer) -> shapely.Geometry:
    """Return the fixed ground of a layer (lon, lat): its extent, or all that its states cover."""
    if layer.extent_lonlat is not None:
        return layer.extent_lonlat
    return shapely.union_all([state.geometry for state in layer.states])
