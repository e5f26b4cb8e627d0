"""A map of one's own begins with ground that is nobody's yet."""

import pytest
from click.testing import CliRunner

import controlmap
from controlmap.cli import cli
from controlmap.errors import InputError
from controlmap.exchange import start_project

BOX = "36,35,36.5,35.4"
SPRING = {"extent": BOX, "first": "2024-03-01", "last": "2024-05", "actors": ["Republic", "Hill League"]}


def test_a_new_map_is_sound_and_all_of_it_is_unknown_until_somebody_is_given_ground(tmp_path):
    start_project(tmp_path / "vale", **SPRING)
    project = controlmap.open(tmp_path / "vale")
    assert problems_of(project) == 0
    assert project.areas("2024-03-01")["controller"].tolist() == ["unknown"]
    project.apply(project.transfer("layer:vale", to="republic", on="2024-03-01", certainty="inferred"))
    assert project.areas("2024-03-01")["controller"].tolist() == ["republic"]
    assert problems_of(project) == 0


def problems_of(project):
    found = project.check()
    return found.count("error") + found.count("warning")


def test_what_readme_says_of_a_map_of_ones_own_does_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["--extent", BOX, "--from", "2024-03-01", "--through", "2024-05", "--actor", "Republic"]
    more = [
        "--actor",
        "League",
        "--title",
        "A vale",
        "--layer",
        "front",
        "--language",
        "en",
        "--language",
        "ar",
    ]
    result = CliRunner().invoke(
        cli, ["init", "vale", *words, *more, "--time-zone", "Asia/Damascus", "--grid", "1e-6"]
    )
    assert result.exit_code == 0, result.output
    settings = controlmap.open("vale").project.settings
    assert settings.title == {"en": "A vale"}
    assert (settings.languages, settings.time_zone, settings.grid) == (("en", "ar"), "Asia/Damascus", 1e-6)
    assert [actor.id for actor in settings.actors] == ["republic", "league"]
    assert (tmp_path / "vale" / "front.geojson").is_file()


WRONG = {
    "a box that is none": {"extent": "36,35,35,36"},
    "a file that is not there": {"extent": "ground.geojson"},
    "a date that is none": {"first": "soon"},
    "an end before the beginning": {"last": "2023"},
    "a layer that is no id": {"layer": "A layer"},
    "a time zone that is not": {"zone": "Mars"},
    "a language that is none": {"languages": ["English, please"]},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_refused_and_nothing_is_written(tmp_path, wrong):
    with pytest.raises(InputError):
        start_project(tmp_path / "vale", **{**SPRING, **wrong})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(InputError, match="not an empty folder"):
        start_project(tmp_path, **SPRING)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_half_of_what_is_needed_is_refused_with_the_rest(tmp_path):
    result = CliRunner().invoke(cli, ["init", str(tmp_path / "vale"), "--extent", BOX])
    assert result.exit_code == 2
    assert "--from, --through, --actor" in result.output
    assert not (tmp_path / "vale").exists()


def test_the_first_record_of_a_table_can_be_taken_back_once_a_colleague_has_added_one(tmp_path):
    folder = tmp_path / "heath"

    def run(*words):
        done = CliRunner().invoke(cli, [*words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done

    ground = ["--extent", "36,35,36.5,35.4", "--from", "2024-03-01", "--through", "2024-05-31"]
    run("init", str(folder), *ground, "--actor", "Republic", "--actor", "League")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    on = ["--date", "2024-04-15", "--controller", "league", "--statement", "x"]
    for who, place, at, source in (
        ("ann", "Easton", "36.4,35.3", "s1"),
        ("bob", "Weston", "36.1,35.3", "s2"),
    ):
        run("place", "add", str(folder), "--name", place, "--kind", "town", "--at", at, "--by", who)
        run(
            "source",
            "add",
            str(folder),
            "--id",
            source,
            "--title",
            source,
            "--issued",
            "2024-03-01",
            "--by",
            who,
        )
    for who, place, source in (("ann", "Easton", "s1"), ("bob", "Weston", "s2")):
        run("report", "add", str(folder), "--place", place, *on, "--source", source, "--by", who)
    for who in ("ann", "ann", "ann", "bob", "bob", "bob"):
        run("undo", str(folder), "--by", who)
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert {name: after[name] for name in before} == before
