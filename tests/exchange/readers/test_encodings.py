"""Texts in any encoding and digits of any script; what is not said is asked, with how each would read."""

import pytest
import shapely

from controlmap.errors import InputError
from controlmap.exchange import look
from controlmap.exchange.readers import Reading, read_rows
from tests.exchange.readers.files import BOTH, frame

NAMES = ["Союз", "Республика"]


def write_table(path, encoding):
    rows = "".join(f'{name},"{shape.wkt}"\n' for name, shape in zip(NAMES, BOTH.values(), strict=True))
    path.write_bytes(f"side,geom\n{rows}".encode(encoding))


def write_shapefile(path, encoding):
    named = frame().assign(side=NAMES)
    named.to_file(path, driver="ESRI Shapefile", engine="pyogrio", encoding=encoding)
    path.with_suffix(".cpg").unlink()
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[29] = 0  # the language byte
    path.with_suffix(".dbf").write_bytes(table)


@pytest.mark.parametrize(("name", "write"), [("a.csv", write_table), ("a.shp", write_shapefile)])
def test_a_look_shows_the_first_values_in_each_encoding_that_reads_them(tmp_path, name, write):
    write(tmp_path / name, "cp1251")
    with pytest.raises(InputError) as caught:
        look(tmp_path / name)
    hint = caught.value.problems[0].hint
    assert "cp1251: Союз, Республика" in hint
    assert "cp1252: Ñîþç, Ðåñïóáëèêà" in hint
    assert "utf-8:" not in hint
    read = look(tmp_path / name, Reading(encoding="cp1251"))
    assert list(read.fields["side"].values) == NAMES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_byte_order_mark_is_taken_at_its_word(tmp_path, encoding):
    write_table(tmp_path / "a.csv", encoding)
    if encoding == "utf-16-be":
        (tmp_path / "a.csv").write_bytes(b"\xfe\xff" + (tmp_path / "a.csv").read_bytes())
    assert [row.fields["side"] for row in read_rows(tmp_path / "a.csv").rows] == NAMES


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_an_encoding_of_wide_letters_without_a_mark_is_recognised_by_its_zeros(tmp_path, encoding):
    (tmp_path / "a.csv").write_bytes(("lon,lat,side\n" + "36.5,35.2,North\n" * 9).encode(encoding))
    with pytest.raises(InputError, match=f"zero bytes.*\n.*--encoding {encoding}"):
        read_rows(tmp_path / "a.csv")
    assert len(read_rows(tmp_path / "a.csv", Reading(encoding=encoding)).rows) == 9


@pytest.mark.parametrize("encoding", ["utf-32", "idna", "punycode", "rot13", "hex", "nowhere"])
def test_an_encoding_that_does_not_fit_is_named(tmp_path, encoding):
    write_table(tmp_path / "a.csv", "cp1251")
    with pytest.raises(InputError, match=encoding):
        read_rows(tmp_path / "a.csv", Reading(encoding=encoding))


@pytest.mark.parametrize(
    ("lon", "lat"),
    [("36.5", "35.25"), ("36,5", "35,25"), ("٣٦٫٥", "٣٥٫٢٥"), ("۳۶٫۵", "۳۵٫۲۵"), ("+36,50", " 35,25 ")],
)
def test_coordinates_may_have_decimal_commas_and_digits_of_any_script(tmp_path, lon, lat):
    (tmp_path / "a.csv").write_text(f"Ort;Lon;Lat\nAlpha;{lon};{lat}\n", encoding="utf-8")
    (row,) = read_rows(tmp_path / "a.csv").rows
    assert row.geometry == shapely.Point(36.5, 35.25)


@pytest.mark.parametrize("lon", ["36,5,1", "36;", "north", "1e999", "36.5E", "NaN", "inf"])
def test_what_is_no_number_is_named_with_its_line(tmp_path, lon):
    (tmp_path / "a.csv").write_text(f'Ort,Lon,Lat\nAlpha,"{lon}",35\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"a.csv:2, Lon: .*no longitude and latitude"):
        read_rows(tmp_path / "a.csv")
