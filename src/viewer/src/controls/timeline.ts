// The slider at the bottom: its steps land on the dates of the map, its ticks say how much changed.
import { turnsAt } from "../core/atlas";
import type { State } from "../core/choices";
import { lastNotAfter } from "../core/civil";
import { TURNS } from "../core/measure";
import { changeBeside } from "../core/steps";
import { playedFirst, type Stretch, stretchOf, within } from "../core/stretch";
import { h, setAttribute, setText } from "../lib/element";
import { icon } from "../lib/icon";
import { sheetOf } from "../lib/sheet";
import { FIGURES_MS, steadily } from "../lib/steadily";
import { stepSentence, turnTexts } from "../strings/describe";
import { knownSign } from "./known";
import { changePart, dayText } from "../strings/when";
import type { App } from "./app";
import { type Axis, axisOf, minutesAt, shareOf } from "./axis";
import { compareThumb } from "./compareThumb";
import { dateField } from "./dateField";
import { steppedDate, tellDate } from "./keys";
import { unfollowedSign } from "./unfollowedSign";
import { stretchHandles } from "./stretchHandles";
import { paintTrack, TRACK_PAD } from "./track";

const SPEEDS = [1, 2, 4, 8];

/** Buttons, date and slider. */
export function timeline(app: App): HTMLElement {
  const { words } = app;
  const bar = h(
    "div",
    { class: "cm-time-bar" },
    playButtons(app),
    dateLabel(app),
    goToDate(app),
    chartButton(app),
    speedButton(app),
  );
  return h(
    "section",
    { class: "cm-time", "aria-label": words.say("timeline") },
    knownSign(app),
    unfollowedSign(app),
    bar,
    slider(app),
    liveRegion(app),
  );
}

function playButtons(app: App): HTMLElement {
  const { store, words, atlas } = app;
  const beside = (date: number, by: 1 | -1): number | null => {
    const step = changeBeside(atlas.steps, date, by);
    return step === null || step !== within(stretchNow(app), step) ? null : step;
  };
  const step = (name: "previous" | "next", by: 1 | -1) => {
    const onclick = () => store.set({ date: beside(store.get().date, by) ?? store.get().date, playing: false });
    const label = words.say(name);
    return h("button", { type: "button", class: "cm-button", onclick, "aria-label": label, title: label }, icon(name));
  };
  const [previous, next] = [step("previous", -1), step("next", 1)];
  const play = h("button", { type: "button", class: "cm-button cm-play", onclick: () => togglePlay(app) });
  app.watch(["date", "stretch"], ({ date }) => {
    // Not `disabled`: that would take the focus away.
    setAttribute(previous, "aria-disabled", String(beside(date, -1) === null));
    setAttribute(next, "aria-disabled", String(beside(date, 1) === null));
  });
  app.watch(["playing"], ({ playing }) => {
    play.replaceChildren(icon(playing ? "pause" : "play"));
    play.title = words.say(playing ? "pause" : "play");
    play.setAttribute("aria-label", play.title);
  });
  return h("div", { class: "cm-buttons" }, previous, play, next);
}

/** The dates among which the reader moves. */
const stretchNow = ({ store, atlas }: App): Stretch => stretchOf(store.get().stretch, atlas.steps.count);

/** Start at the beginning of the stretch if its end is reached. */
export function togglePlay(app: App): void {
  const { playing, date } = app.store.get();
  app.store.set({ playing: !playing, date: playing ? date : playedFirst(date, stretchNow(app)) });
}

function dateLabel(app: App): HTMLElement {
  const { atlas } = app;
  const label = h("span", { class: "cm-date" });
  const part = h("span", {});
  // A figure goes whole where the end is cut: a part of it would be another figure.
  const turns = TURNS.map(() => [h("span", {}), h("span", { class: "cm-figure" }), h("span", {})]);
  const tell = steadily((date: number) => {
    const told = turnTexts(app, turnsAt(atlas, date));
    turns.forEach((spans, i) => {
      const pieces = told[i] ? splitAtFigure(told[i]) : ["", "", ""];
      spans.forEach((span, at) => setText(span, at === 2 && told[i + 1] ? `${pieces[at]} · ` : pieces[at]));
    });
  }, FIGURES_MS);
  app.watch(["date"], ({ date }) => {
    setText(label, dayText(app, date, "full"));
    setText(part, changePart(app, date));
    tell(date);
  });
  // Of what finds no room the end is cut, with an ellipsis; what is most stands first.
  return h("div", { class: "cm-date-block" }, h("p", {}, label, " ", h("span", { class: "cm-date-change" }, part, ...turns.map((one) => h("span", {}, ...one)))));
}

/** A text in three: what is before its figure, that with its unit, and what is after it. */
const splitAtFigure = (text: string): string[] => /^(\P{Nd}*)(\p{Nd}(?:.*\p{Nd})?(?: \S+²)?)(.*)$/su.exec(text)?.slice(1) ?? [text, "", ""];

/** A field under a picture of a calendar: it shows itself when somebody is in it. */
function goToDate(app: App): HTMLElement {
  const label = app.words.say("go_to_date");
  const set = (date: number) => app.store.set({ date, playing: false });
  const field = dateField(app, { label, get: ({ date }) => date, set });
  return h("label", { class: "cm-button cm-go-to", title: label }, icon("calendar"), field);
}

function speedButton(app: App): HTMLElement {
  const { store, words } = app;
  const button = h("button", {
    type: "button",
    class: "cm-button cm-speed",
    title: words.say("speed"),
    onclick: () => store.set({ speed: SPEEDS[(SPEEDS.indexOf(store.get().speed) + 1) % SPEEDS.length] }),
  });
  const show = ({ speed }: State) => {
    button.textContent = `${words.number(speed)}×`;
    button.setAttribute(
      "aria-label",
      `${words.say("speed")}: ${words.say("speed_value", { n: words.number(speed) })}`,
    );
  };
  app.watch(["speed"], show);
  return button;
}

