"""A day that is appended tells who takes what of whom, and is refused where nobody in it is known."""

import pytest

from controlmap.api import open_map
from controlmap.errors import InputError
from controlmap.exchange import import_snapshots, read_states_table
from controlmap.store import open_project
from tests.exchange.test_append import append, files, series
from tests.exchange.test_snapshots import write_snapshots

__all__ = ["series"]


def test_who_takes_what_of_whom_is_told_as_edits_tell_it_and_who_is_new(series):
    told = append(series, {"2024-01-02.geojson": "ACC"}).told
    passed = [line.split("km²  ")[1] for line in told if "→" in line]
    assert (sorted(passed), "new actors: c" in told) == (["a → c", "b → c"], True)


def test_a_day_on_which_nothing_changes_tells_of_no_ground(series):
    told = append(series, {"2024-01-02.geojson": "AAB"}).told
    assert not any("→" in line or "new actors" in line for line in told)


@pytest.mark.parametrize("days", [("CCD",), ("AAB", "CCD")])
def test_a_day_of_strangers_alone_is_refused_and_nothing_written(series, days):
    before = files(series)
    with pytest.raises(InputError, match=r"nobody who holds ground on 2024-01-0. is an actor of the map"):
        append(series, {f"2024-01-0{i}.geojson": sketch for i, sketch in enumerate(days, 2)})
    assert files(series) == before


def test_a_table_that_names_the_strangers_says_that_they_are_meant(series):
    table = read_states_table(b"who,controller\nC,c\nD,d\n", file="table.csv")
    folder = write_snapshots(series / "next", {"2024-01-02.geojson": "CCD"})
    how = {"controller_from": "who", "states": table, "append": True}
    told = import_snapshots(folder, series / "map", layer="l", **how).told
    assert [actor.id for actor in open_project(series / "map").settings.actors] == ["a", "b", "c", "d"]
    assert [line.split("km²  ")[1] for line in told if "→" in line] == ["a → c", "b → d"]


@pytest.mark.parametrize("append_to", [True, False])
def test_a_file_of_which_no_ground_has_the_field_is_refused_and_nothing_written(series, append_to):
    before = files(series)
    folder = write_snapshots(series / "renamed", {"2024-01-02.geojson": "AAB"})
    into = {"into": series / "map", "append": True} if append_to else {"into": series / "new"}
    with pytest.raises(InputError, match="no ground has a field 'owner'") as caught:
        import_snapshots(folder, layer="l", controller_from="owner", **into)
    assert "Its fields are who" in str(caught.value)
    assert files(series) == before
    assert not (series / "new").exists()


def test_a_day_that_goes_over_what_was_entered_by_hand_says_so(series):
    append(series, {"2024-01-02.geojson": "AAB"})
    project = open_map(series / "map")
    state = next(s for s in project.project.layers[0].states if s.controller == "b")
    project.apply(
        project.correct(states=[state.id], controller="a", certainty="reported", sources=state.sources),
        who="Ada",
    )
    told = append(series, {"2024-01-03.geojson": "AAB"}, "third").told
    assert any("says otherwise than apply of Ada" in line for line in told), told
    told = append(series, {"2024-01-04.geojson": "ABB"}, "fourth").told
    assert not any("says otherwise" in line for line in told), told


def test_what_is_held_at_the_end_is_what_the_map_says_after_a_correction(series):
    project = open_map(series / "map")
    state = next(s for s in project.project.layers[0].states if s.controller == "b")
    project.apply(
        project.correct(states=[state.id], controller="a", certainty="reported", sources=state.sources),
        who="Ada",
    )
    brought = append(series, {"2024-01-02.geojson": "ABB"})
    rows = open_map(series / "map").areas("2024-01-02").set_index("controller")["area_km2"]
    assert brought.area_km2 == pytest.approx(rows[rows > 0].to_dict())


@pytest.mark.parametrize(("back", "stands"), [("undo", False), ("revert", False), ("redo", True)])
def test_of_what_was_entered_by_hand_only_what_stands_is_gone_over(series, back, stands):
    append(series, {"2024-01-02.geojson": "AAB"})
    project = open_map(series / "map")
    state = next(s for s in project.project.layers[0].states if s.controller == "b")
    project.apply(
        project.correct(states=[state.id], controller="a", certainty="reported", sources=state.sources),
        who="Ada",
    )
    if back == "revert":
        project.revert(project.log()[-1].id)
    else:
        project.undo(who="Ada")
    if back == "redo":
        project.redo(who="Ada")
    told = append(series, {"2024-01-03.geojson": "ABC"}, "third").told
    assert any("says otherwise than apply of Ada" in line for line in told) is stands, told
