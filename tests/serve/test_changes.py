from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import pytest

from controlmap.serve.changes import changes, is_watched

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
        async for _ in changes(tmp_path):
            if count == 0:
                file.write_text("1")
            elif count == 1:
                file.unlink()
            else:
                return count
            count += 1
        return count

    # In a thread of its own: the one that tests pages has an event loop already.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(anyio.run, told).result() == 2
