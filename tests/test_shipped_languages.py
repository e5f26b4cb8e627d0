"""The shipped map in its second language: what a reader is told has an Arabic text, in one kind of digits."""

import csv
import json
import re
from pathlib import Path

import pytest

GEODATA = Path(__file__).parents[1] / "geodata"
LATIN_DIGITS = re.compile(r"(?<![A-Za-z0-9+])[0-9]")
"""Digits of a name that Arabic writes in Latin letters, such as M4 or E058, stay as they are."""


def records() -> dict[str, list[dict]]:
    def rows(name: str) -> list[dict]:
        with (GEODATA / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def features(path: Path) -> list[dict]:
        return [
            {"id": f["id"], **f["properties"]}
            for f in json.loads(path.read_text(encoding="utf-8"))["features"]
        ]

    drawn = [feature for path in sorted((GEODATA / "hand").glob("*.geojson")) for feature in features(path)]
    events = GEODATA / "events.geojson"
    states = [one for path in sorted(set(GEODATA.glob("*.geojson")) - {events}) for one in features(path)]
    return {
        "reports": rows("reports.csv"),
        "sources": json.loads((GEODATA / "sources.json").read_text(encoding="utf-8")),
        "places": rows("places.csv"),
        "events": features(events),
        "hand": drawn,
        "layers": states,
    }


RECORDS = records()
TEXTS = [
    ("reports", "statement", "statement_ar"),
    ("reports", "note", "note_ar"),
    ("places", "name_en", "name_ar"),
    ("sources", "publisher", "publisher_ar"),
    ("events", "statement", "statement_ar"),
    ("events", "reported_by", "reported_by_ar"),
    ("events", "note", "note_ar"),
    ("hand", "area", "area_ar"),
    ("hand", "note", "note_ar"),
    ("layers", "area", "area_ar"),
    ("layers", "note", "note_ar"),
]


@pytest.mark.parametrize(("what", "first", "second"), TEXTS)
def test_what_is_told_in_english_is_told_in_arabic(what: str, first: str, second: str) -> None:
    silent = [one["id"] for one in RECORDS[what] if one.get(first) and not one.get(second)]
    assert silent == []


@pytest.mark.parametrize(("what", "second"), sorted({(what, second) for what, _, second in TEXTS}))
def test_arabic_has_one_kind_of_digits(what: str, second: str) -> None:
    texts = {one["id"]: one[second] for one in RECORDS[what] if one.get(second)}
    assert {key: text for key, text in texts.items() if LATIN_DIGITS.search(text)} == {}


MISREAD = """مرجة خالدية جابرية جميلية مشارقة عروبة حيدرية حلوانية شماوية وسيطة تلخطرة
شيخ سعيد|شيخ فارس|شيخ خضر|تراب الحيلوك|رسم الحرمل الإمام|كفر ناها|المدينة الصناعية بالشيخ نجار"""
LEANING = ("ادعى", "ادّعاء", "الرابح", "الخاسر", "قيل إن", "محاصرين من", "خالية من الأسد", "n.d.", "Untitled")


def test_no_place_has_a_name_that_was_misread() -> None:
    words, phrases = MISREAD.split("\n")
    with (GEODATA / "base" / "names.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name_ar"] for row in csv.DictReader(file)]
    names += [row["name_ar"] for row in RECORDS["places"]]
    assert {*names} & {*words.split(), *phrases.split("|")} == set()


@pytest.mark.parametrize(("what", "second"), sorted({(what, second) for what, _, second in TEXTS}))
def test_no_arabic_text_leans_or_jars(what: str, second: str) -> None:
    texts = {one["id"]: one[second] for one in RECORDS[what] if one.get(second)}
    assert {key: word for key, text in texts.items() for word in LEANING if word in text} == {}


SPELLINGS = {
    "aleppo": "Halab, Haleb, Alepo, حلب",
    "damascus": "Dimashq, دمشق",
    "douma": "Duma",
    "aleppo-international-airport": "Aleppo airport",
    "daraya": "Darayya",
    "sayyidah-zaynab": "Sayyida Zaynab",
    "muadamiyat-al-sham": "Moadamiyeh",
    "manbij": "Membij",
    "darat-izza": "Darat Izzah",
    "castello-road": "Castello",
    "homs": "Hims",
    "deir-ez-zor": "Deir ezzor",
    "tiyas-t4": "T4",
    "al-hadher": "al-Hadir",
    "saydnaya": "Sednaya",
    "izra": "Izraa",
    "madinat-al-baath": "Baath City",
    "busra-al-sham": "Bosra",
}


@pytest.mark.parametrize("place", SPELLINGS)
def test_a_place_is_known_by_what_people_call_it(place: str) -> None:
    (row,) = (row for row in RECORDS["places"] if row["id"] == place)
    names = {row["name_en"], row["name_ar"], *row["aliases"].split("; ")}
    assert set(SPELLINGS[place].split(", ")) <= names
