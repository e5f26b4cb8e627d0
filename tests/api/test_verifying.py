"""A page tells what it was made of, and whether it is as it was made."""

import base64
import json
import re
import struct
import zlib

import pytest
from click.testing import CliRunner

import controlmap
from controlmap.cli import cli
from controlmap.edit import read_journal
from controlmap.errors import InputError
from controlmap.render import data_text, differences
from controlmap.store import init_project
from tests.in_order import valley_in_order


@pytest.fixture
def page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    init_project("valley")
    return controlmap.open("valley").build("valley.html")


def edit(controller, on):
    project = controlmap.open("valley")
    area = "POLYGON ((36.32 35.22, 36.34 35.22, 36.34 35.24, 36.32 35.22))"
    project.apply(project.transfer(area, to=controller, on=on, certainty="inferred"))
    return project


def test_a_page_is_that_of_its_project_until_the_project_is_another(page):
    found = controlmap.verify(page, "valley")
    assert (found.match, found.is_as_made, found.altered) == ("same page", True, ())
    assert found.generator == found.installed
    project = edit("league", "2024-03-12")
    between = project.build("between.html")
    edit("republic", "2024-03-14")
    assert controlmap.verify(page, "valley").match == "other layers"
    kept = controlmap.verify(between, "valley")
    [first, _] = read_journal(page.parent / "valley")
    assert (kept.match, kept.entry, kept.is_sound) == ("earlier layers", first.id, True)


def test_a_page_of_the_same_layers_with_other_words_is_told_apart(page):
    settings = (page.parent / "valley" / "controlmap.toml").read_text()
    (page.parent / "valley" / "controlmap.toml").write_text(
        settings.replace("An invented valley", "A valley")
    )
    found = controlmap.verify(page, "valley")
    assert (found.match, found.is_sound) == ("same ground", False)


def test_a_page_as_known_on_a_day_is_built_so_again(page):
    old = controlmap.open("valley").build("old.html", known_on="2026-01-01")
    found = controlmap.verify(old, "valley")
    assert (found.match, found.known_on) == ("same page", "2026-01-01")


def with_data(page, change):
    """Write a page whose data are others, and packed as controlmap packs them."""
    text = page.read_text()
    payload = zlib.decompress(base64.b64decode(data_of(text)))
    page.write_text(text.replace(data_of(text), data_text(changed(payload, change))))


def changed(payload, change):
    (length,) = struct.unpack_from("<I", payload)
    header = json.loads(payload[4 : 4 + length])
    change(header)
    told = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    return struct.pack("<I", len(told)) + told + payload[4 + length :]


def swap(header):
    header["states"]["controller"] = [{1: 2, 2: 1}.get(one, one) for one in header["states"]["controller"]]


def test_data_that_were_changed_are_told_by_the_project_and_never_vouched_for_without_it(page):
    sum_of_all = controlmap.verify(page).payload_sha256
    with_data(page, swap)
    found = controlmap.verify(page)
    assert (found.match, found.is_as_made, found.payload_sha256 == sum_of_all) == (None, True, False)
    told = CliRunner().invoke(cli, ["verify", str(page)]).output
    assert "as the page says" in told and "the page cannot say of itself" in told
    found = controlmap.verify(page, "valley")
    assert (found.match, found.differs, found.is_sound) == ("other ground", ("ground",), False)
    told = CliRunner().invoke(cli, ["verify", str(page), "--project", "valley"])
    assert told.exit_code == 1
    assert "valley makes another map; another in the page: ground" in told.output


def test_words_that_were_changed_are_told_apart_from_ground(page):
    with_data(page, lambda header: header["sources"][0].update(title="Nobody's"))
    found = controlmap.verify(page, "valley")
    assert (found.match, found.differs, found.is_sound) == ("same ground", ("sources",), False)


def test_data_that_were_changed_in_a_page_of_earlier_layers_are_told(page):
    between = edit("league", "2024-03-12").build("between.html")
    edit("republic", "2024-03-14")
    assert controlmap.verify(between, "valley").match == "earlier layers"
    with_data(between, swap)
    found = controlmap.verify(between, "valley")
    assert (found.match, found.is_sound) == ("earlier name", False)
    assert "ground" in found.differs


@pytest.mark.parametrize("through", ["2024-03-20", "2024-03-20T18:00", None])
@pytest.mark.parametrize("prepared", [valley_in_order, init_project])
def test_the_period_of_a_page_is_told_as_exactly_as_its_map_knows_it(tmp_path, prepared, through):
    prepared(folder := tmp_path / "valley")
    settings = folder / "controlmap.toml"
    text = settings.read_text()
    given = "# period = " if through is None else "period = "
    text = re.sub(r'through = "[^"]*"', f'through = "{through}"', text).replace("period = ", given)
    settings.write_text(text)
    project = controlmap.open(folder)
    page = tmp_path / "page.html"
    page.write_text(project.html())
    assert controlmap.verify(page).period == project.history().period_told


@pytest.mark.parametrize(
    "said", [{"period": ["soon", "later"]}, {"period": ["2024-03-01"]}, {"period": None}, {"dates": 1}]
)
def test_a_page_whose_data_say_no_period_is_refused_by_its_name(page, said):
    with_data(page, lambda header: header.update(said))
    with pytest.raises(InputError, match=r"valley\.html: the data in it are cut short or altered"):
        controlmap.verify(page)


