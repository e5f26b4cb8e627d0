"""The day that docs/mappers-day.md tells: drawn in the browser, it is what the commands write, to the byte.

`CONTROLMAP_WRITE_DOCS=1 pytest tests/page/editor/test_mappers_day.py` makes the pictures of that page anew.
"""

import base64
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from controlmap.cli import cli
from tests.serve.test_serve_edits import layers_and_journal

from .conftest import Open, Served
from .hands import Hands
from .test_borders import JUNCTION, choose_border, is_partition

pytestmark = pytest.mark.browser

DOCUMENT = Path(__file__).parents[3] / "docs" / "mappers-day.md"
MOST_BYTES = 100_000
TOWN = [
    (36.402, 35.262),
    (36.424, 35.26),
    (36.43, 35.275),
    (36.423, 35.288),
    (36.404, 35.287),
    (36.397, 35.275),
]
RIDGE, FIELDS = (36.35, 35.32), (36.34, 35.24)
FOREST = [(36.44, 35.21), (36.47, 35.212), (36.475, 35.235), (36.445, 35.238)]


def test_a_day_in_the_browser_writes_what_the_commands_write(
    valley: Path, tmp_path: Path, open_editor: Open, served: Served
) -> None:
    beside = shutil.copytree(valley, tmp_path / "beside", ignore=shutil.ignore_patterns(".c*", ".s*"))
    pictures = Pictures()
    hands = open_editor("#date=2024-03-09", allow="Failed to load resource", width=1280, height=800)
    asked = listen(hands.page)
    told = [give_ground(hands, pictures), move_junction(hands, pictures)]
    correct_and_split(hands, pictures)
    hands.undo()
    go_on_after_the_server_was_killed(hands, pictures, served)
    assert is_partition(valley)
    for words in commands(asked, beside):
        done = CliRunner().invoke(cli, words)
        assert done.exit_code == 0, done.output
    kinds = [line["command"] for line in journal(valley)]
    assert kinds == ["source add", "transfer", "move-border", "correct", "split", "undo", "transfer"]
    assert layers_and_journal(valley) == layers_and_journal(beside)
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [km2 for km2 in told if f"{km2:.2g} km²" not in text] == []
    pictures.compare(text)


def give_ground(hands: Hands, pictures: "Pictures") -> float:
    """The Lower Town is taken back, as a bulletin says that is not among the sources yet."""
    page = hands.page
    hands.take("l")
    hands.stroke([*TOWN, TOWN[0]])
    assert hands.closed
    page.locator(".cm-to").select_option("republic")
    page.get_by_label("From", exact=True).fill("2024-03-14")
    page.get_by_text("A new source").click()
    for label, text in {"Title": "Evening bulletin", "Publisher": "Valley Radio"}.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Date: 2024-11-30").fill("2024-03-14")
    page.get_by_role("button", name="Add the source").click()
    hands.until("state.form.sources.length === 1 && !state.writing")
    km2 = hands.previewed()["moved"][0]["area_km2"]
    expect(hands.apply_button).to_have_text("Apply from 14 March 2024")
    # Whoever types a date is not asked which one is meant.
    expect(page.get_by_text("The map now shows")).to_be_hidden()
    pictures.take(page, "lasso")
    hands.apply()
    assert hands.holder((36.412, 35.274), "2024-03-14") == "republic"
    return km2


def move_junction(hands: Hands, pictures: "Pictures") -> float:
    """Where three meet was drawn too far south: all three follow, on all dates."""
    choose_border(hands, (36.4185, 35.2995))
    hands.drag(JUNCTION, (36.391, 35.3))
    rows = hands.previewed()["by_date"]
    assert rows
    assert all(row["meant"] for row in rows)
    pictures.take(hands.page, "junction")
    hands.apply()
    return max(row["area_km2"] for row in rows)


def correct_and_split(hands: Hands, pictures: "Pictures") -> None:
    """The ridge was seen by somebody; the western fields are two."""
    page = hands.page
    hands.click(RIDGE)
    page.get_by_role("button", name="Correct").click()
    page.get_by_label("How sure").select_option("reported")
    box = page.locator(".cm-find-source")
    box.fill("herald")
    box.press("Enter")
    hands.previewed()
    pictures.take(page, "correction")
    hands.apply()
    hands.click(FIELDS)
    page.get_by_role("button", name="Split").click()
    hands.click((36.27, 35.25), (36.33, 35.245), (36.42, 35.24))
    page.keyboard.press("d")
    hands.previewed()
    pictures.take(page, "split")
    hands.apply()


