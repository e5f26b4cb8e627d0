"""Having a page come to rest: what it has put off is done at once, and no clock is waited for."""

from playwright.sync_api import Frame, Page

PUT_OFF = """(() => {
  const [put, end, putOff] = [setTimeout, clearTimeout, new Map()];
  window.putOff = putOff;
  window.setTimeout = (work, ms = 0, ...rest) => {
    const done = (...given) => {
      clearTimeout(id);
      work(...given);
    };
    const id = put(done, ms, ...rest);
    if (ms <= 500) putOff.set(id, () => done(...rest));
    return id;
  };
  window.clearTimeout = (id) => {
    putOff.delete(id);
    end(id);
  };
})()"""
"""Keeps what a page has put off by at most half a second: the address, figures, names, a finer drawing.

To be added to a context before its pages are opened.
"""

REST = """async () => {
  let changes = 0, seen = "", calm = 0;
  const observer = new MutationObserver(() => changes++);
  observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
  while (calm < 5) {
    await new Promise(requestAnimationFrame);
    const moving = document.getAnimations().some((one) => one.playState === "running");
    if (!moving) for (const id of [...putOff.keys()]) putOff.get(id)?.();
    const awaited = putOff.size > 0 || document.fonts.status !== "loaded"
        || [...document.images].some((one) => !one.complete);
    const now = `${changes} ${location.href}`;
    calm = now === seen && !moving && !awaited ? calm + 1 : 0;
    seen = now;
  }
  observer.disconnect();
}"""


def rest(shown: Page | Frame) -> None:
    """Return once nothing is put off, loaded or moving, and neither page nor address changes between frames.

    A page's own frames are waited for as well.
    """
    for frame in shown.frames if isinstance(shown, Page) else [shown]:
        frame.evaluate(REST)