const NEXT_CHART = { off: "share", share: "km2", km2: "off" } as const;

function chartButton(app: App): HTMLElement {
  const { store, words } = app;
  const button = h("button", {
    type: "button",
    class: "cm-button cm-chart-button",
    title: words.say("chart"),
    onclick: () => store.set({ chart: NEXT_CHART[store.get().chart] }),
  });
  const show = ({ chart }: State) => {
    button.replaceChildren(
      chart === "off" ? icon("chart") : chart === "share" ? "%" : words.say("chart_km2"),
    );
    button.setAttribute("aria-label", `${words.say("chart")}: ${words.say(`chart_${chart}`)}`);
  };
  app.watch(["chart"], show);
  return button;
}

function slider(app: App): HTMLElement {
  const { atlas, words } = app;
  const axis = axisOf(atlas);
  const canvas = h("canvas", { class: "cm-track-canvas", "aria-hidden": "true" });
  const thumb = h("div", { class: "cm-thumb", "aria-hidden": "true" });
  const track = h(
    "div",
    {
      class: "cm-track",
      role: "slider",
      tabindex: 0,
      "aria-label": words.say("timeline"),
      "aria-orientation": "horizontal",
      "aria-valuemin": 0,
      "aria-valuemax": atlas.steps.count - 1,
    },
    canvas,
    thumb,
  );
  const slide = slideOf(thumb, words.rightToLeft);
  app.watch(["date"], ({ date }) => {
    tellDate(track, app, date);
    slide.currentTime = SLIDE_MS * shareOf(axis, atlas.steps.ticks[date]);
  });
  const sheet = sheetOf(canvas, true);
  const paint = () => paintTrack(canvas, sheet, app, axis);
  const dateAt = dateUnder(track, app, axis);
  dragToDate(track, app, dateAt);
  track.addEventListener("keydown", (event) => onSliderKey(event, app));
  app.watch(["chart"], ({ chart }) => track.classList.toggle("cm-track-chart", chart !== "off"));
  app.watch(["chart", "hidden"], paint);
  new ResizeObserver(paint).observe(track);
  return h(
    "div",
    { class: "cm-track-box" },
    track,
    ...stretchHandles(app, axis, dateAt),
    ...compareThumb(app, axis, dateAt, track),
  );
}

const SLIDE_MS = 100_000;

/** The way of the thumb, to be set by its time: what moves in this way is neither laid out nor painted anew, and no other layer either. */
function slideOf(thumb: HTMLElement, rightToLeft: boolean): Animation {
  const slide = thumb.animate({ transform: ["none", `translateX(${rightToLeft ? -100 : 100}%)`] }, { duration: SLIDE_MS, fill: "both" });
  slide.pause();
  return slide;
}

/** How near to a change a pointer is drawn to it, in CSS pixels. */
const NEAR_PX = 5;

/** Reads the date at a place on the screen: a change within a few pixels, else the nearest day. */
const dateUnder = (track: HTMLElement, { atlas: { steps }, words }: App, axis: Axis) => {
  const changes = Float64Array.from(steps.ofChange, (step) => steps.ticks[step]);
  return (clientX: number): number => {
    const { left, width } = track.getBoundingClientRect();
    const long = Math.max(1, width - 2 * TRACK_PAD);
    const fromStart = (clientX - left - TRACK_PAD) / long;
    const minutes = minutesAt(axis, words.rightToLeft ? 1 - fromStart : fromStart);
    const change = steps.ofChange[nearest(changes, minutes)];
    const apart = Math.abs(steps.ticks[change] - minutes) * (long / (axis.end - axis.start));
    return apart <= NEAR_PX ? change : nearest(steps.ticks, minutes);
  };
};

function dragToDate(track: HTMLElement, app: App, dateAt: (clientX: number) => number): void {
  const { store } = app;
  const goTo = (event: PointerEvent) => {
    const date = within(stretchNow(app), dateAt(event.clientX));
    if (date !== store.get().date) store.set({ date, playing: false });
  };
  track.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    track.setPointerCapture(event.pointerId);
    track.focus({ preventScroll: true });
    goTo(event);
  });
  track.addEventListener("pointermove", (event) => {
    if (track.hasPointerCapture(event.pointerId)) goTo(event);
  });
}

/** Index of the date nearest to an instant. */
export function nearest(sorted: Float64Array, minutes: number): number {
  const low = lastNotAfter(sorted, minutes);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[high] - minutes < minutes - sorted[low] ? high : low;
}

/** Arrows step through the days, page keys through the changes, Home and End to the ends; the space bar plays. */
export function onSliderKey(event: KeyboardEvent, app: App): void {
  const { store } = app;
  const date = steppedDate(event, store.get().date, stretchNow(app), app);
  if (date !== null) store.set({ date, playing: false });
  else if (event.key === " ") togglePlay(app);
  else return;
  event.preventDefault();
}

/** Says what a step changed, once the reader rests on it. */
function liveRegion(app: App): HTMLElement {
  const region = h("p", { class: "cm-hidden", "aria-live": "polite" });
  let waiting = 0;
  app.on((state, before) => {
    if (state.date === before.date) return;
    clearTimeout(waiting);
    waiting = window.setTimeout(
      () => (region.textContent = stepSentence(app, app.store.get().date)),
      state.playing ? 2000 : 400,
    );
  });
  return region;
}
