"""Acts that the editor's page sends: made, and tried on the map."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from controlmap.edit import Editing, act_of, preview
from controlmap.format import read_json
from tests.torture.fuzz.whole import valley

GROUND = {"type": "Polygon", "coordinates": [[[36.4, 35.2], [36.5, 35.2], [36.5, 35.3], [36.4, 35.2]]]}
ACTS = (
    {"kind": "transfer", "area": "Lower Town", "radius_km": 2, "to": "republic", "on": "2024-03-14"},
    {"kind": "transfer", "area": GROUND, "to": "league", "on": "2024-03-12", "until": "2024-03-14"},
    {"kind": "correct", "state": "valley-0001", "certainty": "confirmed"},
    {"kind": "retract", "state": "valley-0001", "why": "so"},
    {"kind": "split", "state": "valley-0001", "line": "LINESTRING (36.44 35.1, 36.44 35.4)"},
    {"kind": "merge", "states": ["valley-0001", "valley-0002"]},
    {"kind": "reshape", "line": "LINESTRING (36.2 35.25, 36.3 35.275, 36.36 35.28, 36.45 35.33)"},
    {"kind": "move-border", "drag": [[36.433, 35.297], [36.433, 35.287]]},
)


def seeds() -> Iterable[bytes]:
    yield from (json.dumps(act).encode() for act in ACTS)


def prepared(folder: Path) -> Callable[[bytes], None]:
    project = valley(folder)

    def run(data: bytes) -> None:
        preview(project, act_of(read_json(data, file="act").value).made(Editing(project)).delta)

    return run
