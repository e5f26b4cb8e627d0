"""What goes out of the shipped map, by controlmap, and by geopandas and matplotlib doing the nearest thing.

Both start from the files of the map. The nearest has the layers' own properties: no names, no sources with
titles and addresses, no styles; and of a clip no key, names, background or sources.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

Figures = dict[str, Any]
MAP = Path(__file__).parents[2] / "geodata"
LAYERS = "*.geojson"
EQUAL_AREA = 6933
CLIP = [f"2024-{day}" for day in ("11-26", "11-27", "11-28", "11-29", "11-30")] + [
    f"2024-12-{day:02d}" for day in range(1, 8)
]
"""The dates of a clip of twelve pictures."""
SIZE = (1080, 1080)


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be written, under which name, and how the others do the nearest thing."""

    target: str
    asked: Mapping[str, Any]
    nearest: Callable[[Path], None]


def _states() -> gpd.GeoDataFrame:
    """Return the states of all layers, as geopandas reads them."""
    frames = [gpd.read_file(path).assign(layer=path.stem) for path in sorted(MAP.glob(LAYERS))]
    held = [frame for frame in frames if "controller" in frame and "valid_from" in frame]
    found = gpd.GeoDataFrame(pd.concat(held, ignore_index=True), crs=held[0].crs)
    for name in ("valid_from", "valid_to"):
        found[name] = pd.to_datetime(found[name], format="ISO8601")
    return found[found["superseded_at"].isna()] if "superseded_at" in found else found


def _on(states: gpd.GeoDataFrame, day: pd.Timestamp) -> gpd.GeoDataFrame:
    """Return the states that hold at the end of a day."""
    end = day + pd.Timedelta(days=1)
    return states[(states["valid_from"] < end) & ~(states["valid_to"] < end)]


def _days() -> pd.DatetimeIndex:
    return pd.date_range("2024-11-26", "2024-12-12")


def _whole(target: Path) -> None:
    states = _states()
    if target.suffix == ".parquet":
        states.to_parquet(target)
    elif target.suffix == ".csv":
        states.to_wkt().to_csv(target, index=False)
    else:
        states.to_file(target, engine="pyogrio")


def _folder(target: Path) -> None:
    target.mkdir()
    states = _states()
    for day in _days():
        _on(states, day).to_file(target / f"{day:%Y-%m-%d}.geojson", engine="pyogrio")


def _figures(target: Path) -> None:
    states = _states()
    states["area_km2"] = states.to_crs(EQUAL_AREA).area / 1e6
    sums = {day: _on(states, day).groupby(["layer", "controller"])["area_km2"].sum() for day in _days()}
    pd.concat(sums, names=["date"]).to_csv(target)


def _clip(target: Path) -> None:
    import io

    import matplotlib as mpl
    from PIL import Image

    mpl.use("Agg")
    from matplotlib import pyplot

    states, pictures = _states(), []
    for date in CLIP:
        figure, axes = pyplot.subplots(figsize=(10.8, 10.8), dpi=100)
        _on(states, pd.Timestamp(date)).plot(column="controller", ax=axes, legend=True)
        axes.set_title(date)
        data = io.BytesIO()
        figure.savefig(data)
        pyplot.close(figure)
        pictures.append(Image.open(data).convert("RGB"))
    pictures[0].save(target, save_all=True, append_images=pictures[1:], duration=800, loop=0)


JOBS: Mapping[str, Job] = {
    **{
        f"states as {ending}": Job(f"states{ending}", {"states": True}, _whole)
        for ending in (".geojson", ".gpkg", ".csv", ".parquet", ".fgb", ".shp")
    },
    "a GeoJSON a day": Job("days", {"each": "day"}, _folder),
    "km² by day": Job("km2.csv", {"areas": True, "each": "day"}, _figures),
    "a clip of twelve": Job("clip.gif", {}, _clip),
}


def with_controlmap(job: str, target: Path) -> None:
    """Write it as the commands do, from the files of the map."""
    from controlmap.api import open_map

    project = open_map(MAP)
    if JOBS[job].asked:
        project.export(target, **JOBS[job].asked)
    else:
        project.frames(target, CLIP, size=SIZE)


def written(tool: str, job: str, scratch: str) -> Figures:
    """Write it with a tool; return seconds, processor seconds (helpers' too) and the size of what came."""
    target = Path(scratch) / JOBS[job].target
    wall, cpu = time.perf_counter(), _processor()
    if tool == "controlmap":
        with_controlmap(job, target)
    else:
        JOBS[job].nearest(target)
    figures = {"export_s": time.perf_counter() - wall, "export_cpu_s": _processor() - cpu}
    parts = [target] if target.is_file() else [*target.iterdir()]
    return {**figures, "mb": sum(path.stat().st_size for path in parts) / 1e6}


def _processor() -> float:
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
