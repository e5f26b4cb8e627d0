"""Cross-references: every actor, source and place that data name is there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from controlmap.errors import Problem
from controlmap.format.hand import hand_file
from controlmap.format.settings import SETTINGS_FILE
from controlmap.format.story import STORY_FILE
from controlmap.model import UNKNOWN, States, hinting, told

if TYPE_CHECKING:
    from controlmap.model import Project

__all__ = ["Unsound", "Use", "check_hand", "check_references", "uses_of"]


class Unsound(NamedTuple):
    """A feature, row or entry that cannot be used, as it is written."""

    file: str
    name: str
    values: Mapping[str, Any]


class Use(NamedTuple):
    """One naming of something listed elsewhere."""

    file: str
    feature: str
    property: str
    name: str


_STATE = {"controller": "actor", "others": "actor", "sources": "source"}
_HAND = {**_STATE, "to": "actor"}
_NAMING: dict[str, dict[str, str]] = {
    "reports.csv": {**_STATE, "from_controller": "actor", "place": "place"},
    "events.geojson": {"sources": "source"},
    "sources.json": {"lean": "actor", "mirrors": "source"},
    STORY_FILE: {"sources": "source", "place": "place"},
}
"""What the properties of a file's entries name; those of layers and hand features stand above."""
_LISTED_IN = {"actor": SETTINGS_FILE, "source": "sources.json", "place": "places.csv"}
_CODES = {"actor": "CM501", "source": "CM502", "place": "CM503"}
_LISTS = ("others", "sources", "mirrors")


def check_references(
    project: Project, unread: Collection[str | None] = (), unsound: Iterable[Unsound] = ()
) -> Iterator[Problem]:
    """Yield a problem for each actor, source and place that is named but not listed, and each id used twice.

    What would be listed in a file of `unread` is not looked for: that file's own problems come first.
    `unsound` are entries that could not be used and name something too. What is drawn by hand has a check of
    its own.
    """
    yield from _missing(project, _parents(project), unread, "actor")
    for kind in _LISTED_IN:
        yield from _missing(project, _unlisted(project, _on_record(project), kind, unsound), unread, kind)
    yield from _circles(project)
    yield from _repeated_ids(project)


def check_hand(
    project: Project, unread: Collection[str | None] = (), unsound: Iterable[Unsound] = ()
) -> Iterator[Problem]:
    """Yield a problem for what hand features name and nobody lists, and for each id used twice.

    The parameters are those of `check_references`.
    """
    naming = _by_hand(project)
    for kind in ("actor", "source"):
        yield from _missing(project, _unlisted(project, naming, kind, unsound), unread, kind)
    homes: dict[str, str] = {}
    for layer_id, features in project.hand.items():
        file = hand_file(layer_id)
        for feature in features:
            home = homes.setdefault(feature.id, file)
            if home != file:
                message = f"the id {feature.id!r} stands in {home} already"
                yield Problem(message, file, feature=feature.id, property="id", code="CM121")


def uses_of(project: Project, kind: str, names: Collection[str]) -> Iterator[Use]:
    """Yield where the entries of files name some of what is listed: `kind` is actor, source or place."""
    if kind == "actor":
        yield from (use for use in _parents(project) if use.name in names)
    yield from _uses(project, {**_on_record(project), **_by_hand(project)}, kind, names.__contains__)


_Naming = Mapping[str, Mapping[str, str]]
"""What the properties of entries name, by file."""


def _on_record(project: Project) -> _Naming:
    return {**_NAMING, **{layer.file: _STATE for layer in project.layers}}


def _by_hand(project: Project) -> _Naming:
    return {hand_file(layer.id): _HAND for layer in project.layers}


def _unlisted(project: Project, naming: _Naming, kind: str, unsound: Iterable[Unsound]) -> Iterator[Use]:
    """Yield what the entries of some files name of one kind and nobody lists, and all that others name."""
    known = _listed(project, kind)
    yield from _uses(project, naming, kind, lambda name: name not in known)
    for entry in unsound:
        for key, what in naming.get(entry.file, {}).items():
            if what == kind:
                names = _names(entry.values.get(key), key)
                yield from (Use(entry.file, entry.name, key, name) for name in names)


def _uses(project: Project, naming: _Naming, kind: str, wanted: Callable[[str], bool]) -> Iterator[Use]:
    """Yield what the entries of some files name of one kind, if it is wanted."""
    for file, values in _values(project):
        keys = [key for key, what in naming.get(file, {}).items() if what == kind]
        # Thousands of states name the same few: they are looked up once.
        said = [(key, one) for key in keys for one in {*_said(values, key)}]
        found = {(key, one): [*filter(wanted, _names(one, key))] for key, one in said}
        if any(found.values()):
            named = ((value.id, key, getattr(value, key)) for value in values for key in keys)
            yield from (Use(file, name, key, use) for name, key, one in named for use in found[key, one])


def _said(values: Collection[Any], key: str) -> Iterable[Any]:
    return told(values, key).values if isinstance(values, States) else map(attrgetter(key), values)


def _values(project: Project) -> Iterator[tuple[str, Collection[Any]]]:
    """Yield all that names something, file by file."""
    yield from ((layer.file, layer.states) for layer in project.layers)
    yield from ((hand_file(layer_id), features) for layer_id, features in project.hand.items())
    yield "reports.csv", project.reports
    yield "events.geojson", project.events
    yield STORY_FILE, project.story
    yield "sources.json", project.sources.values()


def _names(value: Any, key: str) -> list[str]:
    """Return the names in a property: of a list those that are texts, none where there is nothing."""
    several = value.split() if isinstance(value, str) and key in _LISTS else value
    parts = several if isinstance(several, list | tuple) else [several]
    return [part for part in parts if isinstance(part, str) and part]


def _parents(project: Project) -> Iterator[Use]:
    for i, actor in enumerate(project.settings.actors, 1):
        if actor.parent:
            yield Use(SETTINGS_FILE, actor.id, f"actors.{i}.parent", actor.parent)


def _listed(project: Project, kind: str) -> Collection[str]:
    actors = dict.fromkeys((*project.settings.actor_ids, UNKNOWN))
    return {"actor": actors, "source": project.sources, "place": project.places}[kind]


def _circles(project: Project) -> Iterator[Problem]:
    """Yield a problem for each source that repeats, through others or at once, itself."""
    listed = project.sources
    for source in listed.values():
        reached, left = set[str](), [source.id]
        while left:
            further = {name for name in listed[left.pop()].mirrors if name in listed} - reached
            reached |= further
            left += further
        if source.id in reached:
            message = "repeats itself: what it mirrors comes back to it"
            yield Problem(message, "sources.json", feature=source.id, property="mirrors", code="CM507")


def _repeated_ids(project: Project) -> Iterator[Problem]:
    """Yield a problem for each id that a state shares with one of another layer."""
    homes: dict[str, str] = {}
    for layer in project.layers:
        for name in told(layer.states, "id").each():
            home = homes.setdefault(name, layer.file)
            if home != layer.file:
                message = f"the id {name!r} stands in {home} already"
                yield Problem(message, layer.file, feature=name, property="id", code="CM121")


def _missing(
    project: Project, uses: Iterable[Use], unread: Collection[str | None], kind: str
) -> Iterator[Problem]:
    known, where = _listed(project, kind), _LISTED_IN[kind]
    hint = hinting(known, f"{kind}s")
    for use in uses if where not in unread else ():
        if use.name not in known:
            yield Problem(
                f"{where} lists no {kind} {use.name!r}",
                use.file,
                feature=use.feature,
                property=use.property,
                hint=hint(use.name),
                code=_CODES[kind],
            )
