"""What somebody brings in: files, folders of files, frames; and the rows of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from controlmap.errors import InputError, Problem
from controlmap.exchange.readers import Reading, Rows, files_of, read_rows, rows_of_frame

__all__ = ["File", "Part", "Source", "file_of", "name_of", "parts_of", "read_parts", "rows_of", "stem_of"]

if TYPE_CHECKING:
    import geopandas as gpd

    One: TypeAlias = str | Path | gpd.GeoDataFrame | Rows
    Source: TypeAlias = One | Sequence[One]
else:
    # Geopandas is not loaded for the sake of a type.
    Source = Any
"""A file, a folder, a frame, rows that are read already, or several of them."""


class File(NamedTuple):
    """A file that is still to be read; its name tells it apart from others that come in with it."""

    path: Path
    name: str


Part = File | Rows
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
    ones = [part for one in _several(source) for part in _files_or(one)]
    files = iter(_told_apart([one for one in ones if isinstance(one, Path)]))
    frames = iter(_numbered([one for one in ones if _is_frame(one)]))
    return [_part(one, files, frames, reading) for one in ones]


def _part(one: Any, files: Iterator[str], frames: Iterator[str], reading: Reading) -> Part:
    """Return a part with the next of the names for files, or for frames."""
    if isinstance(one, Rows):
        return one
    return File(one, next(files)) if isinstance(one, Path) else rows_of_frame(one, next(frames), reading)


def _files_or(one: Any) -> Sequence[Any]:
    """Return the files of a path; rows and frames as they are."""
    return [one] if isinstance(one, Rows) or _is_frame(one) else files_of(Path(one))


def _is_frame(one: Any) -> bool:
    return hasattr(one, "columns")


def _numbered(frames: Sequence[Any]) -> Sequence[str]:
    """Return what frames are called: numbers tell several apart."""
    return [_FRAME] if len(frames) == 1 else [f"frame {number}" for number in range(1, len(frames) + 1)]


def _told_apart(paths: Sequence[Path]) -> list[str]:
    """Return the names of files, with as many folders before them as tell each apart from the others."""
    endings = [_endings(path) for path in paths]
    times = Counter(text for texts in endings for text in texts)
    return [next((text for text in texts if times[text] == 1), texts[0]) for texts in endings]


def _endings(path: Path) -> list[str]:
    """Return what a path ends with, the file's name first, then with one folder more each."""
    parts = path.absolute().parts
    return ["/".join(parts[-count:]) for count in range(1, len(parts) + 1)]


def rows_of(part: Part, reading: Reading) -> Rows:
    """Return the rows of a file or frame.

    Raises
    ------
    InputError
        With all that is wrong with the file.
    """
    if isinstance(part, Rows):
        return part
    if part.name == part.path.name:
        return read_rows(part.path, reading)
    try:
        return replace(read_rows(part.path, reading), file=part.name)
    except InputError as error:
        raise InputError(_renamed(problem, part) for problem in error.problems) from None


def _renamed(problem: Problem, part: File) -> Problem:
    """Return a problem that a reader found in a file, or in what is packed in it, by the name of the file."""
    rest = (problem.file or "").removeprefix(part.path.name)
    return problem if rest == problem.file else replace(problem, file=f"{part.name}{rest}")


def read_parts(source: Source, reading: Reading) -> list[Rows]:
    """Return the rows of all files and frames of a source, read at once.

    Raises
    ------
    InputError
        As `parts_of` and `rows_of` do.
    """
    return [rows_of(part, reading) for part in parts_of(source, reading)]


def file_of(part: Part) -> str:
    """Return what messages call a part: its file's name, with folders where another one has it too."""
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
