"""GeoJSON and what else is JSON: TopoJSON, uMap's, Esri's, wrapped ones."""

from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.torture.fuzz.whole import golden, imported, written

KINDS = ("a.geojson", "wrapped.json", "a.topojson", "a.umap", "esri.json")


def seeds() -> Iterable[bytes]:
    with TemporaryDirectory() as folder:
        yield from written(Path(folder), *KINDS)
    yield from golden("*.geojson")


def prepared(folder: Path) -> Callable[[bytes], None]:
    return imported(folder, "2024-03-01.json")