def go_on_after_the_server_was_killed(hands: Hands, pictures: "Pictures", served: Served) -> None:
    """The server dies in the middle of a line, and the tab is closed; the line outlives both."""
    page = hands.page
    hands.take("p")
    hands.click(*FOREST[:2])
    served.stop()
    expect(page.get_by_text("The server does not answer.")).to_be_visible()
    hands.click(FOREST[2])
    pictures.take(page, "no-server")
    again = Served(served.folder, served.port)
    try:
        page.reload()
        page.evaluate("controlmapEditor.ready")
        hands.until("state.drawing && state.drawing.now.vertices.length === 3")
        page.get_by_role("button", name="Go on").first.click()
        hands.click(FOREST[3])
        page.keyboard.press("d")
        hands.say(to="republic", source="bulletin")
        hands.apply()
        page.locator(".cm-log summary").click()
        hands.until("document.querySelectorAll('.cm-log li').length > 5")
        pictures.take(page, "log")
    finally:
        page.context.close()
        again.stop()


def listen(page: Page) -> list[tuple[str, dict[str, Any]]]:
    """What the page asks the server to write, as it comes."""
    asked: list[tuple[str, dict[str, Any]]] = []
    writing = re.compile(r"/api/(apply|source|undo)$")

    def hear(request: Any) -> None:
        if request.method == "POST" and (found := writing.search(request.url)):
            asked.append((found[1], request.post_data_json))

    page.on("request", hear)
    return asked


OPTIONS = {
    "to": "--to",
    "on": "--on",
    "area": "--area",
    "line": "--line",
    "scope": "--scope",
    "sources": "--source",
    "states": "--state",
    "state": "--state",
    "certainty": "--certainty",
}


def commands(asked: list[tuple[str, dict[str, Any]]], folder: Path) -> Iterator[list[str]]:
    """The same as the commands have it."""
    for path, body in asked:
        if path == "source":
            yield [
                "source",
                "add",
                str(folder),
                *(w for name, text in body.items() for w in (f"--{name}", text)),
            ]
        elif path == "undo":
            yield ["undo", str(folder)]
        else:
            act = dict(body["act"])
            yield [act.pop("kind").replace("_", "-"), str(folder), *words_of(act)]


def words_of(act: dict[str, Any]) -> Iterator[str]:
    for move in act.pop("vertices", []):
        yield from ("--drag", *(f"{lon!r},{lat!r}" for lon, lat in (move["from"], move["to"])))
    for name, value in act.items():
        for one in value if isinstance(value, list) else [value]:
            yield from (OPTIONS[name], wkt(one) if isinstance(one, dict) else one)


def wkt(geometry: dict[str, Any]) -> str:
    return shapely.to_wkt(shapely.geometry.shape(geometry), rounding_precision=17)


def journal(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "journal.jsonl").read_text("utf-8").splitlines()]


class Pictures:
    """Pictures for the page, made only where they are asked for."""

    def __init__(self) -> None:
        self.folder = DOCUMENT.parent / "pictures" if os.environ.get("CONTROLMAP_WRITE_DOCS") else None
        self.names: list[str] = []

    def take(self, page: Page, name: str) -> None:
        """Take a picture of the page as it is, as WebP."""
        self.names.append(name)
        if self.folder is None:
            return
        page.wait_for_timeout(500)
        source = f"data:image/png;base64,{base64.b64encode(page.screenshot()).decode()}"
        with page.context.new_page() as blank:
            data = blank.evaluate(AS_WEBP, source)
        (self.folder / f"{name}.webp").write_bytes(base64.b64decode(data.split(",")[1]))

    def compare(self, text: str) -> None:
        """Every picture is there, is small, and stands on the page, in order."""
        shown = re.findall(r"\]\(pictures/([\w-]+)\.webp\)", text)
        assert shown == self.names
        sizes = {name: (DOCUMENT.parent / "pictures" / f"{name}.webp").stat().st_size for name in shown}
        assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}


AS_WEBP = """async (source) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", 0.8);
}"""
