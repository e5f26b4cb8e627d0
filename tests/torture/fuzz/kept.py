"""Files in `.controlmap`: what is not what was kept is passed over, and worked out anew."""

from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from controlmap.history import history_of
from controlmap.store import kept, kept_project
from tests.torture.fuzz.whole import valley


def seeds() -> Iterable[bytes]:
    with TemporaryDirectory() as folder:
        project = valley(Path(folder))
        arrays = kept_project._of_history(history_of(project))
        assert arrays is not None
        kept.keep(project.folder, "history", kept_project._key(project), lambda: arrays)
        yield (project.folder / kept.KEPT_FOLDER / "history").read_bytes()


def prepared(folder: Path) -> Callable[[bytes], None]:
    project = valley(folder)
    place = project.folder / kept.KEPT_FOLDER
    place.mkdir(exist_ok=True)
    cells = len(history_of(project).topology.cells)

    def run(data: bytes) -> None:
        (place / "history").write_bytes(data)
        assert len(kept_project.kept_history(project).topology.cells) == cells

    return run
