/** What is drawn on: a canvas, or a sheet aside that is then laid on its canvas. */
export interface Sheet {
  readonly context: CanvasRenderingContext2D;
  resize(width: number, height: number): void;
  /** Show what was drawn. */
  lay(): void;
}

/** The sheet of a canvas. A `still` one is drawn anew as a whole, and seldom. */
export const sheetOf = (canvas: HTMLCanvasElement, still: boolean): Sheet =>
  // Safari before 16.4 has no canvas aside.
  (still && typeof OffscreenCanvas === "function" ? stillSheet : liveSheet)(canvas);

/** The canvas itself: good for pictures of which a part changes. */
function liveSheet(canvas: HTMLCanvasElement): Sheet {
  return {
    context: canvas.getContext("2d")!,
    resize: (width, height) => resize(canvas, width, height),
    lay: () => undefined,
  };
}

/**
 * A sheet that hands its bitmap over: a browser without a graphics processor copies every canvas of a page at
 * every frame, but not one that only shows a bitmap.
 */
function stillSheet(canvas: HTMLCanvasElement): Sheet {
  const aside = new OffscreenCanvas(1, 1);
  const shown = canvas.getContext("bitmaprenderer")!;
  return {
    // Both kinds of context draw alike; painters use nothing that only one of them has.
    context: aside.getContext("2d") as unknown as CanvasRenderingContext2D,
    resize: (width, height) => [canvas, aside].forEach((one) => resize(one, width, height)),
    // What has no size yet has no bitmap.
    lay: () => void (aside.width && aside.height && shown.transferFromImageBitmap(aside.transferToImageBitmap())),
  };
}

function resize(canvas: HTMLCanvasElement | OffscreenCanvas, width: number, height: number): void {
  // Whoever sets a size, even the same, empties the canvas.
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
