"""Ground cut by the workers of a cluster, in processes of their own: to the byte as by one process."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from distributed import Client, wait

from controlmap.api import MapProject, open_map
from controlmap.api.spread import cluster_at, cluster_here, cutting_by
from controlmap.errors import InputError
from controlmap.plane import Cutting, Grid, Topology, cut_ground
from controlmap.store import init_project
from tests.benchmarks.dense import Dense, dense_snapshots

GRID = Grid(6)
SHIPPED = Path(__file__).parents[2] / "geodata"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Client]:
    with cluster_here(2, 600_000_000) as client:
        yield client


@pytest.fixture(scope="module")
def areas() -> list[shapely.Geometry]:
    plan = Dense(dates=8, vertices=600, pockets=20)
    return [area for snapshot in dense_snapshots(plan) for _, area in snapshot]


@pytest.fixture
def project(tmp_path: Path) -> MapProject:
    init_project(tmp_path / "valley")
    return open_map(tmp_path / "valley")


def parts_of(topology: Topology) -> list[object]:
    arrays = (topology.covers, topology.arc_xy, topology.arc_start, topology.arc_left, topology.arc_right)
    cells = shapely.to_wkb(topology.cells).tolist()
    return [*(array.tobytes() for array in arrays), topology.cover_runs, cells]


@pytest.mark.parametrize("most", [200, 1_500, 50_000])
def test_two_workers_cut_ground_as_one_process_does(
    cluster: Client, areas: list[shapely.Geometry], most: int
) -> None:
    how = cutting_by(cluster)._replace(most=most)
    assert parts_of(cut_ground(areas, GRID, how)) == parts_of(cut_ground(areas, GRID))


def test_the_page_of_the_shipped_map_is_the_same_to_the_byte(cluster: Client) -> None:
    assert open_map(SHIPPED).payload(client=cluster) == open_map(SHIPPED).payload()


def test_the_history_of_a_map_is_the_same(cluster: Client, project: MapProject) -> None:
    alone = MapProject(project.project).history()
    together = MapProject(project.project).history(client=cluster)
    assert parts_of(together.topology) == parts_of(alone.topology)
    assert together.spell_state.tolist() == alone.spell_state.tolist()


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(
    cluster: Client, areas: list[shapely.Geometry]
) -> None:
    how = cutting_by(cluster)._replace(most=200)
    found = []
    thread = threading.Thread(target=lambda: found.append(cut_ground(areas, GRID, how)))
    (first, *_) = processes_of(cluster)
    thread.start()
    os.kill(first, signal.SIGKILL)
    thread.join()
    assert parts_of(found[0]) == parts_of(cut_ground(areas, GRID))
    cluster.wait_for_workers(2, timeout=60)
    assert first not in processes_of(cluster)


def processes_of(cluster: Client) -> list[int]:
    return [*cluster.run(os.getpid).values()]


def test_tiles_have_room_in_what_a_worker_may_hold(cluster: Client) -> None:
    assert cutting_by(cluster).most == 50_000


def test_who_is_no_cluster_is_refused(project: MapProject) -> None:
    with pytest.raises(InputError, match=r"client takes a distributed\.Client; found 3"):
        MapProject(project.project).history(client=3)  # pyright: ignore[reportArgumentType]


def test_without_a_cluster_this_process_cuts() -> None:
    assert cutting_by(None) == Cutting()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "tcp://nowhere.invalid:1"])
def test_where_no_scheduler_answers_that_is_said(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("controlmap.api.spread._PATIENCE_S", 1)
    with pytest.raises(InputError, match=f"no scheduler answers at {address}"), cluster_at(address):
        pass


@pytest.mark.parametrize(
    "address", ["", " ", "nowhere", "foo://127.0.0.1:1", "http://127.0.0.1:8787", "tcp://"]
)
def test_what_is_no_address_of_a_scheduler_is_said_at_once(address: str) -> None:
    with pytest.raises(InputError) as caught, cluster_at(address):
        pass
    (problem,) = caught.value.problems
    assert problem.message == f"{address!r} is no address of a scheduler"
    assert "tcp://10.0.0.1:8786" in (problem.hint or "")


def test_a_scheduler_under_keys_is_not_asked_without_them() -> None:
    said = "tls://127.0.0.1:9 takes certificates, and there are none"
    with pytest.raises(InputError, match=said), cluster_at("tls://127.0.0.1:9"):
        pass


def test_a_worker_that_is_full_of_something_else_puts_that_off_to_the_disk(
    areas: list[shapely.Geometry],
) -> None:
    with cluster_here(1, 300_000_000) as small:
        ballast = [small.submit(bytes, 30_000_000, pure=False) for _ in range(8)]
        wait(ballast)
        how = cutting_by(small)
        assert how.most < 50_000
        assert parts_of(cut_ground(areas, GRID, how)) == parts_of(cut_ground(areas, GRID))
        assert sum(small.run(lambda dask_worker: dask_worker.data.spilled_total.disk).values()) > 0
        assert {len(one.result()) for one in ballast} == {30_000_000}
