"""The example's valley as a map of which no hour is known: those that it has show the order of changes."""

import json
import re
from pathlib import Path

import pytest

from controlmap.cli import main
from controlmap.store import init_project

HOUR = re.compile(r"2024-\d\d-\d\d[T ]?\d\d:?17|2024, (about )?\d\d:\d\d")
"""What tells an hour of it: all are 17 minutes past."""
DATED = {
    "valley.geojson": [
        ('"valid_from": "2024-02-01"', '"precision": "part_of_day", "valid_from": "2024-02-01T04:17"'),
        ('"valid_from": "2024-03-09"', '"precision": "order", "valid_from": "2024-03-09T06:17"'),
        ('"valid_to": "2024-03-09"', '"valid_to": "2024-03-09T06:17"'),
    ],
    "reports.csv": [("kind,", "kind,precision,"), ("2024-03-09,change,", "2024-03-09T06:17,change,order,")],
}
EVENT = {
    "type": "Feature", "id": "e1", "geometry": {"type": "Point", "coordinates": [36.433, 35.297]},
    "properties": {
        "date": "2024-03-09T05:17", "precision": "order", "place": "Lower Town", "kind": "seizure",
        "statement": "They came in.", "sources": [],
    },
}  # fmt: skip


def valley_in_order(folder: Path) -> Path:
    """Make the example's valley such a map, with several changes on each of two days."""
    init_project(folder)
    in_order(folder, period=True)
    twice_that_day(folder)
    return folder


def in_order(folder: Path, *, period: bool) -> None:
    """Give the example's changes hours that show an order; without a period it begins at such an hour."""
    for name, texts in DATED.items():
        text = (folder / name).read_text(encoding="utf-8")
        for old, new in texts:
            assert old in text, old
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "events.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [EVENT]}))
    settings = folder / "controlmap.toml"
    said = settings.read_text(encoding="utf-8")
    assert "\nperiod = " in said
    settings.write_text(said if period else said.replace("\nperiod = ", "\n# period = "), encoding="utf-8")


def twice_that_day(folder: Path) -> None:
    """Let ground pass twice more on one day."""
    for to, on, precision in (("republic", "15:17", "order"), ("league", "18:17", "part_of_day")):
        words = ["--to", to, "--on", f"2024-03-15T{on}", "--precision", precision, "--area", "Lower Town"]
        with pytest.raises(SystemExit) as ended:
            main(["transfer", str(folder), *words, "--radius-km", "1.5", "--source", "herald-2024-03-09"])
        assert not ended.value.code
