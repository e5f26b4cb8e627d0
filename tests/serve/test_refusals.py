"""Whatever the server refuses is told in Arabic too: read from the code, nothing is left out."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from controlmap.check import RULES
from controlmap.edit import ACTS
from controlmap.edit.log.additions import Kind
from controlmap.model import Certainty, Status

from .reached import Said, all_said, reached

SRC = Path(__file__).parents[2] / "src"
STRINGS = SRC / "viewer" / "src" / "editor" / "strings" / "refusals.ts"
NOUNS = ("actors", "layers", "regions", "sources", "places", "overlap", "overlaps")
"""What is asked for by kind, and what is counted: their words are put together."""
PUT_TOGETHER = ("model.named.close_to", "model.named.id_meant", "words.counted", "format.references._missing")
FROM_ELSEWHERE = (
    *("self-intersection", "ring self-intersection", "hole lies outside shell", "holes are nested"),
    *("interior is disconnected", "nested shells", "too few points in geometry component"),
    *("duplicate rings", "invalid coordinate", "a ring does not end where it begins"),
    *("No space left on device", "Permission denied", "Read-only file system", "Input/output error"),
    *("Disk quota exceeded", "No such file or directory", "Is a directory", "Not a directory"),
    *("File too large", "Too many open files"),
    *("added", "closed", "removed", "changed", "reopened", "layer", "actor", "source"),
    "the server answered {status}",
)
"""What GEOS and the system say is wrong, kinds of changes and of records, and what the page says itself."""


@pytest.fixture(scope="module")
def arabic() -> dict[str, str]:
    """The Arabic words for templates and for rules of the check, by template and by code."""
    text = STRINGS.read_text(encoding="utf-8")
    return json.loads(text[text.index("{") : text.rindex("}") + 1])


@pytest.fixture(scope="module")
def said() -> list[Said]:
    return [*all_said()]


def _names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)[^{}]*\}", text))


def _commands() -> set[str]:
    """What the journal calls edits: acts, steps along the log, and each note that the code makes."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (SRC / "controlmap").rglob("*.py"))
    noted = set(re.findall(r'Note\("([a-z -]+)"', code)) | set(
        re.findall(r'perform\(\s*project,\s*"([a-z-]+)"', code)
    )
    of_records = {f"{kind} {way}" for kind in get_args(Kind) for way in ("add", "change", "remove")}
    acts = {kind.replace("_", "-") for kind in ACTS}
    return {"undo", "redo", "apply"} | noted | of_records | acts


def _wanted() -> tuple[str, ...]:
    return (*NOUNS, *get_args(Status), *get_args(Certainty), *RULES, *_commands(), *FROM_ELSEWHERE)


def test_routes_lead_to_what_refuses_edits_and_files():
    names = {".".join(key) for key in reached()}
    assert {"edit.operations.undivided.why_not_cut", "edit.log.additions.add_source"} <= names
    assert {"format.json.read_json", "store.drafts.Drafts.keep", "serve.door.Door.refuse"} <= names
    assert {"edit.operations.correct.correct", "edit.log.undo.undo", "errors.StaleError.__str__"} <= names


def test_all_that_the_server_says_has_an_arabic_text(said: list[Said], arabic: dict[str, str]):
    wanting = {text: one.where for one in said if not one.has_code for text in one.literals - arabic.keys()}
    assert not wanting
    assert [name for name in _wanted() if name not in arabic] == []


def test_nothing_is_said_that_is_put_together_but_by_a_template(said: list[Said]):
    made = [one.where for one in said if one.is_made_otherwise and not one.has_code]
    assert [where for where in made if not where.startswith(PUT_TOGETHER)] == []


def test_an_arabic_text_has_the_places_of_its_template(arabic: dict[str, str]):
    assert [text for text in arabic if _names(text) != _names(arabic[text])] == []


def test_an_arabic_text_is_arabic(arabic: dict[str, str]):
    plain = {
        text: re.sub(r"\{\w+\}", "", told) for text, told in arabic.items() if re.search("[a-z]{3}", text)
    }
    bare = [text for text, told in plain.items() if not re.search("[\u0621-\u064a]", told)]
    assert [text for text in bare if re.sub(r"\{[^}]*\}", "", text).strip(" .():→")] == []
    outside = {text: re.sub(r'\{.*\}|"[^"]*"', "", told) for text, told in arabic.items()}
    assert [text for text, told in outside.items() if "?" in told or ", " in told] == []


def test_no_arabic_text_is_left_over(said: list[Said], arabic: dict[str, str]):
    known = {text for one in said for text in one.literals} | set(_wanted())
    assert sorted(arabic.keys() - known) == []
