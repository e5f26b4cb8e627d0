"""Deltas as JSON: in the journal and in patches."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.placed_state import Features, Placed
from controlmap.edit.delta.record_change import parse_rewrites
from controlmap.errors import InputError, Problem
from controlmap.format import feature_text, json_text, parse_layer, severity
from controlmap.plane import Grid

__all__ = ["delta_text", "parse_delta"]


def delta_text(delta: Delta, *, grid: Grid, spaced: bool = False) -> str:
    """Return a delta as a JSON object on one line, or `spaced` with one feature a line.

    `removed` and `added` hold for each layer a list of `{"at": place, "feature": feature}`; `rewrites`, where
    there are any, is a list of `{"file": name, "at": characters, "old": text, "new": text}`.
    """
    gap = "\n" if spaced else ""
    sides = {"removed": delta.removed, "added": delta.added}
    texts = [f"{json_text(side)}: {_side_text(features, grid, gap)}" for side, features in sides.items()]
    if delta.rewrites:
        texts.append(f'"rewrites": {json_text([rewrite.to_json() for rewrite in delta.rewrites])}')
    return "{" + f",{gap or ' '}".join(texts) + "}"


def parse_delta(value: Any, *, file: str, grid: Grid, zone: ZoneInfo) -> Delta:
    """Return the delta that a JSON value describes.

    Raises
    ------
    InputError
        When it is none, or one of its features is no control state.
    """
    if not isinstance(value, dict) or set(value) - {"rewrites"} != {"removed", "added"}:
        raise InputError(Problem("a delta has the members 'removed' and 'added'", file))
    sides = (_parse_side(value[side], f"{file} ({side})", grid, zone) for side in ("removed", "added"))
    return Delta(*sides, rewrites=parse_rewrites(value.get("rewrites", []), f"{file} (rewrites)"))


def _side_text(features: Features, grid: Grid, gap: str) -> str:
    layers = [
        f"{json_text(layer)}: [{gap}{_placed_text(placed, grid, gap)}{gap}]"
        for layer, placed in features.items()
    ]
    return "{" + f",{gap or ' '}".join(layers) + "}"


def _placed_text(group: tuple[Placed, ...], grid: Grid, gap: str) -> str:
    return f",{gap or ' '}".join(
        f'{{"at": {placed.at}, "feature": {feature_text(placed.state, grid=grid)}}}' for placed in group
    )


def _parse_side(value: Any, file: str, grid: Grid, zone: ZoneInfo) -> Features:
    if not isinstance(value, dict):
        raise InputError(Problem("lists features by layer", file))
    return {layer: _parse_group(group, f"{file}, {layer}", grid, zone) for layer, group in value.items()}


def _parse_group(group: Any, file: str, grid: Grid, zone: ZoneInfo) -> tuple[Placed, ...]:
    if not isinstance(group, list) or not all(map(_is_placed, group)):
        raise InputError(Problem('lists items like {"at": 3, "feature": {…}}', file))
    collection = {"type": "FeatureCollection", "features": [item["feature"] for item in group]}
    layer, problems = parse_layer(json_text(collection).encode(), file=file, grid=grid, zone=zone)
    if any(severity(problem) == "error" for problem in problems):
        raise InputError(problems)
    return tuple(Placed(item["at"], state) for item, state in zip(group, layer.states, strict=True))


def _is_placed(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and set(item) == {"at", "feature"}
        and type(item["at"]) is int
        and item["at"] >= 0
    )
