"""What journalists ask of the shipped map, answered by its page in a few steps, in both its languages."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import controlmap

from .conftest import Open

pytestmark = pytest.mark.browser

MOST_STEPS = 4
WORDS = {
    "en": {
        "search": "Search a place",
        "go to": "Go to a date",
        "on this day": "This day",
        "embed": "Copy code to embed it",
        "copied": "Copied",
        "limits": "What it cannot tell",
        "tabs": ("Story", "Map", "Place", "Changes", "Events", "Sources", "More"),
        "places": ("Saraqib", "Khanasir", "Aleppo airport", "Aleppo"),
        "holders": ("Government of Syria", "Hay'at Tahrir al-Sham", "Kurdish-led forces"),
        "hour": "the hour is not known",
        "claimed": "only the party that gains says so",
        "unsettled": "is not settled",
        "order": ("1 of 2 changes there that day", "2 of 2 changes there that day"),
        "took": "{} took {} km² from the Government of Syria and its allies",
        "front": "with HTS and allies about .+? to the (south-)?west",
        "cannot": "nobody said so, not that nobody was there",
        "made": "A border between two places lies where both are as likely: nobody reported it.",
        "edition": "cannot be shown as it was known earlier",
        "cited": "Map, data",
    },
    "ar": {
        "search": "ابحث عن مكان",
        "go to": "الانتقال إلى تاريخ",
        "on this day": "هذا اليوم",
        "embed": "نسخ شيفرة التضمين",
        "copied": "تم النسخ",
        "limits": "ما لا تستطيع قوله",
        "tabs": ("القصة", "الخريطة", "المكان", "التغيّرات", "الأحداث", "المصادر", "المزيد"),
        "places": ("سراقب", "خناصر", "مطار حلب", "حلب"),
        "holders": ("الحكومة السورية", "هيئة تحرير الشام", "قوات بقيادة كردية"),
        "hour": "الساعة غير معروفة",
        "claimed": "لا يذكره سوى الطرف الذي سيطر",
        "unsettled": "ولم يُحسم",
        "order": ("التبدّل ١ من ٢", "التبدّل ٢ من ٢"),
        "took": "سيطرة {} على {} كم² كانت بيد الحكومة السورية وحلفاؤها",
        "front": "مع تحرير الشام وحلفاؤها على بعد نحو .+? إلى (الجنوب )?الغرب",
        "cannot": "معنى ذلك أن أحداً لم يذكره، لا أن أحداً لم يكن هناك",
        "made": "والحد بين مكانين يقع حيث يتساوى الاحتمالان: لم يذكره أحد.",
        "edition": "لا يمكن عرضها بحسب ما كان معروفاً من قبل",
        "cited": "خريطة، بيانات",
    },
}


class Reader:
    """Somebody who asks one question after another, and whose every step is counted."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.says = WORDS[language]
        self.language = language
        self.steps = 0

    def asks(self) -> None:
        assert self.steps <= MOST_STEPS
        self.steps = 0

    def number(self, value: int) -> str:
        return self.page.evaluate(
            "([n, l]) => n.toLocaleString(l + (l === 'ar' ? '-u-nu-arab' : ''))", [value, self.language]
        )

    def goes_to(self, date: str) -> None:
        self.steps += 1
        self.page.get_by_label(self.says["go to"], exact=True).fill(date)

    def searches(self, nth: int) -> Locator:
        self.steps += 1
        box = self.page.get_by_placeholder(self.says["search"])
        box.fill(self.says["places"][nth])
        box.press("Enter")
        return self.panel()

    def opens(self, nth: int) -> Locator:
        self.steps += 1
        self.page.get_by_role("tab", name=self.says["tabs"][nth], exact=True).click()
        return self.panel()

    def clicks(self, name: str) -> None:
        self.steps += 1
        self.panel().get_by_text(name, exact=True).click()

    def fills(self, nth: int, date: str) -> None:
        self.steps += 1
        self.panel().locator("input[type=date]").nth(nth).fill(date)

    def panel(self) -> Locator:
        return self.page.locator("[role=tabpanel]:visible")


