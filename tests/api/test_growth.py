"""What is done for a map grows as the map does: counted in calls, so that no clock is asked."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from controlmap.api import open_map
from controlmap.check import check
from controlmap.exchange import import_snapshots
from tests.benchmarks.synthetic import Plan, write_snapshots

DATES = 10
ASKED: dict[str, Callable[[Path], object]] = {
    "check": check,
    "payload": lambda folder: open_map(folder).payload(),
    "areas": lambda folder: open_map(folder).areas(),
    "changes": lambda folder: open_map(folder).changes("2000-01-01", "2000-01-09"),
    "fronts": lambda folder: open_map(folder).fronts("2000-01-05"),
    "durations": lambda folder: open_map(folder).durations(),
}


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A map of some days, and one of four times as many, on which as much ground passes each day."""
    base = tmp_path_factory.mktemp("growing")
    found = []
    for times in (1, 4):
        plan = Plan(dates=DATES * times, vertices=300, stretches=3)
        folder = write_snapshots(plan, base / f"days-{times}")
        import_snapshots(folder, base / f"map-{times}", layer="l", controller_from="actor")
        found.append(base / f"map-{times}")
    return found


def calls(work: Callable[[Path], object], folder: Path) -> int:
    """How many functions are called to do something with a map."""
    count = 0

    def counted(frame: object, event: str, what: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    work(folder)  # what is done once in a process is done
    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work(folder)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_done_grows_no_faster_than_the_states_of_a_map(maps: list[Path], asked: str) -> None:
    small, large = (calls(ASKED[asked], folder) for folder in maps)
    states = [len(open_map(folder).project.layers[0].states) for folder in maps]
    assert states[1] > 4 * states[0]
    assert large / small < states[1] / states[0]
