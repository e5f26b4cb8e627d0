"""The page as text: what may stand in it, and that it is the same each time."""

import re

import pytest

from controlmap.errors import BundleMissingError
from controlmap.render.page import bundle_text, page_html

from .small_map import small_map

HOSTILE = "{{ 7*7 }}{% raw %}</script><b>${x}"


def test_the_same_payload_gives_the_same_bytes() -> None:
    assert page_html(small_map(), title="A", language="en") == page_html(
        small_map(), title="A", language="en"
    )


def test_data_is_letters_digits_and_base64_signs_only() -> None:
    text = page_html(small_map(), title="A", language="en")
    block = re.search(r'<script type="text/plain" id="controlmap-data">(.*?)</script>', text, re.DOTALL)
    assert block
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", block[1])


def test_a_title_reaches_the_page_without_any_syntax() -> None:
    text = page_html(small_map(), title=HOSTILE, language='en"><x')
    assert HOSTILE not in text
    assert "{{ 7" not in text
    assert '<html lang="enx" dir="ltr">' in text


def test_nothing_in_the_page_names_another_host_to_load_from() -> None:
    text = page_html(small_map(), title="A", language="en")
    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", text)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]


def test_a_missing_bundle_is_named() -> None:
    with pytest.raises(BundleMissingError, match=r"none\.js"):
        bundle_text("none.js")


def test_arabic_first_runs_right_to_left() -> None:
    assert '<html lang="ar" dir="rtl">' in page_html(small_map(), title="ا", language="ar")
