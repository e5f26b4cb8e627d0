import json
from pathlib import Path

import pytest

from controlmap.errors import InputError
from controlmap.model import Place
from controlmap.model.gazetteer import fold, likeness, place_called, place_named, places_called

# The page's tests read the same cases: a name finds the same places there and here.
CASES = json.loads((Path(__file__).parent / "place_names.json").read_text(encoding="utf-8"))
NAMES = CASES["places"]
PLACES = {
    id: Place.model_validate({"id": id, "name_en": english, "name_ar": arabic, "kind": "town"})
    for id, (english, arabic) in NAMES.items()
}


@pytest.mark.parametrize(("text", "folded"), CASES["folds"])
def test_names_are_compared_without_what_spellings_differ_in(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(("name", "wanted", "expected"), CASES["likeness"])
def test_names_are_alike_in_some_measure(name, wanted, expected):
    assert likeness(name, wanted) == pytest.approx(expected)


@pytest.mark.parametrize(("text", "ids"), CASES["called"])
def test_a_place_is_found_however_its_name_is_spelt(text, ids):
    assert [place.id for place in places_called(text, PLACES)] == ids


def test_a_place_is_found_by_what_else_it_is_called():
    called = {"id": "aleppo", "name": "Aleppo", "kind": "city", "aliases": "Halab; Haleb"}
    places = {"aleppo": Place.model_validate(called)}
    assert [place.id for text in ("Halab", "haleb", "Aleppo") for place in places_called(text, places)] == [
        "aleppo"
    ] * 3


def test_names_that_several_places_share_are_listed():
    with pytest.raises(InputError, match="2 places may be meant") as refusal:
        place_called("Zahraa", PLACES)
    assert all(id in str(refusal.value) for id in ("zahraa-town", "zahraa-quarter"))
    assert "zuhur" not in str(refusal.value)


def test_the_nearest_name_is_suggested():
    with pytest.raises(InputError, match="Did you mean 'Saraqib'"):
        place_called("Saraqip", PLACES)


def test_what_is_written_takes_the_very_name_or_id_and_offers_the_near_ones():
    bare, foreign = NAMES["bab"]
    for said in ("bab", bare, bare.upper(), f" {bare.replace('-', ' ')} ", foreign):
        assert place_named(said, PLACES).id == "bab", said
    for said in ("Saraqip", "Saraqb", "Srqb"):
        with pytest.raises(InputError, match=r"no place is called .*\n.*'Saraqib' \(id \w+\)"):
            place_named(said, PLACES)


def test_an_id_wins_over_a_name():
    shadow = {**PLACES, "Ariha": PLACES["bab"]}
    assert place_called("Ariha", shadow).id == "bab"


def test_folding_twice_changes_nothing():
    for name in (name for names in NAMES.values() for name in names):
        assert fold(fold(name)) == fold(name)
