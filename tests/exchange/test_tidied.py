"""What an importer makes is no finding of the check, where a repair was asked for; else it is told."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
import shapely

from controlmap.check import check
from controlmap.exchange import import_snapshots, import_states

M = 1 / 111_320
SIDES = {"red": (0, 0, 1000, 2000), "blue": (1003, 0, 2000, 2000), "green": (1400, 2000, 1403, 4000)}
"""Metres: a gap of 3 m between red and blue, and a strip 3 m wide that is all that green has."""


def collection(grounds, **properties):
    features = [
        {
            "type": "Feature",
            "properties": {"side": side, **properties},
            "geometry": json.loads(shapely.to_geojson(shapely.box(*(n * M for n in ground)))),
        }
        for side, ground in grounds.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def imported(tmp_path, kind: str, *, repair: bool):
    options: dict[str, Any] = {}
    if kind == "states":
        source = tmp_path / "source.geojson"
        period = {"begin": "2024-11-01", "end": "2024-12-01"}
        source.write_text(collection(SIDES, **period), encoding="utf-8")
        options |= {"begin": "begin", "end": "end"}
    else:
        source = tmp_path / "source"
        source.mkdir()
        for days in range(3):
            # The front between two sides moves by 2 m a day.
            moved = {**SIDES, "red": (0, 0, 1000 + 2 * days, 2000), "blue": (1000 + 2 * days, 0, 2000, 2000)}
            name = f"{date(2024, 11, 1) + timedelta(days)}.geojson"
            (source / name).write_text(collection(moved), encoding="utf-8")
    verb: Any = import_states if kind == "states" else import_snapshots
    return verb(
        source,
        tmp_path / "map",
        layer="one",
        controller_from="side",
        new_values="actor",
        repair=repair,
        **options,
    )


@pytest.mark.parametrize("kind", ["states", "snapshots"])
def test_strips_are_told_and_with_a_repair_none_is_left(tmp_path, kind):
    told = imported(tmp_path, kind, repair=True).told
    assert any(
        "narrower than 7.5 m" in sentence and "joined to the ground beside" in sentence for sentence in told
    )
    assert {f.code for f in check(tmp_path / "map").found} & {"CM212", "CM213"} == set()


@pytest.mark.parametrize("kind", ["states", "snapshots"])
def test_without_a_repair_what_stands_in_the_file_stands_in_the_map_and_the_repair_is_named(tmp_path, kind):
    told = imported(tmp_path, kind, repair=False).told
    assert any("narrower than 5 m" in sentence and "--repair joins them" in sentence for sentence in told)
    found = check(tmp_path / "map")
    assert "CM212" in {f.code for f, _ in found.silenced} - {f.code for f in found.found}


@pytest.mark.parametrize("metres", range(995, 1012))
def test_a_front_that_hardly_moves_on_a_day_added_later_is_no_error(tmp_path, metres):
    imported(tmp_path, "snapshots", repair=True)
    day = tmp_path / "2024-11-04.geojson"
    moved = {"red": (0, 0, metres, 2000), "blue": (metres, 0, 2000, 2000)}
    day.write_text(collection(moved), encoding="utf-8")
    import_snapshots(day, tmp_path / "map", layer="one", controller_from="side", append=True)
    assert not {f.code for f in check(tmp_path / "map").found if f.severity == "error"}
