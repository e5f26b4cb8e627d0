"""What somebody brings in: files, folders of files, frames; and the rows of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from controlmap.errors import InputError, Problem
from controlmap.exchange.readers import Reading, Rows, files_of, read_rows, rows_of_frame

__all__ = ["Part", "Source", "file_of", "name_of", "parts_of", "read_parts", "rows_of", "stem_of"]

if TYPE_CHECKING:
    import geopandas as gpd

    One: TypeAlias = str | Path | gpd.GeoDataFrame | Rows
    Source: TypeAlias = One | Sequence[One]
else:
    # Geopandas is not loaded for the sake of a type.
    Source = Any
"""A file, a folder, a frame, rows that are read already, or several of them."""

Part = Path | Rows
"""A file that is still to be read, or rows that are there already."""

_FRAME = "the frame"


def parts_of(source: Source, reading: Reading) -> list[Part]:
    """Return the files and frames that make up a source, in its order.

    Raises
    ------
    InputError
        When there is no such file or folder, a folder holds none that can be read, or a frame's coordinates
        are in no known system.
    """
    return [part for one in _several(source) for part in _parts(one, reading)]


def _parts(one: Any, reading: Reading) -> Sequence[Part]:
    if isinstance(one, Rows):
        return [one]
    return [rows_of_frame(one, _FRAME, reading)] if hasattr(one, "columns") else files_of(Path(one))


def rows_of(part: Part, reading: Reading) -> Rows:
    """Return the rows of a file or frame.

    Raises
    ------
    InputError
        With all that is wrong with the file.
    """
    return part if isinstance(part, Rows) else read_rows(part, reading)


def read_parts(source: Source, reading: Reading) -> list[Rows]:
    """Return the rows of all files and frames of a source, read at once.

    Raises
    ------
    InputError
        As `parts_of` and `rows_of` do.
    """
    return [rows_of(part, reading) for part in parts_of(source, reading)]


def file_of(part: Part) -> str:
    """Return what messages call a part: its file's name."""
    return part.file if isinstance(part, Rows) else part.name


def name_of(source: Source) -> str:
    """Return what a source is called that says no title: the name of its first file or folder."""
    first = _several(source)[0]
    return (
        _FRAME
        if hasattr(first, "columns")
        else stem_of(Path(first.file if isinstance(first, Rows) else first))
    )


def stem_of(path: Path) -> str:
    """Return a file's name without the endings that say its kind; other dots are part of the name."""
    name = path.name.removesuffix(".gz")
    return name[: -len(Path(name).suffix)] if Path(name).suffix else name


def _several(source: Any) -> Sequence[Any]:
    """Return what a source consists of, once it is sure that each is a file, a frame or rows."""
    one = _is_one(source) or isinstance(source, bytes | Mapping) or getattr(source, "ndim", 1) == 0
    parts = [source] if one or not isinstance(source, Iterable) else [*source]
    for part in parts:
        if not _is_one(part):
            raise InputError(
                Problem(f"a source is a GeoDataFrame, a file, or several; found {type(part).__name__}")
            )
    if not parts:
        raise InputError(Problem("a source is a GeoDataFrame, a file, or several; none is given"))
    return parts


def _is_one(source: Any) -> bool:
    return isinstance(source, str | Path | Rows) or hasattr(source, "columns")
