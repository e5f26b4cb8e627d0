// Joins desk and server: previews while drawing, drafts that are kept, edits that are written, a map that stays live.
import { isWorth } from "./core/draft";
import type { Act, Preview } from "./core/form";
import { actOn, clear, crossed, type Desk, type Doing, draftOf, resume, type Said } from "./desk";
import { type Heard, listen, type Payload, type Project, Refusal, server, Unreachable } from "./server/client";
import { type Keeping, keeping } from "./server/keeping";

export interface Session {
  /** Write the edit. */
  apply(): Promise<void>;
  /** Throw the draft away. */
  discard(id?: string): Promise<void>;
  /** Do something that makes another version of the map. */
  change(work: () => Promise<{ revision?: string }>, said: string | Said, doing?: Doing): Promise<void>;
  /** Read the map anew. */
  refresh(): Promise<void>;
  /** Say whose edits these are. */
  name(who: string): void;
}

/**
 * Keep desk and server in step. `revision` is the version of the map that lies there first; `unpack` makes of another, its
 * data as a text, what lays it on the page.
 */
export function createSession(desk: Desk, revision: string, unpack: (dataText: string) => Promise<() => void>): Session {
  const kept = keeping((where, trouble) => {
    const { unkept } = desk.get();
    if (unkept.has(where) === trouble) return;
    const next = new Set(unkept);
    if (trouble) next.add(where);
    else next.delete(where);
    desk.set({ unkept: next });
  });
  let laid = revision;
  const read = async () => {
    const [project, payload] = await bothOf(laid);
    const lay = payload && (await unpack(payload.text));
    // At one stroke: who draws between the two would catch borders of a map that is gone.
    desk.set({ project });
    lay?.();
    laid = project.revision;
  };
  // Whoever asks while the map is read already waits for the next reading, which is one for all.
  let [running, next]: (Promise<void> | null)[] = [null, null];
  const refresh = (revision?: string): Promise<void> => {
    if (revision && revision === desk.get().project?.revision) return Promise.resolve();
    if (running) return (next ??= running.catch(() => undefined).then(() => ((next = null), refresh(revision))));
    return (running = read().finally(() => (running = null)));
  };
  const guarded = (work: Promise<unknown>) => work.catch((error: Error) => tell(desk, error));
  keepDrafts(desk, kept);
  askForPreviews(desk);
  checkEachVersion(desk);
  void guarded(refresh());
  void guarded(takeUp(desk, kept));
  desk.set({ who: named() });
  listen(
    (revision, entries) => {
      tellOfOthers(desk, revision, entries);
      void guarded(refresh(revision));
    },
    (online) => online !== desk.get().online && desk.set({ online }),
  );
  const change: Session["change"] = async (work, said, doing = "edit") => {
    desk.set({ writing: true, doing, refused: [], said: null });
    try {
      const { revision } = await work();
      desk.set({ said: typeof said === "string" ? { key: said } : said });
      await refresh(revision);
    } catch (error) {
      tell(desk, error as Error);
      if (error instanceof Refusal && error.status === 409) await guarded(refresh());
    } finally {
      desk.set({ writing: false });
    }
  };
  return {
    change,
    refresh: async () => void (await guarded(refresh())),
    name(who) {
      desk.set({ who });
      remember(who);
    },
    async apply() {
      const { project, form, writing, who, preview } = desk.get();
      const draft = draftOf(desk.get());
      const act = actOn(desk);
      if (!draft || !act || !project || writing || crossed(draft).length) return;
      const beyond = desk.get().preview?.beyond_period?.through && form.extend;
      const more = { draft: draft.id, ...(form.why && { why: form.why }), ...(beyond && { extend_period: true }) };
      await change(async () => {
        // Of the version whose effect is shown: the server refuses to do something else than that.
        const answer = await server.apply(act, preview?.revision ?? project.revision, who, more);
        // The write is confirmed: now the draft may go.
        void kept.drop(draft.id);
        clear(desk);
        return answer;
      }, "applied");
    },
    async discard(id) {
      const draft = draftOf(desk.get());
      const which = id ?? draft?.id;
      if (which === draft?.id) clear(desk);
      desk.set({ drafts: desk.get().drafts.filter((one) => one.id !== which) });
      if (which) await kept.drop(which);
    },
  };
}

/** The records, and the map that goes with them unless it lies there already: both of one version. */
async function bothOf(laid: string): Promise<[Project, Payload | null]> {
  const project = await server.project();
  if (project.revision === laid) return [project, null];
  const payload = await server.payload();
  return payload.revision === project.revision ? [project, payload] : bothOf(laid);
}

const NAME = "controlmap-name";

/** The name that was said in this browser. */
function named(): string {
  try {
    return localStorage.getItem(NAME) ?? "";
  } catch {
    return "";
  }
}

