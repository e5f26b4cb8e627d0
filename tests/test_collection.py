"""Some of the long trials on the odd files that are made here; `make torture` has the rest."""

import importlib

import pytest

from tests.collection import small
from tests.torture.row import result_of


@pytest.mark.parametrize(
    ("row", "share"),
    [
        ("every_file", 0.1),
        ("opens", 0.2),
        ("door", 0.05),
        pytest.param("hostile_text", 1, marks=pytest.mark.browser),
    ],
)
def test_a_part_of_a_row(row, share, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.collection.LARGE", tmp_path / "not here")
    result = result_of(importlib.import_module(f"tests.torture.{row}").run, share, tell=print)
    if result.said.startswith("skipped"):
        pytest.skip(result.said)
    assert not result.faults
    assert result.cases > 50


def test_the_small_collection_is_told_of_file_by_file():
    told = (small() / "index.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert {line.split(",")[0] for line in told} == {path.name for path in small().glob("*.geojson")}
