"""Change packages of the code and print how much of it their tests notice."""

import argparse
import compileall
import py_compile
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from cosmic_ray.work_item import MutationSpec

from tests.mutation.child import Child, tried
from tests.mutation.mutants import copied, drawn_from, known_equivalents, made
from tests.mutation.seen import Test, judges, tests_of

PACKAGES = ("dates", "plane", "history", "store", "edit")
WANTED = 0.9
PATIENCE = 5
"""Times as long as tests take as the code is, after which a change is noticed by their taking so long."""


def main() -> int:
    """Try what was asked for; 1 where too much of it goes unnoticed."""
    asked = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    asked.add_argument("packages", nargs="*", metavar="PACKAGE", default=PACKAGES)
    asked.add_argument("--sample", type=int, default=100, help="how many changes of each package")
    asked.add_argument("--seed", type=int, default=16, help="which of them")
    asked.add_argument("--seconds", type=float, default=60, help="how long the tests of one change may take")
    asked.add_argument("--seen", type=Path, help="a folder that keeps which test runs what")
    given = asked.parse_args()
    with TemporaryDirectory(prefix="mutation-") as scratch:
        copy = copied(Path(scratch).resolve() / "copy")
        # Read by what is in them: a file that was changed twice within a second is told from both.
        by_content = py_compile.PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(copy / "src" / "controlmap", quiet=2, invalidation_mode=by_content)
        kept = (given.seen or Path(scratch) / "seen").resolve()
        kept.mkdir(exist_ok=True, parents=True)
        scores = [_score(package, given, copy, kept) for package in given.packages]
    return int(min(scores) < WANTED)


def _score(package: str, given: argparse.Namespace, copy: Path, kept: Path) -> float:
    """Which share of a package's changes is noticed, of those that mean something else than the code does."""
    tests = tests_of(package, copy, kept)
    print(f"{package}: {len(tests)} tests, {sum(test.seconds for test in tests):.0f} s", flush=True)
    if not tried(_child(tests[:20], copy), 600):
        raise SystemExit(f"{package}: as the code is, its tests do not pass here")
    mutations = drawn_from(package, given.sample, given.seed, copy)
    counts = Counter(_outcome(one, tests, given.seconds, copy) for one in mutations)
    share = counts["killed"] / max(counts["killed"] + counts["survived"], 1)
    told = ", ".join(f"{counts[name]} {name}" for name in ("killed", "survived", "equivalent"))
    print(f"{package}: {share:.0%} killed: {told}", flush=True)
    return share


def _outcome(mutation: MutationSpec, tests: list[Test], seconds: float, copy: Path) -> str:
    groups = judges(mutation, tests, seconds, copy)
    with made(mutation, copy) as told:
        if told in known_equivalents():
            return "equivalent"
        for group in groups:
            if not tried(_child(group, copy), 10 + PATIENCE * sum(test.seconds for test in group)):
                return "killed"
    print(f"survived {sum(map(len, groups))} tests: line {mutation.start_pos[0]} of {told}", flush=True)
    return "survived"


def _child(tests: list[Test], copy: Path) -> Child:
    files = tuple(dict.fromkeys(test.file for test in tests))
    return Child(copy, files, tuple(test.name for test in tests))


if __name__ == "__main__":
    sys.exit(main())
