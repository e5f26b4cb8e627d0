"""The names of the page's texts, in Python as in the page."""

import re
from pathlib import Path

from controlmap.model import is_page_word, page_words

ENGLISH = Path(__file__).parents[2] / "src" / "viewer" / "src" / "strings" / "en.ts"


def test_python_knows_the_texts_that_the_page_has():
    keys = re.findall(r"^  (\w+):", ENGLISH.read_text(encoding="utf-8"), re.MULTILINE)
    made = [name for name in page_words() if name.startswith("derived_") or name == "held_source"]
    assert [name for name in page_words() if name not in made] == sorted(keys)
    assert is_page_word("kind_strike")
    assert not is_page_word("tab_plase")
