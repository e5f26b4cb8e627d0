"""Days without a file, files without a byte, and two files of one day: each is told by its name."""

import json
from pathlib import Path

import pytest

from controlmap.errors import InputError
from controlmap.exchange import import_snapshots, look

RING = [[36, 35], [37, 35], [37, 36], [36, 36], [36, 35]]
SQUARE = {"type": "Polygon", "coordinates": [RING]}
DAY = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"who": "A"}, "geometry": SQUARE}],
    }
)


def days(folder: Path, *names: str) -> Path:
    folder.mkdir()
    for name in names:
        (folder / name).write_text(DAY)
    return folder


def told(source: Path, into: Path, **how) -> str:
    return "\n".join(import_snapshots(source, into, layer="l", controller_from="who", **how).told)


@pytest.mark.parametrize("ending", [".geojson", ".json", ".kml", ".gpkg", ".zip", ".fgb"])
def test_a_file_of_no_bytes_is_one_without_ground_where_those_may_be(tmp_path, ending):
    source = days(tmp_path / "days", "2024-11-01.geojson", "2024-11-03.geojson")
    empty = source / f"2024-11-02{ending}"
    empty.touch()
    for how in ("skip", "nothing"):
        assert f"{empty.name}: no ground" in told(source, tmp_path / how, empty=how)
    with pytest.raises(InputError) as refused:
        told(source, tmp_path / "error")
    assert f"{empty.name}: is empty\n" in str(refused.value) and "--empty" in str(refused.value)
    found = look(source)
    assert f"{empty.name}: holds no ground" in found.told
    assert "--empty skip" in found.next


def test_a_first_import_tells_of_the_days_that_are_missing_in_one_line(tmp_path):
    names = [f"2024-11-{day:02}.geojson" for day in (1, 2, 5, 9, 11, 14, 30)]
    source = days(tmp_path / "days", *names)
    (line,) = [x for x in told(source, tmp_path / "map").split("\n") if "nothing is told of" in x]
    missing = ["2024-11-03 to 2024-11-04", "2024-11-06 to 2024-11-08", "2024-11-10",
               "2024-11-12 to 2024-11-13", "2024-11-15 to 2024-11-29"]  # fmt: skip
    assert [days for days in missing if days not in line] == [] and line.endswith("as before")
    assert "nothing is told of" not in told(source, tmp_path / "unknown", gaps="unknown")
    whole = days(tmp_path / "whole", *names[:2])
    assert "nothing is told of" not in told(whole, tmp_path / "none")


def test_two_files_of_one_day_are_named_and_neither_is_given_a_date(tmp_path):
    names = ("2024-11-01.geojson", "2024-11-02.geojson", "2024-11-02 (1).geojson")
    found = look(days(tmp_path / "days", *names))
    (line,) = [x for x in found.told if "same date" in x]
    assert all(name in line for name in names[1:]) and "Take one of them away" in line
    assert "\n" not in line
    assert "--dates" in found.next and "--date " not in found.next
