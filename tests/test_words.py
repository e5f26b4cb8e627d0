"""Texts from data stay what they are in messages: on their line, in their order."""

import json
import re
import unicodedata
from pathlib import Path

import pytest

import controlmap
from controlmap.check import as_text, check
from controlmap.cli.streams import readable
from controlmap.errors import Problem
from controlmap.store import init_project
from controlmap.words import counted, one_line

CONTROLS = [chr(i) for i in range(0x3000) if unicodedata.category(chr(i)) in ("Cc", "Zl", "Zp")]
FORGED = "n\u202e<b>\n  9        error   CM403  forged\x1b[2Jx"


@pytest.mark.parametrize(
    ("number", "told"), [(0, "0 days"), (1, "1 day"), (2, "2 days"), (1234, "1,234 days")]
)
def test_one_thing_is_one_thing(number, told):
    assert counted(number, "day") == told
    assert counted(number, "entry", "entries").endswith(" entry" if number == 1 else " entries")


def test_a_list_is_cut_short_by_one_function():
    """ "and 3 more" is said in words.py; a number of lines in brackets is another sentence."""
    by_hand = re.compile(r"""["' ]and \{[^}]*len\([^}]*\} more""")
    sources = (path for path in Path(controlmap.__file__).parent.rglob("*.py") if path.name != "words.py")
    found = [path.name for path in sources if by_hand.search(path.read_text(encoding="utf-8"))]
    assert found == []
    assert by_hand.search('more = f" and {len(names) - _SHOWN:,} more" if names else ""')


def test_no_control_is_left_in_a_line():
    told = one_line("a".join(CONTROLS))
    assert told.isprintable()
    assert one_line("الباب · Bāb — km²") == "الباب · Bāb — km²"


def test_a_text_from_data_can_forge_no_line_of_an_error():
    told = str(Problem("is wrong", "a.geojson", feature=FORGED, property=FORGED, hint="Mend it.\nOr not."))
    assert told.splitlines()[1:] == ["  Mend it.", "Or not."]
    assert "\x1b" not in told
    assert "\\u202e" in told


def test_a_text_from_data_can_forge_no_finding(tmp_path):
    init_project(tmp_path)
    path = tmp_path / "valley.geojson"
    layer = json.loads(path.read_text())
    layer["features"][0]["id"] = FORGED
    layer["features"][0]["properties"]["controller"] = "nobody"
    path.write_text(json.dumps(layer))
    lines = as_text(check(tmp_path)).splitlines()
    assert any("forged" in line for line in lines)
    assert not any(line.startswith("  9        error   CM403  forged") for line in lines)
    assert not any("\x1b" in line or "\u202e" in line for line in lines)


def test_what_turns_text_round_is_printed_as_an_escape_which_json_reads_back():
    value = {"name": "a\u202eb\u2066c"}
    printed = readable(json.dumps(value, ensure_ascii=False), "utf-8")
    assert printed == '{"name": "a\\u202eb\\u2066c"}'
    assert json.loads(printed) == value
