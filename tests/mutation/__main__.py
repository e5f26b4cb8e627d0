"""Change packages of the code and print how much of it their tests notice."""

import argparse
import compileall
import py_compile
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from cosmic_ray.work_item import MutationSpec

from tests.mutation.functions import changed_functions
from tests.mutation.mutants import Made, copied, drawn_from, known_equivalents, made
from tests.mutation.seen import files_of, judges, tests_of
from tests.mutation.warm import Test, Warm

PACKAGES = ("dates", "plane", "history", "store", "edit")
WANTED = 0.9


def main() -> int:
    """Try what was asked for; 1 where too much of it goes unnoticed."""
    asked = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    asked.add_argument("packages", nargs="*", metavar="PACKAGE", default=PACKAGES)
    asked.add_argument("--sample", type=int, default=100, help="how many changes of each package")
    asked.add_argument("--seed", type=int, default=16, help="which of them")
    asked.add_argument("--seconds", type=float, default=60, help="how long the tests of one change may take")
    asked.add_argument("--seen", type=Path, help="a folder that keeps which test runs what")
    asked.add_argument("--again", type=Path, help="what an earlier run printed: what it noticed is so")
    given = asked.parse_args()
    with TemporaryDirectory(prefix="mutation-") as scratch:
        copy = copied(Path(scratch).resolve() / "copy")
        # Read by what is in them: a file that was changed twice within a second is told from both.
        by_content = py_compile.PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(copy / "src" / "controlmap", quiet=2, invalidation_mode=by_content)
        given.seen = (given.seen or Path(scratch) / "seen").resolve()
        given.seen.mkdir(exist_ok=True, parents=True)
        given.again = given.again.read_text(encoding="utf-8") if given.again else ""
        rooms = dict.fromkeys(_room(package) for package in given.packages)
        files = dict.fromkeys(file for room in rooms for file in files_of(room, copy))
        scores: list[float] = []
        Warm(copy, lambda warm: scores.extend(_score(one, given, warm) for one in given.packages)).read(files)
    return int(min(scores, default=0) < WANTED)


def _room(package: str) -> str:
    return package.split("/")[0]


def _score(package: str, given: argparse.Namespace, warm: Warm) -> float:
    """Which share of a package's changes is noticed, of those that mean something else than the code does."""
    tests = tests_of(_room(package), warm, given.seen)
    print(f"{package}: {len(tests)} tests, {sum(test.seconds for test in tests):.0f} s", flush=True)
    if not warm.pass_with({}, tests[:20]):
        raise SystemExit(f"{package}: as the code is, its tests do not pass here")
    mutations = drawn_from(package, given.sample, given.seed, warm.copy)
    counts = Counter(_outcome(one, tests, given, warm) for one in mutations)
    share = counts["killed"] / max(counts["killed"] + counts["survived"], 1)
    told = ", ".join(f"{counts[name]} {name}" for name in ("killed", "survived", "equivalent"))
    print(f"{package}: {share:.0%} killed: {told}", flush=True)
    return share


def _outcome(mutation: MutationSpec, tests: list[Test], given: argparse.Namespace, warm: Warm) -> str:
    judging = judges(mutation, tests, given.seconds, warm.copy)
    with made(mutation, warm.copy) as one:
        if one.told in known_equivalents():
            return "equivalent"
        noticed = f"killed: {one.told}\n"
        known = noticed in given.again
        if known or not _pass(one, mutation, judging, warm):
            print(noticed, flush=True)
            return "killed"
    print(f"survived {len(judging)} tests: line {mutation.start_pos[0]} of {one.told}\n", flush=True)
    return "survived"


def _pass(one: Made, mutation: MutationSpec, judging: list[Test], warm: Warm) -> bool:
    try:
        codes = changed_functions(mutation.module_path, one.before, one.after, warm.live)
    except SyntaxError:
        return False
    # What ran before the tests did, has done so as the code is.
    if codes and warm.ran.isdisjoint(codes):
        return warm.pass_with(codes, judging)
    return warm.pass_afresh(judging)


if __name__ == "__main__":
    sys.exit(main())
