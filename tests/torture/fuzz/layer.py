"""Layers of control states: what is read and written is read again as the same."""

from collections.abc import Callable, Iterable
from pathlib import Path

from controlmap.format import parse_layer, write_layer
from tests.torture.fuzz.whole import golden, valley


def seeds() -> Iterable[bytes]:
    yield from golden("*.geojson")


def prepared(folder: Path) -> Callable[[bytes], None]:
    project = valley(folder)
    how = {"file": "valley.geojson", "grid": project.grid, "zone": project.zone, "languages": ("en", "ar")}

    def run(data: bytes) -> None:
        layer, problems = parse_layer(data, **how)
        assert all(str(problem).strip() and problem.code for problem in problems)
        if not problems:
            once = write_layer(layer, grid=project.grid)
            again, more = parse_layer(once, **how)
            assert not more, more
            assert write_layer(again, grid=project.grid) == once

    return run
