"""Some of the long trials on the odd files that are made here; `make torture` has the rest."""

from functools import partial

import pytest

from tests.collection import small
from tests.torture import door, every_file, hostile_text, opens
from tests.torture.row import Run, result_of


@pytest.fixture(autouse=True)
def only_what_is_made_here(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.collection.LARGE", tmp_path / "not here")


@pytest.mark.parametrize(("row", "share"), [(every_file, 0.1), (opens, 0.2), (door, 0.05)])
def test_a_part_of_a_row(row, share):
    holds(row.run, share)


@pytest.mark.browser
def test_no_text_runs(browser):
    holds(partial(hostile_text.run_in, browser), 1)


def holds(run: Run, share: float) -> None:
    result = result_of(run, share, tell=print)
    if result.said.startswith("skipped"):
        pytest.skip(result.said)
    assert not result.faults
    assert result.cases > 50


def test_the_small_collection_is_told_of_file_by_file():
    told = (small() / "index.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert {line.split(",")[0] for line in told} == {path.name for path in small().glob("*.geojson")}
