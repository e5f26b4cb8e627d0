"""Whatever came in between, edits and imports that are all taken back leave the map's files as they were."""

import contextlib
import io
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.cli import main
from controlmap.edit import read_journal
from tests.examples import examples

BORDERS = [36.5, 36.50003, 36.6, 36.60003, 36.55]
"""Where A's ground ends and B's begins, day by day; that it moves by a hair leaves strips as drawn."""
STEPS = st.one_of(
    st.just(("append",)),
    st.tuples(st.just("correct"), st.sampled_from([36.2, 36.5, 36.58]), st.sampled_from("ab")),
    st.just(("undo",)),
    st.just(("redo",)),
    st.tuples(st.just("revert"), st.integers(2, 9)),
)


def done(*words: object) -> int:
    """Run a command, and return its exit code."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            main([str(word) for word in words])
        except SystemExit as ended:
            return int(ended.code or 0)
    return 0


def files_of(folder: Path) -> dict[str, bytes]:
    """Return what all files hold but the journal, which only grows, and what git is told of it."""
    every = ((path.relative_to(folder), path) for path in folder.rglob("*") if path.is_file())
    return {
        str(name): path.read_bytes()
        for name, path in every
        if not str(name).startswith(("journal", ".git", ".controlmap"))
    }


def square(west: float, east: float, who: str) -> dict:
    ring = [[west, 35], [east, 35], [east, 36], [west, 36], [west, 35]]
    return {
        "type": "Feature",
        "properties": {"who": who},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.fixture(scope="module")
def series(tmp_path_factory) -> Path:
    """A folder with a map of two days, and with further days, each in a folder of its own."""
    folder = tmp_path_factory.mktemp("series")
    for day, border in enumerate(BORDERS, 1):
        home = folder / ("days" if day <= 2 else f"day-{day}")
        home.mkdir(exist_ok=True)
        features = [square(36, border, "A"), square(border, 37, "B")]
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (home / f"2024-11-0{day}.geojson").write_text(text)
    assert done("import", "snapshots", folder / "days", *into(folder / "map")) == 0
    assert (folder / "map" / "imported" / "live.txt").read_text()
    return folder


def into(project: Path) -> list[object]:
    return ["--into", project, "--layer", "live", "--controller-from", "who"]


def taken(series: Path, project: Path, step: tuple) -> int:
    """Do one step, and return its exit code."""
    kind, *how = step
    if kind == "append":
        held = (project / "sources.json").read_text()
        day = next((n for n in range(3, len(BORDERS) + 1) if f"2024-11-0{n}" not in held), 3)
        return done("import", "snapshots", series / f"day-{day}", *into(project), "--append")
    if kind == "correct":
        lon, to = how
        where = ["--area", f"{lon},35.5", "--radius-km", 5, "--on", "2024-11-01", "--until", "2024-11-02"]
        return done(
            "correct", project, *where, "--to", to, "--source", "2024-11-01", "--certainty", "reported"
        )
    return done(kind, *how, project)


def standing_in(project: Path) -> Counter[str]:
    """Return how often each edit stands, reverts of it and of those reckoned up; the first import aside."""
    effects: dict[str, Counter[str]] = {}
    for entry in read_journal(project)[1:]:
        if entry.note.of is None:
            effects[entry.id] = Counter([entry.id])
        else:
            way = 1 if entry.note.role == "redo" else -1
            effects[entry.id] = Counter({e: way * n for e, n in effects[entry.note.of].items()})
    total: Counter[str] = Counter()
    for effect in effects.values():
        total.update(effect)
    return Counter({name: count for name, count in total.items() if count})


@settings(max_examples=examples(15))
@given(st.lists(STEPS, min_size=3, max_size=8))
def test_edits_whose_sum_is_nothing_leave_every_file_as_it_was(series, steps):
    project = series / "tried"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(series / "map", project)
    first = now = files_of(project)
    for step in steps:
        before, code = now, taken(series, project, step)
        now = files_of(project)
        if code:
            assert now == before, step
            continue
        if step[0] != "redo" and now != before:
            assert done("undo", project) == 0 if step[0] != "undo" else done("redo", project) == 0
            assert files_of(project) == before, step
            assert done("redo", project) == 0 if step[0] != "undo" else done("undo", project) == 0
            assert files_of(project) == now, step
        if not standing_in(project):
            assert now == first
    while standing_in(project):
        assert done("undo", project) == 0
    assert files_of(project) == first


@pytest.mark.parametrize("back", [("undo", "--by", "nightly"), ("revert", "2")])
def test_a_bad_night_is_dropped_though_the_desk_corrected_something_since(series, tmp_path, back):
    project = tmp_path / "map"
    shutil.copytree(series / "map", project)
    marks = project / "imported" / "live.txt"
    first = {*marks.read_text().split()}
    assert done("import", "snapshots", series / "day-3", *into(project), "--append", "--by", "nightly") == 0
    night = {*marks.read_text().split()} - first
    assert taken(series, project, ("correct", 36.2, "b")) == 0
    corrected = {*marks.read_text().split()} - first - night
    assert night and corrected
    assert done(back[0], *back[1:], project) == 0
    assert {*marks.read_text().split()} == first | corrected
    assert done("revert", "3", project) == 0
    assert {*marks.read_text().split()} == first
