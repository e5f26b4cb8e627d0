// Talk with the program that asks for pictures: a line of JSON each way.
import { readSync, writeSync } from "node:fs";

/** A way to say a line of JSON to whoever started this program. */
export function say(value: unknown): void {
  let rest = Buffer.from(`${JSON.stringify(value)}\n`);
  while (rest.length) rest = rest.subarray(writeSync(1, rest));
}

let heard = "";
const buffer = Buffer.alloc(1 << 16);
const decoder = new TextDecoder();

/** The next line that is said to this program, as JSON. */
export function hear<T>(): T {
  let end = heard.indexOf("\n");
  const parts = [heard];
  while (end < 0) {
    const count = readSync(0, buffer);
    if (!count) throw new Error("nobody listens any more");
    const part = decoder.decode(buffer.subarray(0, count), { stream: true });
    const at = part.indexOf("\n");
    if (at >= 0) end = parts.reduce((sum, { length }) => sum + length, 0) + at;
    parts.push(part);
  }
  const all = parts.join("");
  heard = all.slice(end + 1);
  return JSON.parse(all.slice(0, end)) as T;
}
