import { expect, test } from "vitest";
import { along } from "./beside";

test("a box lies behind the point, before it where there is no room, and never outside", () => {
  for (let room = 60; room <= 400; room += 17)
    for (let size = 1; size <= room; size += 13)
      for (let at = 0; at <= room; at += 7) {
        const start = along(at, 14, size, room);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(start + size).toBeLessThanOrEqual(room);
        if (at + 14 + size <= room) expect(start).toBe(at + 14);
        else if (at - 14 - size >= 0) expect(start + size).toBe(at - 14);
      }
});
