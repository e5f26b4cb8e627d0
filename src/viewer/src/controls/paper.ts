// What is printed is the picture of the view: whole, with all its keys, in light colours, whatever the screen is.
import { h } from "../lib/element";
import { sheet } from "../picture/sheet";
import { LIGHT } from "../scene/theme";
import type { App } from "./app";

/** Lay the picture on the page while the browser prints, until `signal` ends it. */
export function printPicture(container: HTMLElement, app: () => App, signal: AbortSignal): void {
  const paper = h("div", { class: "cm-paper" });
  const lay = () => {
    const picture = sheet({ ...app().view.scene(), theme: LIGHT });
    const [width, height] = ["width", "height"].map((size) => Number(picture.getAttribute(size)));
    paper.classList.toggle("cm-tall", height > width);
    for (const size of ["width", "height"]) picture.removeAttribute(size);
    paper.replaceChildren(picture);
    container.append(paper);
  };
  const clear = () => paper.remove();
  addEventListener("beforeprint", lay, { signal });
  addEventListener("afterprint", clear, { signal });
  // Not every browser, and no tool that only looks at the paper, tells beforehand.
  matchMedia("print").addEventListener("change", ({ matches }) => (matches ? lay() : clear()), { signal });
}
