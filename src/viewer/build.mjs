// Bundles the viewer; Leaflet stays a bundle of its own so that a page which has it already need not carry it twice.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../controlmap/render/bundle/");

/** `import * as L from "leaflet"` means the page's own Leaflet. */
const globalLeaflet = {
  name: "global-leaflet",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^leaflet$/ }, () => ({ path: "leaflet", namespace: "global" }));
    onLoad({ filter: /.*/, namespace: "global" }, () => ({ contents: "module.exports = globalThis.L" }));
  },
};

mkdirSync(out, { recursive: true });
await build({
  entryPoints: ["viewer.ts", "viewer.css", "editor.ts", "editor.css"].map((name) => here(`src/${name}`)),
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  plugins: [globalLeaflet],
  logLevel: "warning",
});
await build({
  entryPoints: [here("src/frames.ts")],
  outdir: out,
  bundle: true,
  minify: true,
  platform: "node",
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  target: "node22",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
});
copyFileSync(here("node_modules/leaflet/dist/leaflet.js"), `${out}leaflet.js`);
await build({
  entryPoints: [here("node_modules/leaflet/dist/leaflet.css")],
  outdir: out,
  minify: true,
  external: ["*.png"],
  legalComments: "none",
  logLevel: "warning",
  bundle: true,
});

/** Leaflet's looks without those of parts that the page does not have. */
const ABSENT = /tooltip|control-layers|oldie|lvml|default-icon|gmap|flag/;
const looks = readFileSync(`${out}leaflet.css`, "utf8").replace(/([^{}]+)\{([^{}]*)\}/g, (rule, selectors, body) => {
  const kept = selectors.split(",").filter((selector) => !ABSENT.test(selector));
  return kept.length ? `${kept.join(",")}{${body}}` : "";
});
writeFileSync(`${out}leaflet-page.css`, looks);
