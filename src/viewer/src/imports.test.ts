import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";

// Types count like values: a file that needs another to be understood leans on it.
const source = new URL("./", import.meta.url);
const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
const importsOf = (file: string) => {
  const paths = [...readFileSync(new URL(file, source), "utf8").matchAll(/ from "(\.[^"]+)"/g)];
  return paths
    .map(([, path]) => posix.join(posix.dirname(file), path))
    .map((path) => [`${path}.ts`, `${path}/index.ts`].find((name) => files.includes(name)) ?? path);
};
const imports = new Map(files.map((file) => [file, importsOf(file)]));

/** Folders, and the entry, with what README's table lets each use; what is higher in the table comes first. */
const rows = readFileSync(new URL("../README.md", source), "utf8").matchAll(/^\| `src\/([\w.]+)\/?` .*\|(.*)\|$/gm);
const table = [...rows].map(([, folder, places]) => ({
  folder,
  mayUse: [...places.matchAll(/`([\w/]+)`/g)].map(([, place]) => place),
}));
const isIn = (file: string, place: string) => [place, `${place}.ts`].includes(file) || file.startsWith(`${place}/`);

/** Imports that no row of the table names. */
const refused = (all: ReadonlyMap<string, readonly string[]>): string[] =>
  [...all].flatMap(([file, used]) => {
    const { folder, mayUse } = table.find((row) => isIn(file, row.folder)) ?? { folder: file, mayUse: [] };
    const allowed = [folder, ...mayUse, ...(file.endsWith(".test.ts") ? ["testing"] : [])];
    return used.filter((one) => !allowed.some((place) => isIn(one, place))).map((one) => `${file} uses ${one}`);
  });

/** Files of circles and between them: what is left when those that use no other are taken away, and those that none uses. */
function circles(all: ReadonlyMap<string, readonly string[]>): string[] {
  const left = new Map(all);
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [file, used] of left) if (!used.some((one) => left.has(one))) left.delete(file);
    for (const file of left.keys()) if (![...left.values()].some((used) => used.includes(file))) left.delete(file);
  }
  return [...left.keys()];
}

describe("imports", () => {
  it("are those that the table of folders names", () => {
    expect(refused(imports)).toEqual([]);
    expect(refused(new Map([["core/a.ts", ["core/b.ts", "page/c.ts"]]]))).toEqual(["core/a.ts uses page/c.ts"]);
  });
  it("lead to files that are there", () => {
    expect([...imports.values()].flat().filter((file) => !imports.has(file))).toEqual([]);
    expect(imports.get("viewer.ts")).toContain("page/fill.ts");
  });
  it("go up in the table only, which names every folder", () => {
    const folders = table.map(({ folder }) => folder);
    expect(new Set(files.map((file) => file.split("/")[0]))).toEqual(new Set([...folders, "imports.test.ts"]));
    table.forEach(({ folder, mayUse }, i) => {
      const below = mayUse.filter((place) => !folders.slice(0, i).includes(place.split("/")[0]));
      expect([folder, below]).toEqual([folder, []]);
    });
  });
  it("make no circles between files", () => {
    expect(circles(imports)).toEqual([]);
    expect(circles(new Map([["a", ["b"]], ["b", ["c"]], ["c", ["b", "d"]], ["d", []]]))).toEqual(["b", "c"]);
  });
});
