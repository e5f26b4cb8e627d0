"""Modules of detailed maps: the icons say who holds a place and how, the caption whose colour is whose."""

import pytest

from controlmap.errors import InputError
from controlmap.exchange.readers import read_rows

CAPTION = (
    "'''Control:''' [[File:Location_dot_red.svg|11px]] [[The League|League]] (north) ; "
    "[[File:Dot_green_0d0.svg|11px]] Rebels<br />[[File:Dot_yellow_ff4.svg|11px]] <small>Republic</small>\n"
    "* [[Image:Map-dot-grey-68a.svg|11px]] &nbsp;Free Towns\n"
    "Contested: [[File:80x80-red-lime-anim.gif|11px]] League/Rebels; "
    "[[File:Icon_NuclearPowerPlant-black.svg]] Works"
)


def module(*marks: str, caption: str | None = CAPTION, before: str = "") -> str:
    rows = ",\n".join(f"{{ {mark} }}" for mark in marks)
    args = f"containerArgs = {{ 'Vale', caption = [=[{caption}]=] }}" if caption is not None else ""
    return f"{before}\nreturn {{ marks = {{\n{rows}\n}}, {args} }}"


def mark(icon: str, label: str = "", lonlat: tuple[float, float] = (20.5, 14.5), more: str = "") -> str:
    return f'lat = "{lonlat[1]}", long = "{lonlat[0]}", mark = "{icon}", label = "{label}", {more}'


def read(tmp_path, *marks: str, **said):
    (tmp_path / "vale.lua").write_text(module(*marks, **said), encoding="utf-8")
    return read_rows(tmp_path / "vale.lua")


def said_of(rows, *fields: str) -> list[tuple[str, ...]]:
    return [tuple(row.fields.get(name, "") for name in fields) for row in rows.rows]


@pytest.mark.parametrize(
    ("icon", "party", "status", "others"),
    [
        ("Location dot red.svg", "League (north)", "held", ""),
        ("Location dot lime.svg", "Rebels", "held", ""),
        ("Dot green 0d0.svg", "Rebels", "held", ""),
        ("Abm-yellow-icon.png", "Republic", "held", ""),
        ("Map-dot-gray-68a.svg", "Free Towns", "held", ""),
        ("Icon-NuclearPowerPlant-red.svg", "League (north)", "held", ""),
        ("Map-ctl2-red+yellow.svg", "League (north)", "joint", "Republic"),
        ("Map-ctl3-red+lime+grey.svg", "League (north)", "joint", "Rebels; Free Towns"),
        ("80x80-red-lime-anim.gif", "League (north)", "contested", "Rebels"),
        ("Location dot black.svg", "", "", ""),
        ("80x80-red-black-anim.gif", "", "", ""),
        ("Location dot dark red.svg", "", "", ""),
        ("Red and yellow thing.svg", "", "", ""),
        ("Mountain pass 12x12 e.svg", "", "", ""),
    ],
)
def test_an_icon_says_who_holds_and_how(tmp_path, icon, party, status, others):
    rows = read(tmp_path, mark(icon, "Ford"))
    assert said_of(rows, "name", "party", "status", "others") == [("Ford", party, status, others)]


@pytest.mark.parametrize(
    ("ring", "note"),
    [
        ("map-arcNE-red.svg", "besieged from the north-east by League (north)"),
        ("Map-arcNN-red.svg", "besieged from the north by League (north)"),
        ("Map-arcSS-red.svg", "besieged from the south by League (north)"),
        ("map-circle-red.svg", "besieged by League (north)"),
        ("Location dot red.svg", "besieged by League (north)"),
    ],
)
def test_what_lies_round_a_mark_besieges_it(tmp_path, ring, note):
    rows = read(tmp_path, mark(ring), mark("Location dot lime.svg", "Ford"))
    assert said_of(rows, "name", "status", "others", "note") == [("Ford", "besieged", "League (north)", note)]


def test_a_ring_of_the_holders_own_is_no_siege_and_three_nested_dots_are_shared(tmp_path):
    own = read(tmp_path, mark("map-arcNE-red.svg"), mark("Location dot red.svg", "Ford"))
    assert said_of(own, "status", "others") == [("held", "")]
    dots = [mark(f"Location dot {colour}.svg") for colour in ("red", "lime")]
    three = read(tmp_path, *dots, mark("Location dot red.svg", "Ford"))
    assert said_of(three, "party", "status", "others") == [("League (north)", "joint", "Rebels")]


def test_a_siege_round_nothing_and_a_mark_without_a_point_are_told(tmp_path):
    rows = read(tmp_path, mark("map-arcNE-red.svg"), 'mark = "Location dot red.svg", label = "Lost"',
                mark("Location dot red.svg", "Ford", (21, 15)))  # fmt: skip
    assert said_of(rows, "name") == [("Ford",)]
    assert any("siege round no place" in sentence for sentence in rows.told)
    assert any("Lost" in sentence for sentence in rows.told)


def test_presence_in_the_countryside_and_kinds_of_places_are_noted(tmp_path):
    icons = ("3x3dot-red.svg", "Fighter-jet-red-icon.svg", "Helicopter-red-icon.svg", "Abm-red-icon.png")
    rows = read(tmp_path, *(mark(icon, f"P{i}", (20 + i, 14)) for i, icon in enumerate(icons)))
    assert said_of(rows, "kind", "note") == [
        ("", "presence in the countryside"), ("airport", ""), ("airport", ""), ("base", "")
    ]  # fmt: skip


def test_each_mark_stands_once_and_its_label_is_plain(tmp_path):
    label = "&nbsp;[[Zahlé#History|Zahlé–Rabi'ah]]"
    rows = read(tmp_path, *[mark("Location dot red.svg", label)] * 2)
    assert said_of(rows, "name") == [("Zahlé–Rabi'ah",)]


def test_icons_may_have_short_names_of_the_modules_own(tmp_path):
    text = 'lat = "14.5", long = "20.5", mark = mk.ukr, label = "Ford", position = lp.b'
    rows = read(tmp_path, text, before='mk = { ukr = "Location dot red.svg" } lp = { b = "bottom" }')
    assert said_of(rows, "name", "party") == [("Ford", "League (north)")]


def test_without_a_caption_parties_are_called_by_their_colours_which_mean_nothing_yet(tmp_path):
    rows = read(tmp_path, mark("80x80-red-lime-anim.gif", "Ford"), caption=None)
    assert said_of(rows, "party", "others") == [("red", "lime")]
    assert rows.coded and "no caption" in rows.told[-1]


@pytest.mark.parametrize("text", ["return {}", "return 1", "return { marks = {} }", "return { marks = 3 }"])
def test_a_module_without_marks_is_refused(tmp_path, text):
    (tmp_path / "vale.lua").write_text(text)
    with pytest.raises(InputError, match=r"vale\.lua: returns"):
        read_rows(tmp_path / "vale.lua")


def test_what_would_have_to_be_run_is_refused(tmp_path):
    (tmp_path / "vale.lua").write_text("return os.execute('touch ran')")
    with pytest.raises(InputError, match="nothing of the module is run"):
        read_rows(tmp_path / "vale.lua")
