"""What is printed of maps with very many holders, dates and passages."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.cli.options import print_json
from controlmap.cli.tables import moved_in_brief, moved_lines

from .conftest import Run

HOLDERS = 30

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(values)
def test_a_document_that_is_laid_out_says_the_same(document: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        told: list[str] = []
        patch.setattr("controlmap.cli.options.say_lines", told.append)
        print_json(document)
    assert json.loads(*told) == document


def test_a_row_of_a_document_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"rows": [{"a": 1, "b": [1, 2]}, {"a": 2, "b": []}], "of": {"x": "é"}, "none": []})
    assert capsys.readouterr().out.splitlines() == [
        "{",
        '  "rows": [',
        '    {"a": 1, "b": [1, 2]},',
        '    {"a": 2, "b": []}',
        "  ],",
        '  "of": {',
        '    "x": "é"',
        "  },",
        '  "none": []',
        "}",
    ]


def day_of(holders: list[str], folder: Path, day: int) -> None:
    """Write a day on which each of some actors holds a strip, the later ones the wider ones."""
    folder.mkdir(exist_ok=True)
    features = []
    for n, who in enumerate(holders):
        ground = shapely.box(n, 0, n + 1, 0.1 + n / 100)
        features.append(
            {"type": "Feature", "geometry": shapely.geometry.mapping(ground), "properties": {"who": who}}
        )
    path = folder / f"day_2024-03-{day:02}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def test_of_many_holders_the_widest_are_told_and_of_many_passages_the_largest(
    run: Run, tmp_path: Path
) -> None:
    names = [f"side {n}" for n in range(HOLDERS)]
    day_of(names, tmp_path / "days", 1)
    into = ["--into", tmp_path / "map", "--layer", "series", "--controller-from", "who"]
    told = run("import", "snapshots", tmp_path / "days", *into).err.splitlines()
    ends = [line for line in told if "km² at the end" in line]
    assert len(ends) == 12
    assert ends[0].startswith(f"side-{HOLDERS - 1}: ")
    assert "and 18 more: `controlmap areas` tells of all" in told
    day_of([*names[1:], names[0]], tmp_path / "next", 2)
    told = run("import", "snapshots", tmp_path / "next", *into, "--append").err.splitlines()
    passages = [line for line in told if " → " in line]
    km2 = [float(line.split(" km²")[0].replace(",", "")) for line in passages]
    assert (len(passages), km2) == (20, sorted(km2, reverse=True))
    assert "and 10 more" in told
    shown = run("log", tmp_path / "map").out
    assert shown.count(" → ") == 20
    assert "and 10 more: --json tells all" in shown


def test_a_report_of_passages_tells_all_and_a_line_beside_an_edit_the_largest() -> None:
    rows = [{"from": f"a{n}", "to": "b", "area_km2": float(n)} for n in range(25)]
    assert len(moved_lines(rows)) == 25
    brief = moved_in_brief(rows)
    assert brief[0].split() == ["24.000", "km²", "a24", "→", "b"]
    assert brief[20:] == ["and 5 more: --json tells all"]
