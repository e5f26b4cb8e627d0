"""A window of a browser that speaks WebDriver, with the few words of Playwright that hands need."""

import base64
import json
import re
import socket
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile

Pixel = tuple[float, float]


class DriverError(AssertionError):
    """A browser did not do what it was told."""


class Wire(Protocol):
    """What takes WebDriver's commands, by their names, to a browser."""

    def call(self, command: str, **said: Any) -> Any:
        """Return what is answered."""
        ...

    def close(self) -> None:
        """Go."""


class Marionette:
    """A socket to Firefox: numbered lists of JSON, each behind its length."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._stream = self._socket.makefile("rb")
        self._count = 0
        self._read()

    def call(self, command: str, **said: Any) -> Any:
        """Send a command and wait for its answer."""
        self._count += 1
        data = json.dumps([0, self._count, f"WebDriver:{command}", said]).encode()
        self._socket.sendall(b"%d:%b" % (len(data), data))
        _, _, error, answer = self._read()
        if error:
            raise DriverError(f"{command}: {error['error']}: {error['message']}")
        return answer.get("value") if isinstance(answer, dict) else answer

    def close(self) -> None:
        """Go."""
        self._stream.close()
        self._socket.close()

    def _read(self) -> Any:
        length = b""
        while (byte := self._stream.read(1)) != b":":
            if not byte:
                raise DriverError("Firefox has gone")
            length += byte
        return json.loads(self._stream.read(int(length)))


ROUTES = {
    "NewSession": ("POST", ""),
    "DeleteSession": ("DELETE", ""),
    "Navigate": ("POST", "/url"),
    "ExecuteScript": ("POST", "/execute/sync"),
    "PerformActions": ("POST", "/actions"),
    "ReleaseActions": ("DELETE", "/actions"),
    "SetWindowRect": ("POST", "/window/rect"),
    "TakeScreenshot": ("GET", "/screenshot"),
}
"""Where a driver that is spoken to over HTTP takes which command."""


class Driver:
    """A driver that is spoken to over HTTP, each time anew."""

    def __init__(self, port: int) -> None:
        self._place = f"http://127.0.0.1:{port}/session"
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def call(self, command: str, **said: Any) -> Any:
        """Send a command and wait for its answer."""
        method, path = ROUTES[command]
        data = json.dumps(said).encode() if method == "POST" else None
        request = urllib.request.Request(
            self._place + path, data, {"Content-Type": "application/json"}, method=method
        )
        try:
            with self._opener.open(request, timeout=60) as answer:
                value = json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            told = json.load(error)["value"]
            raise DriverError(f"{command}: {told['error']}: {told['message']}") from None
        if command == "NewSession":
            self._place += f"/{value['sessionId']}"
        return value

    def close(self) -> None:
        """Go."""


LISTENER = """
(() => {
  const heard = (window.heardByTests ??= []);
  if (heard.listening) return;
  heard.listening = true;
  const note = (kind, text) => heard.push(`${kind}: ${text}`);
  const error = ({ message, target }) => note("page error", message ?? `${target.localName} did not load`);
  addEventListener("error", error, true);
  addEventListener("unhandledrejection", ({ reason }) => note("page error", reason));
  addEventListener("securitypolicyviolation", ({ blockedURI }) => {
    // WebKit asks for a picture of the site by itself.
    if (!blockedURI.endsWith("/favicon.ico")) note("request", blockedURI);
  });
  for (const kind of ["error", "warn"]) console[kind] = (...said) => note("console", said.join(" "));
})();
"""
"""Hears in the page what a browser would write on its console."""

REQUESTS = """
return performance.getEntriesByType("resource").map(({ name }) => name)
  .filter((name) => !/^(data|blob|file|about):/.test(name) && !name.startsWith(location.origin + "/"));
