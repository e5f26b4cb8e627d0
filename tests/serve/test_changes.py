from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import anyio
import pytest

from controlmap.serve.changes import is_watched, watched

T = TypeVar("T")

FOLDER = Path("/maps/.work/valley")


@pytest.mark.parametrize("name", ["valley.geojson", "hand/valley.geojson", "a.b/c.csv", "output/page.html"])
def test_files_of_the_folder_count_whatever_lies_above_it(name: str) -> None:
    assert is_watched(FOLDER / name, FOLDER)


@pytest.mark.parametrize("name", [".hidden", ".git/index", "hand/.valley.geojson.swp", ".drafts/a.json"])
def test_hidden_files_do_not_count(name: str) -> None:
    assert not is_watched(FOLDER / name, FOLDER)


def test_the_page_does_not_count_where_it_lies_in_the_watched_folder() -> None:
    page = FOLDER / "output" / "page.html"
    assert not is_watched(page, FOLDER, page)
    assert is_watched(page.with_name("other.html"), FOLDER, page)


def test_what_is_written_and_what_goes_away_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.geojson"

    async def told() -> int:
        count = 0
        gone = anyio.Event()

        async def changed() -> None:
            nonlocal count
            if count == 0:
                file.write_text("1")
            elif count == 1:
                file.unlink()
            else:
                gone.set()
            count += 1

        async with watched(tmp_path, changed):
            await gone.wait()
        return count

    assert in_a_loop_of_its_own(told) == 3


def test_a_watch_ends_though_nothing_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("controlmap.serve.changes._LOOK_MS", 120_000)

    async def ended() -> bool:
        with anyio.fail_after(60):
            looked = anyio.Event()

            async def changed() -> None:
                looked.set()

            async with watched(tmp_path, changed):
                # What was written before the watch began is not seen.
                while not looked.is_set():
                    (tmp_path / "a.geojson").write_text("1")
                    await anyio.sleep(0.05)
            return True

    assert in_a_loop_of_its_own(ended)


def in_a_loop_of_its_own(called: Callable[[], Awaitable[T]]) -> T:
    """Await in another thread: the one that tests pages has an event loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, called).result()
