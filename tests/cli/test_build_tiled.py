"""`controlmap build --tiled`: a folder for a web host, whole or as it was."""

import contextlib
import re
from pathlib import Path

import pytest

import controlmap
from controlmap.cli import build as build_module
from controlmap.errors import InputError
from tests.kills import deaths

from .conftest import Run, files_under


def test_it_writes_a_page_and_its_tiles_and_says_what_they_lack(run: Run, project: Path) -> None:
    outcome = run("build", project, "--tiled")
    assert (outcome.code, outcome.out) == (0, "output/an-invented-valley/index.html\n")
    assert "has to lie on a web host" in outcome.err
    names = sorted(files_under(Path("output")))
    assert names[0] == "an-invented-valley/index.html"
    assert names[1].endswith(".tiles")
    assert len(names) == 2


def test_the_same_project_gives_the_same_files(run: Run, project: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert run("build", project, "--tiled", "-o", tmp_path / name).code == 0
    assert files_under(tmp_path / "a") == files_under(tmp_path / "b")


def test_what_the_page_lacks_is_told_and_is_what_the_documentation_says(
    run: Run, project: Path, tmp_path: Path
) -> None:
    said = run("build", project, "--tiled", "-o", tmp_path / "a").err
    documented = (Path(__file__).parents[2] / "docs" / "any-size.md").read_text(encoding="utf-8")
    lacking = [line for line in documented.splitlines() if "not in it" in line or "not offered" in line]
    told = ("the map as it was known earlier", "the snapshot as GeoJSON")
    assert [name for name in told if name in said.lower().replace("geojson", "GeoJSON")] == [*told]
    assert len(lacking) == len(told)
    assert all(any(name in line for line in lacking) for name in told)
    assert not re.search("fronts|cities", said)


def test_json_has_the_bytes_of_all_and_of_the_page(run: Run, project: Path, tmp_path: Path) -> None:
    told = run("build", project, "--tiled", "-o", tmp_path / "a", "--json").document
    files = files_under(tmp_path / "a")
    assert told["bytes"] == sum(map(len, files.values()))
    assert told["page_bytes"] == len(files["index.html"])


def test_a_new_map_takes_the_place_of_the_old_one(run: Run, project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    assert run("build", project, "--tiled", "-o", folder).code == 0
    before = files_under(folder)
    opened = controlmap.open(project)
    area = "POLYGON ((36.32 35.22, 36.34 35.22, 36.34 35.24, 36.32 35.22))"
    opened.apply(opened.transfer(area, to="league", on="2024-03-12", certainty="inferred"))
    assert run("build", project, "--tiled", "-o", folder).code == 0
    after = files_under(folder)
    assert len(after) == 2
    assert not set(before.values()) & set(after.values())
    assert controlmap.verify(folder, project).match == "same page"


def test_an_ordinary_page_of_a_map_is_not_written_over(run: Run, project: Path, tmp_path: Path) -> None:
    page = tmp_path / "pages" / "index.html"
    assert run("build", project, "-o", page).code == 0
    before = page.read_bytes()
    outcome = run("build", project, "--tiled", "-o", page.parent)
    assert outcome.code == 2 and "holds index.html, which is no part of a tiled page" in outcome.err
    assert page.read_bytes() == before


@pytest.mark.parametrize("name", ["notes.txt", "index.html", "map-0.tiles"])
def test_a_folder_of_something_else_is_left_alone(run: Run, project: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / name).write_text("something else")
    outcome = run("build", project, "--tiled", "-o", tmp_path / "other")
    assert outcome.code == 2
    assert name in outcome.err
    assert files_under(tmp_path / "other") == {name: b"something else"}


@pytest.mark.parametrize("litter", [".DS_Store", "._index.html", "Thumbs.db", "desktop.ini"])
def test_what_a_system_leaves_in_a_folder_is_no_hindrance(
    run: Run, project: Path, tmp_path: Path, litter: str
) -> None:
    folder = tmp_path / "a"
    for _ in range(2):
        folder.mkdir(exist_ok=True)
        (folder / litter).write_bytes(b"left")
        assert run("build", project, "--tiled", "-o", folder).code == 0
    assert (folder / litter).read_bytes() == b"left"
    assert controlmap.verify(folder).beside == ()


def test_verify_tells_what_else_lies_in_the_folder(run: Run, project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    assert run("build", project, "--tiled", "-o", folder).code == 0
    (folder / "map-0123456789abcdef.tiles").write_text("of an older map")
    (folder / "pictures").mkdir()
    told = run("verify", folder)
    assert told.code == 0
    assert "beside it map-0123456789abcdef.tiles, pictures: no part of this page" in told.out
    assert run("verify", folder, "--json").document["beside"] == ["map-0123456789abcdef.tiles", "pictures"]
    assert controlmap.verify(folder / "index.html").beside == ()


def test_a_file_is_no_folder(run: Run, project: Path, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("a page")
    outcome = run("build", project, "--tiled", "-o", tmp_path / "page.html")
    assert outcome.code == 2
    assert "is no folder" in outcome.err
    assert (tmp_path / "page.html").read_text() == "a page"


@pytest.mark.parametrize("option", ["--watch", "--embed", "--open"])
def test_what_cannot_be_had_together_is_refused(run: Run, project: Path, option: str) -> None:
    outcome = run("build", project, "--tiled", option)
    assert outcome.code == 2
    assert option in outcome.err
    assert run("build", project, project, "--tiled").code == 2
    assert files_under(Path()) == {}


def test_a_page_that_takes_long_to_open_says_that_it_is_better_tiled(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "--tiled" not in run("build", project).err
    monkeypatch.setattr(build_module, "_LINE_BYTES_A_S", 50_000)
    seconds = Path("output/an-invented-valley.html").stat().st_size / 50_000
    said = run("build", project).err
    assert f"{seconds:.0f} s pass" in said
    assert "--tiled" in said


def test_verify_looks_at_the_tiles_too(run: Run, project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    assert run("build", project, "--tiled", "-o", folder).code == 0
    assert run("verify", folder, "--project", project).code == 0
    [tiles] = folder.glob("*.tiles")
    sound = tiles.read_bytes()
    tiles.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))
    outcome = run("verify", folder)
    assert outcome.code == 1
    assert "is not the one that it was made with" in outcome.out
    tiles.unlink()
    assert "is not beside it" in run("verify", folder).out
    told = run("verify", folder, "--project", project)
    assert told.code == 1 and "byte for byte" not in told.out


def _built_twice(folder: Path, project: Path) -> None:
    """Build a map where another one stands."""
    with contextlib.suppress(InputError):
        controlmap.open(project).build_tiled(folder / "a", known_on="2024-04-01")


def test_a_build_that_is_killed_leaves_the_old_page_or_the_new_one(project: Path, tmp_path: Path) -> None:
    opened = controlmap.open(project)
    whole = {
        frozenset(files_under(opened.build_tiled(tmp_path / name, known_on=known).parent).items())
        for name, known in (("one", None), ("two", "2024-04-01"))
    }

    def begun(number: int) -> Path:
        folder = tmp_path / f"try-{number}"
        opened.build_tiled(folder / "a")
        return folder

    seen = 0
    for folder in deaths(_built_twice, project, folder=begun, every=3):
        verified = controlmap.verify(folder / "a")
        assert verified.altered == ()
        opened.build_tiled(folder / "a")
        assert frozenset(files_under(folder / "a").items()) in whole
        seen += 1
    assert seen > 3
