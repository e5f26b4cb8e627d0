"""Points and segments in whole numbers, reckoned with in fractions: slow, short and exact."""

from fractions import Fraction
from itertools import pairwise

Point = tuple[int, int]
Segment = tuple[Point, Point]
HALF = Fraction(1, 2)
LEAST = Fraction(1, 10**9)
"""Less than what two fractions of a test differ by."""


def cross(o: Point, a: Point, b: Point) -> int:
    """Twice the area of a triangle, positive where it goes round anticlockwise."""
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def crossing(one: Segment, two: Segment) -> tuple[Fraction, Fraction] | None:
    """Return where two segments cross, each inside the other."""
    (a, b), (c, d) = one, two
    before, after = cross(c, d, a), cross(c, d, b)
    if before * after >= 0 or cross(a, b, c) * cross(a, b, d) >= 0:
        return None
    share = Fraction(before, before - after)
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def point_distance2(point: Point, segment: Segment) -> Fraction:
    """Return the square of how far a point is from a segment."""
    (ax, ay), (bx, by) = segment
    long2 = (bx - ax) ** 2 + (by - ay) ** 2
    share = (
        Fraction((point[0] - ax) * (bx - ax) + (point[1] - ay) * (by - ay), long2) if long2 else Fraction(0)
    )
    share = min(max(share, Fraction(0)), Fraction(1))
    return (point[0] - ax - share * (bx - ax)) ** 2 + (point[1] - ay - share * (by - ay)) ** 2


def distance2(one: Segment, two: Segment) -> Fraction:
    """Return the square of how far two segments are apart."""
    if crossing(one, two):
        return Fraction(0)
    return min(point_distance2(p, other) for ends, other in ((one, two), (two, one)) for p in ends)


def area2(ring: list[Point]) -> int:
    """Return twice the area inside a ring, positive where it goes round anticlockwise."""
    return sum(x * v - u * y for (x, y), (u, v) in pairwise([*ring, ring[0]]))


def enters(ab: Segment, p: Point) -> bool:
    """Whether a segment comes into the unit square of a point: its west and south sides belong to it."""
    low, high = Fraction(0), Fraction(1)
    for a, b, middle in zip(*ab, p, strict=True):
        first, last = middle - HALF, middle + HALF - LEAST
        if a == b and not first <= a <= last:
            return False
        if a != b:
            shares = sorted([(first - a) / (b - a), (last - a) / (b - a)])
            low, high = max(low, shares[0]), min(high, shares[1])
    return low <= high
