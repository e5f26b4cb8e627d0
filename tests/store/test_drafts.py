import json
import os
import subprocess
from pathlib import Path

import pytest

from controlmap.errors import InputError, UnwrittenError
from controlmap.store import DRAFTS_FOLDER, MOST_DRAFT_BYTES, MOST_DRAFTS, Drafts, drafts


def test_a_draft_is_kept_until_it_is_dropped_and_the_folder_goes_with_the_last(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    for name in ("b-2", "a1"):
        drafts.keep(name, {"name": name, "نص": [1.5, None]})
    assert [draft.id for draft in drafts] == ["a1", "b-2"]
    assert drafts["a1"].draft == {"name": "a1", "نص": [1.5, None]}
    drafts.keep("a1", {})
    assert Drafts(tmp_path)["a1"].draft == {}
    assert [drafts.drop(name) for name in ("a1", "a1", "b-2")] == [True, False, True]
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../a", "a/b", "a.json", "A", "a_b", "-a", "a-", "ä", "a\n", "a" * 65]
)
def test_what_is_no_id_is_no_file(tmp_path: Path, name: str) -> None:
    drafts = Drafts(tmp_path)
    for use in (drafts.__getitem__, drafts.drop, lambda one: drafts.keep(one, {})):
        with pytest.raises(InputError, match="no id of a draft"):
            use(name)
    assert [*tmp_path.iterdir()] == []


def test_too_many_and_too_large_drafts_are_refused_and_those_there_stay(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    for number in range(MOST_DRAFTS):
        drafts.keep(f"d{number}", {})
    with pytest.raises(InputError, match="drafts already"):
        drafts.keep("another", {})
    with pytest.raises(InputError, match="are kept"):
        drafts.keep("d1", {"a": "x" * MOST_DRAFT_BYTES})
    drafts.keep("d1", {"a": 1})
    assert len([*drafts]) == MOST_DRAFTS


def test_a_file_that_is_no_draft_is_passed_over(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.keep("a", {"n": 1})
    for name, text in (("b", "{"), ("c", "[]")):
        (tmp_path / DRAFTS_FOLDER / f"{name}.json").write_text(text)
    assert [draft.id for draft in drafts] == ["a"]
    for name in ("b", "c", "d"):
        with pytest.raises(InputError):
            drafts[name]


def test_git_does_not_see_drafts(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    Drafts(tmp_path).keep("a", {})
    words = ["git", "-C", tmp_path, "status", "--porcelain", "--untracked-files=all"]
    assert subprocess.run(words, check=True, capture_output=True).stdout == b""


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / DRAFTS_FOLDER).write_text(json.dumps("a file in its place"))
    with pytest.raises(UnwrittenError):
        Drafts(tmp_path).keep("a", {})


def test_the_longest_id_and_the_largest_draft_are_kept_and_what_is_more_by_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, name = Drafts(tmp_path), "a" * 64
    kept.keep(name, {"a": "b"})
    size = (tmp_path / DRAFTS_FOLDER / f"{name}.json").stat().st_size
    monkeypatch.setattr(drafts, "MOST_DRAFT_BYTES", size)
    kept.keep(name, {"a": "c"})
    with pytest.raises(InputError, match=f"a draft of {size + 1:,} bytes"):
        kept.keep(name, {"a": "cc"})
    assert kept[name].draft == {"a": "c"}


def test_a_draft_tells_when_it_was_kept_in_universal_time(tmp_path: Path) -> None:
    kept = Drafts(tmp_path)
    kept.keep("a", {})
    os.utime(tmp_path / DRAFTS_FOLDER / "a.json", (86_400, 86_400 + 3_723))
    assert kept["a"].saved_at == "1970-01-02T01:02:03Z"


def test_what_somebody_put_beside_drafts_stays_when_the_last_one_goes(tmp_path: Path) -> None:
    kept = Drafts(tmp_path)
    kept.keep("a", {})
    (tmp_path / DRAFTS_FOLDER / ".gitignore").write_text("# mine\n*\n")
    kept.keep("b", {})
    assert (tmp_path / DRAFTS_FOLDER / ".gitignore").read_text() == "# mine\n*\n"
    (tmp_path / DRAFTS_FOLDER / "notes.txt").write_text("mine")
    kept.drop("a")
    assert (tmp_path / DRAFTS_FOLDER / ".gitignore").exists()
    kept.drop("b")
    assert [path.name for path in (tmp_path / DRAFTS_FOLDER).iterdir()] == ["notes.txt"]
