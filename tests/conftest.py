"""What all tests share: calm settings, and one browser for the whole run."""

import gc
import os
import re
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from threading import TIMEOUT_MAX

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, expect, sync_playwright

from controlmap.cli import progress
from tests.browser import chromium_path
from tests.engines import ENGINES, is_there
from tests.tabs import TOGETHER
from tests.webdriver import Window

# A busy machine must not fail a test: nothing here is timed. The same code is tried on the same examples;
# `make search` looks for new ones.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.register_profile("calm", CALM, max_examples=50)
settings.register_profile("search", CALM, derandomize=False, print_blob=True)
settings.load_profile("calm")
os.environ["MPLBACKEND"] = "agg"  # figures need no display
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # each worker of a run has a processor, and threads of two only wait
# Some hundred processes are started, and each would compile the code anew: a third of what it takes.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
progress.SILENT_S = TIMEOUT_MAX  # nor says a command that it still runs, as it may on a busy machine
expect.set_options(timeout=30_000)  # as long as Playwright waits for all else
# No test pulls the plug: whether a disk has yet what it was given shows in none, and each time is waited for.
# That files are made safe, and before what, is seen by those who watch the calls (tests/kills.py).
os.fsync = os.fstat
os.environ["OGR_SQLITE_SYNCHRONOUS"] = "OFF"  # the same of what GDAL writes


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while tests are collected, nor later on among ten thousand of them: all stay."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)  # of what a test makes, most goes without being looked for
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what fails in a browser try once more; the summary names it.

    A page, a server and a test are three that wait for each other on two processors: a race that is won
    the second time wants mending, but says nothing against the change at hand.
    """
    for item in items:
        # A set has another order in each process: cases of one run would not agree.
        for mark in item.iter_markers("parametrize"):
            if isinstance((*mark.args, *mark.kwargs.values())[1], set | frozenset):
                raise pytest.UsageError(f"{item.nodeid}: its cases are a set; sort them")
        if {"browser", "window_of"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # No page here lives long enough to be worth more than its first translation.
        words = ["--no-sandbox", "--js-flags=--max-lazy --no-opt", *TOGETHER]
        one = playwright.chromium.launch(executable_path=chromium_path(), args=words)
        yield one
        one.close()


@pytest.fixture(scope="session", params=ENGINES)
def window_of(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Window]]:
    """A window of Firefox, and one of WebKit, for the whole run: another where the browser has gone."""
    engine, windows = request.param, list[Window]()
    if not is_there(engine):
        pytest.skip(f"{engine} is not installed; `python tests/browser.py` does that on Debian")
    with ExitStack() as running:

        def window() -> Window:
            if not windows or not windows[-1].is_there():
                windows.append(running.enter_context(ENGINES[engine](tmp_path_factory.mktemp(engine))))
            return windows[-1]

        yield window


@pytest.fixture
def window(window_of: Callable[[], Window]) -> Iterator[Window]:
    """The same for one test, which fails for all that its page complains of."""
    one = window_of()
    yield one
    assert one.complaints == []


@pytest.fixture(scope="module")
def coarse() -> Iterator[None]:
    """Let areas be derived on fewer cells: a million take a second, of the smallest land too."""
    from controlmap.derive import derive_states

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(derive_states.__kwdefaults__, "most_cells", 160_000)
        yield


NUMBERS = count()


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the test's own. Pytest would look through those of all tests before it for a free name."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    return tmp_path_factory.mktemp(f"{name}{next(NUMBERS)}", numbered=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Fail the test that leaves the process in another folder: the one that trips over it is elsewhere.

    What a test has drawn is closed: pyplot keeps figures until somebody does. A fixture that all tests have
    would cost as much as many a test.
    """
    try:
        return (yield)
    finally:
        if pyplot := sys.modules.get("matplotlib.pyplot"):
            pyplot.close("all")
        assert Path.cwd() == item.config.invocation_params.dir
