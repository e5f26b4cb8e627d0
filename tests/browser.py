"""Find Chromium for the browser tests, or install it, and Firefox and WebKit: `python tests/browser.py`."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
"""Chromium without windows, tabs and menus: the same engine, which opens a page with half the work."""
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Debian's packages: the library is what the driver's Node needs and no other package here brings; the fonts
# have the letters of the pages, Arabic ones too.
BESIDE = ("libatomic1", "fonts-noto-core")
# The other two engines, and the screen that the second one needs (tests/engines.py).
OTHERS = ("firefox-esr", "webkit2gtk-driver", "xvfb")


def chromium_path(*, whole: bool = False) -> str | None:
    """The executable of a Chromium on this machine, the system's before Playwright's own.

    `whole` asks for the browser as people use it, where there is one, and not for what is enough for tests.
    """
    return _system_chromium(whole) or _playwright_chromium()


def _system_chromium(whole: bool = False) -> str | None:
    names = (*WHOLE, SHELL) if whole else (SHELL, *WHOLE)
    return next(filter(None, map(shutil.which, names)), None)


def _playwright_chromium() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def missing_packages() -> list[str]:
    """Debian's packages that the browsers and their drivers still want."""
    return [name for name in (SHELL, *BESIDE, *OTHERS) if not _installed(name)]


def _installed(package: str) -> bool:
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status}", package], capture_output=True, text=True
    )
    return asked.stdout == "installed"


def install() -> None:
    """As root on Debian take its packages before the driver is asked anything; else Playwright's build."""
    missing = missing_packages() if _is_debian() else []
    enough = missing == [SHELL] and _system_chromium() is not None  # only slower
    words = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    if missing and os.geteuid() == 0:
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        for command in (["apt-get", "update", "-qq"], words):
            subprocess.run(command, check=not enough, env=environment, stdout=subprocess.DEVNULL)
    elif missing:
        print("should the browser not start, run as root:", *words, file=sys.stderr)
    if not chromium_path():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def _is_debian() -> bool:
    try:
        return platform.freedesktop_os_release()["ID"] == "debian"
    except OSError:
        return False


if __name__ == "__main__":
    install()
    print(chromium_path() or sys.exit("no Chromium was found, and none could be installed"))
