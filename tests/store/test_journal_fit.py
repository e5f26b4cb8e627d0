"""Whether layers are as the journal left them, after edits by the program, by hand, and by both."""

import gzip
import json
import re
from functools import partial
from pathlib import Path

import pytest

from controlmap.api import open_map
from controlmap.store import OutOfStep, init_project, open_project, out_of_step


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The valley, with two edits: its ridge and its fields split."""
    init_project(tmp_path / "valley")
    project = open_map(tmp_path / "valley")
    for name in ("valley-0001", "valley-0002"):
        project.apply(project.split(name, on="2024-03-05"))
    return tmp_path / "valley"


def found(folder: Path) -> list[OutOfStep]:
    return [*out_of_step(open_project(folder))]


def by_hand(folder: Path, old: str, new: str) -> None:
    file = folder / "valley.geojson"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


def entries(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]


def test_after_edits_and_their_undoing_all_is_as_the_journal_left_it(folder: Path) -> None:
    assert found(folder) == []
    open_map(folder).undo()
    assert found(folder) == []
    (folder / "journal.jsonl").unlink()
    by_hand(folder, "The ridge", "A ridge")
    assert found(folder) == []


OF_ANOTHER = partial(re.sub, r'"controller": "\w+"', '"controller": "unknown"')


def touched(entry: dict) -> set[str]:
    return {one["feature"]["id"] for side in ("removed", "added") for one in entry["delta"][side]["valley"]}


@pytest.mark.parametrize("how", [OF_ANOTHER, lambda line: ""])
def test_a_feature_that_was_changed_or_taken_out_by_hand_is_told_with_the_last_entry_on_it(
    folder, how
) -> None:
    file, (first, second) = folder / "valley.geojson", entries(folder)
    head, *lines, end = file.read_text().splitlines()
    for line in lines:
        name = json.loads(line.rstrip(","))["id"]
        rest = [one.rstrip(",") for one in (how(line) if one == line else one for one in lines) if one]
        file.write_text("\n".join([head, ",\n".join(rest), end]))
        last = second if name in touched(second) else first if name in touched(first) else None
        if last is None:
            assert found(folder) == []
            continue
        (told,) = found(folder)
        assert (told.file, told.ids, told.entries) == ("valley.geojson", (name,), (last["entry"],))
        assert told.message == f"{name} is not as its last entry in the journal left it ({last['entry']})"
        assert "go on" in told.hint
    assert touched(first) and touched(second)


def test_what_an_entry_took_out_and_a_hand_put_back_is_told(folder: Path) -> None:
    before = (folder / "valley.geojson").read_text()
    open_map(folder).undo()
    (folder / "valley.geojson").write_text(before)
    (told,) = found(folder)
    assert set(told.ids) == touched(entries(folder)[1])
    assert told.entries == (entries(folder)[2]["entry"],)


@pytest.fixture
def out(folder: Path) -> list[OutOfStep]:
    """What is told once all features were changed by hand."""
    file = folder / "valley.geojson"
    file.write_text(OF_ANOTHER(file.read_text()))
    (told,) = found(folder)
    assert set(told.ids) == touched(entries(folder)[0]) | touched(entries(folder)[1])
    return [told]


def test_what_is_no_entry_is_passed_over_and_after_a_change_of_the_whole_file_nothing_is_known(
    folder, out
) -> None:
    journal = folder / "journal.jsonl"
    last = journal.read_text().splitlines()[-1]
    journal.write_text("{}\n\n" + journal.read_text() + "[\n")
    assert found(folder) == out
    for file, told in {"other.geojson": out, "valley.geojson": []}.items():
        whole = {**json.loads(last), "files": [file], "delta": {}}
        journal.write_text(journal.read_text() + json.dumps(whole) + "\n")
        assert found(folder) == told


def test_a_delta_beside_the_journal_is_read_there_and_passed_over_where_it_is_lost(folder, out) -> None:
    (folder / "journal").mkdir()
    lines = []
    for name, entry in zip("ab", entries(folder), strict=True):
        kept = folder / "journal" / f"{name}.gz"
        kept.write_bytes(gzip.compress(json.dumps(entry["delta"]).encode()))
        lines.append(json.dumps({**entry, "delta": {"kept": name}}))
    (folder / "journal.jsonl").write_text("\n".join(lines))
    assert found(folder) == out
    (folder / "journal" / "a.gz").unlink()
    (told,) = found(folder)
    assert told.entries == (entries(folder)[1]["entry"],)
    (folder / "journal" / "b.gz").write_bytes(gzip.compress(b"[]"))
    assert found(folder) == []


@pytest.mark.parametrize("count", [1, 2, 5, 6, 9])
def test_a_message_names_five_and_says_how_many_more_there_are(count: int) -> None:
    ids = tuple(f"s{n}" for n in range(count))
    said = OutOfStep("a.geojson", ids, tuple(f"e{n}" for n in range(count))).message
    assert [name in said for name in ids] == [n < 5 for n in range(count)]
    assert [f"e{n}" in said for n in range(count)] == [n < 5 for n in range(count)]
    assert (f"and {count - 5} more" in said) == ("more" in said) == (count > 5)
    assert ("is not as its last entry" in said) == (count == 1)
    assert ("are not as their last entries" in said) == (count > 1)
