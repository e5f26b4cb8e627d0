"""Find Chromium for the browser tests, or install it: `python tests/browser.py`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium_path() -> str | None:
    """The executable of a Chromium on this machine, the system's before Playwright's own."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or _playwright_chromium()


def _playwright_chromium() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Take Debian's package as root, else Playwright's own build."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        for words in (
            ["update", "-qq"],
            ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-core"],
        ):
            subprocess.run(["apt-get", *words], check=True, env=environment, stdout=subprocess.DEVNULL)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


if __name__ == "__main__":
    if not chromium_path():
        install()
    if not chromium_path():
        sys.exit("no Chromium was found, and none could be installed")
    print(chromium_path())
