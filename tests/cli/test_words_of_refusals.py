"""Refusals name what is wrong, and not what is right beside it."""

from pathlib import Path

import pytest

from .conftest import Run

ADDED = ("--kind", "town", "--at")


@pytest.mark.parametrize(("before", "after"), [("2024-03-01", "2024-13-01"), ("2024-13-01", "2024-03-01")])
def test_of_two_dates_the_wrong_one_is_named(run: Run, project: Path, before: str, after: str) -> None:
    refused = run("diff", before, after, project)
    assert (refused.code, refused.err.splitlines()[0]) == (
        2,
        "error: '2024-13-01' is no date, as '2024-03-01' is",
    )


def test_two_words_that_are_neither_dates_nor_maps_are_refused(run: Run, project: Path) -> None:
    refused = run("diff", "one", "two", project)
    assert (refused.code, "'one' is no date, no folder" in refused.err) == (2, True)


def test_who_adds_a_place_is_told_of_another_of_that_name(run: Run, project: Path) -> None:
    first = run("place", "add", project, "--name", "Milltown", *ADDED, "36.3,35.1")
    assert (first.code, first.err) == (0, "")
    second = run("place", "add", project, "--name", "milltown", *ADDED, "36.4,35.4")
    assert second.code == 0
    assert second.err == "Milltown (id milltown) is another place of that name: name each by its id\n"


def test_who_calls_a_place_as_another_is_called_is_told_of_that(run: Run, project: Path) -> None:
    assert run("place", "add", project, "--name", "Milltown", *ADDED, "36.3,35.1").code == 0
    renamed = run("place", "change", project, "--id", "milltown", "--name", "Lower Town")
    assert (renamed.code, renamed.out) == (0, "milltown\n")
    assert renamed.err == "Lower Town (id lower-town) is another place of that name: name each by its id\n"


@pytest.mark.parametrize("words", [("add", "--name", "Milltown"), ("change", "--id", "lower-town")])
def test_who_swaps_the_coordinates_of_a_place_is_told(
    run: Run, project: Path, words: tuple[str, ...]
) -> None:
    swapped = run("place", words[0], project, *words[1:], "--at", "35.27,36.41")
    assert swapped.code == 0
    assert "longitude and latitude swapped? it lies outside the map, at 35.27, 36.41" in swapped.err
    assert run("place", "change", project, "--id", swapped.out.strip(), "--at", "36.41,35.28").err == ""


def test_a_name_that_brackets_tell_apart_may_mean_several(run: Run, project: Path) -> None:
    report = ("report", "add", project, "--date", "2024-03-05", "--controller", "league")
    report += ("--statement", "It holds.", "--source", "herald-2024-03-09", "--place", "Ford")
    assert run("place", "add", project, "--name", "Ford (North)", *ADDED, "36.3,35.1").code == 0
    refused = run(*report)
    assert (refused.code, "no place is called 'Ford'" in refused.err) == (2, True)
    assert run("place", "add", project, "--name", "Ford (South)", *ADDED, "36.4,35.4").code == 0
    refused = run(*report)
    assert (refused.code, "2 places may be meant by 'Ford'" in refused.err) == (2, True)
    assert "ford-north" in refused.err and "ford-south" in refused.err


def test_what_is_wrong_with_a_step_of_the_story_is_told_once(run: Run, project: Path) -> None:
    (project / "story.toml").write_text('[[step]]\ndat = "2024-03-05"\ntext = { en = "News" }\n')
    found = run("check", project, "--format", "json").document["findings"]
    story = [(one["property"], one["message"], one["hint"]) for one in found if one["file"] == "story.toml"]
    assert story == [
        ("step.1.date", "is missing", None),
        ("step.1.dat", "is not known here", "Did you mean 'date'?"),
    ]


