"""One input, built under other hash seeds, time zones, locales, folders and threads: one hash each.

So it is built by other Pythons with other dependencies, where `make lowest pythons` has left some.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from itertools import cycle, islice
from pathlib import Path

from controlmap.store import init_project
from tests.torture.row import Cases, part_of

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "geodata"
ENDINGS = ("geojson", "topojson", "kml", "csv", "gpkg", "fgb", "parquet", "shp")
ZONES = ("UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu", "Africa/Casablanca")
LOCALES = ("C.UTF-8", "C", "POSIX", "en_US.UTF-8")
THREADS = ("1", "2", "7")
VARIANTS = 60
OF_LIBRARIES = ("parquet", "svg", "png")
"""Endings of what differs by version: a Parquet file names its writer, a picture says dates as Node does."""


def run(share: float, scratch: Path) -> Cases:
    hashes = defaultdict[str, set[str]](set)
    first = _made(sys.executable, scratch, 0)
    settings = range(1, max(2, part_of(VARIANTS, share)))
    for number in settings:
        made = _made(sys.executable, scratch, number)
        for name, wanted in first.items():
            hashes[name] |= {wanted, made.get(name, "missing")}
            same = made.get(name) == wanted != "failed"
            yield None if same else f"{name} is other bytes under {_settings(number)}"
    others = sorted(ROOT.glob(".venv-*/bin/python"))
    differing = set[str]()
    for python in others:
        made = _made(str(python), scratch, 0)
        for name, wanted in first.items():
            same, ending = made.get(name) == wanted, name.rpartition(".")[2]
            if not same and ending in OF_LIBRARIES and made.get(name, "failed") != "failed":
                differing.add(ending)
                same = True
            yield None if same else f"{name} is other bytes by {python}"
    most = max(len(found) for found in hashes.values())
    here = f"{len(first)} outputs, {len(settings) + 1} settings, at most {most} hash an output"
    return f"{here}; {len(others)} other Pythons, of which {', '.join(sorted(differing)) or 'nothing'} differ"


def _made(python: str, scratch: Path, number: int) -> dict[str, str]:
    """Build all by a Python under some settings; the hash of each output."""
    here = _folder(scratch, number)
    known = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    words = [python, "-W", "ignore", "-m", "tests.torture.same_bytes", here]
    done = subprocess.run(words, env=known | _settings(number), cwd=ROOT, capture_output=True, check=False)
    shutil.rmtree(here)
    return dict(line.split()[:2] for line in done.stdout.decode().splitlines())


def _settings(number: int) -> dict[str, str]:
    def nth(of: tuple[str, ...]) -> str:
        return next(islice(cycle(of), number, None))

    threads = dict.fromkeys(("OMP_NUM_THREADS", "GDAL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), nth(THREADS))
    seed = str(number * 7919 % 4_294_967_295)
    return {"PYTHONHASHSEED": seed, "TZ": nth(ZONES), "LC_ALL": nth(LOCALES), "PYTHONUTF8": "1", **threads}


def _folder(scratch: Path, number: int) -> Path:
    """Two maps in a folder of another name, depth and age each time."""
    here = scratch.joinpath(*(f"ordner {number} é" for _ in range(1 + number % 3)))
    here.mkdir(parents=True)
    init_project(here / "valley")
    shutil.copytree(SHIPPED, here / "shipped", ignore=shutil.ignore_patterns(".controlmap"))
    for path in here.rglob("*"):
        os.utime(path, (number * 1e7, number * 1e7))
    return scratch / f"ordner {number} é"


def _outputs(top: Path) -> None:
    """Build all there is to build, and print the hash of each."""
    from tests.torture.command import answer_of

    here = next(path.parent for path in top.rglob("valley"))
    os.chdir(here)
    for project, day in (("valley", "2024-03-10"), ("shipped", "2024-12-01")):
        calls = {f"{project}.html": ("build", project, "-o", f"{project}.html")}
        calls[f"{project}.json"] = ("check", project, "--format", "json")
        for ending in ENDINGS:
            calls[f"{project}.{ending}"] = ("export", project, f"{project}.{ending}", "--states")
        calls[f"{project}.svg"] = ("frames", project, "-o", f"{project}.svg", "--each", day)
        calls[f"{project}.png"] = ("frames", project, "-o", f"{project}.png", "--each", day)
        for name, words in calls.items():
            answer = answer_of(words, 600)
            data = Path(name).read_bytes() if Path(name).exists() else answer.out.encode()
            hashed = hashlib.sha256(data).hexdigest() if answer.code in (0, 1) and data else "failed"
            print(name, hashed, answer.err.replace("\n", " ")[:200] if hashed == "failed" else "", flush=True)


if __name__ == "__main__":
    _outputs(Path(sys.argv[1]))
