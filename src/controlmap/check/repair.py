"""Repairs: the harmless ones for every layer file, and those that change what the map says only by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from controlmap.check.check_input import Subject
from controlmap.check.geometry import winding
from controlmap.check.repair_antimeridian import cut_at_antimeridian
from controlmap.check.repair_coverage import cut_overlaps, fill_gaps
from controlmap.check.repair_foreign import in_our_words, written
from controlmap.check.repair_slivers import give_slivers
from controlmap.check.repair_text import recoded
from controlmap.errors import InputError, Problem
from controlmap.format import read_json, write_layer
from controlmap.model import Layer

__all__ = ["NAMED", "Repair", "repair_hint", "repairs"]


class Repair(NamedTuple):
    """The new bytes of a file, unpacked, and in words what is different.

    `recoded` says that the file was no plain text before, so that no journal can tell how it changed.
    """

    file: str
    changes: tuple[str, ...]
    data: bytes
    recoded: bool = False


class Named(NamedTuple):
    """What a repair by name does, in words, and to the layers that can be read."""

    does: str
    mend: Callable[[Subject, Layer], tuple[Layer, list[str]]] = lambda subject, layer: (layer, [])


NAMED: dict[str, Named] = {
    "CM101": Named("writes the file anew as UTF-8"),
    "CM140": Named("writes the file anew with commas"),
    "CM209": Named("writes the file without heights"),
    "CM212": Named("gives it to what it has the longest border with", give_slivers),
    "CM215": Named("cuts the ground there"),
    "CM305": Named(
        "says there that nobody knows", lambda subject, layer: fill_gaps(subject, layer, always=False)
    ),
    "CM401": Named(
        "leaves the ground to the state that began last",
        lambda subject, layer: cut_overlaps(subject, layer, same_controller=False),
    ),
    "CM402": Named(
        "leaves the ground to the state that began last",
        lambda subject, layer: cut_overlaps(subject, layer, same_controller=True),
    ),
    "CM403": Named(
        "says there that nobody knows", lambda subject, layer: fill_gaps(subject, layer, always=True)
    ),
}
"""Repairs that change what the map says, or lose something: done only when asked for by code."""


_SAFE = {"CM210": "drops it", "CM211": "turns it round"}


def repair_hint(code: str) -> str | None:
    """Return in words which repair mends what breaks a rule; None where there is none."""
    if code in NAMED:
        return f"controlmap check --fix {code} {NAMED[code].does}."
    return f"controlmap check --fix {_SAFE[code]}." if code in _SAFE else None


def repairs(subject: Subject, named: Collection[str] = ()) -> Iterator[Repair]:
    """Yield the repair of each layer file that needs one.

    Without being named: what GDAL saved is said in the format's words again, rings are closed (CM204),
    repeated vertices dropped (CM210), rings turned (CM211),
    coordinates rounded to the grid and the file written in canonical form (CM142). A file with other errors
    keeps its features as they are but for closed rings and dropped vertices.

    Raises
    ------
    InputError
        When a code of `named` has no repair.
    """
    for code in named:
        if code not in NAMED:
            raise InputError(Problem(f"{code} has no repair by name", hint=f"Known: {', '.join(NAMED)}."))
    yield from (Repair(*anew, recoded=True) for anew in recoded(subject, named))
    subject, told = in_our_words(subject)
    settled, changes = _settled(subject, named)
    for layer, new in zip(subject.project.layers, settled.project.layers, strict=True):
        words = told.get(layer.file, ())
        if layer.file in subject.broken:
            found = _mended(subject, layer, named)
        elif "CM209" not in named and _has_heights(subject, layer):
            # Canonical form would drop heights, and dropping is no harmless repair.
            found = None
        else:
            found = _rewritten(subject, new, changes[layer.file])
        if found is not None:
            yield found._replace(changes=(*words, *found.changes))
        elif words:
            yield Repair(layer.file, words, subject.data(layer.file))


def _settled(subject: Subject, named: Iterable[str]) -> tuple[Subject, dict[str, list[str]]]:
    """Return a subject whose sound layers are repaired code after code, and what was done, by file.

    Each repair works on what the one before it left.
    """
    changes: dict[str, list[str]] = {layer.file: [] for layer in subject.project.layers}
    for code in named:
        layers = []
        for layer in subject.project.layers:
            new, done = (layer, []) if layer.file in subject.broken else NAMED[code].mend(subject, layer)
            layers.append(new)
            changes[layer.file] += [f"{what} ({code})" for what in done]
        subject = replace(subject, project=replace(subject.project, layers=tuple(layers)))
    return subject, changes


def _rewritten(subject: Subject, layer: Layer, changes: Iterable[str]) -> Repair | None:
    """Return the canonical form of a sound layer, unless that is what its file holds."""
    data = write_layer(layer, grid=subject.project.grid)
    if data == subject.data(layer.file):
        return None
    return Repair(layer.file, (*_safe_changes(subject, layer), *changes), data)


def _safe_changes(subject: Subject, layer: Layer) -> Iterator[str]:
    """Yield what canonical form changes that has a rule of its own, then that it does."""
    only = replace(subject.project, layers=(layer,))
    turned = len(list(winding(replace(subject, project=only))))
    repeated = sum(p.code == "CM210" and p.file == layer.file for p in subject.problems)
    if repeated:
        yield f"drops repeated vertices of {_counted(repeated, 'ring')} (CM210)"
    if turned:
        yield f"turns rings of {_counted(turned, 'feature')} (CM211)"
    yield "rounds coordinates to the grid and writes canonical form (CM142)"


def _has_heights(subject: Subject, layer: Layer) -> bool:
    return any(p.code == "CM209" and p.file == layer.file for p in subject.problems)


def _mended(subject: Subject, layer: Layer, named: Collection[str]) -> Repair | None:
    """Return a layer file that cannot be read in full with what can be mended in its JSON."""
    try:
        document = read_json(subject.data(layer.file), file=layer.file)
    except InputError:
        return None
    done: Counter[str] = Counter()
    value = _with_rings(document.value, done)
    if "CM215" in named:
        value = cut_at_antimeridian(value, done)
    if not done:
        return None
    changes = [f"{_WORDS[code].format(_counted(count, 'ring'))} ({code})" for code, count in done.items()]
    return Repair(layer.file, tuple(changes), written(value, subject, layer))


_WORDS = {
    "CM204": "closes {}",
    "CM210": "drops repeated vertices of {}",
    "CM215": "cuts {} at the antimeridian",
}


def _with_rings(value: Any, done: Counter[str]) -> Any:
    """Return a JSON value in which the rings of all polygons are closed and repeat no vertex."""
    if isinstance(value, list):
        return [_with_rings(item, done) for item in value]
    if not isinstance(value, dict):
        return value
    depth = {"Polygon": 1, "MultiPolygon": 2}.get(str(value.get("type")))
    mended = {key: _with_rings(member, done) for key, member in value.items() if key != "coordinates"}
    if "coordinates" in value:
        mended["coordinates"] = _mend(value["coordinates"], depth, done) if depth else value["coordinates"]
    return {key: mended[key] for key in value}


def _mend(coordinates: Any, depth: int, done: Counter[str]) -> Any:
    if not isinstance(coordinates, list):
        return coordinates
    if depth:
        return [_mend(part, depth - 1, done) for part in coordinates]
    return _mend_ring(coordinates, done) if _could_be_ring(coordinates) else coordinates


def _could_be_ring(run: list[Any]) -> bool:
    """Tell whether a list holds three positions or more, and nothing else."""
    return len(run) > 2 and all(
        isinstance(position, list) and len(position) > 1 and {type(n) for n in position} <= {int, float}
        for position in run
    )


def _mend_ring(ring: Sequence[list[float]], done: Counter[str]) -> list[list[float]]:
    kept = [at for at, before in zip(ring, [None, *ring[:-1]], strict=True) if at != before]
    if len(kept) < len(ring):
        done["CM210"] += 1
    if kept[0] != kept[-1]:
        done["CM204"] += 1
        kept = [*kept, kept[0]]
    return kept


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
