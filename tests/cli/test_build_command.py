"""`controlmap build`: one page, or an error and nothing."""

import os
import time
from pathlib import Path

import pytest
from distributed import LocalCluster

from controlmap.api import open_map
from controlmap.cli.building import built_each
from controlmap.store import init_project

from .conftest import Run, files_under


def test_it_writes_the_page_and_says_where(run: Run, project: Path) -> None:
    outcome = run("build", project)
    assert outcome.code == 0
    assert outcome.out == "output/an-invented-valley.html\n"
    assert "3 cells" in outcome.err
    assert Path("output/an-invented-valley.html").read_text(encoding="utf-8") == open_map(project).html()


def test_the_same_project_gives_the_same_bytes(run: Run, project: Path, tmp_path: Path) -> None:
    paths = [tmp_path / "a" / "one.html", tmp_path / "b" / "two.html"]
    assert [run("build", project, "-o", path).code for path in paths] == [0, 0]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_json_is_one_document_with_counts(run: Run, project: Path, tmp_path: Path) -> None:
    outcome = run("build", project, "-o", tmp_path / "a.html", "--json")
    assert outcome.document["path"] == str(tmp_path / "a.html")
    assert outcome.document["bytes"] == (tmp_path / "a.html").stat().st_size
    assert (outcome.document["cells"], outcome.document["dates"]) == (3, 2)
    assert outcome.err == ""


def test_quiet_says_nothing(run: Run, project: Path) -> None:
    outcome = run("build", project, "--quiet")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


