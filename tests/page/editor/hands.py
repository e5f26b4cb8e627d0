"""What a mapper's hands do on the editor's page, in longitude and latitude."""

from collections.abc import Iterable
from typing import Any

from playwright.sync_api import Locator, Page

Point = tuple[float, float]
MOST_LOOKS = 1500
"""As long as Playwright waits for all else, or longer."""

SPOT = """([lon, lat]) => {
  const spot = controlmapEditor.pixel(lon, lat);
  const box = document.querySelector(".cm-map").getBoundingClientRect();
  return [box.x + spot.x, box.y + spot.y];
}"""

UNTIL = """async () => {{
  for (let look = 0; look < {most}; look++) {{
    if (((state) => {condition})(controlmapEditor.state)) return true;
    await new Promise((done) => setTimeout(done, 20));
  }}
  return false;
}}"""
"""Looks in the page, which is asked once: each question from outside goes through four processes."""


class Hands:
    """A page of the editor, and hands on it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def at(self, point: Point) -> Point:
        """Where a point of the ground is on the screen."""
        x, y = self.page.evaluate(SPOT, list(point))
        return x, y

    @property
    def map(self) -> Locator:
        return self.page.locator(".cm-map")

    def take(self, key: str) -> None:
        """Take a tool by its key."""
        self.page.keyboard.press(key)

    def click(self, *points: Point, **options) -> None:
        for point in points:
            spot = self.at(point)
            self.page.mouse.move(*spot)
            self.page.mouse.click(*spot, **options)

    def hover(self, point: Point) -> None:
        x, y = self.at(point)
        self.page.mouse.move(x + 3, y)
        self.page.mouse.move(x, y)

    def drag(self, start: Point, end: Point, steps: int = 6) -> None:
        self.drag_pixels(self.at(start), self.at(end), steps)

    def drag_pixels(self, start: Point, end: Point, steps: int = 6) -> None:
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=steps)
        self.page.mouse.up()

    def stroke(self, points: Iterable[Point]) -> None:
        """Draw in one go."""
        first, *rest = [self.at(point) for point in points]
        self.page.mouse.move(*first)
        self.page.mouse.down()
        for point in rest:
            self.page.mouse.move(*point, steps=8)
        self.page.mouse.up()

    @property
    def state(self) -> dict[str, Any]:
        """What lies on the desk, as JSON has it."""
        return self.page.evaluate("JSON.parse(JSON.stringify(controlmapEditor.state))")

    @property
    def draft(self) -> dict[str, Any] | None:
        drawing = self.state["drawing"]
        return drawing and drawing["now"]

    @property
    def closed(self) -> bool:
        draft = self.draft
        return draft is not None and draft["closed"]

    @property
    def vertices(self) -> list[Point]:
        draft = self.draft
        return [tuple(vertex["at"]) for vertex in draft["vertices"]] if draft else []

    @property
    def view(self) -> tuple[Point, Point]:
        """Where two points of the ground are on the screen: what a pan or a zoom changes."""
        return self.at((36.35, 35.25)), self.at((36.45, 35.3))

    def say(self, *, to: str = "league", source: str = "herald") -> None:
        """Say who takes the ground, and who says so."""
        self.page.locator(".cm-to").select_option(to)
        box = self.page.locator(".cm-find-source")
        box.fill(source)
        box.press("Enter")

    def sign(self, name: str) -> None:
        """Say whose edits these are."""
        box = self.page.get_by_label("Your name, for the log")
        box.fill(name)
        box.blur()

    def until(self, condition: str) -> None:
        """Wait until something is so of the editor's `state`; its policy lets no waiting function in."""
        if not self.page.evaluate(UNTIL.format(condition=condition, most=MOST_LOOKS)):
            said = self.page.locator(".cm-editor").inner_text()
            raise AssertionError(f"never: {condition}; the page says: {said}")

    def previewed(self) -> dict[str, Any]:
        """What the edit would do, once the server has said it."""
        self.until("state.preview && !state.asking")
        return self.state["preview"]

    @property
    def apply_button(self) -> Locator:
        return self.page.locator(".cm-apply")

    def apply(self) -> None:
        """Apply, and wait until the map is as it is then."""
        revision = self.state["project"]["revision"]
        self.previewed()
        self.apply_button.click()
        self.until(f"state.project.revision !== '{revision}' && !state.writing")

    def undo(self) -> None:
        """Take the last edit back, by the list of edits, and wait until the map is as it was."""
        revision = self.state["project"]["revision"]
        self.until("document.querySelector('.cm-log')")
        if not self.page.evaluate("document.querySelector('.cm-log').open"):
            self.page.locator(".cm-log summary").click()
        self.until("document.querySelector('.cm-undo')")
        self.page.locator(".cm-undo").click()
        self.until(f"state.project.revision !== '{revision}' && !state.writing")

    def holder(self, point: Point, date: str) -> str:
        """Who holds a point on a date, by the page."""
        return self.page.evaluate(
            "([lon, lat, date]) => controlmap.at(lon, lat, date).controller", [*point, date]
        )
