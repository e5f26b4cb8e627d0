"""Sheets of ground, of places with a holder, and of places with a column for each day."""

from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from controlmap.exchange import import_marks
from tests.torture.fuzz.whole import golden, imported, written

SHEETS = (
    "name,lon,lat,side,day\nUpper Town,36.1,35.2,North,2024-03-02\nLower Town,36.2,35.1,South,2024-03-05\n",
    "place;lat;lon;2024-03-01;2024-03-02\nA;35,2;36,1;North;South\nB;35,3;36,2;;North\n",
    "NAME\tLATITUDE\tLONGITUDE\tdate\tcontrol\nA\t35°12'N\t36°6'E\t1/3/2024\tNorth\n",
    'side,geom,since,until\nNorth,"POLYGON ((20 14, 21 14, 21 15, 20 14))",2024-03-01,2024-03-09\n',
)


def seeds() -> Iterable[bytes]:
    with TemporaryDirectory() as folder:
        yield from written(Path(folder), "a.csv")
    yield from golden("*.csv")
    yield from (sheet.encode() for sheet in SHEETS)
    yield SHEETS[0].encode("utf-16")


def prepared(folder: Path) -> Callable[[bytes], None]:
    ground, path = imported(folder, "2024-03-01.csv"), folder / "2024-03-01.csv"

    def run(data: bytes) -> None:
        try:
            ground(data)
        finally:
            import_marks(path, folder / "new", layer="front", extent="36,35,37,36", dry_run=True)

    return run
