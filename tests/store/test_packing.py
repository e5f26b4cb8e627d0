import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlmap.store import packing
from controlmap.store.packing import opened, packed


@pytest.fixture(autouse=True)
def small_members(monkeypatch):
    monkeypatch.setattr(packing, "_MEMBER", 40)


lines = st.lists(st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"") + b"\n"), max_size=40)


@given(lines, lines, st.binary(max_size=5))
def test_what_is_packed_depends_on_the_text_alone(old, new, tail):
    before, after = b"".join(old), b"".join(new) + tail
    found = packed(after, packed(before))
    assert found == packed(after) == packed(after, after) == packed(after, gzip.compress(after))
    assert gzip.decompress(found) == after


def test_a_line_that_changes_leaves_the_other_members_as_they_are(monkeypatch):
    text = [f"feature {number}\n".encode() for number in range(400)]
    before = packed(b"".join(text))
    text[200] = b"another feature\n"
    made = []
    monkeypatch.setattr(packing, "_member", lambda part: made.append(part) or gzip.compress(part, 6, mtime=0))
    found = packed(b"".join(text), before)
    assert gzip.decompress(found) == b"".join(text)
    assert 1 <= len(made) <= 3
    assert all(b"another" in part or part in b"".join(text) for part in made)


@pytest.mark.parametrize("cut", range(0, 60, 7))
def test_a_file_that_is_cut_short_or_damaged_is_no_guide(cut):
    text = b"".join(f"feature {number}\n".encode() for number in range(40))
    whole = packed(text)
    damaged = bytearray(whole)
    damaged[cut] ^= 0xFF
    assert packed(text, whole[:cut]) == packed(text, bytes(damaged)) == whole


def test_members_that_another_program_packed_are_not_taken_over():
    text = b"".join(f"feature {number}\n".encode() for number in range(40))
    parts = [*packing._parts(text)]
    assert len(parts) > 1
    theirs = b"".join(gzip.compress(part, 1, mtime=99) for part in parts)
    assert packed(text, theirs) == packed(text) != theirs


def test_what_holds_more_than_is_read_is_no_guide(monkeypatch):
    text = b"feature\n" * 1000
    whole = packed(text)
    monkeypatch.setattr(packing, "MAX_BYTES", 100)
    large = zlib.compress(bytes(100_000), 6, 31)
    assert packing._members(large, 100) == []
    assert (opened(large, 100), opened(whole, 100)) == (None, None)
    assert packed(text, whole) == whole


@pytest.mark.parametrize("block", [1, 7, 16, 64, 1 << 16])
def test_members_are_found_whole_whatever_the_blocks_in_which_they_are_read(monkeypatch, block):
    monkeypatch.setattr(packing, "_AT_ONCE", block)
    text = b"".join(f"feature {number}\n".encode() for number in range(60))
    whole = packed(text)
    found = packing._members(whole, len(text))
    assert all(gzip.decompress(member) == part for part, member in found)
    assert [part for part, _ in found] == [*packing._parts(text)]
    assert b"".join(member for _, member in found) == whole


@given(lines, lines)
def test_what_was_opened_is_as_good_a_guide_as_the_file(old, new):
    before, after = b"".join(old), b"".join(new)
    file = opened(packed(before), len(before))
    assert file is not None
    assert file.data == before
    assert packed(after, file) == packed(after)


@pytest.mark.parametrize("other", [b"", b"no gzip", b"\0\0"])
def test_what_is_not_gzip_to_its_end_is_not_opened_by_members(other):
    text = b"".join(f"feature {number}\n".encode() for number in range(40))
    assert opened(packed(text)[:-3], 10_000) is None
    assert opened(other, 10_000) is None
    assert opened(packed(text) + b"\0", 10_000) is None


def test_no_text_is_one_empty_member():
    assert gzip.decompress(packed(b"")) == b""
    assert packed(b"", packed(b"a\n")) == packed(b"")


def test_members_are_as_large_as_they_are_meant_to_be(monkeypatch):
    """By chance, so within a third of it for sixty of them."""
    monkeypatch.undo()
    text = b"".join(b"%099d\n" % number for number in range(80_000))
    sizes = [len(part) for part in packing._parts(text)]
    assert b"".join(packing._parts(text)) == text
    assert (1 << 16) * 2 / 3 < sum(sizes) / len(sizes) < (1 << 16) * 4 / 3
