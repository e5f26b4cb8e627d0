"""A layer goes on with the next day's restatement, as one edit of what differs."""

import json

import numpy as np
import pytest
import shapely

from controlmap.api import open_map
from controlmap.edit import restated
from controlmap.errors import InputError, StaleError
from controlmap.exchange import going_on, import_snapshots
from tests.exchange.test_snapshots import write_snapshots


@pytest.fixture
def series(tmp_path):
    """A map of one day, beside folders of the next ones."""
    folder = write_snapshots(tmp_path / "one", {"2024-01-01.geojson": "AAB"})
    import_snapshots(folder, tmp_path / "map", layer="l", controller_from="who")
    return tmp_path


def append(series, sketches: dict[str, str], name: str = "next"):
    folder = write_snapshots(series / name, sketches)
    return import_snapshots(folder, series / "map", layer="l", controller_from="who", append=True)


def files(series) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (series / "map").iterdir() if path.is_file()}


def test_the_next_day_changes_what_differs_and_undo_takes_it_back(series):
    before = files(series)
    append(series, {"2024-01-02.geojson": "ABB"})
    project = open_map(series / "map")
    shares = project.areas(["2024-01-01", "2024-01-02"]).set_index(["date", "controller"])["share"]
    assert [round(shares[day, "a"], 2) for day in ("2024-01-01", "2024-01-02")] == [0.67, 0.33]
    assert len(project.log()) == 2
    project.undo()
    after = files(series)
    assert {name: after[name] for name in before if name != "journal.jsonl"} == {
        name: data for name, data in before.items() if name != "journal.jsonl"
    }


def test_the_same_day_twice_changes_nothing(series):
    append(series, {"2024-01-02.geojson": "ABB"})
    before = files(series)
    brought = append(series, {"2024-01-02.geojson": "ABB"}, "again")
    assert files(series) == before
    assert "nothing differs" in " ".join(brought.told)


def test_an_earlier_day_is_a_correction_and_says_so(series):
    append(series, {"2024-01-03.geojson": "ABB"})
    brought = append(series, {"2024-01-02.geojson": "BBB"}, "late")
    assert "a correction until 2024-01-03" in " ".join(brought.told)
    shares = open_map(series / "map").areas(["2024-01-02", "2024-01-03"]).set_index(["date", "controller"])
    assert round(shares["share"]["2024-01-03", "a"], 2) == 0.33
    assert shares["share"].get(("2024-01-02", "a"), 0) == 0


def test_days_that_no_file_tells_of_are_told(series):
    append(series, {"2024-01-02.geojson": "ABB"})
    told = append(series, {"2024-01-05.geojson": "AAB"}, "later").told
    assert "l: nothing is told of 2024-01-03 to 2024-01-04: as before" in told
    told = append(series, {"2024-01-07.geojson": "ABB"}, "last").told
    assert "l: nothing is told of 2024-01-06: as before" in told
    assert not any("nothing is told" in line for line in append(series, {"2024-01-08.geojson": "AAB"}).told)


def test_new_actors_come_with_the_day_that_names_them(series):
    append(series, {"2024-01-02.geojson": "ACB"})
    settings = open_map(series / "map").project.settings
    assert [actor.id for actor in settings.actors] == ["a", "b", "c"]
    assert len({actor.colour for actor in settings.actors}) == 3


def test_a_layer_that_is_not_there_cannot_go_on(series):
    folder = write_snapshots(series / "next", {"2024-01-02.geojson": "A"})
    with pytest.raises(InputError, match="no layer 'm'"):
        import_snapshots(folder, series / "map", layer="m", controller="a", append=True)


def test_ground_that_passes_names_the_file_that_says_so_and_what_stays_keeps_its_source(series):
    append(series, {"2024-01-02.geojson": "ABB"})
    project = open_map(series / "map")
    assert {*project.project.sources} == {"2024-01-01", "2024-01-02"}
    said = {s.valid_from.astype(str): s.sources for s in project.project.layers[0].states if s.valid_from}
    assert said == {"2024-01-01": ("2024-01-01",), "2024-01-02": ("2024-01-02",)}
    assert project.check().count("warning") == 0
    project.undo()
    assert {*open_map(series / "map").project.sources} == {"2024-01-01"}


def test_ground_for_which_a_source_is_named_gets_no_other(series):
    folder = write_snapshots(series / "next", {"2024-01-02.geojson": "ABB"})
    import_snapshots(folder, series / "map", layer="l", controller_from="who", append=True,
                     sources=["2024-01-01"])  # fmt: skip
    assert {*open_map(series / "map").project.sources} == {"2024-01-01"}


