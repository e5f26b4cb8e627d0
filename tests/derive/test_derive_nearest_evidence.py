"""Which witness ground follows."""

import numpy as np
from derive_cases import START

from controlmap.derive.nearest_evidence import Surroundings, Witness
from controlmap.derive.timeline import Chapter
from controlmap.model.holding import Holding

HERE = np.array([0.0, 0.0])


def witness(east_km: float, holder: str, zone: int | None = None) -> Witness:
    return Witness(np.array([east_km * 1000, 0.0]), (Chapter(START, Holding(holder)),), zone)


def test_the_nearest_witness_of_the_same_side_is_followed_not_a_nearer_one_across_the_front() -> None:
    across, near, far = witness(1, "blue", 1), witness(5, "red", 0), witness(9, "red", 0)
    assert Surroundings([far, across, near]).followed(HERE, 0, "red", 30) is near


def test_a_witness_of_the_same_holder_in_another_zone_is_not_followed() -> None:
    elsewhere, same_zone = witness(2, "red", 1), witness(8, "red", 0)
    assert Surroundings([elsewhere, same_zone]).followed(HERE, 0, "red", 30) is same_zone
    assert Surroundings([elsewhere]).followed(HERE, 0, "red", 30) is None


def test_a_witness_that_its_zone_did_not_speak_for_is_not_followed() -> None:
    stranger, native = witness(2, "green", 0), witness(8, "red", 0)
    assert Surroundings([stranger, native]).followed(HERE, 0, "red", 30) is native


def test_beyond_reach_nobody_is_followed() -> None:
    assert Surroundings([witness(31, "red")]).followed(HERE, 0, "red", 30) is None


def test_ground_in_no_zone_follows_the_nearest_of_all() -> None:
    near, far = witness(1, "blue", 1), witness(5, "red", 0)
    assert Surroundings([far, near]).followed(HERE, None, "unknown", 30) is near


def test_without_witnesses_there_is_no_distance_and_nobody_to_follow() -> None:
    alone = Surroundings([])
    assert alone.distance_km(HERE) is None
    assert alone.followed(HERE, None, "unknown", 30) is None


def test_distance_is_that_to_the_nearest_of_any_side() -> None:
    assert Surroundings([witness(3, "blue"), witness(7, "red")]).distance_km(HERE) == 3
