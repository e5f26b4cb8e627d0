"""What a row of the table is, how one is run, and how much of it a share is."""

import random
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

One = TypeVar("One")

Case = str | None
"""What went wrong in a case, None where nothing did."""
Cases = Generator[Case, None, str]
Run = Callable[[float, Path], Cases]
"""Tries a share, from 0 to 1, of all cases in an empty folder; returns what was measured besides."""


class NotHereError(Exception):
    """What a row is tried with is not on this machine."""


@dataclass(frozen=True)
class Result:
    """What came of a row."""

    cases: int
    faults: tuple[str, ...]
    said: str
    seconds: float


def result_of(run: Run, share: float, *, tell: Callable[[str], None]) -> Result:
    """Run a row to its end, or until Ctrl-C; each fault is told as it is found."""
    began, faults, tried = time.monotonic(), [], 0
    with TemporaryDirectory(prefix="torture-") as scratch:
        cases = run(share, Path(scratch).resolve())
        try:
            while True:
                fault = next(cases)
                tried += 1
                if fault is not None:
                    faults.append(fault)
                    tell(fault)
        except StopIteration as ended:
            said = ended.value
        except NotHereError as missing:
            said = f"skipped: {missing}"
        except KeyboardInterrupt:
            said = "stopped before the end"
    return Result(tried, tuple(faults), said, time.monotonic() - began)


def part_of(full: int, share: float) -> int:
    """How many cases are a share of them all, one at least."""
    return max(1, round(full * share))


def sample(items: Sequence[One], share: float) -> list[One]:
    """A share of what there is, the same each time, in its order."""
    chosen = random.Random(16).sample(range(len(items)), min(len(items), part_of(len(items), share)))
    return [items[i] for i in sorted(chosen)]
