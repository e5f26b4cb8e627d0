"""Firefox and WebKit for the tests, of Debian's packages, as windows that speak WebDriver.

Firefox is spoken to over its own socket, as its driver does, which Debian has not; WebKit over
WebKitWebDriver, in the small browser that comes with it, on a screen that nobody sees. Other hosts than this
machine are out of reach.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.ports import kept_port
from tests.webdriver import Driver, DriverError, Marionette, Window, Wire

HOST, PORT = NOWHERE = ("127.0.0.1", 9)
"""A proxy that is not there: what is sent through it goes nowhere."""

PREFERENCES = {
    "marionette.port": 0,
    "network.proxy.type": 1,
    "network.proxy.http": HOST,
    "network.proxy.http_port": PORT,
    "network.proxy.ssl": HOST,
    "network.proxy.ssl_port": PORT,
}
MINI_BROWSER = "*/webkit2gtk-4.1/MiniBrowser"


def is_there(engine: str) -> bool:
    """Whether an engine is installed; `tests/browser.py` does that on Debian."""
    return all(map(shutil.which, {"firefox": ["firefox-esr"], "webkit": ["WebKitWebDriver", "Xvfb"]}[engine]))


@contextmanager
def firefox(scratch: Path, **wanted: Any) -> Iterator[Window]:
    """A window of Firefox, with a profile of its own, and preferences that are wanted besides."""
    profile = scratch / "profile"
    profile.mkdir()
    preferences = {**PREFERENCES, **wanted}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()]
    (profile / "user.js").write_text("\n".join(lines))
    port = profile / "MarionetteActivePort"
    words = ["firefox-esr", "--marionette", "--headless", "--no-remote", "--profile", str(profile)]
    with _running(*words, env={"HOME": str(scratch)}) as process:
        _wait(process, lambda: port.exists() and port.read_text() != "")
        yield from _window("firefox", Marionette(int(port.read_text())), scratch, {})


@contextmanager
def webkit(scratch: Path) -> Iterator[Window]:
    """A window of WebKit's small browser."""
    browser = min(Path("/usr/lib").glob(MINI_BROWSER))
    proxy = {"proxyType": "manual", "httpProxy": f"{HOST}:{PORT}", "sslProxy": f"{HOST}:{PORT}"}
    wanted = {
        "webkitgtk:browserOptions": {"binary": str(browser), "args": ["--automation"]},
        "proxy": {**proxy, "noProxy": [HOST]},
    }
    with (
        kept_port() as port,
        _screen() as display,
        _running(
            "WebKitWebDriver", f"--port={port}", env={"DISPLAY": display, "HOME": str(scratch)}
        ) as process,
    ):
        _wait(process, lambda: _answers(port))
        yield from _window("webkit", Driver(port), scratch, wanted)


ENGINES = {"firefox": firefox, "webkit": webkit}


def _window(engine: str, wire: Wire, scratch: Path, wanted: dict[str, Any]) -> Iterator[Window]:
    with closing(wire):
        wire.call("NewSession", capabilities={"alwaysMatch": wanted})
        yield Window(engine, wire, scratch)
        with suppress(DriverError, OSError):
            wire.call("DeleteSession")


@contextmanager
def _screen() -> Iterator[str]:
    """A screen in memory, by its name."""
    told, tell = os.pipe()
    words = ["Xvfb", "-displayfd", str(tell), "-screen", "0", "1920x1400x24", "-nolisten", "tcp"]
    with os.fdopen(told) as number, _running(*words, keep=(tell,)):
        os.close(tell)
        yield f":{number.readline().strip()}"


@contextmanager
def _running(
    *words: str, keep: tuple[int, ...] = (), env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen]:
    """A program, until it is not needed any more."""
    with subprocess.Popen(
        words,
        env={**os.environ, **(env or {})},
        pass_fds=keep,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def _wait(process: subprocess.Popen, done: Callable[[], bool]) -> None:
    while not done():
        if process.poll() is not None:
            raise DriverError(f"{process.args} ended with {process.returncode}")
        time.sleep(0.02)


def _answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex((HOST, port)) == 0
