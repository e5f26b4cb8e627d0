// Draws lines into a path without the corners that cannot be seen: a large cell of which a corner is painted
// has thousands of vertices elsewhere, and a path's call costs ten times a comparison.
import type { Pen } from "../scene/ground";
import type { Box } from "../scene/world";

/**
 * A pen whose lines look the same in a box as lines through all points do.
 *
 * A point is left out when it, the one drawn before it and the one after it lie beyond the same side of the
 * box: then the triangle of the three does too (as in Cohen and Sutherland's clipping).
 */
export function penIn(path: Path2D, [west, north, east, south]: Box): Pen {
  let drawn = 0;
  let waiting = -1;
  let waitingX = 0;
  let waitingY = 0;
  const sidesOf = (x: number, y: number) =>
    (x < west ? 1 : x > east ? 2 : 0) | (y < north ? 4 : y > south ? 8 : 0);
  return {
    move(x, y) {
      path.moveTo(x, y);
      drawn = sidesOf(x, y);
    },
    line(x, y) {
      const sides = sidesOf(x, y);
      if (waiting >= 0 && !(drawn & waiting & sides)) {
        path.lineTo(waitingX, waitingY);
        drawn = waiting;
      }
      waiting = sides;
      waitingX = x;
      waitingY = y;
    },
    end(closed) {
      if (waiting >= 0) path.lineTo(waitingX, waitingY);
      waiting = -1;
      if (closed) path.closePath();
    },
  };
}

/** A pen that leaves out points nearer than `apart`, along x and y together, to the one drawn before; a line keeps its ends. */
export function sparse(pen: Pen, apart: number): Pen {
  let [drawnX, drawnY, lastX, lastY] = [0, 0, 0, 0];
  return {
    move(x, y) {
      pen.move(x, y);
      [drawnX, drawnY, lastX, lastY] = [x, y, x, y];
    },
    line(x, y) {
      lastX = x;
      lastY = y;
      if (Math.abs(x - drawnX) + Math.abs(y - drawnY) < apart) return;
      pen.line(x, y);
      drawnX = x;
      drawnY = y;
    },
    end(closed) {
      if (lastX !== drawnX || lastY !== drawnY) pen.line(lastX, lastY);
      pen.end(closed);
    },
  };
}
