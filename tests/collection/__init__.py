"""Odd and broken inputs: a large collection of others, where it lies beside the repository, or a small one.

The small one is made anew each time, in the same form: `index.csv` says of each file whether it is `valid`,
`invalid` or `odd` (legal, with a trap: right or refused, never silently different) and why; `dates.csv` the
same of texts; and lists of payloads and of paths, one a line.
"""

import csv
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.collection.geometries import GEOMETRIES
from tests.collection.structures import structures
from tests.collection.texts import DATES, payloads, several_lines, traversals

LARGE = Path(__file__).parents[2].parent / "shared" / "corpus"
_MADE = TemporaryDirectory(prefix="collection-")


def collection() -> Path:
    """The folder of odd and broken files: the large one, or the small one where that is not here."""
    return LARGE if LARGE.is_dir() else small()


@cache
def small() -> Path:
    """The folder of those that are made anew; it lasts as long as the process."""
    folder = Path(_MADE.name)
    files = {**structures(), **GEOMETRIES}
    for name, (_, _, data) in files.items():
        (folder / name).write_bytes(data)
    rows = [(name, "made", expected, why) for name, (expected, why, _) in files.items()]
    _write_table(folder / "index.csv", ("path", "origin", "expected", "why"), rows)
    _write_table(folder / "dates.csv", ("text", "origin", "expected", "why"), DATES)
    lists = {
        "xss.txt": payloads(),
        "ssti.txt": [],
        "csv_injection.txt": [],
        "path_traversal.txt": traversals(),
    }
    for name, lines in lists.items():
        (folder / name).write_text("\n".join(lines), encoding="utf-8")
    for name in ("xss_multiline.json", "blns.json"):
        (folder / name).write_text(json.dumps(several_lines()), encoding="utf-8")
    return folder


def _write_table(path: Path, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
