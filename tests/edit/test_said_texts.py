"""Texts in one language or several, as properties of the map's files."""

from itertools import combinations, permutations

import pytest

from controlmap.edit.said_texts import in_languages
from controlmap.errors import InputError


@pytest.mark.parametrize("languages", [*permutations(["ar", "en", "fr"])])
def test_the_first_language_has_no_suffix_and_each_other_its_own_whatever_their_order(languages):
    properties = {language: f"note_{language}" for language in languages} | {languages[0]: "note"}
    for count in range(4):
        for told in combinations(languages, count):
            texts = {language: f"text in {language}" for language in told}
            assert in_languages("note", texts, languages) == {properties[x]: texts[x] for x in told}
    assert in_languages("note", "plain", languages) == {"note": "plain"}
    assert in_languages("note", {"": "plain", languages[1]: ""}, languages) == {
        "note": "plain",
        properties[languages[1]]: None,
    }


def test_a_language_that_the_map_has_not_is_refused_by_the_name_that_people_use():
    with pytest.raises(InputError, match="the map has no texts in 'de'") as refused:
        in_languages("note", {"de": "Text"}, ["en", "ar"], said_as="--note")
    (problem,) = refused.value.problems
    assert (problem.property, problem.hint) == ("--note", "Known languages: en, ar.")
