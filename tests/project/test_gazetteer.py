import pytest

from controlmap.errors import InputError
from controlmap.model import Place
from controlmap.project.gazetteer import fold, place_called, places_called

NAMES = {
    "saraqib": ("Saraqib", "سراقب"),
    "khan": ("Khan Shaykhun", "خان شيخون"),
    "zahraa-town": ("al-Zahraa (north Aleppo)", "الزهراء"),
    "zahraa-quarter": ("Jamiyat al-Zahraa", "جمعية الزهراء"),
    "zuhur": ("al-Zuhur", "الزهور"),
    "ariha": ("Ariha", "أريحا"),
    "bab": ("al-Bab", "الباب"),
    "maarat": ("Ma'arrat al-Nu'man", "معرة النعمان"),
}
PLACES = {
    id: Place.model_validate({"id": id, "name_en": english, "name_ar": arabic, "kind": "town"})
    for id, (english, arabic) in NAMES.items()
}


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("saraqib", "saraqib"),
        ("SARAQIB", "saraqib"),
        ("Sarāqib", "saraqib"),
        ("Saraqeb", "saraqib"),
        ("  Saraqib ", "saraqib"),
        ("سَراقِب", "saraqib"),
        ("اريحا", "ariha"),
        ("Ārīḩā", "ariha"),
        ("khan-shaykhun", "khan"),
        ("Shaykhun", "khan"),
        ("Khan Sheikhun", "khan"),
        ("شيخون", "khan"),
        ("Bab", "bab"),
        ("El Bab", "bab"),
        ("باب", "bab"),
        ("Maarat al-Numan", "maarat"),
        ("معره النعمان", "maarat"),
        ("zuhur", "zuhur"),
        ("zahraa-town", "zahraa-town"),
        ("الزهراء", "zahraa-town"),
    ],
)
def test_a_place_is_found_however_its_name_is_spelt(text, id):
    assert place_called(text, PLACES).id == id


@pytest.mark.parametrize("text", ["Zahraa", "al zahra", "Zahrā'"])
def test_names_that_several_places_share_are_listed(text):
    with pytest.raises(InputError, match="2 places may be meant") as refusal:
        place_called(text, PLACES)
    assert all(id in str(refusal.value) for id in ("zahraa-town", "zahraa-quarter"))
    assert "zuhur" not in str(refusal.value)


def test_the_nearest_name_is_suggested():
    with pytest.raises(InputError, match="Did you mean 'Saraqib'"):
        place_called("Saraqip", PLACES)


@pytest.mark.parametrize("text", ["", "-", "al", "ال", "k", "a"])
def test_next_to_nothing_names_no_place(text):
    assert places_called(text, PLACES) == []


def test_an_id_wins_over_a_name():
    shadow = {**PLACES, "Ariha": PLACES["bab"]}
    assert place_called("Ariha", shadow).id == "bab"


def test_folding_twice_changes_nothing():
    for name in (name for names in NAMES.values() for name in names):
        assert fold(fold(name)) == fold(name)
