"""Pages whose canvases are drawn on as ever, but keep a corner only: words and boxes cost no pixels then."""

UNDRAWN = """(() => {
  const MOST = 64;
  const asked = new WeakMap();
  const isCut = (canvas) => Math.max(canvas.width, canvas.height) > MOST && asked.has(canvas);
  for (const kind of [HTMLCanvasElement, OffscreenCanvas]) {
    for (const side of ["width", "height"]) {
      const {get, set} = Object.getOwnPropertyDescriptor(kind.prototype, side);
      Object.defineProperty(kind.prototype, side, {
        get() {
          return asked.get(this)?.[side] ?? get.call(this);
        },
        set(length) {
          asked.set(this, {...asked.get(this), [side]: length >>> 0});
          set.call(this, Math.min(length, MOST));
        },
      });
    }
  }
  window.OffscreenCanvas = class extends OffscreenCanvas {
    constructor(width, height) {
      super(1, 1);
      Object.assign(this, {width, height});
    }
  };
  const guard = (kind, name, canvasOf) => {
    const own = kind.prototype[name];
    kind.prototype[name] = function (...given) {
      if (isCut(canvasOf(this))) throw new Error("who reads what is drawn opens the page with drawn=True");
      return own.apply(this, given);
    };
  };
  for (const name of ["toDataURL", "toBlob"]) guard(HTMLCanvasElement, name, (canvas) => canvas);
  for (const kind of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D])
    guard(kind, "getImageData", (context) => context.canvas);
})()"""
"""Keeps the first 64 pixels across and down of each canvas, though it says that it is as large as was asked.

To be added to a page before it is opened. All is drawn as ever, and what the page says or raises is the same;
who reads a picture that is not whole gets an error. A screenshot shows the corners.
"""
