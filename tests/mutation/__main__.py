"""Change packages of the code and print how much of it their tests notice."""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutation.mutants import copied, drawn_from, in_words, known_equivalents, outcome_of

PACKAGES = ("dates", "plane", "history", "store", "edit")
WANTED = 0.9


def main() -> int:
    """Try what was asked for; 1 where too much of it goes unnoticed."""
    asked = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    asked.add_argument("packages", nargs="*", metavar="PACKAGE", default=PACKAGES)
    asked.add_argument("--sample", type=int, default=100, help="how many changes of each package")
    asked.add_argument("--seed", type=int, default=16, help="which of them")
    asked.add_argument("--cpu-seconds", type=int, default=300, help="how long the tests of one may take")
    given = asked.parse_args()
    with TemporaryDirectory(prefix="mutation-") as scratch:
        copy = copied(Path(scratch).resolve())
        scores = [_score(package, given, copy) for package in given.packages]
    return int(min(scores) < WANTED)


def _score(package: str, given: argparse.Namespace, copy: Path) -> float:
    """Which share of a package's changes is noticed, of those that mean something else than the code does."""
    killed, equivalent, survived = 0, 0, 0
    known = known_equivalents()
    for mutation in drawn_from(package, given.sample, given.seed, copy):
        result = outcome_of(mutation, copy, given.cpu_seconds)
        told = in_words(result, copy)
        if result.is_killed:
            killed += 1
        elif told in known:
            equivalent += 1
        else:
            survived += 1
            print(f"survived: {told}", flush=True)
    share = killed / max(killed + survived, 1)
    print(
        f"{package}: {share:.0%} killed: {killed} killed, {survived} survived, {equivalent} equivalent",
        flush=True,
    )
    return share


if __name__ == "__main__":
    sys.exit(main())
