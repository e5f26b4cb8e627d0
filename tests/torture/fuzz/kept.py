"""Files in `.controlmap`, sealed rightly, with anything inside: what makes no sense is worked out anew.

The first byte says which file: of a history, or of a layer.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from controlmap.history import History
from controlmap.model import Project
from controlmap.store import kept, kept_project, open_project
from tests.torture.fuzz.whole import valley

SEAL = 128
"""Bytes before what was kept: what it is, for whom, and its digest."""
NAMES = {b"h": "history", b"l": "layer-valley"}


def seeds() -> Iterable[bytes]:
    with TemporaryDirectory() as folder:
        project = valley(Path(folder))
        for letter, data in _kept_of(project).items():
            yield letter + data[SEAL:]


def prepared(folder: Path) -> Callable[[bytes], None]:
    project = valley(folder)
    place = project.folder / kept.KEPT_FOLDER
    known = _kept_of(project)

    def run(data: bytes) -> None:
        letter, body = data[:1], data[1:]
        if letter in known:
            before = known[letter][: SEAL - 32]
            (place / NAMES[letter]).write_bytes(before + sha256(body).digest() + body)
            looked_through(kept_project.kept_history(open_project(project.folder)))
            (place / NAMES[letter]).write_bytes(known[letter])

    return run


def _kept_of(project: Project) -> dict[bytes, bytes]:
    """The bytes of both files, as they are kept of a map."""
    kept_project.worth_keeping = lambda _: True  # type: ignore[assignment]
    place = open_project(project.folder).folder / kept.KEPT_FOLDER
    kept_project.kept_history(project)
    return {letter: (place / name).read_bytes() for letter, name in NAMES.items()}


def looked_through(history: History) -> None:
    """Ask a history whatever it knows."""
    for day in history.dates:
        history.areas_km2(day)
    for cell in range(len(history.topology.cells)):
        history.spells_of(cell)
