"""No page, picture, patch or export is written over what a map is made of, of whichever map."""

from pathlib import Path

import pytest

from .conftest import Run, files_under

BUILDS = {
    "build": lambda project, target: ("build", project, "-o", target),
    "compare": lambda project, target: ("compare", project, project, "--at", "2024-03-10", "-o", target),
    "diff": lambda project, target: ("diff", "2024-03-05", "2024-03-10", project, "--html", target),
    "export": lambda project, target: ("export", project, target, "--states"),
    "frames": lambda project, target: ("frames", project, "-o", target),
    "patch": lambda project, target: (
        "transfer", project, "--to", "republic", "--on", "2024-03-12", "--area", "Lower Town",
        "--radius-km", "1", "--source", "herald-2024-03-09", "--patch", target,
    ),
}  # fmt: skip
OWN = ("valley.geojson", "controlmap.toml", "places.csv", "journal.jsonl", "hand/new.geojson", "story.toml")


@pytest.mark.parametrize("command", BUILDS)
@pytest.mark.parametrize("name", OWN)
def test_no_command_writes_over_a_map(run: Run, project: Path, command: str, name: str) -> None:
    before = files_under(project)
    found = run(*BUILDS[command](project, project / name))
    assert found.code == 2, found.err
    assert files_under(project) == before
    if command in ("build", "compare", "diff", "patch"):
        assert "belongs to the map" in found.err


@pytest.mark.parametrize("command", ["build", "export"])
def test_nor_over_another_map_nor_by_a_link(run: Run, project: Path, tmp_path: Path, command: str) -> None:
    other = tmp_path / "other"
    assert run("init", other).code == 0
    before = files_under(other)
    link = tmp_path / "link.geojson"
    link.symlink_to(other / "valley.geojson")
    for target in (other / "valley.geojson", link):
        found = run(*BUILDS[command](project, target))
        assert (found.code, "belongs to the map" in found.err) == (2, True), found.err
    assert files_under(other) == before


def test_a_page_in_the_map_s_folder_is_built_again_and_again(run: Run, project: Path) -> None:
    for _ in range(2):
        assert run("build", project, "-o", project / "output" / "valley.html").code == 0


def test_an_export_in_the_map_s_folder_is_written_again_and_again(run: Run, project: Path) -> None:
    for target, what in (("out.geojson", "--states"), ("output/days", "--each=day"), ("km2.csv", "--areas")):
        for _ in range(2):
            found = run("export", project, project / target, what)
            assert found.code == 0, found.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
@pytest.mark.parametrize("what", ["--states", "--each=day", "--package"])
def test_a_device_is_called_one_and_no_folder(run: Run, project: Path, what: str) -> None:
    found = run("export", project, "/dev/full", what)
    assert (found.code, "is no file, but a device" in found.err) == (2, True), found.err


def test_a_file_without_an_ending_is_called_one_and_no_folder(
    run: Run, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "plain").write_text("mine")
    for what in ("--states", "--each=day"):
        found = run("export", project, tmp_path / "plain", what)
        assert (found.code, "a file whose name has no ending" in found.err) == (2, True), found.err
    assert (tmp_path / "plain").read_text() == "mine"
