"""Patches that came by mail: read, tried on the map, and made to fit it."""

from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from controlmap.edit import Editing, fitted, parse_patch, patch_text, preview
from controlmap.model import Note
from tests.torture.fuzz.whole import valley

TRANSFER = {"radius_km": 2, "to": "republic", "on": "2024-03-14"}


def seeds() -> Iterable[bytes]:
    with TemporaryDirectory() as folder:
        project = valley(Path(folder))
        edits = Editing(project)
        for delta in (
            edits.transfer("Lower Town", **TRANSFER),
            edits.correct(states=["valley-0001"], certainty="claimed"),
        ):
            text = patch_text(project, delta, Note("transfer", "Ada", "so", ("a",)), when="2024", moved=[])
            yield from (text.encode(), text.partition("\n\n")[2].encode())


def prepared(folder: Path) -> Callable[[bytes], None]:
    project = valley(folder)

    def run(data: bytes) -> None:
        if data[:1] == b"{":  # so that what changes JSON can change it
            data = b"controlmap patch, version 1\nWho: Ada\n\n" + data
        delta, note = parse_patch(project, data, file="edit.json")
        try:
            preview(project, delta)
        finally:
            fitted(project, delta, note.command)

    return run
