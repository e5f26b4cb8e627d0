"""Letters are joined, ordered and found as their script wants."""

import pytest

from controlmap.errors import InputError
from controlmap.render.picture.fonts import Fonts, visual_runs
from controlmap.render.picture.letters import outlined

ALEPPO, HAMA = "حلب", "حماة"
FONTS = Fonts()


@pytest.mark.parametrize(
    ("text", "rtl", "runs"),
    [
        ("Aleppo, 3 km", False, [("Aleppo, 3 km", False)]),
        (ALEPPO, True, [(ALEPPO, True)]),
        (f"{ALEPPO} 12 km", True, [("km", False), (" ", True), ("12", False), (f"{ALEPPO} ", True)]),
        (f"{ALEPPO} (HTS) {HAMA}", True, [(f") {HAMA}", True), ("HTS", False), (f"{ALEPPO} (", True)]),
        (f"Aleppo {ALEPPO} {HAMA} 3", False, [("Aleppo ", False), ("3", False), (f"{ALEPPO} {HAMA} ", True)]),
        ("", True, []),
    ],
)
def test_a_text_runs_as_it_is_read_in_its_paragraph(text: str, rtl: bool, runs: list) -> None:
    assert visual_runs(text, rtl) == runs


def test_arabic_letters_are_joined() -> None:
    alone = sum(FONTS.width(letter, 400) for letter in ALEPPO)
    assert FONTS.width(ALEPPO, 400) < 0.9 * alone


def test_bold_text_is_wider_and_width_is_the_same_either_way() -> None:
    assert FONTS.width("Government", 650) > FONTS.width("Government", 400)
    mixed = f"km² · {HAMA}"
    assert FONTS.shaped(mixed, 400, rtl=True).width == pytest.approx(
        FONTS.shaped(mixed, 400, rtl=False).width
    )


def test_a_letter_that_no_font_has_is_named() -> None:
    with pytest.raises(InputError, match=r"(?s)no font here has the letter .*U\+E123.*--font"):
        FONTS.width("\ue123", 400)


def test_what_is_no_font_is_refused(tmp_path) -> None:
    path = tmp_path / "no.ttf"
    path.write_bytes(b"no font")
    with pytest.raises(InputError, match="is no font"):
        Fonts([path]).width("\ue123", 400)


@pytest.mark.parametrize(
    ("rtl", "anchor", "left"),
    [
        (False, "start", 0),
        (False, "middle", -0.5),
        (False, "end", -1),
        (True, "start", -1),
        (True, "middle", -0.5),
        (True, "end", 0),
    ],
)
def test_a_text_stands_at_its_anchor_whichever_way_it_runs(rtl: bool, anchor: str, left: float) -> None:
    direction = "rtl" if rtl else "ltr"
    text = f'<text x="100" y="20" text-anchor="{anchor}" fill="#000" stroke-width="3">A &amp; B</text>'
    svg = outlined(f'<svg direction="{direction}" font-size="10" id="a">{text}</svg>', FONTS)
    x = 100 + left * 10 * FONTS.width("A & B", 400)
    assert f'<path transform="translate({x:.2f} 20.00)" fill="#000" stroke-width="3" d="M' in svg
    assert "<text" not in svg
