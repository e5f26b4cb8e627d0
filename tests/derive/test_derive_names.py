"""Names of ground."""

import pytest
from derive_cases import place

from controlmap.derive.names import Landmark, area_names
from controlmap.derive.words import words_in
from controlmap.model import Text

TOWN = place("town", name_en="Saraqib", name_ar="سراقب", kind="town")


def names_of(*landmarks: Landmark) -> Text:
    return area_names(landmarks, words_in(("en", "ar"), {})).by_language("en")


def named(more: int, *languages: str, **strings: Text) -> Text:
    others = [Landmark(place(f"village-{n}"), here=True, told=False) for n in range(more)]
    landmarks = [*others, Landmark(TOWN, here=True, told=True)]
    return area_names(landmarks, words_in(languages, strings)).by_language(languages[0])


@pytest.mark.parametrize(
    ("more", "english", "arabic"),
    [
        (0, "Saraqib", "سراقب"),
        (1, "Saraqib and 1 more place", "سراقب ومكان آخر"),
        (2, "Saraqib and 2 more places", "سراقب ومكانان آخران"),
        (3, "Saraqib and 3 more places", "سراقب و٣ أماكن أخرى"),
        (11, "Saraqib and 11 more places", "سراقب و١١ مكاناً آخر"),
    ],
)
def test_ground_is_named_after_its_leading_place_and_how_many_more(
    more: int, english: str, arabic: str
) -> None:
    assert named(more, "en", "ar") == {"en": english, "ar": arabic}


def test_ground_across_the_front_from_its_place_is_only_near_it() -> None:
    assert names_of(Landmark(TOWN, here=False, told=False)) == {"en": "Near Saraqib", "ar": "قرب سراقب"}


def test_a_place_on_the_ground_goes_before_a_larger_one_beside_it_and_the_told_before_the_untold() -> None:
    village = Landmark(place("village"), here=True, told=False)
    hamlet = Landmark(place("hamlet"), here=True, told=True)
    assert names_of(Landmark(TOWN, here=False, told=True), village)["en"] == "Village"
    assert names_of(village, hamlet)["en"] == "Hamlet and 1 more place"


def test_ground_without_a_place_has_no_name() -> None:
    assert names_of() == {}
