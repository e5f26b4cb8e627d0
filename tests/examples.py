"""How many examples a property is tried on: half of them with each change, all by `make search`."""

from hypothesis import settings


def examples(count: int) -> int:
    """Return how many are tried: the same half of them each time, or all where new ones are sought."""
    return (count + 1) // 2 if settings().derandomize else count
