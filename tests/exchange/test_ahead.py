import threading

import pytest

from controlmap.exchange.ahead import AHEAD, read_ahead


def test_results_come_in_order_and_few_wait():
    taken: list[int] = []
    lock = threading.Lock()

    def read(item: int) -> int:
        with lock:
            taken.append(item)
        return item * item

    seen = []
    for result in read_ahead(read, range(50)):
        seen.append(result)
        assert len(taken) <= len(seen) + AHEAD
    assert seen == [item * item for item in range(50)]


def test_what_reading_raises_is_raised_at_its_turn():
    def read(item: int) -> float:
        return 1 / (3 - item)

    results = read_ahead(read, range(9))
    assert [next(results) for _ in range(3)] == [1 / 3, 1 / 2, 1]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_nothing_to_read_gives_nothing():
    assert list(read_ahead(str, [])) == []
