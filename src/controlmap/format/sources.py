"""sources.json: the bibliography, a list in CSL-JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from controlmap.errors import InputError, Problem
from controlmap.format.canonical import json_text
from controlmap.format.document import Fault, keys_in
from controlmap.format.json import read_json
from controlmap.format.problems import gathering
from controlmap.model import Source, validated

__all__ = ["parse_sources", "write_sources"]


@gathering(())
def parse_sources(data: bytes, *, file: str) -> tuple[tuple[Source, ...], list[Problem]]:
    """Return the sources that could be read, and all problems."""
    document = read_json(data, file=file)
    if not isinstance(document.value, list):
        return (), document.problems([Fault((), "CM124", "a list of sources is expected")])
    sources: dict[str, Source] = {}
    faults: list[Fault] = []
    for i, entry in enumerate(document.value):
        source, found = _source(entry, i)
        faults += found
        if source and sources.setdefault(source.id, source) is not source:
            message = f"the id {source.id!r} stands in an earlier entry already"
            faults.append(Fault((i, "id"), "CM121", message, source.id, "id"))
    return tuple(sources.values()), document.problems(faults)


def write_sources(sources: Iterable[Source]) -> bytes:
    """Return sources.json: one source a line, in the order given; members that were absent stay absent."""
    lines = ",\n".join(json_text(source.model_dump(exclude_unset=True)) for source in sources)
    return (f"[\n{lines}\n]\n" if lines else "[]\n").encode()


def _source(entry: Any, index: int) -> tuple[Source | None, list[Fault]]:
    if not isinstance(entry, dict):
        return None, [Fault((index,), "CM124", "a source is an object")]
    try:
        return validated(Source, entry), []
    except InputError as error:
        label = str(entry.get("id", f"number {index + 1}"))
        return None, [_fault(problem, index, label) for problem in error.problems]


def _fault(problem: Problem, index: int, label: str) -> Fault:
    path = (index, *keys_in(problem.property or ""))
    return Fault(path, problem.code or "CM124", problem.message, label, problem.property, problem.hint)
