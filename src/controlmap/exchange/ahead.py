"""Read files while the ones before them are worked on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

__all__ = ["read_ahead"]

AHEAD = 2
"""How many results may wait: memory stays that of a few files, however many there are."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def read_ahead(read: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Yield `read` of each item in order, the next ones in threads meanwhile.

    Checking and sorting coordinates happens outside the interpreter, so a second processor is put to use.
    What `read` raises is raised at the item's turn.
    """
    with ThreadPoolExecutor(AHEAD) as pool:
        waiting: deque[Future[Result]] = deque()
        for item in items:
            waiting.append(pool.submit(read, item))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