def test_taking_back_says_what_it_reopens(run: Run, project: Path) -> None:
    edit = ("--to", "republic", "--on", "2024-03-14", "--source", "herald-2024-03-09", "--json")
    done = run("transfer", project, "--area", "Lower Town", "--radius-km", "2", *edit).document["features"]
    assert (done["closed"], done["reopened"]) == (["valley-0004"], [])
    undone = run("undo", project, "--json").document["features"]
    assert (undone["closed"], undone["reopened"]) == ([], ["valley-0004"])


def test_an_overlap_names_its_place(run: Run, project: Path, tmp_path: Path) -> None:
    patch = tmp_path / "over.json"
    edit = ("--to", "republic", "--on", "2024-03-14", "--source", "herald-2024-03-09")
    done = run("transfer", project, "--area", "Lower Town", "--radius-km", "2", *edit, "--patch", patch)
    assert done.code == 0, done.err
    text = patch.read_text(encoding="utf-8")
    old, new = '"valid_to": "2024-03-14"', '"valid_to": null'
    assert text.count(old) == 1
    patch.write_text(text.replace(old, new), encoding="utf-8")
    refused = run("apply", patch, project)
    first, told, *_ = refused.err.splitlines()
    assert (refused.code, first) == (2, "error: 1 overlap between different controllers:")
    lon, lat = map(float, told.rpartition(", at ")[2].split(", "))
    assert abs(lon - 36.412) < 0.05 and abs(lat - 35.274) < 0.05


def test_who_is_named_as_a_source_twice_says_it_once(run: Run, project: Path) -> None:
    twice = ("--source", "herald-2024-03-09") * 2
    done = run("transfer", project, "--area", "all", "--to", "league", "--on", "2024-03-14", *twice)
    assert done.code == 0, done.err
    said = ("--place", "Lower Town", "--date", "2024-03-14", "--controller", "league", "--statement", "News.")
    assert run("report", "add", project, *said, *twice).code == 0
    mirrors = ("--mirrors", "herald-2024-03-09") * 2
    assert run("source", "add", project, "--title", "Echo", *mirrors).code == 0
    for path in project.rglob("*.*"):
        if path.suffix in (".geojson", ".csv", ".json", ".jsonl"):
            text = path.read_text(encoding="utf-8")
            assert 'herald-2024-03-09", "herald' not in text and "herald-2024-03-09 herald" not in text, path


def test_an_alias_is_one_and_no_two(run: Run, project: Path) -> None:
    refused = run("place", "change", project, "--id", "lower-town", "--alias", "Port; Old")
    assert (refused.code, "has a semicolon: give each by an --alias of its own" in refused.err) == (2, True)
    aliases = ("--alias", "Old Port", "--alias", "Port", "--alias", "Port")
    assert run("place", "change", project, "--id", "lower-town", *aliases).code == 0
    assert "Old Port; Port" in (project / "places.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--state", "valley-0004", "--until", "2024-03-01"), "2024-03-09, when valley-0004 begins"),
        (("--area", "all", "--on", "2024-03-10", "--until", "2024-03-01"), "2024-03-10"),
    ],
)
def test_a_correction_that_ends_before_it_begins_is_told_that(
    run: Run, project: Path, words: tuple[str, ...], said: str
) -> None:
    refused = run("correct", project, *words, "--certainty", "confirmed")
    assert (refused.code, refused.err) == (2, f"error: 2024-03-01 is not after {said}\n")


def test_an_alliance_is_no_part_of_itself(run: Run, project: Path) -> None:
    assert run("actor", "change", project, "--id", "league", "--parent", "republic").code == 0
    refused = run("actor", "change", project, "--id", "republic", "--parent", "league")
    assert (refused.code, "is its own parent, by way of" in refused.err) == (2, True)


def test_ground_in_curves_is_told_as_such(run: Run, project: Path) -> None:
    curve = "CURVEPOLYGON (CIRCULARSTRING (36 35, 36.2 35.2, 36.4 35, 36.2 34.8, 36 35))"
    Path("curves.csv").write_text(f'who,wkt\nA,"{curve}"\n')
    refused = run("import", "look", "curves.csv")
    assert (refused.code, "curves.csv:2, wkt: is a CURVEPOLYGON, which is not" in refused.err) == (2, True)