def test_a_page_of_a_shorter_period_is_that_of_the_layers_of_then(page):
    between = edit("league", "2024-03-12").build("between.html")
    project = controlmap.open("valley")
    area = "POLYGON ((36.32 35.22, 36.34 35.22, 36.34 35.24, 36.32 35.22))"
    later = project.transfer(area, to="republic", on="2024-04-14", certainty="inferred")
    project.apply(project.extend_period(later))
    found = controlmap.verify(between, "valley")
    assert (found.match, found.is_sound) == ("earlier layers", True)


def test_each_member_of_the_data_belongs_to_the_ground_or_is_named(page):
    """Whatever is changed in the header is told; only what says of itself what it is, is not."""
    payload = zlib.decompress(base64.b64decode(data_of(page.read_text())))
    (length,) = struct.unpack_from("<I", payload)
    header = json.loads(payload[4 : 4 + length])
    for name in header:
        found = differences(changed(payload, lambda told, name=name: told.pop(name)), payload)
        assert bool(found) == (name not in ("digest", "generator")), name
    for name in header["states"]:
        found = differences(changed(payload, lambda told, name=name: told["states"].pop(name)), payload)
        assert found in (("ground",), ("states",)), name


def test_each_integer_of_the_data_belongs_to_the_ground(page):
    payload = zlib.decompress(base64.b64decode(data_of(page.read_text())))
    (length,) = struct.unpack_from("<I", payload)
    for at in range(4 + length, len(payload)):
        other = bytearray(payload)
        other[at] ^= 2
        assert differences(bytes(other), payload) == ("ground",)


def test_data_that_unpack_to_far_more_than_they_are_packed_are_refused(page):
    text = page.read_text()
    packed = zlib.compress(struct.pack("<I", 30 << 20) + b" " * (30 << 20))
    page.write_text(text.replace(data_of(text), base64.b64encode(packed).decode()))
    with pytest.raises(InputError, match="they unpack to more than"):
        controlmap.verify(page)


ALTERED = {
    "a script more": (r"<body>", "<body><script>alert(1)</script>"),
    "a script with a source": (r"</body>", "<script src=x></script></body>"),
    "a frame": (r"</body>", "<iframe></iframe></body>"),
    "another style": (r"<style>", "<style>p{}"),
    "another policy": (r"default-src 'none'", "default-src *"),
    "no policy": (r"<meta http-equiv=[^>]*>", ""),
    "another heading": (r"<title>", "<title>Not "),
    "more after the end": (r"</html>\n$", "</html>\n<p>More</p>"),
}


@pytest.mark.parametrize(("what", "by"), ALTERED.values(), ids=ALTERED)
def test_whatever_is_altered_in_a_page_is_seen(page, what, by):
    text, count = re.subn(what, lambda _: by, page.read_text(), count=1)
    assert count == 1
    page.write_text(text)
    found = controlmap.verify(page)
    assert found.altered
    assert not found.is_sound


def test_a_page_that_is_cut_short_anywhere_is_seen(page):
    data = page.read_bytes()
    for length in range(0, len(data), 20_011):
        page.write_bytes(data[:length])
        try:
            assert controlmap.verify(page).altered
        except InputError as error:
            assert "valley.html" in str(error)


def data_of(text):
    return re.search('id="controlmap-data">([^<]*)<', text)[1]


DAMAGED = {
    "letters that are none of base64": lambda block: block[:100] + "!" + block[100:],
    "other bytes": lambda block: base64.b64encode(bytes(reversed(base64.b64decode(block)))).decode(),
    "half of it": lambda block: block[: len(block) // 8 * 4],
    "no header": lambda block: base64.b64encode(zlib.compress(b"abc")).decode(),
    "a header of something else": lambda block: base64.b64encode(zlib.compress(b"\2\0\0\0{}")).decode(),
    "a header without a title": lambda block: base64.b64encode(
        zlib.compress(b"\x17\0\0\0" + b'{"format":"controlmap"}')
    ).decode(),
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_damaged_data_are_an_error_that_names_the_page(page, damage):
    text = page.read_text()
    block = data_of(text)
    page.write_text(text.replace(block, damage(block)))
    with pytest.raises(InputError, match=r"valley\.html: the data in it are cut short or altered"):
        controlmap.verify(page)


def test_what_is_no_page_is_refused(tmp_path):
    for data in (b"", b"<html></html>", b"\xff\xfe"):
        (tmp_path / "a.html").write_bytes(data)
        with pytest.raises(InputError, match=r"a\.html"):
            controlmap.verify(tmp_path / "a.html")


def test_the_command_ends_with_1_where_a_page_was_altered(page):
    told = CliRunner().invoke(cli, ["verify", str(page), "--project", "valley"])
    assert (told.exit_code, told.output.splitlines()[-1]) == (
        0,
        "  project   valley builds this very page, byte for byte",
    )
    page.write_text(page.read_text().replace("<body>", "<body><script>alert(1)</script>"))
    told = CliRunner().invoke(cli, ["verify", str(page)])
    assert told.exit_code == 1
    assert "  altered   the script" in told.output
