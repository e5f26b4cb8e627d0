// The embedded background on the map: sea and land under control, lines over it with the graticule.
import type * as L from "leaflet";
import { once } from "../lib/once";
import { backdropOf } from "../scene/background";
import { basePainter } from "./basePainter";
import type { Paint } from "./canvasLayer";
import { paintGraticule } from "./graticulePainter";
import { groupPaths } from "./groundPaths";
import { canvasIn } from "./panes";
import { type Drawn, type Part, showsBackground } from "./part";

/** Land, and the lines over the ground. */
export function createBackground(map: L.Map, drawn: Drawn): Part[] {
  const base = basePainter(drawn.shapes);
  const coveredNow = () => once(() => groupPaths(drawn.ground, () => 0, [0]).get(0)!);
  let covered = coveredNow();
  const land = canvasIn(
    map,
    "cm-ground",
    drawn.origin,
    (context, frame) => showsBackground(drawn) && base.paintGround(context, frame, drawn.theme, covered()),
    { still: true },
  );
  const paintLines: Paint = (context, frame) => {
    if (drawn.state().graticule) paintGraticule(context, frame, drawn.theme, drawn.origin, drawn.words);
    const shown = showsBackground(drawn) && base.paintLines(context, frame, drawn.theme);
    return drawn.state().graticule || shown;
  };
  const lines = canvasIn(map, "cm-lines", drawn.origin, paintLines, { still: true });
  const showSea = () => drawn.background && (map.getContainer().style.background = backdropOf(drawn.atlas.header, drawn.theme));
  showSea();
  return [
    {
      start: () => void land.addTo(map),
      follow: (state, before) => state.tiles !== before.tiles && land.redraw(),
      reground() {
        covered = coveredNow();
        land.redraw();
      },
      recolour() {
        showSea();
        land.redraw();
      },
    },
    {
      start: () => void lines.addTo(map),
      follow: (state, before) =>
        (state.tiles !== before.tiles || state.graticule !== before.graticule) && lines.redraw(),
      speak: () => lines.redraw(),
      recolour: () => lines.redraw(),
    },
  ];
}
