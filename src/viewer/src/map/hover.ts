// What lies under the pointer, in a few words beside it.
import type * as L from "leaflet";
import { putBeside } from "../lib/beside";
import { h, refill } from "../lib/element";

const POINTERS = ["pointerdown", "pointermove"] as const;
/** So far from where it clicked a pointer is on to something else: a hand shakes. */
const SHAKING_PX = 8;

/**
 * Show `describe`'s lines beside the pointer, anew when `watch` says so; no lines: nothing is shown. Where it clicks the
 * page tells it at length, and fingers, which hide what is under them, only tap.
 */
export function hoverBox(
  map: L.Map,
  describe: (lon: number, lat: number) => readonly string[],
  watch: (again: () => void) => void,
): () => void {
  const box = h("div", { class: "cm-hover", hidden: true, "aria-hidden": "true" });
  map.getContainer().append(box);
  let waiting = 0;
  let last: L.LeafletMouseEvent | null = null;
  const hide = () => {
    cancelAnimationFrame(waiting);
    last = null;
    box.hidden = true;
  };
  const show = ({ latlng, containerPoint }: L.LeafletMouseEvent) => {
    const { lng, lat } = latlng.wrap();
    const lines = describe(lng, lat);
    box.hidden = lines.length === 0;
    refill(box, ...lines.map((line) => h("div", { dir: "auto" }, line)));
    putBeside(box, [containerPoint.x, containerPoint.y], 14);
  };
  let clicked: L.Point | null = null;
  let finger = false;
  const onPointer = ({ pointerType }: PointerEvent) => (finger = pointerType === "touch");
  const onClick = ({ containerPoint }: L.LeafletMouseEvent) => {
    clicked = containerPoint;
    hide();
  };
  const onMove = (event: L.LeafletMouseEvent) => {
    if (finger || (clicked && clicked.distanceTo(event.containerPoint) < SHAKING_PX)) return;
    clicked = null;
    cancelAnimationFrame(waiting);
    last = event;
    waiting = requestAnimationFrame(() => show(event));
  };
  watch(() => last && onMove(last));
  const container = map.getContainer();
  for (const name of POINTERS) container.addEventListener(name, onPointer, true);
  map.on("mousemove", onMove).on("click", onClick).on("mouseout movestart resize", hide);
  return () => {
    hide();
    for (const name of POINTERS) container.removeEventListener(name, onPointer, true);
    map.off("mousemove", onMove).off("click", onClick).off("mouseout movestart resize", hide);
    box.remove();
  };
}
