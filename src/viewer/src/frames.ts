// Pictures without a browser: run by node, which is told of a map and what to draw, and answers in SVG.
import { atlasOf } from "./core/atlas";
import { openPayload } from "./core/payload";
import { drawFrames, openingName, type Request, TooSmall } from "./frames/drawFrames";
import { installDocument } from "./frames/svgText";
import { hear, say } from "./frames/talk";

const known = new Map<string, number>();

/** Words are measured by who has the fonts, once each. */
function widthOf(text: string, weight: number): number {
  const key = `${weight} ${text}`;
  let width = known.get(key);
  if (width === undefined) {
    say({ measure: text, weight });
    known.set(key, (width = hear<number>()));
  }
  return width;
}

installDocument(widthOf);
const { payload, ...request } = hear<Request & { payload: string }>();
openPayload(payload).then((data) => {
  const atlas = atlasOf(data);
  try {
    for (const frame of drawFrames(atlas, { ...request, dates: request.dates ?? [openingName(atlas)] })) say(frame);
    say({ done: true });
  } catch (error) {
    if (!(error instanceof TooSmall)) throw error;
    say({ refused: error.message });
  }
});
