"""What importers open, as the system sees it: the file that was named, and no other; and no connection."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir

from controlmap.exchange.readers import READERS
from tests.collection import collection
from tests.exchange.readers.files import WRITERS
from tests.torture.row import Case, Cases, NotHereError, sample

OPENED = re.compile(r'\bopen(?:at)?\((?:\w+, )?"((?:[^"\\]|\\.)*)".*?\) = (-?\d+)')
CONNECTED = re.compile(r"\b(?:connect|execve|fork|vfork|sendto)\((.*)")
SIDES = {".shp": (".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".shp.xml", ".idm", ".ind")}
LIBRARY = ("/usr/", "/lib", "/proc/", "/sys/", "/dev/", "/etc/ld.so", "/etc/localtime", "/etc/ssl/")
NOWHERE = "http://127.0.0.1:9"
LURES = (
    '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>SECRET</SrcDataSource></OGRVRTLayer>'
    "</OGRVRTDataSource>",
    f"<OGRWFSDataSource><URL>{NOWHERE}/wfs</URL></OGRWFSDataSource>",
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file://SECRET">]><a>&b;</a>',
    '<osm><include href="SECRET"/></osm>',
    f"<kml><NetworkLink><Link><href>{NOWHERE}/a.kml</href></Link></NetworkLink></kml>",
    '{"type": "FeatureCollection", "features": [], "crs": {"type": "link", "properties": '
    '{"href": "SECRET"}}}',
    "GDAL_DATASET=SECRET\n",
    f'{{"stac_version": "1.0.0", "asset_templates": {{"a": {{"href": "/vsicurl/{NOWHERE}/a"}}}}}}',
    f'{{"geometryType": "esriGeometryPolygon", "url": "{NOWHERE}/rest"}}',
    f'{{"type": "umap", "layers": [{{"remoteData": {{"url": "{NOWHERE}/a.json"}}}}]}}',
    "ATTACH DATABASE 'SECRET' AS a;",
)
"""Contents that make a reader which goes by content open another file, or the network."""


def run(share: float, scratch: Path) -> Cases:
    if shutil.which("strace") is None:
        raise NotHereError("strace is not here")
    (scratch / "secret.geojson").write_text("{}")
    paths = list(_files(share, scratch))
    todo = scratch / "files.txt"
    todo.write_text("\n".join(map(str, paths)))
    log = scratch / "calls.txt"
    calls = "trace=open,openat,connect,execve,fork,vfork,sendto"
    read = [sys.executable, "-W", "ignore", "-m", "tests.torture.opens", str(todo)]
    subprocess.run(["strace", "-f", "-qq", "-s", "4096", "-e", calls, "-o", log, *read], check=True)
    seen = 0
    for path, lines in _by_file(log):
        seen += 1
        yield _other(path, lines, scratch)
    yield None if seen == len(paths) else f"{seen} of {len(paths)} files were read"
    return f"{len(paths)} files by the reader that their ending names, under strace"


def _files(share: float, scratch: Path) -> Iterator[Path]:
    """The collection under all endings, sound files of each kind, and lures: each in a folder of its own."""

    def laid(number: int, name: str) -> Path:
        folder = scratch / str(number)
        folder.mkdir()
        return folder / name

    number = 0
    others = [path for path in sorted(collection().rglob("*")) if path.is_file()]
    for path in sample(others, share):
        ending = path.suffix if path.suffix in READERS else list(READERS)[number % len(READERS)]
        number += 1
        yield Path(shutil.copyfile(path, laid(number, f"a{ending}")))
    for name, write in WRITERS.items():
        number += 1
        write(laid(number, name))
        yield scratch / str(number) / name
    for ending in READERS:
        for lure in LURES:
            number += 1
            path = laid(number, f"a{ending}")
            path.write_text(lure.replace("SECRET", str(scratch / "secret.geojson")))
            yield path


def _by_file(log: Path) -> Iterator[tuple[Path, list[str]]]:
    """The calls between the marks of each file: a try to open one that is not there."""
    path, lines = None, []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        mark = re.search(r'"/mark-(begin|end)(/[^"]*)?"', line)
        if mark and mark[1] == "begin":
            path, lines = Path(mark[2]), []
        elif mark and path is not None:
            yield path, lines
            path = None
        else:
            lines.append(line)


def _other(path: Path, lines: list[str], scratch: Path) -> Case:
    """The first thing that is opened besides a file, and what belongs to a shapefile."""
    for line in lines:
        if CONNECTED.search(line):
            return f"{path.name}: {line[:200]}"
        opened = OPENED.search(line)
        if (
            opened
            and not _is_unpacked(Path(opened[1]), path, scratch)
            and not _is_own(Path(opened[1]), path)
            and int(opened[2]) >= 0
        ):
            return f"{path.name} of {path.parent.name}: opened {opened[1]}"
        if opened and opened[1].endswith("secret.geojson"):
            return f"{path.name}: tried to open {opened[1]}"
    return None


def _is_unpacked(opened: Path, path: Path, scratch: Path) -> bool:
    """Whether it is what was packed, in a temporary folder of the reader's own."""
    inside = opened.is_relative_to(gettempdir()) and not opened.is_relative_to(scratch)
    return path.suffix in (".zip", ".kmz") and inside


def _is_own(opened: Path, path: Path) -> bool:
    beside = [path.with_suffix(side) for side in SIDES.get(path.suffix, ())]
    same = opened in (path, path.parent, *beside, *(one.with_suffix(one.suffix.upper()) for one in beside))
    return same or str(opened).startswith((*LIBRARY, sys.prefix, sys.base_prefix, *_CODE))


_CODE = (str(Path(__file__).parents[2]), *(str(Path(entry).resolve()) for entry in sys.path if entry))
"""Modules that are loaded when they are first needed, and their data."""


def _read_all(todo: Path) -> None:
    from contextlib import suppress

    from controlmap.errors import ControlmapError
    from controlmap.exchange import look

    for path in todo.read_text().splitlines():
        _mark(f"/mark-begin{path}")
        with suppress(ControlmapError):
            look(Path(path))
        _mark("/mark-end")


def _mark(name: str) -> None:
    Path(name).exists()
    try:
        open(name).close()  # noqa: PTH123
    except OSError:
        return


if __name__ == "__main__":
    _read_all(Path(sys.argv[1]))
