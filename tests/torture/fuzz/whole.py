"""What several targets have in common: a map project, files that are known, an import of one file."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from controlmap.cli.look import as_values
from controlmap.errors import InputError
from controlmap.exchange import import_snapshots, import_states, look
from controlmap.model import Project
from controlmap.store import init_project, open_project
from tests.exchange.readers.files import WRITERS

TESTS = Path(__file__).parents[2]
EXAMPLE = TESTS.parent / "src" / "controlmap" / "store" / "example"


def valley(folder: Path) -> Project:
    """The invented valley, made once."""
    if not (folder / "valley").exists():
        init_project(folder / "valley")
    return open_project(folder / "valley")


def golden(pattern: str) -> Iterator[bytes]:
    """All files of a kind that the tests of the format and of the check know, and the example's."""
    for place in (EXAMPLE, TESTS / "format" / "golden", TESTS / "check" / "golden"):
        yield from (path.read_bytes() for path in sorted(place.rglob(pattern)))


def written(folder: Path, *names: str) -> Iterator[bytes]:
    """Files of the kinds that are read."""
    for name in names:
        WRITERS[name](folder / name)
        yield (folder / name).read_bytes()


def imported(folder: Path, name: str) -> Callable[[bytes], None]:
    """What looks at a file of a name, and tries to bring it in; nothing is written but the file."""
    path = folder / name

    def run(data: bytes) -> None:
        path.write_bytes(data)
        try:
            json.dumps(as_values(look(path)), allow_nan=False)
        finally:
            _bring_in(path)

    return run


def _bring_in(path: Path) -> None:
    how = {
        "into": path.parent / "new",
        "layer": "front",
        "repair": True,
        "overlaps": "first",
        "dry_run": True,
    }
    try:
        import_snapshots(path, controller_from=("side", "name"), new_values="actor", **how)
    except InputError as error:
        assert str(error).strip()
    try:
        import_states(path, controller="league", begin="since", end="until", skip_bad=True, **how)
    except InputError as error:
        assert str(error).strip()
