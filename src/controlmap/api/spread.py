"""Ground cut by the workers of a Dask cluster: tile by tile, to the byte as in one process.

Only tiles are sent about, which are whole numbers; the code is this package's, which each worker has to have.
A worker that is lost in the middle changes nothing: what it had is done by another one.
"""

from __future__ import annotations

import atexit
import logging
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from controlmap.errors import InputError, Problem
from controlmap.extras import extra
from controlmap.plane import BY_TURNS, Cutting, Each

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["cluster_at", "cluster_here", "cutting_by"]

_T = TypeVar("_T")
_R = TypeVar("_R")
_AHEAD = 2
"""Tiles a worker that are on their way at once: one that is worked on, and one that waits."""
_BYTES_A_SEGMENT = 2_500
"""What each segment of a tile takes while that is worked on."""
_BYTES_AT_REST = 250_000_000
"""What a worker takes that has nothing to do: mostly libraries."""
_FEWEST = 1_000
"""Segments that there has to be room for."""
_ADDRESS = re.compile(r"(tcp|tls|ws|wss|ucx|inproc)://\S+")
_ITS_ADDRESS = "It is as in tcp://10.0.0.1:8786; one that begins with http:// is that of a dashboard."
_PATIENCE_S = 10
"""How long a scheduler, and its first worker, are waited for."""


def cutting_by(client: Client | None) -> Cutting:
    """Return how the workers of a cluster cut ground; without a cluster this process does it.

    Tiles are so small that the least of the workers has room for one.

    Raises
    ------
    InputError
        When it is no client, or the cluster has no worker, one without this version of this package, or one
        without room.
    """
    if client is None:
        return BY_TURNS
    if not hasattr(client, "scheduler_info"):
        raise InputError(Problem(f"client takes a distributed.Client; found {client!r}"))
    workers = _workers(client)
    limits = [worker["memory_limit"] for worker in workers.values() if worker["memory_limit"]]
    room = _room_in(min(limits)) if limits else BY_TURNS.most
    return Cutting(_by_workers(client, _AHEAD * len(workers)), min(room, BY_TURNS.most))


def _room_in(memory: int) -> int:
    """Return how many segments a worker has room for that may hold so many bytes."""
    room = (memory - _BYTES_AT_REST) // _BYTES_A_SEGMENT
    if room < _FEWEST:
        need = (_BYTES_AT_REST + _FEWEST * _BYTES_A_SEGMENT) // 10**6
        hint = f"Give each {need} MB, better 500."
        raise InputError(Problem(f"a worker may hold {memory // 10**6} MB only", hint=hint))
    return room


def _workers(client: Client) -> dict[str, dict[str, int]]:
    """Return what is known of each worker, once all have been asked for their version."""
    from controlmap import __version__

    try:
        client.wait_for_workers(1, timeout=_PATIENCE_S)
    except TimeoutError:
        hint = "dask worker ADDRESS starts one."
        raise InputError(Problem("the scheduler has no worker", hint=hint)) from None

    def version() -> str | None:
        try:
            import controlmap
        except ImportError:
            return None
        return controlmap.__version__

    versions: Any = client.run(version)
    for worker, found in versions.items():
        if found != __version__:
            said = "has no controlmap" if found is None else f"has controlmap {found}"
            raise InputError(Problem(f"the worker {worker} {said}", hint=f"It needs {__version__}, as here."))
    return client.scheduler_info(n_workers=-1)["workers"]


def _by_workers(client: Client, ahead: int) -> Each:
    """Return what hands out values to workers, so many ahead of what is taken back, in their order."""

    def each(work: Callable[[_T], _R], values: Iterable[_T], /) -> Iterator[_R]:
        waiting: deque[Future] = deque()
        with _lost_workers_told():
            for value in values:
                waiting.append(client.submit(work, value, pure=False))
                if len(waiting) >= ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    return each


@contextmanager
def _lost_workers_told() -> Iterator[None]:
    from distributed import CancelledError, KilledWorker
    from distributed.comm.core import CommClosedError

    try:
        yield
    except KilledWorker:
        hint = "Is there enough memory? With less for each, tiles are smaller."
        raise InputError(Problem("four workers ended over one tile", hint=hint)) from None
    except (CancelledError, CommClosedError):
        raise InputError(Problem("the scheduler was lost; nothing was written")) from None


@contextmanager
def cluster_here(workers: int, memory: int | None = None) -> Iterator[Client]:
    """Start a cluster of processes on this machine, and end it afterwards.

    Parameters
    ----------
    workers
        How many processes.
    memory
        How many bytes each may hold at most; by default its share of the machine's. One that comes near it
        puts off to the disk what it can, and one that exceeds it is ended and started anew.

    Raises
    ------
    InputError
        When that is no room for a tile, or the extra `dask` is not installed.
    """
    with extra("dask"):
        import cryptography  # noqa: F401  # for certificates between processes
        from distributed import Client, LocalCluster
        from distributed.deploy.spec import close_clusters

    if memory is not None:
        _room_in(memory)
    try:
        with (
            LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                memory_limit=memory or "auto",
                dashboard_address="127.0.0.1:0",  # without one it is a fixed port, which others may have
                scheduler_kwargs={"dashboard": False},
                security=True,
                silence_logs=logging.CRITICAL,
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client
    except KeyboardInterrupt:
        # A cluster that is half there complains at the end that it cannot be closed. Its processes end by
        # themselves, once this one has.
        atexit.unregister(close_clusters)
        raise


@contextmanager
def cluster_at(address: str) -> Iterator[Client]:
    """Join a cluster by the address of its scheduler, as in "tcp://10.0.0.1:8786".

    Raises
    ------
    InputError
        When that is no address of one, or none answers there, or the extra `dask` is not installed.
    """
    with extra("dask"):
        from distributed import Client

    if not _ADDRESS.fullmatch(address):
        raise InputError(Problem(f"{address!r} is no address of a scheduler", hint=_ITS_ADDRESS))
    try:
        client = Client(address, timeout=_PATIENCE_S)
    except (OSError, ValueError, TimeoutError):
        hint = "dask scheduler starts one, and says its address."
        raise InputError(Problem(f"no scheduler answers at {address}", hint=hint)) from None
    except TypeError:
        hint = "Dask's configuration names its certificates: distributed.comm.tls."
        raise InputError(Problem(f"{address} takes certificates, and there are none", hint=hint)) from None
    with client:
        yield client
