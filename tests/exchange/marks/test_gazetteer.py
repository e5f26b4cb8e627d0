"""Marks are known places where those have their names nearby; others get ids of their own, in any script."""

from hypothesis import given
from hypothesis import strategies as st

from controlmap.exchange.claims import Said
from controlmap.exchange.marks.gazetteer import place_ids
from controlmap.exchange.marks.mark import Mark
from controlmap.exchange.when import Reckoning, read_when
from controlmap.model import Place

WHEN = read_when("2024-03-01", Reckoning())
assert WHEN is not None


def mark(name: str, lon: float, lat: float = 35.0) -> Mark:
    return Mark(name, (lon, lat), WHEN, Said("a"), "so")


def place(name: str, called: str, lon: float | None = None, lat: float | None = 35.0, **more: str) -> Place:
    point = {} if lon is None else {"lon": lon, "lat": lat}
    return Place.model_validate({"id": name, "name": called, "kind": "town", **point, **more})


def ids(marks, *known: Place) -> list[str]:
    return list(place_ids(marks, {one.id: one for one in known}).values())


def test_a_known_place_of_the_name_within_a_km_is_meant_however_it_is_spelt():
    known = place("p7", "Zahlé", 36.0, name_ar="زحلة")
    assert ids([mark("ZAHLE", 36.005)], known) == ["p7"]
    assert ids([mark("زحله", 36.005)], known) == ["p7"]
    assert ids([mark("Zahlé", 36.02)], known) == ["zahle"]
    assert ids([mark("Zahlé", 36.0)], place("p7", "Zahlé")) == ["zahle"]


def test_of_several_the_nearest_is_meant_and_none_twice():
    known = place("one", "Gate", 36.0), place("two", "Gate", 36.005)
    assert ids([mark("Gate", 36.004), mark("Gate", 36.0045)], *known) == ["one", "two"]
    assert ids([mark("Gate", 36.0), mark("Gate", 36.001), mark("Gate", 36.002)], *known[:1]) == [
        "one", "gate", "gate-2"
    ]  # fmt: skip


def test_places_across_the_antimeridian_are_near():
    assert ids([mark("Atoll", -179.999, 0)], place("p", "Atoll", 179.999, 0)) == ["p"]


def test_ids_are_made_for_any_script_and_are_not_taken():
    assert ids([mark("مدينة", 1), mark("Город", 2), mark("!?", 3)]) == ["mdynh", "gorod", "place"]
    assert ids([mark("Ford", 1)], place("ford", "Elsewhere", 2)) == ["ford-2"]


NAMES = st.text(min_size=1, max_size=4).filter(str.strip)


@given(st.lists(st.tuples(NAMES, st.integers(0, 3)), min_size=1, max_size=12))
def test_each_place_has_an_id_of_its_own_and_keeps_it_when_it_is_known(sites):
    marks = [mark(name, 36 + 0.004 * i) for name, i in sites]
    given_ids = place_ids(marks, {})
    assert len(set(given_ids.values())) == len(given_ids)
    known = {name: place(name, called, *lonlat) for (called, lonlat), name in given_ids.items()}
    assert place_ids(marks, known) == given_ids
