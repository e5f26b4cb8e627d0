// What lies under the pointer, in a few words beside it.
import type * as L from "leaflet";
import { putBeside } from "../lib/beside";
import { h, refill } from "../lib/element";

/** Show `describe`'s lines beside the pointer, anew when `watch` says so; no lines: nothing is shown. */
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
  const onMove = (event: L.LeafletMouseEvent) => {
    cancelAnimationFrame(waiting);
    last = event;
    waiting = requestAnimationFrame(() => show(event));
  };
  watch(() => last && onMove(last));
  map.on("mousemove", onMove).on("mouseout movestart resize", hide);
  return () => {
    hide();
    map.off("mousemove", onMove).off("mouseout movestart resize", hide);
    box.remove();
  };
}
