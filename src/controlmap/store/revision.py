"""Revisions: one name for all that the files of a map project say at a moment."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from controlmap.format import (
    EVALUATION_FILE,
    HAND_FOLDER,
    JOURNAL_FILE,
    SETTINGS_FILE,
    STORY_FILE,
    hand_file,
    read_settings,
)
from controlmap.model import Settings
from controlmap.store.files import inside, read_data

__all__ = ["revision_of"]

_TABLES = ("sources.json", "places.csv", "reports.csv", "events.geojson")
_BESIDE = (*_TABLES, STORY_FILE, EVALUATION_FILE, JOURNAL_FILE)
_LETTERS = 16


def revision_of(folder: Path) -> str:
    """Return a digest of the files of a map project, the journal among them: others say something else.

    Raises
    ------
    InputError
        When controlmap.toml cannot be used.
    """
    data = read_data(inside(folder, SETTINGS_FILE, SETTINGS_FILE), SETTINGS_FILE)
    names = dict.fromkeys([SETTINGS_FILE, *_named(read_settings(data)), *_BESIDE, HAND_FOLDER])
    told = "\n".join(f"{name} {_digest(folder, name)}" for name in names)
    return sha256(told.encode()).hexdigest()[:_LETTERS]


def _named(settings: Settings) -> list[str]:
    layers = [layer.file for layer in settings.layers]
    extents = [one.extent.file for one in (*settings.layers, *settings.regions) if one.extent]
    hand = [hand_file(layer.id) for layer in settings.layers]
    return [*layers, *extents, *hand, *(base.file for base in settings.base)]


def _digest(folder: Path, name: str) -> str:
    """Return the digest of a file's bytes, or of a folder's names; what cannot be read has none."""
    path = inside(folder, name, name)
    try:
        names = sorted(item.name for item in path.iterdir()) if path.is_dir() else None
        data = path.read_bytes() if names is None else "\n".join(names).encode()
    except OSError:
        return "-"
    return sha256(data).hexdigest()
