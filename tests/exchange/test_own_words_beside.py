"""What a file says in columns called like the format's own comes in, or is told of, by each verb."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, get_args

import pytest

from controlmap.api import open_map
from controlmap.exchange import import_marks, import_snapshots, import_states
from controlmap.model import Certainty, ControlState, Status

GROUND = tuple(
    f"POLYGON (({west} 40, {west}.1 40, {west}.1 40.1, {west} 40.1, {west} 40))" for west in (46, 47)
)
OTHERS = {"contested": "Republic", "joint": "Republic"}
Row = dict[str, str]


class Found(NamedTuple):
    """How each place or piece of ground is held and with whom, what is told, and how sure each is."""

    held: list[tuple[str, list[str]]]
    told: str
    sure: list[str]


def _table(path: Path, rows: list[Row]) -> Path:
    lines = [rows[0], *(row.values() for row in rows)]
    path.write_text("".join(",".join(f'"{text}"' for text in line) + "\n" for line in lines))
    return path


def _marks(folder: Path, rows: list[Row]) -> Found:
    points = [{"name": f"Place {i}", "lon": f"{46 + i}", "lat": "40", **row} for i, row in enumerate(rows)]
    table = _table(folder / "c.csv", points)
    brought = import_marks(table, folder / "map", controller_from="holder", date="2020-10-01")
    reports = open_map(folder / "map").project.reports
    held = [(one.status, list(one.others)) for one in reports]
    return Found(held, " ".join(brought.told), [one.confidence for one in reports])


def _states(folder: Path, rows: list[Row]) -> Found:
    table = _table(
        folder / "c.csv", [{"wkt": GROUND[i], "since": "2020", **row} for i, row in enumerate(rows)]
    )
    brought = import_states(table, folder / "map", layer="land", controller_from="holder", begin="since")
    return _of_states(folder, brought.told)


def _snapshots(folder: Path, rows: list[Row]) -> Found:
    table = _table(folder / "2020-10-01.csv", [{"wkt": GROUND[i], **row} for i, row in enumerate(rows)])
    brought = import_snapshots(table, folder / "map", layer="land", controller_from="holder")
    return _of_states(folder, brought.told)


def _of_states(folder: Path, told: tuple[str, ...]) -> Found:
    states = sorted(open_map(folder / "map").project.layers[0].states, key=lambda one: one.geometry.bounds)
    held = [(one.status, list(one.others)) for one in states]
    return Found(held, " ".join(told), [one.certainty for one in states])


VERBS = {"marks": _marks, "states": _states, "snapshots": _snapshots}
CONFIDENCES = {"confirmed": "high", "reported": "medium", "claimed": "low", "inferred": "medium"}
each_verb = pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
Verb = Callable[[Path, list[Row]], Found]


@each_verb
@pytest.mark.parametrize("status", get_args(Status))
def test_how_a_place_is_held_comes_in(tmp_path: Path, verb: Verb, status: str) -> None:
    row = {"holder": "League", "status": status.capitalize(), "others": OTHERS.get(status, "")}
    other = {"holder": "Republic", "status": "", "others": ""}
    (first, second), told, _ = verb(tmp_path, [row, other])
    assert first == (status, ["republic"] if status in OTHERS else [])
    assert second == ("held", [])
    assert "left out: status" not in told


@each_verb
@pytest.mark.parametrize("certainty", get_args(Certainty))
def test_how_sure_it_is_comes_in(tmp_path: Path, verb: Verb, certainty: str) -> None:
    _, told, (found,) = verb(tmp_path, [{"holder": "League", "certainty": certainty}])
    assert found == (CONFIDENCES[certainty] if verb is _marks else certainty)
    assert "certainty" not in told


@each_verb
def test_contested_with_nobody_who_is_named_is_not_held(tmp_path: Path, verb: Verb) -> None:
    (first,), told, _ = verb(tmp_path, [{"holder": "League", "status": "contested"}])
    assert first == ("contested", ["unknown"])
    assert "with nobody who is named" in told


@each_verb
@pytest.mark.parametrize("column", ["status", "certainty"])
def test_words_that_the_format_lacks_are_told_of(tmp_path: Path, verb: Verb, column: str) -> None:
    (first,), told, _ = verb(tmp_path, [{"holder": "League", column: "liberated"}])
    assert first == ("held", [])
    assert f"{column!r} says 'liberated', not taken" in told
    assert "--states" in told


@each_verb
@pytest.mark.parametrize("column", ["source", "sources"])
def test_who_says_so_comes_in_or_is_told_of(tmp_path: Path, verb: Verb, column: str) -> None:
    _, told, _ = verb(tmp_path, [{"holder": "League", column: "Herald, 3 October"}])
    sources = open_map(tmp_path / "map").project.sources.values()
    assert "Herald, 3 October" in {source.title for source in sources} or "does not list" in told


def test_a_source_that_is_said_for_all_goes_before_a_column_which_is_told_of(tmp_path: Path) -> None:
    table = _table(
        tmp_path / "c.csv", [{"name": "W", "lon": "46", "lat": "40", "holder": "A", "source": "AFP"}]
    )
    brought = import_marks(table, tmp_path / "map", date="2020-10-01", sources=["c"])
    assert (
        "c.csv: fields left out: source; --keep takes their texts into the notes of reports" in brought.told
    )


@each_verb
@pytest.mark.parametrize("column", sorted(ControlState.model_fields.keys() - {"id", "geometry"}))
def test_nothing_called_like_a_property_is_lost_without_a_word(
    tmp_path: Path, verb: Verb, column: str
) -> None:
    if column in ("controller", "valid_from", "valid_to"):
        return
    _, told, _ = verb(tmp_path, [{"holder": "League", column: "strange words"}])
    assert repr(column) in told or f"left out: {column}" in told or column in ("others", "sources")
