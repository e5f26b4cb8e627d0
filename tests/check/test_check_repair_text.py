"""Tables as spreadsheets save them: the habit is named, and the file written anew when asked by name."""

import codecs
import csv
import io

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import controlmap
from controlmap.check import check, repairs
from controlmap.check.check_input import read_subject
from controlmap.cli import cli
from controlmap.errors import InputError
from controlmap.format.foreign_text import recognised, with_commas
from tests.check.cases import SOUND, laid_over

ARABIC, WESTERN = "المعضمية قرب الطاحونة", "Café près de la forêt"


@pytest.fixture
def folder(tmp_path):
    return laid_over(SOUND, tmp_path / "map")


def table(folder):
    return (folder / "places.csv").read_text(encoding="utf-8").replace("The Ford", ARABIC)


def in_columns(text, sign):
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=sign, lineterminator="\r\n")
    for row in csv.reader(io.StringIO(text)):
        writer.writerow([cell.replace(".", ",") if cell.startswith(("36.", "35.")) else cell for cell in row])
    return stream.getvalue()


SAVED = {
    "CSV UTF-8": ("CM101", lambda text: codecs.BOM_UTF8 + text.encode()),
    "CSV UTF-8 with semicolons": ("CM101", lambda text: codecs.BOM_UTF8 + in_columns(text, ";").encode()),
    "CSV, Arabic": ("CM101", lambda text: text.encode("cp1256")),
    "CSV, Arabic, with semicolons": ("CM101", lambda text: in_columns(text, ";").encode("cp1256")),
    "Unicode Text": ("CM101", lambda text: in_columns(text, "\t").encode("utf-16")),
    "semicolons": ("CM140", lambda text: in_columns(text, ";").encode()),
    "tabs": ("CM140", lambda text: in_columns(text, "\t").encode()),
}


@pytest.mark.parametrize("saved", SAVED)
def test_a_table_of_excel_is_named_and_mended_by_name(folder, saved):
    code, save = SAVED[saved]
    text = table(folder)
    (folder / "places.csv").write_bytes(save(text))
    with pytest.raises(InputError, match=r"places.csv:\d(.|\n)*Excel"):
        controlmap.open(folder)
    (found,) = [f for f in check(folder).found if f.file == "places.csv"]
    assert found.code == code and f"check --fix {code}" in found.hint
    assert [r.file for r in repairs(read_subject(folder))] == []
    result = CliRunner().invoke(cli, ["check", str(folder), "--fix", code])
    assert (folder / "places.csv").read_bytes() == text.encode()
    assert "places.csv: " in result.stderr and "the journal has no entry for places.csv" in result.stderr
    assert controlmap.open(folder).project.places["ford"].name == ARABIC


def test_the_languages_of_the_map_tell_code_pages_apart():
    polish, russian, greek = "Zażółć gęślą", "Верхний посёлок", "Κάτω χωριό"
    assert recognised(WESTERN.encode("cp1252"), ["en"]).text == WESTERN
    assert recognised(ARABIC.encode("cp1256"), ["en"]).text == ARABIC
    assert recognised(polish.encode("cp1250"), ["en", "pl"]).text == polish
    assert recognised(russian.encode("cp1251"), ["ru", "en"]).text == russian
    assert recognised(greek.encode("cp1253"), ["el"]).text == greek
    assert "cp1256" in recognised(ARABIC.encode("cp1256"), ["ar-SY"]).what
    assert recognised(b"\x81\x00", ["en"]) is None


def test_what_is_no_table_of_the_map_is_left_alone():
    assert with_commas("id,name\n1,2\n", ["id", "name"]) is None
    assert with_commas("a;b\n1;2\n", ["id", "name"]) is None
    assert with_commas('id;name\n1;"never\n', ["id", "name"]) is None


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5), st.sampled_from(";\t"))
def test_every_cell_survives_another_separator(rows, sign):
    header = ("id", "name", "note")
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=sign).writerows([header, *rows])
    mended = with_commas(stream.getvalue(), header)
    assert [tuple(row) for row in csv.reader(io.StringIO(mended, newline=""))] == [header, *rows]


def test_points_in_numbers_only():
    mended = with_commas("id;lon;note\na;36,5;5,5\n", ["id", "lon", "note"])
    assert mended == 'id,lon,note\na,36.5,"5,5"\n'


def test_a_layer_with_a_byte_order_mark_is_mended_too(folder):
    layer = (folder / "valley.geojson").read_bytes()
    (folder / "valley.geojson").write_bytes(codecs.BOM_UTF8 + layer)
    (repair,) = repairs(read_subject(folder), ["CM101"])
    assert (repair.data, repair.recoded) == (layer, True)
