// All places with who holds them at the date, since when and how surely.
import { stateOf } from "../core/atlas";
import type { Place } from "../core/model";
import { h } from "../lib/element";
import { actorShort, holdAt, sinceText } from "../strings/describe";
import type { App } from "./app";
import { comingFigures } from "./coming";
import { choosePlace } from "./search";
import { type Column, folded, sortable } from "./sortable";
import { minutesOf } from "../core/civil";

interface Row {
  readonly place: Place;
  readonly cell: number;
}

/** The list, folded; it follows the date. */
export function placesList(app: App): HTMLElement | null {
  const { words, store, atlas: { ofPlaces: atlas } } = app;
  const { places } = atlas.header;
  if (!places.length) return null;
  const now = () => store.get().date;
  const certainty = ({ cell }: Row) => stateOf(atlas, cell, now()).certainty;
  const columns: Column<Row>[] = [
    {
      title: words.say("tab_place"),
      text: ({ place }) => words.text(place.name),
      cell: ({ place }) => h("button", { type: "button", class: "cm-plain", onclick: () => choosePlace(app, place) }, words.text(place.name)),
    },
    { title: words.say("holder"), text: ({ cell }) => actorShort(app, stateOf(atlas, cell, now()).controller) },
    {
      title: words.say("held_since"),
      text: ({ cell }) => sinceText(app, holdAt({ words, atlas }, cell, now())),
      by: ({ cell }) => minutesOf(holdAt({ words, atlas }, cell, now()).from),
    },
    { title: words.say("how_sure"), text: (row) => (certainty(row) ? words.say(`certainty_${certainty(row)!}`) : "") },
  ];
  const rows = (): Row[] => places.map((place, i) => ({ place, cell: atlas.placeCells[i] })).filter(({ cell }) => cell >= 0);
  return folded(
    words.say("places_list"),
    () => (atlas.reach === "outline" ? { element: comingFigures(app), show: () => {} } : sortable(app, words.say("places_list"), columns, rows)),
    (again) => app.watch(["date", "playing"], ({ playing }) => playing || again()),
  );
}
