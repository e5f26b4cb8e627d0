"""Deltas as JSON: in the journal and in patches."""

from __future__ import annotations

import base64
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.marks_change import MarksChange, told_as_sets
from controlmap.edit.delta.old_rewrite import parse_old_rewrites
from controlmap.edit.delta.placed_state import Features, Placed
from controlmap.edit.delta.record_change import Content, RecordChange, Restatement
from controlmap.errors import InputError, Problem
from controlmap.format import feature_texts, is_imported_file, is_mark, json_text, parse_layer, severity
from controlmap.plane import Grid
from controlmap.words import phrase

__all__ = ["delta_text", "journal_text", "parse_delta"]

Find = Callable[[str], bytes | None]
"""What is kept beside the journal under a SHA-256, if it is."""

_KEPT_BEYOND_BYTES = 64_000
"""A delta, or two contents of a file, larger than this are kept beside the journal."""

_OLD_MEMBERS = {"removed", "added"}
_MEMBERS = {"records", "restated", "rewrites", "marks"}


def delta_text(delta: Delta, *, grid: Grid, spaced: bool = False) -> str:
    """Return a delta as a JSON object on one line, or `spaced` with one feature a line.

    `removed` and `added` hold for each layer a list of `{"at": place, "feature": feature}`; `records`, where
    there are any, a list of `{"file", "id", "at", "old", "new"}`, `restated` of `{"file", "old", "new"}`, and
    `marks` of `{"file", "removed", "added"}`.
    """
    return _text(delta, [_restated(one, _whole) for one in delta.restated], grid, "\n" if spaced else "")


def journal_text(delta: Delta, *, grid: Grid) -> tuple[str, dict[str, bytes]]:
    """Return a delta as a JSON object for the journal, and what is to be kept beside it, by its SHA-256."""
    kept: dict[str, bytes] = {}
    restated = []
    for one in delta.restated:
        sizes = [len(side.data or b"") for side in (one.old, one.new) if side]
        small = sum(sizes) <= _KEPT_BEYOND_BYTES and all(_is_text(s) for s in (one.old, one.new) if s)
        if one.old and one.old.data is not None and not small:
            # What the file holds afterwards lies in the file, and is kept once it no longer does.
            kept[one.old.digest] = one.old.data
        restated.append(_restated(one, _whole if small else _name))
    text = _text(delta, restated, grid, "")
    if len(text) <= _KEPT_BEYOND_BYTES:
        return text, kept
    digest = sha256(text.encode()).hexdigest()
    return json_text({"kept": digest}), {**kept, digest: text.encode()}


def parse_delta(value: Any, *, file: str, grid: Grid, zone: ZoneInfo, kept: Find | None = None) -> Delta:
    """Return the delta that a JSON value describes; `kept` finds what lies beside the journal.

    Raises
    ------
    InputError
        When it is none, or one of its features is no control state.
    """
    if not isinstance(value, dict) or set(value) - _MEMBERS != _OLD_MEMBERS:
        raise InputError(Problem("a delta has the members 'removed' and 'added'", file))
    removed, added = (
        _parse_side(value[side], f"{file} ({side})", grid, zone) for side in ("removed", "added")
    )
    told = _parse_restated(value.get("restated", []), f"{file} (restated)", kept)
    restated, marks = told_as_sets(told, added)
    return Delta(
        removed,
        added,
        records=_parse_records(value.get("records", []), f"{file} (records)"),
        restated=restated,
        rewrites=parse_old_rewrites(value.get("rewrites", []), f"{file} (rewrites)"),
        marks=(*marks, *_parse_marks(value.get("marks", []), f"{file} (marks)")),
    )


def _text(delta: Delta, restated: list[dict], grid: Grid, gap: str) -> str:
    sides = {"removed": delta.removed, "added": delta.added}
    texts = [f"{json_text(side)}: {_side_text(features, grid, gap)}" for side, features in sides.items()]
    lists = {
        "records": [change.to_json() for change in delta.records],
        "restated": restated,
        "rewrites": [rewrite.to_json() for rewrite in delta.rewrites],
        "marks": [change.to_json() for change in delta.marks],
    }
    texts += [f"{json_text(name)}: {json_text(items)}" for name, items in lists.items() if items]
    return "{" + f",{gap or ' '}".join(texts) + "}"


