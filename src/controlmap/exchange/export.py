"""A layer's states out to other programs, in a form in which they come back: see `import_layer`."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from controlmap.edit import digest_of_states
from controlmap.errors import InputError, Problem
from controlmap.exchange.returned import DIGEST
from controlmap.format import feature_text, json_text, properties_of
from controlmap.model import ControlState, Layer, Project, nearest
from controlmap.plane import Grid
from controlmap.store import write_atomically

__all__ = ["EXPORTED", "Exported", "export_states"]

_ROOM = 254
"""Bytes of a text that a Shapefile has room for."""


class Exported(NamedTuple):
    """What went out: the file, the layer, how many states, and sentences on what did not."""

    file: Path
    layer: str
    states: int
    told: tuple[str, ...]


def export_states(project: Project, path: str | Path, *, layer: str | None = None) -> Exported:
    """Write the states on record of a layer, as the file's ending says; `layer` may be left out of one.

    A field `map_digest` says which version of the layer it is. Outside GeoJSON lists are words with spaces
    between, and dates texts as precise as they are known.

    Raises
    ------
    InputError
        When there is no such layer, several and none is named, or no writer for such files.
    """
    target, home = Path(path), _layer(project, layer)
    write = EXPORTED.get(target.suffix.lower())
    if write is None:
        hint = f"Written are {', '.join(EXPORTED)}."
        raise InputError(Problem("is of no kind that is written here", str(target), hint=hint))
    states = [state for state in home.states if state.superseded_at is None]
    digest = digest_of_states(home.states, project.grid)
    with TemporaryDirectory() as folder:
        write(Path(folder) / target.name, states, digest, project.grid)
        # The file that is named comes last: until then nobody takes the others for whole.
        for part in sorted(Path(folder).iterdir(), key=lambda p: p.name == target.name):
            write_atomically(target.parent / part.name, part.read_bytes())
    return Exported(target, home.id, len(states), tuple(_told(target, home, states)))


def _layer(project: Project, layer: str | None) -> Layer:
    known = [one.id for one in project.layers]
    if layer is None and len(known) == 1:
        return project.layers[0]
    found = next((one for one in project.layers if one.id == layer), None)
    if found is None:
        wrong = "has several layers: say which" if layer is None else f"has no layer {layer!r}"
        hint = f"Its layers: {', '.join(known)}." if layer is None else nearest(layer, known, "layers")
        raise InputError(Problem(wrong, str(project.folder), hint=hint))
    return found


def _geojson(path: Path, states: Sequence[ControlState], digest: str, grid: Grid) -> None:
    lines = []
    for state in states:
        feature = json.loads(feature_text(state, grid=grid))
        lines.append(json_text({**feature, "properties": {**feature["properties"], DIGEST: digest}}))
    body = ",\n".join(lines)
    path.write_text(f'{{"type": "FeatureCollection", "features": [\n{body}\n]}}\n', encoding="utf-8")


def _through_gdal(driver: str, **options: Any) -> Callable[..., None]:
    def write(path: Path, states: Sequence[ControlState], digest: str, grid: Grid) -> None:
        with warnings.catch_warnings():  # what a Shapefile cuts is told in our words
            warnings.simplefilter("ignore")
            _frame(states, digest).to_file(path, driver=driver, index=False, **options)

    return write


def _parquet(path: Path, states: Sequence[ControlState], digest: str, grid: Grid) -> None:
    try:
        _frame(states, digest).to_parquet(path, index=False)
    except ImportError:
        hint = "pip install 'controlmap[parquet]'"
        raise InputError(Problem("needs pyarrow to be written", path.name, hint=hint)) from None


EXPORTED: dict[str, Callable[..., None]] = {
    ".geojson": _geojson,
    ".gpkg": _through_gdal("GPKG", promote_to_multi=True),
    ".fgb": _through_gdal("FlatGeobuf", promote_to_multi=True, SPATIAL_INDEX="NO"),
    ".shp": _through_gdal("ESRI Shapefile", encoding="UTF-8"),
    ".parquet": _parquet,
}
"""By the ending of a file's name."""


def _frame(states: Sequence[ControlState], digest: str) -> Any:
    """Return states as a table with a column for each property that one of them has."""
    import geopandas as gpd

    rows = [{"id": state.id, **properties_of(state)} for state in states]
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [_field(row.get(name)) for row in rows] for name in names}
    columns[DIGEST] = [digest] * len(rows)
    return gpd.GeoDataFrame(columns, geometry=[state.geometry for state in states], crs=4326)


def _field(value: Any) -> Any:
    """Return a value as a table's field has it: words of a list apart by spaces, anything deeper as JSON."""
    if isinstance(value, list) and all(isinstance(item, str) and " " not in item for item in value):
        return " ".join(value)
    return json_text(value) if isinstance(value, list | dict) else value


def _told(target: Path, home: Layer, states: Sequence[ControlState]) -> list[str]:
    closed = len(home.states) - len(states)
    told = [f"{closed} closed records stay at home"] if closed else []
    if target.suffix.lower() == ".shp":
        texts = [v for state in states for v in properties_of(state).values() if isinstance(v, str | list)]
        cut = sum(len(str(_field(text)).encode()) > _ROOM for text in texts)
        told += [f"{cut} texts are cut: a Shapefile has room for {_ROOM} bytes"] if cut else []
    return told
