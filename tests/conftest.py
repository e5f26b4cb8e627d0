"""What all tests share: calm settings, and one browser for the whole run."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser import chromium_path

# A busy machine must not fail a test: nothing here is timed. The same code is tried on the same examples;
# `make search` looks for new ones.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.register_profile("calm", CALM)
settings.register_profile("search", CALM, derandomize=False, print_blob=True)
settings.load_profile("calm")
expect.set_options(timeout=30_000)  # as long as Playwright waits for all else


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield one
        one.close()
