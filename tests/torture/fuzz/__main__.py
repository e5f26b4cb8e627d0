"""Run targets one after the other, and print what came of them."""

import argparse
import re
import resource
import subprocess
import sys
from pathlib import Path

TARGETS = (
    *(
        "layer",
        "records",
        "dates",
        "patches",
        "journal",
        "acts",
        "kml",
        "sheets",
        "snapshots",
        "settings",
        "kept",
    ),
)
PLACE = Path(__file__).parents[3] / ".fuzz"


def main() -> int:
    """Run the targets that were asked for; 1 where something was found."""
    asked = argparse.ArgumentParser(prog="python -m tests.torture.fuzz", description=__doc__)
    asked.add_argument("targets", nargs="*", choices=[[], *TARGETS], metavar="TARGET", default=[])
    asked.add_argument("--minutes", type=float, default=10, help="for each target")
    given = asked.parse_args()
    print("| target | inputs tried | branches seen | processor minutes | found |", flush=True)
    print("|---|---|---|---|---|", flush=True)
    found = [_run(name, round(60 * given.minutes)) for name in given.targets or TARGETS]
    return int(any(found))


def _run(name: str, seconds: int) -> int:
    words = [sys.executable, "-m", "tests.torture.fuzz.watched", name, str(PLACE / name), str(seconds)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    told = subprocess.run(words, stderr=subprocess.PIPE, check=False).stderr.decode(errors="replace")
    minutes = (resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before) / 60
    tried = sum(map(int, re.findall(r"Done (\d+) runs", told)))
    seen = max(map(int, re.findall(r"cov: (\d+)", told)), default=0)
    found = sorted((PLACE / name / "found").glob("*.txt"))
    if not tried:
        print(told[-2000:], file=sys.stderr)
    print(f"| {name} | {tried:,} | {seen:,} | {minutes:.1f} | {len(found)} |", flush=True)
    for one in found:
        print(f"  {one}: {one.read_text().splitlines()[0]}", file=sys.stderr)
    return len(found) + (not tried)


if __name__ == "__main__":
    sys.exit(main())
