"""What an import cuts is what its files would be cut into, and goes to what is kept beside the map."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.api import open_map
from controlmap.exchange import import_snapshots, read_states_table
from controlmap.store import KEPT_FOLDER
from controlmap.store import kept as kept_files
from tests.benchmarks.dense import Crowd, Dense, write_crowd, write_dense
from tests.examples import examples
from tests.exchange.test_snapshots import write_snapshots


@pytest.fixture(autouse=True, scope="module")
def everything_is_worth_keeping():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_files, "WORTH_KEEPING", 0)
        yield


def kept(project) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (project / KEPT_FOLDER).iterdir()}


def read_anew(project) -> dict[str, bytes]:
    """What is kept once all was read and cut again. The folder stays: what is kept counts there alone."""
    for path in (project / KEPT_FOLDER).iterdir():
        path.unlink()
    open_map(project).history()
    return kept(project)


@pytest.mark.parametrize("repair", [False, True])
def test_a_dense_import_keeps_the_cut_that_reading_its_files_would_make(tmp_path, repair):
    folder, table = write_dense(Dense(dates=8, vertices=200, pockets=20), tmp_path / "days")
    states = read_states_table(table.read_bytes(), file=table.name)
    told = import_snapshots(
        folder, tmp_path / "map", layer="l", states=states, overlaps="rank", repair=repair
    ).told
    if repair:
        assert any("joined to" in line for line in told)
        assert not (tmp_path / "map" / KEPT_FOLDER).exists()
    else:
        assert {"history", "layer-l"} < (mine := kept(tmp_path / "map")).keys()
        assert mine == read_anew(tmp_path / "map")


def test_so_does_one_of_many_actors(tmp_path):
    folder = write_crowd(Crowd(actors=20, dates=6, side=12, taken=4), tmp_path / "days")
    import_snapshots(folder, tmp_path / "map", layer="l", controller_from="actor")
    assert kept(tmp_path / "map") == read_anew(tmp_path / "map")


@settings(max_examples=examples(25))
@given(st.lists(st.text("AB.", min_size=6, max_size=6), min_size=1, max_size=5), st.booleans())
def test_and_any_small_one(tmp_path_factory, days, gaps):
    rows = {f"2024-01-{2 * i + 1:02}.geojson": f"{day[:3]} {day[3:]}" for i, day in enumerate(days)}
    if not any(set(day) & set("AB") for day in days):
        return
    base = tmp_path_factory.mktemp("small")
    how = {"controller_from": "who", "empty": "nothing", "gaps": "unknown" if gaps else "carry"}
    import_snapshots(write_snapshots(base / "days", rows), base / "map", layer="l", **how)
    assert kept(base / "map") == read_anew(base / "map")


def test_the_first_command_after_an_import_cuts_and_reads_nothing(tmp_path, monkeypatch):
    days = {"2024-01-01.geojson": "AAB", "2024-01-02.geojson": "ABB"}
    import_snapshots(
        write_snapshots(tmp_path / "d", days), tmp_path / "map", layer="l", controller_from="who"
    )
    monkeypatch.setattr("controlmap.store.kept_project.history_of", lambda *_, **__: pytest.fail("cut again"))
    monkeypatch.setattr("controlmap.store.reading.parse_layer", lambda *_, **__: pytest.fail("read again"))
    assert len(open_map(tmp_path / "map").history().topology.cells) == 3
