"""Map projects with bytes changed at random: the check finds or accepts, and never fails."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.check import RULES, check, repairs
from controlmap.check.check_input import Subject, read_subject
from controlmap.check.formats import FORMATS
from tests.check.cases import SOUND
from tests.examples import examples

FILES = sorted(path.relative_to(SOUND) for path in SOUND.rglob("*") if path.is_file())
SNIPPETS = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b'"',
    b",",
    b"\n",
    b"\xff",
    b"-",
    b"1e9",
    b"9",
    b"unknown",
    b"\x00",
    b"36.2",
    b"id",
]


@settings(max_examples=examples(100), deadline=None)
@given(st.sampled_from(FILES), st.floats(0, 1), st.integers(0, 40), st.sampled_from(SNIPPETS))
def test_no_change_of_bytes_makes_the_check_fail(file, where, length, instead):
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(shutil.copytree(SOUND, Path(scratch) / "map"))
        data = (folder / file).read_bytes()
        at = int(where * len(data))
        (folder / file).write_bytes(data[:at] + instead + data[at + length :])
        findings = check(folder)
        assert {finding.code for finding in findings.found} <= RULES.keys()
        assert all(write(findings) is not None for write in FORMATS.values())
        subject = read_subject(folder)
        if isinstance(subject, Subject):
            assert all(
                repair.data
                for repair in repairs(subject, ["CM209", "CM212", "CM305", "CM401", "CM402", "CM403"])
            )


@pytest.mark.parametrize("file", FILES, ids=str)
def test_whatever_stands_where_a_layer_should_be_is_read_as_one_or_refused(file, tmp_path):
    path = shutil.copy(SOUND / file, tmp_path / f"odd:{file.name}")
    assert bool(check(path).found) is (file.name != "valley.geojson" or file.parent.name == "base")
