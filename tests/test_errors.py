"""Errors hold data and make their text themselves."""

import ast
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from controlmap import errors
from controlmap.errors import BundleMissingError, ControlmapError, InputError, OverlapError, Problem


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("is empty"), "is empty"),
        (Problem("is empty", "a.csv"), "a.csv: is empty"),
        (Problem("is empty", "a.csv", line=3), "a.csv:3: is empty"),
        (Problem("is empty", "a.csv", line=3, column=7), "a.csv:3:7: is empty"),
        (Problem("is empty", feature="x-1", property="area"), "feature x-1, area: is empty"),
        (Problem("is empty", "a.csv", feature="x-1", property="area"), "a.csv, feature x-1, area: is empty"),
        (Problem("is empty", hint="Fill it."), "is empty\n  Fill it."),
    ],
)  # fmt: skip
def test_a_problem_says_where_and_what(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_an_input_error_says_all_its_problems() -> None:
    problems = [Problem("one", "a.csv"), Problem("two", "b.csv")]
    assert str(InputError(problems)) == "a.csv: one\nb.csv: two"
    assert InputError(iter(problems)).problems == tuple(problems)
    assert InputError(problems[0]).problems == (problems[0],)


def test_a_check_is_named_only_where_it_lists_what_is_wrong() -> None:
    many = [Problem(f"fault {i}") for i in range(25)]
    assert str(InputError(many)).endswith("fault 19\nand 5 more")
    listed = InputError(many, listed_by="controlmap check")
    assert str(listed).endswith("and 5 more: `controlmap check` lists them all")


def test_overlaps_are_counted_and_the_first_are_shown() -> None:
    text = str(OverlapError(f"overlap {i}" for i in range(25)))
    assert text.startswith("25 overlaps")
    assert "  overlap 19\n  and 5 more\n" in text
    assert "overlap 20" not in text
    assert "more" not in str(OverlapError(["only one"]))


def test_a_missing_bundle_says_what_to_do() -> None:
    assert str(BundleMissingError("viewer.js")).startswith("the page's bundle lacks viewer.js: install")


def test_all_errors_have_one_root() -> None:
    found = [getattr(errors, name) for name in errors.__all__ if name.endswith("Error")]
    assert len(found) > 3
    assert all(issubclass(one, ControlmapError) for one in found)


TRAVELLERS = [
    errors.ControlmapError("one", "two"),
    InputError([Problem("one", "a.csv", line=2), Problem("two")], listed_by="controlmap check"),
    errors.MissingExtraError("dask", "distributed", "a.parquet"),
    errors.OverlapError(["one over two", "two over three"], "Mend them."),
    errors.ConflictError(["one", "two"]),
    errors.StaleError(["one", "two"]),
    errors.UnwrittenError(28, "No space left on device", "a.geojson"),
    errors.BusyError(Path("map"), None, 1.5),
    BundleMissingError("viewer.js"),
]


@pytest.mark.parametrize("error", TRAVELLERS, ids=lambda error: type(error).__name__)
def test_errors_travel_between_processes(error: ControlmapError) -> None:
    found = pickle.loads(pickle.dumps(error))
    assert (type(found), str(found), vars(found)) == (type(error), str(error), vars(error))


def test_each_error_is_seen_to_travel() -> None:
    assert {type(error).__name__ for error in TRAVELLERS} == {
        n for n in errors.__all__ if n.endswith("Error")
    }


def caught_in(tree: ast.AST) -> Iterator[tuple[str, ast.ExceptHandler]]:
    handlers = (node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler))
    return ((one.name, one) for one in handlers if one.name)


def keeps(node: ast.AST, name: str) -> bool:
    """Tell whether a statement or call puts a caught error somewhere, rather than what it says."""
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.Return | ast.Yield | ast.NamedExpr):
        kept = [node.value]
    elif isinstance(node, ast.List | ast.Tuple | ast.Set):
        kept = node.elts
    elif isinstance(node, ast.Dict):
        kept = node.values
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        kept = node.args if node.func.attr in ("append", "add", "put", "insert", "setdefault") else []
    else:
        kept = []
    return any(isinstance(one, ast.Name) and one.id == name for one in kept)


MODULES = sorted(Path(errors.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_error_is_kept_with_all_that_was_read_until_it_was_raised(module: Path) -> None:
    """An error has the frames that it came through, and all of theirs: commands collect no such cycles."""
    caught = caught_in(ast.parse(module.read_text(encoding="utf-8")))
    kept = [node.lineno for name, handler in caught for node in ast.walk(handler) if keeps(node, name)]
    assert not kept


@pytest.mark.parametrize(
    "statement", ["found.append(error)", "kept = error", "return error", "kept = [error]"]
)
def test_an_error_that_is_kept_would_be_found(statement: str) -> None:
    body = f"def f():\n    try:\n        g()\n    except ValueError as error:\n        {statement}"
    assert any(keeps(node, name) for name, one in caught_in(ast.parse(body)) for node in ast.walk(one))
