"""journal.jsonl: a line is an entry, as all who read it take it, or is refused."""

import json

import pytest

from controlmap.cli.tables import moved_lines
from controlmap.edit.log.journal import delta_of
from controlmap.errors import InputError
from controlmap.format import entry_line, parse_entry
from controlmap.model import standing
from tests.edit.maps import project_of

WHOLE = {
    "entry": "e2",
    "after": "e1",
    "when": "2024-03-14T10:00",
    "who": "Ada",
    "command": "transfer",
    "why": None,
    "sources": ["gazette"],
    "role": "undo",
    "of": "e1",
    "moved": [{"from": "a", "to": "b", "area_km2": 1.5}],
    "features": {"added": ["one-1"]},
    "files": ["reports.csv"],
    "result": "d",
    "delta": {},
}
ODD = [None, 0, 0.5, True, "x", [], [0], ["x"], [None], {}, {"x": 0}, {"x": [0]}, [{}]]
ODD += [
    [{"from": "a", "to": "b"}],
    [{"from": "a", "to": "b", "area_km2": "1"}],
    [{"from": 1, "to": "b", "area_km2": 1}],
]


def told_of(line: bytes) -> list[str]:
    """What is told of a line wherever entries are listed."""
    entry = parse_entry(line, 1)
    named = ", ".join([*entry.files, *entry.note.sources])
    listed = [*standing([entry]), *moved_lines(entry.moved), named]
    counts = [f"{len(ids)} {kind} {', '.join(ids)}" for kind, ids in entry.features.items()]
    return [*map(str, listed), *counts, entry.note.who.title(), entry.when[:10], json.dumps(entry.summary())]


@pytest.mark.parametrize("name", WHOLE)
def test_a_member_that_is_nothing_that_an_entry_says_is_refused(name):
    assert told_of(json.dumps(WHOLE).encode())
    for value in ODD:
        line = json.dumps({**WHOLE, name: value}).encode()
        try:
            assert told_of(line)
        except InputError as error:
            assert [(p.file, p.line, p.code) for p in error.problems] == [("journal.jsonl", 1, "CM144")]


@pytest.mark.parametrize("name", sorted(WHOLE.keys() - {"after", "files"}))
def test_a_line_without_one_of_its_members_is_refused(name):
    with pytest.raises(InputError, match="is no entry of the journal"):
        parse_entry(json.dumps({key: value for key, value in WHOLE.items() if key != name}).encode(), 1)


def test_a_line_from_before_is_an_entry_under_its_number():
    old = {key: value for key, value in WHOLE.items() if key not in ("after", "files")}
    entry = parse_entry(json.dumps({**old, "entry": 2, "of": 1}).encode(), 2)
    assert (entry.id, entry.note.of, entry.after, entry.files) == ("2", "1", None, [])


def test_what_is_written_is_read_again():
    entry = parse_entry(json.dumps(WHOLE).encode(), 2)
    assert json.loads(entry_line(entry, "{}")) == WHOLE


@pytest.mark.parametrize("name", ["../beside.csv", "/etc/hostname", "link"])
def test_no_file_outside_the_folder_is_opened_for_what_an_entry_rewrote(tmp_path, name):
    """Contents that are not kept beside the journal are looked for in the files that the entry names."""
    (tmp_path / "beside.csv").write_text("outside")
    project = project_of(tmp_path / "map", one=[])
    project.folder.mkdir()
    (project.folder / "link").symlink_to("../beside.csv")
    kept = {"kept": "a" * 64}
    delta = {"removed": {}, "added": {}, "restated": [{"file": "reports.csv", "old": kept, "new": kept}]}
    entry = parse_entry(json.dumps({**WHOLE, "files": [name], "delta": delta}).encode(), 1)
    with pytest.raises(InputError, match="map project"):
        delta_of(entry, project)
