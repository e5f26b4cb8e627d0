"""The table of SPEC.md: which minutes of the map answer for a date that is asked for."""

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from controlmap.dates import exact_text
from controlmap.errors import InputError
from controlmap.history import Ground, History, build_history
from tests.sketches import areas_from_sketch, middle_of, state

SPEC = (Path(__file__).parents[2] / "geodata" / "SPEC.md").read_text(encoding="utf-8")
ROWS = [
    (row[1], *(cell.strip(" `") for cell in row[2].split("|")))
    for row in re.finditer(r"^\| `([^`]+)`[^|]* \| ((?:`20[^|]*|refused) \|.*\|.*) \|$", SPEC, re.MULTILINE)
]
KINDS = {"date": date, "datetime": datetime, "np": np, "pd": pd}


def damascus() -> History:
    """A map of 26 November to 12 December 2024 on which the holder changes at 30 November, twice."""
    square = areas_from_sketch("A")["A"]
    changes = ["2024-11-20", "2024-11-30", "2024-11-30T09:30", None]
    states = (state(square, actor, *changes[i : i + 2], id=actor) for i, actor in enumerate("abc"))
    ground = [Ground("here", tuple(states))]
    return build_history(ground, start="2024-11-26", end="2024-12-13", zone=ZoneInfo("Asia/Damascus"))


def given(text: str) -> Any:
    return eval(text, dict(KINDS)) if "(" in text else text


def answer(ask: Callable[[], np.datetime64]) -> str:
    try:
        return exact_text(ask())
    except InputError as error:
        assert "outside the map's period" in str(error)
        return "refused"


def test_the_table_has_all_kinds_of_dates() -> None:
    asked = " ".join(row[0] for row in ROWS)
    assert len(ROWS) > 15
    assert all(f"{kind}(" in asked or f"{kind}." in asked for kind in KINDS)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_date_is_answered_for_as_the_table_says(row: tuple[str, str, str, str]) -> None:
    history, asked = damascus(), given(row[0])
    answers = (
        answer(lambda: history.moment(asked)),
        answer(lambda: history.window(asked, "2024-12-12")[0]),
        answer(lambda: history.window("2024-11-26", asked)[1]),
    )
    assert answers == row[1:]


@pytest.mark.parametrize(
    ("asked", "holder"),
    [
        ("2024-11-29", "a"),
        ("2024-11-30T00:00", "b"),
        ("2024-11-30T09:29", "b"),
        ("2024-11-30", "c"),
        ("2024", "c"),
    ],
)
def test_the_map_of_a_day_is_the_map_at_its_end(asked: str, holder: str) -> None:
    history = damascus()
    assert history.at(asked)["controller"].tolist() == [holder]
    assert [*history.areas_km2(asked)] == [holder]
    assert history.states[history.state_at(asked)[history.cell_under(*middle_of(0, 0))]].id == holder


def test_what_began_later_holds_however_precisely_either_is_known() -> None:
    square = areas_from_sketch("A")["A"]
    starts = {"a": "2024-11", "b": "2024-11-15", "c": "2024-11-30T12:00", "d": "2024"}
    states = tuple(state(square, actor, start, "2025", id=actor) for actor, start in starts.items())
    history = build_history([Ground("here", states)], overlaps="latest")
    assert [(s.controller, exact_text(s.start)) for s in history.spells(*middle_of(0, 0))] == [
        ("d", "2024-01-01T00:00"), ("a", "2024-11-01T00:00"), ("b", "2024-11-15T00:00"),
        ("c", "2024-11-30T12:00"), ("unknown", "2025-01-01T00:00"),
    ]  # fmt: skip
    assert exact_text(history.end) == "2026-01-01T00:00"
