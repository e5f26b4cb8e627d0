// Where a box beside the pointer goes.

/** Move a shown box, which lies at its parent's top left, beside a point (px) so that all of it is in the parent. */
export function putBeside(box: HTMLElement, [x, y]: readonly [number, number], gap: number): void {
  const { clientWidth, clientHeight } = box.parentElement ?? box;
  const left = along(x, gap, box.offsetWidth, clientWidth);
  const top = along(y, gap, box.offsetHeight, clientHeight);
  box.style.transform = `translate(${left}px, ${top}px)`;
}

/** Where a box of a size begins in a room: behind a point, else before it, else where the room begins or ends. */
export function along(at: number, gap: number, size: number, room: number): number {
  const start = at + gap + size <= room ? at + gap : at - gap - size;
  return Math.max(0, Math.min(start, room - size));
}
