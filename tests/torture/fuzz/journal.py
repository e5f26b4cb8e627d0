"""Lines of a journal: read, and what they did found again."""

from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from controlmap.edit import Editing
from controlmap.edit.log.journal import delta_of
from controlmap.format import parse_entry
from tests.torture.fuzz.whole import valley


def seeds() -> Iterable[bytes]:
    with TemporaryDirectory() as folder:
        edits = Editing(valley(Path(folder)))
        edits.apply(edits.transfer("Lower Town", radius_km=2, to="republic", on="2024-03-14"), who="Ada")
        yield from (edits.project.folder / "journal.jsonl").read_bytes().splitlines()


def prepared(folder: Path) -> Callable[[bytes], None]:
    project = valley(folder)

    def run(data: bytes) -> None:
        entry = parse_entry(data, 1)
        assert entry.told() is not None
        delta_of(entry, project)

    return run
