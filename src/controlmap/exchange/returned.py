"""Features of a layer as another program hands them back: found by id, each value held against the map's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.ground import settle_rows
from controlmap.exchange.own_columns import DIGEST
from controlmap.exchange.readers import Rows
from controlmap.exchange.sheets.readable import is_readable
from controlmap.format import as_ours, plain, properties_of, property_names, says_the_same
from controlmap.model import ControlState, Project, validated

__all__ = ["Change", "Feature", "Returned", "as_state", "returned_features", "same_ground"]

_IDS = ("id", "@id", "feature_id", "fid", "ogc_fid")
"""Columns that may hold the map's ids, the likeliest first; case does not count."""
_NEEDED = frozenset(name for name, field in ControlState.model_fields.items() if field.is_required())
_TO_COME = "new"
_DAYS = ("valid_from", "valid_to", "recorded_at", "superseded_at")


class Change(NamedTuple):
    """What a file says otherwise of a feature: properties as JSON has them, None taken away; and ground."""

    said: Mapping[str, Any]
    ground_lonlat: shapely.Geometry | None

    def in_words(self) -> str:
        """Return what it is about: names of properties, and ground."""
        return ", ".join([*self.said, *(["ground"] if self.ground_lonlat is not None else [])])


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of the file: the id that it has there, its ground on the grid, what its columns hold."""

    label: str
    id: str | None
    ground_lonlat: shapely.Geometry
    columns: Mapping[str, Any]
    zone: ZoneInfo
    days_only: Collection[str]
    known: dict[int, tuple[ControlState, Change]] = field(default_factory=dict, compare=False, repr=False)
    """What was found of states, by their identities: versions of a layer share most of them."""

    def change_of(self, state: ControlState) -> Change:
        """Return what it says otherwise than a state."""
        if id(state) not in self.known:
            self.known[id(state)] = state, self._change_of(state)
        return self.known[id(state)][1]

    def _change_of(self, state: ControlState) -> Change:
        properties = properties_of(state)
        said = {
            name: as_ours(name, value)
            for name, value in self.columns.items()
            if not self.says(name, properties.get(name))
        }
        ground = None if same_ground(state.geometry, self.ground_lonlat) else self.ground_lonlat
        return Change(said, ground)

    def says(self, name: str, ours: Any) -> bool:
        """Tell whether it says of a property what the map does, or has no column for it."""
        if name not in self.columns:
            return True
        theirs = self.columns[name]
        return says_the_same(name, ours, theirs, zone=self.zone, days_only=name in self.days_only)


@dataclass(frozen=True, slots=True)
class Returned:
    """What a file hands back: its features in order, its version's digest if it bears one, and sentences."""

    file: str
    features: tuple[Feature, ...]
    digest: str | None
    told: tuple[str, ...]


def returned_features(
    rows: Rows,
    project: Project,
    states: Sequence[ControlState],
    ids: Collection[str],
    keep: Sequence[str] = (),
) -> Returned:
    """Return the features that a file holds of a layer's states; `ids` are those the layer has or had.

    Columns that hold no property of the layer are left out, but for those to `keep`. Where no column holds
    ids of the layer, no feature has one.

    Raises
    ------
    InputError
        When ground is not valid, or a field to keep is not there.
    """
    columns = list(dict.fromkeys(name for row in rows.rows for name in row.fields))
    missing = [name for name in keep if name not in columns]
    if missing:
        raise InputError(
            Problem(f"has no field {missing[0]!r}", rows.file, hint=f"It has {', '.join(columns)}.")
        )
    id_column = _id_column(rows, columns, ids)
    held = list(dict.fromkeys(name for state in states for name in properties_of(state)))
    known = [*_known(project, held), *keep]
    named = property_names([c for c in columns if c not in (id_column, DIGEST)], known)
    if not rows.rows:
        raise InputError(Problem("has no rows", rows.file))
    if all(row.geometry is None for row in rows.rows):
        raise InputError(Problem("holds no ground", rows.file, hint="Save it with its geometry."))
    grounds = settle_rows(rows, project.grid)
    lost = _without_ground(rows, {id(piece.row) for piece in grounds.pieces}, id_column, ids)
    if problems := [*grounds.problems, *lost]:
        raise InputError(problems)
    days_only = _days_only(rows, named)
    features = tuple(
        Feature(
            piece.row.label,
            _id_text(piece.row.fields.get(id_column)) if id_column else None,
            piece.ground_lonlat,
            {name: plain(piece.row.fields.get(column)) for column, name in named.items()},
            project.zone,
            days_only,
        )
        for piece in grounds.pieces
    )
    told = [*rows.told, *grounds.told, *_columns_told(columns, named, id_column, held)]
    return Returned(rows.file, features, _digest(rows, columns), tuple(told))