def drawn_anew(path, moved: float, chance: np.random.Generator) -> None:
    """Two holders beside a line of many vertices, which each draws by itself, some metres off."""
    y = np.sort(np.r_[36, 36.2, chance.uniform(36, 36.2, 60)])
    line = 37.1 + 0.01 * np.sin(80 * y) + np.where(y < 36.1, moved, 0)
    features = []
    for name, side in (("a", 37.0), ("b", 37.2)):
        border = np.column_stack([line, y]) + chance.normal(0, 8e-5, (62, 2))
        ring = [*border.tolist(), [side, 36.2], [side, 36.0]]
        polygon = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        features.append({"type": "Feature", "properties": {"who": name}, "geometry": polygon})
    path.parent.mkdir()
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def test_a_day_that_is_drawn_to_the_one_before_may_come_again(tmp_path):
    """Borders are drawn anew each day, some metres off: what comes twice would be drawn to itself."""
    chance = np.random.default_rng(1)
    how = {"layer": "l", "controller_from": "who", "overlaps": "smallest", "snap_m": 30}
    for day in range(1, 5):
        path = tmp_path / str(day) / f"2024-01-0{day}.geojson"
        drawn_anew(path, 0.003 * day, chance)
        came = import_snapshots(path, tmp_path / "map", **how, append=day > 1)
        assert day == 1 or any("→" in line for line in came.told)
    before = {one.name: one.read_bytes() for one in (tmp_path / "map").iterdir() if one.is_file()}
    told = import_snapshots(path, tmp_path / "map", **how, append=True).told
    assert "l: nothing differs: nothing was written" in told
    assert {one.name: one.read_bytes() for one in (tmp_path / "map").iterdir() if one.is_file()} == before
    surer = import_snapshots(path, tmp_path / "map", **how, append=True, certainty="confirmed").told
    assert not any("nothing differs" in line for line in surer), "it says something else of the same ground"


def test_several_days_tell_what_lies_between_them(series):
    days = ["2024-01-02", "2024-01-04", "2024-01-07", "2024-01-10", "2024-01-12"]
    sketches = {f"{day}.geojson": "ABB" for day in days}
    told = append(series, sketches).told
    named = "2024-01-03, 2024-01-05 to 2024-01-06, 2024-01-08 to 2024-01-09, 2024-01-11"
    assert f"l: nothing is told of {named}: as before" in told


def test_a_year_is_told_of_by_what_is_dated_with_it(tmp_path):
    folder = write_snapshots(tmp_path / "one", {"2001.geojson": "AAB"})
    import_snapshots(folder, tmp_path / "map", layer="l", controller_from="who", date="2001")
    for date in ("2002", "2005"):
        brought = import_snapshots(
            write_snapshots(tmp_path / date, {"next.geojson": "ABB"}), tmp_path / "map", layer="l",
            controller_from="who", date=date, append=True,
        )  # fmt: skip
        told = [line for line in brought.told if "nothing is told" in line]
        assert told == (
            [] if date == "2002" else ["l: nothing is told of 2003-01-01 to 2004-12-31: as before"]
        )


def test_who_appends_a_day_that_somebody_else_appends_meanwhile_is_told_so(series, monkeypatch):
    """Two nightly jobs: the one that comes second has read the map before the first one wrote it."""

    def restated_late(*given, **more):
        monkeypatch.setattr(going_on, "restated", restated)
        append(series, {"2024-01-02.geojson": "ABB"}, "first")
        return restated(*given, **more)

    monkeypatch.setattr(going_on, "restated", restated_late)
    told = append(series, {"2024-01-02.geojson": "ABB"}, "second").told
    assert "nothing differs" in " ".join(told)
    assert "somebody else wrote the map meanwhile" in " ".join(told)
    assert len(open_map(series / "map").log()) == 2


def test_an_edit_of_a_map_that_is_another_by_now_is_told_what_changed(series):
    project = open_map(series / "map")
    append(series, {"2024-01-02.geojson": "ABB"})
    with pytest.raises(StaleError, match=r"l\.geojson: l-"):
        project.append("2024-01-02", series / "next" / "2024-01-02.geojson", controller=["who"])


@pytest.mark.parametrize(("snap_m", "proposed"), [(0.0, True), (60.0, False)])
def test_strips_that_become_nobodys_between_borders_are_told_with_what_joins_them(tmp_path, snap_m, proposed):
    """Two neighbours that are drawn anew, with gaps of some twenty metres here and there."""
    days = [tmp_path / f"2024-01-0{day}.geojson" for day in (1, 2)]
    for day, path in enumerate(days):
        gaps = [y + lag for y in range(0, 900, 100) for lag in ((0, 20, 40, 60) if day else (0,))]
        east = [(100 + (20 if day and y % 100 in (20, 40) else 0), y) for y in gaps]
        west = [(100, y) for y in gaps]
        grounds = {"a": [(0, 0), *west, (0, gaps[-1])], "b": [*east, (900, gaps[-1]), (900, 0)]}
        write_grounds(path, {who: np.array(ring) / 1e5 for who, ring in grounds.items()})
    how = {"into": tmp_path / "map", "layer": "l", "controller_from": "who", "snap_m": snap_m}
    import_snapshots(days[0], **how)
    told = import_snapshots(days[1], append=True, **how).told
    assert any("become nobody's" in line and "--snap-m" in line for line in told) == proposed


def write_grounds(path, grounds) -> None:
    """A feature for each holder's ring."""
    features = [
        {
            "type": "Feature",
            "properties": {"who": who},
            "geometry": shapely.geometry.mapping(shapely.Polygon(ring)),
        }
        for who, ring in grounds.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
