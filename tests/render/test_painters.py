"""Sheets are drawn side by side, each as it would be alone, and what cannot be drawn is said."""

from collections.abc import Iterator

import pytest
import resvg_py

from controlmap.render.picture import painters
from controlmap.render.picture.painters import pngs


def sheet(colour: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10">'
        f'<rect width="20" height="10" fill="{colour}"/></svg>'
    )


def test_pictures_come_in_the_order_of_their_sheets_and_as_each_would_alone() -> None:
    sheets = [sheet(colour) for colour in ("red", "lime", "blue") * 4]
    alone = [resvg_py.svg_to_bytes(svg_string=one, skip_system_fonts=True) for one in sheets]
    assert pngs(sheets) == alone
    assert len(set(alone)) == 3


def test_no_sheets_are_no_pictures() -> None:
    assert pngs([]) == []


def test_a_sheet_that_cannot_be_drawn_is_an_error_that_says_why() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)could not be drawn.*root node"):
        pngs([sheet("red"), "<svg", sheet("blue")])


def test_a_painter_that_died_with_words_still_to_come_ends_quietly() -> None:
    with painters._painter() as painter:
        assert painter.stdin
        painter.kill()
        painter.wait()
        painter.stdin.write(b"still to come")


def test_what_fails_while_sheets_are_made_is_what_is_raised() -> None:
    def broken() -> Iterator[str]:
        yield sheet("red")
        raise LookupError("no such letter")

    with pytest.raises(LookupError, match="no such letter"):
        pngs(broken())
