"""Examples in docstrings run, and what is public has one and says what it raises."""

import doctest
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import controlmap
from controlmap import dates, edit, history, measure
from controlmap.api import Importing, MapProject, Measuring, Returning
from controlmap.edit import Editing
from controlmap.history import History
from controlmap.store import init_project

FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
CLASSES = (MapProject, Measuring, Editing, Importing, Returning, History)


def members(kind: type) -> Iterator[tuple[str, Any]]:
    for name, member in vars(kind).items():
        plain = inspect.unwrap(getattr(member, "fget", None) or getattr(member, "func", member))
        if not name.startswith("_") and inspect.isfunction(plain):
            yield f"{kind.__name__}.{name}", plain


PUBLIC = dict(member for kind in CLASSES for member in members(kind)) | {
    name: getattr(controlmap, name)
    for name in controlmap.__all__
    if inspect.isfunction(getattr(controlmap, name))
}
FURTHER = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module in (dates, edit, history, measure)
    for name in module.__all__
    if inspect.isfunction(getattr(module, name))
}


MEASURES = {name: thing for name, thing in FURTHER.items() if name.startswith("controlmap.measure")}


def examples(thing: Any) -> list[doctest.Example]:
    return doctest.DocTestParser().get_examples(inspect.getdoc(thing) or "")


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the examples take for granted, in a folder that holds the invented valley."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONTROLMAP_USER", "Ada")
    init_project("valley")
    project = controlmap.open("valley")
    return {"controlmap": controlmap, "project": project, "history": project.history()}


@pytest.mark.parametrize("name", [name for name, thing in (PUBLIC | FURTHER).items() if examples(thing)])
def test_the_example_runs_and_gives_what_it_says(name: str, names: dict[str, Any]) -> None:
    thing = (PUBLIC | FURTHER)[name]
    around = vars(inspect.getmodule(thing)) | names
    test = doctest.DocTestParser().get_doctest(inspect.getdoc(thing) or "", around, name, None, None)
    told: list[str] = []
    doctest.DocTestRunner(optionflags=FLAGS).run(test, out=told.append)
    assert "".join(told) == ""


@pytest.mark.parametrize("name", PUBLIC)
def test_what_is_public_has_an_example(name: str) -> None:
    assert examples(PUBLIC[name])


def raises(thing: Any) -> bool:
    """Whether a function takes instants, areas or names from people, which may be wrong."""
    asked = {"instant", "on", "until", "start", "end", "dates", "known_on", "area", "line", "delta", "every"}
    return bool(asked & inspect.signature(thing).parameters.keys())


@pytest.mark.parametrize("name", [name for name, thing in (PUBLIC | MEASURES).items() if raises(thing)])
def test_what_takes_things_from_people_says_what_it_raises(name: str) -> None:
    assert "Raises\n------\n" in (inspect.getdoc((PUBLIC | MEASURES)[name]) or "")
