"""A geometry that is there and cannot be read is refused, and is not taken for none."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from controlmap.errors import InputError
from controlmap.exchange.readers import Reading, read_rows

from .files import WRITERS

DAMAGES: dict[str, Callable[[bytes], object]] = {
    "cut short": lambda blob: blob[:-5],
    "its head alone": lambda blob: blob[:8],
    "nothing of it": lambda blob: b"",
    "no GeoPackage's": lambda blob: b"XX" + blob[2:],
    "an unknown type": lambda blob: blob[:40] + b"\1\x99\0\0\0" + blob[45:],
    "a text": lambda blob: "POINT (1 2)",
    "a number": lambda blob: 7,
}


def with_geometry(folder: Path, change: Callable[[bytes], object]) -> Path:
    """A GeoPackage with its second geometry changed."""
    WRITERS["a.gpkg"](folder / "a.gpkg")
    with closing(sqlite3.connect(folder / "a.gpkg")) as database, database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        (row, blob) = database.execute("SELECT rowid, geom FROM control ORDER BY rowid").fetchall()[1]
        database.execute("UPDATE control SET geom = ? WHERE rowid = ?", (change(blob), row))
    return folder / "a.gpkg"


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_geometry_is_named(tmp_path: Path, damage: Callable[[bytes], object]) -> None:
    with pytest.raises(InputError, match=r"^a\.gpkg, feature number 2: the geometry is damaged$"):
        read_rows(with_geometry(tmp_path, damage), Reading())


def test_no_geometry_is_none(tmp_path: Path) -> None:
    rows = read_rows(with_geometry(tmp_path, lambda blob: None), Reading()).rows
    assert [row.geometry is None for row in rows] == [False, True]
