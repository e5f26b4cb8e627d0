"""An import that is killed anywhere leaves a whole map, or none, and nothing of its own beside it."""

from controlmap.exchange import import_snapshots
from controlmap.store import locked, open_project
from tests.exchange.test_snapshots import write_snapshots
from tests.kills import deaths_in_one


def test_a_new_map_is_there_whole_or_not_at_all_wherever_its_import_is_killed(tmp_path):
    days = write_snapshots(tmp_path / "days", {"2024-01-01.geojson": "AB", "2024-01-02.geojson": "BB"})

    def bring(folder):
        import_snapshots(days, folder / "map", layer="l", controller_from="who")

    def fresh(number):
        (tmp_path / f"run-{number}").mkdir()
        return tmp_path / f"run-{number}"

    ends = [_left(folder / "map") for folder in deaths_in_one(bring, folder=fresh)]
    assert ends == sorted(ends)
    assert {*ends} == {False, True}


def _left(folder):
    """Tell whether a map is there, once somebody has looked."""
    if not (folder / "controlmap.toml").exists():
        return False
    with locked(folder, exclusive=False):
        assert [path.name for path in folder.iterdir() if path.name.endswith("-tmp")] == []
    return len(open_project(folder).layers[0].states) == 3
