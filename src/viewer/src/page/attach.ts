// The control layer on a Leaflet map of somebody else's page.
import * as L from "leaflet";
import { side } from "../controls/side";
import { timeline } from "../controls/timeline";
import { atlasOf, openingDate } from "../core/atlas";
import { createStore, FIRST } from "../core/choices";
import { openPayload } from "../core/payload";
import { h } from "../lib/element";
import { type ControlMapApi, publish } from "./api";
import { assemble, firstLanguage } from "./assemble";

/** What lies below the slider, and between it and what stands above. */
const FOOT_PX = 18;

export interface AttachOptions {
  /** Language code; by default the map's first. */
  readonly language?: string;
  /** Draw the embedded background under the control layer. */
  readonly background?: boolean;
}

/** Leave room for other controls on the map: those at its foot stand above the slider, the panel above or beside the rest. */
function keepClear(container: HTMLElement, box: HTMLElement): void {
  const corner = (row: string, column: string) =>
    container.querySelector<HTMLElement>(`:scope > .leaflet-control-container > .leaflet-${row}.leaflet-${column}`)!;
  const place = () => {
    const column = box.dir === "rtl" ? "right" : "left";
    const heightOf = (part: string) => box.querySelector<HTMLElement>(part)?.offsetHeight ?? 0;
    const beside = corner("bottom", column).offsetHeight;
    const below = heightOf(".cm-time") + FOOT_PX;
    container.style.setProperty("--cm-below", `${below}px`);
    container.style.setProperty("--cm-beside", `${beside}px`);
    const top = container.clientHeight - below - beside - heightOf(".cm-side");
    box.classList.toggle("cm-narrow", corner("top", column).offsetHeight > top);
  };
  const observer = new ResizeObserver(place);
  const corners = ["top", "bottom"].flatMap((row) => ["left", "right"].map((column) => corner(row, column)));
  for (const part of [container, box, ...corners]) observer.observe(part);
}

/** Add control layer and slider to a Leaflet map that exists. */
export async function attach(
  map: L.Map,
  dataText: string,
  options: AttachOptions = {},
): Promise<ControlMapApi> {
  const atlas = atlasOf(await openPayload(dataText));
  const language = options.language ?? firstLanguage(atlas, [document.documentElement.lang]);
  const store = createStore({ ...FIRST, date: openingDate(atlas), language });
  const box = h("div", { class: "cm cm-attached" });
  L.DomEvent.disableClickPropagation(box);
  L.DomEvent.disableScrollPropagation(box);
  map.getContainer().append(box);
  keepClear(map.getContainer(), box);
  const { app, complete } = assemble(map, atlas, store, {
    background: options.background ?? false,
    show(next) {
      box.dir = next.words.direction;
      box.lang = next.words.language;
      box.replaceChildren(side(next), timeline(next));
    },
  });
  store.on(({ open }) => box.classList.toggle("cm-open", open));
  return publish(() => ({ atlas, store, app }), complete);
}
