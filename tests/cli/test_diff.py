import json
import re
import shutil
import subprocess

import pytest

import controlmap
from controlmap.cli import main


@pytest.fixture
def valley(tmp_path, monkeypatch):
    """A new map project under git, its first version committed."""
    monkeypatch.chdir(tmp_path)
    run("init", "valley")
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "first"],
    ):
        subprocess.run(["git", *words], check=True)
    return tmp_path / "valley"


def run(*words: str) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        main([*words])
    return ended.value.code or 0


def transfer(on: str = "2024-03-12") -> int | str | None:
    ground = ["--area", "lower-town", "--radius-km", "1", "--from", "league"]
    return run(
        "transfer",
        "valley",
        "--to",
        "republic",
        "--on",
        on,
        *ground,
        "--source",
        "herald-2024-03-09",
    )


def test_between_dates_it_tells_who_took_what(valley, capsys):
    capsys.readouterr()
    assert run("diff", "2024-03-01", "2024-03-10", "valley", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [(row["from"], row["to"]) for row in told["moved"]] == [("republic", "league")]


def test_ground_that_moved_is_told_in_the_same_words_by_every_command(valley, capsys):
    capsys.readouterr()
    said = []
    for words in (
        ("changes", "2024-03-01", "2024-03-10", "valley"),
        ("diff", "2024-03-01", "2024-03-10", "valley"),
    ):
        assert run(*words) == 0
        said.append([line for line in capsys.readouterr().out.splitlines() if "km²" in line])
    assert transfer() == 0
    said.append([line for line in capsys.readouterr().out.splitlines() if "km²  " in line])
    assert run("log", "valley", "--last", "1") == 0
    logged = [line for line in capsys.readouterr().out.splitlines() if "km²  " in line]
    assert said[0] == said[1] != []
    assert [line[6:] for line in logged] == said[2]
    assert all(re.fullmatch(r" *[\d,]+\.\d{3} km²  \w+ → \w+", line) for lines in said for line in lines)


def test_between_a_revision_and_the_folder_it_tells_features_and_ground(valley, capsys):
    assert transfer() == 0
    capsys.readouterr()
    assert run("diff", "HEAD", "valley", "valley", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [(row["from"], row["to"]) for row in told["moved"]] == [("league", "republic")]
    assert told["moved"][0]["area_km2"] == pytest.approx(3.14, abs=0.02)
    assert (len(told["features"]["added"]), len(told["features"]["changed"])) == (2, 1)


def test_between_a_folder_and_itself_is_no_difference(valley, capsys):
    shutil.copytree(valley, "copy")
    capsys.readouterr()
    assert run("diff", "copy", "valley", "valley") == 0
    assert capsys.readouterr().out == "no difference\n"


def test_as_geojson_each_feature_says_whether_it_was_removed_or_added(valley, capsys):
    transfer()
    capsys.readouterr()
    assert run("diff", "HEAD", "valley", "valley", "--geojson") == 0
    features = json.loads(capsys.readouterr().out)["features"]
    assert sorted(f["properties"]["diff"] for f in features) == ["added", "added", "added", "removed"]


def test_its_page_shows_both_maps_and_text_as_text(valley, capsys):
    settings = valley / "controlmap.toml"
    settings.write_text(settings.read_text().replace("An invented valley", "<b>{{ 7 * 7 }}</b>"))
    assert run("diff", "2024-03-01", "2024-03-10", "valley", "--html", "diff.html") == 0
    html = (valley.parent / "diff.html").read_text()
    assert html.count("<svg") == 2
    assert "<b>" not in html
    assert "&lt;b&gt;{{ 7 * 7 }}&lt;/b&gt;" in html


@pytest.fixture
def shown(monkeypatch):
    """What the page of a difference is made of: what both maps are called, and who holds how much on them."""
    sides = {}

    def compare(settings, labels, snapshots, moved, notes=()):
        held = (frame.set_index("controller").area_km2.to_dict() for frame in snapshots)
        sides.update(labels=labels, held=[*held], moved=moved)
        return ""

    monkeypatch.setattr("controlmap.render.compare_html", compare)
    return sides


@pytest.mark.parametrize("on", ["2024-03-10", "2024-03-12", "2024-03-12T10:00"])
def test_its_page_shows_both_maps_on_a_date_on_which_they_differ(valley, shown, on):
    assert transfer(on) == 0
    assert run("diff", "HEAD", "valley", "valley", "--html", "diff.html") == 0
    assert shown["labels"] == (f"HEAD, {on}", f"valley, {on}")
    old, new = shown["held"]
    (moved,) = shown["moved"]
    for side, sign in (("from", -1), ("to", 1)):
        change = new.get(moved[side], 0) - old.get(moved[side], 0)
        assert change == pytest.approx(sign * moved["area_km2"], abs=1e-3)


@pytest.mark.parametrize(
    ("first", "last", "called", "same_as"),
    [
        ("2024-03-09", "2024-03-10", "before 2024-03-09", "2024-03-08"),
        ("2024-03-01", "2024-03-09", "2024-03-01, as the map begins", "2024-03-01"),
        ("2024-03-08T12:00", "2024-03-09", "2024-03-08T12:00", "2024-03-08"),
    ],
)
def test_its_page_of_two_dates_calls_each_map_what_it_is(valley, shown, first, last, called, same_as):
    assert run("diff", first, last, "valley", "--html", "diff.html") == 0
    assert shown["labels"] == (called, last)
    history = controlmap.open(valley).history()
    wanted = [history.at(date).set_index("controller").area_km2.to_dict() for date in (same_as, last)]
    assert shown["held"] == [pytest.approx(one) for one in wanted]


def test_what_is_nothing_of_all_that_is_refused_by_name(valley, capsys):
    assert run("diff", "nowhere", "HEAD", "valley") == 2
    assert (
        "'nowhere' is no date, no folder with controlmap.toml, and no git revision" in capsys.readouterr().err
    )


def test_two_folders_are_compared_wherever_one_stands(valley, tmp_path, capsys):
    shutil.copytree(valley, tmp_path / "copy")
    assert transfer() == 0
    capsys.readouterr()
    assert run("diff", "copy", "valley", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [(row["from"], row["to"]) for row in told["moved"]] == [("league", "republic")]


def test_a_revision_that_cannot_be_unpacked_is_refused(valley, capsys):
    (valley / "way-out").symlink_to("/etc")
    author = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["add", "."], [*author, "commit", "-qm", "a link"]):
        subprocess.run(["git", *words], check=True)
    assert run("diff", "HEAD", "valley", "valley") == 2
    assert "'HEAD' cannot be unpacked" in capsys.readouterr().err


def test_maps_without_a_common_instant_are_compared_but_not_shown_beside_each_other(valley, tmp_path, capsys):
    shutil.copytree(valley, tmp_path / "later")
    settings = tmp_path / "later" / "controlmap.toml"
    settings.write_text(settings.read_text().replace("2024-03-01", "2024-04-01").replace("-03-20", "-04-20"))
    capsys.readouterr()
    assert run("diff", "valley", "later") == 0
    assert capsys.readouterr().out == "files changed: controlmap.toml\n"
    assert run("diff", "valley", "later", "--html", "diff.html") == 2
    assert "no instant in common" in capsys.readouterr().err
    assert not (tmp_path / "diff.html").exists()
