// The entry of the editor's page: `controlmap edit` serves it.
import * as L from "leaflet";
import { type EditorApi, start } from "./editor/start";
import { h } from "./lib/element";

declare global {
  interface Window {
    controlmapEditor?: Partial<EditorApi> & { ready: Promise<void> };
  }
}

// A press that slips a little is a click, not the beginning of a pan.
L.Draggable.mergeOptions({ clickTolerance: 9 });

const container = document.getElementById("controlmap-app");
if (container) {
  const text = document.getElementById("controlmap-data")?.textContent ?? "";
  const opened = start(container, text, container.dataset.revision ?? "");
  const ready = opened.then(
    () => undefined,
    (error: Error) => {
      container.replaceChildren(h("p", { class: "cm-failed", role: "alert" }, error.message));
      throw error;
    },
  );
  window.controlmapEditor = { ready };
  void opened.then((started) => {
    const { editor } = started;
    // The map is another after each edit; its API too.
    Object.defineProperty(window, "controlmap", { get: () => started.page });
    window.controlmapEditor = Object.defineProperties({ ready }, Object.getOwnPropertyDescriptors(editor)) as EditorApi & {
      ready: Promise<void>;
    };
  });
}
