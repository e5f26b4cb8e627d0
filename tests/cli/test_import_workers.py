"""`controlmap import snapshots --workers`: the dates are read by several processes, to the byte as by one."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ground of two sides, one of which gains a little each day; the command is called beside it."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "days").mkdir()
    for day in range(1, 25):
        sides = {"a": (0, day / 100), "b": (day / 100, 1)}
        features = [
            {"type": "Feature", "properties": {"by": name}, "geometry": _strip(*ends)}
            for name, ends in sides.items()
        ]
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (tmp_path / "days" / f"2024-01-{day:02d}.geojson").write_text(text)
    return tmp_path / "days"


def _strip(west: float, east: float) -> dict[str, object]:
    ring = [[west, 0], [east, 0], [east, 1], [west, 1], [west, 0]]
    return {"type": "Polygon", "coordinates": [ring]}


def bring(run: Run, days: Path, into: str, *more: str):
    words = ("--into", into, "--layer", "l", "--controller-from", "by", *more)
    return run("import", "snapshots", days, *words)


def test_what_two_processes_bring_is_what_one_brings(run: Run, days: Path) -> None:
    alone, together = bring(run, days, "one"), bring(run, days, "two", "--workers", "2")
    assert (alone.code, together.code) == (0, 0), alone.err + together.err
    assert together.err == alone.err
    files = sorted(
        path.name for path in Path("one").iterdir() if path.is_file() and "journal" not in path.name
    )
    assert "l.geojson" in " ".join(files)
    for name in files:
        assert (Path("two") / name).read_bytes() == (Path("one") / name).read_bytes()


REFUSED = {
    "--append is done by one process": ("--append", "--workers", "2"),
    "--memory-per-worker goes with --workers 2 or more": ("--memory-per-worker", "1GB"),
    "--scheduler has those of a cluster: take one": ("--workers", "2", "--scheduler", "tcp://127.0.0.1:9"),
    "'' is no address of a scheduler": ("--scheduler", ""),
    "'http://127.0.0.1:8787' is no address of a scheduler": ("--scheduler", "http://127.0.0.1:8787"),
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_cannot_be_is_refused_and_nothing_written(run: Run, days: Path, said: str) -> None:
    outcome = bring(run, days, "map", *REFUSED[said])
    assert (outcome.code, outcome.out, outcome.err.count("error: ")) == (2, "", 1)
    assert said in outcome.err
    assert not Path("map").exists()
