"""What a delta would do: to the ground, to features and to files, once it is sure that it may be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

import shapely

from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.effect import Effect, effect_in_brief, effect_of
from controlmap.edit.log.files_after import files_after
from controlmap.errors import InputError, OverlapError, Problem
from controlmap.format import (
    SETTINGS_FILE,
    SOURCES_FILE,
    check_references,
    parse_sources,
    read_settings,
    refuse,
)
from controlmap.history import precedence_in
from controlmap.model import ControlState, Project, states_of, told
from controlmap.words import counted

__all__ = ["Preview", "features_of", "preview"]

_SHOWN = 3
"""Pairs of controllers that a line names."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a delta would do: the states after it, its effect on the ground, and what it changes.

    `features` are ids by what becomes of them, `files` the names of files whose text it rewrites.
    """

    states: Mapping[str, Sequence[ControlState]]
    effect: Effect
    features: Mapping[str, Sequence[str]]
    files: Sequence[str] = ()

    @property
    def by_date(self) -> list[dict]:
        """What it changes of the transfers on record, by date: see `Effect.by_date`."""
        return [passing.to_json() for passing in self.effect.by_date]

    @property
    def unrecorded(self) -> list[dict]:
        """The ground that it leaves without a state, by stretch of time: see `Effect.unrecorded`."""
        return [stretch.to_json() for stretch in self.effect.unrecorded]

    def __repr__(self) -> str:
        rows = self.effect.rows()
        moved = [f"{row['from']} → {row['to']} {_rounded(row['area_km2'])} km²" for row in rows[:_SHOWN]]
        more = [f"{len(rows) - _SHOWN} more"] if len(rows) > _SHOWN else []
        kinds = [f"{len(ids)} {kind}" for kind, ids in self.features.items() if ids]
        kinds += [f"{counted(len(self.files), 'file')} rewritten"] if self.files else []
        bare = sum(stretch.area_km2 for stretch in self.effect.unrecorded)
        more += [f"{_rounded(bare)} km² without a state for a time"] if bare else []
        told = ", ".join([*moved, *more]) or "no ground moves", ", ".join(kinds)
        return f"Preview({'; '.join(filter(None, told))})"

    def _repr_html_(self) -> str:
        """Return what moves as a table, for notebooks."""
        import pandas as pd

        table = pd.DataFrame(self.effect.rows(), columns=["from", "to", "area_km2"])
        return f"<p>{escape(repr(self))}</p>{table.to_html(index=False)}"

    def to_json(self) -> dict:
        """Return the effect as an object of moved, by_date, unrecorded, features and files."""
        ground = {"moved": self.effect.rows(), "by_date": self.by_date, "unrecorded": self.unrecorded}
        return {**ground, "features": dict(self.features), "files": list(self.files)}


def _rounded(km2: float) -> str:
    return f"{km2:,.1f}" if km2 >= 0.1 else f"{km2:.1g}"


def preview(project: Project, delta: Delta, *, brief: bool = False) -> Preview:
    """Return what a delta would do to a map project, once it is sure that it may be done.

    In `brief` it is neither told what changes by date nor what is left without a state: that takes longest.

    Raises
    ------
    ConflictError
        When the delta does not fit the map.
    InputError
        When it names actors or sources that are not listed, an id of another layer, or broken ground.
    OverlapError
        When two controllers would hold the same ground, and the project does not say what that means.
    """
    before = states_of(project)
    files = [*delta.files, *delta.marked]
    if not delta.has_features:
        files_after(project, delta, {})
        return Preview(before, Effect(), features_of(delta), files)
    after = delta.applied_to(before)
    problems = list(_problems(_with_new_lists(project, delta), after, delta))
    if problems:
        raise InputError(problems)
    refused = project.settings.overlaps == "error"
    effect = effect_in_brief(before, after, delta, project.grid) if brief and refused else None
    if effect is None:
        effect = effect_of(before, after, delta, project.grid, precedence_in(project), one_holder=refused)
    if effect.overlaps and refused:
        raise OverlapError(effect.overlaps)
    return Preview(after, effect, features_of(delta), files)


def features_of(delta: Delta) -> dict[str, list[str]]:
    """Return the ids of features that a delta adds, closes or reopens, removes or changes otherwise.

    One that is closed ends sooner than before, or its record does; one that is reopened ends later.
    """
    old = {p.state.id: p.state for group in delta.removed.values() for p in group}
    new = {p.state.id: p.state for group in delta.added.values() for p in group}
    both = old.keys() & new.keys()
    other_end = {name for name in both if _end(old[name]) != _end(new[name])}
    closed = {name for name in other_end if _ends_sooner(_end(new[name]), _end(old[name]))}
    sides = {
        "added": new.keys() - both,
        "closed": closed,
        "removed": old.keys() - both,
        "changed": both - other_end,
        "reopened": other_end - closed,
    }
    return {kind: sorted(names) for kind, names in sides.items()}


def _with_new_lists(project: Project, delta: Delta) -> Project:
    """Return a map project with the actors and sources that a delta gives it: new states may name them."""
    changed = {SETTINGS_FILE, SOURCES_FILE} & {*delta.files}
    texts = files_after(project, replace(delta, marks=()), {}) if changed else {}
    if (text := texts.get(SETTINGS_FILE)) is not None:
        project = replace(project, settings=read_settings(text))
    if (text := texts.get(SOURCES_FILE)) is not None:
        sources, problems = parse_sources(text, file=SOURCES_FILE)
        refuse(problems)
        project = replace(project, sources={source.id: source for source in sources})
    return project


def _end(state: ControlState) -> tuple:
    return state.valid_to, state.superseded_at


def _ends_sooner(one: tuple, other: tuple) -> bool:
    pairs = zip(one, other, strict=True)
    return any(now is not None and (was is None or now < was) for now, was in pairs)


def _problems(
    project: Project, after: Mapping[str, Sequence[ControlState]], delta: Delta
) -> Iterator[Problem]:
    """Yield what is wrong with the features that a delta adds."""
    added = {layer: tuple(p.state for p in group) for layer, group in delta.added.items()}
    layers = tuple(replace(layer, states=added[layer.id]) for layer in project.layers if layer.id in added)
    yield from check_references(replace(project, layers=layers, reports=(), events=()))
    for layer in layers:
        others = (states for other, states in after.items() if other != layer.id)
        elsewhere = {name for states in others for name in told(states, "id").each()}
        for state in layer.states:
            if state.id in elsewhere:
                yield Problem("the id stands in another layer already", layer.file, feature=state.id)
            if not shapely.is_valid(state.geometry) or shapely.is_empty(state.geometry):
                yield Problem("the geometry is not valid, or empty", layer.file, feature=state.id)
            if state.valid_to is not None and state.valid_to <= state.valid_from:
                yield Problem("the period is empty or runs backwards", layer.file, feature=state.id)
