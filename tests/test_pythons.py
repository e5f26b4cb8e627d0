"""What Pythons that are admitted do otherwise than the newest."""

import ast
import re
from pathlib import Path

import pytest

import controlmap

SOURCES = sorted(Path(controlmap.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.relative_to(SOURCES[0].parent).as_posix())
def test_no_pattern_holds_on_to_what_a_group_matched(source: Path) -> None:
    """Before 3.11.5 such a group matches wrongly, where something in it can be matched in several ways."""
    text = source.read_text(encoding="utf-8")
    assert re.findall(r"\)[*+?]\+|\)\{\d*,?\d*\}\+|\(\?>", text) == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.relative_to(SOURCES[0].parent).as_posix())
def test_no_number_without_a_unit_is_added_to_an_instant(source: Path) -> None:
    """NumPy warns of it from 2.5 on, which Python 3.11 has not, and means to refuse it."""
    text = source.read_text(encoding="utf-8")
    nodes = ast.walk(ast.parse(text)) if "datetime64" in text else ()
    sums = [node for node in nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)]
    of_numbers = [ast.unparse(one.left) for one in sums if isinstance(one.right, ast.Constant)]
    assert [text for text in of_numbers if "datetime64" in text and "int" not in text] == []


def test_no_test_runs_an_event_loop_in_the_thread_in_which_pages_are_tested():
    calls = re.compile(r"(asyncio|anyio)\.run\(")
    files = (path for path in sorted(Path(__file__).parent.rglob("*.py")) if path != Path(__file__))
    assert [path.name for path in files if calls.search(path.read_text(encoding="utf-8"))] == []
