"""Where imported ground is from: a source of the map, and who must be named for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, count
from pathlib import Path
from typing import Any

from anyascii import anyascii

from controlmap.errors import InputError, Problem
from controlmap.format import parse_sources
from controlmap.model import Source, hinting
from controlmap.store import read_data, slug

__all__ = ["credits_of", "refuse_unlisted", "source_for", "sources_of"]

Origin = Mapping[str, str]


def source_for(origins: Sequence[Origin], name: str, known: Mapping[str, Source]) -> Source:
    """Return the source that imported states name: one that is listed already, where it says the same.

    `origins` are what files say of themselves, `name` is what the file or folder is called.
    """
    told = {key: text for origin in reversed(origins) for key, text in origin.items()}
    said = {"type": "dataset", "title": name, **told}
    for source in known.values():
        if {**source.model_dump(exclude_unset=True), "id": ""} == {**said, "id": ""}:
            return source
    wanted = slug(anyascii(said["title"])) or "import"
    free = (one for one in chain([wanted], (f"{wanted}-{n}" for n in count(2))) if one not in known)
    return Source.model_validate({"id": next(free), **said})


def sources_of(target: Path) -> tuple[str, ...]:
    """Return the ids of the sources that a map project in a folder lists; none where there is none.

    What is wrong with the list is said when the project is opened.
    """
    path = target / "sources.json"
    found = parse_sources(read_data(path, path.name), file=path.name)[0] if path.is_file() else ()
    return tuple(source.id for source in found)


def refuse_unlisted(names: Iterable[str], known: Mapping[str, Source], own: str) -> None:
    """Refuse sources that a map does not list, each once, whatever rests on it; `own` is the import itself.

    Raises
    ------
    InputError
        With each of them.
    """
    hint = hinting(known, "sources")
    missing = [name for name in dict.fromkeys(names) if name not in known and name != own]
    problems = [
        Problem(
            f"sources.json lists no source {name!r}",
            hint=hint(name) or "`controlmap source add` lists one.",
            code="CM502",
        )
        for name in missing
    ]
    if problems:
        raise InputError(problems)


def credits_of(origins: Sequence[Origin]) -> dict[str, Any]:
    """Return what controlmap.toml says of a new map's licence, and of who must be named for its data."""
    licences = dict.fromkeys(origin["rights"] for origin in origins if origin.get("rights"))
    named = dict.fromkeys(
        f"{origin['title']} ({origin['rights']})" if origin.get("rights") else origin["title"]
        for origin in origins
        if origin.get("title")
    )
    told = {"licence": ", ".join(licences), "attribution": list(named)[:20]}
    return {key: value for key, value in told.items() if value}
