"""Waiting until a page has come to rest, by its own pace and not by a clock."""

from playwright.sync_api import Page

# What is put off, the address and what fades, comes within half a second; so many frames last longer, and
# longer still on a slow machine.
REST = """async () => {
  let changes = 0, seen = "", calm = 0;
  const observer = new MutationObserver(() => changes++);
  observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
  while (calm < 40) {
    await new Promise(requestAnimationFrame);
    const moving = document.getAnimations().some((one) => one.playState === "running");
    const now = `${changes} ${location.href}`;
    calm = now === seen && !moving ? calm + 1 : 0;
    seen = now;
  }
  observer.disconnect();
}"""


def rest(page: Page) -> None:
    """Return once nothing on the page, and nothing in its address, has changed for a while."""
    page.evaluate(REST)
