// One canvas as a Leaflet layer: it follows pans and zooms, and asks a painter for the picture.
import * as L from "leaflet";
import { type Sheet, sheetOf } from "../lib/sheet";
import { fewBoxes, overlap } from "../scene/boxes";
import type { Screen } from "../scene/screen";
import type { Box, Origin } from "../scene/world";

/** Where and how large a picture is wanted. */
export interface Frame extends Screen {
  /** Device pixels a CSS pixel. */
  readonly ratio: number;
  /** The part of it that is looked at, in CSS pixels; around it there is room to pan. */
  readonly sight: Box;
}

/**
 * Draws a picture; what lies outside all boxes, in world units from the origin, need not be drawn. `clips` are the boxes
 * outside of which nothing can be drawn, in CSS pixels; those of `within` are larger by the width of what reaches into them.
 * False: there was nothing to draw.
 */
export type Paint = (context: CanvasRenderingContext2D, frame: Frame, within: readonly Box[], clips: readonly Box[]) => boolean | void;

const PADDING = 0.15;
/** Room for the width of outlines and for soft edges, in CSS pixels. */
const MARGIN = 16;
/** Room for outlines alone: on a dense map a wide margin holds many times the cells that changed. */
const HASTY_MARGIN = 3;

/** Let a context draw in world units from the frame's origin. */
export function useWorldUnits(context: CanvasRenderingContext2D, { scale, x, y, ratio }: Frame): void {
  context.setTransform(scale * ratio, 0, 0, scale * ratio, x * ratio, y * ratio);
}

/** Let a context draw in CSS pixels. */
export function usePixels(context: CanvasRenderingContext2D, { ratio }: Frame): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}

export interface CanvasOptions {
  /** All that is ever drawn lies in this box of world units from the origin: a small canvas costs less. */
  readonly bounds?: Box | null;
  /** The picture is always drawn anew as a whole, and seldom. */
  readonly still?: boolean;
}

export class CanvasLayer extends L.Layer {
  readonly #canvas = document.createElement("canvas");
  readonly #sheet: Sheet;
  readonly #still: boolean;
  readonly #paint: Paint;
  readonly #origin: Origin;
  readonly #bounds: Box | null;
  #frame: Frame | null = null;
  #center: L.LatLng | null = null;
  /** From the centre to the canvas's corner, at the frame's zoom. */
  #shift = L.point(0, 0);

  constructor(pane: string, origin: Origin, paint: Paint, { bounds = null, still = false }: CanvasOptions = {}) {
    super();
    L.setOptions(this, { pane });
    this.#sheet = sheetOf(this.#canvas, still);
    this.#still = still;
    this.#origin = origin;
    this.#bounds = bounds;
    this.#paint = paint;
    this.#canvas.className = "cm-canvas leaflet-zoom-animated";
    this.#canvas.setAttribute("aria-hidden", "true");
  }

  /** The view that was drawn last; null: none. */
  get frame(): Frame | null {
    return this.#frame;
  }

