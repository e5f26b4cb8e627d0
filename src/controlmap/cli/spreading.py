"""Options that say which processes do the work, and the cluster that is had by them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from distributed import Client

    from controlmap.plane import Cutting

__all__ = ["cluster", "cutting", "memory_option", "refuse_both", "scheduler_option", "workers_option"]


def _as_bytes(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """Read a size such as 500MB or 2 GiB."""
    if value is None:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?) *([KMGT]i?)?B?", value.strip(), re.IGNORECASE | re.ASCII)
    if found is None:
        raise click.BadParameter(f"takes a size as in 500MB or 2GiB; found {value!r}.")
    number, unit = found.groups()
    base = 1024 if unit and unit.lower().endswith("i") else 1000
    return int(float(number) * base ** (" KMGT".index(unit[0].upper()) if unit else 0))


def workers_option(said: str) -> Callable[[Any], Any]:
    """Return the option of how many processes there are on this machine."""
    return click.option("--workers", type=click.IntRange(min=1), default=1, metavar="N", help=said)


def scheduler_option(said: str) -> Callable[[Any], Any]:
    """Return the option of the cluster that runs already."""
    return click.option("--scheduler", metavar="ADDRESS", help=said)


memory_option = click.option(
    "--memory-per-worker",
    metavar="SIZE",
    callback=_as_bytes,
    help="What each process that cuts may hold at most, as in 500MB; default its share of the machine's.",
)


def refuse_both(scheduler: str | None, workers: int) -> None:
    """Refuse processes here together with those of a cluster.

    Raises
    ------
    UsageError
        When both are asked for.
    """
    if scheduler is not None and workers > 1:
        raise click.UsageError("--workers are processes here, --scheduler has those of a cluster: take one.")


@contextmanager
def cluster(scheduler: str | None, workers: int, memory: int | None) -> Iterator[Client | None]:
    """Join a cluster, or start one here; with neither the ground is cut by this process."""
    if scheduler is None and workers == 1:
        yield None
        return
    from controlmap.api import cluster_at, cluster_here

    with cluster_here(workers, memory) if scheduler is None else cluster_at(scheduler) as client:
        yield client


@contextmanager
def cutting(scheduler: str | None, workers: int, memory: int | None) -> Iterator[Cutting]:
    """Give who does the work: the workers of a cluster, or this process."""
    from controlmap.plane import BY_TURNS

    with cluster(scheduler, workers, memory) as client:
        if client is None:
            yield BY_TURNS
            return
        from controlmap.api import cutting_by

        yield cutting_by(client)
