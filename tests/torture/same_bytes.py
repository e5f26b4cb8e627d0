"""One input, built under other hash seeds, time zones, locales, folders and threads: one hash each."""

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

SHIPPED = Path(__file__).parents[2] / "geodata"
ENDINGS = ("geojson", "topojson", "kml", "csv", "gpkg", "fgb", "parquet", "shp")
ZONES = ("UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu", "Africa/Casablanca")
LOCALES = ("C.UTF-8", "C", "POSIX", "en_US.UTF-8")
THREADS = ("1", "2", "7")
VARIANTS = 60


def run(share: float, scratch: Path) -> Cases:
    first, hashes = None, defaultdict[str, set[str]](set)
    known = sorted(path for path in os.environ if path in ("PATH", "HOME", "PYTHONPATH"))
    for number in range(max(2, part_of(VARIANTS, share))):
        here = _folder(scratch, number)
        env = {name: os.environ[name] for name in known} | _settings(number)
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tests.torture.same_bytes", here],
            env=env,
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=False,
        )
        made = dict(line.split()[:2] for line in done.stdout.decode().splitlines())
        first = first or made
        for name in first:
            hashes[name].add(made.get(name, "missing"))
            same = made.get(name) == first[name] != "failed"
            yield None if same else f"{name} is other bytes under {_settings(number)} {done.stdout[-300:]!r}"
        shutil.rmtree(here)
    most = max(len(found) for found in hashes.values())
    return f"{len(hashes)} outputs, {number + 1} settings, at most {most} hash an output"


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
