import { describe, expect, it } from "vitest";
import { DISPUTED, type Label } from "./labels";
import { PIN, pinHead, pinTip, ringBox } from "./pins";
import { placeLabels } from "./placing";

const frame = { scale: 1, x: 0, y: 0, width: 400, height: 400, zoom: 12 };
const words = { text: (name: unknown) => (name as { en: string }).en, rightToLeft: false };
const context = { font: "", measureText: (text: string) => ({ width: 8 * text.length }) as TextMetrics };
const town = (en: string, x: number, y: number, rank = 2): Label => ({ x, y, rank, name: { en } });

const place = (labels: Label[], pins: { x: number; y: number }[] = [], rightToLeft = false) =>
  placeLabels(context, frame, labels, { ...words, rightToLeft }, pins.map((pin) => ({ kind: "pin", ...pin })));

/** What a placed text covers. */
function boxOf({ text, start, middle }: ReturnType<typeof place>[number], rightToLeft = false) {
  const width = 8 * text.length;
  const left = rightToLeft ? start - width : start;
  return [left, middle - 8, left + width, middle + 8];
}
const apart = (a: readonly number[], b: readonly number[]) =>
  a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];

const offPin = (box: readonly number[], x: number, y: number) => apart(box, pinHead(x, y)) && apart(box, pinTip(x, y));

describe("names on the map", () => {
  it("are cut by no edge of what is looked at: they find another side, or are left out", () => {
    const labels = [town("Idlib", 395, 100), town("al-Hasakah", 398, 200), town("Aleppo", 200, 399)];
    const whole = placeLabels(context, { ...frame, sight: [0, 0, 400, 400] }, labels, words, []);
    for (const [left, top, right, bottom] of whole.map((label) => boxOf(label)))
      expect([left >= 0, top >= 0, right <= 400, bottom <= 400]).toEqual([true, true, true, true]);
    expect(whole.map(({ text }) => text)).toContain("Idlib");
    expect(place(labels)[0].start).toBeGreaterThan(395);
  });
  it("stand in sight or out of it, and under nothing that lies over the map", () => {
    const labels = [town("Tartus", 98, 100), town("Latakia", 60, 200), town("Homs", 150, 150), town("Hama", 205, 150)];
    const around = { ...frame, sight: [100, 0, 400, 400] as const, covered: [[140, 140, 200, 160] as const] };
    const placed = placeLabels(context, around, labels, words, []);
    expect(placed.map(({ text }) => text)).not.toContain("Homs");
    expect(placed.find(({ text }) => text === "Hama")?.start).toBe(211);
    for (const label of placed) {
      const box = boxOf(label);
      expect(box[0] >= 100 || box[2] <= 100).toBe(true);
      expect(apart(box, [140, 140, 200, 160])).toBe(true);
    }
  });
  it("stand after their dot in the direction of reading", () => {
    expect(place([town("Idlib", 100, 100)])[0]).toMatchObject({ start: 106, middle: 100 });
    expect(place([town("Idlib", 100, 100)], [], true)[0]).toMatchObject({ start: 94, middle: 100 });
  });
  it.each([false, true])("keep off the pin at their own dot (right to left: %s)", (rightToLeft) => {
    const [label] = place([town("Idlib", 100, 100)], [{ x: 100, y: 100 }], rightToLeft);
    expect(offPin(boxOf(label, rightToLeft), 100, 100)).toBe(true);
  });
  it("keep off all pins, and none is lost while it has a free side", () => {
    const pins = [12, 24, 36].map((x) => ({ x: 100 + x, y: 100 + PIN.height / 2 }));
    const labels = place([town("Idlib", 100, 100), town("Binnish", 160, 100, 4)], pins);
    expect(labels.map(({ text }) => text)).toEqual(["Idlib", "Binnish"]);
    for (const label of labels)
      for (const { x, y } of pins) expect(offPin(boxOf(label), x, y)).toBe(true);
  });
  it("give way to more important ones, and never lie on their dots", () => {
    const crowd = [town("Aleppo", 100, 100, 1), ...[6, 12, 18, 24].map((x) => town("Aleppo suburb", 100 + x, 104, 4))];
    const labels = place(crowd);
    expect(labels[0].text).toBe("Aleppo");
    expect(labels.length).toBeLessThan(crowd.length);
    labels.forEach((a, i) => {
      for (const b of labels.slice(i + 1)) {
        expect(apart(boxOf(a), boxOf(b))).toBe(true);
        expect(apart(boxOf(b), [a.x - 2, a.y - 2, a.x + 2, a.y + 2])).toBe(true);
      }
    });
  });
  it("leave the ring around their own dot whole", () => {
    const ring = { kind: "ring" as const, x: 100, y: 100 };
    const [label] = placeLabels(context, frame, [town("Saraqib", 100, 100, 3)], words, [ring]);
    expect(apart(boxOf(label), ringBox(100, 100))).toBe(true);
  });
  it("go with their dots, which a pin's head hides unless they are important", () => {
    const pin = { x: 100, y: 110 };
    expect(place([town("Jaramana", 100, 95, 4)], [pin])).toEqual([]);
    expect(place([town("Jaramana", 100, 109, 4)], [pin]).length).toBe(1);
    expect(place([town("Damascus", 100, 95, 1)], [pin]).length).toBe(1);
  });
  it("find room beside the pins of a busy day", () => {
    const pins = [
      { x: 100, y: 100 },
      { x: 128, y: 96 },
      { x: 138, y: 118 },
    ];
    const [label] = place([town("Damascus", 100, 100, 1)], pins);
    for (const { x, y } of pins) expect(offPin(boxOf(label), x, y)).toBe(true);
  });
  it("break the name of ground in dispute in two even lines around its middle", () => {
    const lines = place([town("Golan, occupied by Israel", 200, 200, DISPUTED)]);
    expect(lines.map(({ text }) => text)).toEqual(["Golan, occupied", "by Israel"]);
    for (const line of lines) expect(line.start + (8 * line.text.length) / 2).toBeCloseTo(200);
    expect((lines[0].middle + lines[1].middle) / 2).toBeCloseTo(200);
  });
  it("leave out a name that pins shut in on all sides", () => {
    const steps = [-60, -40, -20, 0, 20, 40, 60];
    const around = steps.flatMap((x) => steps.map((y) => ({ x: 100 + x, y: 100 + y })));
    expect(place([town("Idlib", 100, 100)], around)).toEqual([]);
  });
});
