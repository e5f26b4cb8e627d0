"""Restatements read by chunks of dates, by whoever: to the byte as one after the other."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from controlmap.errors import InputError
from controlmap.exchange import import_snapshots, read_states_table
from controlmap.plane import BY_TURNS, Cutting
from tests.benchmarks.dense import Dense, write_dense

PLAN = Dense(dates=9, vertices=90, pockets=6)
EMPTY = '{"type": "FeatureCollection", "features": []}'


def backwards(work, values):
    """Chunks that are done in another order than that in which they are asked for."""
    return [work(value) for value in [*values][::-1]][::-1]


@pytest.fixture
def series(tmp_path: Path) -> tuple[Path, Path]:
    return write_dense(PLAN, tmp_path / "days")


def brought(series: tuple[Path, Path], into: Path, cutting: Cutting = BY_TURNS, **how) -> dict[str, object]:
    """What comes of an import: all files, and what is told; or what is refused."""
    folder, table = series
    states = read_states_table(table.read_bytes(), file=table.name)
    try:
        said = {"layer": "l", "states": states, "overlaps": "rank", **how}
        told = import_snapshots(folder, into, **said, cutting=cutting).told
    except InputError as error:
        return {"problems": [*map(str, error.problems)]}
    files = [path for path in sorted(into.rglob("*")) if path.is_file() and path.name != "journal.jsonl"]
    return {"told": told, **{str(path.relative_to(into)): path.read_bytes() for path in files}}


def emptied(series: tuple[Path, Path], days: Sequence[int]) -> None:
    paths = sorted(series[0].iterdir())
    for day in days:
        paths[day].write_text(EMPTY)


SAID = {
    "as they are": ((), {}),
    "dates without ground, skipped, the first one and those at seams too": (
        (0, 1, 3, 4, 5),
        {"empty": "skip"},
    ),
    "dates on which nothing is held": ((2, 5), {"empty": "nothing"}),
    "dates without ground that are refused": ((2, 5), {}),
    "overlaps that are refused": ((), {"overlaps": "error"}),
    "borders drawn to those of the date before": ((), {"snap_m": 5.0}),
    "mended": ((), {"repair": True}),
}


@pytest.mark.parametrize("name", SAID)
def test_chunks_of_dates_give_what_one_after_the_other_does(
    series: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    days, how = SAID[name]
    emptied(series, days)
    alone = brought(series, tmp_path / "alone", **how)
    monkeypatch.setattr("controlmap.exchange.by_date._DATES", 2)
    assert brought(series, tmp_path / "chunks", Cutting(backwards, 100), **how) == alone
    assert ("problems" in alone) == ("refused" in name)


def test_a_missing_day_that_is_unknown_is_so_at_a_seam_too(
    series: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in sorted(series[0].iterdir())[2:7:2]:
        path.unlink()
    alone = brought(series, tmp_path / "alone", gaps="unknown")
    monkeypatch.setattr("controlmap.exchange.by_date._DATES", 2)
    assert brought(series, tmp_path / "chunks", Cutting(backwards, 100), gaps="unknown") == alone
