"""Every file of the collection through every door: refused with its place, or taken; never a crash."""

import csv
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from controlmap.store import init_project
from tests.check.test_check_corpus import SCHEMA, as_layer, polygons_in
from tests.cli.conftest import files_under
from tests.collection import collection
from tests.serve.served import SOURCE, Served, serving
from tests.serve.served import transfer as act
from tests.torture.command import Answer, answer_of
from tests.torture.row import Case, Cases, sample

DATED = ("--date", "2024-03-02")
HELD = ("--controller", "league", "--layer", "front", "--into", "new")
GROUND = ("--to", "league", "--on", "2024-03-05", "--source", SOURCE, "--dry-run")
DOORS: dict[str, tuple[str, ...]] = {
    "check": ("check", "FILE", "--format", "json"),
    "check as states": ("check", "STATES", "--format", "json"),
    "build": ("build", "map", "-o", "page.html"),
    "look": ("import", "look", "FILE"),
    "snapshots": ("import", "snapshots", "FILE", *HELD, *DATED),
    "states": ("import", "states", "STATES", *HELD, "--from", "valid_from", "--to", "valid_to"),
    "marks": ("import", "marks", "FILE", *HELD, *DATED),
    "layer": ("import", "layer", "FILE", "--into", "valley", "--layer", "valley"),
    "area": ("transfer", "valley", "--area", "FILE", *GROUND),
}
"""Commands by name. FILE is the file as it is; STATES the same with what a control state has besides ground,
as far as it has ground; `map` a map project whose layer it is."""
PLACED = re.compile(r":\d+|feature |row |record |line \d|column |\"|'|\[-?\d")
ENTIRE = re.compile(r"(is|holds|has|does not|cannot|needs|lacks|says|ends|takes|the ground|a place,?) ")
"""What names a place in a file, and how a sentence about the whole of it begins."""
OF_ALL = ("CM106", "CM143")
"""Codes of what has no line: nesting, and maps without a state."""


def run(share: float, scratch: Path) -> Cases:
    folder = collection()
    with (folder / "index.csv").open(encoding="utf-8", newline="") as stream:
        rows = sample(list(csv.DictReader(stream)), share)
    refusals: Counter[bool] = Counter()
    for name in ("valley", "served", "map"):
        init_project(scratch / name)
    with serving(scratch / "served") as served:
        for row in rows:
            files = _laid_out(folder / row["path"], scratch)
            for door, words in DOORS.items():
                call = tuple(
                    str(files.get(word, scratch / word if _is_path(word) else word)) for word in words
                )
                yield _fault(door, call, row, scratch, refusals)
            yield _uploaded(served, files["FILE"], row)
    complete = refusals[True] / max(refusals.total(), 1)
    yield None if complete >= 0.99 else f"only {complete:.2%} of messages name file and place"
    return (
        f"{len(rows)} files, {len(DOORS) + 1} doors; {complete:.2%} of {refusals.total():,} refusals complete"
    )


def _is_path(word: str) -> bool:
    return word in ("map", "new", "valley", "page.html")


def _laid_out(path: Path, scratch: Path) -> dict[str, Path]:
    """Put a file where each door looks for it."""
    taken = scratch / "taken"
    shutil.rmtree(taken, ignore_errors=True)
    taken.mkdir()
    files = {"FILE": taken / path.name, "STATES": taken / f"states-{path.stem}.geojson"}
    shutil.copyfile(path, files["FILE"])
    shutil.copyfile(path, scratch / "map" / "valley.geojson")
    grounds = polygons_in(path)
    text = json.dumps(as_layer(grounds)) if grounds else path.read_bytes().decode("utf-8", "surrogateescape")
    files["STATES"].write_text(text, encoding="utf-8", errors="surrogateescape")
    return files


def _fault(
    door: str, call: tuple[str, ...], row: dict[str, str], scratch: Path, refusals: Counter[bool]
) -> Case:
    before = files_under(scratch)
    answer = answer_of(call)
    wrong = next(_wrongs(door, answer, row), None)
    if answer.code == 2:
        refusals[_is_complete(answer.err, call)] += 1
        if files_under(scratch) != before:
            wrong = wrong or "it wrote, though it refused"
    for made in ("new", "page.html"):
        shutil.rmtree(scratch / made, ignore_errors=True)
        (scratch / made).unlink(missing_ok=True)
    return wrong and f"{door} {row['path']}: {wrong} ({row['expected']}: {row['why'][:80]})"


def _wrongs(door: str, answer: Answer, row: dict[str, str]) -> Iterator[str]:
    """What is wrong with an answer: crash, hang, traceback, or a broken file of which nothing is said."""
    told = answer.err + answer.out
    if answer.code is None or answer.seconds > 10:
        yield "it took over 10 s"
    if answer.code not in (0, 1, 2):
        yield f"exit code {answer.code}: {answer.err.strip()[:200]}"
    if "Traceback" in told:
        yield "a traceback"
    # Of a file whose ground is made control states only what is wrong with the ground is left.
    kept = door not in ("states", "check as states") or row["why"].startswith("[geometry]")
    if row["expected"] == "invalid" and kept and answer.code == 0 and Path(row["path"]).name not in told:
        yield "taken without a word"
    if door == "check" and answer.code == 1:
        yield from _other_faults(json.loads(answer.out), row)


def _other_faults(told: dict, row: dict[str, str]) -> Iterator[str]:
    """The oracle by kind: what is broken in form is found in form, crossing rings in their geometry."""
    codes = {finding["code"] for finding in told["findings"] if finding["severity"] == "error"}
    if row["why"].startswith("[structure]") and not codes - SCHEMA:
        yield f"no fault of form or shape named, but {sorted(codes)}"
    if row["why"].startswith("[geometry]") and not any(code.startswith("CM2") for code in codes):
        yield f"no fault of geometry named, but {sorted(codes)}"
    nowhere = [f for f in told["findings"] if not f["file"] or not (f["line"] or f["code"] in OF_ALL)]
    nowhere = [finding for finding in nowhere if finding["severity"] != "note"]
    if nowhere:
        yield f"a finding without a place: {nowhere[0]['code']} {nowhere[0]['message']}"


def _is_complete(err: str, call: tuple[str, ...]) -> bool:
    """Whether a message names the file, and a place in it unless it speaks of the file as a whole."""
    first = err.removeprefix("error: ").splitlines()[0] if err else ""
    names = ["valley.geojson" if "build" in call else Path(word).name for word in call if "/" in word]
    named = next((name for name in names if name in first), None)
    rest = first.partition(named)[2] if named else ""
    return bool(named) and bool(PLACED.search(rest) or ENTIRE.match(rest.removeprefix(": ")))


def _uploaded(served: Served, path: Path, row: dict[str, str]) -> Case:
    """The file as ground that a page of the editor sends."""
    before = files_under(served.folder)
    try:
        area = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        area = path.read_bytes().decode("utf-8", "replace")
    try:
        body = json.dumps({"act": act(area=area, radius_km=None), "revision": served.revision}).encode()
    except RecursionError:
        return None
    answer = served.asked("POST", "/api/preview", body, **served.own())
    if answer.status_code not in (200, 413, 422) or files_under(served.folder) != before:
        return f"upload {row['path']}: status {answer.status_code} {answer.text[:200]}"
    return None
