"""Which languages run from right to left."""

import pytest

from controlmap.model import is_right_to_left


@pytest.mark.parametrize(
    "code", ["ar", "ar-SY", "ar_SY", "AR", "fa", "he", "ur", "ps", "ckb", "sd", "ug", "yi", "dv"]
)
def test_a_language_runs_from_right_to_left_by_its_main_subtag(code):
    assert is_right_to_left(code)


@pytest.mark.parametrize("code", ["en", "fr-CA", "tr", "ku", "arn", "zh-Hant", "", "not a language"])
def test_all_others_run_from_left_to_right(code):
    assert not is_right_to_left(code)


def test_a_script_in_the_code_decides():
    assert all(map(is_right_to_left, ["ku-Arab", "ku-arab-IQ", "az-Arab", "pa-Arab-PK"]))
    assert not any(map(is_right_to_left, ["ar-Latn", "ks-Deva-IN", "sd-Deva", "ku-Latn"]))


def test_a_variant_or_a_private_part_is_no_script():
    assert not any(map(is_right_to_left, ["en-x-arab", "de-1901", "sl-rozaj"]))