def km2(project: controlmap.MapProject, start: str, end: str, winner: str) -> int:
    return round(project.change_matrix(start, end).loc["government", winner])


def test_ten_questions_are_answered_in_a_few_steps_in_both_languages(open_page: Open, syria: Path) -> None:
    project = controlmap.open(Path(__file__).parents[2] / "geodata")
    page = open_page(syria, "#lang=en", permissions=["clipboard-read", "clipboard-write"])
    for language in ("en", "ar"):
        if language == "ar":
            page.get_by_role("button", name="العربية").click()
        _ask(Reader(page, language), project)


def _ask(reader: Reader, project: controlmap.MapProject) -> None:
    says = reader.says
    government, hts, kurdish = says["holders"]

    # Who held Saraqib on 29 November at noon, and who says so?
    reader.goes_to("2024-11-29")
    panel = reader.searches(0)
    for answer in (hts, says["hour"], government):
        expect(panel).to_contain_text(answer)
    expect(panel.locator(".cm-sources a").first).to_be_visible()
    reader.asks()

    # What did HTS gain from 29 November to 1 December?
    panel = reader.opens(3)
    reader.fills(0, "2024-11-29")
    reader.fills(1, "2024-12-01")
    gained = reader.number(km2(project, "2024-11-29", "2024-12-01", "hts_allied"))
    expect(panel).to_contain_text(re.compile(says["took"].format(f"{hts}.*", gained)))
    reader.asks()

    # Is the claim about Khanasir confirmed?
    reader.goes_to("2024-12-01")
    panel = reader.searches(1)
    expect(panel).to_contain_text(says["claimed"])
    expect(panel).to_contain_text(says["unsettled"])
    reader.asks()

    # What happened at the airport on 30 November?
    reader.goes_to("2024-11-30")
    story = reader.searches(2).locator(".cm-story li")
    for row, answers in enumerate([[government], [kurdish, says["order"][0]], [hts, says["order"][1]]]):
        for answer in answers:
            expect(story.nth(row)).to_contain_text(answer)
    reader.asks()

    # Which places changed hands on 7 December?
    reader.goes_to("2024-12-07")
    panel = reader.opens(3)
    reader.clicks(says["on this day"])
    told = sum(
        int(n)
        for n in panel.locator("summary").evaluate_all(
            """all => all.flatMap(one => [...one.textContent.matchAll(/: ([\\d٠-٩]+)$/g)])
                .map(([, n]) => n.replace(/[٠-٩]/g, d => d.charCodeAt(0) - 0x660))"""
        )
    )
    changed = project.changed_places("2024-12-07", "2024-12-07")
    assert told == sum(one.handovers[0].before != one.handovers[-1].after for one in changed) > 0
    reader.asks()

    # Where was the front west of Aleppo on 28 November?
    reader.goes_to("2024-11-28")
    expect(reader.searches(3)).to_contain_text(re.compile(says["front"]))
    reader.asks()

    # What is not known?
    panel = reader.opens(5)
    reader.clicks(says["limits"])
    expect(panel).to_contain_text(says["cannot"])
    reader.asks()

    # How was it made, and how is it cited?
    panel = reader.opens(5)
    expect(panel).to_contain_text(says["made"])
    expect(panel.locator(".cm-cited")).to_contain_text(says["cited"])
    reader.asks()

    # How is 30 November embedded?
    reader.goes_to("2024-11-30")
    panel = reader.opens(6)
    reader.clicks(says["embed"])
    expect(panel.get_by_role("button", name=says["copied"])).to_be_visible()
    code = reader.page.evaluate("navigator.clipboard.readText()")
    for part in ("<iframe ", "date=2024-11-30", "embed=1", f"lang={reader.language}"):
        assert part in code
    reader.asks()

    # What did it say on 3 December?
    expect(reader.opens(5)).to_contain_text(says["edition"])
    reader.asks()
