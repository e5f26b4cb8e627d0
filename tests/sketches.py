"""Fixtures as pictures: letters become unit cells of ground."""

import zlib

import shapely

from controlmap.model import ControlState


def areas_from_sketch(sketch: str, *, unit: float = 0.001) -> dict[str, shapely.Geometry]:
    """Return the union of the unit squares of each letter; rows from north to south, a dot is no ground."""
    rows = sketch.split()
    squares: dict[str, list[shapely.Geometry]] = {}
    for row, letters in enumerate(rows):
        for column, letter in enumerate(letters):
            west, south = column * unit, (len(rows) - 1 - row) * unit
            squares.setdefault(letter, []).append(shapely.box(west, south, west + unit, south + unit))
    return {letter: shapely.union_all(boxes) for letter, boxes in squares.items() if letter != "."}


def middle_of(column: int, row_from_south: int, *, unit: float = 0.001) -> tuple[float, float]:
    """Return the middle (lon, lat) of a unit square."""
    return (column + 0.5) * unit, (row_from_south + 0.5) * unit


def state(geometry, controller, valid_from, valid_to=None, **more) -> ControlState:
    """Return a control state with an id made of what it says, in words of its own objects."""
    controller = "".join([*controller])
    name = more.pop("id", f"{controller}-{valid_from}-{zlib.crc32(geometry.wkb)}")
    return ControlState(
        id=name, geometry=geometry, controller=controller, valid_from=valid_from, valid_to=valid_to, **more
    )
