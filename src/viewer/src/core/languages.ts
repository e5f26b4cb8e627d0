// Languages by their codes (BCP 47): a main subtag, perhaps a script, perhaps a region, such as `ku-Arab` or `ar-SY`.

const RIGHT_TO_LEFT = new Set("ar arc ckb dv fa he ks nqo ps sd syr ug ur yi".split(" "));
const SCRIPTS = new Set("adlm arab aran hebr nkoo rohg syrc thaa".split(" "));

/** The main subtag of a language's code: that of `ar-SY` is `ar`. */
export const mainSubtag = (language: string): string => language.toLowerCase().split(/[-_]/)[0];

/** Whether a language runs from right to left, by its script if the code names one. */
export function isRightToLeft(language: string): boolean {
  const script = /^[a-z]+(?:[-_][a-z]{3})*[-_]([a-z]{4})(?![a-z0-9])/i.exec(language)?.[1].toLowerCase();
  return script ? SCRIPTS.has(script) : RIGHT_TO_LEFT.has(mainSubtag(language));
}