"""


class Window:
    """A window of a browser, with one page in it."""

    def __init__(self, engine: str, wire: Wire, scratch: Path) -> None:
        self.engine = engine
        self._wire = wire
        self._scratch = scratch
        self.mouse = Mouse(self)
        self.keyboard = Keyboard(self)

    def is_there(self) -> bool:
        """Whether it answers: a browser may have gone in the test before."""
        try:
            return self.run("return true")
        except (DriverError, OSError):
            return False

    def open(self, page: Path, hash_: str = "", *, width: int = 1200, height: int = 800) -> None:
        """Open a page's file; all that it complains of is heard, from its first line on."""
        html = page.read_text("utf-8")
        # Before the page's own policy, which lets no script in that is not the page's own.
        copy = self._scratch / page.name
        copy.write_text(
            re.sub("<head>", lambda head: f"{head[0]}<script>{LISTENER}</script>", html, count=1), "utf-8"
        )
        self.goto(f"{copy.as_uri()}{hash_}", width=width, height=height)

    def goto(self, address: str, *, width: int = 1200, height: int = 800) -> None:
        """Go to an address; what its page complains of is heard once it has loaded."""
        self._wire.call("Navigate", url="about:blank")
        self._resize(width, height)
        self._wire.call("Navigate", url=address)
        self.run(LISTENER)

    def _resize(self, width: int, height: int) -> None:
        for _ in range(3):
            inner, outer = self.run("return [[innerWidth, innerHeight], [outerWidth, outerHeight]]")
            if inner == [width, height]:
                return
            frame = [a - b for a, b in zip(outer, inner, strict=True)]
            self._wire.call("SetWindowRect", x=0, y=0, width=width + frame[0], height=height + frame[1])

    def run(self, script: str, *given: Any) -> Any:
        """Return what a function's body returns, once it is there."""
        return self._wire.call("ExecuteScript", script=script, args=[*given])

    def evaluate(self, expression: str, given: Any = None) -> Any:
        """Return the value of an expression, or of a function's call."""
        return self.run(
            f"const it = ({expression}); return typeof it === 'function' ? it(arguments[0]) : it;", given
        )

    def wait_for_timeout(self, milliseconds: float) -> None:
        """Let the page go on for a while."""
        time.sleep(milliseconds / 1000)

    def until(self, expression: str) -> None:
        """Wait until an expression is true."""
        for _ in range(1500):
            if self.evaluate(f"Boolean({expression})"):
                return
            self.wait_for_timeout(20)
        raise AssertionError(f"never in {self.engine}: {expression}; {self.complaints}")

    def locator(self, selector: str) -> "Found":
        """The element that a selector finds first."""
        return Found(self, selector)

    def screenshot(self) -> bytes:
        """A picture of the page, as PNG."""
        said = {"full": False, "hash": False} if isinstance(self._wire, Marionette) else {}
        return base64.b64decode(self._wire.call("TakeScreenshot", **said))

    def colours(self, box: dict[str, float]) -> set[tuple[int, ...]]:
        """The colours that fill at least a thousandth of a part of the page, in steps of 16."""
        self.run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        with warnings.catch_warnings(), MemoryFile(self.screenshot()) as file:
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with file.open() as picture:
                pixels = picture.read()[:3]
        left, top = int(box["x"]), int(box["y"])
        part = pixels[:, top : top + int(box["height"]), left : left + int(box["width"])].reshape(3, -1) // 16
        found, counts = np.unique(part, axis=1, return_counts=True)
        return {tuple(colour) for colour in found.T[counts > part.shape[1] / 1000].tolist()}

    @property
    def complaints(self) -> list[str]:
        """Errors and warnings of the page, and what it asked for elsewhere."""
        return [
            *self.run("return [...window.heardByTests]"),
            *(f"request: {one}" for one in self.run(REQUESTS)),
        ]

    def act(self, kind: str, name: str, actions: Iterable[dict[str, Any]]) -> None:
        """Do something with the mouse, its wheel or the keys."""
        source = {"type": kind, "id": name, "actions": [*actions]}
        if kind == "pointer":
            source["parameters"] = {"pointerType": name}
        self._wire.call("PerformActions", actions=[source])


