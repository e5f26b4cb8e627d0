"""Dates of six digits in a field, and several fields that end periods otherwise."""

import json
from pathlib import Path

import pytest

from controlmap.errors import InputError
from controlmap.exchange import import_snapshots, look


def written(path: Path, *rows: dict[str, object]) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": row,
            "geometry": {"type": "Polygon", "coordinates": [[[x, 36], [x + 1, 36], [x + 1, 37], [x, 36]]]},
        }
        for x, row in enumerate(rows, 37)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_a_pattern_reads_the_field_that_dates_are_in(tmp_path: Path) -> None:
    file = written(tmp_path / "a.geojson", {"who": "a", "day": "230223"}, {"who": "b", "day": "230301"})
    with pytest.raises(InputError, match="say --date-pattern %y%m%d"):
        import_snapshots(file, tmp_path / "m", layer="a", controller_from="who", new_values="actor",
                         date_from="day")  # fmt: skip
    brought = import_snapshots(file, tmp_path / "m", layer="a", controller_from="who", new_values="actor",
                               date_from="day", date_pattern="%y%m%d")  # fmt: skip
    assert str(brought.area_on) == "2023-03-01"


@pytest.mark.parametrize(("start", "end", "said"), [
    ("230223", "230223", ["'end' ends 1 of 1 period otherwise than 'endTimestamp'", "--date-pattern %y%m%d"]),
    ("2023-02-23", "2023-02-24", ["'endTimestamp' ends 1 of 1 period otherwise", "--to endTimestamp"]),
    ("2023-02-23", "2025-09-03", []),
])  # fmt: skip
def test_a_look_says_which_fields_end_periods_otherwise(
    tmp_path: Path, start: str, end: str, said: list[str]
) -> None:
    row = {"who": "a", "start": start, "end": end}
    file = written(tmp_path / "a.json", {**row, "startTimestamp": 1677110400, "endTimestamp": 1756857600})
    told = [sentence for sentence in look(file).told if "otherwise" in sentence]
    assert len(told) == (1 if said else 0), told
    assert all(part in told[0] for part in said)
