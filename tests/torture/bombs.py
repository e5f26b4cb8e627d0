"""Small files that unpack, nest or repeat without end: refused soon, in little memory, one process each."""

import bz2
import gzip
import io
import json
import resource
import sqlite3
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from controlmap.check import check
from controlmap.errors import ControlmapError
from controlmap.exchange import look
from tests.exchange.readers.files import WRITERS, collection, frame, kml_text
from tests.kills import FORK
from tests.torture.row import Case, Cases, sample

SECONDS, MEGABYTES = 1.0, 200.0
RATIOS = (10, 100, 1000, 10_000, 100_000, 1_000_000)
UNPACKED = 3_000_000_000
"""Bytes that the largest bombs unpack to; the smaller ratios to as much as 2 MB hold."""
ZEROS = bytes(1 << 20)


def run(share: float, scratch: Path) -> Cases:
    made = sample(list(_bombs()), max(share, 0.1))
    slowest, largest = (0.0, ""), (0.0, "")
    for name, ending, write in made:
        path = scratch / f"bomb{ending}"
        write(path)
        for door in (_look, _check):
            seconds, megabytes, said = _in_a_process(door, path)
            called = f"{name} by {door.__name__.strip('_')}"
            slowest, largest = max(slowest, (seconds, called)), max(largest, (megabytes, called))
            yield _fault(called, seconds, megabytes, said)
        path.unlink()
    return f"slowest {slowest[0]:.2f} s ({slowest[1]}), largest {largest[0]:.0f} MB ({largest[1]})"


def _fault(called: str, seconds: float, megabytes: float, said: str) -> Case:
    if not said.startswith(("refused", "taken")):
        return f"{called}: {said}"
    if seconds > SECONDS or megabytes > MEGABYTES:
        return f"{called}: {seconds:.2f} s of processor, {megabytes:.0f} MB ({said[:80]})"
    return None


def _look(path: Path) -> None:
    look(path)


def _check(path: Path) -> None:
    if check(path).fail():
        raise ControlmapError("the check finds errors")


def _in_a_process(door: Callable[[Path], None], path: Path) -> tuple[float, float, str]:
    """Seconds of processor, megabytes beyond those that were taken before, and how it ended."""
    here, there = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_measured, args=(there, door, path))
    process.start()
    there.close()
    try:
        found = here.recv()
    except EOFError:
        process.join()
        found = (0.0, 0.0, f"ended with {process.exitcode}")
    process.join()
    return found