function remember(who: string): void {
  try {
    localStorage.setItem(NAME, who);
  } catch {
    // Then it is said again the next time.
  }
}

/** Another version of the map that somebody else made: who, and what they did. */
function tellOfOthers(desk: Desk, revision: string, entries: readonly Heard[]): void {
  const { project, who } = desk.get();
  const last = entries[entries.length - 1];
  if (!project || revision === project.revision || !last?.who || last.who === (who || project.user)) return;
  desk.set({ said: { key: "others_did", values: { who: last.who, command: last.command } } });
}

/** Tell in words why something was not done; what others did meanwhile is shown on the map. */
function tell(desk: Desk, error: Error): void {
  if (error instanceof Refusal) {
    const theirs = error.problems.flatMap(({ ground }) => ground ?? []);
    desk.set({ refused: error.problems, ...(theirs.length && { looked: { entry: "", before: [], after: theirs } }) });
  }
  else if (error instanceof Unreachable) desk.set({ said: { key: "unreachable" }, online: false });
  else throw error;
}

/** How long the map must have stood before it is checked, in ms, and with a draft in hand: a check looks at all of it. */
const CALM = 600;
const CALM_DRAWING = 5_000;

/** Each version of the map is checked once; whoever draws does not wait for it with the next vertex. */
function checkEachVersion(desk: Desk): void {
  let waiting = 0;
  let begun = "";
  desk.on(({ project, drawing, form }, before) => {
    const isCalm = project?.revision === before.project?.revision && drawing === before.drawing && form === before.form;
    if (!project || project.revision === begun || isCalm) return;
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      begun = project.revision;
      server.findings().then(
        (checked) => desk.set({ checked }),
        () => undefined,
      );
    }, drawing ? CALM_DRAWING : CALM);
  });
}

/** At each step what is drawn is kept. */
function keepDrafts(desk: Desk, kept: Keeping): void {
  desk.on((now, before) => {
    const draft = draftOf(now);
    const last = draftOf(before);
    if (!draft || (now.drawing === before.drawing && now.form === before.form)) return;
    if (!isWorth(draft)) {
      if (last?.id === draft.id && isWorth(last)) void kept.drop(draft.id);
      return;
    }
    if (draft.id !== last?.id || !isWorth(last)) kept.hold(draft.id);
    kept.keep({ id: draft.id, draft, form: now.form, saved: Date.now() });
  });
}

/** Go on where a tab or a server was closed. */
async function takeUp(desk: Desk, kept: Keeping): Promise<void> {
  const [newest, ...others] = await kept.all();
  desk.set({ drafts: others });
  if (!newest) return;
  if (desk.get().drawing) {
    desk.set({ drafts: [newest, ...others] });
    return;
  }
  resume(desk, newest);
  kept.hold(newest.id);
  desk.set({ said: { key: "taken_up" } });
}

/** Changes that follow each other faster than this, in ms, are one: the server is asked about the last. */
const PAUSE = 40;

/** Ask what the edit would do, whenever it is another; only the last answer counts. */
function askForPreviews(desk: Desk): void {
  let asked = "";
  // The version of the map that whoever draws has seen: what others did to the same ground since is told.
  let since = "";
  let waiting = 0;
  let changed = -PAUSE;
  let running: AbortController | null = null;
  const ask = (act: Act, revision: string) => {
    running = new AbortController();
    const { signal } = running;
    const show = (preview: Preview | null) => signal.aborted || desk.set({ preview, asking: false });
    server.preview(act, revision, desk.get().who, signal).then(show, (error: Error) => {
      if (signal.aborted || error.name === "AbortError") return;
      if (error instanceof Refusal) show({ ...NOTHING, problems: error.problems });
      else desk.set({ asking: false, online: !(error instanceof Unreachable) });
    });
  };
  desk.on((now, before) => {
    if (now.drawing === before.drawing && now.form === before.form && now.project === before.project) return;
    const draft = draftOf(now);
    const act = draft && now.project && !crossed(draft).length ? actOn(desk) : null;
    const wanted = act ? JSON.stringify([act, now.project!.revision]) : "";
    if (now.drawing !== before.drawing || now.form !== before.form || !since) since = now.project?.revision ?? "";
    if (wanted === asked) return;
    asked = wanted;
    clearTimeout(waiting);
    running?.abort();
    desk.set(act ? { asking: true } : { asking: false, preview: null });
    // A single change is asked about at once, as soon as all that it sets is set.
    const pause = performance.now() - changed < PAUSE ? PAUSE : 0;
    changed = performance.now();
    if (act) waiting = window.setTimeout(() => ask(act, since), pause);
  });
}

const NOTHING: Preview = {
  moved: [],
  by_date: [],
  places: [],
  reports: { agree: [], contradict: [] },
  words: [],
  problems: [],
};
