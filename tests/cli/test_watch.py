import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest


@pytest.fixture
def watched(tmp_path):
    """A watching build of a new map project: its folder, its process and the address that it tells."""
    run = [sys.executable, "-m", "controlmap"]
    subprocess.run([*run, "init", "map"], cwd=tmp_path, check=True, capture_output=True)
    process = subprocess.Popen(
        [*run, "build", "map", "--watch", "--quiet", "-o", "page.html"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    address = re.search(r"http://127\.0\.0\.1:\d+/", process.stderr.readline())
    assert address is not None
    yield tmp_path / "map", process, address[0]
    process.kill()
    process.wait()
    process.stderr.close()


def rename(folder: Path, old: str, new: str) -> None:
    settings = folder / "controlmap.toml"
    settings.write_text(settings.read_text().replace(old, new))


@pytest.mark.browser
def test_a_saved_change_shows_in_the_open_page_and_a_broken_file_leaves_it(watched, browser):
    folder, process, address = watched
    page = browser.new_page()
    page.goto(f"{address}#lang=en")
    heading = page.frame_locator("iframe").get_by_role("heading", name="An invented valley")
    heading.wait_for()
    rename(folder, "An invented valley", "Another valley")
    page.frame_locator("iframe").get_by_role("heading", name="Another valley").wait_for()
    rename(folder, "format = 1", "format = 2")
    assert "controlmap.toml" in process.stderr.readline()
    page.reload()
    page.frame_locator("iframe").get_by_role("heading", name="Another valley").wait_for()
    page.close()


def test_a_page_that_cannot_be_written_does_not_end_the_watch(watched):
    folder, process, _ = watched
    page = folder.parent / "page.html"
    page.unlink()
    page.mkdir()
    rename(folder, "An invented valley", "Another valley")
    assert process.stderr.readline().startswith("error: ")
    shutil.rmtree(page)
    rename(folder, "Another valley", "A third valley")
    while not page.exists():
        assert process.poll() is None
        time.sleep(0.02)
    assert "A third valley" in page.read_text()


def test_another_page_of_this_machine_does_not_read_the_map(watched):
    _, _, address = watched
    host = {"Host": "evil.example"}
    for path in ("", "map", "rebuilds"):
        with pytest.raises(urllib.error.HTTPError, match="421"):
            urllib.request.urlopen(urllib.request.Request(address + path, headers=host))
    with urllib.request.urlopen(address) as answer:
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
