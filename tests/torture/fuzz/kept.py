"""Files in `.controlmap`: as bytes, and with a seal that fits whatever is in them."""

from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from controlmap.history import history_of
from controlmap.model import Project
from controlmap.store import kept, kept_project
from tests.torture.fuzz.whole import valley

SEALED = b"S"


def seeds() -> Iterable[bytes]:
    with TemporaryDirectory() as folder:
        arrays = kept_project._of_history(history_of(valley(Path(folder))))
        body = kept._packed(arrays)
        yield from (SEALED + body, kept._MAGIC + bytes(64) + body)


def prepared(folder: Path) -> Callable[[bytes], None]:
    project = valley(folder)
    place = project.folder / kept.KEPT_FOLDER
    place.mkdir(exist_ok=True)
    whole = history_of(project)

    def run(data: bytes) -> None:
        (place / "history").write_bytes(_sealed(project, place, data[1:]) if data[:1] == SEALED else data)
        found = kept_project.kept_history(project)
        if data[:1] != SEALED:
            assert len(found.topology.cells) == len(whole.topology.cells)

    return run


def _sealed(project: Project, place: Path, body: bytes) -> bytes:
    return kept._MAGIC + kept._here(place, kept_project._key(project)) + sha256(body).digest() + body
