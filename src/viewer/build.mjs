// Bundles the viewer; Leaflet stays a bundle of its own so that a page which has it already need not carry it twice.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../controlmap/render/bundle/");

/** Who made a package that goes into the bundle, and on which terms: they want to be told with every copy. */
function termsOf(name) {
  const folder = here(`node_modules/${name}/`);
  const { version, license } = JSON.parse(readFileSync(`${folder}package.json`, "utf8"));
  const file = readdirSync(folder).find((file) => /^licen[sc]e/i.test(file));
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}${file}`, "utf8").trim()}\n`;
}

/** `import * as L from "leaflet"` means the page's own Leaflet. */
const globalLeaflet = {
  name: "global-leaflet",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^leaflet$/ }, () => ({ path: "leaflet", namespace: "global" }));
    onLoad({ filter: /.*/, namespace: "global" }, () => ({ contents: "module.exports = globalThis.L" }));
  },
};

mkdirSync(out, { recursive: true });
const pages = await build({
  metafile: true,
  entryPoints: ["viewer.ts", "tiledViewer.ts", "viewer.css", "editor.ts", "editor.css"].map((name) => here(`src/${name}`)),
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
const frames = await build({
  metafile: true,
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
const leaflet = readFileSync(here("node_modules/leaflet/dist/leaflet.js"), "utf8");
writeFileSync(`${out}leaflet.js`, `/*! ${termsOf("leaflet")}*/\n${leaflet}`);
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

const inputs = [pages, frames].flatMap(({ metafile }) => Object.keys(metafile.inputs));
const packages = inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
const bundled = [...new Set(["leaflet", ...packages])].sort();
writeFileSync(`${out}LICENSES.txt`, bundled.map(termsOf).join("\n"));

/** A bundled package as CycloneDX has it, with the digest of what npm gave. */
const locked = JSON.parse(readFileSync(here("package-lock.json"), "utf8")).packages;
function componentOf(name) {
  const { version, license, integrity } = locked[`node_modules/${name}`];
  const content = Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex");
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const licenses = [{ license: { id: license } }];
  return { type: "library", "bom-ref": purl, name, version, licenses, purl, hashes: [{ alg: "SHA-512", content }] };
}
const bill = { bomFormat: "CycloneDX", specVersion: "1.6", version: 1, components: bundled.map(componentOf) };
writeFileSync(`${out}bundled.cdx.json`, `${JSON.stringify(bill, null, 2)}\n`);
