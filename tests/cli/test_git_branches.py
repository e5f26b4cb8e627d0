"""Two people edit on two branches of a git repository, and merge."""

import subprocess
from pathlib import Path

import pytest

from controlmap.format import marks_of, parse_marks, write_marks
from controlmap.store import GIT_ATTRIBUTES, open_project
from tests.edit.maps import chequered, project_of, write_project

from .conftest import Run

ME = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *words: str, code: int = 0) -> str:
    done = subprocess.run(["git", "-C", folder, *ME, *words], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A map of two layers, each a chequered square, under git."""
    squares = chequered(6).layers[0].states
    named = {
        layer: [s.model_copy(update={"id": f"{layer}-{n:04d}"}) for n, s in enumerate(squares)]
        for layer in ("one", "two")
    }
    west = [s for s in named["one"] if s.geometry.centroid.x < 0.5 * _middle(squares)]
    east = [s for s in named["two"] if s.geometry.centroid.x > 0.5 * _middle(squares)]
    folder = tmp_path / "map"
    write_project(folder, project_of(folder, one=west, two=east))
    (folder / "sources.json").write_text('[{"id": "s", "title": "A source"}]\n')
    (folder / ".gitattributes").write_bytes(GIT_ATTRIBUTES)
    git(tmp_path, "init", "-q", "-b", "main", str(folder))
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    return folder


def _middle(squares: list) -> float:
    return squares[0].geometry.centroid.x + squares[-1].geometry.centroid.x


def edit(run: Run, folder: Path, state: str, who: str, to: str = "unknown") -> None:
    words = ("--area", state, "--to", to, "--on", "2024-11-14", "--source", "s", "--by", who)
    done = run("transfer", folder, *words)
    assert done.code == 0, done.err
    git(folder, "add", ".")
    git(folder, "commit", "-qm", who)


def on_two_branches(run: Run, folder: Path, ann: str, bob: str, to: str = "unknown") -> None:
    git(folder, "switch", "-qc", "bob")
    edit(run, folder, bob, "Bob", to)
    git(folder, "switch", "-q", "main")
    edit(run, folder, ann, "Ann")


@pytest.mark.parametrize(("ann", "bob"), [("one-0000", "two-0034"), ("one-0000", "one-0014")])
def test_edits_of_different_features_are_merged_by_plain_git(
    run: Run, repository: Path, ann: str, bob: str
) -> None:
    on_two_branches(run, repository, ann, bob)
    git(repository, "merge", "-q", "--no-edit", "bob")
    rows = run("log", repository, "--json").document["rows"]
    assert {row["who"] for row in rows} == {"Ann", "Bob"}
    assert len({row["id"] for row in rows}) == 2
    assert sorted(row["entry"] for row in rows) == [1, 2]
    added = [name for row in rows for name in row["features"]["added"]]
    assert len(set(added)) == len(added)
    checked = run("check", repository, "--json").document
    assert [one for one in checked["findings"] if one["severity"] == "error"] == []
    for name, row in (("Ann", ann), ("Bob", bob)):
        undone = run("undo", repository, "--by", name, "--json")
        assert undone.code == 0, undone.err
        assert undone.document["features"]["reopened"] == [row]
    redone = next(row["id"] for row in rows if row["who"] == "Ann")
    assert run("redo", repository).code == 0
    assert run("redo", repository).code == 0
    assert run("revert", repository.parent / "no", repository).code == 2
    assert run("revert", redone[:6], repository).code == 0


def test_one_edit_made_on_both_branches_is_taken_back_by_one_and_then_noted_by_the_other(
    run: Run, repository: Path
) -> None:
    before = (repository / "one.geojson").read_bytes()
    edit(run, repository, "one-0014", "Ann")
    on_two_branches(run, repository, "one-0000", "one-0000")
    git(repository, "merge", "-q", "--no-edit", "bob")
    rows = run("log", repository, "--json").document["rows"]
    assert [row["same_as"] for row in rows] == [rows[1]["id"], None, None]
    told = run("log", repository).out
    assert told.count("the same change as") == 1
    assert f"the same change as 2 {rows[1]['id']}, on another branch: the map has it once" in told
    for who in ("Bob", "Ann"):
        assert run("undo", repository, "--by", who).code == 0
    # Her older edit can be reached again.
    assert run("undo", repository, "--by", "Ann").code == 0
    assert (repository / "one.geojson").read_bytes() == before
    assert run("status", repository).code == 0


def test_two_edits_of_one_feature_conflict_in_a_readable_line(run: Run, repository: Path) -> None:
    on_two_branches(run, repository, "one-0000", "one-0000", "c")
    git(repository, "merge", "-q", "bob", code=1)
    text = (repository / "one.geojson").read_text()
    assert text.count("<<<<<<<") == 1
    ours, theirs = text.split("<<<<<<<")[1].split(">>>>>>>")[0].split("=======")
    for side in (ours, theirs):
        assert '"valid_from": "2024-11-14"' in side
        assert len(side.strip().split("\n")) <= 4
    assert "<<<<<<<" not in (repository / "journal.jsonl").read_text()
    refused = run("info", repository)
    assert refused.code == 2
    assert "one.geojson" in refused.err


def test_the_same_edit_on_two_branches_is_one_edit(run: Run, repository: Path) -> None:
    git(repository, "switch", "-qc", "bob")
    edit(run, repository, "one-0000", "Ann")
    one = open_project(repository).layers[0].states
    git(repository, "switch", "-q", "main")
    edit(run, repository, "one-0000", "Ann")
    assert open_project(repository).layers[0].states == one


BULLETIN = ("--title", "Evening bulletin", "--publisher", "AFP", "--issued", "2024-03-14")
NEWS = ("--place", "Lower Town", "--date", "2024-03-14", "--controller", "republic")


def news_of(run: Run, folder: Path, who: str) -> tuple[str, str]:
    """Add a source and a report of it, as the README does, commit both, and return their ids."""
    source = run("source", "add", folder, *BULLETIN, "--url", f"https://example.org/{who}", "--by", who)
    said = (*NEWS, "--statement", f"So says {who}.", "--source", source.out.strip(), "--by", who)
    report = run("report", "add", folder, *said)
    assert (source.code, report.code) == (0, 0), source.err + report.err
    git(folder, "add", ".")
    git(folder, "commit", "-qm", who)
    return source.out.strip(), report.out.strip()


@pytest.mark.parametrize("attributes", [None, "journal.jsonl merge=union", GIT_ATTRIBUTES.decode()])
def test_sources_and_reports_of_two_people_have_ids_of_their_own_and_are_merged_by_plain_git(
    run: Run, project: Path, attributes: str | None
) -> None:
    told = project / ".gitattributes"
    told.unlink()
    if attributes:
        told.write_text(attributes)
    git(project, "init", "-q", "-b", "main")
    git(project, "add", ".")
    git(project, "commit", "-qm", "first")
    git(project, "switch", "-qc", "bob")
    bob = news_of(run, project, "Bob")
    git(project, "switch", "-q", "main")
    ann = news_of(run, project, "Ann")
    assert not {*ann} & {*bob}
    git(project, "merge", "-q", "--no-edit", "bob")
    merged = open_project(project)
    assert {ann[0], bob[0]} < merged.sources.keys()
    assert {report.id: report.sources for report in merged.reports}.items() >= {
        (ann[1], (ann[0],)),
        (bob[1], (bob[0],)),
    }
    assert told.read_text().split("\n", 1)[-1].count("merge=union") >= 2
    for name in ("Bob", "Ann", "Bob", "Ann"):
        undone = run("undo", project, "--by", name)
        assert undone.code == 0, undone.err
    assert len(open_project(project).sources) == 1 == len(open_project(project).reports)


def test_an_edit_leaves_what_a_repository_says_of_merging_as_it_is(run: Run, project: Path) -> None:
    kept = "reports.csv -merge\njournal.jsonl merge=union\nsources.json merge=ours\njournal/*.gz binary\n"
    own = f"places.csv merge=union\nimported/*.txt merge=union\n{kept}"
    (project / ".gitattributes").write_text(own)
    assert run("source", "add", project, *BULLETIN).code == 0
    assert (project / ".gitattributes").read_text() == own


FILES = ["controlmap.toml", "valley.geojson", "sources.json", "places.csv", "reports.csv", "journal.jsonl"]
FILES += ["events.geojson", "story.toml", "hand/valley.geojson"]


@pytest.mark.parametrize("file", FILES)
def test_a_conflict_of_git_is_named_as_that_in_every_file_and_status_never_says_that_all_is_well(
    run: Run, project: Path, file: str
) -> None:
    path = project / file
    path.parent.mkdir(exist_ok=True)
    lines = path.read_text().splitlines() if path.exists() else ["here"]
    marked = ["<<<<<<< HEAD", lines[-1], "=======", lines[-1], ">>>>>>> bob"]
    path.write_text("\n".join([*lines[:-1], *marked, ""]))
    for words in (("status", project), ("check", project), ("build", project, "-o", project / "page.html")):
        told = run(*words)
        if words[0] == "build" and file in ("journal.jsonl", "hand/valley.geojson"):
            continue  # a page is made without them
        assert told.code != 0
        assert "a merge in git is not finished here" in told.out + told.err
        assert f"git add {file}" in told.out + told.err
        assert "as the journal left them" not in told.out


def test_what_was_imported_is_known_after_a_merge_of_edits_of_both_branches(
    run: Run, repository: Path
) -> None:
    """Each edit lets the digests of what it leaves in place of an imported state come: those of both stay."""
    (imported := repository / "imported").mkdir()
    file = imported / "one.txt"
    states = next(layer.states for layer in open_project(repository).layers if layer.id == "one")
    # Of so few lines those of both sides come to stand beside each other.
    at_first = marks_of(state for state in states if state.id in ("one-0000", "one-0014"))
    file.write_bytes(write_marks(at_first))
    with (repository / "controlmap.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            '\n[[silence]]\nrule = "CM208"\nlayer = "one"\nimported = "imported/one.txt"\nreason = "r"\n'
        )
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "imported")

    def known() -> frozenset[str]:
        return parse_marks(file.read_bytes(), file="one.txt")[0]

    on_two_branches(run, repository, "one-0000", "one-0014")
    anns = known()
    git(repository, "switch", "-q", "bob")
    bobs = known()
    git(repository, "switch", "-q", "main")
    git(repository, "merge", "-q", "--no-edit", "bob")
    assert at_first < anns and at_first < bobs and anns != bobs
    assert known() == anns | bobs
    assert run("check", repository, "--json").code in (0, 1)
    for who in ("Bob", "Ann"):
        assert run("undo", repository, "--by", who).code == 0
    assert known() == at_first