class Mouse:
    """A mouse."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._at: Pixel = (0, 0)

    def move(self, x: float, y: float, steps: int = 1) -> None:
        """Move in a straight line, in so many steps."""
        (left, top), self._at = self._at, (x, y)
        way = [
            (left + (x - left) * part / steps, top + (y - top) * part / steps) for part in range(1, steps + 1)
        ]
        self._act(*({"type": "pointerMove", "duration": 0, "x": round(a), "y": round(b)} for a, b in way))

    def down(self) -> None:
        """Press the main button."""
        self._act({"type": "pointerDown", "button": 0})

    def up(self) -> None:
        """Let go of it."""
        self._act({"type": "pointerUp", "button": 0})

    def click(self, x: float, y: float) -> None:
        """Click at a point of the page."""
        self.move(x, y)
        self.down()
        self.up()

    def wheel(self, x: float, y: float) -> None:
        """Turn the wheel where the mouse is."""
        left, top = map(round, self._at)
        turn = {"type": "scroll", "x": left, "y": top, "deltaX": round(x), "deltaY": round(y), "duration": 0}
        self._window.act("wheel", "wheel", [turn])

    def _act(self, *actions: dict[str, Any]) -> None:
        self._window.act("pointer", "mouse", actions)


KEYS = {
    "Backspace": "\ue003",
    "Tab": "\ue004",
    "Enter": "\ue007",
    "Shift": "\ue008",
    "Control": "\ue009",
    "Alt": "\ue00a",
    "Escape": "\ue00c",
    "Space": " ",
    "PageUp": "\ue00e",
    "PageDown": "\ue00f",
    "End": "\ue010",
    "Home": "\ue011",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
    "Delete": "\ue017",
}
"""What WebDriver calls the keys that write nothing."""


class Keyboard:
    """A keyboard."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def down(self, key: str) -> None:
        """Press a key."""
        self._act(_key("keyDown", key))

    def up(self, key: str) -> None:
        """Let go of a key."""
        self._act(_key("keyUp", key))

    def press(self, chord: str) -> None:
        """Press keys, and let go of them: `Control+z`."""
        keys = chord.split("+")
        self._act(*(_key("keyDown", key) for key in keys), *(_key("keyUp", key) for key in keys[::-1]))

    def type(self, text: str) -> None:
        """Write."""
        self._act(*(_key(kind, letter) for letter in text for kind in ("keyDown", "keyUp")))

    def _act(self, *actions: dict[str, Any]) -> None:
        self._window.act("key", "keys", actions)


def _key(kind: str, key: str) -> dict[str, Any]:
    return {"type": kind, "value": KEYS.get(key, key)}


class Found:
    """The first element of a page that a selector finds."""

    def __init__(self, window: Window, selector: str) -> None:
        self._window = window
        self._selector = selector

    def _run(self, script: str, *given: Any) -> Any:
        return self._window.run(
            f"const [selector, ...given] = arguments, one = document.querySelector(selector); {script}",
            self._selector,
            *given,
        )

    def bounding_box(self) -> dict[str, float] | None:
        """Where it is on the page."""
        return self._run(
            "if (!one) return null; const { x, y, width, height } = one.getBoundingClientRect();"
            "return { x, y, width, height };"
        )

    def inner_text(self) -> str:
        """What is to be read there."""
        return self._run("return one.innerText")

    def click(self) -> None:
        """Click on its middle."""
        self._run("one.scrollIntoView({ block: 'nearest' })")
        box = self.bounding_box()
        assert box, f"there is no {self._selector}"
        self._window.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def fill(self, text: str) -> None:
        """Write into it in place of what is there."""
        self._run("one.focus(); one.select()")
        self._window.keyboard.type(text)

    def press(self, key: str) -> None:
        """Press a key there."""
        self._run("one.focus()")
        self._window.keyboard.press(key)

    def select_option(self, value: str) -> None:
        """Choose."""
        self._run("one.value = given[0]; one.dispatchEvent(new Event('change', { bubbles: true }))", value)
