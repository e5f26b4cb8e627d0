"""Whatever an edit may touch is read before it is written: what no command could open is refused."""

import base64
import json
from itertools import product

import pytest

from controlmap.cli import main
from controlmap.edit import Delta, RecordChange, Restatement, apply_delta, read_journal, rewrite_files, undo
from controlmap.edit.delta.record_change import Content
from controlmap.edit.log.files_after import data_of, readers_of, text_of
from controlmap.errors import ConflictError, InputError
from controlmap.format import cut_records
from controlmap.model import Note
from controlmap.store import init_project, inspect_project, open_project

FILES = ["controlmap.toml", "places.csv", "reports.csv", "sources.json", "valley.geojson"]
IMPORTED = "imported/valley.txt"
"""What was imported, by digests: a list that may be empty, and is not cut into records."""
GARBAGE = [b"", b"garbage", b"\xff\xfe", b"[]", b"id,x\n1,2\n", b'{"type": "Feature"}']
HEADER = "controlmap patch, version 1\nCommand: transfer\n\n"


def files_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_these_are_the_files_that_an_edit_may_touch(valley):
    assert sorted(readers_of(open_project(valley))) == sorted([*FILES, IMPORTED])


@pytest.mark.parametrize(
    "file, data", [*product(FILES, GARBAGE), *((IMPORTED, data) for data in GARBAGE if data)]
)
def test_a_file_that_could_not_be_read_afterwards_is_not_written(valley, file, data):
    project, before = open_project(valley), files_of(valley)
    old = Content.of(data_of(project, file))
    with pytest.raises((InputError, ConflictError)):
        apply_delta(project, Delta(restated=(Restatement(file, old, Content.of(data)),)), Note("edit"))
    with pytest.raises((InputError, UnicodeDecodeError)):
        rewrite_files(project, {file: data}, Note("edit"))
    assert files_of(valley) == before


@pytest.mark.parametrize("text", ["garbage", "x,y", '{"type": "Feature", "id": "new"}'])
@pytest.mark.parametrize("file", FILES[1:])
def test_a_patch_that_puts_garbage_into_a_file_is_refused(valley, tmp_path, capsys, file, text):
    records = cut_records(file, (valley / file).read_text())
    assert records
    changes = [RecordChange(file, "new", at, None, text) for at in range(len(records.ids) + 1)]
    changes.append(RecordChange(file, records.ids[0], 0, records.texts[0], text))
    old = {"removed": {}, "added": {}, "rewrites": [{"file": file, "at": 40, "old": "", "new": text}]}
    bodies = [{"removed": {}, "added": {}, "records": [change.to_json()]} for change in changes]
    before = files_of(valley)
    for number, body in enumerate([*bodies, old]):
        patch = tmp_path / f"{number}.patch"
        patch.write_text(HEADER + json.dumps(body))
        with pytest.raises(SystemExit) as ended:
            main(["apply", str(patch), str(valley)])
        assert ended.value.code == 2
        assert files_of(valley) == before
    assert "Traceback" not in capsys.readouterr().err


def test_a_patch_that_restates_a_file_is_held_to_what_it_was_made_for(valley, tmp_path):
    there = (valley / "sources.json").read_text()
    new = there.replace("League enters", "The League enters")
    body = {"removed": {}, "added": {}, "restated": [{"file": "sources.json"}]}
    packed = base64.b64encode(new.encode()).decode()
    body["restated"][0] |= {"old": {"text": there}, "new": {"base64": packed}}
    patch = tmp_path / "a.patch"
    patch.write_text(HEADER + json.dumps(body))
    for code in (0, 2):
        with pytest.raises(SystemExit) as ended:
            main(["apply", str(patch), str(valley)])
        assert ended.value.code == code
        assert (valley / "sources.json").read_text() == new


@pytest.mark.parametrize("file", FILES[1:])
def test_records_are_taken_out_and_put_back_to_the_byte(valley, file):
    text = (valley / file).read_text()
    records = cut_records(file, text)
    assert records and str(records) == text
    for at, (name, record) in enumerate(zip(records.ids, records.texts, strict=True)):
        without = records.without(at)
        assert name not in without.ids
        assert str(without.with_record(at, name, record)) == text
        change = RecordChange(file, name, at, record, None)
        assert str((~change).applied_to(change.applied_to(records))) == text
    assert str(records.with_record(len(records.ids), "new", "x").without(len(records.ids))) == text


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("sources.json", '[\r\n  {"id": "a",\r\n   "title": "]"} ,\r\n\r\n  {"id": "b"}\r\n]'),
        ("sources.json", "[]\n"),
        ("reports.csv", 'id,note\r\nr1,"two\r\nlines"\r\n\r\nr2,\r\n'),
        ("reports.csv", "id,note\nr1,no end of line"),
        ("reports.csv", "id,note\n"),
        ("x.geojson", '{"type": "FeatureCollection", "features": []}\n'),
        ("x.geojson", '{"type": "FeatureCollection", "features": [\n{"type": "Feature", "id": 7}\n]}\n'),
    ],
)
def test_whatever_form_a_file_has_one_more_record_comes_and_goes_to_the_byte(file, text):
    records = cut_records(file, text)
    assert records and str(records) == text
    for at in range(len(records.ids) + 1):
        more = records.with_record(at, "new", "{}" if file != "reports.csv" else "new,")
        assert str(more.without(at)) == text


def test_what_cannot_be_told_apart_by_ids_is_not_cut():
    for text in ('[{"id": "a"}, {"id": "a"}]', '[{"title": "none"}]', "[", "{}", ""):
        assert cut_records("sources.json", text) is None
    assert cut_records("x.geojson", '{"type": "FeatureCollection",\n"features": []}') is None


def test_a_repair_is_reverted_by_feature_though_an_edit_elsewhere_came_between(valley):
    path = valley / "valley.geojson"
    lines = path.read_text().split("\n")
    lines[1] = lines[1].replace(", ", ",", 1)
    path.write_text("\n".join(lines))
    written = lines[1]
    with pytest.raises(SystemExit) as ended:
        main(["check", "--fix", str(valley)])
    assert ended.value.code == 0
    mended = path.read_text().split("\n")[1]
    assert mended != written
    note = ["correct", str(valley), "--state", "valley-0003", "--note", "seen"]
    for words in (note, ["revert", "1", str(valley)]):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 0
        assert inspect_project(valley)[1] == []
    assert path.read_text().split("\n")[1] == written


def test_a_large_file_that_is_restated_is_kept_once_beside_the_journal(tmp_path):
    folder = tmp_path / "map"
    init_project(folder)
    project = open_project(folder)
    first = text_of(project, "sources.json")
    many = [json.dumps({"id": f"s{i}", "title": "x" * 60}) for i in range(3000)]
    rest = first.removeprefix("[\n").removesuffix("\n]\n")
    texts = ["[\n" + ",\n".join([rest, *many[i:]]) + "\n]\n" for i in range(3)]
    for text in texts:
        rewrite_files(open_project(folder), {"sources.json": text.encode()}, Note("edit"))
    assert len((folder / "journal.jsonl").read_bytes()) < 10_000
    for text in (texts[1], texts[0], first):
        now = open_project(folder)
        apply_delta(now, *undo(now))
        assert (folder / "sources.json").read_text() == text
    kept = list((folder / "journal").iterdir())
    assert len(kept) <= 4, "each content is kept once"
    assert len(read_journal(folder)) == 6
