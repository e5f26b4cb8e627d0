// One canvas as a Leaflet layer: it follows pans and zooms, and asks a painter for the picture.
import * as L from "leaflet";
import type { Box, Origin } from "./world";

/** Where and how large a picture is wanted. */
export interface Frame {
  /** CSS pixels a world unit. */
  readonly scale: number;
  /** Where the origin of the paths lies, in CSS pixels from the canvas's corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Device pixels a CSS pixel. */
  readonly ratio: number;
  readonly zoom: number;
}

export type Paint = (context: CanvasRenderingContext2D, frame: Frame) => void;

const PADDING = 0.15;

/** Let a context draw in world units from the frame's origin. */
export function useWorldUnits(context: CanvasRenderingContext2D, { scale, x, y, ratio }: Frame): void {
  context.setTransform(scale * ratio, 0, 0, scale * ratio, x * ratio, y * ratio);
}

/** Let a context draw in CSS pixels. */
export function usePixels(context: CanvasRenderingContext2D, { ratio }: Frame): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}

export class CanvasLayer extends L.Layer {
  readonly #canvas = document.createElement("canvas");
  readonly #context = this.#canvas.getContext("2d")!;
  readonly #paint: Paint;
  readonly #origin: Origin;
  #frame: Frame | null = null;
  #center: L.LatLng | null = null;

  constructor(pane: string, origin: Origin, paint: Paint) {
    super();
    L.setOptions(this, { pane });
    this.#origin = origin;
    this.#paint = paint;
    this.#canvas.className = "cm-canvas leaflet-zoom-animated";
    this.#canvas.setAttribute("aria-hidden", "true");
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
      viewreset: () => this.update(),
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
    const size = map.getSize();
    const corner = map.containerPointToLayerPoint(size.multiplyBy(-PADDING)).round();
    const extent = size.multiplyBy(1 + 2 * PADDING).round();
    const scale = 2 ** map.getZoom();
    const shift = map.getPixelOrigin().add(corner);
    this.#frame = {
      scale,
      ratio: window.devicePixelRatio || 1,
      zoom: map.getZoom(),
      width: extent.x,
      height: extent.y,
      x: this.#origin.x * scale - shift.x,
      y: this.#origin.y * scale - shift.y,
    };
    this.#center = map.getCenter();
    L.DomUtil.setTransform(this.#canvas, corner, 1);
    this.#resize(this.#frame);
    this.redraw();
  }

  #resize({ width, height, ratio }: Frame): void {
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width !== w) this.#canvas.width = w;
    if (this.#canvas.height !== h) this.#canvas.height = h;
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
  }

  /** Draw the whole picture, or only what lies in a box of world units from the origin. */
  redraw(box?: Box): void {
    const frame = this.#frame;
    if (!frame) return;
    const { width, height, ratio } = frame;
    const [left, top, right, bottom] = box ? pixelBox(box, frame) : [0, 0, width, height];
    if (right <= left || bottom <= top) return;
    const context = this.#context;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.save();
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    context.clearRect(left, top, right - left, bottom - top);
    this.#paint(context, frame);
    context.restore();
  }

  /** Keep the old picture in place while the map zooms. */
  #follow(center: L.LatLng, zoom: number): void {
    const map = this._map;
    if (!this.#frame || !this.#center) return;
    const scale = map.getZoomScale(zoom, this.#frame.zoom);
    const half = map.getSize().multiplyBy(0.5);
    const panePosition = L.DomUtil.getPosition(map.getPane("mapPane")!) ?? L.point(0, 0);
    const pixelOrigin = map.project(center, zoom).subtract(half).add(panePosition).round();
    const corner = half
      .multiplyBy((1 + 2 * PADDING) * -scale)
      .add(map.project(this.#center, zoom))
      .subtract(pixelOrigin);
    L.DomUtil.setTransform(this.#canvas, corner, scale);
  }
}

/** A box in whole CSS pixels, with room for the width of outlines. */
function pixelBox([west, north, east, south]: Box, { scale, x, y, width, height }: Frame): Box {
  const margin = 4;
  return [
    Math.max(0, Math.floor(west * scale + x) - margin),
    Math.max(0, Math.floor(north * scale + y) - margin),
    Math.min(width, Math.ceil(east * scale + x) + margin),
    Math.min(height, Math.ceil(south * scale + y) + margin),
  ];
}
