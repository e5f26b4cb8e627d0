"""controlmap.toml: values, lines of problems, hints."""

import numpy as np
import pytest

from controlmap.errors import InputError
from controlmap.format.settings import (
    extended_settings,
    key_lines,
    new_settings,
    read_settings,
    with_period_through,
)

MINIMAL = """\
format = 1
title = { en = "A map" }
actors = []

[[layers]]
id = "a"
file = "a.geojson"
name = { en = "A" }
"""


def read(*changes):
    text = MINIMAL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_settings(text.encode())


def refusals(*changes):
    with pytest.raises(InputError) as caught:
        read(*changes)
    return [(p.code, p.line, p.property) for p in caught.value.problems]


def test_what_is_left_out_has_the_format_s_defaults():
    settings = read()
    assert (settings.time_zone, settings.grid, settings.overlaps) == ("UTC", 1e-6, "error")


@pytest.mark.parametrize(
    "date", ["2024-03-01", '"2024-03-01"', "2024-03-01T00:00:00", "2024-02-29T21:00:00Z"]
)
def test_dates_may_be_toml_s_own(date):
    zone = 'format = 1\ntime_zone = "Asia/Riyadh"\n'
    period = read(("format = 1\n", f"{zone}period = {{ from = {date}, through = 2024-03-20 }}\n")).period
    assert period is not None
    assert period.start == np.datetime64("2024-03-01T00:00")
    assert period.end == np.datetime64("2024-03-21T00:00")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (("format = 1\n", ""), ("CM122", None, "format")),
        (("format = 1", 'format = "1"'), ("CM124", 1, "format")),
        (("format = 1", "format = 1\nfomat = 1"), ("CM123", 2, "fomat")),
        (("format = 1", "format = 1\ngrid = 1e-4"), ("CM124", 2, "grid")),
        (("format = 1", "format = 1\ngrid = nan"), ("CM124", 2, "grid")),
        (("format = 1", 'format = 1\ngrid = "1e-6"'), ("CM124", 2, "grid")),
        (("format = 1", "format = 1\ntime_zone = 3"), ("CM124", 2, "time_zone")),
        (("format = 1", 'format = 1\ntime_zone = "../UTC"'), ("CM124", 2, "time_zone")),
        (("format = 1", "format = 1\nlanguages = []"), ("CM124", 2, "languages")),
        (("format = 1", "format = 1\nview.bounds = [1, 2, 3]"), ("CM122", 2, "view.bounds.4")),
        (
            ("format = 1", 'format = 1\nperiod = { from = "soon", through = 2024-01-01 }'),
            ("CM301", 2, "period.from"),
        ),
        (
            ("actors = []", 'actors = [{ id = "Röm", name = {}, colour = "#000000" }]'),
            ("CM124", 3, "actors.1.id"),
        ),
        (('file = "a.geojson"\n', ""), ("CM122", 5, "layers.1.file")),
        (('name = { en = "A" }', "name = 3"), ("CM124", 8, "layers.1.name")),
        (
            ('name = { en = "A" }', 'name = { en = "A" }\n[[base]]\nfile = "x"\nkind = "sea"'),
            ("CM124", 11, "base.1.kind"),
        ),
        (("[[layers]]", "[[layers]]]"), ("CM130", 5, None)),
        (('"A map"', '"A map'), ("CM130", 2, None)),
        (("format = 1", "format = 1\nformat = 1"), ("CM130", 2, None)),
        (("format = 1", "format = 1\nx = " + "9" * 6000), ("CM130", None, None)),
    ],
)
def test_each_mistake_is_named_with_its_line(change, found):
    assert refusals(change)[0] == found


def test_a_nested_key_gets_the_hint_of_its_own_table():
    with pytest.raises(InputError, match="Did you mean 'extent'"):
        read(('name = { en = "A" }', 'name = { en = "A" }\nextend = { file = "b" }'))
    with pytest.raises(InputError, match="Known keys: file, ids"):
        read(('name = { en = "A" }', 'name = { en = "A" }\nextent = { file = "b", zzz = 1 }'))


def test_a_list_nested_without_end_is_an_error_not_a_crash():
    assert refusals(("actors = []", f"actors = {'[' * 100_000}"))[0][0] in ("CM106", "CM130")


def test_bytes_that_are_no_utf8_are_refused():
    with pytest.raises(InputError, match="not UTF-8"):
        read_settings(b'title = "\xe9"')


def test_keys_stand_on_the_line_of_their_table():
    lines = key_lines("a = 1\n[b]\nc = 2\n[[d]]\ne = 3\n[[d]]\n  e = 4\nf.g = 5\n")
    assert lines == {"a": 1, "b": 2, "b.c": 3, "d.1": 4, "d.1.e": 5, "d.2": 6, "d.2.e": 7, "d.2.f": 8}


COMMENTED = """\
# What people write beside it stays.
format = 1
title = { en = "Valley" }   # the title
period = { from = "2024-03-01", through = "2024-03-20" }

[[actors]]
id = "league"
name = { en = "League" }
colour = "#4878a8"

# The only layer.
[[layers]]
id = "valley"
file = "valley.geojson"
name = { en = "Valley" }
"""


def test_actors_and_layers_are_added_and_all_else_stays_to_the_letter():
    actor = {"id": "soyuz", "name": {"en": 'Союз "A"', "ru": "Союз"}, "colour": "#d98c5f"}
    layer = {"id": "hills", "file": "hills.geojson", "name": {"en": "Hills"}}
    text = extended_settings(COMMENTED, actors=[actor], layers=[layer])
    settings = read_settings(text.encode())
    assert [a.id for a in settings.actors] == ["league", "soyuz"]
    assert settings.actors[1].name == actor["name"]
    assert [entry.id for entry in settings.layers] == ["valley", "hills"]
    kept = iter(text.splitlines())
    assert all(line in kept for line in COMMENTED.splitlines())


def test_a_period_gets_a_later_end_and_all_else_stays_to_the_letter():
    text = with_period_through(COMMENTED, "2024-04-02")
    assert text == COMMENTED.replace("2024-03-20", "2024-04-02")


def test_a_new_file_says_what_it_was_given():
    values = {
        "format": 1,
        "title": {"en": 'The "Valley"\\'},
        "grid": 1e-5,
        "actors": [],
        "layers": [{"id": "v", "file": "v.geojson", "name": {"en": "V"}}],
    }
    settings = read_settings(new_settings(values).encode())
    assert (settings.title["en"], settings.grid) == ('The "Valley"\\', 1e-5)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (COMMENTED.replace("[[actors]]", "actors = []\n[[spare]]"), "is not known here"),
        (
            "format = 1\ntitle = { en = 'V' }\nactors = []\n"
            "layers = [{ id = 'v', file = 'v', name = { en = 'v' } }]\n",
            "lists its actors inline",
        ),
    ],
)
def test_settings_that_cannot_be_extended_are_refused(text, message):
    actor = {"id": "a", "name": {"en": "A"}, "colour": "#4878a8"}
    with pytest.raises(InputError, match=message):
        extended_settings(text, actors=[actor])
