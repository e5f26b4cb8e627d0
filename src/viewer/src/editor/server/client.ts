// What the editor asks of the server that it comes from; what it refuses is told in its own words.
import type { Known } from "../../core/civil";
import type { Texts } from "../../core/model";
import type { Act, Form, Preview, Problem } from "../core/form";
import type { Draft } from "../core/draft";
import type { Geometry } from "../core/ground";
import type { Point } from "../core/points";

export interface RecordedState {
  readonly id: string;
  readonly layer: string;
  readonly area: Texts | string | null;
  /** The same in further languages of the map. */
  readonly [further: `area_${string}`]: string | null | undefined;
  readonly controller: string;
  readonly status: string;
  readonly others: readonly string[];
  readonly certainty: string | null;
  readonly sources: readonly string[];
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  /** What is said of the hour of `valid_from`. */
  readonly precision?: Known | null;
  readonly note: Texts | string | null;
}

export interface SourceRecord {
  readonly id: string;
  readonly title?: string | null;
  readonly publisher?: string | null;
  /** A text, or a date as CSL-JSON has it. */
  readonly issued?: string | { readonly "date-parts"?: readonly (readonly (number | string)[])[] } | null;
}

export interface Project {
  readonly revision: string;
  readonly title: Texts | string;
  readonly sources: readonly SourceRecord[];
  readonly states: readonly RecordedState[];
  readonly reports?: readonly Report[];
  /** Whose edits those are of whom nobody says otherwise. */
  readonly user: string;
}

/** The map's data, and the version that it is of. */
export interface Payload {
  readonly revision: string;
  readonly text: string;
}

/** Who held a place on a date, as somebody says. */
export interface Report {
  readonly id: string;
  readonly place: string;
  readonly date: string;
  readonly controller: string;
  readonly sources?: readonly string[];
}

/** A report that the map does not say, and whether it contradicts it or only lies too near a border to tell. */
interface Disagreement {
  readonly report: string;
  readonly message: string;
  readonly reason?: string;
}

/** What a check of the whole map finds. */
export interface Checked {
  readonly findings: readonly {
    readonly code: string;
    readonly message: string;
    readonly feature?: string | null;
    readonly lonlat?: Point | null;
  }[];
  readonly agreement?: { readonly disagreements: readonly Disagreement[]; readonly in_part?: readonly string[] } | null;
}

export interface LogEntry {
  readonly id: string;
  readonly command?: string;
  readonly who?: string | null;
  readonly why?: string | null;
  readonly when?: string;
  /** An entry on another branch that made the same change. */
  readonly same_as?: string | null;
  readonly moved?: readonly { readonly from: string; readonly to: string; readonly area_km2: number }[];
}

/** The log, the newest entry first, and which of them would be undone and done again. */
export interface Log {
  readonly entries: readonly LogEntry[];
  readonly undo: LogEntry | null;
  readonly redo: LogEntry | null;
}

/** An entry with the features as they were before and after it. */
export interface WholeEntry {
  readonly before: readonly { readonly geometry: Geometry }[];
  readonly after: readonly { readonly geometry: Geometry }[];
}

/** A draft as it is kept: with what was said so far. */
export interface Kept {
  readonly id: string;
  readonly draft: Draft;
  readonly form: Form;
  readonly saved: number;
}

/** Why the server did not do something. */
export class Refusal extends Error {
  override name = "Refusal";

  constructor(
    readonly status: number,
    readonly problems: readonly Problem[],
    readonly revision: string | null,
  ) {
    super(problems.map(({ message }) => message).join("\n"));
  }
}

/** The server did not answer at all. */
export class Unreachable extends Error {
  override name = "Unreachable";
}

async function ask(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = body === undefined ? {} : { "Content-Type": "application/json" };
  const init = { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal };
  const answer = await fetch(path, { ...init, credentials: "same-origin" }).catch((error: Error) => {
    throw error.name === "AbortError" ? error : new Unreachable(error.message);
  });
  if (!answer.ok) throw await refusalFrom(answer);
  return answer;
}