  override onAdd(): this {
    this.getPane()!.append(this.#canvas);
    this.update();
    return this;
  }

  override onRemove(): this {
    this.#canvas.remove();
    this.#frame = null;
    return this;
  }

  override getEvents(): Record<string, L.LeafletEventHandlerFn> {
    return {
      // Whenever Leaflet resets a view it has told of the end of a move before: to follow both were to draw all of it twice.
      moveend: () => this.update(),
      resize: () => this.update(),
      zoom: () => this.#follow(this._map.getCenter(), this._map.getZoom()),
      zoomanim: (event) => {
        const { center, zoom } = event as L.ZoomAnimEvent;
        this.#follow(center, zoom);
      },
    };
  }

  /** Lay the canvas over the view anew and draw all of it. */
  update(): void {
    const map = this._map;
    if (!map) return;
    const scale = 2 ** map.getZoom();
    const [left, top, right, bottom] = this.#extent(map, scale);
    const corner = L.point(left, top);
    const shift = map.getPixelOrigin().add(corner);
    const seen = map.containerPointToLayerPoint([0, 0]).subtract(corner);
    const size = map.getSize();
    this.#frame = {
      sight: [seen.x, seen.y, seen.x + size.x, seen.y + size.y],
      scale,
      ratio: window.devicePixelRatio || 1,
      zoom: map.getZoom(),
      width: Math.max(0, right - left),
      height: Math.max(0, bottom - top),
      x: this.#origin.x * scale - shift.x,
      y: this.#origin.y * scale - shift.y,
    };
    this.#center = map.getCenter();
    this.#shift = shift.subtract(map.project(this.#center));
    L.DomUtil.setTransform(this.#canvas, corner, 1);
    this.#resize(this.#frame);
    this.redraw();
  }

  /** The view and some room around it, as far as anything is drawn there, in layer pixels. */
  #extent(map: L.Map, scale: number): Box {
    const size = map.getSize();
    const corner = map.containerPointToLayerPoint(size.multiplyBy(-PADDING)).round();
    const end = corner.add(size.multiplyBy(1 + 2 * PADDING).round());
    const view: Box = [corner.x, corner.y, end.x, end.y];
    if (!this.#bounds) return view;
    const { x, y } = map.getPixelOrigin();
    const start = { x: this.#origin.x * scale - x, y: this.#origin.y * scale - y };
    return overlap(view, pixelBox(this.#bounds, scale, start));
  }

  #resize({ width, height, ratio }: Frame): void {
    this.#sheet.resize(Math.round(width * ratio), Math.round(height * ratio));
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
  }

  /**
   * Draw the whole picture, or only what lies in boxes of world units from the origin.
   *
   * `hasty` is for boxes that will be drawn with all care once nothing moves: all at once, without room for soft edges.
   */
  redraw(boxes?: readonly Box[], hasty = false): void {
    const frame = this.#frame;
    if (!frame?.width || !frame.height) return;
    const all: Box = [0, 0, frame.width, frame.height];
    const margin = hasty ? HASTY_MARGIN : MARGIN;
    const changed = boxes?.map((box) => overlap(all, pixelBox(box, frame.scale, frame, margin))) ?? [all];
    const few = fewBoxes(changed.filter(([left, top, right, bottom]) => left < right && top < bottom));
    if (!few.length) return;
    const painted = (hasty ? [few] : few.map((box) => [box])).map((some) => this.#paintBoxes(frame, some, margin));
    this.#sheet.lay();
    // An empty canvas is a layer of the page like any other, which each frame puts together anew.
    if (this.#still) this.#canvas.style.display = painted.includes(true) ? "" : "none";
  }

  #paintBoxes(frame: Frame, boxes: readonly Box[], margin: number): boolean {
    const { scale, x, y } = frame;
    const { context } = this.#sheet;
    usePixels(context, frame);
    context.save();
    context.beginPath();
    for (const [left, top, right, bottom] of boxes) context.rect(left, top, right - left, bottom - top);
    context.clip();
    for (const [left, top, right, bottom] of boxes) context.clearRect(left, top, right - left, bottom - top);
    const painted = this.#paint(
      context,
      frame,
      boxes.map(([left, top, right, bottom]): Box => [
        (left - margin - x) / scale,
        (top - margin - y) / scale,
        (right + margin - x) / scale,
        (bottom + margin - y) / scale,
      ]),
      boxes,
    );
    context.restore();
    return painted !== false;
  }

  /** Keep the old picture in place while the map zooms. */
  #follow(center: L.LatLng, zoom: number): void {
    const map = this._map;
    if (!this.#frame || !this.#center) return;
    const scale = map.getZoomScale(zoom, this.#frame.zoom);
    const half = map.getSize().multiplyBy(0.5);
    const panePosition = L.DomUtil.getPosition(map.getPane("mapPane")!) ?? L.point(0, 0);
    const pixelOrigin = map.project(center, zoom).subtract(half).add(panePosition).round();
    const corner = this.#shift.multiplyBy(scale).add(map.project(this.#center, zoom)).subtract(pixelOrigin);
    L.DomUtil.setTransform(this.#canvas, corner, scale);
  }
}

/** A box of world units in whole CSS pixels, with room for the width of outlines. */
function pixelBox([west, north, east, south]: Box, scale: number, { x, y }: { x: number; y: number }, margin = MARGIN): Box {
  return [
    Math.floor(west * scale + x) - margin,
    Math.floor(north * scale + y) - margin,
    Math.ceil(east * scale + x) + margin,
    Math.ceil(south * scale + y) + margin,
  ];
}