def test_without_a_project_the_usual_folder_is_taken(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.rename(project.with_name("geodata"))
    monkeypatch.chdir(project.parent)
    assert run("build").code == 0
    monkeypatch.chdir(project.with_name("geodata"))
    assert run("build", "-o", "here.html").code == 0


def test_known_on_is_the_map_as_it_was_on_record(run: Run, project: Path, tmp_path: Path) -> None:
    assert run("build", project, "-o", tmp_path / "a.html", "--known-on", "2024-04-01").code == 0
    early = run("build", project, "-o", tmp_path / "b.html", "--known-on", "2024-03-20")
    assert (early.code, early.out) == (2, "")
    assert "2024-03-20" in early.err
    assert not (tmp_path / "b.html").exists()


BROKEN = {
    "controlmap.toml": ("format = 1", "format = 9", "controlmap.toml:2"),
    "valley.geojson": ('"controller": "league"', '"controller": "leauge"', "valley.geojson"),
    "sources.json": ('"title"', '"titel"', "sources.json"),
    "places.csv": ("36.412", "north", "places.csv:2"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named_and_the_old_page_stays(
    run: Run, project: Path, tmp_path: Path, name: str
) -> None:
    old, new, place = BROKEN[name]
    text = (project / name).read_text(encoding="utf-8")
    assert old in text
    (project / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    page = tmp_path / "out" / "page.html"
    page.parent.mkdir()
    page.write_text("the old page")
    before = files_under(tmp_path)
    outcome = run("build", project, "-o", page, "--json")
    assert (outcome.code, outcome.out) == (2, "")
    assert place in outcome.err
    assert "Traceback" not in outcome.err
    assert files_under(tmp_path) == before


def test_two_controllers_on_one_ground_stop_the_build(run: Run, project: Path, tmp_path: Path) -> None:
    layer = project / "valley.geojson"
    layer.write_text(
        layer.read_text(encoding="utf-8").replace('"valid_to": "2024-03-09"', '"valid_to": null')
    )
    outcome = run("build", project, "-o", tmp_path / "a.html")
    assert (outcome.code, outcome.out) == (2, "")
    assert "valley-0003" in outcome.err
    assert not (tmp_path / "a.html").exists()


@pytest.mark.parametrize(
    "arguments",
    [["build", "nowhere"], ["build", "--no-such-option"], ["build", ".", "too", "many"], ["no-such-command"]],
)
def test_what_cannot_be_done_is_exit_code_2_with_a_reason(
    run: Run, project: Path, arguments: list[str]
) -> None:
    outcome = run(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.strip()
    assert "Traceback" not in outcome.err


def test_a_page_that_cannot_be_written_is_exit_code_2(run: Run, project: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outcome = run("build", project, "-o", tmp_path / "file" / "page.html")
    assert outcome.code == 2
    assert str(tmp_path / "file") in outcome.err


@pytest.fixture
def maps(project: Path, tmp_path: Path) -> list[Path]:
    """Three maps, the second of which is broken."""
    found = [project, tmp_path / "broken", tmp_path / "hills"]
    for folder in found[1:]:
        init_project(folder)
        settings = folder / "controlmap.toml"
        text = settings.read_text(encoding="utf-8").replace("An invented valley", f"The {folder.name}")
        settings.write_text(text, encoding="utf-8")
    (found[1] / "valley.geojson").write_text("{}")
    return found


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_wrong_with_one_of_several_maps_keeps_no_other_from_being_built(
    run: Run, maps: list[Path], tmp_path: Path, workers: int
) -> None:
    valley, broken, hills = maps
    outcome = run("build", *maps, "-o", tmp_path / "pages", "--workers", str(workers))
    assert outcome.code == 2
    pages = [tmp_path / "pages" / name for name in ("an-invented-valley.html", "the-hills.html")]
    assert outcome.out.splitlines() == [*map(str, pages)]
    assert f"error: {broken}: valley.geojson" in outcome.err
    assert sorted((tmp_path / "pages").iterdir()) == pages
    for one, page in zip((valley, hills), pages, strict=True):
        assert run("build", one, "-o", tmp_path / "alone.html").code == 0
        assert (tmp_path / "alone.html").read_bytes() == page.read_bytes()


def test_several_maps_are_told_in_one_document_in_their_order(run: Run, maps: list[Path]) -> None:
    outcome = run("build", *maps, "--json", "--workers", "3")
    rows = outcome.document["rows"]
    assert [row["project"] for row in rows] == [*map(str, maps)]
    assert ["error" in row for row in rows] == [False, True, False]
    assert Path(rows[0]["path"]).is_file()


def test_the_page_is_the_same_however_many_processes_cut(run: Run, project: Path, tmp_path: Path) -> None:
    assert run("build", project, "-o", tmp_path / "alone.html").code == 0
    options = ("--workers", "2", "--memory-per-worker", "0.5 GiB")
    assert run("build", project, "-o", tmp_path / "together.html", *options).code == 0
    assert (tmp_path / "alone.html").read_bytes() == (tmp_path / "together.html").read_bytes()


def test_maps_are_built_one_after_the_other_by_the_workers_of_a_cluster(
    run: Run, maps: list[Path], tmp_path: Path
) -> None:
    with LocalCluster(1, dashboard_address="127.0.0.1:0", silence_logs=50) as cluster:
        address = cluster.scheduler_address
        outcome = run("build", maps[0], maps[2], "-o", tmp_path, "--scheduler", address)
    assert (outcome.code, len(outcome.out.splitlines())) == (0, 2)
    assert run("build", maps[2], "-o", tmp_path / "alone.html").code == 0
    assert (tmp_path / "the-hills.html").read_bytes() == (tmp_path / "alone.html").read_bytes()


REFUSED = {
    "takes a size as in 500MB or 2GiB; found 'much'": ("--workers", "2", "--memory-per-worker", "much"),
    "a worker may hold 0 MB only": ("--workers", "2", "--memory-per-worker", "1"),
    "a worker may hold 100 MB only": ("--workers", "2", "--memory-per-worker", "100MB"),
    "--memory-per-worker goes with one map and --workers 2 or more": ("--memory-per-worker", "1GB"),
    "--scheduler has those of a cluster: take one": ("--workers", "2", "--scheduler", "tcp://127.0.0.1:9"),
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_no_cluster_can_be_is_refused_and_nothing_written(run: Run, project: Path, said: str) -> None:
    outcome = run("build", project, *REFUSED[said])
    assert (outcome.code, outcome.out, outcome.err.count("error: ")) == (2, "", 1)
    assert said in outcome.err
    assert not Path("output").exists()


def test_two_maps_that_would_be_one_page_are_both_refused(run: Run, project: Path, tmp_path: Path) -> None:
    init_project(tmp_path / "twin")
    outcome = run("build", project, tmp_path / "twin", "--workers", "2")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("would be the page of several of these maps") == 2
    assert not Path("output").exists()


def test_a_process_that_ends_takes_no_other_map_with_it(maps: list[Path], tmp_path: Path) -> None:
    pages: dict[Path, Path | None] = {one: tmp_path / f"{one.name}.html" for one in maps}
    found = dict(built_each(pages, ended_by_the_broken_one, 2, 1.0))
    assert [(one.code, one.summary) for one in found.values()] == [(0, {}), (70, None), (0, {})]


def test_maps_that_wait_when_a_process_ends_are_still_built_two_at_a_time(tmp_path: Path) -> None:
    pages: dict[Path, Path | None] = {tmp_path / name: None for name in ("broken", *"abcdefgh")}
    found = [outcome.summary for _, outcome in built_each(pages, by_which_process, 2, 1.0)]
    # One may have been built beside the broken one, and one is tried by itself; two processes do the rest.
    processes = {summary["process"] for summary in found if summary}
    assert (found.count(None), len(processes) <= 4) == (1, True)


@pytest.mark.parametrize("workers", [1, 2])
def test_each_of_several_maps_is_told_before_the_last_is_done(tmp_path: Path, workers: int) -> None:
    pages: dict[Path, Path | None] = {tmp_path / name: None for name in ("a", "b", "last")}
    told = []
    for project, outcome in built_each(pages, the_last_waits, workers, 1.0):
        told.append((project.name, outcome.summary))
        if project.name == "b":
            (tmp_path / "told").touch()
    assert told == [("a", {}), ("b", {}), ("last", {})]


def the_last_waits(project: Path, page: Path | None) -> dict[str, str]:
    """Stand for a build that ends once those before it are told."""
    while project.name == "last" and not (project.parent / "told").exists():
        time.sleep(0.01)
    return {}


def test_a_folder_that_is_none_is_named_once(run: Run, project: Path) -> None:
    outcome = run("build", "nowhere", project)
    assert (outcome.code, outcome.err.splitlines()[0]) == (2, "error: nowhere: holds no controlmap.toml")


def by_which_process(project: Path, page: Path | None) -> dict[str, int]:
    """Stand for a build whose process the system ends, where it is that of the broken map."""
    ended_by_the_broken_one(project, page)
    return {"process": os.getpid()}


def ended_by_the_broken_one(project: Path, page: Path | None) -> dict[str, str]:
    """Stand for a build whose process the system ends, where it is that of the broken map."""
    if project.name == "broken":
        os._exit(9)
    return {}
