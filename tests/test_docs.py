"""What the site's pages say of the program is so, and their links lead somewhere."""

import re
import shlex
from pathlib import Path

import click
import pytest
from docs.site.__main__ import build, lay
from docs.site.commands import commands
from docs.site.links import anchors_of, broken
from docs.site.pages import ROOT, all_pages, linked_files, listed
from playwright.sync_api import Browser

PAGES = all_pages()
WRITTEN = {path: text for path, text in PAGES.items() if not path.startswith("reference/")}
CALL = re.compile(r"^(?:\$ |\s*- run: )?(controlmap .+)$")
SCRIPTS = re.compile(r"^ *```(?:sh|console|yaml)[^\n]*\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
COMMANDS = dict(commands())


def calls(text: str) -> list[str]:
    lines = [line for block in SCRIPTS.findall(text) for line in block.splitlines()]
    return [found[1] for line in lines if (found := CALL.match(line))]


CALLS = sorted({(path, line) for path, text in WRITTEN.items() for line in calls(text)})


def test_every_link_and_anchor_leads_somewhere() -> None:
    assert broken(PAGES, linked_files(PAGES)) == []


def test_links_that_lead_nowhere_are_found() -> None:
    pages = {"a/b.md": "[1](c.md) [2](../d.md#one) [3](../d.md#two) [4](#none) `[5](e)`", "d.md": "# One"}
    assert broken(pages, {"a/c.md"}) == ["a/b.md: d.md#two", "a/b.md: a/b.md#none"]


def test_anchors_are_those_of_the_headings_and_of_no_comment_in_code() -> None:
    assert anchors_of("# Who's who\n\n```sh\n# comment\n```\n\n## `a_b`, or c\n") == {"whos-who", "a_b-or-c"}


def test_each_page_is_listed_once_and_every_document_is_a_page() -> None:
    paths = [path for group in listed().values() for path in group]
    assert sorted(paths) == sorted(PAGES)
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")} <= PAGES.keys()


@pytest.mark.parametrize(("path", "line"), CALLS, ids=[f"{Path(path).stem}: {line}" for path, line in CALLS])
def test_each_command_that_a_page_tells_to_run_is_one(path: str, line: str) -> None:
    """Its options too; whether it does what is said of it is for the walks and for tests/test_how_to.py."""
    words = shlex.split(line, comments=True)[1:]
    depth = max(n for n in range(3) if tuple(words[:n]) in COMMANDS)
    context = COMMANDS[tuple(words[:depth])]
    if depth:
        context.command.make_parser(context).parse_args(args=words[depth:])
    else:
        assert words[0].startswith("-")


def test_a_command_s_page_has_all_its_options() -> None:
    for words, context in COMMANDS.items():
        page = PAGES[f"reference/commands/{words[0] if words else 'index'}.md"]
        options = [
            option for one in context.command.params if isinstance(one, click.Option) for option in one.opts
        ]
        assert [option for option in options if option not in page] == []


def test_every_rule_and_every_public_name_has_a_heading() -> None:
    from controlmap.check import RULES
    from tests.test_docstrings import PUBLIC

    headings = set(re.findall(r"^## (\S+)$", "\n".join(PAGES.values()), re.MULTILINE))
    assert RULES.keys() - headings == set()
    assert {name.rpartition(".")[2] for name in PUBLIC} - headings == set()


@pytest.mark.browser
def test_the_site_searches_from_a_file_and_asks_nobody(tmp_path: Path, browser: Browser) -> None:
    """Where the generator is installed, which `make docs` does."""
    pytest.importorskip("zensical")
    lay(tmp_path / "laid")
    build(tmp_path / "laid", tmp_path / "site")
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "site" / "index.html").as_uri())
    page.keyboard.press("Control+k")
    page.keyboard.type("half-open")
    page.get_by_text("CM302").first.wait_for()
    assert [url for url in asked if url.startswith("http")] == []
    page.close()
