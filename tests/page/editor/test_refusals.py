"""What the server refuses is told in the language of the page, and nothing of it in another."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Open
from .hands import Hands

pytestmark = pytest.mark.browser

WEST = [(36.32, 35.22), (36.35, 35.22), (36.35, 35.26), (36.32, 35.26)]
INSIDE = [(36.33, 35.245), (36.35, 35.245)]
OWN_WORDS = """(line) => {
  const copy = line.cloneNode(true);
  copy.querySelectorAll("bdi").forEach((value) => value.remove());
  return copy.textContent;
}"""
"""What a line says, without names, ids and dates."""


def of_whom_it_is_already(hands: Hands) -> None:
    hands.take("p")
    hands.click(*WEST[:3])
    hands.say(to="republic")


def a_day_that_no_calendar_has(hands: Hands) -> None:
    hands.take("p")
    hands.click(*WEST[:3])
    hands.say(to="league")
    hands.page.locator(".cm-more > summary").click()
    hands.page.get_by_label(re.compile("^(Until|حتى)")).fill("2024-02-30")


def a_line_that_ends_inside_ground(hands: Hands) -> None:
    hands.click((36.34, 35.24))
    hands.page.locator(".cm-chosen-card .cm-chips button").nth(1).click()
    hands.click(*INSIDE)
    hands.page.keyboard.press("d")


def a_source(hands: Hands, title: str, address: str) -> None:
    hands.page.locator(".cm-source-add").wait_for(state="attached")
    hands.page.evaluate("document.querySelector('.cm-source-add').closest('details').open = true")
    boxes = hands.page.locator(".cm-sources-field details input")
    boxes.nth(0).fill(title)
    boxes.nth(3).fill(address)
    hands.page.locator(".cm-source-add").click()
    hands.until("!state.writing")


def an_address_that_is_none(hands: Hands) -> None:
    hands.take("p")
    hands.click(*WEST[:3])
    a_source(hands, "Voice of the ridge", "ridge")


def a_place_that_nobody_knows(hands: Hands) -> None:
    hands.page.locator(".cm-report > summary").click()
    hands.page.locator(".cm-report-place").fill("Nowhere")
    hands.page.locator(".cm-report-who").select_option("republic")
    hands.page.get_by_role("textbox", name=re.compile("What is said|ما قيل")).fill("Units are back.")
    box = hands.page.locator(".cm-report .cm-find-source")
    box.fill("herald")
    box.press("Enter")
    hands.page.locator(".cm-report-add").click()


REFUSED: tuple[tuple[Callable[[Hands], None], str, str], ...] = (
    (of_whom_it_is_already, "there is no ground of the map here", "لا أرض هنا من الخريطة"),
    (a_day_that_no_calendar_has, "no calendar has that day", "لا يوجد هذا اليوم في أي تقويم"),
    (a_line_that_ends_inside_ground, "the line ends inside the ground", "ينتهي الخط داخل أرض"),
    (an_address_that_is_none, "an address like https://example.org/news", "يُنتظر رابط"),
    (a_place_that_nobody_knows, "no place is called 'Nowhere'", "لا مكان باسم"),
)


def warning(hands: Hands) -> Locator:
    return hands.page.locator(".cm-effect .cm-warning:visible, .cm-refused .cm-warning:visible").first


def told_in_arabic(line: Locator) -> None:
    """Fail where anything of a line is in Latin letters but names, ids and addresses."""
    expect(line.locator("[lang=en]")).to_have_count(0)
    own = re.sub(r"https?://\S+", "", line.evaluate(OWN_WORDS))
    assert re.findall("[A-Za-z]{2,}", own) == []


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("refuse", "english", "arabic"), REFUSED, ids=[one[0].__name__ for one in REFUSED])
def test_what_is_refused_is_told_in_the_language_of_the_page(
    open_editor: Open, refuse: Callable[[Hands], None], english: str, arabic: str, language: str
) -> None:
    hands = open_editor(f"#date=2024-03-01&lang={language}", allow="Failed to load resource")
    refuse(hands)
    expect(warning(hands)).to_contain_text(english if language == "en" else arabic)
    if language == "ar":
        told_in_arabic(warning(hands))


def test_what_somebody_else_did_meanwhile_is_told_in_arabic(open_editor: Open) -> None:
    for_both = {"hash_": "#date=2024-03-09&lang=ar", "allow": "Failed to load resource"}
    one, other = open_editor(**for_both), open_editor(**for_both)
    for hands, name in ((one, "Ada"), (other, "Bea")):
        hands.page.locator(".cm-who").fill(name)
        hands.page.locator(".cm-who").blur()
        hands.take("p")
        hands.click(*WEST, WEST[0])
        hands.say()
        hands.previewed()
    one.apply()
    other.until("state.preview && state.preview.conflicts && state.preview.conflicts.length")
    line = other.page.locator(".cm-effect .cm-warning + ul li").first
    expect(line).to_contain_text(re.compile("غيّر Ada من الأرض نفسها"))
    told_in_arabic(line)


def test_what_a_check_finds_is_told_in_arabic_by_its_rule(open_editor: Open, valley: Path) -> None:
    hands = open_editor("#date=2024-03-01&lang=ar")
    settings = valley / "controlmap.toml"
    settings.write_text(f'{settings.read_text("utf-8")}\n[strings.en]\nnobody_knows = "x"\n', "utf-8")
    hands.until("state.checked && state.checked.findings.length")
    hands.page.locator(".cm-findings > summary").click()
    for line in hands.page.locator(".cm-findings li > span").all():
        told_in_arabic(line)
    assert hands.page.locator(".cm-findings li").count() > 0
