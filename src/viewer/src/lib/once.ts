/** A function that works at its first call only, and gives the same answer from then on. */
export function once<T>(work: () => T): () => T {
  let answer: { readonly value: T } | null = null;
  return () => (answer ??= { value: work() }).value;
}
