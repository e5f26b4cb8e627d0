"""The short key of phones and embeds, and the line beside the date."""

from pathlib import Path

import pytest

from tests.page.conftest import Open

pytestmark = pytest.mark.browser

STRIPED = {
    "en": {"Suwayda factions", "Southern factions"},
    "ar": {"فصائل السويداء", "فصائل الجنوب"},
}


@pytest.mark.parametrize("language", STRIPED)
@pytest.mark.parametrize("embed", ["", "&embed=1"])
def test_who_only_shares_ground_is_in_the_short_key(
    open_page: Open, syria: Path, language: str, embed: str
) -> None:
    page = open_page(syria, hash_=f"#lang={language}&date=2024-12-03{embed}", width=390, height=844)
    names = {name.strip() for name in page.locator(".cm-mini-key li").all_inner_texts()}
    assert names >= STRIPED[language]


@pytest.mark.parametrize("language", STRIPED)
def test_how_much_changed_is_not_broken_beside_the_date(open_page: Open, syria: Path, language: str) -> None:
    page = open_page(syria, hash_=f"#lang={language}&date=2024-11-30", width=390, height=844)
    page.wait_for_function("() => /[0-9٠-٩]/.test(document.querySelector('.cm-date-change').textContent)")
    lines = page.evaluate(
        """() => [...document.querySelectorAll('.cm-date-change > span')]
          .filter((one) => one.textContent.trim())
          .map((one) => Math.round(one.offsetHeight / parseFloat(getComputedStyle(one).lineHeight)))"""
    )
    assert lines == [1]
    assert page.locator(".cm-date-change").evaluate("one => one.scrollWidth <= one.offsetParent.clientWidth")


@pytest.mark.parametrize("language", STRIPED)
def test_the_knob_stands_clear_of_the_dates_under_it(open_page: Open, syria: Path, language: str) -> None:
    page = open_page(syria, hash_=f"#lang={language}&date=2024-12-03", width=390, height=844)
    below_the_knob = page.evaluate(
        """() => {
          const [box, thumb] = ['.cm-track', '.cm-thumb'].map((one) => document.querySelector(one));
          const { insetBlockEnd } = getComputedStyle(thumb, '::after');
          const names = getComputedStyle(box).getPropertyValue('--names');
          return parseFloat(names) + parseFloat(insetBlockEnd) - 1;
        }"""
    )
    dots = 4 if language == "ar" else 0
    assert below_the_knob >= 11 + dots, "letters of 11 px, and the dots of some scripts, have room"
