"""Progress on stderr, only where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def steps(quiet: bool) -> Iterator[Callable[[str], None]]:
    """Give a function that names the step under way; it shows on a terminal and nowhere else."""
    if quiet or not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console

    with Console(file=getattr(sys.stderr, "terminal", sys.stderr)).status("Starting") as status:
        yield lambda name: status.update(f"{name} …")
