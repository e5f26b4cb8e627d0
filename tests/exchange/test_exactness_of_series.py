"""A snapshot tells of its whole year, month or day, by whatever door dated snapshots come in."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

import controlmap
from controlmap.exchange import import_snapshots

WEST, EAST = box(37, 36, 38, 37), box(38, 36, 39, 37)
Door = Callable[[list[str], str, Path], controlmap.MapProject]


def in_memory(dates: list[str], gaps: str, folder: Path) -> controlmap.MapProject:
    held = [{"a": WEST} if i % 2 else {"b": WEST, "a": EAST} for i in range(len(dates))]
    return controlmap.from_snapshots(dates, held, gaps=gaps, layer="l")  # type: ignore[arg-type]


def frame_of(dates: list[str]) -> gpd.GeoDataFrame:
    rows = [
        row
        for i, on in enumerate(dates)
        for row in ([("a", on, WEST)] if i % 2 else [("b", on, WEST), ("a", on, EAST)])
    ]
    return gpd.GeoDataFrame(
        {"who": [who for who, _, _ in rows], "on": [on for _, on, _ in rows]},
        geometry=[ground for *_, ground in rows],
        crs=4326,
    )


def of_a_frame(dates: list[str], gaps: str, folder: Path) -> controlmap.MapProject:
    return controlmap.from_frame(frame_of(dates), controller="who", date="on", gaps=gaps, layer="l")


def of_a_file(dates: list[str], gaps: str, folder: Path) -> controlmap.MapProject:
    frame_of(dates).to_file(folder / "held.geojson")
    import_snapshots(
        folder / "held.geojson", folder / "map", layer="l", controller_from="who", date_from="on", gaps=gaps
    )
    return controlmap.open(folder / "map")


def of_files(dates: list[str], gaps: str, folder: Path) -> controlmap.MapProject:
    (folder / "days").mkdir()
    frame = frame_of(dates)
    for on in dates:
        frame[frame.on == on].drop(columns="on").to_file(folder / "days" / f"{on.replace(':', '')}.geojson")
    table = {f"{on.replace(':', '')}.geojson": on for on in dates}
    import_snapshots(
        folder / "days", folder / "map", layer="l", controller_from="who", dates=table, gaps=gaps
    )
    return controlmap.open(folder / "map")


SERIES = {
    "years": (["1918", "1919"], "1920-01-01"),
    "years with one missing": (["1918", "1920"], "1921-01-01"),
    "months": (["1918-11", "1918-12"], "1919-01-01"),
    "months with one missing": (["2024-01", "2024-03"], "2024-04-01"),
    "days": (["2024-02-28", "2024-02-29"], "2024-03-01"),
    "days with one missing": (["2024-02-28", "2024-03-01"], "2024-03-02"),
    "a year, a month and a day": (["1914", "1915-03", "1915-04-01"], "1915-04-02"),
    "one year": (["1918"], "1919-01-01"),
}
UNTOLD = {
    "years with one missing": ("1919-01-01", "1920"),
    "months with one missing": ("2024-02-01", "2024-03"),
    "days with one missing": ("2024-02-29", "2024-03-01"),
    "a year, a month and a day": ("1915-01-01", "1915-03"),
}


@pytest.mark.parametrize("door", [in_memory, of_a_frame, of_a_file, of_files])
@pytest.mark.parametrize("gaps", ["carry", "unknown"])
@pytest.mark.parametrize("series", SERIES)
def test_a_snapshot_tells_of_all_of_its_year_month_or_day(
    series: str, gaps: str, door: Door, tmp_path: Path
) -> None:
    dates, end = SERIES[series]
    map_ = door(dates, gaps, tmp_path)
    assert map_.history().period_told[1] == end, "the map goes on through its last year, month or day"
    periods = {(str(s.valid_from), str(s.valid_to)) for s in map_.project.layers[0].states}
    begun = [*dates, "None"]
    ends = dict(zip(dates, begun[1:], strict=True))
    if gaps == "unknown" and series in UNTOLD:
        since, until = UNTOLD[series]
        ends[dates[begun.index(until) - 1]] = since
    wholly = {(on, ends[on]) for on in dates}
    assert {since for since, _ in periods} <= set(dates)
    assert {until for _, until in periods} <= {*ends.values(), *ends}, "nothing ends where nothing is told"
    assert ("1918", "None") in periods if series == "one year" else wholly & periods
