// Take the map along: its address, a picture, the snapshot, the chart's figures.
import { areasCsv } from "../core/csv";
import { snapshotGeoJson } from "../core/geojson";
import { nameOfStep } from "../core/steps";
import { h } from "../lib/element";
import { canvasTells } from "../lib/readable";
import { pngBlob, saveFile, svgBlob } from "../picture/save";
import { sheet } from "../picture/sheet";
import type { Key } from "../strings/en";
import type { App } from "./app";
import { chip } from "./chip";

export function sharePanel(app: App): HTMLElement {
  const { words, atlas, store, view } = app;
  const button = (key: Key, work: () => unknown) => chip(words.say(key), work);
  const picture = () => sheet(view.scene());
  const name = (ending: string) =>
    `${slug(words.text(atlas.header.title))}-${nameOfStep(atlas.steps, store.get().date).replace(/:/g, "").replace("/", "-")}.${ending}`;
  const text = (content: string, type: string) => new Blob([content], { type });
  return h(
    "section",
    { class: "cm-sharing" },
    h("h2", {}, words.say("share")),
    h(
      "div",
      { class: "cm-chips" },
      copyButton(app, "copy_link", () => app.address(false)),
      copyButton(app, "copy_embed", () => embedCode(app)),
    ),
    h("h2", {}, words.say("downloads")),
    h(
      "div",
      { class: "cm-chips" },
      canvasTells() && button("save_png", async () => saveFile(name("png"), await pngBlob(picture()))),
      button("save_svg", () => saveFile(name("svg"), svgBlob(picture()))),
      atlas.reach === "whole" &&
        button("save_geojson", () =>
          saveFile(name("geojson"), text(snapshotGeoJson(atlas, store.get().date), "application/geo+json")),
        ),
      button("save_csv", () => saveFile(name("csv"), text(areasCsv(atlas), "text/csv"))),
      button("print", () => window.print()),
    ),
    !canvasTells() && h("p", { class: "cm-quiet" }, words.say("no_png")),
    atlas.reach !== "whole" && h("p", { class: "cm-quiet" }, words.say("download_in_tiles")),
  );
}

const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "") || "map";

/** A frame as wide as the page around it that shows this very view without the side panel; a page from a file is named as one beside it. */
function embedCode(app: App): string {
  const frame = document.createElement("iframe");
  const address = app.address(true);
  frame.setAttribute("src", location.protocol === "file:" ? address.replace(/^[^#]*\//, "") : address);
  frame.title = document.title;
  frame.setAttribute("loading", "lazy");
  // Where an article's policy or its editor takes styles away.
  frame.width = "100%";
  frame.height = "600";
  // Not as an attribute, which the page's own policy refuses.
  frame.style.cssText = EMBED_STYLE;
  return frame.outerHTML;
}

/** `controlmap build --embed` writes the same. */
const EMBED_STYLE = "inline-size: 100%; block-size: min(600px, 80vh); border: 0";

/** A button that copies a text. */
export function copyButton({ words }: App, key: Key, content: () => string): HTMLElement {
  const work = async () => {
    const done = await copy(content());
    button.textContent = words.say(done ? "copied" : "not_copied");
    setTimeout(() => (button.textContent = words.say(key)), 1500);
  };
  const button = chip(words.say(key), work, { "aria-live": "polite" });
  return button;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Pages from files may not write to the clipboard in every browser; what is selected can still be copied. */
function copyBySelection(text: string): boolean {
  const box = h("textarea", { class: "cm-hidden", "aria-hidden": "true" });
  box.value = text;
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  return done;
}