def _measured(tell, door: Callable[[Path], None], path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
    before = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
    began = time.process_time()
    try:
        door(path)
        said = "taken"
    except ControlmapError as error:
        said = f"refused: {str(error).splitlines()[0]}"
    except BaseException as error:
        said = f"{type(error).__name__}: {error}"
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    tell.send((time.process_time() - began, max(most - before, 0), said[:200]))


def _bombs() -> Iterator[tuple[str, str, Callable[[Path], None]]]:
    """Name, ending, and what writes it."""
    for ratio in RATIOS:
        yield f"gz 1:{ratio}", ".geojson.gz", partial(_gz, ratio=ratio)
        yield f"KMZ 1:{ratio}", ".kmz", partial(_zipped, inner="doc.kml", ratio=ratio)
        yield f"zip 1:{ratio}", ".zip", partial(_zipped, inner="a.geojson", ratio=ratio)
        yield f"GeoPackage 1:{ratio}", ".gpkg", partial(_geopackage, ratio=ratio)
        yield f"Parquet 1:{ratio}", ".parquet", partial(_parquet, ratio=ratio)
    deep, wide = 100_000, 1_000_000
    nested = {
        "nested arrays": "[" * deep + "]" * deep,
        "nested objects": '{"a":' * deep + "1" + "}" * deep,
        "nested coordinates": '{"type":"Polygon","coordinates":' + "[" * deep + "]" * deep + "}",
        "nested collections": '{"type":"GeometryCollection","geometries":[' * deep + "]}" * deep,
        "a member a million times": "{" + ",".join(['"a":1'] * wide) + "}",
        "a million members twice": "{" + ",".join(f'"{i}":1,"{i}":2' for i in range(wide // 10)) + "}",
        "a number of a million digits": '{"type":"Feature","id":' + "1" * wide + "}",
        "a text without end": '{"type":"' + "a" * 50 * wide,
    }
    for name, text in nested.items():
        yield name, ".geojson", partial(_text, text=text)
    yield "50 MB of features", ".geojson", _features
    yield (
        "nested folders",
        ".kml",
        partial(_text, text="<kml>" + "<Folder>" * deep + "</Folder>" * deep + "</kml>"),
    )
    yield "growing entities", ".kml", partial(_text, text=_laughs())
    yield "nested WKT", ".csv", partial(_text, text="geom\n" + "GEOMETRYCOLLECTION(" * deep + ")" * deep)
    yield "nested tables", ".lua", partial(_text, text="return " + "{" * deep + "}" * deep)
    yield "layers of zip", ".zip", _nested_zip
    yield "a view without end in a GeoPackage", ".gpkg", _endless_view


def _text(path: Path, *, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _spaced(ratio: int) -> int:
    """How many bytes a bomb of a ratio unpacks to: of 2 MB at most, and no more than can be written."""
    return min(2_000_000 * ratio, UNPACKED)


def _gz(path: Path, *, ratio: int) -> None:
    """Spaces before the JSON, in members that are compressed once: a gzip may have any number of them."""
    compressed = gzip.compress(b" " * (1 << 20), 9 if ratio > 100 else 1)
    if ratio <= 100:
        compressed = gzip.compress(json.dumps(collection()).encode() * (1_000_000 // 500), 9)
    members = _spaced(ratio) // (1 << 20)
    path.write_bytes(compressed * max(1, min(members, 3000)))


def _zipped(path: Path, *, inner: str, ratio: int) -> None:
    """Zeros; bzip2 goes far beyond what deflate can."""
    how = zipfile.ZIP_BZIP2 if ratio > 1000 else zipfile.ZIP_DEFLATED
    text = kml_text().encode() if inner.endswith("kml") else json.dumps(collection()).encode()
    with (
        zipfile.ZipFile(path, "w", how, compresslevel=9) as archive,
        archive.open(inner, "w", force_zip64=True) as stream,
    ):
        stream.write(text[: len(text) // 2])
        for _ in range(_spaced(ratio) >> 20 if ratio > 10 else 20):
            stream.write(b" " * (1 << 20))


def _geopackage(path: Path, *, ratio: int) -> None:
    """A geometry that says it has very many points, and a row for each that a small table makes many of."""
    WRITERS["a.gpkg"](path)
    database = sqlite3.connect(path)
    claimed = (
        b"GP\0\1"
        + (4326).to_bytes(4, "little")
        + b"\1\3\0\0\0\1\0\0\0"
        + min(ratio * 4000, 2**32 - 1).to_bytes(4, "little")
    )
    database.execute("DROP TRIGGER IF EXISTS rtree_control_geom_update1")
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f'DROP TRIGGER "{name}"')
    database.execute("UPDATE control SET geom = ?", (claimed,))
    database.commit()
    database.close()


def _endless_view(path: Path) -> None:
    """A view of one row that fills the memory, listed as a layer beside the others."""
    WRITERS["a.gpkg"](path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE VIEW w AS SELECT 1 AS fid, zeroblob(900000000) AS geom")
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            named = [name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")]
            row = ", ".join("'w'" if name in ("table_name", "identifier") else name for name in named)
            database.execute(f"INSERT INTO {table} SELECT {row} FROM {table}")
        database.commit()


def _parquet(path: Path, *, ratio: int) -> None:
    """One shape again and again, which a dictionary writes once."""
    import geopandas as gpd

    one = frame()
    many = min(ratio * 200, 3_000_000)
    gpd.GeoDataFrame({"side": ["North"] * many}, geometry=[one.geometry[0]] * many, crs=4326).to_parquet(
        path, compression="zstd"
    )


def _features(path: Path) -> None:
    """Whole features, none of which has what a control state needs; the list is never closed."""
    one = json.dumps(collection()["features"][0])
    path.write_text(
        '{"type":"FeatureCollection","features":[' + ",".join([one] * (50_000_000 // len(one))) + "]"
    )


def _laughs() -> str:
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    return f'<!DOCTYPE kml [<!ENTITY l0 "ha">{levels}]><kml><Placemark><name>&l9;</name></Placemark></kml>'


def _nested_zip(path: Path) -> None:
    data, name = bz2.compress(ZEROS), "a.bz2"
    for level in range(20):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(name, data)
        data, name = stream.getvalue(), f"{level}.zip"
    path.write_bytes(data)
