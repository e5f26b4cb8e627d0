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

export interface AttachOptions {
  /** Language code; by default the map's first. */
  readonly language?: string;
  /** Draw the embedded background under the control layer. */
  readonly background?: boolean;
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
