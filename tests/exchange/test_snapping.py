"""Borders that each file or row draws a little otherwise become one, and stay the same from date to date."""

import json

import numpy as np
import pytest
import shapely
from shapely.geometry import mapping

from controlmap.api import open_map
from controlmap.exchange import import_snapshots, import_states

LATITUDE, LONG = 36.0, 0.5


def border(seed: int) -> list[tuple[float, float]]:
    """Return a line from south to north, within 20 m of the meridian of 37 degrees."""
    random = np.random.default_rng(seed)
    lat = np.sort(np.append(random.uniform(LATITUDE, LATITUDE + LONG, 40), [LATITUDE, LATITUDE + LONG]))
    return list(zip(37 + random.uniform(-2e-4, 2e-4, len(lat)), lat, strict=True))


def neighbours(seed: int) -> dict[str, shapely.Polygon]:
    north = LATITUDE + LONG
    west = shapely.Polygon([*border(2 * seed), (36.5, north), (36.5, LATITUDE)])
    return {"west": west, "east": shapely.Polygon([*border(2 * seed + 1), (37.5, north), (37.5, LATITUDE)])}


def write(path, held: dict[str, shapely.Geometry], **more):
    features = [
        {"type": "Feature", "properties": {"who": who, **more}, "geometry": mapping(ground)}
        for who, ground in held.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.fixture
def days(tmp_path):
    """Four days on which the same two hold the same, drawn anew each day."""
    folder = tmp_path / "days"
    folder.mkdir()
    for day in range(1, 5):
        write(folder / f"2024-03-0{day}.geojson", neighbours(day))
    return folder


def front_km(map_folder, date: str) -> float:
    rows = open_map(map_folder).fronts(date).to_dict("records")
    return sum(row["length_km"] for row in rows if "unknown" not in row.values())


def test_a_front_that_broke_off_is_whole_and_stays_where_it_is(tmp_path, days):
    import_snapshots(days, tmp_path / "loose", layer="l", controller_from="who", overlaps="first")
    brought = import_snapshots(days, tmp_path / "map", layer="l", controller_from="who", snap_m=60)
    whole = LONG * 110.96
    assert front_km(tmp_path / "loose", "2024-03-01") < 0.6 * whole
    assert front_km(tmp_path / "map", "2024-03-01") == pytest.approx(whole, rel=0.02)
    assert front_km(tmp_path / "map", "2024-03-04") == pytest.approx(whole, rel=0.02)
    sentence = next(text for text in brought.told if text.startswith("--snap-m"))
    assert "60 m" in sentence and "km² passed" in sentence
    moved = open_map(tmp_path / "map").changes("2024-03-01", "2024-03-04")["area_km2"].sum()
    assert moved < 0.1


def test_what_really_moves_farther_is_a_change(tmp_path, days):
    def eastwards(lonlat):
        inner = np.abs(lonlat[:, 0] - 37) < 0.1
        return np.column_stack([lonlat[:, 0] + 0.01 * inner, lonlat[:, 1]])

    gained = {who: shapely.transform(ground, eastwards) for who, ground in neighbours(9).items()}
    write(days / "2024-03-05.geojson", gained)
    import_snapshots(days, tmp_path / "map", layer="l", controller_from="who", snap_m=60)
    moved = open_map(tmp_path / "map").changes("2024-03-04", "2024-03-05")
    assert moved["area_km2"].max() == pytest.approx(0.01 * 90.0 * LONG * 110.96, rel=0.1)


def test_rows_with_periods_are_drawn_to_those_that_were_there(tmp_path):
    held = neighbours(3)
    features = [
        {"type": "Feature", "properties": {"who": who, "since": since}, "geometry": mapping(held[who])}
        for who, since in (("east", "2024-03-05"), ("west", "2024-03-01"))
    ]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    import_states(path, tmp_path / "map", layer="l", controller_from="who", begin="since", snap_m=60)
    assert front_km(tmp_path / "map", "2024-03-05") == pytest.approx(LONG * 110.96, rel=0.02)


def test_a_day_that_is_appended_keeps_the_border_that_is_there(tmp_path, days):
    import_snapshots(
        days / "2024-03-01.geojson", tmp_path / "map", layer="l", controller_from="who", snap_m=60
    )
    later = days / "2024-03-02.geojson"
    import_snapshots(later, tmp_path / "map", layer="l", controller_from="who", snap_m=60, append=True)
    moved = open_map(tmp_path / "map").changes("2024-03-01", "2024-03-02")["area_km2"].sum()
    assert moved < 0.1


def test_without_a_reach_nothing_is_moved(tmp_path, days):
    one = import_snapshots(days, tmp_path / "a", layer="l", controller_from="who", overlaps="first")
    two = import_snapshots(days, tmp_path / "b", layer="l", controller_from="who", overlaps="first", snap_m=0)
    assert one.file.read_bytes() == two.file.read_bytes()
    assert not any("--snap-m" in text for text in two.told)
