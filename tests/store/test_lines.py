"""Files of lines read from either end, held against all of their bytes at once."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.errors import InputError
from controlmap.format import JOURNAL_FILE
from controlmap.store import journal_problems, lines
from controlmap.store.lines import ends_with_line, lines_from_end, lines_of
from tests.examples import examples

NAME = "lines.txt"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lines") / NAME


@settings(max_examples=examples(60))
@given(st.lists(st.sampled_from([b"\n", b"\r\n", b"a", b"bc", b"long and longer"])).map(b"".join))
def test_from_either_end_the_same_lines_are_read_whatever_the_blocks(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    expected = [(n, bare) for n, line in enumerate(data.split(b"\n"), 1) if (bare := line.rstrip(b"\r"))]
    assert [*lines_of(file, NAME)] == expected
    assert ends_with_line(file) == (data[-1:] in (b"", b"\n"))
    for block in (1, 2, 3, 7, 1 << 16):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lines, "_BLOCK_BYTES", block)
            assert [*lines_from_end(file, NAME)] == [bare for _, bare in expected[::-1]]


def test_who_asks_for_the_last_line_reads_the_end_of_the_file_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / NAME).write_bytes(b"x" * 999 + b"\nlast\n")
    monkeypatch.setattr(lines, "_BLOCK_BYTES", 10)
    found = lines_from_end(tmp_path / NAME, NAME)
    assert next(found) == b"last"
    with (tmp_path / NAME).open("r+b") as stream:  # what is not read yet may still change
        stream.write(b"y" * 980)
    assert next(found)[:980] == b"y" * 980


def test_what_is_not_there_has_no_lines_and_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for read in (lines_of, lines_from_end):
        assert [*read(tmp_path / NAME, NAME)] == []
    assert ends_with_line(tmp_path / NAME)
    (tmp_path / "folder").mkdir()
    (tmp_path / "nowhere").symlink_to("none")
    for name in ("folder", "nowhere"):
        for read in (lines_of, lines_from_end):
            with pytest.raises(InputError, match=f"{name}: is no regular file"):
                next(read(tmp_path / name, name))


ENTRY = (
    b'{"entry": "e", "after": null, "when": "2024", "who": "a", "command": "c", "why": "", "sources": [], '
    b'"role": "edit", "of": null, "moved": [], "features": {}, "files": [], "result": "", "delta": {}}'
)


def test_each_line_of_the_journal_that_is_no_entry_is_told_by_its_number(tmp_path: Path) -> None:
    assert journal_problems(tmp_path) == []
    (tmp_path / JOURNAL_FILE).write_bytes(b"\n".join([ENTRY, b"", b"{}", ENTRY, b"{"]))
    assert [(p.line, p.code) for p in journal_problems(tmp_path)] == [(3, "CM144"), (5, "CM102")]


@pytest.mark.parametrize(
    ("put", "said"),
    [
        (lambda place: place.mkdir(), "is no regular file"),
        (lambda place: place.symlink_to("nowhere"), "is no regular file"),
        (lambda place: place.symlink_to("/etc/hostname"), "leads out of the map project"),
    ],
)
def test_a_journal_that_is_no_file_of_the_map_is_one_problem(tmp_path: Path, put, said: str) -> None:
    put(tmp_path / JOURNAL_FILE)
    (problem,) = journal_problems(tmp_path)
    assert problem.file == JOURNAL_FILE and said in problem.message
    assert problem.code == "CM108"
