"""One land with one town, as files, and `controlmap` called on it."""

import json
from pathlib import Path

import pytest

from controlmap.cli import main

__all__ = ["PLACES", "REPORTS", "SETTINGS", "land_in", "run"]

LANDS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": "land",
            "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]},
            "properties": {},
        }
    ],
}
SETTINGS = """
format = 1
title = { en = "One land" }
period = { from = "2024-11-26", through = "2024-12-12" }
actors = [{ id = "red", name = { en = "Reds" }, colour = "#aa0000" }]
[[layers]]
id = "land"
file = "land.geojson"
name = { en = "Land" }
extent = { file = "lands.geojson", ids = ["land"] }
"""
PLACES = """id,name_en,name_ar,kind,admin1,lon,lat,coord_source,coord_accuracy_m,population,cell,note
a,Aton,,town,,0.5,0.5,,,,yes,
"""
REPORTS = """\
id,place,date,kind,from_controller,controller,status,others,named,confidence,statement,sources,note
r0,a,2024-11-26,baseline,,red,held,,named,high,,wire,
"""


def land_in(folder: Path) -> Path:
    """Write the map project into a folder, without its layer."""
    files = {
        "controlmap.toml": SETTINGS,
        "places.csv": PLACES,
        "reports.csv": REPORTS,
        "sources.json": json.dumps([{"id": "wire", "title": "Wire"}]),
        "lands.geojson": json.dumps(LANDS),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in arguments])
    return int(caught.value.code or 0)
