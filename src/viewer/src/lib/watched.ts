/** One immutable value, and who wants to hear of a new one. */
export interface Watched<T> {
  get(): T;
  set(patch: Partial<T>): void;
  /** Call at each change; the answer stops it. */
  on(listener: (now: T, before: T) => void): () => void;
}

/** A value that can be watched. */
export function watched<T extends object>(first: T): Watched<T> {
  let value = first;
  const listeners = new Set<(now: T, before: T) => void>();
  return {
    get: () => value,
    set(patch) {
      const before = value;
      value = { ...value, ...patch };
      for (const listener of [...listeners]) listener(value, before);
    },
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
