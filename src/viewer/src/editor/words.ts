// The desk in words: what is drawn, what is caught, who stands on either side of a border.
import type { App } from "../controls/app";
import type { DateStyle, Known } from "../core/civil";
import { actorShort } from "../strings/describe";
import { instantText } from "../strings/when";
import { beginning, knownIn } from "./core/begins";
import { contains } from "../core/geojson";
import { type Draft, GIVING, isIn, OPEN, pointsOf } from "./core/draft";
import { type Form, givenGround, radiusKm } from "./core/form";
import { holdersOf, lengthKm, type Network } from "./core/network";
import { areaKm2, type Point } from "./core/points";
import type { Caught } from "./core/snapping";
import { refusalIn, type Say } from "./strings";

/** What speaks: the page's words, and the editor's. */
export interface Speech {
  readonly app: App;
  readonly say: Say;
}

/** An instant of the map in words, no more exactly than the map knows it. */
export const dateText = ({ atlas, words }: App, iso: string, style: DateStyle = "long"): string =>
  instantText(words, iso, knownIn(atlas.steps, iso), style);

/** From when a draft's edit is, in words, no more exactly than is said. */
export function beginningText({ words }: App, draft: Pick<Draft, "shape" | "date">, form: Form): string {
  const { on, precision } = beginning(draft, form);
  return instantText(words, on, (precision || null) as Known | null);
}

/** An actor's short name by id. */
export function actorById({ app }: Speech, id: string): string {
  const index = app.atlas.header.actors.findIndex((actor) => actor.id === id);
  return index < 0 ? id : actorShort(app, index);
}

/** What the log calls an edit, in a language; a command without words there stands as it is typed. */
export const commandText = (language: string, command: string): string => refusalIn(language, command) ?? command;

/** Who stands on either side of an arc. */
export function sidesText({ app, say }: Speech, network: Network, arc: number): string {
  const [a, b] = holdersOf(network, arc).map((actor) => (actor < 0 ? say("outside") : actorShort(app, actor)));
  return say("sides", { a, b });
}

/** What is caught, by name. */
export function caughtText(speech: Speech, network: Network, { kind, on, place }: Caught): string {
  const { app, say } = speech;
  if (kind === "place") return app.words.text(app.atlas.header.places[place!].name);
  return say(`catch_${kind}`, on ? { sides: sidesText(speech, network, on.arc) } : {});
}

/** km² as precisely as a drawing is worth telling; below zero where less passes than before. */
export function areaText({ app: { words } }: Pick<Speech, "app">, km2: number): string {
  const size = Math.abs(km2);
  return `${words.number(km2, size < 1 ? 2 : size < 100 ? 1 : 0)}\u00a0${words.say("unit_km2")}`;
}

/** A drawn shape as a text: "3.2 km², 14 points, Saraqib". */
export function shapeText(speech: Speech, draft: Draft, form: Form, network: Network): string {
  const { app, say } = speech;
  const { words, atlas } = app;
  const ground = isIn(draft.shape, GIVING) ? givenGround(draft, form, network) : null;
  const radius = radiusKm(draft, form);
  const count = draft.shape === "border" ? draft.steps.length : pointsOf(draft).length + draft.closing.length;
  const parts = [
    ground ? areaText(speech, groundKm2(ground.area.coordinates, ground.area.type)) : null,
    isIn(draft.shape, OPEN) && count > 1 ? words.distance(lengthKm(pointsOf(draft))) : null,
    draft.shape === "circle" && radius ? words.distance(radius) : null,
    ["pick", "circle"].includes(draft.shape) ? null : count === 1 ? say("text_one") : say("text_vertices", { n: words.number(count) }),
    ...(ground
      ? atlas.header.places
          .filter(({ lon, lat }) => holds(ground.area.coordinates, ground.area.type, [lon, lat]))
          .sort((a, b) => (b.population ?? 0) - (a.population ?? 0))
          .slice(0, 3)
          .map(({ name }) => words.text(name))
      : []),
  ];
  return parts.filter(Boolean).join(words.say("comma"));
}

type Coordinates = readonly (readonly Point[])[] | readonly (readonly (readonly Point[])[])[];

/** The polygons of a geometry, each its rings. */
const polygons = (coordinates: Coordinates, type: string): readonly (readonly (readonly Point[])[])[] =>
  type === "Polygon" ? [coordinates as readonly (readonly Point[])[]] : (coordinates as readonly (readonly (readonly Point[])[])[]);

const groundKm2 = (coordinates: Coordinates, type: string): number =>
  polygons(coordinates, type).reduce(
    (sum, [outer, ...holes]) => sum + areaKm2(outer.slice(1)) - holes.reduce((all, hole) => all + areaKm2(hole.slice(1)), 0),
    0,
  );

const holds = (coordinates: Coordinates, type: string, point: Point): boolean =>
  polygons(coordinates, type).some(
    ([outer, ...holes]) => contains(outer, point) && !holes.some((hole) => contains(hole, point)),
  );
