"""Names of ground."""

import pytest
from derive_cases import place

from controlmap.derive.names import Landmark, area_names

TOWN = place("town", name_en="Saraqib", name_ar="سراقب", kind="town")


def named(more: int) -> tuple[str | None, str | None]:
    others = [Landmark(place(f"village-{n}"), here=True, told=False) for n in range(more)]
    return area_names([*others, Landmark(TOWN, here=True, told=True)])


@pytest.mark.parametrize(
    ("more", "english", "arabic"),
    [
        (0, "Saraqib", "سراقب"),
        (1, "Saraqib and 1 more place", "سراقب ومكان آخر"),
        (2, "Saraqib and 2 more places", "سراقب ومكانان آخران"),
        (3, "Saraqib and 3 more places", "سراقب و3 أماكن أخرى"),
        (11, "Saraqib and 11 more places", "سراقب و11 مكاناً آخر"),
    ],
)
def test_ground_is_named_after_its_leading_place_and_how_many_more(
    more: int, english: str, arabic: str
) -> None:
    assert named(more) == (english, arabic)


def test_ground_across_the_front_from_its_place_is_only_near_it() -> None:
    assert area_names([Landmark(TOWN, here=False, told=False)]) == ("Near Saraqib", "قرب سراقب")


def test_a_place_on_the_ground_goes_before_a_larger_one_beside_it_and_the_told_before_the_untold() -> None:
    village = Landmark(place("village"), here=True, told=False)
    hamlet = Landmark(place("hamlet"), here=True, told=True)
    assert area_names([Landmark(TOWN, here=False, told=True), village])[0] == "Village"
    assert area_names([village, hamlet])[0] == "Hamlet and 1 more place"


def test_ground_without_a_place_has_no_name() -> None:
    assert area_names([]) == (None, None)
