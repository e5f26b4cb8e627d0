// Fills a page that carries its data, and offers what other pages may call.
import { h } from "../lib/element";
import type { ControlMapApi } from "./api";
import { attach } from "./attach";
import { mount, type TiledMapOf } from "./mount";

declare global {
  interface Window {
    controlmap?: ControlMapApi;
    controlmapViewer: { mount: typeof mount; attach: typeof attach };
  }
}

/** Fill the page's element; a map in tiles is opened by `tiledMap`, which a page of another map does not carry. */
export function fillPage(tiledMap: TiledMapOf | null): void {
  window.controlmapViewer = { mount, attach };
  const page = document.getElementById("controlmap-app");
  if (!page) return;
  // The text stays in the document: a reader may save the page as it stands.
  const text = document.getElementById("controlmap-data")?.textContent ?? "";
  const ready = mount(page, text, tiledMap).then(
    () => undefined,
    (error: Error) => {
      page.replaceChildren(h("p", { class: "cm-failed", role: "alert" }, error.message));
      throw error;
    },
  );
  window.controlmap ??= { ready } as ControlMapApi;
}
