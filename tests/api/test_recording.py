"""Places, sources and reports added from Python."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import controlmap
from controlmap.api import MapProject
from controlmap.errors import InputError
from controlmap.store import init_project

TOLD = {"kind": "held", "confidence": "high", "controller": "league", "sources": "herald-2024-03-09"}


@pytest.fixture
def valley(tmp_path: Path) -> MapProject:
    init_project(tmp_path / "map")
    return controlmap.open(tmp_path / "map")


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (date(2024, 3, 9), "2024-03-09"),
        (datetime(2024, 3, 9, 10), "2024-03-09T10:00"),
        (np.datetime64("2024-03"), "2024-03"),
        (np.datetime64("2024"), "2024"),
        (pd.Timestamp("2024-03-09T08:00Z"), "2024-03-09T10:00"),
        ("2024-03-09", "2024-03-09"),
    ],
)
def test_a_date_of_a_report_is_any_instant_and_known_as_exactly(
    valley: MapProject, given: Any, written: str
) -> None:
    settings = valley.project.folder / "controlmap.toml"
    text = re.sub(
        "(?m)^time_zone = .*$", 'time_zone = "Africa/Tripoli"', settings.read_text(encoding="utf-8")
    )
    settings.write_text(text, encoding="utf-8")
    project = controlmap.open(valley.project.folder)
    added = project.add("report", {**TOLD, "place": "lower-town", "date": given, "statement": "It fell."})
    (again,) = (one for one in controlmap.open(valley.project.folder).project.reports if one.id == added.id)
    assert str(again.date) == written
    project.change("report", added.id, {"date": "2024-03-11"})
    assert str(project.change("report", added.id, {"date": given}).date) == written


def test_a_date_that_is_missing_is_refused(valley: MapProject) -> None:
    with pytest.raises(InputError, match="a date is missing"):
        valley.add("report", {**TOLD, "place": "lower-town", "date": pd.NaT, "statement": "It fell."})
