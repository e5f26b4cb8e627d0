// The page's icons.
import { svg } from "./element";

const ICONS: Readonly<Record<string, string>> = {
  play: "M7 4.5v15l12.5-7.5z",
  pause: "M6.5 5h4v14h-4zM13.5 5h4v14h-4z",
  previous: "M15.5 5.5 9 12l6.500 6.500",
  next: "M8.500 5.500 15 12l-6.500 6.500",
  calendar: "M4 6.500h16v13.500h-16zM4 10.500h16M8 3.500v4M16 3.500v4",
  chart: "M4 19V9l5-3 6 5 5-6v14z",
};
const FILLED = new Set(["play", "pause"]);

/** One of the page's icons. */
export function icon(name: string): SVGElement {
  const look = FILLED.has(name)
    ? { fill: "currentColor" }
    : {
        fill: "none",
        stroke: "currentColor",
        "stroke-width": 2,
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
      };
  return svg(
    "svg",
    { viewBox: "0 0 24 24", width: 20, height: 20, "aria-hidden": "true", class: `cm-icon cm-icon-${name}` },
    svg("path", { d: ICONS[name], ...look }),
  );
}
