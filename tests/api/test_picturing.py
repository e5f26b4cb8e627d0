"""Pictures and clips of the valley, in every format."""

import io
import re
from pathlib import Path
from xml.etree import ElementTree

import imageio_ffmpeg
import numpy as np
import pytest
import resvg_py
from PIL import Image, ImageChops

import controlmap
from controlmap.errors import InputError
from controlmap.render import CLIPS, STILLS
from controlmap.render.picture.fonts import Fonts
from controlmap.render.picture.letters import outlined
from controlmap.store import init_project

SIZE = (640, 600)
SMALL = (400, 376)
"""Of what is not read; how long a PDF takes to make goes by more than its area."""
DATES = ["2024-03-08", "2024-03-10"]


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> controlmap.MapProject:
    folder = tmp_path_factory.mktemp("maps") / "valley"
    init_project(folder)
    return controlmap.open(folder)


def texts(path: Path) -> list[str]:
    return [one.text or "" for one in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("ending", [*STILLS, *CLIPS])
def test_every_format_holds_what_was_asked_for_and_the_same_bytes_again(
    valley, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"map{ending}"
    paths = valley.frames(path, DATES, size=SMALL)
    several = ending in (".png", ".svg")
    assert [path.name for path in paths] == (
        [f"map-{date}{ending}" for date in DATES] if several else [f"map{ending}"]
    )
    first = [made.read_bytes() for made in paths]
    assert [again.read_bytes() for again in valley.frames(path, DATES, size=SMALL)] == first
    if ending == ".pdf":
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", first[0])) == 2
        assert not re.search(rb"/Subtype\s*/Image", first[0])
    elif ending == ".mp4":
        reading = imageio_ffmpeg.read_frames(paths[0])
        told = next(reading)
        reading.close()
        assert told["size"] == SMALL
        assert told["duration"] == pytest.approx(3 * 0.8, abs=0.1)
    elif ending == ".svg":
        root = ElementTree.parse(paths[0]).getroot()
        assert (root.get("width"), root.get("height")) == ("400", "376")
    else:
        image = Image.open(io.BytesIO(first[0]))
        assert image.size == SMALL
        assert getattr(image, "n_frames", 1) == (1 if several else 2)


@pytest.mark.parametrize("ending", CLIPS)
def test_a_clip_of_one_date_is_a_clip(valley, tmp_path: Path, ending: str) -> None:
    (path,) = valley.frames(tmp_path / f"map{ending}", "2024-03-10", size=SMALL)
    if ending == ".mp4":
        reading = imageio_ffmpeg.read_frames(path)
        assert next(reading)["size"] == SMALL
        reading.close()
    else:
        image = Image.open(path)
        assert (image.size, getattr(image, "n_frames", 1)) == (SMALL, 1)
        image.close()


def test_a_sheet_tells_title_date_holders_certainty_scale_and_licence(valley, tmp_path: Path) -> None:
    (path,) = valley.frames(tmp_path / "map.svg", "2024-03-10", size=SIZE)
    said = " | ".join(texts(path))
    told = ("An invented valley", "10 March 2024", "League", "213 km²", "reported:", "2 km", "Lower Town")
    assert [one for one in told if one not in said] == []


def test_arabic_runs_from_the_right(valley, tmp_path: Path) -> None:
    (path,) = valley.frames(tmp_path / "map.svg", "2024-03-10", size=SIZE, language="ar")
    assert ElementTree.parse(path).getroot().get("direction") == "rtl"
    assert any("آذار" in text or "مارس" in text for text in texts(path))


def test_panels_are_one_sheet_with_each_date_over_its_map(valley, tmp_path: Path) -> None:
    (path,) = valley.frames(tmp_path / "map.svg", every="5d", panels=2, size=(900, 900), chart=True)
    said = texts(path)
    for date in ("1 March 2024", "6 March 2024", "11 March 2024", "16 March 2024"):
        assert said.count(date) >= 1, date
    assert path.name == "map.svg"


def test_what_is_looked_at_closer_is_larger(valley, tmp_path: Path) -> None:
    scale = {}
    for name, closer in {
        "whole": {},
        "town": {"area": "Lower Town", "radius_km": 2},
        "layer": {"layer": "valley"},
    }.items():
        (path,) = valley.frames(tmp_path / f"{name}.svg", "2024-03-10", size=SIZE, **closer)
        scale[name] = next(float(text.split()[0]) for text in texts(path) if re.fullmatch(r"[\d.]+ km", text))
    assert scale["town"] < scale["layer"] <= scale["whole"]


@pytest.mark.parametrize(
    "look", [{"area": "Lower Town", "radius_km": 2}, {"panels": 2, "size": (900, 900)}, {}]
)
def test_pixels_are_those_of_the_sheet_of_which_nothing_reaches_beyond_its_map(
    valley, tmp_path: Path, look: dict
) -> None:
    look = {"size": SMALL, "scheme": "dark", **look}
    (drawn,), (sheet,) = (
        valley.frames(tmp_path / f"map{ending}", "2024-03-10", **look) for ending in (".png", ".svg")
    )
    clipped = outlined(sheet.read_text(encoding="utf-8").split("?>", 1)[1].strip(), Fonts(()))
    pictures = (
        Image.open(io.BytesIO(png)).convert("RGB")
        for png in (drawn.read_bytes(), resvg_py.svg_to_bytes(svg_string=clipped, skip_system_fonts=True))
    )
    apart = np.asarray(ImageChops.difference(*pictures)).max(axis=2)
    assert apart.max() < 40  # where patterns are drawn from another corner
    assert (apart > 16).mean() < 0.002


def test_a_region_is_looked_at_by_its_id_or_a_name_in_any_language(valley, tmp_path: Path) -> None:
    made = []
    for i, region in enumerate([None, "west", "الغرب", "East"]):
        (path,) = valley.frames(tmp_path / f"{i}.svg", "2024-03-10", size=(420, 900), region=region)
        km = next(float(text.split()[0]) for text in texts(path) if re.fullmatch(r"[\d.]+ km", text))
        (bar,) = re.findall(r"h([\d.]+)v-20", path.read_text(encoding="utf-8"))
        made.append((float(bar) / km, path.read_bytes()))
    (whole, _), (west, west_drawn), (_, in_arabic), (east, east_drawn) = made
    assert west > whole
    assert east > whole
    assert west_drawn == in_arabic != east_drawn
    with pytest.raises(InputError, match=r"no region is called 'north'"):
        valley.frames(tmp_path / "none.svg", "2024-03-10", region="north")
    assert not (tmp_path / "none.svg").exists()


def test_night_is_dark(valley, tmp_path: Path) -> None:
    light = {}
    for scheme in ("light", "dark"):
        (path,) = valley.frames(tmp_path / f"{scheme}.png", "2024-03-10", size=SIZE, scheme=scheme)
        light[scheme] = Image.open(io.BytesIO(path.read_bytes())).convert("L").getpixel((3, 3))
    assert light["dark"] < 80 < 180 < light["light"]


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("map.bmp", {}, "pictures end in .png"),
        ("map", {}, "found no ending"),
        ("map.png", {"size": (300, 200)}, "texts alone"),
        ("map.png", {"size": (100, 9000)}, "200 to 8000 pixels"),
        ("map.png", {"language": "uk"}, "the map speaks en, ar"),
        ("map.png", {"dates": "2025-03-10"}, "outside the map's period"),
        ("map.png", {"layer": "nowhere"}, "nowhere"),
        ("map.png", {"radius_km": 2}, "radius_km goes with an area"),
        ("map.png", {"area": "35.3,36.4", "radius_km": 5}, "the map has no ground from 35"),
        ("map.gif", {"every": "1min"}, "asked for 28,800 pictures; .* at most 1,714 are drawn"),
        ("map.png", {"every": "1h", "size": (8000, 8000)}, "at most 31 are drawn"),
        ("map.png", {"every": "1d", "panels": 0, "size": (300, 400), "scale": 1}, "do not fit|texts alone"),
    ],
)
def test_what_cannot_be_drawn_is_told_and_nothing_is_written(
    valley, tmp_path: Path, name: str, options: dict, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        valley.frames(tmp_path / "new" / name, **options)
    assert list(tmp_path.iterdir()) == []
