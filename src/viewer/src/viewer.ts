// The page's entry: `controlmapViewer.mount` fills a page, `controlmapViewer.attach` joins a Leaflet map.
import { h } from "./lib/element";
import type { ControlMapApi } from "./page/api";
import { attach } from "./page/attach";
import { mount } from "./page/mount";

declare global {
  interface Window {
    controlmap?: ControlMapApi;
    controlmapViewer: { mount: typeof mount; attach: typeof attach };
  }
}

window.controlmapViewer = { mount, attach };

const page = document.getElementById("controlmap-app");
if (page) {
  // The text stays in the document: a reader may save the page as it stands.
  const text = document.getElementById("controlmap-data")?.textContent ?? "";
  const ready = mount(page, text).then(
    () => undefined,
    (error: Error) => {
      page.replaceChildren(h("p", { class: "cm-failed", role: "alert" }, error.message));
      throw error;
    },
  );
  window.controlmap ??= { ready } as ControlMapApi;
}
