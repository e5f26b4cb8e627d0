"""What a map project is made of, so that nothing is written over it that is no edit."""

from __future__ import annotations

import os
from pathlib import Path

from controlmap.errors import InputError, Problem
from controlmap.format import EVALUATION_FILE, HAND_FOLDER, JOURNAL_FILE, SETTINGS_FILE, STORY_FILE
from controlmap.format import KEPT_FOLDER as JOURNAL_FOLDER
from controlmap.store.drafts import DRAFTS_FOLDER
from controlmap.store.kept import KEPT_FOLDER
from controlmap.store.reading import settings_in

__all__ = ["refuse_own_file"]

_FILES = ("sources.json", "places.csv", "reports.csv", "events.geojson", ".gitattributes")
_FOLDERS = (HAND_FOLDER, JOURNAL_FOLDER, DRAFTS_FOLDER, KEPT_FOLDER)


def refuse_own_file(target: Path) -> None:
    """Refuse to write a page, a picture or an export over what a map is made of, whichever map that is.

    Raises
    ------
    InputError
        When the target is such a file, or is in a map project whose settings cannot be read.
    """
    place = Path(os.path.realpath(target))
    home = next((folder for folder in place.parents if (folder / SETTINGS_FILE).is_file()), None)
    if home is not None and _is_of_map(home, place.relative_to(home)):
        raise InputError(Problem("belongs to the map", str(target), hint="Name a file outside its folder."))


def _is_of_map(home: Path, inside: Path) -> bool:
    settings = settings_in(home)
    named = [entry.file for entry in (*settings.layers, *settings.base)]
    named += [entry.extent.file for entry in (*settings.layers, *settings.regions) if entry.extent]
    own = {*_FILES, *named, EVALUATION_FILE, JOURNAL_FILE, SETTINGS_FILE, STORY_FILE}
    return inside.as_posix() in own or inside.parts[0] in _FOLDERS
