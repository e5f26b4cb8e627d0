// Drafts are kept twice, by the browser and by the server, at each step; they go only when a write is confirmed.
import { type Kept, server } from "./client";

const PREFIX = "controlmap-draft:";

/** Where drafts could not be kept. */
export type Trouble = "browser" | "server";

export interface Keeping {
  keep(kept: Kept): void;
  /** Forget a draft that was written or thrown away. */
  drop(id: string): Promise<void>;
  /** All that are kept and that no other tab has in hand, the newest first. */
  all(): Promise<Kept[]>;
  /** Let other tabs know that this one has a draft in hand. */
  hold(id: string): void;
}

/** Keep drafts; `troubled` hears of each place that took or refused one. */
export function keeping(troubled: (where: Trouble, trouble: boolean) => void): Keeping {
  let waiting: Kept | null = null;
  let sending = false;
  const send = async () => {
    if (sending) return;
    sending = true;
    while (waiting) {
      const kept: Kept = waiting;
      waiting = null;
      await server.keepDraft(kept).then(
        () => troubled("server", false),
        () => troubled("server", true),
      );
    }
    sending = false;
  };
  return {
    keep(kept) {
      troubled("browser", !keptHere(kept));
      waiting = kept;
      void send();
    },
    async drop(id) {
      if (waiting?.id === id) waiting = null;
      forgetHere(id);
      await server.dropDraft(id).catch(() => undefined);
    },
    all: async () => free(merged([...draftsHere(), ...(await draftsThere())])),
    hold: (id) => void navigator.locks?.request(PREFIX + id, { ifAvailable: true }, () => new Promise(() => undefined)),
  };
}

function keptHere(kept: Kept): boolean {
  try {
    localStorage.setItem(PREFIX + kept.id, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

function forgetHere(id: string): void {
  try {
    localStorage.removeItem(PREFIX + id);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

function draftsHere(): Kept[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .flatMap((key) => readable(JSON.parse(localStorage.getItem(key)!)));
  } catch {
    return [];
  }
}

async function draftsThere(): Promise<Kept[]> {
  const list = await server.drafts().catch(() => []);
  const found = await Promise.all(
    list.map(async (one) => {
      const id = typeof one === "string" ? one : one.id;
      const whole = readable(one);
      return whole.length ? whole : readable(await server.draft(id).catch(() => null));
    }),
  );
  return found.flat();
}

/** A kept draft, if it is one; it may stand inside what the server says of it. */
function readable(value: unknown): Kept[] {
  const one = value as (Kept & { draft: Kept | Kept["draft"] }) | null;
  if (!one || typeof one !== "object") return [];
  if (one.draft && "form" in one && "shape" in one.draft) return [one as Kept];
  return one.draft ? readable(one.draft) : [];
}

/** One of each, the one that was saved last, in order. */
function merged(kept: readonly Kept[]): Kept[] {
  const newest = new Map<string, Kept>();
  for (const one of kept) if ((newest.get(one.id)?.saved ?? -1) < one.saved) newest.set(one.id, one);
  return [...newest.values()].sort((a, b) => b.saved - a.saved);
}

/** Those that no tab has in hand. */
async function free(kept: readonly Kept[]): Promise<Kept[]> {
  const held = new Set((await navigator.locks?.query())?.held?.map(({ name }) => name) ?? []);
  return kept.filter(({ id }) => !held.has(PREFIX + id));
}