/** That an answer says nothing but its status. */
const answered = (status: number): Problem => ({
  message: `the server answered ${status}`,
  made_of: { message: { template: "the server answered {status}", values: { status: String(status) } }, hint: undefined },
});

async function refusalFrom(answer: Response): Promise<Refusal> {
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  const listed = [body.problems, body.conflicts].flatMap((list) => (Array.isArray(list) ? list : []));
  const problems = listed.map((one): Problem => (typeof one === "string" ? { message: one } : (one as Problem)));
  const known = problems.length ? problems : [answered(answer.status)];
  return new Refusal(answer.status, known, typeof body.revision === "string" ? body.revision : null);
}

const json = async <T>(answer: Promise<Response>): Promise<T> => (await answer).json() as Promise<T>;

/** A list that comes alone or as a member. */
async function listed<T>(answer: Promise<Response>, member: string): Promise<readonly T[]> {
  const body = await json<unknown>(answer);
  const list = Array.isArray(body) ? body : (body as Record<string, unknown> | null)?.[member];
  return Array.isArray(list) ? list : Object.values((list ?? {}) as Record<string, T>);
}

/** Whose edit it is, where somebody says so. */
const by = (who: string) => (who ? { who } : {});

export const server = {
  project: () => json<Project>(ask("GET", "/api/project")),
  payload: async (): Promise<Payload> => {
    const answer = await ask("GET", "/api/payload");
    return { revision: JSON.parse(answer.headers.get("ETag") ?? '""') as string, text: await answer.text() };
  },
  preview: (act: Act, revision: string, who: string, signal: AbortSignal) =>
    json<Preview>(ask("POST", "/api/preview", { act, revision, ...by(who) }, signal)),
  apply: (act: Act, revision: string, who: string, more: { why?: string; draft: string; extend_period?: boolean }) =>
    json<{ entry: unknown; revision: string }>(ask("POST", "/api/apply", { act, revision, ...by(who), ...more })),
  undo: (of: string, who: string) => json<{ revision: string }>(ask("POST", "/api/undo", { of, ...by(who) })),
  redo: (of: string, who: string) => json<{ revision: string }>(ask("POST", "/api/redo", { of, ...by(who) })),
  revert: (entry: string, who: string) => json<{ revision: string }>(ask("POST", "/api/revert", { entry, ...by(who) })),
  log: (who: string) => json<Log>(ask("GET", `/api/log${who && `?who=${encodeURIComponent(who)}`}`)),
  entry: (id: string) => json<WholeEntry>(ask("GET", `/api/log/${encodeURIComponent(id)}`)),
  findings: () => json<Checked>(ask("GET", "/api/findings")),
  drafts: () => listed<{ id: string; draft?: unknown }>(ask("GET", "/api/drafts"), "drafts"),
  draft: (id: string) => json<unknown>(ask("GET", `/api/drafts/${id}`)),
  keepDraft: (kept: Kept) => ask("PUT", `/api/drafts/${kept.id}`, { draft: kept }),
  dropDraft: (id: string) => ask("DELETE", `/api/drafts/${id}`),
  addSource: (source: Readonly<Record<string, unknown>>, who: string) =>
    json<{ id: string }>(ask("POST", "/api/source", { ...source, ...by(who) })),
  addReport: (report: Readonly<Record<string, unknown>>, who: string) =>
    json<{ id: string; revision: string }>(ask("POST", "/api/report", { ...report, ...by(who) })),
};

export type Server = typeof server;

/** An edit as all tabs are told of it. */
export interface Heard {
  readonly command: string;
  readonly who: string | null;
}

/** Hear of changes to the files, and of whether the server is there. */
export function listen(heard: (revision: string, entries: readonly Heard[]) => void, there: (online: boolean) => void): void {
  const events = new EventSource("/api/events");
  const hear = ({ data }: MessageEvent<string>) => {
    const { revision, entries } = JSON.parse(data) as { revision?: string; entries?: readonly Heard[] };
    if (revision) heard(revision, entries ?? []);
  };
  for (const name of ["message", "revision", "change"]) events.addEventListener(name, hear);
  events.onopen = () => there(true);
  events.onerror = () => there(false);
}
