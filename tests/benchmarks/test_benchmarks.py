"""The harness works on tiny series; nothing here is timed."""

from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
import shapely

from controlmap.exchange import import_snapshots, read_states_table
from tests.benchmarks.__main__ import measure, medians
from tests.benchmarks.child import append, bring
from tests.benchmarks.contestants import BY_NAME
from tests.benchmarks.demanding import Noisy, map_of
from tests.benchmarks.dense import (
    Crowd,
    Dense,
    crowd_snapshots,
    dense_snapshots,
    write_crowd,
    write_dense,
)
from tests.benchmarks.exports import CLIP, JOBS, written
from tests.benchmarks.imports import write_intervals, write_kml
from tests.benchmarks.series import day, find_snapshots, intervals, read_with_geopandas, where_it_moves
from tests.benchmarks.spreading import Metered, Step
from tests.benchmarks.synthetic import Plan, dates_of, series_of, write_snapshots
from tests.benchmarks.tables import COLUMNS, rows, table

TINY = Plan(dates=8, vertices=40, actors=3, stretch=6, stretches=2)


def test_a_synthetic_series_is_the_same_each_time_and_in_files(tmp_path):
    read = read_with_geopandas(write_snapshots(TINY, tmp_path / "series"))
    made = series_of(TINY)
    assert read.dates == made.dates == dates_of(TINY)
    for one, two in zip(read.snapshots, made.snapshots, strict=True):
        assert all(one[actor].equals_exact(two[actor], 1e-12) for actor in two)


def test_a_dense_series_lies_over_itself_and_is_redrawn_a_grid_unit_off_each_day(tmp_path):
    plan = Dense(dates=3, vertices=60, pockets=4, moving=1)
    first, second, third = dense_snapshots(plan)
    assert [(name, shapely.to_wkb(ground)) for name, ground in first] == [
        (name, shapely.to_wkb(ground)) for name, ground in next(dense_snapshots(plan))
    ]
    assert len({name for name, _ in first}) == plan.statuses + 1
    assert shapely.area(shapely.intersection(first[0][1], first[1][1])) > 0
    assert all(shapely.is_valid(ground) for _, ground in (*first, *second, *third))
    folder, table = write_dense(plan, tmp_path / "dense")
    layer = import_snapshots(
        folder,
        tmp_path / "map",
        layer="dense",
        states=read_states_table(table.read_bytes(), file=table.name),
        overlaps="rank",
    ).file
    assert layer.is_file()


def test_a_crowd_shares_its_ground_out_and_takes_of_each_other(tmp_path):
    plan = Crowd(actors=20, dates=3, side=12, taken=4)
    first, *_, last = crowd_snapshots(plan)
    assert len(first) == 20
    assert shapely.coverage_is_valid([*first.values()])
    assert shapely.coverage_is_valid([*last.values()])
    assert any(not shapely.equals(first[actor], last[actor]) for actor in last)
    assert len(find_snapshots(write_crowd(plan, tmp_path / "crowd"))) == 3


def test_demanding_series_are_dense_and_have_many_actors(tmp_path):
    noisy = map_of(Noisy(dates=12, actors=3, vertices=40, stretch=8), tmp_path).history()
    assert len(noisy.cells) > 20
    assert len(noisy.spell_cell) > 2 * len(noisy.cells)
    assert len(noisy.overlaps) > 0
    restated = map_of(Dense(dates=3, vertices=60, pockets=4), tmp_path).history()
    assert len({state.status for state in restated.states if state}) > 1
    assert len(restated.cells) > 20
    crowded = map_of(Crowd(dates=4, actors=30, side=12, taken=5), tmp_path).history()
    assert len({state.controller for state in crowded.states}) >= 30
    assert len(crowded.overlaps) == 0


def test_a_day_without_a_change_makes_no_interval(tmp_path):
    made = series_of(TINY)
    made.snapshots[1] = made.snapshots[0]
    assert day(made.dates[1]) not in set(intervals(made)["start"])


@pytest.mark.browser
def test_a_contestant_is_measured_from_files_to_frames(tmp_path):
    folder = write_snapshots(TINY, tmp_path / "series")
    dates = [day(snapshot.date) for snapshot in find_snapshots(folder)]
    with ThreadPoolExecutor(1) as apart:  # a browser that other tests left open has the loop of this thread
        ours, near = BY_NAME["controlmap"], where_it_moves(folder)
        figures = apart.submit(measure, ours, folder, dates, 4, near, tmp_path).result()
    assert figures["html_mb"] < 0.5
    assert figures["heap_mb"] > 0
    assert figures["frames_a_second"] > 0
    # What the table shows of a page is measured.
    assert {*list(COLUMNS)[list(COLUMNS).index("first_frame_s") :]} <= figures.keys()
    told = table({"controlmap": medians([figures, figures])})
    assert told.splitlines()[2].startswith("| controlmap | ")
    assert rows([figures]).count("\n") == 2


@pytest.mark.parametrize("job", ["intervals", "kml"])
def test_imports_are_counted_by_what_they_still_say(tmp_path, job):
    sources = {"intervals": write_intervals(tmp_path, 40), "kml": write_kml(tmp_path, 3, 60)}
    ours = bring("controlmap", job, str(sources[job]), str(tmp_path / "map"))
    peer = bring("geopandas", job, str(sources[job]), str(tmp_path / "frame"))
    assert ours["dates"] == peer["dates"] > 1
    # GDAL drops the styles, which alone say who holds what.
    assert (ours["holders"], peer["holders"]) == ((4, 4) if job == "intervals" else (3, 0))


def test_the_last_day_is_appended_to_all_others(tmp_path):
    series = write_snapshots(TINY, tmp_path / "series")
    assert append(str(series), str(tmp_path))["days"] == TINY.dates - 1


@pytest.mark.parametrize("tool", ["controlmap", "geopandas"])
@pytest.mark.parametrize("job", ["states as .csv", "km² by day"])
def test_both_write_the_shipped_map_s_rows(tmp_path, tool, job):
    figures = written(tool, job, str(tmp_path))
    assert figures["mb"] > 0
    rows = (tmp_path / JOBS[job].target).read_text(encoding="utf-8").count("\n")
    assert rows > 400


def test_the_two_agree_on_square_kilometres_by_day(tmp_path):
    sums = []
    for tool in ("controlmap", "geopandas"):
        (tmp_path / tool).mkdir()
        written(tool, "km² by day", str(tmp_path / tool))
        table_ = pd.read_csv(tmp_path / tool / JOBS["km² by day"].target)
        sums.append(table_.groupby("date")["area_km2"].sum().to_numpy())
    assert sums[0] == pytest.approx(sums[1], rel=1e-3)
    assert len(CLIP) == 12


def test_workers_take_the_longest_task_that_is_left() -> None:
    step = Step([1.0, 5.0, 2.0, 2.0])
    assert [step.seconds(workers) for workers in (1, 2, 4, 100)] == [10.0, 5.0, 5.0, 5.0]


def test_what_is_handed_out_comes_back_as_if_it_had_been_done_here() -> None:
    metered = Metered()
    assert list(metered.each(abs, [3, -1, -2])) == [3, 1, 2]
    assert [len(step.tasks) for step in metered.steps] == [3]