def same_ground(one: shapely.Geometry, two: shapely.Geometry) -> bool:
    """Tell whether two grounds on the grid are the same, however their rings are written."""
    if shapely.equals_exact(one, two):
        return True
    as_many = shapely.get_num_coordinates(one) == shapely.get_num_coordinates(two)
    return (as_many and _normal(one) == _normal(two)) or bool(shapely.equals(one, two))


def as_state(
    feature: Feature, base: ControlState | None, change: Change, project: Project, *, file: str, name: str
) -> ControlState:
    """Return a state that says what a change says, and for the rest what `base` does.

    `name` is its id, empty where it is to get one.

    Raises
    ------
    InputError
        With all that cannot be used of it.
    """
    properties = {**(properties_of(base) if base else {}), **change.said}
    ground = base.geometry if base and change.ground_lonlat is None else _as_written(feature, base)
    data = {
        **{key: value for key, value in properties.items() if value is not None or key in _NEEDED},
        "id": name or _TO_COME,
        "geometry": ground,
        "members": base.members if base else {},
        "numeric_id": bool(base and base.numeric_id and name == base.id),
    }
    state = validated(ControlState, data, zone=project.zone, file=file, feature=name or feature.label)
    return state if name else state.model_copy(update={"id": ""})


def _as_written(feature: Feature, base: ControlState | None) -> shapely.Geometry:
    """Return a feature's ground as one polygon where it is one, and the map does not have it otherwise."""
    parts = shapely.get_parts(feature.ground_lonlat)
    many = isinstance(base.geometry, shapely.MultiPolygon) if base else False
    if len(parts) > 1 or many:
        return shapely.MultiPolygon(parts.tolist())
    return parts[0]


def _normal(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    return sorted(shapely.normalize(shapely.get_parts(geometry)).tolist(), key=shapely.to_wkb)


def _known(project: Project, held: Iterable[str]) -> list[str]:
    """Return the properties that a layer's states may have: the format's, and those that some have."""
    own = [n for n, field in ControlState.model_fields.items() if n != "id" and not field.exclude]
    spelt = [f"{n}_{language}" for n in ControlState.localized for language in project.settings.languages[1:]]
    return [*dict.fromkeys([*own, *spelt, *held])]


def _id_column(rows: Rows, columns: Sequence[str], ids: Collection[str]) -> str | None:
    """Return the column that holds the most of a layer's ids; where it has had none, the one called so.

    None where no column holds any.
    """
    if not ids:
        return next((column for column in columns if column.lower() == _IDS[0]), None)
    hits = {
        column: len({_id_text(row.fields.get(column)) for row in rows.rows} & set(ids)) for column in columns
    }
    order = sorted(columns, key=lambda c: (-hits[c], _rank(c)))
    return order[0] if order and hits[order[0]] else None


def _rank(column: str) -> int:
    return _IDS.index(column.lower()) if column.lower() in _IDS else len(_IDS)


def _id_text(value: Any) -> str | None:
    found = as_ours("id", value)
    return None if found is None else str(found).strip()


def _digest(rows: Rows, columns: Iterable[str]) -> str | None:
    """Return the digest that most features bear: some may come from elsewhere."""
    column = next((c for c in columns if c.lower() == DIGEST), None)
    borne = Counter(text for row in rows.rows if (text := _id_text(row.fields.get(column or ""))))
    return borne.most_common(1)[0][0] if borne else None


def _without_ground(
    rows: Rows, there: Collection[int], column: str | None, ids: Collection[str]
) -> list[Problem]:
    """Return a problem for each feature of the layer that came back without ground."""
    hint = "Draw it, or delete the feature."
    return [
        Problem(
            "has no ground any more", rows.file, row.line, feature=_id_text(row.fields.get(column)), hint=hint
        )
        for row in rows.rows
        if column is not None and id(row) not in there and _id_text(row.fields.get(column)) in ids
    ]


def _days_only(rows: Rows, named: Mapping[str, str]) -> frozenset[str]:
    """Return the properties whose columns hold no hour anywhere, as a Shapefile's dates do."""
    held = {
        name: [str(value) for row in rows.rows if (value := plain(row.fields.get(column))) is not None]
        for column, name in named.items()
        if name in _DAYS
    }
    return frozenset(name for name, texts in held.items() if texts and not any(":" in text for text in texts))


def _columns_told(
    columns: Iterable[str], named: Mapping[str, str], id_column: str | None, held: Iterable[str]
) -> list[str]:
    """Return which columns hold nothing of the layer, and which properties have no column."""
    ours = (*_IDS, DIGEST)
    strange = [
        c
        for c in columns
        if c not in named and c != id_column and c.lower() not in ours and not is_readable(c.lower())
    ]
    absent = [name for name in held if name not in named.values()]
    told = [f"fields left out, which the layer does not have: {', '.join(strange)}"] if strange else []
    return [*told, *([f"left as they are, for want of a field: {', '.join(absent)}"] if absent else [])]