def _side_text(features: Features, grid: Grid, gap: str) -> str:
    layers = [
        f"{json_text(layer)}: [{gap}{_placed_text(placed, grid, gap)}{gap}]"
        for layer, placed in features.items()
    ]
    return "{" + f",{gap or ' '}".join(layers) + "}"


def _placed_text(group: tuple[Placed, ...], grid: Grid, gap: str) -> str:
    texts = feature_texts([placed.state for placed in group], grid=grid)
    return f",{gap or ' '}".join(
        f'{{"at": {placed.at}, "feature": {text}}}' for placed, text in zip(group, texts, strict=True)
    )


def _restated(one: Restatement, as_json: Callable[[Content], dict[str, str]]) -> dict[str, Any]:
    sides = {"old": one.old, "new": one.new}
    return {"file": one.file, **{name: side and as_json(side) for name, side in sides.items()}}


def _whole(content: Content) -> dict[str, str]:
    data = content.data or b""
    return {"text": data.decode()} if _is_text(content) else {"base64": base64.b64encode(data).decode()}


def _name(content: Content) -> dict[str, str]:
    return {"kept": content.digest}


def _is_text(content: Content) -> bool:
    try:
        return "\0" not in (content.data or b"").decode()
    except UnicodeDecodeError:
        return False


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
    return isinstance(item, dict) and set(item) == {"at", "feature"} and _is_place(item["at"])


def _is_place(value: Any) -> bool:
    return type(value) is int and value >= 0


def _parse_records(value: Any, file: str) -> tuple[RecordChange, ...]:
    if not isinstance(value, list) or not all(map(_is_record, value)):
        example = '{"file": "sources.json", "id": "…", "at": 3, "old": null, "new": "…"}'
        raise InputError(Problem(phrase("lists items like {example}", example=example), file))
    return tuple(RecordChange(**item) for item in value)


def _is_record(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and set(item) == {"file", "id", "at", "old", "new"}
        and isinstance(item["file"], str)
        and isinstance(item["id"], str)
        and _is_place(item["at"])
        and all(item[side] is None or isinstance(item[side], str) for side in ("old", "new"))
        and (item["old"], item["new"]) != (None, None)
    )


def _parse_marks(value: Any, file: str) -> tuple[MarksChange, ...]:
    if not isinstance(value, list) or not all(map(_is_marks_change, value)):
        example = '{"file": "imported/aleppo.txt", "removed": [], "added": ["09e3b192"]}'
        raise InputError(Problem(phrase("lists items like {example}", example=example), file))
    return tuple(
        MarksChange(item["file"], *(_as_set(item[side]) for side in ("removed", "added"))) for item in value
    )


def _is_marks_change(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and set(item) == {"file", "removed", "added"}
        and isinstance(item["file"], str)
        and is_imported_file(item["file"])
        and all(item[side] is None or _are_marks(item[side]) for side in ("removed", "added"))
    )


def _are_marks(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(mark, str) and is_mark(mark) for mark in value)


def _as_set(marks: list[str] | None) -> frozenset[str] | None:
    return None if marks is None else frozenset(marks)


def _parse_restated(value: Any, file: str, kept: Find | None) -> tuple[Restatement, ...]:
    try:
        return tuple(
            Restatement(str(item["file"]), *(_content(item[side], kept) for side in ("old", "new")))
            for item in value
        )
    except (KeyError, TypeError, ValueError):
        raise InputError(Problem('lists items like {"file": "…", "old": {…}, "new": {…}}', file)) from None


def _content(value: Any, kept: Find | None) -> Content | None:
    """Return the content of a file that a JSON value tells or names."""
    if value is None:
        return None
    ((kind, text),) = value.items()
    if kind == "kept" and kept is not None:
        return Content(str(text), kept(str(text)))
    return Content.of({"text": str.encode, "base64": base64.b64decode}[kind](text))
