"""What comes in, by whom: controlmap's imports beside ogr2ogr and geopandas doing the nearest thing.

Neither of those makes a map of who held what when; the nearest is one file of all rows with their dates. What
each result still says is counted: rows, vertices, holders and dates.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tests.benchmarks.series import day, find_snapshots
from tests.benchmarks.synthetic import Plan, dates_of, snapshots_of

Figures = dict[str, Any]
INTERVALS = 30_000
KML_FILES, KML_VERTICES = 136, 70_000
HOLDERS = ("Northern army", "Southern council", "Eastern league", "Western front")
_COLOURS = ("ff0000c0", "ffc00000", "ff00a000")


@dataclass(frozen=True, slots=True)
class Job:
    """A task in three tools' words; each takes the input, and a folder for the result."""

    name: str
    ours: tuple[str, ...]
    ogr2ogr: Callable[[Path, Path], Iterator[list[str]]]
    geopandas: Callable[[Path], gpd.GeoDataFrame]


def write_intervals(into: Path, rows: int = INTERVALS) -> Path:
    """Write rows with periods: a square passes from holder to holder, one period after the other."""
    random = np.random.default_rng(1)
    side, each = 100, max(rows // 10_000, 1)
    features = []
    for number in range(rows):
        cell, turn = divmod(number, each)
        x, y = 30 + cell % side * 0.05, 30 + cell // side * 0.05
        begin = np.datetime64("2020-01-01") + np.timedelta64(turn * 400 + int(random.integers(0, 300)), "D")
        end = np.datetime64("2020-01-01") + np.timedelta64((turn + 1) * 400, "D")
        properties = {"holder": HOLDERS[int(random.integers(4))], "from": str(begin), "to": str(end)}
        ring = [[x, y], [x + 0.05, y], [x + 0.05, y + 0.05], [x, y + 0.05], [x, y]]
        geometry = {"type": "Polygon", "coordinates": [[[round(lon, 5), round(lat, 5)] for lon, lat in ring]]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    path = into / "intervals.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def write_kml(into: Path, files: int = KML_FILES, vertices: int = KML_VERTICES) -> Path:
    """Write a folder of KML, one file a day, in which a style says who holds what."""
    folder = into / "kml"
    folder.mkdir()
    # Three strips of ground have six sides in all.
    plan = Plan(files, vertices=max(vertices // files // 6, 30))
    styles = "".join(
        f'<Style id="{name}"><PolyStyle><color>{colour}</color></PolyStyle></Style>'
        for name, colour in zip(("actor1", "actor2", "actor3"), _COLOURS, strict=True)
    )
    for date, snapshot in zip(dates_of(plan), snapshots_of(plan), strict=True):
        placemarks = "".join(_placemark(name, part) for name, part in snapshot.items())
        document = f"<Document>{styles}{placemarks}</Document>"
        text = f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2">{document}</kml>'
        (folder / f"control_{day(date)}.kml").write_text(text, encoding="utf-8")
    return folder


def _placemark(style: str, ground: shapely.Geometry) -> str:
    """Return ground without holes as a placemark whose style alone says who holds it."""
    rings = (shapely.get_coordinates(part.exterior).tolist() for part in shapely.get_parts(ground))
    polygons = "".join(
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{' '.join(f'{lon:.5f},{lat:.5f},0' for lon, lat in ring)}"
        "</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        for ring in rings
    )
    return f"<Placemark><styleUrl>#{style}</styleUrl><MultiGeometry>{polygons}</MultiGeometry></Placemark>"


_OGR2OGR = ("ogr2ogr", "-f", "GPKG", "-nln", "control")


def _each_file(source: Path, target: Path) -> Iterator[list[str]]:
    for path in sorted(source.iterdir()):
        date = "".join(filter(str.isdigit, path.stem))
        layer = gpd.list_layers(path).name[0] if path.suffix == ".kml" else path.stem
        with_date = f"SELECT *, '{date}' AS date FROM \"{layer}\""
        yield [*_OGR2OGR, "-append", "-nlt", "PROMOTE_TO_MULTI", str(target), str(path),
               "-dialect", "SQLite", "-sql", with_date]  # fmt: skip


def _one_file(source: Path, target: Path) -> Iterator[list[str]]:
    yield [*_OGR2OGR, str(target), str(source)]


def _read_folder(source: Path) -> gpd.GeoDataFrame:
    frames = [
        gpd.read_file(path).assign(date="".join(filter(str.isdigit, path.stem)))
        for path in sorted(source.iterdir())
    ]
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=frames[0].crs)


JOBS: Mapping[str, Job] = {
    "snapshots": Job("snapshots a day", ("snapshots", "--controller", "occupied"), _each_file, _read_folder),
    "intervals": Job(
        "30,000 rows with periods",
        ("states", "--controller-from", "holder", "--from", "from", "--to", "to"),
        _one_file,
        gpd.read_file,
    ),
    "kml": Job("136 KML files", ("snapshots", "--controller-from", "fill"), _each_file, _read_folder),
}


def with_controlmap(job: str, source: str, target: str) -> Figures:
    """Import by the command's own function, and count what the map says."""
    from click.testing import CliRunner

    from controlmap.api import open_map
    from controlmap.cli import cli

    words = ["import", *JOBS[job].ours, source, "--into", target, "--layer", "control", "--quiet"]
    done = CliRunner().invoke(cli, words, catch_exceptions=False)
    if done.exit_code:
        raise RuntimeError(done.output)
    states = open_map(target).project.layers[0].states
    return {
        "rows": len(states),
        "vertices": int(sum(shapely.get_num_coordinates([s.geometry for s in states]))),
        "holders": len({s.controller for s in states}),
        "dates": len({str(s.valid_from) for s in states}),
        "mb": sum(path.stat().st_size for path in Path(target).iterdir() if path.is_file()) / 1e6,
    }


def with_ogr2ogr(job: str, source: str, target: str) -> Figures:
    """Bring all files into one GeoPackage with ogr2ogr, each with its date."""
    path = Path(target) / "all.gpkg"
    path.parent.mkdir()
    for words in JOBS[job].ogr2ogr(Path(source), path):
        subprocess.run(words, check=True, stderr=subprocess.DEVNULL)
    return {"peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000, "file": str(path)}


def with_geopandas(job: str, source: str, target: str) -> Figures:
    """Bring all files into one GeoPackage with geopandas, each with its date."""
    path = Path(target) / "all.gpkg"
    path.parent.mkdir()
    JOBS[job].geopandas(Path(source)).to_file(path, layer="control")
    return {"file": str(path)}


def counted(path: Path) -> Figures:
    """Return what a GeoPackage still says: holders are the texts that tell rows of one date apart."""
    frame = gpd.read_file(path, layer="control")
    holder = next((name for name in ("holder", "fill", "styleUrl") if name in frame), None)
    date = next((name for name in ("date", "from") if name in frame), None)
    return {
        "rows": len(frame),
        "vertices": int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum()),
        "holders": 0 if holder is None else int(frame[holder].nunique()),
        "dates": 0 if date is None else int(frame[date].nunique()),
        "mb": path.stat().st_size / 1e6,
    }


def inputs(series: Path, scratch: Path) -> dict[str, Path]:
    """Return what each job takes."""
    return {"snapshots": series, "intervals": write_intervals(scratch), "kml": write_kml(scratch)}


def append_day(series: str, scratch: str) -> Figures:
    """Import all days but the last, open the map, and let the last one be appended."""
    import time

    from controlmap.api import open_map
    from controlmap.exchange import import_snapshots

    found = find_snapshots(Path(series))
    days = Path(scratch) / "days"
    days.mkdir()
    for snapshot in found[:-1]:
        (days / snapshot.path.name).symlink_to(snapshot.path.resolve())
    into = Path(scratch) / "appended"
    import_snapshots(days, into, layer="control", controller="occupied")
    project, frame = open_map(into), gpd.read_file(found[-1].path).assign(holder="occupied")
    wall, cpu = time.perf_counter(), time.process_time()
    project.append(day(found[-1].date), frame, controller="holder")
    figures = {"append_s": time.perf_counter() - wall, "append_cpu_s": time.process_time() - cpu}
    shutil.rmtree(into)
    return {"days": len(found) - 1, **figures}
