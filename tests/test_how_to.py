"""What README and the how-tos tell the reader to do works, in the order that it is told."""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import shapely
from docs.site.pages import HOW_TO

import controlmap
from controlmap.cli import main
from tests.sketches import areas_from_sketch

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
BEFORE = dict.fromkeys(("docs/update.md", "docs/scale.md", "docs/draw.md"), ("controlmap init valley",))
"""What a page takes for done."""
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://)([^)#]+)")


MODULE = """return {
    marks = {
        { lat = "14.50", long = "20.50", mark = "Location dot red.svg", label = "[[Highgate]]" },
        { lat = "14.55", long = "20.60", mark = "80x80-red-yellow-anim.gif", label = "[[Milltown]]" },
    },
    containerArgs = { caption = [=[[[File:Location dot red.svg|11px]] League ;
        [[File:Dot yellow ff4.svg|11px]] Republic]=] }
}"""
TOWNS = "Ort;Lat;Lon;45353;45355\nHighgate;14,50;20,50;League;Republic\nمدينة;١٤٫٥٢;٢٠٫٧٠;League; \n"


def blocks(document: str, kind: str) -> list[str]:
    text = (ROOT / document).read_text(encoding="utf-8")
    return [code for name, code in BLOCK.findall(text) if name == kind]


def commands(document: str) -> list[str]:
    lines = [line for code in blocks(document, "sh") for line in code.splitlines()]
    return [line for line in lines if line.startswith("controlmap ")]


def write_what_others_publish(folder: Path) -> None:
    """The folder of daily maps, the file of borders, the module and the table of docs/bring-in.md."""
    (folder / "days").mkdir()
    for day, sketch in (("2024-03-01", "AAB"), ("2024-03-02", "ABB")):
        features = [
            {"type": "Feature", "properties": {"side": name}, "geometry": shapely.geometry.mapping(area)}
            for name, area in areas_from_sketch(sketch).items()
        ]
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / "days" / f"front_{day}.geojson").write_text(text)
    periods = {"NAME": "Empire", "start": "1912", "end": "1918-11-02"}
    feature = {"type": "Feature", "properties": periods, "geometry": features[0]["geometry"]}
    (folder / "vale.lua").write_text(MODULE, encoding="utf-8")
    (folder / "towns.csv").write_text(TOWNS, encoding="utf-8")
    (folder / "borders.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "geodata", tmp_path / "geodata", ignore=shutil.ignore_patterns(".*"))
    (tmp_path / "output").mkdir()
    write_what_others_publish(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def hold_against(checkout: Path) -> None:
    """Make the two maps that are held against each other, a table of who is who, and a version in git."""
    for name in ("ours", "theirs"):
        shutil.copytree(checkout / "geodata", checkout / name)
    (checkout / "same.csv").write_text("actor,controller\nkurdish,kurdish\n")
    signed = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for words in (("init", "-q", "-b", "main"), ("add", "geodata"), (*signed, "commit", "-q", "-m", "Map")):
        subprocess.run(["git", *words], cwd=checkout, check=True)


@pytest.mark.parametrize("document", [page for page in ("README.md", *HOW_TO) if commands(page)])
def test_its_commands_work(document: str, checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if document == "docs/compare.md":
        hold_against(checkout)
    for line in (*BEFORE.get(document, ()), *commands(document)):
        run(line)


def run(line: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(shlex.split(line, comments=True)[1:])
    assert (line, ended.value.code or 0) == (line, 0)


def test_its_update_leads_from_the_news_to_the_new_map(checkout: Path) -> None:
    """After the report the check finds that the map contradicts it; after the transfer they agree."""
    agreeing = []
    for line in ("controlmap init valley", *commands("docs/update.md")[:4]):
        run(line)
        found = controlmap.open("valley").agreement()
        agreeing.append((len(found.agreeing), found.checked))
    assert agreeing == [(1, 1), (1, 1), (1, 2), (2, 2), (2, 2)]


@pytest.mark.parametrize(
    "document, code", [(page, code) for page in ("README.md", *HOW_TO) for code in blocks(page, "python")]
)
def test_its_python_works(
    document: str, code: str, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exec(compile(code, document, "exec"), {})
    made = [*checkout.glob("*.html"), *(checkout / "output").iterdir()]
    assert [path for path in made if path.name != "README.md"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_to_files_that_are_there(document: str) -> None:
    targets = LINK.findall((ROOT / document).read_text(encoding="utf-8"))
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_its_targets_are_the_makefile_s() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {
        line.split()[1]
        for code in blocks("README.md", "sh")
        for line in code.splitlines()
        if line.startswith("make ")
    }
    assert named == {"map", "test"}
    assert all(re.search(rf"^{name}:", makefile, re.MULTILINE) for name in named)
