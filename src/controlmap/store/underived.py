"""Whether areas are as derived from the records that there are now, as far as the journal tells."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from controlmap.errors import InputError
from controlmap.format import JOURNAL_FILE, SETTINGS_FILE, hand_file, parse_entry
from controlmap.model import Entry, Layer, Project, standing
from controlmap.store.lines import lines_of

__all__ = ["Derivation", "derivations", "underived"]

_REPORTS, _PLACES, _SOURCES = "reports.csv", "places.csv", "sources.json"
_VOICE = ("lean", "mirrors", "publisher")
"""What a derivation reads of a source: whose word it is."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a layer stands to what it is derived from.

    `waits` tells that it was never derived, or not since something changed: `changed` are the records by
    file, or None where all of a file may be others. `edited` are the states that were edited since.
    """

    waits: Literal["never", "since"] | None
    changed: Mapping[str, Collection[str] | None]
    edited: frozenset[str] = frozenset()

    def has_changed(self, file: str, name: str) -> bool:
        """Tell whether a record of a file is another than when the layer was derived."""
        names = self.changed.get(file, ())
        return names is None or name in names


def underived(project: Project) -> Mapping[str, Derivation]:
    """Return by id the layers that wait for a derivation: never derived, or not since records changed.

    A layer that marks made waits for its first one. Layers that were never derived otherwise are left out,
    and all of them where the journal cannot be read.
    """
    return {layer: found for layer, found in derivations(project).items() if found.waits}


def derivations(project: Project) -> Mapping[str, Derivation]:
    """Return by id how the layers that are derived, or are to be, stand to what they are derived from."""
    try:
        lines = lines_of(project.folder / JOURNAL_FILE, JOURNAL_FILE)
        entries = [*standing([parse_entry(line, number) for number, line in lines])]
        found = {layer.id: _derivation(entries, layer) for layer in project.layers}
    except (InputError, OSError):
        return {}
    except (
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
    ):  # a delta that is none: who takes it back is told
        return {}
    return {layer: one for layer, one in found.items() if one is not None}


def _derivation(entries: Sequence[Entry], layer: Layer) -> Derivation | None:
    """Return how a layer stands to its evidence; None where nothing says that it is a derived one."""
    for i in reversed(range(len(entries))):
        command = entries[i].note.command
        if layer.file in entries[i].files and command in ("derive", "import marks"):
            break
    else:
        return None
    if command == "import marks":
        return Derivation("never", {_REPORTS: None})
    changed = _changed(entries[i + 1 :], layer)
    changed = {file: names for file, names in changed.items() if names is None or names}
    edited = {name for entry in entries[i + 1 :] for names in entry.features.values() for name in names}
    return Derivation("since" if changed else None, changed, frozenset(edited))


def _changed(entries: Sequence[Entry], layer: Layer) -> dict[str, Collection[str] | None]:
    """Return which records of what a layer is derived from are others after some entries than before."""
    texts: dict[str, dict[str, tuple[str | None, str | None]]] = {}
    whole: set[str] = set()
    for entry in entries:
        said = entry.delta if isinstance(entry.delta, dict) else {}
        records = [one for one in said.get("records", ()) if one["file"] in (_REPORTS, _PLACES, _SOURCES)]
        for one in records:
            of_file = texts.setdefault(one["file"], {})
            first = of_file.get(one["id"], (one["old"], None))[0]
            of_file[one["id"]] = first, one["new"]
        whole |= {_REPORTS, _PLACES, hand_file(layer.id)} & {*entry.files} - {one["file"] for one in records}
        whole |= {SETTINGS_FILE for old, new in _settings(said) if _read(old, new) != _read(new, old)}
    names = {
        file: [name for name, (old, new) in of_file.items() if _differs(file, old, new)]
        for file, of_file in texts.items()
    }
    return {**names, **dict.fromkeys(whole)}


def _differs(file: str, old: str | None, new: str | None) -> bool:
    """Tell whether a record says otherwise; of a source, whether it is another's word: one more is none."""
    if file != _SOURCES:
        return old != new
    if old is None or new is None:
        return False
    return [json.loads(old).get(name) for name in _VOICE] != [json.loads(new).get(name) for name in _VOICE]


def _settings(said: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield the settings before and after each time that they were written anew."""
    for one in said.get("restated", ()):
        texts = [text for when in ("old", "new") if (text := (one[when] or {}).get("text"))]
        if one["file"] == SETTINGS_FILE and len(texts) == 2:
            try:
                old, new = map(tomllib.loads, texts)
            except tomllib.TOMLDecodeError:
                continue
            yield old, new


def _read(settings: Mapping[str, Any], other: Mapping[str, Any]) -> list[Any]:
    """Return what a derivation reads of settings, of actors and layers those that other settings have too.

    One more of them says of no ground whose it is.
    """
    return [
        settings.get("period", {}).get("from"),
        settings.get("grid"),
        {a["id"]: (a.get("name"), a.get("parent")) for a in _shared(settings, other, "actors")},
        {layer["id"]: layer.get("extent") for layer in _shared(settings, other, "layers")},
        settings.get("base"),
    ]


def _shared(settings: Mapping[str, Any], other: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    there = {one["id"] for one in other.get(kind, ())}
    return [one for one in settings.get(kind, ()) if one["id"] in there]
